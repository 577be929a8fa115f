"""Need is met, the most urgent first, and on time.

    minimise  Σ_p v_p · late[p,T]                 then      minimise  Σ_p Σ_t v_p · late[p,t]
    late[p,t]  ≥  Σ_{t' ≤ t} minimum[p,t'] − Σ_{t' ≤ t} Σ_l x[p,t',l],     late ≥ 0

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| late[p,t] | dwellings of p still missing at the end of t; in the last year T unmet need | dwellings | variable |
| minimum[p,t] | dwellings of p needed in t | dwellings | `targets` |
| v_p | 10^(3 − priority) | | `programmes.priority` |

Source: data contract, aim `unmet_need`.
"""

from __future__ import annotations

from fractions import Fraction

from planner.models.aims.stages import Stages
from planner.models.model import Model, Stage


def stages(model: Model, tolerance: Fraction) -> Stages:
    """Unmet need (weighted dwellings), then lateness (weighted dwelling-years)."""
    region = model.region
    years = region.years
    needed = {
        (programme, year): sum(region.minimum(programme, past) for past in years if past <= year)
        for programme in region.programmes
        for year in years
    }
    needed = {key: need for key, need in needed.items() if need}
    late = model.late
    late.update(model.variables("late", needed, "Integer"))
    of_programme = model.by(lambda programme, year, lot: programme)
    for (programme, year), need in needed.items():
        delivered = [
            (x, 1.0) for (_, past, _), x in of_programme.get(programme, []) if past <= year
        ]
        terms = [(late[programme, year], 1.0), *delivered]
        model.row("late", (programme, year), terms, ">=", need)

    weighted = [
        (year, late[programme, year], 10.0 ** (3 - region.programmes[programme].priority))
        for programme, year in needed
    ]
    unmet = [(variable, weight) for year, variable, weight in weighted if year == years[-1]]
    yield Stage("unmet", "weighted_dwellings", unmet, step=1, more=1)
    lateness = [(variable, weight) for _, variable, weight in weighted]
    yield Stage("lateness", "weighted_dwelling_years", lateness, step=1)
