"""What settles a plan that every aim finds alike."""

from __future__ import annotations

from tests.models.small import (
    OUTFLOW,
    POINT,
    POINT_B,
    agrees,
    dwellings,
    region_of,
    small,
    value,
)

TARGET = [{"programme": "outflow", "year": 2022, "minimum": 2, "maximum": 4}]


def test_no_dwelling_that_nobody_asked_for() -> None:
    settings = {"objective.order": ["unmet_need"]}
    plan = agrees(
        region_of(small(settings=settings, programmes=[OUTFLOW], sites=[], targets=TARGET))
    )
    assert dwellings(plan.lines) == 2


def test_the_nearest_support_though_closeness_is_no_aim() -> None:
    tables = small(
        settings={"objective.order": ["unmet_need"]},
        programmes=[{**OUTFLOW, "support_service": "ambulatory"}],
        sites=[],
        targets=TARGET,
        support_points=[POINT_B, {**POINT, "capacity": 1}],
        stock=[{"corporation": "cc", "neighbourhood": "a1", "dwellings": 600}],
    )
    plan = agrees(region_of(tables))
    assert {row.support_point: row.dwellings for row in plan.lines} == {"p1": 1, "p2": 1}
    assert value(plan, "ties.support_minutes") > 0
