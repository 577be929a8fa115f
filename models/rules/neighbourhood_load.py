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

Written in whole numbers (`Model.write`), so the comparison is exact. Source: data contract, rule
`neighbourhood_load`; rules.md section 4 (carrying capacity before placement).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planner.models.limit import Limit, Subject, Weight
from planner.region.domain import Field, Instance, Slice

FIELD = Field("region", (), "neighbourhood.max_load_per_1000_dwellings")


def limits(instance: Instance) -> Iterator[Limit]:
    """The largest load of each neighbourhood."""
    largest = Fraction(instance.region.settings.max_load_per_1000_dwellings)
    for code, row in instance.region.neighbourhoods.items():
        yield Limit(
            rule="neighbourhood_load",
            kind="",
            subject=Subject(neighbourhood=code),
            slice=Slice(neighbourhood=code),
            weight=Weight.LOAD,
            amount=largest * row.dwellings / 1000,
            fields=(FIELD,),
            already=Fraction(row.existing_load),
        )
