"""The plan costs as little as it can.

    minimise  Σ_{p,t,l} cost[p,l] · x[p,t,l]

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| cost[p,l] | cost of one dwelling: the site's own where given, else the programme's | EUR | `sites`, `programmes` |

Source: data contract, aim `cost`.
"""

from __future__ import annotations

from models.aims.stages import Stages
from models.model import Model, Stage


def stages(model: Model, tolerance: float) -> Stages:
    """All cost of the plan (EUR)."""
    costs = [
        (x, float(model.region.cost(programme, lot.site)))
        for (programme, _, lot), x in model.dwellings.items()
    ]
    yield Stage("cost", "EUR", [(x, cost) for x, cost in costs if cost])
