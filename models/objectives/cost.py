"""The plan costs as little as it can.

    minimise  Σ_{p,t,l} cost[p,l] · x[p,t,l]

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| cost[p,l] | cost of one dwelling: the site's own where given, else the programme's | EUR | `sites`, `programmes` |

Source: data contract, objective `cost`.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from planner.models.model import Model, Stage
from planner.models.objectives.stages import Stages


def stages(model: Model, tolerance: Fraction) -> Stages:
    """All cost of the plan (EUR)."""
    costs = [
        (x, Fraction(model.region.cost(programme, lot.site)))
        for (programme, _, lot), x in model.dwellings.items()
    ]
    terms = [(x, float(cost)) for x, cost in costs if cost]
    step = _step({cost for _, cost in costs if cost})
    yield Stage("cost", "EUR", terms, step, exact=False)


def _step(costs: set[Fraction]) -> float | None:
    """The largest amount that the cost of every plan is a whole multiple of."""
    if not costs:
        return None
    denominator = lcm(*(cost.denominator for cost in costs))
    return gcd(*(int(cost * denominator) for cost in costs)) / denominator
