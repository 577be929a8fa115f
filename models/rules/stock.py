"""No corporation gives more dwellings than it has.

    Σ_{p in K} Σ_t x[p,t,(c,n)]  ≤  h[c,n]        for every corporation c and neighbourhood n

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| K | programmes that are placed in stock, whether they use vacancies or not | | `programmes.placement` |
| h[c,n] | dwellings of c in n | dwellings | `stock` |

A dwelling is given once over all years. Source: data contract, settled readings.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planner.models.limit import Limit, Subject, Weight
from planner.region.domain import Instance, Placement, Slice


def limits(instance: Instance) -> Iterator[Limit]:
    """The dwellings of each corporation in each neighbourhood."""
    region = instance.region
    in_stock = tuple(
        code for code, row in region.programmes.items() if row.placement is Placement.STOCK
    )
    for (corporation, place), row in region.stock.items() if in_stock else ():
        yield Limit(
            rule="stock",
            kind="",
            subject=Subject(corporation=corporation, neighbourhood=place),
            slice=Slice(corporation=corporation, neighbourhood=place, programmes=in_stock),
            weight=Weight.DWELLINGS,
            amount=Fraction(row.dwellings),
        )
