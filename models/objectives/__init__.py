"""The objectives of a plan, one file each.

Each file has `stages(model, tolerance)`, a generator of what to minimise, one after the other; it
is sent the values of the variables at the best of each stage.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from planner.models.model import Model
from planner.models.objectives import (
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
from planner.models.objectives.stages import Stages
from planner.region.domain import Objective

OBJECTIVES: dict[Objective, Callable[[Model, Fraction], Stages]] = {
    Objective.UNMET_NEED: unmet_need.stages,
    Objective.QUOTA_FAIRNESS: quota_fairness.stages,
    Objective.PACE: pace.stages,
    Objective.CLOSENESS: closeness.stages,
    Objective.SPREAD: spread.stages,
    Objective.COST: cost.stages,
    Objective.CORPORATION_BALANCE: corporation_balance.stages,
    Objective.WAITING: waiting.stages,
    Objective.STABILITY: stability.stages,
}
