"""No neighbourhood carries more than its share together with its neighbours.

    Σ_p w_p Σ_t Σ_{l in G(n)} x[p,t,l]  ≤  μ · Σ_{i in G(n)} d_i / 1000 − Σ_{i in G(n)} e_i    for every n with room
    Σ_p Σ_t Σ_{l in G(n)} x[p,t,l]      =  0                                                   for every n already above

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| G(n) | neighbourhood n and the neighbourhoods that border on it | | `Region.adjacency` |
| w_p | load of one dwelling | weighted dwellings | `programmes.load_weight` |
| μ | largest load of such a group | weighted dwellings per 1,000 dwellings | `neighbourhood.max_adjacent_load_per_1000_dwellings` |
| d_i | dwellings of a neighbourhood | dwellings | `neighbourhoods` |
| e_i | load already there | weighted dwellings | `neighbourhoods.existing_load` |

Without a limit there is no row. Written in whole numbers (`models.exact`), so the comparison is
exact. Source: data contract, rule `adjacent_load`; the load of what lies around a place counts as
in a moving window over contiguous areas (Cliff & Ord 1981, chapter 1).
"""

from __future__ import annotations

from fractions import Fraction

from planner.models.load import keep_within
from planner.models.model import Model


def add(model: Model) -> None:
    """Write one row for each neighbourhood that could take dwellings, itself or next to it."""
    region = model.region
    largest = region.settings.max_adjacent_load_per_1000_dwellings
    if largest is None:
        return
    if region.adjacency is None:
        raise ValueError("the limit on adjacent load needs Region.adjacency")
    taken = model.by(lambda p, t, lot: lot.neighbourhood)
    for centre in region.neighbourhoods:
        group = region.adjacency.group(centre)
        places = [region.neighbourhoods[code] for code in group]
        dwellings = [found for code in group for found in taken.get(code, ())]
        room = Fraction(largest) * sum(place.dwellings for place in places) / 1000
        room -= sum((Fraction(place.existing_load) for place in places), Fraction(0))
        if dwellings:
            keep_within(model, "adjacent_load", (centre,), dwellings, room)
