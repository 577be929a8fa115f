"""What one unit more of a limit that is used up would bring, by planning the region again.

A plan of whole dwellings has no prices that could be read off: the region with one unit more is
planned again and its objectives are set against those without. An objective counts as better only
where the new value beats what was proven that no plan could do better before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil, floor

from planner.analysis.binding import Bound, binding
from planner.analysis.explain.changes import Change, apply
from planner.analysis.explain.complaints import missing
from planner.analysis.explain.remedies import Clock
from planner.geography.reach import prepare
from planner.optimise.solve import Pursuit
from planner.optimise.solver import Options
from planner.outcome import Outcome
from planner.quota.quotas import shares
from planner.region.change import value_of
from planner.region.domain import Field, Objective, Region, Tier

# How many limits are tried, and how many objectives in order: each of the later ones takes many
# times the first three together.
AT_MOST = 8
_AIMS = 3


@dataclass(frozen=True, slots=True)
class Gain:
    """What a change does to the first objective that it makes better, or to none of those tried.

    `before` and `after` are values of `aim.part` in `unit`; without an objective nothing changed in
    `tried`.
    """

    change: Change
    bound: Bound
    aim: str
    part: str
    unit: str
    before: float
    after: float
    tried: tuple[str, ...]


def gains(outcome: Outcome, options: Options, clock: Clock) -> tuple[Gain, ...]:
    """What one unit more brings, for the limits that matter most, as far as time allows."""
    region = outcome.region
    tried: tuple[Objective, ...] = tuple(
        aim for aim in region.settings.objective.order if aim is not Objective.STABILITY
    )
    tried = tried[:_AIMS]
    base = _Aims(region, replace(options, time_limit=clock.left))
    before: dict[Objective, dict[str, Tier]] = {aim: base.tiers(aim) for aim in tried}
    found = []
    for change, bound in _candidates(outcome):
        if not clock.left or not all(before.values()):
            break
        gain = _gain(region, change, bound, before, options, clock)
        if gain is not None:
            found.append(gain)
    return tuple(found)


class _Aims:
    """A region planned objective by objective."""

    def __init__(self, region: Region, options: Options) -> None:
        self._pursuit = Pursuit(prepare(region, shares(region)), options)

    def tiers(self, aim: Objective) -> dict[str, Tier]:
        """What the next objective comes to, by part; empty where time ran out."""
        known = len(self._pursuit.tiers)
        if not self._pursuit.pursue(aim):
            return {}
        return {tier.part: tier for tier in self._pursuit.tiers[known:]}


def _gain(
    region: Region,
    change: Change,
    bound: Bound,
    before: Mapping[Objective, Mapping[str, Tier]],
    options: Options,
    clock: Clock,
) -> Gain | None:
    again = _Aims(apply(region, (change,)), replace(options, time_limit=clock.left or 1e-3))
    for aim, old in before.items():
        new = again.tiers(aim)
        if not new:
            return None
        for part, tier in old.items():
            value = new[part].value if part in new else 0.0
            assert tier.value is not None
            assert tier.bound is not None
            assert value is not None
            noise = 1e-6 * max(1.0, abs(tier.value))
            if value < tier.bound - noise:
                return Gain(change, bound, aim, part, tier.unit, tier.value, value, tuple(before))
            if value > tier.value + noise:
                # Worse can only be that an earlier part did not show what it gained: say nothing.
                return None
    return Gain(change, bound, "", "", "", 0.0, 0.0, tuple(before))


def _candidates(outcome: Outcome) -> list[tuple[Change, Bound]]:
    """The limits to try: first those of municipalities and programmes that miss something.

    Each rule in turn, so that one with many limits leaves room for the others. A number that holds
    for the whole region is tried once.
    """
    region = outcome.region
    short = {row.municipality for row in outcome.accounts if row.shortfall}
    unmet = {code for code, number in missing(region, outcome.plan.lines)[0].items() if number}

    def unrelated(bound: Bound) -> bool:
        return bound.subject.programme not in unmet and bound.municipality not in short

    found: dict[Field, tuple[Change, Bound]] = {}
    for bound in sorted(binding(outcome), key=unrelated):
        if change := _one_more(outcome, bound):
            found.setdefault(change.field, (change, bound))
    turns: Counter[str] = Counter()
    ranked: list[tuple[int, bool, int, Change, Bound]] = []
    for change, bound in found.values():
        ranked.append((turns[bound.rule], unrelated(bound), len(ranked), change, bound))
        turns[bound.rule] += 1
    return [(change, bound) for *_, change, bound in sorted(ranked, key=lambda one: one[:3])][
        :AT_MOST
    ]


def _one_more(outcome: Outcome, bound: Bound) -> Change | None:
    """One unit more of a limit: the smallest change that lets one more dwelling pass."""
    field = bound.field
    if field is None:
        return None
    current = value_of(outcome.region, field)
    match current:
        case True | False:
            return Change(field, current, not current)
        case _ if field.column.startswith("supply."):
            percent = floor(current * 100) + 1
            return Change(field, current, Decimal(percent) / 100) if percent <= 100 else None
        case Decimal() if field.table == "budgets":
            programme = bound.subject.programme
            costs = {outcome.region.cost(programme, lot.site)
                     for lot in outcome.region.lots(programme)} - {Decimal(0)}  # fmt: skip
            return Change(field, current, Decimal(ceil(current + min(costs))))
        case Decimal():
            return Change(field, current, Decimal(floor(current) + 1))
        case int():
            return Change(field, current, current + 1)
        case _:
            raise ValueError(f"{field} says no number")
