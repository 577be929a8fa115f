"""Nothing stands where a municipality does not take part in a programme.

    Σ_{t in A[m,p]} Σ_{l in m} x[p,t,l]  =  0        for every (m, p)

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| A[m,p] | years in which m does not take part in p | | `Region.absent` |

Source: data contract, rule `participation`; in Gooi en Vechtstreek Eemnes chooses per measure.
"""

from __future__ import annotations

from planner.models.model import Model
from planner.region.domain import Lot


def add(model: Model) -> None:
    """Write one row for each exception that could be broken."""
    region = model.region
    absent = region.absent

    def pair(programme: str, year: int, lot: Lot) -> tuple[str, str] | None:
        municipality = region.municipality_of(lot.neighbourhood)
        return (municipality, programme) if (municipality, programme, year) in absent else None

    for index, found in sorted(model.by(pair).items()):
        model.row("participation", index, [(x, 1.0) for _, x in found], "==", 0)
