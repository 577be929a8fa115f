"""Sums before any solver: never too low, and by hand where they decide."""

from __future__ import annotations

from typing import Any

import pytest

from planner.analysis.explain.arithmetic import Room, Supply, rooms, supplies
from planner.analysis.explain.complaints import missing
from planner.errors import PlannerError
from planner.quota.quotas import shares
from tests.analysis.explain.planted import MORE, PLANTED
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    POINT,
    SITE_A,
    SITE_B,
    arrears,
    instance_of,
    region_of,
    small,
    solved,
)


def sums(tables: dict[str, Any]) -> tuple[dict[str, Supply], dict[tuple[str, int], Room]]:
    region = region_of(tables)
    instance = instance_of(region)
    return (
        {one.municipality: one for one in supplies(instance, shares(region))},
        {(one.programme, one.year): one for one in rooms(instance)},
    )


def test_vacancies_against_the_quota() -> None:
    supply, _ = sums(small(municipalities=arrears(bb=5)))
    found = supply["bb"]
    # 500 dwellings, 4% of them vacated: 20 a year, of two years a tenth
    assert (found.vacated, found.allowed, found.shared, found.on_stock) == (20, 4, 4, 4)
    assert (found.quota, found.on_sites, found.lacking) == (6, 0, 2)
    assert [row[0] for row in found.years] == [2021, 2022]
    assert found.years[-1][1:] == (6, 4)
    assert supply["aa"].lacking == 0


def test_sites_count_where_their_programme_does() -> None:
    of_group = {**CLUSTERED, "quota_group": "homes"}
    supply, _ = sums(small(programmes=[OUTFLOW, of_group]))
    assert (supply["aa"].on_sites, supply["bb"].on_sites) == (3, 3)
    two = [SITE_A, SITE_B, {**SITE_A, "site": "s3", "neighbourhood": "a2", "max_dwellings": 2}]
    supply, _ = sums(small(programmes=[OUTFLOW, of_group], sites=two))
    assert supply["aa"].on_sites == 5
    distinct = {**of_group, "distinct_municipalities": "true"}
    supply, _ = sums(small(programmes=[OUTFLOW, distinct], sites=two))
    assert supply["aa"].on_sites == 3


def test_what_is_out_of_reach_does_not_count() -> None:
    near = {**OUTFLOW, "support_service": "ambulatory", "max_minutes": 5}
    supply, _ = sums(small(programmes=[near, CLUSTERED]))
    assert (supply["bb"].allowed, supply["bb"].shared, supply["bb"].lacking) == (4, 0, 1)


def test_stock_without_vacancies_has_no_limit() -> None:
    supply, _ = sums(small(programmes=[{**OUTFLOW, "uses_vacancies": "false"}, CLUSTERED]))
    assert supply["aa"].most is None
    assert supply["aa"].lacking == 0


def test_the_tightest_rule_of_a_programme() -> None:
    near = {**OUTFLOW, "support_service": "ambulatory"}
    _, found = sums(small(programmes=[near, CLUSTERED], support_points=[{**POINT, "capacity": 1}]))
    assert found["outflow", 2022].tightest == ("support", 1)
    assert (found["outflow", 2021].lacking, found["outflow", 2022].lacking) == (0, 2)
    _, found = sums(PLANTED["budget"])
    assert found["clustered", 2022].limits["budget"] is None  # no budget for 2021: no limit
    both = [{"programme": "clustered", "year": year, "amount": 5000} for year in (2021, 2022)]
    _, found = sums(small(budgets=both, targets=[{**row, "minimum": 3, "maximum": 3}
                                                 for row in small()["targets"]]))  # fmt: skip
    assert found["clustered", 2022].tightest == ("budget", 2)
    assert found["clustered", 2022].lacking == 1
    _, found = sums(PLANTED["site"])
    assert found["clustered", 2022].tightest == ("sites", 1)
    _, found = sums(PLANTED["vacancy_share"])
    assert found["outflow", 2022].tightest == ("vacancies", 1)  # of 1.08 over two years


@pytest.mark.parametrize("tables", [*PLANTED.values(), *(tables for _, tables in MORE.values())])
def test_no_plan_does_better_than_the_sums(tables: dict[str, Any]) -> None:
    region = region_of(tables)
    supply, room = sums(tables)
    try:
        unmet, short = missing(region, solved(region).lines)
    except PlannerError:
        return
    last = region.years[-1]
    for programme, number in unmet.items():
        if (programme, last) in room:
            assert room[programme, last].lacking <= number
    for (_, municipality), number in short.items():
        if municipality in supply:
            assert supply[municipality].lacking <= number
