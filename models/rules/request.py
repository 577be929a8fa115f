"""What a party asks of the plan holds.

    Σ_{(p,t,l) in S} x[p,t,l]  ≥  at_least[S]
    Σ_{(p,t,l) in S} x[p,t,l]  ≤  at_most[S]          for every request with slice S

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| S | programme, years, municipality, corporation, neighbourhood, site asked about | | `Instance.requests` |
| at_least[S], at_most[S] | what is asked; empty is not asked | dwellings | `Instance.requests` |

No rule of the region: a question put to the plan (`planner price`, "why not here?").
"""

from __future__ import annotations

from planner.models.model import Model


def add(model: Model) -> None:
    """Write one row for each bound of each request."""
    region = model.region
    for index, request in enumerate(model.instance.requests):
        terms = [
            (x, 1.0)
            for (programme, year, lot), x in model.dwellings.items()
            if request.slice.holds(programme, year, region.municipality_of(lot.neighbourhood), lot)
        ]
        if request.at_least is not None:
            model.row("request", ("least", index), terms, ">=", request.at_least)
        if request.at_most is not None:
            model.row("request", ("most", index), terms, "<=", request.at_most)
