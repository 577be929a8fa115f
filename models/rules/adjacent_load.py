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

Without a limit there is no row. Written in whole numbers (`Model.write`), so the comparison is
exact. Source: data contract, rule `adjacent_load`; the load of what lies around a place counts as
in a moving window over contiguous areas (Cliff & Ord 1981, chapter 1).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planner.models.limit import Limit, Subject, Weight
from planner.region.domain import Field, Instance, Slice

FIELD = Field("region", (), "neighbourhood.max_adjacent_load_per_1000_dwellings")


def limits(instance: Instance) -> Iterator[Limit]:
    """The largest load of each neighbourhood together with its neighbours."""
    region = instance.region
    largest = region.settings.max_adjacent_load_per_1000_dwellings
    if largest is None:
        return
    if region.adjacency is None:
        raise ValueError("the limit on adjacent load needs Region.adjacency")
    for centre in region.neighbourhoods:
        group = region.adjacency.group(centre)
        places = [region.neighbourhoods[code] for code in group]
        yield Limit(
            rule="adjacent_load",
            kind="",
            subject=Subject(neighbourhood=centre),
            slice=Slice(neighbourhoods=group),
            weight=Weight.LOAD,
            amount=Fraction(largest) * sum(place.dwellings for place in places) / 1000,
            fields=(FIELD,),
            already=sum((Fraction(place.existing_load) for place in places), Fraction(0)),
        )
