"""Pools year by year, with the plan and without it, as every edition may show them.

Counts of people that are small are withheld, and with them what they could be worked out from: who
waits at the end of a year is who waited before and came, less who was admitted, and who is admitted
is what came free where somebody waits. So a small count takes along who waits and is admitted and
what comes free in its year, and who is admitted and what comes free in the next; the expected wait
goes with what comes free. What comes free is the dwellings and who leaves, so few who leave are a
small count too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from planner.analysis.pools import savings, without_plan
from planner.outcome import Outcome
from planner.output.format import amount, whole
from planner.output.small_counts import small
from planner.output.tables import Table
from planner.region.domain import Line, Region
from planner.text import text
from planner.verification.pools import PoolYear, pool_years

NONE = "–"
COLUMNS = (
    "pool", "year", "places", "closed", "converted", "free", "admissions", "waiting",
    "expected_wait_months", "waiting_without_plan", "expected_wait_months_without_plan",
    "saving_a_year",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A pool in a year: the numbers of `PoolYear` that an edition shows, `None` for the others.

    `wait` is in months, to a tenth. Where no place comes free, nobody is admitted, and all of it is
    withheld.
    """

    pool: str
    year: int
    places: int
    closed: int
    converted: int
    free: int | None
    admissions: int | None
    waiting: int | None
    wait: Decimal | None


@dataclass(frozen=True, slots=True)
class Course:
    """A pool in a year with the plan, without it, and what its closed places save (EUR a year)."""

    planned: Shown
    without: Shown
    saving: Decimal | None


def courses(region: Region, lines: Sequence[Line]) -> tuple[Course, ...]:
    """Every followed pool in every year; what is withheld of one is withheld of the other."""
    planned, without = pool_years(region, lines), without_plan(region)
    saved = savings(region, planned)
    found, open_before = [], True
    for at, (one, other) in enumerate(zip(planned, without, strict=True)):
        begins = at == 0 or planned[at - 1].pool != one.pool
        open_before = not _small_start(region, one.pool) if begins else open_before
        open_now = not _small(region, one, other)
        saving = saved.get((one.pool, one.year))
        mine, others = (_shown(state, open_before, open_now) for state in (one, other))
        found.append(Course(mine, others, saving))
        open_before = open_now
    return tuple(found)


def _small_start(region: Region, pool: str) -> bool:
    return small(region.pools[pool, region.years[0]].waiting or 0)


def _small(region: Region, planned: PoolYear, without: PoolYear) -> bool:
    pool, year = planned.pool, planned.year
    row = region.pools.get((pool, year))
    counts = [(row.inflow if row else None) or 0]
    counts += [n for state in (planned, without) for n in (state.admissions, state.waiting)]
    moves = [(move.from_, move.year) for move in region.moves_between.values()]
    if (pool, year) in moves or (row is not None and row.other_outflow is not None):
        # Who leaves is what comes free without the plan, and so with it, less the dwellings.
        counts.append(without.free)
    return any(map(small, counts))


def _shown(state: PoolYear, open_before: bool, open_now: bool) -> Shown:
    wait = None
    moving = open_before and open_now
    if moving and state.wait is not None:
        wait = (Decimal(state.wait.numerator) / state.wait.denominator).quantize(Decimal("0.1"))
    return Shown(
        pool=state.pool,
        year=state.year,
        places=state.places,
        closed=state.closed,
        converted=state.converted,
        free=state.free if moving else None,
        admissions=state.admissions if moving else None,
        waiting=state.waiting if open_now else None,
        wait=wait,
    )


def table(outcome: Outcome) -> Table:
    """`pools.csv`: machine codes; empty cells for what is withheld or not known."""
    rows = (
        (
            one.planned.pool,
            one.planned.year,
            one.planned.places,
            one.planned.closed,
            one.planned.converted,
            one.planned.free,
            one.planned.admissions,
            one.planned.waiting,
            one.planned.wait,
            one.without.waiting,
            one.without.wait,
            one.saving,
        )
        for one in courses(outcome.region, outcome.plan.lines)
    )
    return Table(COLUMNS, tuple(rows))


def record(outcome: Outcome) -> list[dict[str, Any]]:
    """The same for `plan.json`."""
    found = table(outcome)
    return [
        {
            column: float(cell) if isinstance(cell, Decimal) else cell
            for column, cell in zip(found.columns, row, strict=True)
        }
        for row in found.rows
    ]


def people(number: int | None) -> str:
    """A count of people, or the mark of one that is withheld."""
    return text("edition.suppressed") if number is None else whole(number)


def months(one: Shown) -> str:
    """An expected wait in months."""
    return text("edition.suppressed") if one.wait is None else amount(one.wait, 1)


def any_waiting_withheld(outcome: Outcome) -> bool:
    """Whether the people who wait for a pool at the end of a year are withheld."""
    found = courses(outcome.region, outcome.plan.lines)
    return any(one.planned.waiting is None for one in found)


def withheld(found: Sequence[Course]) -> bool:
    """Whether anything is withheld."""
    return any(one.planned.free is None or one.planned.waiting is None for one in found)


def by_pool(found: Sequence[Course]) -> Iterator[tuple[str, list[Course]]]:
    """The years of each pool."""
    for pool in dict.fromkeys(one.planned.pool for one in found):
        yield pool, [one for one in found if one.planned.pool == pool]
