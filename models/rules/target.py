"""No programme runs ahead of its targets.

    Σ_{t' ≤ t} Σ_l x[p,t',l]  ≤  Σ_{t' ≤ t} maximum[p,t']        for every p, t

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| maximum[p,t] | most dwellings of p in t; empty is no limit from t on | dwellings | `targets` |

Years that a programme does not use may be used later, never earlier. What is missing from the
minima is the aim `unmet_need`, not a rule. Source: data contract, rule `target`.
"""

from __future__ import annotations

from planner.models.model import Model


def add(model: Model) -> None:
    """Write one row for each programme and year with a limit."""
    of_programme = model.by(lambda programme, year, lot: programme)
    for programme, dwellings in of_programme.items():
        for year in model.region.years:
            limit = model.cumulative_maximum(programme, year)
            if limit is not None:
                so_far = [(x, 1.0) for (_, past, _), x in dwellings if past <= year]
                model.row("target", (programme, year), so_far, "<=", limit)
