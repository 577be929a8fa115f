"""The whole problem, and the lines of a plan from its values."""

from __future__ import annotations

import gc
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.models import allocation
from planner.models.allocation import match
from planner.models.model import Model
from planner.region.domain import Instance, Line, Location, Lot
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    POINT,
    POINT_B,
    SITE_A,
    agrees,
    broken,
    commitment,
    dwellings,
    instance_of,
    line,
    region_of,
    small,
)

PARCELS = [(year, Lot(corporation, "a1")) for year in (2021, 2022) for corporation in "cd"]
POINTS = ["p1", "p2", "p3"]


@st.composite
def tables(draw: st.DrawFn) -> dict[tuple[tuple[int, Lot], str], int]:
    """A matching: how many dwellings of each parcel go to each point."""
    pairs = [(parcel, point) for parcel in PARCELS for point in POINTS]
    return {pair: draw(st.integers(0, 4)) for pair in pairs}


@settings(derandomize=True, max_examples=300)
@given(tables(), st.data())
def test_totals_and_promises_are_kept(
    table: dict[tuple[tuple[int, Lot], str], int], data: st.DataObject
) -> None:
    parcels, points = totals(table)
    promised = {
        pair: data.draw(st.integers(1, number))
        for pair, number in table.items()
        if number and data.draw(st.booleans())
    }
    matched = match(parcels, points, promised)
    assert all(isinstance(number, int) and number > 0 for number in matched.values())
    assert all(matched[pair] >= number for pair, number in promised.items())
    by_parcel, by_point = totals(matched)
    assert by_parcel == {key: n for key, n in parcels.items() if n}
    assert by_point == {key: n for key, n in points.items() if n}
    backwards = dict(sorted(parcels.items(), reverse=True))
    assert match(backwards, dict(sorted(points.items(), reverse=True)), promised) == matched
    assert list(matched) == sorted(matched)


def totals(
    table: dict[tuple[tuple[int, Lot], str], int],
) -> tuple[dict[tuple[int, Lot], int], dict[str, int]]:
    parcels: Counter[tuple[int, Lot]] = Counter()
    points: Counter[str] = Counter()
    for (parcel, point), number in table.items():
        parcels[parcel] += number
        points[point] += number
    return dict(parcels), dict(points)


SUPPORTED = {**OUTFLOW, "support_service": "ambulatory"}


def epochs() -> Model:
    """Three years; a second support point opens in the second."""
    targets = [
        {"programme": "outflow", "year": year, "minimum": 1, "maximum": 4}
        for year in (2021, 2022, 2023)
    ]
    signed = [commitment("outflow", 2023, "a1", 1, support_point="p1")]
    return allocation.build(
        instance_of(
            region_of(
                small(
                    settings={"region.years": [2021, 2022, 2023]},
                    programmes=[SUPPORTED],
                    sites=[],
                    targets=targets,
                    support_points=[POINT, {**POINT_B, "from_year": 2022}],
                    commitments=signed,
                )
            )
        )
    )


def test_support_is_assigned_within_the_epoch() -> None:
    model = epochs()
    lot = Lot("cc", "a1")
    values = {
        model.dwellings["outflow", 2021, lot].name: 1.0,
        model.dwellings["outflow", 2022, lot].name: 2.0,
        model.dwellings["outflow", 2023, lot].name: 0.9999999,
        model.assigned["outflow", 2021, Location("a1"), "p1"].name: 1.0,
        model.assigned["outflow", 2022, Location("a1"), "p1"].name: 1.0000001,
        model.assigned["outflow", 2022, Location("a1"), "p2"].name: 2.0,
    }
    lines = allocation.lines(model, lambda variable: values.get(variable.name, 0.0))
    # The signed line of 2023 takes p1's only place of the second epoch.
    assert lines == (
        line("outflow", 2021, "a1", 1, point="p1"),
        line("outflow", 2022, "a1", 2, point="p2"),
        line("outflow", 2023, "a1", 1, point="p1"),
    )
    assert broken(model.region, lines) == {}
    assert ("outflow", 2021, Location("a1"), "p2") not in model.assigned


def test_a_line_signed_for_no_dwellings_needs_none() -> None:
    signed = [commitment("outflow", 2022, "a1", 0, support_point="p1")]
    tables = small(
        programmes=[SUPPORTED],
        sites=[],
        commitments=signed,
        targets=[{"programme": "outflow", "year": 2021, "minimum": 1, "maximum": 1}],
    )
    assert dwellings(agrees(region_of(tables)).lines) == 1


def test_corporations_at_one_location_share_its_support() -> None:
    corporations = [{"corporation": code, "name": code} for code in ("cc", "dd")]
    stock = [
        {"corporation": code, "neighbourhood": "a1", "dwellings": 600} for code in ("cc", "dd")
    ]
    target = [{"programme": "outflow", "year": 2021, "minimum": 4, "maximum": 4}]
    region = region_of(
        small(corporations=corporations, stock=stock, programmes=[SUPPORTED], sites=[],
              targets=target, support_points=[POINT, POINT_B])
    )  # fmt: skip
    model = allocation.build(instance_of(region))
    values = {
        model.dwellings["outflow", 2021, Lot("cc", "a1")].name: 1.0,
        model.dwellings["outflow", 2021, Lot("dd", "a1")].name: 3.0,
        model.assigned["outflow", 2021, Location("a1"), "p1"].name: 2.0,
        model.assigned["outflow", 2021, Location("a1"), "p2"].name: 2.0,
    }
    lines = allocation.lines(model, lambda variable: values.get(variable.name, 0.0))
    by_corporation = Counter(dict.fromkeys(("cc", "dd"), 0))
    by_point: Counter[str] = Counter()
    for row in lines:
        by_corporation[row.corporation] += row.dwellings
        by_point[row.support_point] += row.dwellings
    assert by_corporation == {"cc": 1, "dd": 3}
    assert by_point == {"p1": 2, "p2": 2}
    assert list(lines) == sorted(lines)


def test_without_support_there_is_no_point_in_a_line() -> None:
    region = region_of(small(programmes=[OUTFLOW, CLUSTERED], sites=[SITE_A]))
    model = allocation.build(instance_of(region))
    site = Lot("cc", "a1", "s1")
    values = {model.dwellings["clustered", 2022, site].name: 2.0}
    lines = allocation.lines(model, lambda variable: values.get(variable.name, 0.0))
    assert lines == (Line("clustered", 2022, "aa", "a1", "cc", "s1", "", 2),)


@pytest.mark.parametrize("collecting", [True, False])
def test_building_leaves_the_collector_as_it_was(collecting: bool, whole: Instance) -> None:
    (gc.enable if collecting else gc.disable)()
    try:
        allocation.build(whole)
        assert gc.isenabled() is collecting
    finally:
        gc.enable()


def test_the_same_region_gives_the_same_problem(whole: Instance) -> None:
    one, other = allocation.build(whole), allocation.build(whole)
    assert [f"{row.name}: {row}" for row in one.rows.values()] == [
        f"{row.name}: {row}" for row in other.rows.values()
    ]
