"""Every dwelling has its support point within reach, and none serves more than it can."""

from __future__ import annotations

from typing import Any

import pytest

from planner.models import allocation
from planner.region.domain import Instance, Line
from tests.models.conftest import Golden
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    POINT,
    POINT_B,
    SITE_A,
    agrees,
    broken,
    dwellings,
    line,
    region_of,
    rule_rows,
    small,
    value,
)

SUPPORTED = {**OUTFLOW, "support_service": "ambulatory"}


def tables(*points: dict[str, Any], programme: dict[str, Any] = SUPPORTED) -> dict[str, Any]:
    """Outflow with support only: 1 in 2021 and 2 in 2022."""
    targets = [
        {"programme": "outflow", "year": 2021, "minimum": 1, "maximum": 2},
        {"programme": "outflow", "year": 2022, "minimum": 2, "maximum": 2},
    ]
    return small(programmes=[programme], sites=[], support_points=list(points), targets=targets)


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("support", rule_rows(allocation.build(whole), "support"))


def test_capacity_decides() -> None:
    plan = agrees(region_of(tables({**POINT, "capacity": 1}, {**POINT_B, "capacity": 1})))
    assert value(plan, "unmet_need.unmet") == 100
    assert {row.support_point for row in plan.lines} == {"p1", "p2"}


def test_capacity_is_shared_by_programmes() -> None:
    clustered = {**CLUSTERED, "support_service": "ambulatory"}
    region = region_of(
        small(programmes=[SUPPORTED, clustered], support_points=[{**POINT, "capacity": 4}])
    )
    plan = agrees(region)
    assert dwellings(plan.lines) == 4
    assert value(plan, "unmet_need.unmet") == 10


def test_a_point_that_is_full_sends_the_rest_further() -> None:
    near = {"objective.order": ["unmet_need", "closeness", "quota_fairness", "spread", "cost"]}
    region = tables({**POINT, "capacity": 2}, POINT_B)
    region["stock"] = [{"corporation": "cc", "neighbourhood": "a1", "dwellings": 600}]
    region["settings"] |= near
    plan = agrees(region_of(region))
    served = {point: dwellings(plan.lines, lambda row, p=point: row.support_point == p)  # type: ignore[misc]
              for point in ("p1", "p2")}  # fmt: skip
    assert served == {"p1": 2, "p2": 1}


def test_a_point_serves_from_its_first_year() -> None:
    plan = agrees(region_of(tables({**POINT_B, "from_year": 2022})))
    assert {row.year for row in plan.lines} == {2022}
    plan = agrees(region_of(tables({**POINT, "capacity": 1}, {**POINT_B, "from_year": 2022})))
    assert {(row.year, row.support_point) for row in plan.lines} == {(2021, "p1"), (2022, "p2")}


@pytest.mark.parametrize("limit", [{"max_metres": 3000}, {"max_minutes": 15}])
def test_out_of_reach_is_out(limit: dict[str, Any]) -> None:
    # From p1, 100 m from a1: a2 lies at 2 km and 10 minutes by bicycle, b1 at 3.9 km and 20.
    region = region_of(tables(POINT, programme={**SUPPORTED, **limit}))
    plan = agrees(region)
    assert {row.neighbourhood for row in plan.lines} <= {"a1", "a2"}
    far = [line("outflow", 2022, "b1", 1, point="p1")]
    [problem] = broken(region, far)["support"]
    assert problem in ("verify.support_metres", "verify.support_minutes")


def test_a_limit_just_kept_is_kept() -> None:
    region = region_of(tables(POINT, programme={**SUPPORTED, "max_metres": 3900}))
    assert {row.neighbourhood for row in agrees(region).lines} & {"b1"}


def test_minutes_come_from_the_travel_table() -> None:
    region = tables(POINT, programme={**SUPPORTED, "max_minutes": 15})
    region["travel"] = [
        {"from": "a1", "to": "b1", "minutes": 12},
        {"from": "a2", "to": "a1", "minutes": None},
    ]
    plan = agrees(region_of(region))
    assert {row.neighbourhood for row in plan.lines} == {"a1", "b1"}


def test_unreachable_is_out_without_a_limit_too() -> None:
    region = tables(POINT)
    region["travel"] = [{"from": "b1", "to": "a1", "minutes": None}]
    plan = agrees(region_of(region))
    assert {row.neighbourhood for row in plan.lines} <= {"a1", "a2"}


def test_near_services_must_be_there_in_the_year() -> None:
    programme = {**OUTFLOW, "near_services": "day_activity;meals", "max_metres": 3000}
    day = {**POINT, "services": "day_activity", "capacity": 0}
    meals = {**POINT, "support_point": "p3", "services": "meals", "from_year": 2022}
    region = region_of(tables(day, meals, programme=programme))
    plan = agrees(region)
    assert {row.year for row in plan.lines} == {2022}
    assert {row.neighbourhood for row in plan.lines} <= {"a1", "a2"}
    assert broken(region, [line("outflow", 2021, "a1", 1)]) == {"support": ["verify.near_service"]}
    assert broken(region, [line("outflow", 2022, "b1", 1)]) == {
        "support": ["verify.near_service"] * 2
    }


def test_a_service_nobody_offers_leaves_all_need_unmet() -> None:
    plan = agrees(region_of(tables({**POINT, "services": "meals"})))
    assert plan.lines == ()
    assert value(plan, "unmet_need.unmet") == 300


def test_a_site_has_its_own_point() -> None:
    programme = {**CLUSTERED, "support_service": "ambulatory", "max_metres": 500}
    sites = [SITE_A, {**SITE_A, "site": "s2", "neighbourhood": "b1", "x": 140000, "y": 475400},
             {**SITE_A, "site": "s3", "neighbourhood": "a1", "x": 140000, "y": 476000}]  # fmt: skip
    target = [{"programme": "clustered", "year": 2022, "minimum": 9, "maximum": 9}]
    region = region_of(
        small(programmes=[programme], sites=sites, support_points=[POINT], targets=target)
    )
    assert {row.site for row in agrees(region).lines} == {"s1", "s2"}


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([line("outflow", 2022, "a1", 1)], "verify.support_missing"),
        ([line("outflow", 2022, "a1", 1, point="p3")], "verify.support_service"),
        ([line("outflow", 2021, "a1", 1, point="p2")], "verify.support_early"),
        ([line("outflow", 2022, "a1", 2, point="p1")], "verify.support_capacity"),
    ],
)
def test_the_check_sees_each_way_to_break_it(lines: list[Line], problem: str) -> None:
    meals = {**POINT, "support_point": "p3", "services": "meals"}
    region = tables({**POINT, "capacity": 1}, {**POINT_B, "from_year": 2022}, meals)
    assert broken(region_of(region), lines) == {"support": [problem]}
