"""What becomes of pools without a plan, and what the places that close save."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from planner.region.domain import Closure, Line, Region
from planner.verification.pools import PoolYear, pool_years


def without_plan(region: Region) -> tuple[PoolYear, ...]:
    """Every followed pool in every year where no dwelling is delivered and no place closes."""
    return pool_years(replace(region, closures=()), ())


def savings(region: Region, states: Iterable[PoolYear]) -> dict[tuple[str, int], Decimal]:
    """What the places gone by the end of a year save from then on (EUR a year), by pool and year.

    Places go by the rows of `closures` in the order of years and facilities, each up to its
    maximum. Only pools with a row that says what a place saves are named.
    """
    saving = {row.pool for row in region.closures if row.saving_per_place is not None}
    found: dict[tuple[str, int], Decimal] = {}
    gone: dict[tuple[str, str], int] = {}
    for state in states:
        if state.pool in saving:
            total = Decimal(0)
            for kind, number in (("closure", state.closed), ("conversion", state.converted)):
                key = (state.pool, kind)
                gone[key] = gone.get(key, 0) + number
                total += _saved(region, *key, gone[key])
            found[state.pool, state.year] = total
    return found


def _saved(region: Region, pool: str, kind: str, places: int) -> Decimal:
    total = Decimal(0)
    rows = sorted(
        (row for row in region.closures if (row.pool, row.kind) == (pool, kind)), key=_in_order
    )
    for number, row in enumerate(rows, start=1):
        most = places if row.maximum is None or number == len(rows) else row.maximum
        here = min(places, most)
        total += here * (row.saving_per_place or Decimal(0))
        places -= here
    return total


def _in_order(row: Closure) -> tuple[int, str]:
    return row.year, row.facility or ""


def cost_so_far(region: Region, lines: Iterable[Line]) -> dict[int, Decimal]:
    """What the dwellings delivered up to and including each year cost (EUR)."""
    found = dict.fromkeys(region.years, Decimal(0))
    for line in lines:
        for year in region.years:
            if line.year <= year:
                found[year] += region.cost(line.programme, line.site) * line.dwellings
    return found
