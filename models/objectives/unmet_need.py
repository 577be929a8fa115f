"""Need is met, the most urgent first, on time, and not beyond what is needed.

    minimise  Σ_p v_p · late[p,T] + Σ v_p · k[c,m,p,t]     then     minimise  Σ_p Σ_t v_p · late[p,t]
    and last  minimise  Σ_p excess[p]

    late[p,t]  ≥  Σ_{t' ≤ t} minimum[p,t'] − Σ_{t' ≤ t} Σ_l x[p,t',l],     late ≥ 0
    excess[p]  ≥  Σ_t Σ_l x[p,t,l] − Σ_t minimum[p,t],                     excess ≥ 0

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| late[p,t] | dwellings of p still missing at the end of t; in the last year T unmet need | dwellings | variable |
| excess[p] | dwellings of p above the sum of its minima | dwellings | variable |
| k[c,m,p,t] | dwellings missing of an agreement on numbers | dwellings | variable of `rules.contingent` |
| minimum[p,t] | dwellings of p needed in t | dwellings | `targets` |
| v_p | 10^(3 − priority) | | `programmes.priority` |

The smallest size of a cluster or a signed line may force some excess; nothing else does, whatever a
later objective would gain by it. Source: data contract, objective `unmet_need`.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

from planner.models.model import Model, Stage
from planner.models.objectives.stages import Stages


def stages(model: Model, tolerance: Fraction) -> Stages:
    """Unmet need (weighted dwellings), lateness (weighted dwelling-years), excess (dwellings)."""
    region = model.region
    years = region.years
    of_programme = model.by(lambda programme, year, lot: programme)
    needed = {
        (programme, year): sum(region.minimum(programme, past) for past in years if past <= year)
        for programme in region.programmes
        for year in years
    }
    late = model.late
    late.update(model.variables("late", [key for key, need in needed.items() if need], "Integer"))
    for (programme, year), variable in late.items():
        delivered = [
            (x, 1.0) for (_, past, _), x in of_programme.get(programme, []) if past <= year
        ]
        need = needed[programme, year]
        model.row("late", (programme, year), [(variable, 1.0), *delivered], ">=", need)

    weighted = [
        (year, variable, 10.0 ** (3 - region.programmes[programme].priority))
        for (programme, year), variable in late.items()
    ]
    unmet = [(variable, weight) for year, variable, weight in weighted if year == years[-1]]
    unmet += [
        (missing, 10.0 ** (3 - region.programmes[region.contingents[key].programme].priority))
        for key, missing in model.missing.items()
    ]
    yield Stage("unmet", "weighted_dwellings", unmet, step=1, more=1)
    lateness = [(variable, weight) for _, variable, weight in weighted]
    yield Stage("lateness", "weighted_dwelling_years", lateness, step=1)

    excess = model.variables("excess", of_programme, "Integer")
    for programme, variable in excess.items():
        delivered = [(x, -1.0) for _, x in of_programme[programme]]
        need = needed[programme, years[-1]]
        model.row("excess", (programme,), [(variable, 1.0), *delivered], ">=", -need)
    value = yield Stage("excess", "dwellings", [(x, 1.0) for x in excess.values()], step=1)
    held = floor(round(sum(map(value, excess.values()))) * (1 + tolerance))
    for programme in excess:
        model.delivered_at_most[programme] = needed[programme, years[-1]] + held
