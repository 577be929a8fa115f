"""The one file that talks to a solver.

A `Session` mirrors a growing PuLP problem into one HiGHS instance: between levels only the new
variables, the new rows and the objective are handed over, and the last plan is the next start.
Nothing that comes back is believed as it is (`planner.optimise.trust`): an answer that does not
agree with what is recomputed from it is asked again without a start, then without presolve, and
else counts for nothing. CBC may make a plan instead (`solver="cbc"`); since the bound it reports
through PuLP is not to be trusted, HiGHS proves it, starting from CBC's plan.
"""

from __future__ import annotations

import contextvars
import math
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
import pulp

from planner.errors import ExitCode, PlannerError, Problem
from planner.models.model import Stage
from planner.optimise import cbc
from planner.optimise.arrays import DUAL, EXACT, Arrays, Floats, Integers, limits_of, value_of
from planner.optimise.quiet import quiet
from planner.optimise.trust import Answer, Status, doubt, gap_between, noise
from planner.signals import SOLVER, heard

__all__ = ["Options", "Progress", "Result", "Session", "Status", "gap_between", "rows_of"]

_FAREWELL = 1.0  # seconds in which the solver may end by itself once nobody waits for it
_SHORTEST = 0.01  # seconds: what a solve gets when time is up
_NOISE = 1e-7  # what floating-point arithmetic leaves on a value
_NEAR = 0.05  # relative distance from the bound at which a plan is nearly the best
_EXACT = 1e-7  # relative gap that is asked of the solver where the best is wanted
_PROVEN = 1e-6  # relative gap at which a plan counts as proven best: what tolerances leave
# Effort is nodes of the search tree times columns, the same on every machine. Up to the first
# number a solve goes on to the proven best; then the asked gap is enough; at the second it stops
# with the gap it has, so that the levels that follow get their turn. A level whose values lie
# apart is worth more: what is held of it is exact.
_EFFORT_TO_BEST = 600_000
_EFFORT_AT_MOST = 3_000_000
_EFFORT_AT_MOST_EXACT = 15_000_000
_EFFORT_TO_ANY = 150_000_000  # while there is no plan at all


@dataclass(frozen=True, slots=True)
class Options:
    """How to solve: relative `gap` at which a plan is good enough, `time_limit` in seconds for all
    objectives together, `solver` (`highs` or `cbc`), `seed`, and an event that says to `stop` with
    the best plan there is."""

    gap: float = 1e-3
    time_limit: float | None = None
    solver: str = "highs"
    seed: int = 0
    stop: threading.Event | None = None

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
    """What one solve came to; without a plan `value` and `values` are empty.

    `status` is `OPTIMAL` exactly when value and bound lie within the asked gap, whatever ended the
    solve; else it says what did.
    """

    status: Status
    value: float | None
    bound: float | None
    gap: float | None
    seconds: float
    values: Mapping[int, float]

    def value_of(self, variable: pulp.LpVariable) -> float:
        """The value of a variable in the plan."""
        return self.values[variable.id]


