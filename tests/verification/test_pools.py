"""Pools year by year: by hand, person by person, and whatever the numbers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.region.domain import Closure, Line, MoveBetween, Pool, Region
from planner.verification.pools import PoolYear, closure_problems, pool_years, wait_problems
from tests.brute_force import _moved_on
from tests.models.small import CLUSTERED, OUTFLOW, SITE_A, line, region_of, small


@cache
def base() -> Region:
    """Outflow frees places of `bw`; the dwellings on site s1 take over places of it."""
    tables = small(
        programmes=[{**OUTFLOW, "frees": "bw"}, CLUSTERED],
        sites=[{**SITE_A, "converts": "bw"}],
        pools=[{"pool": "bw", "year": 2021, "places": 0, "waiting": 0}],
    )
    return region_of(tables)


def pool(year: int, *state: int, inflow: int = 0, out: int = 0, **limits: Any) -> Pool:
    places, waiting = state or (None, None)
    least, months = limits.get("least"), limits.get("months")
    return Pool("bw", None, None, year, places, waiting, inflow, out, least, months, None)


def region(*pools: Pool, closures: tuple[Closure, ...] = ()) -> Region:
    return replace(base(), pools={(one.pool, one.year): one for one in pools}, closures=closures)


def closing(year: int, minimum: int | None, maximum: int | None = None) -> Closure:
    return Closure("bw", year, minimum, maximum, None, "closure", None, None)


def homes(first: int, second: int) -> list[Line]:
    return [line("outflow", 2021, "a1", first), line("outflow", 2022, "a1", second)]


def test_by_hand() -> None:
    """Ten places, four waiting; 2021: 3 come, 2 homes, 1 leaves; 2022: 3 homes, 2 close."""
    found = region(pool(2021, 10, 4, inflow=3, out=1), pool(2022), closures=(closing(2022, 2),))
    first, second = pool_years(found, homes(2, 3))
    assert first == PoolYear("bw", 2021, 10, 0, 0, 3, 3, 4)
    assert second == PoolYear("bw", 2022, 8, 2, 0, 3, 1, 3)
    assert (first.wait, second.wait) == (16, 12)


def test_the_wait_is_none_where_nobody_waits_and_unknown_where_nothing_comes_free() -> None:
    nobody, stuck = pool_years(region(pool(2021, 5, 0), pool(2022, inflow=1)), [])
    assert nobody.wait == 0
    assert stuck.wait is None


def test_what_nobody_waits_for_closes_up_to_the_maximum() -> None:
    """Four leave, one comes a year later: only three can close without anybody waiting longer."""
    pools = (pool(2021, 10, 0, out=4), pool(2022, inflow=1))
    for maximum, closed in ((None, [3, 0]), (2, [2, 0]), (0, [0, 0])):
        rows = (closing(2021, None, maximum), closing(2022, None, 0))
        assert [one.closed for one in pool_years(region(*pools, closures=rows), [])] == closed


def test_the_first_year_that_cannot_be_is_told() -> None:
    pools = (pool(2021, 10, 9, out=3), pool(2022, out=3))
    rows = (closing(2021, 1), closing(2022, 1))
    [problem] = closure_problems(region(*pools, closures=rows), homes(1, 0))
    assert problem.key == "verify.closure_empty"
    assert problem.values == {"pool": "bw", "year": 2022, "count": 2, "limit": 1}


def test_the_wait_told_lies_above_its_limit() -> None:
    limit = Decimal("11.99")
    found = region(pool(2021, 5, 6, months=limit), pool(2022))
    [problem] = wait_problems(found, homes(3, 0))
    assert problem.values == {"pool": "bw", "year": 2021, "count": 12.0, "limit": limit}


few = st.integers(0, 6)


@st.composite
def courses(draw: st.DrawFn) -> tuple[Region, list[Line]]:
    """A pool with anything happening to it, beside one that people move to and from."""
    states = (draw(few), draw(few))
    pools = (
        pool(2021, *states, inflow=draw(few), out=draw(few)),
        pool(2022, inflow=draw(few), out=draw(few)),
    )
    moves = {
        key: MoveBetween(*key, draw(few), None) for key in (("bw", "mo", 2021), ("mo", "bw", 2022))
    }
    other = replace(pool(2021, draw(few), draw(few)), pool="mo")
    found = region(*pools, other, closures=(closing(2021, None), closing(2022, None)))
    lines = [*homes(draw(few), draw(few)), line("clustered", 2022, "a1", draw(few), "s1")]
    return replace(found, moves_between=moves), [one for one in lines if one.dwellings]


@settings(max_examples=300, deadline=None)
@given(courses())
def test_persons_and_places_are_conserved(course: tuple[Region, list[Line]]) -> None:
    """Person by person it comes to the same, and nobody and no place appears or vanishes."""
    found, lines = course
    states = pool_years(found, lines)
    for code in ("bw", "mo"):
        first = found.pools[code, 2021]
        places, queue = first.places or 0, first.waiting or 0
        inside = places
        for one in (state for state in states if state.pool == code):
            row = found.pools.get((code, one.year))
            moved = sum(move.persons for move in found.moves_between.values()
                        if (move.to, move.year) == (code, one.year))  # fmt: skip
            came = moved + ((row.inflow or 0) if row else 0)
            assert one.places == places - one.closed - one.converted
            if one.places < 0:
                break  # more become dwellings than there are: the rule says so
            assert one.waiting == queue + came - one.admissions
            assert min(one.closed, one.admissions, one.waiting, one.converted) >= 0
            now, waiting = _moved_on(one.places, inside, queue, came, one.free + one.converted)
            assert waiting == one.waiting
            gone = inside + queue + came - now - waiting
            assert 0 <= gone <= one.free + one.converted
            assert now <= one.places
            assert not waiting or now == one.places
            places, inside, queue = one.places, now, waiting


@settings(max_examples=200, deadline=None)
@given(courses())
def test_what_closes_for_want_of_people_lets_nobody_wait_longer(
    course: tuple[Region, list[Line]],
) -> None:
    found, lines = course
    shut = tuple(replace(row, maximum=0) for row in found.closures)
    before = pool_years(replace(found, closures=shut), lines)
    after = pool_years(found, lines)
    assert [one.waiting for one in before] == [one.waiting for one in after]
    assert all(one.closed == 0 for one in before)
    assert Fraction(sum(one.closed for one in after)) >= 0
