"""The rules of a plan, one file each, in the order of the data contract.

A file has `limits(instance)`, which says its limits as values, `bars(instance, …)`, which says where
nothing may stand, or `add(model)`, which writes rows of another form under its own name, or several
of these: rows with variables of their own may imply the limits.
`quota` defines the shortfall that the objectives use; `levy` follows from it and needs no row (see
`planner.quota.levy`). `request` is no rule of a region but a question put to its plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from planner.models.limit import Bar, Limit
from planner.models.model import Model
from planner.models.rules import (
    adjacent_load,
    budget,
    closure,
    commitment,
    contingent,
    distinct_municipalities,
    edge,
    neighbourhood_load,
    neighbourhood_type,
    participation,
    per_neighbourhood,
    quota,
    request,
    separation,
    share,
    site,
    stock,
    support,
    target,
    vacancy_share,
    wait,
)
from planner.region.domain import Instance, Lot


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: the limits it is made of, what it bars, and what writes its other rows."""

    limits: Callable[[Instance], Iterator[Limit]] = lambda instance: iter(())
    bars: Callable[[Instance, str, int, Lot], Iterator[Bar]] = lambda *place: iter(())
    add: Callable[[Model], None] | None = None

    def write(self, model: Model) -> None:
        """Write the rows of the rule."""
        if self.add is not None:
            self.add(model)
            return
        for limit in self.limits(model.instance):
            model.write(limit)


RULES: dict[str, Rule] = {
    "target": Rule(target.limits),
    "participation": Rule(bars=participation.bars, add=participation.add),
    "vacancy_share": Rule(vacancy_share.limits),
    "stock": Rule(stock.limits),
    "site": Rule(site.limits, site.bars, site.add),
    "support": Rule(support.limits, support.bars, support.add),
    "edge": Rule(bars=edge.bars, add=edge.add),
    "neighbourhood_type": Rule(
        neighbourhood_type.limits, neighbourhood_type.bars, neighbourhood_type.add
    ),
    "neighbourhood_load": Rule(neighbourhood_load.limits),
    "adjacent_load": Rule(adjacent_load.limits),
    "per_neighbourhood": Rule(per_neighbourhood.limits),
    "separation": Rule(add=separation.add),
    "distinct_municipalities": Rule(distinct_municipalities.limits),
    "budget": Rule(budget.limits),
    "share": Rule(share.limits),
    "contingent": Rule(contingent.limits, add=contingent.add),
    "closure": Rule(add=closure.add),
    "wait": Rule(add=wait.add),
    "commitment": Rule(add=commitment.add),
    "quota": Rule(add=quota.add),
    "request": Rule(add=request.add),
}


def limits(instance: Instance) -> Iterator[Limit]:
    """Every limit of every rule."""
    for rule in RULES.values():
        yield from rule.limits(instance)


def bars(instance: Instance, programme: str, year: int, lot: Lot) -> Iterator[Bar]:
    """All that keeps a programme out of a lot in a year, whatever else the plan has."""
    for rule in RULES.values():
        yield from rule.bars(instance, programme, year, lot)
