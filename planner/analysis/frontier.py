"""The trade-off between two objectives: what the better of one costs of the other.

The ε-constraint method (Haimes, Lasdon and Wismer, *IEEE Transactions on Systems, Man, and
Cybernetics* 1, 1971): with a(x) and b(x) the two measures,

    minimise b(x)   with a(x) ≤ ε,      then minimise a(x) with b(x) held

for ε evenly between both ends; the second step leaves out what another plan beats. At the ends each
objective is minimised alone and then the other with it held, so that they are exact. The measure of
an objective is its first part (`models.objectives`). The objectives that come before both in the
region's order are held first, those after them are left free. The ε is on the objective with the
fewest terms: one that is the largest of many is easily limited, and hard to minimise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pulp

from planner.analysis.variants import Frontier, Measure, undominated
from planner.errors import ExitCode, PlannerError, Problem
from planner.models import ties
from planner.models.model import Stage
from planner.models.objectives import OBJECTIVES
from planner.optimise.solve import Pursuit, Watch, unwatched
from planner.optimise.solver import Options, Status
from planner.outcome import Outcome
from planner.region.domain import Instance, Objective, Plan
from planner.region.load import Loaded
from planner.run import completed, confirmed, first_part, prepared

_NO_LIMIT = 1e20  # what solvers take for infinity


def frontier(
    loaded: Loaded,
    pair: tuple[Objective, Objective],
    number: int,
    options: Options,
    watch: Watch = unwatched,
) -> Frontier[Outcome]:
    """At most `number` plans on the frontier of two different objectives, both ends among them.

    Confidential programmes that are planned apart are added to each plan and change none.

    Raises:
        PlannerError: no plan can exist (exit code 4); or time ran out before the first plan (5).
    """
    shown, planned = first_part(loaded)
    sweep = _Sweep(shown, prepared(planned), pair, options, watch)
    with sweep.pursuit.session.interruptible():
        found = list(sweep.plans(number))
    if not found:
        raise PlannerError(Problem("frontier.no_time"), ExitCode.NO_TIME)
    first, second = sweep.measures
    plans = tuple(
        completed(loaded, one, options, watch) for one in undominated(found, (first, second))
    )
    return Frontier((first, second), sweep.held, plans, sweep.complete)


class _Sweep:
    """One problem, minimised in either objective under changing limits on both."""

    def __init__(
        self,
        loaded: Loaded,
        instance: Instance,
        pair: tuple[Objective, Objective],
        options: Options,
        watch: Watch,
    ) -> None:
        self.loaded = loaded
        self.instance = instance
        self.pursuit = Pursuit(instance, options, watch)
        self.pair = pair
        order = instance.order
        self.held = order[: min(order.index(aim) if aim in order else len(order) for aim in pair)]
        self.measures: list[Measure] = []
        self.stages: list[Stage] = []
        self.limits: list[pulp.LpConstraint] = []
        self.begun = 0
        self.complete = True

    def plans(self, number: int) -> Iterator[Outcome]:
        """The two ends and what lies evenly between them, as long as time allows."""
        if not self.hold_what_comes_before():
            return
        self.write_measures()
        bounded = min((0, 1), key=lambda which: len(self.stages[which].terms))
        other = 1 - bounded
        ends: list[float] = []
        # The end where the bounded objective is best comes last: its plan keeps every limit that
        # follows.
        for best in (other, bounded):
            self.limit(0, None)
            self.limit(1, None)
            if (end := self.plan(best, 1 - best)) is None:
                return
            yield end
            if not self.complete:
                return
            ends.append(end.verification.aims[self.measures[bounded].name])
        keeps_every_limit = self.pursuit.last
        assert keeps_every_limit is not None
        high, low = ends
        reached = high
        for step in range(number - 2, 0, -1):
            limit = low + (high - low) * step / (number - 1)
            if reached <= limit + _noise(limit):
                continue  # the last plan is the best within this limit too
            self.limit(other, None)
            self.limit(bounded, limit)
            self.pursuit.session.resume(keeps_every_limit)
            if (found := self.plan(other, bounded)) is None:
                return
            yield found
            if not self.complete:
                return
            reached = found.verification.aims[self.measures[bounded].name]

    def hold_what_comes_before(self) -> bool:
        """Pursue the objectives before both of the pair; whether there is time to go on."""
        on_time = all(map(self.pursuit.pursue, self.held))
        self.begun = len(self.pursuit.tiers)
        return on_time

    def write_measures(self) -> None:
        """Write the first part of both objectives, without a limit on either."""
        model = self.pursuit.model
        for aim in self.pair:
            stage = next(OBJECTIVES[aim](model, Fraction(0)))
            self.stages.append(stage)
            self.measures.append(Measure(aim, stage.part, stage.unit))
            model.hold("frontier", (aim,), stage.terms, _NO_LIMIT, _NO_LIMIT)
            self.limits.append(model.holds[-1].row)

    def plan(self, *aims: int) -> Outcome | None:
        """The plan with the least of these objectives in turn, then the fewest dwellings.

        When time is up, the best found so far and no longer `complete`; `None` without any.
        """
        before, first = self.pursuit.tiers[: self.begun], len(self.pursuit.tiers)
        for which in aims:
            status = self.pursuit.minimise(self.measures[which].aim, self.stages[which])
            if status not in (Status.OPTIMAL, Status.EFFORT_LIMIT):
                self.complete = False
                break
            self.limit(which, self.reached(which))
            self.pursuit.session.guide = self.stages[which]
        tiers = (*before, *self.pursuit.tiers[first:])
        if all(tier.value is None for tier in tiers[len(before) :]):
            return None
        proven = self.complete and all(tier.status == Status.OPTIMAL for tier in tiers)
        self.pursuit.minimise("ties", ties.fewest(self.pursuit.model))
        plan = Plan(
            lines=self.pursuit.lines(),
            tiers=tiers,
            status="optimal" if proven else "feasible",
            solver=self.pursuit.solver(),
        )
        return confirmed(self.loaded, replace(self.instance, region=self.loaded.region), plan)

    def limit(self, which: int, value: float | None) -> None:
        """Let an objective be at most a value; `None` is no limit."""
        limit = _NO_LIMIT if value is None else value + _noise(value)
        self.pursuit.session.loosen(self.limits[which], limit)

    def reached(self, which: int) -> float:
        """The value of an objective in the last plan."""
        last = self.pursuit.last
        assert last is not None
        return sum(weight * last.value_of(x) for x, weight in self.stages[which].terms)


def _noise(value: float) -> float:
    return max(1e-6, 1e-7 * abs(value))
