"""A neighbourhood takes no more of a programme than the programme allows, over all years.

    Σ_t Σ_{l in n} x[p,t,l]  ≤  most[p]        for every p with a limit, n

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| most[p] | most dwellings in one neighbourhood; empty is no limit | dwellings | `programmes.max_per_neighbourhood` |

Source: data contract, rule `per_neighbourhood`.
"""

from __future__ import annotations

from planner.models.model import Model


def add(model: Model) -> None:
    """Write one row for each programme with a limit and neighbourhood."""
    programmes = model.region.programmes
    for (programme, place), dwellings in model.by(lambda p, t, lot: (p, lot.neighbourhood)).items():
        most = programmes[programme].max_per_neighbourhood
        if most is not None:
            terms = [(x, 1.0) for _, x in dwellings]
            model.row("per_neighbourhood", (programme, place), terms, "<=", most)
