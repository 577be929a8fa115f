"""The shortfall of a municipality against its quota.

    f[g,m]  ≥  quota[g,m] − Σ_{p in g} Σ_t Σ_{l in m} x[p,t,l]        for every g, m with a quota
    0 ≤ f[g,m]

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| f[g,m] | shortfall of m in g | dwellings | variable |
| quota[g,m] | dwellings m is to deliver in g | dwellings | `planner.quota.quotas` |

A quota may be missed: the objective `quota_fairness` makes f as small and as even as it can.
Source: data contract, rule `quota`; measure 17a (002:2467-2487).
"""

from __future__ import annotations

from planner.models.model import Model


def add(model: Model) -> None:
    """Make the shortfalls f and write what they are at least."""
    region = model.region
    counted = model.by(
        lambda p, t, lot: (
            region.programmes[p].quota_group or "",
            region.municipality_of(lot.neighbourhood),
        )
    )
    quotas = {key: quota for key, quota in model.instance.quotas.items() if quota}
    model.shortfall.update(model.variables("shortfall", quotas, "Integer"))
    for key, quota in quotas.items():
        delivered = [(x, 1.0) for _, x in counted.get(key, [])]
        model.row("quota", key, [(model.shortfall[key], 1.0), *delivered], ">=", quota)
