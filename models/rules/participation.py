"""Nothing stands where a municipality does not take part in a programme.

    Σ_t Σ_{l in m} x[p,t,l]  =  0        for every (m, p) with participates[m,p] false

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| participates[m,p] | whether m takes part in p | | `participation` |

Source: data contract, rule `participation`; in Gooi en Vechtstreek Eemnes chooses per measure.
"""

from __future__ import annotations

from models.model import Model


def add(model: Model) -> None:
    """Write one row for each exception that could be broken."""
    region = model.region
    of_pair = model.by(
        lambda programme, _, lot: (region.municipality_of(lot.neighbourhood), programme)
    )
    for pair in sorted(region.excluded & of_pair.keys()):
        model.row("participation", pair, [(x, 1.0) for _, x in of_pair[pair]], "==", 0)
