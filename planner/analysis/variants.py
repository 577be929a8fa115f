"""Several plans of one region side by side: along a trade-off, or as good as each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from planner.outcome import Outcome
from planner.region.domain import Line, Location, Objective, Presence

# Values closer to each other than this, relative to their size, are the same.
_NOISE = 1e-6


@dataclass(frozen=True, slots=True)
class Measure:
    """What an objective is measured by: its first part, and the unit of it."""

    aim: Objective
    part: str
    unit: str

    @property
    def name(self) -> str:
        """The name of the measure among the values of a check (`planner.verification.rules`)."""
        return f"{self.aim}.{self.part}"


@dataclass(frozen=True, slots=True)
class Frontier[P: Outcome]:
    """Plans of which none beats another in both measures, from the best of the first on.

    `held` are the objectives that every plan keeps to first, in order. A plan's status is `optimal`
    when no plan is known to be possible with less of one measure and no more of the other, within
    the asked gap. `complete` says that there was time for every step.
    """

    measures: tuple[Measure, Measure]
    held: tuple[Objective, ...]
    plans: tuple[P, ...]
    complete: bool

    def of[Q: Outcome](self, made: Callable[[P], Q]) -> Frontier[Q]:
        """The same with something made of each plan."""
        return Frontier(self.measures, self.held, tuple(map(made, self.plans)), self.complete)

    def values(self, plan: Outcome) -> tuple[float, float]:
        """Both measures of a plan."""
        return values(plan, self.measures)


@dataclass(frozen=True, slots=True)
class Alternatives[P: Outcome]:
    """The best plan and others within a margin of it, as different as can be.

    An alternative's status is `optimal` when it is proven to be as far as can be from the plans
    before it, within the asked gap. `complete` says that time did not end the search; fewer plans
    than asked for are then all that were found to differ.
    """

    within: float
    best: P
    others: tuple[P, ...]
    complete: bool

    def of[Q: Outcome](self, made: Callable[[P], Q]) -> Alternatives[Q]:
        """The same with something made of each plan."""
        others = tuple(map(made, self.others))
        return Alternatives(self.within, made(self.best), others, self.complete)

    @property
    def plans(self) -> tuple[P, ...]:
        """All plans, the best first."""
        return (self.best, *self.others)

    def shared(self, plan: Outcome) -> float:
        """The share of a plan's dwellings that stand where the best plan has them too (0 to 1)."""
        ours, theirs = (Counter(places(one.plan.lines)) for one in (plan, self.best))
        total = sum(ours.values())
        return sum((ours & theirs).values()) / total if total else 1.0

    def use(self) -> dict[Presence, tuple[int, ...]]:
        """The dwellings of each programme at each location it could stand at, plan by plan."""
        instance = self.best.instance
        region = instance.region
        possible = [
            place
            for place in instance.access
            if not region.never(
                region.municipality_of(place.location.neighbourhood), place.programme
            )
        ]
        numbers = [places(one.plan.lines) for one in self.plans]
        every = {*possible, *(place for one in numbers for place in one)}
        return {place: tuple(one.get(place, 0) for one in numbers) for place in sorted(every)}


def places(lines: Iterable[Line]) -> Mapping[Presence, int]:
    """The dwellings of each programme at each location, over all years."""
    counted: Counter[Presence] = Counter()
    for line in lines:
        counted[Presence(line.programme, line.lot.location)] += line.dwellings
    return {place: number for place, number in sorted(counted.items()) if number}


def locations(use: Mapping[Presence, tuple[int, ...]]) -> dict[Location, tuple[int, ...]]:
    """The dwellings of all programmes together at each location, plan by plan."""
    found: dict[Location, tuple[int, ...]] = {}
    for place, numbers in use.items():
        before = found.get(place.location, (0,) * len(numbers))
        found[place.location] = tuple(a + b for a, b in zip(before, numbers, strict=True))
    return dict(sorted(found.items()))


def frequency(numbers: tuple[int, ...]) -> str:
    """Whether a place is used in every plan (`always`), in some (`sometimes`) or in none."""
    used = sum(1 for number in numbers if number)
    return "always" if used == len(numbers) else "sometimes" if used else "never"


def values(plan: Outcome, measures: tuple[Measure, Measure]) -> tuple[float, float]:
    """Two measures of a plan, as the independent check finds them.

    Where confidential programmes are planned apart, the trade-off is that of the open ones.
    """
    first, second = ((plan.open or plan).verification.aims[measure.name] for measure in measures)
    return first, second


def undominated(plans: Iterable[Outcome], measures: tuple[Measure, Measure]) -> tuple[Outcome, ...]:
    """The plans that no other beats or equals in both measures, ordered by the first."""
    kept: list[Outcome] = []
    for plan in sorted(plans, key=lambda plan: values(plan, measures)):
        ours = values(plan, measures)
        # Where the first values differ by noise only, the later one may be the better.
        kept = [one for one in kept if not _no_worse(ours, values(one, measures))]
        if not any(_no_worse(values(one, measures), ours) for one in kept):
            kept.append(plan)
    return tuple(kept)


def _no_worse(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(a <= b + _NOISE * max(1.0, abs(b)) for a, b in zip(one, other, strict=True))
