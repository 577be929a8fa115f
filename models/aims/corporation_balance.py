"""Corporations give even parts of what falls vacant in a municipality.

    minimise  Σ_{c,m} above[c,m]

    above[c,m]  ≥  taken[c,m] − v[c,m] / Σ_{c'} v[c',m] · Σ_{c'} taken[c',m],     above ≥ 0
    taken[c,m]  =  Σ_{p in V} Σ_t Σ_{l of c in m} x[p,t,l]

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| above[c,m] | what c gives in m above its even part | dwellings | variable |
| V | programmes that use vacancies | | `programmes.uses_vacancies` |
| v[c,m] | dwellings of c in m that fall vacant in a year | dwellings | `stock`, `municipalities` |

Where nothing falls vacant nothing is taken. Source: data contract, aim `corporation_balance`.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from planner.models.aims.stages import Stages
from planner.models.model import Model, Stage
from planner.region.domain import Region


def stages(model: Model, tolerance: Fraction) -> Stages:
    """What corporations give above their even parts (dwellings)."""
    yield stage(model)


def stage(model: Model) -> Stage:
    """The same as one stage, its rows written."""
    region = model.region
    users = {code for code, programme in region.programmes.items() if programme.uses_vacancies}
    taken = model.by(
        lambda p, t, lot: (
            (lot.corporation, region.municipality_of(lot.neighbourhood)) if p in users else None
        )
    )
    in_municipality = model.by(
        lambda p, t, lot: region.municipality_of(lot.neighbourhood) if p in users else None
    )
    # Who has all that falls vacant gives an even part whatever it gives.
    parts = {key: part for key, part in even_parts(region).items() if key in taken and part < 1}
    above = model.variables("above_part", parts)
    for key, part in parts.items():
        own = {x.id for _, x in taken[key]}
        terms = [
            (x, float(part) - (1.0 if x.id in own else 0.0)) for _, x in in_municipality[key[1]]
        ]
        model.row("above_part", key, [(above[key], 1.0), *terms], ">=", 0)
    return Stage("above_part", "dwellings", [(variable, 1.0) for variable in above.values()])


def even_parts(region: Region) -> dict[tuple[str, str], Fraction]:
    """The part of what falls vacant in a municipality that is a corporation's."""
    vacancies: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for (corporation, neighbourhood), stock in region.stock.items():
        key = (corporation, region.municipality_of(neighbourhood))
        vacancies[key] += stock.dwellings * Fraction(region.turnover_rate(stock))
    whole: dict[str, Fraction] = defaultdict(Fraction)
    for (_, municipality), number in vacancies.items():
        whole[municipality] += number
    return {
        key: number / whole[key[1]] for key, number in sorted(vacancies.items()) if whole[key[1]]
    }