class Session:
    """One problem in the solver's hands, minimised again and again. Not safe for two threads."""

    def __init__(self, problem: pulp.LpProblem, options: Options) -> None:
        self._problem = problem
        self._options = options
        self._started = time.monotonic()
        self._arrays = Arrays(problem)
        self._costs = np.zeros(0)
        self._plan: Floats | None = None  # the last one, for the columns there were
        self._starts: list[dict[int, float]] = []
        # What was taken from columns: the rows there were, the columns, their bounds before.
        self._narrowed: list[tuple[int, Integers, Floats, Floats]] = []
        self.guide = Stage("none", "", [])  # what was held last: see `_search_levels`
        self._parts = np.zeros(0, dtype=np.int32)  # whole columns that may be fractions at first
        self._stop = options.stop or threading.Event()
        self._given_up = False  # nobody waits for an answer any more
        self._last_call = False
        self._exactly = False
        self._deadline: float | None = None  # of this level, by `seconds`
        self._enough: Status | None = None
        self._offered: Floats | None = None
        self._watch: Callable[[Progress], None] = _unheard
        with quiet():  # it greets
            self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, setting in {
            "log_to_console": False,
            "threads": 1,
            "random_seed": options.seed,
            "mip_min_logging_interval": 0.5,
            # Restarts cost a third of the time on allocation problems and find nothing.
            "mip_allow_restart": False,
            # So does fixing by reduced costs, which `narrow` does before.
            "mip_heuristic_run_root_reduced_cost": False,
        }.items():
            self._highs.setOptionValue(name, setting)
        self._highs.setCallback(self._called_back, None)
        kinds = highspy.cb.HighsCallbackType
        for kind in (
            kinds.kCallbackMipLogging,
            kinds.kCallbackMipInterrupt,
            kinds.kCallbackMipUserSolution,
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
    def seconds_left(self) -> float | None:
        """Seconds that are left for everything, at least 0; `None` without a limit."""
        if self._options.time_limit is None:
            return None
        return max(0.0, self._options.time_limit - self.seconds)

    @property
    def stopped(self) -> bool:
        """Whether the user has interrupted the session, or its time is up; not while finishing."""
        return not self._last_call and (self._stop.is_set() or self.seconds_left == 0.0)

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """While this lasts, Ctrl-C ends the search and keeps the plan; a second one ends all."""
        with heard(self._stop):
            yield

    def start_from(self, values: Mapping[pulp.LpVariable, int]) -> None:
        """Begin with a plan that has these values, if there is one.

        Of several that were given, the first that can be completed to a plan counts.
        """
        self._starts.append({variable.id: float(value) for variable, value in values.items()})

    def resume(self, result: Result) -> None:
        """Go on from an earlier result, where the last plan breaks what is asked now."""
        self._plan = np.array([result.values[column] for column in range(len(result.values))])

    def minimise(
        self, stage: Stage, watch: Callable[[Progress], None], seconds: float | None = None
    ) -> Result:
        """Minimise a stage subject to everything in the problem so far, from the last plan on.

        Ctrl-C, the time limit, `seconds` for this stage and its effort end the solve with the best
        plan found. `watch` is called with the progress from the solver's thread.
        """
        began = time.monotonic()
        self._watch = _unheard
        self._hand_over()
        self._set_objective(stage)
        start = self._known_plan()
        self._deadline = None if seconds is None else self.seconds + seconds
        if self._options.solver == "cbc" and not self._last_call:
            start = self._better(start, self._solved_with_cbc(stage))
        self._watch = watch
        bound = self._relaxed()
        if self._reaches(start, bound, stage):
            answer = Answer(Status.OPTIMAL, None, math.nan, bound)
        elif stage.peaks and start is not None:
            answer = self._search_levels(stage, start, bound)
        else:
            answer = self._searched(start, bound, stage)
            answer = replace(answer, bound=max(answer.bound, bound))
        return self._result(answer, stage, start, began)

    def divide(self, parts: Iterable[pulp.LpVariable]) -> None:
        """Let these whole columns be fractions at first: see `_searched`."""
        self._parts = np.array([variable.id for variable in parts], dtype=np.int32)

    def _searched(self, start: Floats | None, bound: float, stage: Stage) -> Answer:
        """The answer of a search from a start, a bound of the relaxation known.

        Where columns are parts of whole sums, the sums decide nearly everything: a search in which
        only they are whole is far smaller, and its bound holds for every plan. Its sums are then
        completed with whole parts. Where that costs something, everything is searched.
        """
        if len(self._parts) and not self._last_call:
            self._search_near(start, bound, stage)
            with self._divided():
                answer = self._believed(start)
            bound = max(bound, answer.bound)
            if answer.status is Status.INFEASIBLE:
                return answer
            plan = answer.values
            if plan is not None and self._arrays.wrong(plan):
                plan = self._with_whole_parts(plan)
            start = self._better(start, plan)
            if answer.status is not Status.OPTIMAL or self._enough_of(start, answer, stage):
                return Answer(answer.status, start, math.nan, bound)
        self._search_near(start, bound, stage)
        answer = self._believed(start)
        return replace(answer, bound=max(answer.bound, bound))

    def _enough_of(self, plan: Floats | None, answer: Answer, stage: Stage) -> bool:
        """Whether a plan comes as near to the bound of an answer as its search was to come."""
        if plan is None or self._reaches(plan, answer.bound, stage):
            return plan is not None
        gap = gap_between(value_of(self._costs, plan), answer.bound)
        early = gap_between(answer.reported, answer.bound) > _EXACT
        return not self._exactly and early and gap <= self._options.gap

    @contextmanager
    def _divided(self) -> Iterator[None]:
        """While this lasts, the parts of whole sums may be fractions."""
        known = self._arrays.whole
        self._arrays.whole = np.setdiff1d(known, self._parts)
        self._set_kind(self._parts, highspy.HighsVarType.kContinuous)
        try:
            yield
        finally:
            self._arrays.whole = known
            self._set_kind(self._parts, highspy.HighsVarType.kInteger)

    def _reaches(self, plan: Floats | None, bound: float, stage: Stage) -> bool:
        """Whether a plan is as good as a bound says that any can be."""
        if plan is None:
            return False
        value = value_of(self._costs, plan)
        step = stage.step * (1 - 1e-6) if stage.step else 0.0
        return value - bound < max(step, noise(self._costs, value))

    def _search_near(self, start: Floats | None, bound: float, stage: Stage) -> None:
        """Leave out the search for a first plan where one is known that is nearly the best."""
        far = start is None or (
            stage.search and value_of(self._costs, start) - bound > _NEAR * abs(bound)
        )
        for heuristic in ("feasibility_jump", "rins", "rens"):
            self._highs.setOptionValue(f"mip_heuristic_run_{heuristic}", far)
        self._highs.setOptionValue("mip_heuristic_effort", 0.05 if far else 0.0)

    # One answer, and whether to believe it.

    def _believed(self, start: Floats | None) -> Answer:
        """An answer that stands up to the check, asked in up to three ways.

        That no plan exists is believed without presolve only. Without an answer that agrees with
        itself nothing is proven.
        """
        ways = [(start, True), (None, True), (None, False)]
        for given, presolve in ways if start is not None else ways[1:]:
            answer = self._run(given, presolve=presolve)
            unsure = answer.status is Status.INFEASIBLE and presolve
            if not unsure and not doubt(answer, self._arrays, self._costs, start):
                return replace(answer, values=self._exact(answer.values))
            if self.stopped:
                break
        return Answer(Status.EFFORT_LIMIT, None, math.nan, -math.inf)

    def _known_plan(self) -> Floats | None:
        """A plan for everything in the problem so far: the last one completed, else a start."""
        known = [self._plan] if self._plan is not None else []
        for plan in known:
            if not self._arrays.wrong(plan):
                return plan
        for values in [dict(enumerate(plan)) for plan in known] or self._starts:
            whole = self._arrays.whole
            kept = np.array([column for column in whole if column in values], dtype=np.int32)
            chosen = np.round([values[column] for column in kept])
            if (completed := self._completed(kept, chosen)) is not None:
                return completed
        return None

    def _exact(self, plan: Floats | None) -> Floats | None:
        """A plan that holds every row to the last digit, not only within a solver's tolerance."""
        if plan is None or not self._arrays.wrong(plan, EXACT):
            return plan
        whole = self._arrays.whole
        completed = self._completed(whole, plan[whole])
        return plan if completed is None else completed

    def _completed(self, kept: Integers, values: Floats, *, briefly: bool = False) -> Floats | None:
        """The best plan with these values of whole columns, if there is one.

        Little is left to solve then, so it takes no part of anyone's time; `briefly` it ends with
        the time and effort of its level.
        """
        lower, upper = self._arrays.lower[kept], self._arrays.upper[kept]
        if not len(kept) or (values < lower).any() or (values > upper).any():
            return None
        deadline, last_call = self._deadline, self._last_call
        if not briefly:
            self._deadline, self._last_call = None, True
        self._set_bounds(kept, values, values)
        try:
            answer = self._run(None)
        finally:
            self._set_bounds(kept, lower, upper)
            self._deadline, self._last_call = deadline, last_call
        plan = answer.values
        return None if plan is None or self._arrays.wrong(plan) else plan

    def _better(self, one: Floats | None, other: Floats | None) -> Floats | None:
        """The plan with the lower value under the objective, the first of equals."""
        if one is None or other is None:
            return other if one is None else one
        least = value_of(self._costs, one)
        return other if value_of(self._costs, other) < least - _NOISE * max(1.0, least) else one

    def _result(self, answer: Answer, stage: Stage, start: Floats | None, began: float) -> Result:
        plan = self._better(start, answer.values)
        seconds = time.monotonic() - began
        if plan is None:
            return Result(answer.status, None, None, None, seconds, {})
        self._plan = plan
        value = value_of(self._costs, plan)
        bound = min(value, max(self._arrays.least(self._costs), answer.bound))
        step = stage.step * (1 - 1e-6) if stage.step else 0.0
        if value - bound < max(step, noise(self._costs, value)):
            bound = value
        gap = gap_between(value, bound)
        status = answer.status
        if gap <= max(self._options.gap, _PROVEN):
            status = Status.OPTIMAL
        elif status is Status.OPTIMAL:
            status = Status.EFFORT_LIMIT
        return Result(status, value, bound, gap, seconds, dict(enumerate(plan.tolist())))

    # Bounds from the relaxation, in which dwellings may be fractions.

    def _relaxed(self) -> float:
        """What no plan can beat, worked out from the prices of the relaxation's rows."""
        return self._priced()[0]

    def _priced(self) -> tuple[float, Floats]:
        """The bound of the relaxation, and what each column costs at its prices at least."""
        if not self._arrays.width:
            return 0.0, np.zeros(0)
        answer = self._run(None, relaxed=True)
        if answer.status is not Status.OPTIMAL:
            return -math.inf, np.zeros(self._arrays.width)
        prices = np.array(self._highs.getSolution().row_dual)
        return self._arrays.priced(self._costs, prices)

    def confine(self, domains: Mapping[pulp.LpVariable, tuple[int, int]]) -> None:
        """Keep columns within the least and the most that they have in every plan, by all rows.

        What is taken comes back when one of the rows is loosened.
        """
        self._hand_over()
        columns = np.array([variable.id for variable in domains], dtype=np.int32)
        ends = np.array(list(domains.values()), dtype=np.float64).reshape(-1, 2)
        lower, upper = self._arrays.lower[columns], self._arrays.upper[columns]
        self._narrowed.append((len(self._arrays.low), columns, lower, upper))
        self._set_bounds(columns, np.maximum(lower, ends[:, 0]), np.minimum(upper, ends[:, 1]))

    def narrow(self, stage: Stage, limit: float) -> None:
        """Take from whole columns what no plan has in which a held stage is within its limit.

        A plan of value v costs at least bound + d_j·(x_j − lower_j) for every j with d_j > 0, d the
        costs at the relaxation's prices; so does one with x_j below its upper bound where d_j < 0.
        Then each of the stage's `switches` that is not fixed yet is set to the value that the
        relaxation does not take: it is fixed where that leaves nothing within the limit. What is
        taken comes back when a row that it counts on is loosened.
        """
        self._hand_over()
        self._set_objective(stage)
        arrays, known = self._arrays, len(self._arrays.low)
        lower, upper = arrays.lower.copy(), arrays.upper.copy()
        limit += noise(self._costs, limit)
        bound, costs = self._priced()
        if not math.isfinite(bound):
            return
        whole, spare = arrays.whole, limit - bound
        dear, cheap = whole[costs[whole] > DUAL], whole[costs[whole] < -DUAL]
        most = np.floor(lower[dear] + spare / costs[dear] + 1e-6)
        least = np.ceil(upper[cheap] + spare / costs[cheap] - 1e-6)
        self._set_bounds(dear, lower[dear], np.maximum(lower[dear], np.minimum(upper[dear], most)))
        self._set_bounds(
            cheap, np.minimum(upper[cheap], np.maximum(lower[cheap], least)), upper[cheap]
        )
        self._probe(stage, limit)
        changed = np.flatnonzero((arrays.lower != lower) | (arrays.upper != upper))
        if len(changed):
            columns = changed.astype(np.int32)
            self._narrowed.append((known, columns, lower[columns], upper[columns]))

    def _probe(self, stage: Stage, limit: float) -> None:
        """Fix the switches whose other value leaves nothing within the limit."""
        arrays = self._arrays
        open_ = [v.id for v in stage.switches if arrays.lower[v.id] < arrays.upper[v.id]]
        if not open_:
            return
        answer = self._run(None, relaxed=True)
        if answer.status is not Status.OPTIMAL:
            return
        taken = np.array(self._highs.getSolution().col_value)
        self._highs.setOptionValue("objective_bound", limit)
        for column in open_:
            one, other = np.array([column], dtype=np.int32), float(taken[column] < 0.5)
            lower, upper = arrays.lower[one], arrays.upper[one]
            self._set_bounds(one, np.array([other]), np.array([other]))
            if self._run(None, relaxed=True, warm=True).status is Status.INFEASIBLE:
                lower = upper = np.array([1.0 - other])
            self._set_bounds(one, lower, upper)
        self._highs.setOptionValue("objective_bound", highspy.kHighsInf)

    def _widen(self, row: pulp.LpConstraint) -> None:
        """Give back what was taken from columns on the word of a row."""
        while any(row.id < known for known, *_ in self._narrowed):
            _, columns, lower, upper = self._narrowed.pop()
            self._set_bounds(columns, lower, upper)

    # The largest of many.

    def _search_levels(self, stage: Stage, start: Floats, bound: float) -> Answer:
        """Minimise the largest of many by trying the values it can take (bottleneck problem).

        At a level L a load is at most ⌊L / rate⌋ and its parts what fits into that, so that the
        relaxation alone rules out most levels that no plan reaches: the lowest that it does not is
        found by bisection, and the lowest with a plan above it likewise (thresholds as in Garfinkel
        and Rao, *Naval Research Logistics* 18, 1971). A plan is looked for with the stage that was
        held last as the objective. The highest level that is ruled out rules out those below it,
        so it alone is asked for again, from nothing.
        """
        watch, self._watch = self._watch, _unheard
        costs = self._costs
        plan, high = start, _largest(stage, start)
        levels = _levels(stage, bound, high)
        first, last = 0, len(levels) - 1
        self._costs = np.zeros(self._arrays.width)
        self._set_costs()
        while first < last:
            watch(Progress(self.seconds, high, levels[first], gap_between(high, levels[first])))
            middle = (first + last) // 2
            with self._within(stage, levels[middle]) as possible:
                answer = self._run(None, relaxed=True, warm=True) if possible else None
            if answer is None or answer.status is Status.INFEASIBLE:
                first = middle + 1
            else:
                last = middle
        if first and not self._ruled_out(stage, levels[first - 1]):
            first = 0
        relaxed = first
        status, proven, sought = Status.OPTIMAL, first, len(levels) - 1
        self._set_objective(self.guide)
        self._highs.setOptionValue("mip_max_improving_sols", 1)  # any plan will do
        place = first  # mostly the relaxation tells the truth: its level comes first
        while first < sought and not self.stopped and self._time_left() != _SHORTEST:
            gap = gap_between(high, levels[proven])
            watch(Progress(self.seconds, high, levels[proven], gap))
            if gap <= self._options.gap:
                break
            with self._within(stage, levels[place]):
                answer, found = self._any_plan()
            if found is not None:
                plan, high = found, _largest(stage, found)
                sought = place
            else:
                first = place + 1
                if answer.status is Status.INFEASIBLE:
                    proven = first if status is Status.OPTIMAL else proven
                else:  # nothing is known of this level, and so not whether one below has a plan
                    status = answer.status if answer.status is not status else Status.EFFORT_LIMIT
            place = (first + sought) // 2
        if proven > relaxed and not self._ruled_out(stage, levels[proven - 1], relaxed=False):
            status, proven = Status.EFFORT_LIMIT, relaxed
        self._highs.setOptionValue("mip_max_improving_sols", highspy.kHighsIInf)
        self._costs = costs
        ((largest, _),) = stage.terms
        plan = plan.copy()
        plan[largest.id] = high
        return Answer(status, plan, high, levels[proven])

    def _any_plan(self) -> tuple[Answer, Floats | None]:
        """An answer to whether there is a plan, and the plan; sums are decided on before parts."""
        for divided in (True, False) if len(self._parts) else (False,):
            with self._divided() if divided else nullcontext():
                answer = self._run(None)
                believed = not doubt(answer, self._arrays, self._costs, None)
                plan = self._exact(answer.values) if believed else None
            if plan is not None and self._arrays.wrong(plan):
                plan = self._with_whole_parts(plan)
            if plan is not None or answer.status is Status.INFEASIBLE:
                break
        return answer, plan

    def _with_whole_parts(self, plan: Floats) -> Floats | None:
        """The best plan with the whole sums of a plan whose parts may be fractions, if any."""
        sums = np.setdiff1d(self._arrays.whole, self._parts)
        return self._completed(sums, plan[sums], briefly=True)

    def _ruled_out(self, stage: Stage, level: float, *, relaxed: bool = True) -> bool:
        """Whether no plan, or not even fractions of one, is within a level, asked from nothing."""
        with self._within(stage, level) as possible:
            if not possible:
                return True
            answer = self._run(None, presolve=False, relaxed=relaxed)
            return answer.status is Status.INFEASIBLE

    @contextmanager
    def _within(self, stage: Stage, level: float) -> Iterator[bool]:
        """While this lasts no peak is above a level; whether the bounds alone allow that."""
        arrays = self._arrays
        most: dict[int, float] = {}
        for peak in stage.peaks:
            load = math.floor(level / peak.rate + 1e-9)
            most[peak.load.id] = load
            for part, weight in peak.parts:
                most[part.id] = math.floor(load / weight + 1e-9)
        ((largest, _),) = stage.terms
        most[largest.id] = level + _NOISE
        columns = np.array(list(most), dtype=np.int32)
        lower, upper = arrays.lower[columns], arrays.upper[columns]
        limits = np.minimum(upper, np.array(list(most.values())))
        possible = not (limits < lower).any()
        if possible:
            self._set_bounds(columns, lower, limits)
        try:
            yield possible
        finally:
            self._set_bounds(columns, lower, upper)

    # The problem as it changes.

    def loosen(self, row: pulp.LpConstraint, limit: float) -> None:
        """Give a `<=` row a new right-hand side."""
        row.changeRHS(limit)
        self._hand_over()
        if limit > self._arrays.high[row.id]:
            self._widen(row)
        self._set_row(row, -math.inf, limit)

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
        assert self._plan is not None
        columns = np.array([variable.id for variable in fixed], dtype=np.int32)
        lower, upper = self._arrays.lower[columns], self._arrays.upper[columns]
        values = np.round(self._plan[columns])
        self._set_bounds(columns, values, values)
        known = self._arrays.whole
        added = np.array([variable.id for variable in whole], dtype=np.int32)
        self._arrays.whole = np.concatenate([known, added])
        self._set_kind(added, highspy.HighsVarType.kInteger)
        self._last_call = True
        try:
            yield
        finally:
            self._last_call = False
            self._arrays.whole = known
            self._set_kind(added, highspy.HighsVarType.kContinuous)
            self._set_bounds(columns, lower, upper)
            for row in freed:
                self._set_row(row, *limits_of(row))

    def free(self, rows: Iterable[pulp.LpConstraint]) -> None:
        """Let rows bind no longer."""
        self._hand_over()
        for row in rows:
            self._widen(row)
            self._set_row(row, -math.inf, math.inf)

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
            if self._believed(None).status is not Status.INFEASIBLE:
                needed.append(family)
                for row in rows:
                    self._set_row(row, *limits_of(row))
        return needed

    def _hand_over(self) -> None:
        """Give HiGHS the variables and rows that the problem gained since the last time."""
        columns = self._arrays.new_columns()
        if columns is not None:
            none, count = np.zeros(0, dtype=np.int32), len(columns.lower)
            costs = np.zeros(count)
            upper, lower = columns.upper, columns.lower
            self._highs.addCols(count, costs, lower, upper, 0, none, none, np.zeros(0))
            self._set_kind(columns.whole, highspy.HighsVarType.kInteger)
        rows = self._arrays.new_rows()
        if rows is not None:
            self._highs.addRows(
                len(rows.low),
                rows.low,
                rows.high,
                len(rows.columns),
                rows.starts,
                rows.columns,
                rows.coefficients,
            )

    def _set_row(self, row: pulp.LpConstraint, low: float, high: float) -> None:
        self._arrays.low[row.id], self._arrays.high[row.id] = low, high
        self._highs.changeRowBounds(row.id, low, high)

    def _set_kind(self, columns: Integers, kind: Any) -> None:
        count = len(columns)
        self._highs.changeColsIntegrality(count, columns, np.full(count, kind))

    def _set_bounds(self, columns: Integers, lower: Floats, upper: Floats) -> None:
        self._arrays.lower[columns], self._arrays.upper[columns] = lower, upper
        self._highs.changeColsBounds(len(columns), columns, lower, upper)

    def _set_objective(self, stage: Stage) -> None:
        self._costs = self._arrays.costs(stage.terms)
        self._set_costs()
        # Where values lie a step apart, a bound less than a step away proves the best.
        self._highs.setOptionValue("mip_abs_gap", 0.999 * stage.step if stage.step else 1e-9)
        self._highs.setOptionValue("mip_rel_gap", 0.0 if stage.step else _EXACT)
        self._exactly = (stage.step is not None and stage.exact) or self._last_call

    def _set_costs(self) -> None:
        width = self._arrays.width
        self._highs.changeColsCost(width, np.arange(width, dtype=np.int32), self._costs)

    # The solvers.

    def _run(
        self,
        start: Floats | None,
        *,
        presolve: bool = True,
        relaxed: bool = False,
        warm: bool = False,
    ) -> Answer:
        """One run of HiGHS, and what it says; `start` is a whole plan to begin with.

        `relaxed` lets whole columns be fractions; such a run may go on from the basis of the last
        one (`warm`).
        """
        if not self._arrays.width:
            # Nothing to choose: HiGHS has no answer to give.
            possible = not self._arrays.wrong(np.zeros(0))
            status = Status.OPTIMAL if possible else Status.INFEASIBLE
            return Answer(status, np.zeros(0) if possible else None, 0.0, 0.0)
        if not warm:
            self._highs.clearSolver()  # nothing of the last run may be taken for part of this one
        self._highs.setOptionValue("solve_relaxation", relaxed)
        self._highs.setOptionValue("presolve", "choose" if presolve and not warm else "off")
        left = self._time_left()
        # The clock of HiGHS runs on from one solve to the next.
        limit = highspy.kHighsInf if left is None else self._highs.getRunTime() + left
        self._highs.setOptionValue("time_limit", limit)
        self._enough, self._offered = None, start
        # In our context, so that whoever watches speaks the user's language.
        context = contextvars.copy_context()
        done = threading.Event()

        def work() -> None:
            try:
                context.run(self._highs.run)
            finally:
                done.set()

        threading.Thread(target=work, daemon=True, name=SOLVER).start()
        try:
            while not done.wait(0.05):
                pass  # HiGHS runs beside us, so that Ctrl-C is heard at once
        except BaseException:
            self._given_up = True
            done.wait(_FAREWELL)
            raise
        return self._answer(relaxed)

    def _answer(self, relaxed: bool) -> Answer:
        status, info = self._status(), self._highs.getInfo()
        feasible = highspy.SolutionStatus.kSolutionStatusFeasible
        values = None
        if relaxed:
            return Answer(status, None, float(info.objective_function_value), -math.inf)
        if status is not Status.INFEASIBLE and info.primal_solution_status == int(feasible):
            values = self._arrays.rounded(np.array(self._highs.getSolution().col_value))
        reported = float(info.objective_function_value)
        # Where nothing was left to branch on, HiGHS proves its value without a bound.
        bound = float(info.mip_dual_bound)
        if info.mip_node_count < 0 or not math.isfinite(bound):
            bound = reported if status is Status.OPTIMAL else -math.inf
        return Answer(status, values, reported, bound)

    def _status(self) -> Status:
        kinds = highspy.HighsModelStatus
        match self._highs.getModelStatus():
            case kinds.kOptimal | kinds.kModelEmpty | kinds.kSolutionLimit:
                return Status.OPTIMAL
            case kinds.kInfeasible | kinds.kUnboundedOrInfeasible | kinds.kObjectiveBound:
                return Status.INFEASIBLE
            case kinds.kTimeLimit:
                return Status.TIME_LIMIT
            case kinds.kInterrupt if self._enough is not None:
                return self._enough
            case kinds.kInterrupt:
                return Status.INTERRUPTED if self._stop.is_set() else Status.TIME_LIMIT
            case other:
                raise RuntimeError(f"HiGHS stopped with {self._highs.modelStatusToString(other)}")

    def _solved_with_cbc(self, stage: Stage) -> Floats | None:
        """The plan that CBC finds, if it holds every row."""
        self._problem.setObjective(pulp.lpSum_vars_coefs(stage.terms))
        command = pulp.COIN_CMD(  # type: ignore[no-untyped-call]
            msg=False,
            gapRel=0.0 if stage.step and stage.exact else self._options.gap,
            gapAbs=0.999 * stage.step if stage.step else None,
            threads=1,
            timeLimit=self._time_left(),
            options=[f"randomCbcSeed {self._options.seed + 1}"],
        )
        if not cbc.solve(self._problem, command, lambda: self.stopped):
            return None
        values = np.array([v.varValue or 0.0 for v in self._problem.variables()])
        plan = self._arrays.rounded(values)
        return None if self._arrays.wrong(plan) else plan

    def _time_left(self) -> float | None:
        """Seconds that are left for this level; `None` without a limit."""
        if self._last_call:
            return None
        limits = [] if self._deadline is None else [self._deadline - self.seconds]
        if self.seconds_left is not None:
            limits.append(self.seconds_left)
        return max(_SHORTEST, min(limits)) if limits else None

    def _called_back(
        self, kind: Any, message: str, data_out: Any, data_in: Any, user_data: Any
    ) -> None:
        kinds = highspy.cb.HighsCallbackType
        if kind == kinds.kCallbackMipLogging:
            value, bound = data_out.mip_primal_bound, data_out.mip_dual_bound
            self._watch(
                Progress(
                    seconds=self.seconds,
                    value=value if math.isfinite(value) else None,
                    bound=max(0.0, bound) if math.isfinite(bound) else None,
                    gap=data_out.mip_gap if math.isfinite(data_out.mip_gap) else None,
                )
            )
        elif kind == kinds.kCallbackMipUserSolution:
            # A start goes in this way and not by `setSolution`: see `docs/highs.md`.
            if self._offered is not None:
                data_in.setSolution(self._offered)
                self._offered = None
        elif data_in is not None:
            # HiGHS keeps the last answer, also from one solve to the next: always say it anew.
            if kind == kinds.kCallbackMipInterrupt:
                self._enough = self._found_enough(data_out)
            data_in.user_interrupt = self.stopped or self._given_up or self._enough is not None

    def _found_enough(self, search: Any) -> Status | None:
        """Why a search may end before the best is proven, if it may."""
        if self._last_call:
            return None
        effort = search.mip_node_count * self._arrays.width
        good = not self._exactly and search.mip_gap <= self._options.gap
        if good and effort >= _EFFORT_TO_BEST:
            return Status.OPTIMAL
        most = _EFFORT_AT_MOST_EXACT if self._exactly else _EFFORT_AT_MOST
        if self._plan is None and not math.isfinite(search.mip_primal_bound):
            most = _EFFORT_TO_ANY
        return Status.EFFORT_LIMIT if effort >= most else None


def _unheard(progress: Progress) -> None:
    """What is solved on the way to a level is no progress of its own."""


def _largest(stage: Stage, values: Floats) -> float:
    """The largest of a stage's peaks in a plan."""
    return max(
        peak.rate * math.fsum(weight * values[part.id] for part, weight in peak.parts)
        for peak in stage.peaks
    )


def _levels(stage: Stage, bound: float, high: float) -> list[float]:
    """The values that the largest of a stage's peaks can take from a bound up to one it has."""
    found = {high}
    for rate in {peak.rate for peak in stage.peaks}:
        first = max(0, math.ceil(bound / rate - 1e-6)) if math.isfinite(bound) else 0
        found.update(rate * load for load in range(first, math.floor(high / rate) + 1))
    return [level for level in sorted(found) if level <= high]


def rows_of(
    rows: Mapping[tuple[Any, ...], pulp.LpConstraint], families: Iterable[str]
) -> dict[str, list[pulp.LpConstraint]]:
    """The rows of each family, by family."""
    found: dict[str, list[pulp.LpConstraint]] = {family: [] for family in families}
    for key, row in rows.items():
        if key[0] in found:
            found[key[0]].append(row)
    return {family: members for family, members in found.items() if members}
