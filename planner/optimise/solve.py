"""Region to plan: the objectives one after the other, each held while the next is improved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from fractions import Fraction

from planner.errors import ExitCode, PlannerError, Problem
from planner.models import allocation, ties
from planner.models.model import Hold, Stage
from planner.models.objectives import OBJECTIVES
from planner.models.rules import RULES
from planner.optimise.solver import Options, Progress, Result, Session, Status, rows_of
from planner.region.domain import Instance, Line, Objective, Plan, Tier
from planner.text import Phrase

__all__ = ["Options", "Report", "Watch", "solve", "unwatched"]


@dataclass(frozen=True, slots=True)
class Report:
    """How far the solve is: which objective and part of it in which unit, and the progress on it.

    `confidential` says that the values count dwellings of confidential programmes.
    """

    aim: str
    part: str
    unit: str
    progress: Progress
    confidential: bool = False


type Watch = Callable[[Report], None]


def unwatched(report: Report) -> None:
    """Progress that nobody asked for."""


def solve(
    instance: Instance,
    options: Options,
    watch: Watch = unwatched,
    found: Callable[[Plan], None] | None = None,
) -> Plan:
    """The best plan of an instance, objective after objective, with what is proven of each.

    `watch` hears of the progress from the solver's thread. `found` is given the plan after every
    objective; those that follow do not know of it. A plan's status is `optimal` when every
    objective is within the asked gap, else `feasible`: time or effort ran out or the user stopped,
    and the plan is the best found.

    Raises:
        PlannerError: no plan can exist (exit code 4), with the rules that conflict; or time ran
            out before a plan was found (5).
    """
    return Pursuit(instance, options, watch).run(found)


# Searches for a plan with other places before the search is given up.
_SEARCHES = 3


class Pursuit:
    """One problem and its objectives: each is minimised, and held while the next one is.

    `tiers` tell of every stage that was minimised, `last` is the best plan of the last of them.
    """

    def __init__(self, instance: Instance, options: Options, watch: Watch = unwatched) -> None:
        self.options = options
        self.watch = watch
        self.model = allocation.build(instance)
        self.session = Session(self.model.problem, options)
        self.session.divide(allocation.parts(self.model))
        self.tiers: list[Tier] = []
        self.last: Result | None = None
        # So that there is a plan from the first moment: the earlier one, else what is signed alone.
        if instance.earlier is not None:
            self.session.start_from(allocation.values(self.model, instance.earlier))
        self.session.start_from(allocation.values(self.model, instance.region.signed))

    def run(self, found: Callable[[Plan], None] | None = None) -> Plan:
        """The plan that all objectives in their order come to; see `solve`."""
        aims = self.model.instance.order
        with self.session.interruptible():
            on_time = True
            for place, aim in enumerate(aims):
                # The objectives that follow are still to come, and the fewest dwellings last.
                on_time = self.pursue(aim, later=len(aims) - place)
                if not on_time:
                    break
                if found is not None:
                    found(self.plan(self.lines_so_far()))
            if on_time:
                self.settle()
        if self.last is None:
            raise PlannerError(Problem("solve.no_time"), ExitCode.NO_TIME)
        return self.plan(self.lines())

    def plan(self, lines: tuple[Line, ...]) -> Plan:
        """These lines with what is proven of each objective so far."""
        begun = {tier.aim for tier in self.tiers}
        missing = (aim for aim in self.model.instance.order if aim not in begun)
        tiers = (
            *self.tiers,
            *(Tier(aim, "", "", "not_reached", None, None, None, None, 0.0) for aim in missing),
        )
        # How far equal plans were told apart says nothing of how good the plan is.
        proven = all(tier.status == Status.OPTIMAL for tier in tiers if tier.aim != "ties")
        return Plan(lines, tiers, "optimal" if proven else "feasible", self.solver())

    def pursue(self, aim: Objective, later: int = 0) -> bool:
        """Make an objective as good as it can be and hold it; whether there is time to go on.

        Where time is short it gets a third of what is left, or more where few are `later`: the
        first objectives matter most, and what one leaves is there for the next. Its levels share it
        likewise.
        """
        tolerance = Fraction(self.model.region.settings.objective.tolerance[aim])
        end = self.end_of_turn(later)
        first = len(self.model.holds)
        held: list[tuple[Stage, Hold]] = []
        stages = OBJECTIVES[aim](self.model, tolerance)
        stage = next(stages)
        while True:
            known = len(self.tiers)
            left = None if end is None else max(0.0, end - self.session.seconds)
            self.minimise(aim, stage, None if left is None else left / (1 + stage.more))
            result = self.last
            if result is None or len(self.tiers) == known or self.tiers[-1].value is None:
                return False
            if stage.hold:
                assert result.value is not None
                self.model.hold_stage(aim, stage, result.value, tolerance)
                held.append((stage, self.model.holds[-1]))
                self.session.guide = stage
            try:
                stage = stages.send(result.value_of)
            except StopIteration:
                break
        for hold in self.model.holds[first:]:
            self.session.loosen(hold.row, hold.loosened)
        proven = all(tier.value == tier.bound for tier in self.tiers if tier.aim == aim)
        for stage, hold in held:
            if proven:
                self.session.confine(stage.domains)
            self.session.narrow(stage, hold.loosened)
        return not self.session.stopped

    def end_of_turn(self, later: int) -> float | None:
        """When an objective has had its turn, in seconds of the session, with so many to come after
        it.

        `None` without a limit, and while there is no plan yet.
        """
        left = self.session.seconds_left
        if left is None or self.last is None:
            return None
        return self.session.seconds + left / min(3, 1 + later)

    def settle(self) -> None:
        """Choose among the plans that every objective finds alike, as far as time allows."""
        if self._settled(ties.of_places(self.model)):
            self._keep_places()
            self._settled(ties.of_lots(self.model))

    def _settled(self, stages: Iterable[Callable[[], Stage]]) -> bool:
        """Minimise and hold one stage after the other; whether there was time for all."""
        for write in stages:
            stage = write()
            if self.minimise("ties", stage) not in (Status.OPTIMAL, Status.EFFORT_LIMIT):
                return False
            assert self.last is not None
            assert self.last.value is not None
            self.model.hold_stage("ties", stage, self.last.value, Fraction(0))
        return True

    def _keep_places(self) -> None:
        """Keep each location's dwellings where no equal plan has more there: little is left then.

        Minutes and loads are hardly ever the same for two choices of places, so mostly none has.
        """
        plan = self.last
        assert plan is not None
        known = {place: round(plan.value_of(x)) for place, x in self.model.placed.items()}
        free = known
        for _ in range(_SEARCHES):
            if self.session.stopped or not free:
                return
            found = self.session.minimise(ties.elsewhere(self.model, free), lambda progress: None)
            if found.value is None or found.value != found.bound:
                break
            if not round(found.value):
                self.session.confine(
                    {self.model.placed[place]: (0, number) for place, number in free.items()}
                )
                break
            free = {
                place: number
                for place, number in free.items()
                if round(found.value_of(self.model.placed[place])) <= number
            }
        self.session.resume(plan)

    def lines(self) -> tuple[Line, ...]:
        """The lines of the last plan, every dwelling at its nearest support, whatever time is left.

        With the dwellings fixed, no objective that is held can be lost by this.
        """
        plan = self.last
        assert plan is not None
        with self.placed(self.session):
            nearest = ties.nearest(self.model)
            found = self.session.minimise(nearest, lambda progress: None)
            if found.value is not None:
                self.model.hold_stage("nearest", nearest, found.value, Fraction(0))
                settled = self.session.minimise(
                    ties.points_by_code(self.model), lambda progress: None
                )
                self.session.free([self.model.holds.pop().row])
        if found.value is None or settled.value is None:
            raise RuntimeError("the plan's dwellings could not be given their support points")
        # Other variables were free to become anything: whoever goes on goes on from the plan.
        self.session.resume(plan)
        return allocation.lines(self.model, settled.value_of)

    def lines_so_far(self) -> tuple[Line, ...]:
        """The lines of the last plan, worked out beside the session, so that it goes on unchanged.

        Support points are the nearest; between equally near ones nothing is settled.
        """
        assert self.last is not None
        session = Session(self.model.problem, replace(self.options, time_limit=None, stop=None))
        session.resume(self.last)
        with self.placed(session):
            found = session.minimise(ties.nearest(self.model), lambda progress: None)
        if found.value is None:
            raise RuntimeError("the plan's dwellings could not be given their support points")
        return allocation.lines(self.model, found.value_of)

    def placed(self, session: Session) -> AbstractContextManager[None]:
        """While this lasts, the dwellings of the last plan stay where they are in a session."""
        chosen = [*self.model.dwellings.values(), *self.model.opens.values()]
        served = list(self.model.assigned.values())
        return session.finishing(chosen, served, (hold.row for hold in self.model.holds))

    def minimise(self, aim: str, stage: Stage, seconds: float | None = None) -> Status:
        """Solve one stage, at most so long, and note its tier; a plan that it found is the last."""
        if self.last is not None and self.session.stopped:
            return Status.TIME_LIMIT
        result = self.session.minimise(
            stage,
            lambda progress: self.watch(Report(aim, stage.part, stage.unit, progress)),
            seconds,
        )
        if result.status is Status.INFEASIBLE and self.last is None:
            self._explain()
        self.tiers.append(
            Tier(
                aim=str(aim),
                part=stage.part,
                unit=stage.unit,
                status=str(result.status),
                value=result.value,
                bound=result.bound,
                gap=result.gap,
                in_plan=None,
                seconds=round(result.seconds, 3),
            )
        )
        if result.value is not None:
            self.last = result
        return result.status

    def _explain(self) -> None:
        # Rules with variables of their own go first: leaving one out frees what it bounds too.
        order = ["separation", *(rule for rule in RULES if rule not in ("separation", "quota"))]
        rows = {
            # These also tie a site's dwellings to its opening, which other rules count on; that a
            # signed line is larger than its site shows by arithmetic before it comes to this.
            key: row
            for key, row in self.model.rows.items()
            if key[:2] not in (("site", "most"), ("site", "serves"))
        }
        families = rows_of(rows, order)
        conflict = set(self.session.conflicting(families))
        named = [Phrase(f"cli.rule.{rule}", rule) for rule in RULES if rule in conflict]
        raise PlannerError(Problem("solve.no_plan", {"rules": named}), ExitCode.NO_PLAN)

    def solver(self) -> Mapping[str, str]:
        """What made the plan: solver, versions and settings."""
        return {
            "solver": self.options.solver,
            **self.session.versions,
            "threads": "1",
            "seed": str(self.options.seed),
            "gap": str(self.options.gap),
        }
