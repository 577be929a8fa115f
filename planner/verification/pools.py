"""The places of pools year by year, from a region and the lines of a plan alone.

    persons[t]  =  max(0, persons[t−1] + came[t] − free[t] − turned[t])
    free[t]     =  homes[t] + left[t]
    places[t]   =  places[0] − C[t] − Σ_{t' ≤ t} turned[t']
    waiting[t]  =  max(0, persons[t] − places[t])
    admitted[t] =  waiting[t−1] + came[t] − waiting[t]

| symbol | meaning | unit | source |
|---|---|---|---|
| persons[t] | people inside or waiting at the end of t; at first all places are taken | persons | |
| came[t] | who ask for a place: inflow, moves to it | persons | `pools`, `moves_between` |
| left[t] | who leave: other outflow, moves from it | persons | the same |
| homes[t] | dwellings delivered of programmes that free a place of the pool | dwellings | `frees` |
| turned[t] | places that become dwellings with their resident | places | `converts` |
| C[t] | places closed up to t | places | see below |

As many are admitted as can be, so allocation alone says all but C. C is the least that keeps the
rule `closure` in every year; then, up to the maximum, also what stands empty and nobody waits for
until the end of the plan: that closes without a day of waiting more for anybody. Both are found by
arithmetic: the least going back from the last year (a place that has to close later may have to
close now, while it comes free), the most likewise.

A pool is followed where its places and people waiting at the start are known. Source: data
contract, tables `pools`, `closures` and `moves_between`, rules `closure` and `wait`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from planner.errors import Problem
from planner.region.domain import Line, Region


class PoolYear(NamedTuple):
    """A pool in a year: its `places` and people `waiting` at the end, and what happened in it.

    `closed` places are gone, `converted` ones became dwellings; `free` places came free.
    """

    pool: str
    year: int
    places: int
    closed: int
    converted: int
    free: int
    admissions: int
    waiting: int

    @property
    def wait(self) -> Fraction | None:
        """The expected wait at the end of the year in months; `None` where no place comes free."""
        if not self.waiting:
            return Fraction(0)
        return Fraction(12 * self.waiting, self.free) if self.free else None


def followed(region: Region) -> tuple[str, ...]:
    """The pools whose places and people waiting at the start of the plan are known."""
    first = region.years[0]
    return tuple(
        row.pool
        for (_, year), row in region.pools.items()
        if year == first and row.places is not None and row.waiting is not None
    )


def pool_years(region: Region, lines: Sequence[Line]) -> tuple[PoolYear, ...]:
    """Every followed pool in every year of a plan."""
    return tuple(
        state for pool in followed(region) for state in _states(_account(region, lines, pool))
    )


def waiting(region: Region, lines: Sequence[Line]) -> int:
    """People waiting at the end of the year, over all pools and years."""
    return sum(state.waiting for state in pool_years(region, lines))


def closure_problems(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    """What breaks the rule `closure`: limits missed, places that do not stand empty, too few left.

    Of a pool the first year is told in which it cannot be what has to stay, or has to close.
    """
    for pool in followed(region):
        account = _account(region, lines, pool)
        yield from _converted(account)
        rows = zip(region.years, account.turned, account.least, account.kept, strict=True)
        left = [(year, account.start - turned - least, kept) for year, turned, least, kept in rows]
        few = next((one for one in left if one[1] < one[2]), None)
        rest = zip(region.years, account.least, account.able, strict=True)
        shut = next((one for one in rest if one[1] > one[2]), None)
        if found := few or shut:
            year, count, limit = found
            values = {"pool": pool, "year": year, "count": count, "limit": limit}
            if few:
                yield Problem("verify.closure_places", values)
            else:
                yield Problem("verify.closure_empty", values)


def wait_problems(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    """What breaks the rule `wait`: people wait longer than allowed at the end of a year."""
    for state in pool_years(region, lines):
        row = region.pools.get((state.pool, state.year))
        if row is None or row.max_wait_months is None:
            continue
        limit = row.max_wait_months
        values = {"pool": state.pool, "year": state.year, "limit": limit}
        if state.wait is None:
            yield Problem("verify.wait_never", values)
        elif state.wait > Fraction(limit):
            tenths = -((-state.wait * 10) // 1)
            yield Problem("verify.wait", {**values, "count": float(tenths / 10)})


@dataclass(frozen=True)
class _Account:
    """A pool over the years; `homes`, `turned`, `least` and `most` are sums up to each year.

    `idle` are the places that would stand empty at the end of each year if none ever closed.
    """

    pool: str
    years: tuple[int, ...]
    start: int
    queue: int
    came: list[int]
    free: list[int]
    homes: list[int]
    turned: list[int]
    persons: list[int]
    idle: list[int]
    least: list[int]
    most: list[int | None]
    least_turned: list[int]
    most_turned: list[int | None]
    kept: list[int]

    @property
    def fewest(self) -> list[int]:
        """The fewest places closed up to each year, a few earlier where they come free then."""
        needed = list(self.least)
        for at in range(len(needed) - 2, -1, -1):
            by_now = needed[at + 1] - self.free[at + 1]
            if by_now > self.idle[at]:
                needed[at] = max(needed[at], by_now)
        return list(accumulate(needed, max))

    @property
    def able(self) -> list[int]:
        """The most places that can close up to each year."""
        return self._most([self.homes[at] + idle for at, idle in enumerate(self.idle)])

    @property
    def closed(self) -> list[int]:
        """Places closed up to each year: the fewest, and beyond them what nobody waits for."""
        fewest = self.fewest
        unwanted = [max(pair) for pair in zip(fewest, self.idle, strict=True)]
        could = [self.homes[at] + idle for at, idle in enumerate(self.idle)]
        most = self._most([min(pair) for pair in zip(unwanted, could, strict=True)])
        return [max(pair) for pair in zip(fewest, most, strict=True)]

    def _most(self, bounds: list[int]) -> list[int]:
        """The most places closed up to each year within bounds and all limits."""
        for at in reversed(range(len(bounds))):
            bounds[at] = min(bounds[at], self.start - self.turned[at] - self.kept[at])
            if (most := self.most[at]) is not None:
                bounds[at] = min(bounds[at], most)
            if at + 1 < len(bounds):
                bounds[at] = min(bounds[at], bounds[at + 1])
        found: list[int] = []
        for at, bound in enumerate(bounds):
            before = max(found[-1], self.idle[at - 1]) if at else 0
            found.append(min(bound, self.free[at] + before))
        return found


def _account(region: Region, lines: Sequence[Line], pool: str) -> _Account:
    years = region.years
    homes, turned, came, left, kept = ([0] * len(years) for _ in range(5))
    for line in lines:
        at = years.index(line.year)
        into = region.sites[line.site].converts if line.site else None
        if into == pool:
            turned[at] += line.dwellings
        elif into is None and region.programmes[line.programme].frees == pool:
            homes[at] += line.dwellings
    for at, year in enumerate(years):
        row = region.pools.get((pool, year))
        if row is not None:
            came[at] += row.inflow or 0
            left[at] += row.other_outflow or 0
            kept[at] = row.min_places or 0
        for move in region.moves_between.values():
            if move.year == year:
                came[at] += move.persons if move.to == pool else 0
                left[at] += move.persons if move.from_ == pool else 0
    first = region.pools[pool, years[0]]
    assert first.places is not None
    assert first.waiting is not None
    free = [home + gone for home, gone in zip(homes, left, strict=True)]
    persons: list[int] = []
    for at in range(len(years)):
        before = persons[-1] if persons else first.places + first.waiting
        persons.append(max(0, before + came[at] - free[at] - turned[at]))
    together = list(accumulate(turned))
    return _Account(
        pool=pool,
        years=years,
        start=first.places,
        queue=first.waiting,
        came=came,
        free=free,
        homes=list(accumulate(homes)),
        turned=together,
        persons=persons,
        idle=[max(0, first.places - t - p) for t, p in zip(together, persons, strict=True)],
        least=_least(region, pool, "closure"),
        most=_most(region, pool, "closure"),
        least_turned=_least(region, pool, "conversion"),
        most_turned=_most(region, pool, "conversion"),
        kept=kept,
    )


def _least(region: Region, pool: str, kind: str) -> list[int]:
    """The sums of the minima up to each year."""
    rows = [row for row in region.closures if (row.pool, row.kind) == (pool, kind)]
    return [sum(row.minimum or 0 for row in rows if row.year <= year) for year in region.years]


def _most(region: Region, pool: str, kind: str) -> list[int | None]:
    """The sums of the maxima up to each year, `None` from the first that is empty.

    No row says that nothing closes; that something is turned into dwellings the sites say.
    """
    rows = [row for row in region.closures if (row.pool, row.kind) == (pool, kind)]
    found: list[int | None] = []
    for year in region.years:
        so_far = [row.maximum for row in rows if row.year <= year]
        known = [number for number in so_far if number is not None]
        unlimited = len(known) < len(so_far) or (kind == "conversion" and not rows)
        found.append(None if unlimited else sum(known))
    return found


def _converted(account: _Account) -> Iterator[Problem]:
    for at, year in enumerate(account.years):
        values = {"pool": account.pool, "year": year, "count": account.turned[at]}
        most = account.most_turned[at]
        if account.turned[at] < account.least_turned[at]:
            limit = account.least_turned[at]
            yield Problem("verify.closure_converted_least", {**values, "limit": limit})
        if most is not None and account.turned[at] > most:
            yield Problem("verify.closure_converted_most", {**values, "limit": most})


def _states(account: _Account) -> Iterator[PoolYear]:
    before, queue, turned = 0, account.queue, 0
    for at, closed in enumerate(account.closed):
        places = account.start - closed - account.turned[at]
        now = max(0, account.persons[at] - places)
        yield PoolYear(
            pool=account.pool,
            year=account.years[at],
            places=places,
            closed=closed - before,
            converted=account.turned[at] - turned,
            free=account.free[at],
            admissions=queue + account.came[at] - now,
            waiting=now,
        )
        before, queue, turned = closed, now, account.turned[at]
