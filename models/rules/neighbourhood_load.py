"""No neighbourhood carries more than its share.

    Σ_p w_p Σ_t Σ_{l in n} x[p,t,l]  ≤  λ · d_n / 1000 − e_n       for every n with room
    Σ_p Σ_t Σ_{l in n} x[p,t,l]      =  0                          for every n already above

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| w_p | load of one dwelling | weighted dwellings | `programmes.load_weight` |
| λ | largest load | weighted dwellings per 1,000 dwellings | `neighbourhood.max_load_per_1000_dwellings` |
| d_n | dwellings of the neighbourhood | dwellings | `neighbourhoods` |
| e_n | load already there | weighted dwellings | `neighbourhoods.existing_load` |

Written in whole numbers (`models.exact`), so the comparison is exact. Source: data contract, rule
`neighbourhood_load`; rules.md section 4 (carrying capacity before placement).
"""

from __future__ import annotations

from planner.models.bounds import room
from planner.models.load import keep_within
from planner.models.model import Model


def add(model: Model) -> None:
    """Write one row for each neighbourhood that could take dwellings."""
    for neighbourhood, dwellings in model.by(lambda p, t, lot: lot.neighbourhood).items():
        left = room(model.region, neighbourhood)
        keep_within(model, "neighbourhood_load", (neighbourhood,), dwellings, left)
