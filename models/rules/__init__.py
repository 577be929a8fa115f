"""The rules of a plan, one file each, in the order of the data contract.

Each file has `add(model)`, which writes its rows under its own name. `quota` defines the shortfall
that the aims use; `levy` follows from it and needs no row (see `planner.quota.levy`). `request` is no
rule of a region but a question put to its plan.
"""

from __future__ import annotations

from collections.abc import Callable

from planner.models.model import Model
from planner.models.rules import (
    adjacent_load,
    budget,
    commitment,
    distinct_municipalities,
    edge,
    neighbourhood_load,
    participation,
    per_neighbourhood,
    quota,
    request,
    separation,
    site,
    support,
    target,
    vacancy_share,
)

RULES: dict[str, Callable[[Model], None]] = {
    "target": target.add,
    "participation": participation.add,
    "vacancy_share": vacancy_share.add,
    "site": site.add,
    "support": support.add,
    "edge": edge.add,
    "neighbourhood_load": neighbourhood_load.add,
    "adjacent_load": adjacent_load.add,
    "per_neighbourhood": per_neighbourhood.add,
    "separation": separation.add,
    "distinct_municipalities": distinct_municipalities.add,
    "budget": budget.add,
    "commitment": commitment.add,
    "quota": quota.add,
    "request": request.add,
}
