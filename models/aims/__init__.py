"""The aims of a plan, one file each.

Each file has `stages(model, tolerance)`, a generator of what to minimise, one after the other; it
is sent the values of the variables at the best of each stage.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from planner.models.aims import (
    closeness,
    corporation_balance,
    cost,
    pace,
    quota_fairness,
    spread,
    stability,
    unmet_need,
    waiting,
)
from planner.models.aims.stages import Stages
from planner.models.model import Model
from planner.region.domain import Aim

AIMS: dict[Aim, Callable[[Model, Fraction], Stages]] = {
    Aim.UNMET_NEED: unmet_need.stages,
    Aim.QUOTA_FAIRNESS: quota_fairness.stages,
    Aim.PACE: pace.stages,
    Aim.CLOSENESS: closeness.stages,
    Aim.SPREAD: spread.stages,
    Aim.COST: cost.stages,
    Aim.CORPORATION_BALANCE: corporation_balance.stages,
    Aim.WAITING: waiting.stages,
    Aim.STABILITY: stability.stages,
}
