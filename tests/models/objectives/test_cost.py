"""The plan costs as little as it can."""

from __future__ import annotations

import pytest

from planner.region.domain import Instance, Objective
from planner.verification.rules import verify
from tests.models.conftest import Golden
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    SITE_A,
    SITE_B,
    agrees,
    aim_rows,
    line,
    region_of,
    small,
    value,
)

TARGET = [{"programme": "clustered", "year": 2022, "minimum": 2, "maximum": 3}]


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("cost", aim_rows(whole, Objective.COST))


def test_the_cheapest_site() -> None:
    sites = [{**SITE_A, "cost_per_dwelling": "5000.01"}, SITE_B]
    order = {"objective.order": ["unmet_need", "cost", "spread"]}
    region = region_of(small(settings=order, programmes=[CLUSTERED], sites=sites, targets=TARGET))
    plan = agrees(region)
    assert [(row.site, row.dwellings) for row in plan.lines] == [("s2", 2)]
    assert value(plan, "cost.cost") == 10000
    assert verify(region, [line("clustered", 2022, "a1", 2, "s1")]).aims["cost.cost"] == 10000.02


@pytest.mark.parametrize("tolerance", [0, 0.5, 1])
def test_what_an_earlier_aim_may_give_back(tolerance: float) -> None:
    """The dearer site is the closer one: closeness may be given back for cost as far as it goes."""
    programme = {**CLUSTERED, "support_service": "ambulatory"}
    sites = [
        {**SITE_A, "max_dwellings": 2, "cost_per_dwelling": 9000},
        {**SITE_A, "site": "s3", "neighbourhood": "a1", "x": 139850, "y": 475000,
         "cost_per_dwelling": 100},
    ]  # fmt: skip
    settings = {
        "objective.order": ["unmet_need", "closeness", "cost"],
        "objective.tolerance.closeness": tolerance,
    }
    plan = agrees(
        region_of(small(settings=settings, programmes=[programme], sites=sites, targets=TARGET))
    )
    # 100 m and 250 m: one dwelling further is 350 m for 200, two are 500 m.
    assert value(plan, "cost.cost") == {0: 18000, 0.5: 18000, 1: 9100}[tolerance]


def test_what_costs_nothing_is_not_added_for_nothing() -> None:
    target = [{"programme": "outflow", "year": 2022, "minimum": 1, "maximum": 3}]
    settings = {"objective.order": ["unmet_need", "cost"]}
    free = [{**OUTFLOW, "cost_per_dwelling": 0}]
    plan = agrees(region_of(small(settings=settings, programmes=free, sites=[], targets=target)))
    assert value(plan, "cost.cost") == 0
    assert value(plan, "ties.dwellings") == 1
