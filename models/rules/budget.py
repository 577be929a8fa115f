"""A programme costs no more in a year than its budget.

    Σ_l cost[p,l] · x[p,t,l]  ≤  amount[p,t]        for every p, t with a budget

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| cost[p,l] | cost of one dwelling: the site's own where given, else the programme's | EUR | `sites`, `programmes` |
| amount[p,t] | the budget; empty is no limit | EUR | `budgets` |

Written in whole numbers (`models.exact`), so that no cent is lost. Source: data contract, rule
`budget`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planner.models.limit import Limit, Subject, Weight
from planner.region.domain import Field, Instance, Slice


def limits(instance: Instance) -> Iterator[Limit]:
    """The budget of each programme and year that has one."""
    for (programme, year), budget in instance.region.budgets.items():
        if budget.amount is not None:
            yield Limit(
                rule="budget",
                kind="",
                subject=Subject(programme=programme, year=year),
                slice=Slice(programme=programme, years=(year,)),
                weight=Weight.EUR,
                amount=Fraction(budget.amount),
                fields=(Field("budgets", (programme, year), "amount"),),
            )
