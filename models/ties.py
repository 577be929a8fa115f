"""What settles a plan that every aim finds alike.

First the fewest dwellings:            minimise  Σ_{p,t,l} x[p,t,l]
then, for those dwellings (x, y fixed),
each at the nearest support there is:  minimise  Σ_{p,e,a,k} τ[p,a,k] · z[p,e,a,k],  z whole

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| y[p,t,s] | 1 when site s opens for p in t | binary | variable of `rules.site` |
| z[p,e,a,k] | dwellings of p at a in epoch e assigned to k | dwellings | variable of `rules.support` |
| τ[p,a,k] | travel from support point k to a | minutes | `Instance.access` |

Without the first a programme that costs nothing could have dwellings that nobody asked for. The
second can only improve closeness, and makes z whole. What is still tied is settled by the solver,
which walks the same path for the same problem: rows are ordered by their codes, and seed and
threads are fixed.
"""

from __future__ import annotations

from planner.models.aims.closeness import to_support
from planner.models.model import Model, Stage


def fewest(model: Model) -> Stage:
    """All dwellings of the plan."""
    return Stage("dwellings", "dwellings", [(x, 1.0) for x in model.dwellings.values()], step=1)


def nearest(model: Model) -> Stage:
    """All travel minutes to support."""
    return Stage("support_minutes", "dwelling_minutes", to_support(model))
