"""Nothing stands where a municipality does not take part in a programme.

    Σ_{t in A[m,p]} Σ_{l in m} x[p,t,l]  =  0        for every (m, p)

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| A[m,p] | years in which m does not take part in p | | `Region.absent` |

Source: data contract, rule `participation`; in Gooi en Vechtstreek Eemnes chooses per measure.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.models.limit import Bar
from planner.models.model import Model
from planner.region.domain import Field, Instance, Lot


def bars(instance: Instance, programme: str, year: int, lot: Lot) -> Iterator[Bar]:
    """That the municipality does not take part in the year."""
    region = instance.region
    municipality = region.municipality_of(lot.neighbourhood)
    if (municipality, programme, year) in region.absent:
        row = region.participation_row(municipality, programme, year)
        gone = region.left.get(municipality)
        field = None
        if gone is None or (row.from_year or 0) < gone:  # who has left the region cannot be asked
            key = (municipality, programme, row.from_year or "")
            field = Field("participation", key, "participates")
        yield Bar("participation", "", field, True, {"municipality": municipality})


def add(model: Model) -> None:
    """Write one row for each exception that could be broken."""
    region = model.region

    def pair(programme: str, year: int, lot: Lot) -> tuple[str, str] | None:
        found = any(bars(model.instance, programme, year, lot))
        return (region.municipality_of(lot.neighbourhood), programme) if found else None

    for index, found in sorted(model.by(pair).items()):
        model.row("participation", index, [(x, 1.0) for _, x in found], "==", 0)
