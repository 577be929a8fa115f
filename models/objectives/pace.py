"""Every municipality keeps pace with its quota by year.

    minimise  Σ_{g,m} Σ_{t < T} behind[g,m,t]

    behind[g,m,t]  ≥  Q[g,m,t] − Σ_{p in g} Σ_{t' ≤ t} Σ_{l in m} x[p,t',l] − f[g,m],   behind ≥ 0
    f[g,m]  ≤  Q[g,m,T] · (1 − full[g,m])
    f[g,m]  ≤  Q[g,m,T] − Σ_{p in g} Σ_t Σ_{l in m} x[p,t,l] + X · full[g,m]

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| behind[g,m,t] | dwellings that m is behind at the end of t | dwellings | variable |
| f[g,m] | shortfall of m in g at the end | dwellings | variable of `rules.quota` |
| full[g,m] | 1 when m meets its quota | binary | variable |
| Q[g,m,t] | quota of m in g up to and including t; T is the last year | dwellings | `planner.quota.yearly` |
| X | more dwellings than any plan has | dwellings | `Model.plenty` |

What is short at the end anyway is no lack of pace: it is the objective `quota_fairness`. The last
two rows keep f at what is short, also where no earlier objective does. Source: data contract,
objective `pace`.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate

from planner.models.model import Model, Stage, Terms
from planner.models.objectives.stages import Stages


def stages(model: Model, tolerance: Fraction) -> Stages:
    """What municipalities are behind their quotas by year (dwelling-years)."""
    region = model.region
    counted = model.by(
        lambda p, t, lot: (
            region.programmes[p].quota_group or "",
            region.municipality_of(lot.neighbourhood),
        )
    )
    quotas = {
        key: dict(
            zip(region.years, accumulate(model.instance.quotas_by_year[key].values()), strict=True)
        )
        for key in model.shortfall
    }
    behind = model.variables(
        "behind", [(*key, year) for key in quotas for year in region.years[:-1]]
    )
    full = model.variables("full_quota", quotas, "Binary")
    for key, so_far in quotas.items():
        short = model.shortfall[key]
        dwellings = counted.get(key, [])
        for year in region.years[:-1]:
            delivered = [(x, 1.0) for (_, past, _), x in dwellings if past <= year]
            terms: Terms = [(behind[*key, year], 1.0), (short, 1.0), *delivered]
            model.row("behind", (*key, year), terms, ">=", so_far[year])
        quota = model.instance.quotas[key]
        model.row("short", ("none", *key), [(short, 1.0), (full[key], float(quota))], "<=", quota)
        all_years = [(x, 1.0) for _, x in dwellings]
        terms = [(short, 1.0), (full[key], -float(model.plenty)), *all_years]
        model.row("short", ("some", *key), terms, "<=", quota)
    yield Stage("behind", "dwelling_years", [(b, 1.0) for b in behind.values()], step=1)
