"""Corporations give even parts of what falls vacant in a municipality.

    minimise  Σ_{c,m} above[c,m]

    above[c,m]  ≥  taken[c,m] − v[c,m] / Σ_{c'} v[c',m] · taken[m],     above ≥ 0
    taken[c,m]  =  Σ_{p in V} Σ_t Σ_{l of c in m} x[p,t,l],     taken[m]  =  Σ_c taken[c,m]

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| taken[c,m], taken[m] | what is taken from vacancies of c in m, of all in m | dwellings, integer | variables |
| above[c,m] | what c gives in m above its even part | dwellings | variable |
| V | programmes that use vacancies | | `programmes.uses_vacancies` |
| v[c,m] | dwellings of c in m that fall vacant in a year | dwellings | `stock`, `municipalities` |

Where nothing falls vacant nothing is taken. Source: data contract, objective `corporation_balance`.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from planner.models.model import Model, Stage, Terms
from planner.models.objectives.stages import Stages
from planner.region.domain import Region


def stages(model: Model, tolerance: Fraction) -> Stages:
    """What corporations give above their even parts (dwellings)."""
    yield stage(model)


def stage(model: Model) -> Stage:
    """The same as one stage, its rows written."""
    region = model.region
    users = {code for code, programme in region.programmes.items() if programme.uses_vacancies}
    dwellings = model.by(
        lambda p, t, lot: (
            (lot.corporation, region.municipality_of(lot.neighbourhood)) if p in users else None
        )
    )
    # Who has all that falls vacant gives an even part whatever it gives.
    parts = {key: part for key, part in even_parts(region).items() if part < 1}
    given: dict[tuple[str, ...], Terms] = {
        key: [(x, 1.0) for _, x in dwellings[key]] for key in parts if key in dwellings
    }
    for (_, municipality), found in dwellings.items():
        if any(place == municipality for _, place in parts):
            given[municipality,] = [*given.get((municipality,), ()), *((x, 1.0) for _, x in found)]
    # Sums of their own, so that the solver can decide on them before it does on single lots.
    taken = model.variables("taken_part", given, "Integer")
    for key, terms in given.items():
        model.row("taken_part", key, [*terms, (taken[key], -1.0)], "==", 0)
    above = model.variables("above_part", [key for key in parts if key in taken])
    for key, variable in above.items():
        whole = (taken[key[1],], float(parts[key]))
        model.row("above_part", key, [(variable, 1.0), (taken[key], -1.0), whole], ">=", 0)
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
