"""The one file that talks to a solver.

A `Session` mirrors a growing PuLP problem into one HiGHS instance: between aims only the new
variables, the new rows and the objective are handed over, and the last plan is the next start.
Status, value and bound are HiGHS's own. CBC may make the plan instead (`solver="cbc"`); since the
bound it reports through PuLP is not to be trusted, HiGHS proves it, starting from CBC's plan.
"""

from __future__ import annotations

import contextvars
import math
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import highspy
import numpy as np
import pulp
from numpy.typing import NDArray

from planner.errors import ExitCode, PlannerError, Problem
from planner.models.model import Stage
from planner.optimise.quiet import quiet

_SHORTEST = 0.01  # seconds: what a solve gets when time is up, enough to keep its start
_NOISE = 1e-7  # what floating-point arithmetic leaves on a value
_EXACT = 1e-7  # relative gap at which a plan counts as proven best
# Nodes of the search tree, a measure of effort that is the same on every machine. Up to the first
# number a solve goes on to the proven best; then the asked gap is enough; at the second it stops
# with the gap it has, so that the aims that follow get their turn.
_NODES_TO_BEST = 200
_NODES_AT_MOST = 1000
_NODES_AT_MOST_EXACT = 100_000


class Status(StrEnum):
    """Why the solver stopped, and with what."""

    OPTIMAL = "optimal"
    EFFORT_LIMIT = "effort_limit"
    TIME_LIMIT = "time_limit"
    INTERRUPTED = "interrupted"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True)
class Options:
    """How to solve: relative `gap` at which a plan is good enough, `time_limit` in seconds for all
    aims together, `solver` (`highs` or `cbc`), `seed`."""

    gap: float = 1e-3
    time_limit: float | None = None
    solver: str = "highs"
    seed: int = 0

    def __post_init__(self) -> None:
        """Raise `PlannerError` (exit code 2) where CBC is asked for and not there."""
        if self.solver == "cbc" and not pulp.COIN_CMD(msg=False).available():  # type: ignore[no-untyped-call]
            raise PlannerError(Problem("solve.no_cbc"), ExitCode.USAGE)


@dataclass(frozen=True, slots=True)
class Progress:
    """A sign of life: seconds since the start, the incumbent's value, what no plan can beat."""

    seconds: float
    value: float | None
    bound: float | None
    gap: float | None


@dataclass(frozen=True, slots=True)
class Result:
    """What one solve came to; without a plan `value` and `values` are empty."""

    status: Status
    value: float | None
    bound: float | None
    gap: float | None
    seconds: float
    values: Mapping[int, float]

    def value_of(self, variable: pulp.LpVariable) -> float:
        """The value of a variable in the plan."""
        return self.values[variable.id]


def gap_between(value: float, bound: float) -> float:
    """Relative distance of a plan from what no plan can beat; 0 for a proven best plan."""
    distance = max(0.0, value - bound)
    return 0.0 if distance <= 1e-9 * max(1.0, abs(value)) else distance / max(abs(value), 1e-9)


