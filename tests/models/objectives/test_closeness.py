"""Dwellings lie close to their support, and to where people come from."""

from __future__ import annotations

from typing import Any

import pytest

from planner.region.domain import Instance, Objective
from planner.verification.rules import verify
from tests.models.conftest import Golden
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    POINT,
    POINT_B,
    SITE_A,
    SITE_B,
    agrees,
    aim_rows,
    dwellings,
    line,
    region_of,
    small,
    value,
)

CLOSE_FIRST = {
    "objective.order": ["unmet_need", "closeness", "spread", "cost"],
    "region.years": [2022],
}
MINUTES_PER_KM = 5.2  # 1.3 · 60 / 15


def homes(number: int, most: int | None = None) -> list[dict[str, Any]]:
    return [{"programme": "outflow", "year": 2022, "minimum": number, "maximum": most or number}]


def demand(**households: int) -> list[dict[str, Any]]:
    return [
        {"programme": "outflow", "municipality": code, "year": 2022, "households": number}
        for code, number in households.items()
    ]


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("closeness", aim_rows(whole, Objective.CLOSENESS))


def test_to_the_nearest_support() -> None:
    programme = {**OUTFLOW, "support_service": "ambulatory"}
    tables = small(
        settings=CLOSE_FIRST,
        programmes=[programme],
        sites=[],
        support_points=[POINT, {**POINT_B, "x": 144050}],
        targets=homes(3),
    )
    tables["settings"]["supply.max_share_of_vacancies"] = 0.1  # two in bb, five in aa
    plan = agrees(region_of(tables))
    assert value(plan, "closeness.minutes") == pytest.approx((2 * 0.05 + 0.1) * MINUTES_PER_KM)
    assert dwellings(plan.lines, lambda row: row.neighbourhood == "b1") == 2


def test_the_mode_of_the_programme_counts() -> None:
    programme = {**OUTFLOW, "support_service": "ambulatory", "mode": "walk"}
    tables = small(
        settings=CLOSE_FIRST, programmes=[programme], sites=[], support_points=[POINT],
        targets=homes(1),
    )  # fmt: skip
    plan = agrees(region_of(tables))
    assert value(plan, "closeness.minutes") == pytest.approx(0.1 * 1.3 * 60 / 5)


def test_close_to_where_people_come_from() -> None:
    # The middle of aa lies between a1 and a2, nearer to a1; bb is b1.
    tables = small(settings=CLOSE_FIRST, programmes=[OUTFLOW], sites=[], targets=homes(3),
                   demand=demand(aa=1, bb=2))  # fmt: skip
    plan = agrees(region_of(tables))
    where = {row.neighbourhood: row.dwellings for row in plan.lines}
    assert where == {"a1": 1, "b1": 2}
    assert value(plan, "closeness.minutes") == pytest.approx(2 / 3 * MINUTES_PER_KM)


@pytest.mark.parametrize(("aa", "bb"), [(0, 1), (1, 1), (2, 2), (0, 5), (3, 0)])
def test_fewer_and_more_households_than_dwellings(aa: int, bb: int) -> None:
    tables = small(settings=CLOSE_FIRST, programmes=[OUTFLOW], sites=[], targets=homes(2, 4),
                   demand=demand(aa=aa, bb=bb))  # fmt: skip
    agrees(region_of(tables))


def test_of_few_dwellings_the_least_total_counts() -> None:
    region = region_of(
        small(settings=CLOSE_FIRST, programmes=[OUTFLOW], sites=[], targets=homes(2),
              demand=demand(aa=2, bb=1))
    )  # fmt: skip
    lines = [line("outflow", 2022, "b1", 1)]
    assert verify(region, lines).aims["closeness.minutes"] == pytest.approx(0)


def test_to_support_and_from_origin_together() -> None:
    programme = {**OUTFLOW, "support_service": "ambulatory"}
    agrees(
        region_of(
            small(settings=CLOSE_FIRST, programmes=[programme], sites=[], targets=homes(2, 3),
                  support_points=[{**POINT, "capacity": 2}, {**POINT_B, "capacity": 1}],
                  demand=demand(aa=1, bb=2))
        )
    )  # fmt: skip


@pytest.mark.parametrize("order", [["closeness", "spread"], ["spread", "closeness"]])
def test_no_more_than_allowed_but_more_than_asked_for(order: list[str]) -> None:
    """Sites of at least two where one is asked for, without a maximum, and one household."""
    least_two = {**CLUSTERED, "min_cluster": 2, "quota_group": "homes"}
    sites = [{**site, "max_dwellings": 2} for site in (SITE_A, SITE_B)]
    tables = small(
        settings={
            "region.years": [2022],
            "objective.order": ["quota_fairness", "unmet_need", *order, "cost"],
        },
        programmes=[least_two],
        sites=sites,
        targets=[{"programme": "clustered", "year": 2022, "minimum": 2}],
        demand=[{"programme": "clustered", "municipality": "aa", "year": 2022, "households": 1}],
    )
    # Quotas of one each are met by two sites of two: four dwellings, twice what is asked for.
    plan = agrees(region_of(tables), at_most=6)
    assert dwellings(plan.lines) == 4


@pytest.mark.parametrize("households", [1, 3])
def test_spread_before_closeness_without_a_maximum(households: int) -> None:
    """What spread has put there, closeness must be able to keep."""
    places = [
        {**row, "dwellings": number, "social_dwellings": 0, "existing_load": 0}
        for row, number in zip(small()["neighbourhoods"], (100, 300, 300), strict=True)
    ]
    tables = small(
        settings={
            "region.years": [2022],
            "objective.order": ["unmet_need", "spread", "closeness", "cost"],
            "neighbourhood.max_load_per_1000_dwellings": 10,
            "supply.max_share_of_vacancies": 1,
        },
        neighbourhoods=places,
        programmes=[OUTFLOW],
        sites=[],
        targets=[{"programme": "outflow", "year": 2022, "minimum": 1}],
        stock=[
            {"corporation": "cc", "neighbourhood": place, "dwellings": 100, "turnover_rate": rate}
            for place, rate in (("a1", "0.01"), ("a2", "0.05"), ("b1", "0.05"))
        ],
        commitments=[
            {"programme": "outflow", "year": 2022, "municipality": "aa", "neighbourhood": "a1",
             "corporation": "cc", "dwellings": 1, "status": "signed"},
        ],
        demand=demand(aa=households),
    )  # fmt: skip
    agrees(region_of(tables), at_most=9)
