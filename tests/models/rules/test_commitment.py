"""Every signed line is in the plan, at least in its number."""

from __future__ import annotations

from planner.models import allocation
from planner.region.domain import Instance
from tests.models.conftest import Golden
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    POINT,
    POINT_B,
    agrees,
    broken,
    commitment,
    dwellings,
    line,
    region_of,
    rule_rows,
    small,
)

SUPPORTED = {**OUTFLOW, "support_service": "ambulatory"}


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("commitment", rule_rows(allocation.build(whole), "commitment"))


def test_what_is_signed_stands_where_nobody_would_put_it() -> None:
    signed = [
        commitment("outflow", 2021, "a2", 2),
        commitment("clustered", 2022, "b1", 3, site="s2"),
    ]
    plan = agrees(region_of(small(commitments=signed)))
    assert dwellings(plan.lines, lambda row: row.neighbourhood == "a2" and row.year == 2021) == 2
    assert dwellings(plan.lines, lambda row: row.site == "s2") == 3


def test_what_is_proposed_does_not_bind() -> None:
    proposed = [commitment("outflow", 2021, "a2", 2, status="proposed")]
    free, bound = small(), small(commitments=proposed)
    assert agrees(region_of(free)).lines == agrees(region_of(bound)).lines


def test_a_named_support_point_serves_what_is_signed() -> None:
    signed = [
        commitment("outflow", 2021, "a1", 1, support_point="p2"),
        commitment("outflow", 2022, "a1", 1, support_point="p1"),
        commitment("outflow", 2022, "a1", 2),
    ]
    tables = small(
        programmes=[SUPPORTED, CLUSTERED],
        support_points=[{**POINT, "capacity": 2}, POINT_B],
        commitments=signed,
    )
    region = region_of(tables)
    plan = agrees(region)
    at = {
        (row.year, row.support_point): row.dwellings
        for row in plan.lines
        if row.neighbourhood == "a1" and row.programme == "outflow"
    }
    assert at[2021, "p2"] == 1
    assert at[2022, "p1"] >= 1
    # Of the two lines of 2022 the smaller is part of the larger.
    assert at[2022, "p1"] + at.get((2022, "p2"), 0) == 2


def test_lines_at_several_points_add_up() -> None:
    signed = [
        commitment("outflow", 2022, "a1", 1, support_point="p1"),
        commitment("outflow", 2022, "a1", 1, support_point="p2"),
    ]
    region = region_of(
        small(programmes=[SUPPORTED], sites=[], support_points=[POINT, POINT_B], commitments=signed,
              targets=[{"programme": "outflow", "year": 2022, "minimum": 0, "maximum": 3}])
    )  # fmt: skip
    assert dwellings(agrees(region).lines) == 2


def test_the_check_sees_it() -> None:
    region = region_of(small(commitments=[commitment("outflow", 2021, "a2", 2)]))
    for lines in (
        [],
        [line("outflow", 2021, "a2", 1)],
        [line("outflow", 2021, "a1", 2)],
        [line("outflow", 2022, "a2", 2)],
    ):
        assert broken(region, lines) == {"commitment": ["verify.commitment"]}


def test_the_check_sees_another_support_point() -> None:
    signed = [commitment("outflow", 2021, "a2", 2, support_point="p2")]
    region = region_of(
        small(programmes=[SUPPORTED], sites=[], support_points=[POINT, POINT_B], commitments=signed,
              targets=[{"programme": "outflow", "year": 2021, "minimum": 0, "maximum": 3}])
    )  # fmt: skip
    lines = [line("outflow", 2021, "a2", 1, point="p1"), line("outflow", 2021, "a2", 1, point="p2")]
    assert broken(region, lines) == {"commitment": ["verify.commitment"]}
