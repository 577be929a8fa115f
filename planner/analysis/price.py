"""What it costs the others to grant a party's demand: the best plan with and without it.

The region is planned again with the demands as rules. Among the plans that are best in every aim
the one nearest to the plan without them is taken, so that nothing moves that need not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from planner.errors import ExitCode, PlannerError, Problem
from planner.optimise.solve import Report
from planner.optimise.solver import Options
from planner.outcome import Outcome
from planner.region.domain import Aim, Line, Region, Request
from planner.region.load import Loaded
from planner.run import run


@dataclass(frozen=True, slots=True)
class Granted:
    """The plan with some demands granted; without an outcome none can exist, and `why` says so.

    `numbers` are the positions of the demands in the question.
    """

    numbers: tuple[int, ...]
    outcome: Outcome | None
    why: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Price:
    """The plan without any demand, with each alone where there are several, and with all."""

    before: Outcome
    alone: tuple[Granted, ...]
    together: Granted


def price(
    loaded: Loaded,
    requests: Sequence[Request],
    options: Options,
    watch: Callable[[Report], None] = lambda report: None,
) -> Price:
    """Plan without the requests, with each of them, and with all of them.

    Raises `PlannerError` where the region has no plan even without them (exit code 4), or time ran
    out before one was found (5).
    """
    before = run(loaded, options, watch)
    nearest = replace(loaded, region=_nearest_last(loaded.region))

    def granted(numbers: tuple[int, ...]) -> Granted:
        asked = tuple(requests[number] for number in numbers)
        try:
            after = run(nearest, options, watch, earlier=before.plan.lines, requests=asked)
        except PlannerError as error:
            if error.exit_code is not ExitCode.NO_PLAN:
                raise
            return Granted(numbers, None, tuple(error.problems))
        return Granted(numbers, after, ())

    everything = tuple(range(len(requests)))
    alone = tuple(granted((number,)) for number in everything) if len(requests) > 1 else ()
    return Price(before, alone, granted(everything))


def _nearest_last(region: Region) -> Region:
    """The region with nearness to the plan before as its last aim."""
    objective = region.settings.objective
    order = tuple(aim for aim in objective.order if aim is not Aim.STABILITY)
    objective = replace(objective, order=(*order, Aim.STABILITY))
    return replace(region, settings=replace(region.settings, objective=objective))


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
    old, new = _numbers(before), _numbers(after)
    for key in sorted(old.keys() | new.keys()):
        numbers = old.get(key, 0), new.get(key, 0)
        if numbers[0] != numbers[1]:
            yield Change(*key, *numbers)


def _numbers(lines: Sequence[Line]) -> dict[tuple[str, str, str], int]:
    numbers: dict[tuple[str, str, str], int] = {}
    for line in lines:
        key = (line.municipality, line.corporation, line.programme)
        numbers[key] = numbers.get(key, 0) + line.dwellings
    return numbers
