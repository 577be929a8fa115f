"""One region explained: sums first, then remedies, the plan itself, the places asked about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.analysis.explain.arithmetic import Room, Supply, rooms, supplies
from planner.analysis.explain.complaints import Complaint, Kind, complaints
from planner.analysis.explain.gains import Gain, gains
from planner.analysis.explain.remedies import Clock, Finding, diagnose
from planner.analysis.explain.why_not import WhyNot, Wish, why_not
from planner.errors import ExitCode, PlannerError, Problem
from planner.geography.reach import prepare
from planner.optimise.solve import Watch, unwatched
from planner.optimise.solver import Options
from planner.outcome import Outcome
from planner.quota.levy import accounts
from planner.quota.quotas import Share, shares
from planner.region.domain import Instance, Line, Objective, Plan, Region
from planner.region.load import Loaded
from planner.run import Asked, run
from planner.verification.rules import verify

# Seconds for everything but the plans themselves, where no time is asked for.
SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Explanation:
    """What there is to say of a region.

    `refused` says why no plan can exist and is empty where one does. `outcome` is the plan spoken
    of; without a given one it is planned for the objectives in question only, and says nothing of
    others.
    """

    loaded: Loaded
    refused: tuple[Problem, ...]
    supplies: tuple[Supply, ...]
    rooms: tuple[Room, ...]
    findings: tuple[Finding, ...]
    outcome: Outcome | None = None
    given: bool = False
    gains: tuple[Gain, ...] = ()
    why_not: tuple[WhyNot, ...] = ()

    @property
    def region(self) -> Region:
        """The region that is explained."""
        return self.loaded.region


def explain(
    loaded: Loaded,
    options: Options,
    watch: Watch = unwatched,
    *,
    lines: tuple[Line, ...] | None = None,
    asked: Sequence[Wish] = (),
    best: Outcome | None = None,
) -> Explanation:
    """Explain a region: a plan given by its `lines`, else what its best plan leaves unmet.

    `best` is the best plan where it is known.

    The time limit of the options is for everything together. Raises `PlannerError` where the plan
    given breaks a rule (exit code 3), or time ran out before a plan was found (5).
    """
    clock = Clock(options.time_limit or SECONDS)
    quotas = shares(loaded.region)
    sums = _sums(prepare(loaded.region, quotas), quotas)
    given = lines is not None
    try:
        if lines is not None:
            outcome = _given(loaded, lines)
        elif best is not None:
            outcome = best
        elif asked:
            outcome = run(loaded, options, watch)
        else:
            outcome = run(loaded, options, watch, Asked(order=_first_aims(loaded.region)))
    except PlannerError as error:
        if error.exit_code is not ExitCode.NO_PLAN:
            raise
        return refusal(loaded, error.problems, options, clock)
    if not options.time_limit:
        clock = Clock(SECONDS)
    found = tuple(_diagnosed(loaded.region, outcome.plan.lines, options, clock))
    return Explanation(
        loaded=loaded,
        refused=(),
        supplies=sums[0],
        rooms=sums[1],
        findings=found,
        outcome=outcome,
        given=given or bool(asked),
        gains=gains(outcome, options, clock) if given else (),
        why_not=tuple(why_not(outcome, wish, options, clock, watch) for wish in asked),
    )


def _diagnosed(
    region: Region, lines: tuple[Line, ...], options: Options, clock: Clock
) -> Iterator[Finding]:
    """The remedies of each complaint; none takes more than a third of the time."""
    asked = complaints(region, lines)
    for number, complaint in enumerate(asked):
        share = Clock(clock.left / min(3, len(asked) - number))
        yield diagnose(region, complaint, options, share)


def refusal(
    loaded: Loaded, problems: Sequence[Problem], options: Options, clock: Clock
) -> Explanation:
    """Why no plan of a region can exist, and what would make one possible."""
    quotas = shares(loaded.region)
    sums = _sums(prepare(loaded.region, quotas), quotas)
    finding = diagnose(loaded.region, Complaint(Kind.NO_PLAN), options, clock)
    return Explanation(loaded, tuple(problems), *sums, (finding,))


def _sums(
    instance: Instance, quotas: Mapping[tuple[str, str], Share]
) -> tuple[tuple[Supply, ...], tuple[Room, ...]]:
    return supplies(instance, quotas), rooms(instance)


def _first_aims(region: Region) -> tuple[Objective, ...]:
    """The objectives that can be complained of only: need and quotas, in the region's order."""
    wanted = (Objective.UNMET_NEED, Objective.QUOTA_FAIRNESS)
    named = [aim for aim in region.settings.objective.order if aim in wanted]
    return (*named, *(aim for aim in wanted if aim not in named))


def _given(loaded: Loaded, lines: tuple[Line, ...]) -> Outcome:
    region = loaded.region
    quotas = shares(region)
    verification = verify(region, lines)
    if not verification.holds:
        count = len(verification.violations)
        raise PlannerError(Problem("explain.broken", {"count": count}))
    return Outcome(
        loaded=loaded,
        instance=prepare(region, quotas),
        shares=quotas,
        plan=Plan(lines=lines, tiers=(), status="given", solver={}),
        accounts=tuple(accounts(region, quotas, lines)),
        verification=verification,
    )
