"""The sheet of pools: places, people waiting and expected wait by year."""

from __future__ import annotations

from planner.outcome import Outcome
from planner.output.names import pool_name
from planner.output.plain import plain
from planner.output.pools import Shown, courses
from planner.output.workbook.table import Cell, Column, Kind, Sheet
from planner.text import text


def pools(outcome: Outcome) -> Sheet:
    """Every followed pool in every year; a mark for what is withheld."""
    region = outcome.region
    columns = (
        Column("code"),
        Column("pool"),
        Column("year", Kind.YEAR),
        Column("places_left", Kind.DWELLINGS),
        Column("closed", Kind.DWELLINGS),
        Column("converted", Kind.DWELLINGS),
        Column("free", Kind.DWELLINGS),
        Column("admissions", Kind.DWELLINGS),
        Column("waiting", Kind.DWELLINGS),
        Column("wait", Kind.LOAD),
        Column("waiting_without", Kind.DWELLINGS),
        Column("wait_without", Kind.LOAD),
        Column("saving", Kind.EUR),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in courses(region, outcome.plan.lines):
        now, other = one.planned, one.without
        rows.append(
            (
                now.pool,
                plain(pool_name(region, now.pool)),
                now.year,
                now.places,
                now.closed,
                now.converted,
                _people(now.free),
                _people(now.admissions),
                _people(now.waiting),
                _wait(now),
                _people(other.waiting),
                _wait(other),
                one.saving,
            )
        )
    return Sheet("pools", columns, tuple(rows))


def _people(number: int | None) -> Cell:
    return text("edition.suppressed") if number is None else number


def _wait(one: Shown) -> Cell:
    return text("edition.suppressed") if one.wait is None else one.wait
