"""What needs room around it stands at the edge of the built-up area only.

    Σ_t Σ_{l at a} x[p,t,l]  =  0        for every p, a with  ρ[a] > ρmax[p]  or  δ[a] < δmin[p]

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| ρ[a] | address density around a: the site's own, else the neighbourhood's | addresses per km² | `sites.address_density`, `neighbourhoods.address_density` |
| ρmax[p] | largest address density for p; empty is no limit | addresses per km² | `programmes.max_address_density` |
| δ[a] | distance from a to the nearest ordinary dwelling | m | `sites.metres_to_dwellings` |
| δmin[p] | least such distance for p; empty is no limit | m | `programmes.min_metres_to_dwellings` |

A number that is not known meets no limit; the loader asks for every one that matters. The density is
the *omgevingsadressendichtheid* of Statistics Netherlands (CBS): addresses within a circle of one
kilometre around an address, per km², averaged over the area. Source: data contract, rule `edge`; Skaeve Huse stand
apart from ordinary dwellings.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.models.limit import Bar
from planner.models.model import Model
from planner.region.domain import Field, Instance, Lot


def bars(instance: Instance, programme: str, year: int, lot: Lot) -> Iterator[Bar]:
    """That the place is too built up, or not known to be open and remote enough."""
    region, rules = instance.region, instance.region.programmes[programme]
    density, largest = region.address_density(lot.location), rules.max_address_density
    if largest is not None and (density is None or density > largest):
        field = (
            None if density is None else Field("programmes", (programme,), "max_address_density")
        )
        yield Bar("edge", "density", field, density, {"density": density, "limit": largest})
    metres = region.sites[lot.site].metres_to_dwellings if lot.site else None
    least = rules.min_metres_to_dwellings
    if least is not None and (metres is None or metres < least):
        name = "min_metres_to_dwellings"
        field = None if metres is None else Field("programmes", (programme,), name)
        yield Bar("edge", "metres", field, metres, {"metres": metres, "limit": least})


def add(model: Model) -> None:
    """Write one row for each programme and location that is too built up for it."""
    barred = model.by(
        lambda p, t, lot: (p, lot.location) if any(bars(model.instance, p, t, lot)) else None
    )
    for place, dwellings in barred.items():
        model.row("edge", place, [(x, 1.0) for _, x in dwellings], "==", 0)
