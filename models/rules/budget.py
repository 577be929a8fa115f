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

from fractions import Fraction

from planner.models.exact import whole_row
from planner.models.model import Model


def add(model: Model) -> None:
    """Write one row for each programme and year with a budget and a cost."""
    region = model.region
    for (programme, year), dwellings in model.by(lambda p, t, lot: (p, t)).items():
        budget = region.budgets.get((programme, year))
        if budget is None or budget.amount is None:
            continue
        priced = [
            (x, Fraction(cost))
            for (_, _, lot), x in dwellings
            if (cost := region.cost(programme, lot.site))
        ]
        if priced:
            costs, amount = whole_row([cost for _, cost in priced], Fraction(budget.amount))
            terms = [(x, float(cost)) for (x, _), cost in zip(priced, costs, strict=True)]
            model.row("budget", (programme, year), terms, "<=", amount)
