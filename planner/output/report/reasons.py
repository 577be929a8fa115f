"""Why the plan is as it is: the limits that are used up, in sentences with their numbers.

Arithmetic only. That a limit is used up does not say that lifting it would mend a shortfall.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import floor

from planner.analysis.binding import Bound, binding
from planner.outcome import Outcome
from planner.output.format import amount, dwellings, percent, whole
from planner.output.limits import sentences
from planner.output.tables import expected_vacancies
from planner.output.unused import unused
from planner.output.wording import group_name
from planner.text import text


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality: whether it falls short, what it delivers, and what is used up there."""

    name: str
    short: bool
    delivers: tuple[str, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reasons:
    """The municipalities, those that fall short first, and the limits of the region."""

    places: tuple[Place, ...]
    region: tuple[str, ...]


def chapter(outcome: Outcome) -> Reasons:
    """The limits used up in each municipality and in the region."""
    found: dict[str, list[Bound]] = defaultdict(list)
    for bound in binding(outcome):
        found[bound.municipality].append(bound)
    places = [_place(outcome, code, found[code]) for code in outcome.region.municipalities]
    return Reasons(
        tuple(sorted(places, key=lambda place: not place.short)),
        tuple(sentences(outcome.region, found[""])),
    )


def _place(outcome: Outcome, code: str, bounds: list[Bound]) -> Place:
    region = outcome.region
    accounts = [row for row in outcome.accounts if row.municipality == code]
    several = len({row.group for row in outcome.accounts}) > 1
    name = region.municipalities[code].name
    delivers = tuple(
        text(
            "report.reasons.delivers",
            municipality=f"{name} ({group_name(row.group)})" if several else name,
            dwellings=dwellings(row.delivered),
            quota=whole(row.quota),
        )
        for row in accounts
    )
    short = any(row.shortfall for row in accounts)
    said = (
        *_vacancies(outcome, code),
        *sentences(region, bounds),
        *unused(outcome, code),
    )
    return Place(name, short, delivers, said)


def _vacancies(outcome: Outcome, municipality: str) -> Iterator[str]:
    """What all corporations together expect, may give and give in a municipality."""
    region = outcome.region
    users = {code for code, row in region.programmes.items() if row.uses_vacancies}
    expected = {
        owner: number
        for (owner, home), number in expected_vacancies(region).items()
        if home == municipality
    }
    if not users or not sum(expected.values()):
        return
    share = region.settings.max_share_of_vacancies
    years = len(region.years)
    limit = sum(floor(share * number * years) for number in expected.values())
    used = sum(
        line.dwellings
        for line in outcome.plan.lines
        if line.municipality == municipality and line.programme in users
    )
    yield text(
        "report.reasons.vacancies",
        expected=amount(sum(expected.values(), Decimal(0)), 1),
        share=percent(share),
        limit=whole(limit),
    )
    key = "all" if used >= limit else "some"
    yield text(f"report.reasons.vacancies_{key}", used=whole(used))
