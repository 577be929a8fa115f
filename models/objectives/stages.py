"""What an objective hands to the solver, and what it gets back."""

from __future__ import annotations

from collections.abc import Callable, Generator

import pulp

from planner.models.model import Stage

type Stages = Generator[Stage, Callable[[pulp.LpVariable], float], None]
