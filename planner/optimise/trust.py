"""What a solver says, and whether to believe it.

Solvers have bugs, and a plan that is called the best has to be: HiGHS 1.16 has returned a start
under another plan's value, and 1.15 has called a start the best that was not (`docs/highs.md`). So
of every answer the value is recomputed, every row, bound and whole number rechecked, and both are
held against what the solver reports and against a plan that is already known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from planner.optimise.arrays import Arrays, Floats, value_of


class Status(StrEnum):
    """Why the solver stopped, and with what."""

    OPTIMAL = "optimal"
    EFFORT_LIMIT = "effort_limit"
    TIME_LIMIT = "time_limit"
    INTERRUPTED = "interrupted"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver says of a problem: its plan if it has one, the plan's value, and what no plan
    can beat."""

    status: Status
    values: Floats | None
    reported: float
    bound: float


def doubt(answer: Answer, arrays: Arrays, costs: Floats, known: Floats | None) -> str:
    """A reason not to believe an answer; empty where there is none.

    `known` is a plan that holds every row, found before. That no plan exists is left to the caller
    where none is known: arithmetic alone cannot tell.
    """
    if answer.status is Status.INFEASIBLE:
        return "a plan is known where none is said to exist" if known is not None else ""
    best = math.inf if known is None else value_of(costs, known)
    if answer.values is not None:
        if wrong := arrays.wrong(answer.values):
            return wrong
        value = value_of(costs, answer.values)
        if not abs(answer.reported - value) <= noise(costs, value):
            return f"value {value}, reported {answer.reported}"
        best = min(best, value)
    elif answer.status is Status.OPTIMAL:
        return "a best plan without values"
    if not answer.bound <= best + noise(costs, best):
        return f"bound {answer.bound} above the value {best}"
    return ""


def noise(costs: Floats, value: float) -> float:
    """What the tolerances of a solver can do to a value."""
    largest = float(np.abs(costs).max(initial=0.0))
    return 1e-6 * max(1.0, largest, abs(value) if math.isfinite(value) else 1.0)


def gap_between(value: float, bound: float) -> float:
    """Relative distance of a plan from what no plan can beat; 0 for a proven best plan."""
    distance = max(0.0, value - bound)
    return 0.0 if distance <= 1e-9 * max(1.0, abs(value)) else distance / max(abs(value), 1e-9)