class Session:
    """One problem in the solver's hands, minimised again and again. Not safe for two threads."""

    def __init__(self, problem: pulp.LpProblem, options: Options) -> None:
        self._problem = problem
        self._options = options
        self._started = time.monotonic()
        self._columns = 0
        self._rows = 0
        self._values: dict[int, float] = {}
        self._start: dict[int, float] = {}
        self.guide = Stage("none", "", [])  # what was held last: see `_search_levels`
        self._stop = threading.Event()
        self._last_call = False
        self._whole: list[int] = []
        self._exactly = False
        self._searching = False
        self._enough: Status | None = None
        self._watch: Callable[[Progress], None] = lambda progress: None
        with quiet():  # it greets
            self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, setting in {
            "log_to_console": False,
            "threads": 1,
            "random_seed": options.seed,
            "mip_min_logging_interval": 0.5,
            # Restarts cost a third of the time on allocation problems and find nothing.
            "mip_allow_restart": False,
        }.items():
            self._highs.setOptionValue(name, setting)
        self._highs.setCallback(self._called_back, None)
        kinds = highspy.cb.HighsCallbackType
        for kind in (
            kinds.kCallbackMipLogging,
            kinds.kCallbackMipInterrupt,
            kinds.kCallbackSimplexInterrupt,
            kinds.kCallbackIpmInterrupt,
        ):
            self._highs.startCallback(kind)

    @property
    def versions(self) -> dict[str, str]:
        """The solver and its version."""
        return {"highs": self._highs.version()}

    @property
    def seconds(self) -> float:
        """Seconds since the session began."""
        return time.monotonic() - self._started

    @property
    def stopped(self) -> bool:
        """Whether the user has interrupted the session, or its time is up; not while finishing."""
        out_of_time = self._seconds_left() == _SHORTEST
        return not self._last_call and (self._stop.is_set() or out_of_time)

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """While this lasts, Ctrl-C ends the search and keeps the plan; a second one ends all.

        Only the main thread hears of Ctrl-C; elsewhere this does nothing.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.getsignal(signal.SIGINT)

        def stop(number: int, frame: object) -> None:
            self._stop.set()
            signal.signal(signal.SIGINT, before)

        signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def start_from(self, values: Mapping[pulp.LpVariable, int]) -> None:
        """Let the first solve begin near these values, as far as a plan can have them."""
        self._start = {variable.id: float(value) for variable, value in values.items()}

    def resume(self, result: Result) -> None:
        """Go on from an earlier result, where the last plan breaks what is asked now."""
        self._values = dict(result.values)

    def minimise(self, stage: Stage, watch: Callable[[Progress], None]) -> Result:
        """Minimise a stage subject to everything in the problem so far, from the last plan on.

        Ctrl-C and the time limit end the solve with the best plan found. `watch` is called with
        the progress from the solver's thread.
        """
        began = time.monotonic()
        self._watch = watch
        if self._options.solver == "cbc" and not self._last_call:
            self._solve_with_cbc(stage)
        self._hand_over()
        if stage.peaks and self._values:
            return self._search_levels(stage, began)
        self._set_objective(stage)
        status = self._run(self._values or self._start)
        if status is Status.INFEASIBLE:
            # Presolve has been wrong about this before: ask again without it.
            self._highs.setOptionValue("presolve", "off")
            self._highs.clearSolver()
            status = self._run(self._values)
            self._highs.setOptionValue("presolve", "choose")
        return self._result(status, stage, began)

    def _search_levels(self, stage: Stage, began: float) -> Result:
        """Minimise the largest of many by trying the values it can take (bottleneck problem).

        Whether a plan exists at a level is asked with the stage that was held last as the
        objective: its bound rules a level out at the root, where minimising the largest itself has
        to branch (thresholds as in Garfinkel and Rao, *Naval Research Logistics* 18, 1971).
        """
        ((largest, _),) = stage.terms
        watch, self._watch = self._watch, lambda progress: None
        plan = self._values
        high = _largest(stage, plan)
        low = _level_above(stage, self._relaxed(stage) * (1 - 1e-6) - 1e-6)
        self._set_objective(self.guide)
        self._highs.setOptionValue("mip_max_improving_sols", 1)  # any plan will do
        self._searching = True
        status = Status.OPTIMAL
        while low < high - _NOISE and status in (Status.OPTIMAL, Status.INFEASIBLE):
            watch(Progress(self.seconds, high, low, gap_between(high, low)))
            # Ruling a level out takes longer than finding a plan: go down in small steps.
            level = max(low, min(_level_below(stage, high), high - (high - low) / 5))
            self._highs.changeColBounds(largest.id, 0.0, level + _NOISE)
            status = self._run({})
            if status is Status.OPTIMAL:
                plan = self._column_values()
                high = _largest(stage, plan)
            elif status is Status.INFEASIBLE:
                low = _level_above(stage, level)
        self._searching = False
        self._highs.setOptionValue("mip_max_improving_sols", highspy.kHighsIInf)
        self._highs.changeColBounds(largest.id, 0.0, highspy.kHighsInf)

        if self._options.solver != "cbc":
            self._values = {**plan, largest.id: high}
        value = _largest(stage, self._values)
        low = min(low, value)
        gap = gap_between(value, low)
        if low >= high - _NOISE:
            status = Status.OPTIMAL if gap <= self._options.gap else Status.EFFORT_LIMIT
        seconds = time.monotonic() - began
        return Result(status, value, low, gap, seconds, dict(self._values))

    def _relaxed(self, stage: Stage) -> float:
        """What a stage comes to when dwellings may be fractions: a bound, 0 if none is found."""
        self._set_objective(stage)
        self._highs.setOptionValue("solve_relaxation", True)
        status = self._run({})
        self._highs.setOptionValue("solve_relaxation", False)
        if status is not Status.OPTIMAL:
            return 0.0
        return float(self._highs.getInfo().objective_function_value)

    def loosen(self, row: pulp.LpConstraint, limit: float) -> None:
        """Give a `<=` row a new right-hand side."""
        row.changeRHS(limit)
        self._hand_over()
        self._highs.changeRowBounds(row.id, -highspy.kHighsInf, limit)

    @contextmanager
    def finishing(
        self,
        fixed: Sequence[pulp.LpVariable],
        whole: Sequence[pulp.LpVariable],
        freed: Iterable[pulp.LpConstraint],
    ) -> Iterator[None]:
        """While this lasts, let a solve finish what the last plan left open.

        The `fixed` variables keep their whole values, those of `whole` become integer, the `freed`
        rows do not bind. What is left to solve is small, so neither time nor Ctrl-C ends it.
        """
        freed = list(freed)
        self.free(freed)
        values = np.array([round(self._values[v.id]) for v in fixed], dtype=np.float64)
        self._set_bounds(fixed, values, values)
        known = len(self._whole)
        self._set_whole([variable.id for variable in whole])
        self._last_call = True
        try:
            yield
        finally:
            self._last_call = False
            del self._whole[known:]
            self._set_kind([variable.id for variable in whole], highspy.HighsVarType.kContinuous)
            self._set_bounds(
                fixed,
                np.array([variable.lowBound for variable in fixed], dtype=np.float64),
                np.array([variable.upBound for variable in fixed], dtype=np.float64),
            )
            for row in freed:
                self._highs.changeRowBounds(row.id, *self._row_bounds(row))

    def free(self, rows: Iterable[pulp.LpConstraint]) -> None:
        """Let rows bind no longer."""
        self._hand_over()
        for row in rows:
            self._highs.changeRowBounds(row.id, -highspy.kHighsInf, highspy.kHighsInf)

    def conflicting(self, families: Mapping[str, Sequence[pulp.LpConstraint]]) -> list[str]:
        """A smallest set of row families that cannot all hold, by leaving out one after the other.

        The problem must be infeasible. Each family that can be left out without making a plan
        possible stays out; those that remain are all needed for the conflict (deletion filter,
        Chinneck and Dravnieks, 1991). Stopping early leaves more families than needed.
        """
        self._hand_over()
        self._set_objective(Stage("feasible", "", []))
        needed = []
        for family, rows in families.items():
            self.free(rows)
            if self._run(self._values) is not Status.INFEASIBLE:
                needed.append(family)
                for row in rows:
                    self._highs.changeRowBounds(row.id, *self._row_bounds(row))
        return needed

    def _hand_over(self) -> None:
        """Give HiGHS the variables and rows that the problem gained since the last time."""
        variables = self._problem.variables()[self._columns :]
        if variables:
            lower = np.array([variable.lowBound for variable in variables], dtype=np.float64)
            upper = np.array([variable.upBound for variable in variables], dtype=np.float64)
            none = np.zeros(0, dtype=np.int32)
            count = len(variables)
            self._highs.addCols(count, np.zeros(count), lower, upper, 0, none, none, np.zeros(0))
            self._columns += count
            self._set_whole([v.id for v in variables if v.cat == pulp.const.LpInteger])
        rows = self._problem.constraints()[self._rows :]
        if rows:
            starts: list[int] = []
            columns: list[int] = []
            coefficients: list[float] = []
            for row in rows:
                starts.append(len(columns))
                for variable, coefficient in row.items():
                    columns.append(variable.id)
                    coefficients.append(coefficient)
            bounds = np.array([self._row_bounds(row) for row in rows], dtype=np.float64)
            self._highs.addRows(
                len(rows),
                np.ascontiguousarray(bounds[:, 0]),
                np.ascontiguousarray(bounds[:, 1]),
                len(columns),
                np.array(starts, dtype=np.int32),
                np.array(columns, dtype=np.int32),
                np.array(coefficients, dtype=np.float64),
            )
            self._rows += len(rows)

    def _set_whole(self, columns: list[int]) -> None:
        self._whole += columns
        self._set_kind(columns, highspy.HighsVarType.kInteger)

    def _set_kind(self, columns: list[int], kind: Any) -> None:
        count = len(columns)
        numbers = np.array(columns, dtype=np.int32)
        self._highs.changeColsIntegrality(count, numbers, np.full(count, kind))

    def _set_bounds(
        self,
        variables: Sequence[pulp.LpVariable],
        lower: NDArray[np.float64],
        upper: NDArray[np.float64],
    ) -> None:
        columns = np.array([variable.id for variable in variables], dtype=np.int32)
        self._highs.changeColsBounds(len(columns), columns, lower, upper)

    @staticmethod
    def _row_bounds(row: pulp.LpConstraint) -> tuple[float, float]:
        lower, upper = row.getLb(), row.getUb()
        return (
            -highspy.kHighsInf if lower is None else lower,
            highspy.kHighsInf if upper is None else upper,
        )

    def _set_objective(self, stage: Stage) -> None:
        costs = np.zeros(self._columns)
        for variable, coefficient in stage.terms:
            costs[variable.id] += coefficient
        self._highs.changeColsCost(self._columns, np.arange(self._columns, dtype=np.int32), costs)
        # Where values lie a step apart, a bound less than a step away proves the best.
        self._highs.setOptionValue("mip_abs_gap", 0.999 * stage.step if stage.step else 1e-9)
        self._highs.setOptionValue("mip_rel_gap", 0.0 if stage.step else _EXACT)
        self._exactly = (stage.step is not None and stage.exact) or self._last_call

    def _run(self, start: Mapping[int, float]) -> Status:
        if start:
            known = sorted(start)
            self._highs.setSolution(
                len(known),
                np.array(known, dtype=np.int32),
                np.array([start[column] for column in known], dtype=np.float64),
            )
        left = self._seconds_left()
        # The clock of HiGHS runs on from one solve to the next.
        limit = highspy.kHighsInf if left is None else self._highs.getRunTime() + left
        self._highs.setOptionValue("time_limit", limit)
        # In our context, so that whoever watches speaks the user's language.
        context = contextvars.copy_context()
        done = threading.Event()
        self._enough = None

        def work() -> None:
            try:
                context.run(self._highs.run)
            finally:
                done.set()

        threading.Thread(target=work, daemon=True).start()
        while not done.wait(0.05):
            pass  # HiGHS runs beside us, so that Ctrl-C is heard at once
        kinds = highspy.HighsModelStatus
        match self._highs.getModelStatus():
            case kinds.kOptimal | kinds.kModelEmpty | kinds.kSolutionLimit:
                return Status.OPTIMAL
            case kinds.kInfeasible | kinds.kUnboundedOrInfeasible:
                return Status.INFEASIBLE
            case kinds.kTimeLimit:
                return Status.TIME_LIMIT
            case kinds.kInterrupt if self._enough is not None:
                return self._enough
            case kinds.kInterrupt:
                return Status.INTERRUPTED if self._stop.is_set() else Status.TIME_LIMIT
            case other:
                raise RuntimeError(f"HiGHS stopped with {self._highs.modelStatusToString(other)}")

    def _result(self, status: Status, stage: Stage, began: float) -> Result:
        info = self._highs.getInfo()
        feasible = info.primal_solution_status == int(
            highspy.SolutionStatus.kSolutionStatusFeasible
        )
        seconds = time.monotonic() - began
        if status is Status.OPTIMAL and not self._columns:
            return Result(status, 0.0, 0.0, 0.0, seconds, {})
        if status is Status.INFEASIBLE or not feasible:
            return Result(status, None, None, None, seconds, {})
        if self._options.solver != "cbc" or self._last_call:
            self._values = self._column_values()
        values = dict(self._values)
        if len(values) < self._columns:
            return Result(status, None, None, None, seconds, {})  # CBC had no time to find a plan
        value = math.fsum(coefficient * values[v.id] for v, coefficient in stage.terms)
        # Where nothing was left to branch on, HiGHS proves its value without a bound.
        branched = info.mip_node_count >= 0 and math.isfinite(info.mip_dual_bound)
        best = info.objective_function_value
        bound = min(value, max(0.0, info.mip_dual_bound if branched else best))
        if stage.step and value - bound < stage.step * (1 - 1e-6):
            bound = value
        gap = gap_between(value, bound)
        good_enough = self._options.solver != "cbc" or gap <= max(self._options.gap, 1e-6)
        if status is Status.OPTIMAL and not good_enough:
            status = Status.TIME_LIMIT
        return Result(status, value, bound, gap, seconds, values)

    def _column_values(self) -> dict[int, float]:
        """The values of all columns, whole where they are to be: the solver leaves noise."""
        values = np.array(self._highs.getSolution().col_value)
        whole = np.array(self._whole, dtype=np.int64)
        values[whole] = np.round(values[whole])
        return dict(enumerate(values.tolist()))

    def _solve_with_cbc(self, stage: Stage) -> None:
        self._problem.setObjective(pulp.lpSum_vars_coefs(stage.terms))
        command = pulp.COIN_CMD(  # type: ignore[no-untyped-call]
            msg=False,
            gapRel=0.0 if stage.step and stage.exact else self._options.gap,
            gapAbs=0.999 * stage.step if stage.step else None,
            threads=1,
            timeLimit=self._seconds_left(),
            options=[f"randomCbcSeed {self._options.seed + 1}"],
        )
        stats = self._problem.solve(command)
        if stats.has_solution:
            self._values = {v.id: v.varValue or 0.0 for v in self._problem.variables()}

    def _seconds_left(self) -> float | None:
        if self._options.time_limit is None or self._last_call:
            return None
        return max(_SHORTEST, self._options.time_limit - self.seconds)

    def _called_back(
        self, kind: Any, message: str, data_out: Any, data_in: Any, user_data: Any
    ) -> None:
        if kind == highspy.cb.HighsCallbackType.kCallbackMipLogging:
            value, bound = data_out.mip_primal_bound, data_out.mip_dual_bound
            self._watch(
                Progress(
                    seconds=self.seconds,
                    value=value if math.isfinite(value) else None,
                    bound=max(0.0, bound) if math.isfinite(bound) else None,
                    gap=data_out.mip_gap if math.isfinite(data_out.mip_gap) else None,
                )
            )
        elif data_in is not None:
            # HiGHS keeps the last answer, also from one solve to the next: always say it anew.
            if kind == highspy.cb.HighsCallbackType.kCallbackMipInterrupt:
                self._enough = self._found_enough(data_out)
            data_in.user_interrupt = self.stopped or self._enough is not None

    def _found_enough(self, search: Any) -> Status | None:
        """Why a search may end before the best is proven, if it may."""
        if self._last_call:
            return None
        nodes = search.mip_node_count
        good = not self._exactly and search.mip_gap <= self._options.gap
        if good and nodes >= _NODES_TO_BEST:
            return Status.OPTIMAL
        most = _NODES_AT_MOST_EXACT if self._exactly else _NODES_AT_MOST
        with_plan = self._searching or math.isfinite(search.mip_primal_bound)
        return Status.EFFORT_LIMIT if nodes >= most and with_plan else None


def _largest(stage: Stage, values: Mapping[int, float]) -> float:
    """The largest of a stage's peaks in a plan."""
    return max(math.fsum(c * values[v.id] for v, c in peak) for peak, _ in stage.peaks)


def _level_below(stage: Stage, level: float) -> float:
    """The largest value below a level that the largest of a stage's peaks can take."""
    return max((math.ceil(level / rate - 1e-9) - 1) * rate for _, rate in stage.peaks)


def _level_above(stage: Stage, level: float) -> float:
    """The smallest value above a level that the largest of a stage's peaks can take."""
    return min((math.floor(level / rate + 1e-9) + 1) * rate for _, rate in stage.peaks)


def rows_of(
    rows: Mapping[tuple[Any, ...], pulp.LpConstraint], families: Iterable[str]
) -> dict[str, list[pulp.LpConstraint]]:
    """The rows of each family, by family."""
    found: dict[str, list[pulp.LpConstraint]] = {family: [] for family in families}
    for key, row in rows.items():
        if key[0] in found:
            found[key[0]].append(row)
    return {family: members for family, members in found.items() if members}
