"""What it costs the others to grant a party's demand: the best plan with and without it.

The region is planned again with the demands as rules. Among the plans that are best in every
objective the one nearest to the plan without them is taken, so that nothing moves that need not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from planner.errors import ExitCode, PlannerError, Problem
from planner.optimise.solve import Watch, unwatched
from planner.optimise.solver import Options
from planner.outcome import Outcome
from planner.region.domain import Line, Objective, Request
from planner.region.figures import totals
from planner.region.load import Loaded
from planner.run import Asked, run


@dataclass(frozen=True, slots=True)
class Granted[P: Outcome]:
    """The plan with some demands granted; without a plan none can exist, and `why` says so.

    `numbers` are the positions of the demands in the question.
    """

    numbers: tuple[int, ...]
    plan: P | None
    why: tuple[Problem, ...]

    def of[Q: Outcome](self, made: Callable[[P], Q]) -> Granted[Q]:
        """The same with something made of the plan."""
        plan = None if self.plan is None else made(self.plan)
        return Granted(self.numbers, plan, self.why)


@dataclass(frozen=True, slots=True)
class Price[P: Outcome]:
    """The plan without any demand, with each alone where there are several, and with all."""

    before: P
    alone: tuple[Granted[P], ...]
    together: Granted[P]

    def of[Q: Outcome](self, made: Callable[[P], Q]) -> Price[Q]:
        """The same with something made of each plan."""
        alone = tuple(one.of(made) for one in self.alone)
        return Price(made(self.before), alone, self.together.of(made))


def price(
    loaded: Loaded,
    requests: Sequence[Request],
    options: Options,
    watch: Watch = unwatched,
    before: Outcome | None = None,
) -> Price[Outcome]:
    """Plan without the requests, with each of them, and with all of them.

    `before` is the best plan without them where it is known. Raises `PlannerError` where the region
    has no plan even without them (exit code 4), or time ran out before one was found (5).
    """
    before = before or run(loaded, options, watch)
    # Nearness to the plan before comes last, wherever the region has its place.
    order = tuple(aim for aim in before.instance.order if aim is not Objective.STABILITY)

    def granted(numbers: tuple[int, ...]) -> Granted[Outcome]:
        demanded = tuple(requests[number] for number in numbers)
        asked = Asked(before.plan.lines, requests=demanded, order=order)
        try:
            after = run(loaded, options, watch, asked)
        except PlannerError as error:
            if error.exit_code is not ExitCode.NO_PLAN:
                raise
            return Granted(numbers, None, tuple(error.problems))
        return Granted(numbers, after, ())

    everything = tuple(range(len(requests)))
    alone = tuple(granted((number,)) for number in everything) if len(requests) > 1 else ()
    return Price(before, alone, granted(everything))


@dataclass(frozen=True, slots=True)
class Change:
    """Dwellings of a programme, municipality and corporation before and after."""

    municipality: str
    corporation: str
    programme: str
    before: int
    after: int


def changes(before: Sequence[Line], after: Sequence[Line]) -> Iterator[Change]:
    """Who takes over what: every municipality, corporation and programme whose number changes."""
    by = ("municipality", "corporation", "programme")
    old, new = totals(before, *by), totals(after, *by)
    for key in sorted(old.keys() | new.keys()):
        municipality, corporation, programme = key
        if old[key] != new[key]:
            yield Change(municipality, corporation, programme, old[key], new[key])
