"""As few people as can be wait for a place.

    minimise  Σ_k Σ_t w[k,t]

| symbol | meaning | unit | source |
|---|---|---|---|
| k | pool whose places and people waiting at the start are known | | `pools` |
| w[k,t] | people waiting for k at the end of t | persons | variable of `models.pools` |

A person who waits at the end of two years counts twice: the value is person-years. Source: data
contract, objective `waiting`.
"""

from __future__ import annotations

from fractions import Fraction

from planner.models.model import Model, Stage
from planner.models.objectives.stages import Stages


def stages(model: Model, tolerance: Fraction) -> Stages:
    """People waiting at the end of each year, over all pools and years (person-years)."""
    yield Stage("waiting", "person_years", [(w, 1.0) for w in model.waiting.values()], step=1)
