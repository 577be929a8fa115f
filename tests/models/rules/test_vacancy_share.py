"""Corporations give at most a part of the dwellings that fall vacant."""

from __future__ import annotations

import pytest

from planner.models import allocation
from planner.region.domain import Instance
from tests.models.conftest import Golden
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
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

NEED = [{"programme": "outflow", "year": year, "minimum": 2, "maximum": 2} for year in (2021, 2022)]


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("vacancy_share", rule_rows(allocation.build(whole), "vacancy_share"))


def test_the_share_of_a_municipality_decides() -> None:
    # 54 vacancies in aa and 20 in bb: 3% is 1.62 and 0.6, rounded down.
    region = region_of(small(settings={"supply.max_share_of_vacancies": 0.03}, targets=NEED))
    plan = agrees(region)
    assert value(plan, "unmet_need.unmet") == 200
    assert {(row.municipality, row.dwellings) for row in plan.lines} == {("aa", 1)}


def test_the_vacancies_of_a_neighbourhood_decide() -> None:
    # Half a vacancy rounded up is one in each neighbourhood.
    stock = [
        {"corporation": "cc", "neighbourhood": place, "dwellings": 5, "turnover_rate": "0.10"}
        for place in ("a1", "a2")
    ]
    none = [{"corporation": "cc", "neighbourhood": "b1", "dwellings": 5, "turnover_rate": 0}]
    all_of_it = {"supply.max_share_of_vacancies": 1}
    need = [{"programme": "outflow", "year": 2021, "minimum": 2, "maximum": 2}]
    region = region_of(small(settings=all_of_it, stock=stock + none, targets=need))
    plan = agrees(region)
    # 0.5 + 0.5 in the municipality is one a year.
    assert [(row.year, row.dwellings) for row in plan.lines] == [(2021, 1), (2022, 1)]
    more = [{**row, "turnover_rate": "0.20"} for row in stock]
    plan = agrees(region_of(small(settings=all_of_it, stock=more + none, targets=need)))
    assert [(row.year, row.dwellings) for row in plan.lines] == [(2021, 1), (2021, 1)]


@pytest.mark.parametrize(
    ("share", "stock", "rate", "most"),
    [
        # In binary floats 0.29 x 100 is 28.99…, 0.57 x 100 is 56.99…
        (0.29, 1000, "0.1", 29),
        (0.57, 1000, "0.1", 57),
        # … and 0.07 x 100 is 7.000…1, which rounds up to 8.
        (1, 100, "0.07", 7),
    ],
)
def test_limits_are_exact(share: float, stock: int, rate: str, most: int) -> None:
    region = region_of(
        small(
            settings={
                "supply.max_share_of_vacancies": share,
                "neighbourhood.max_load_per_1000_dwellings": 1000,
            },
            stock=[
                {
                    "corporation": "cc",
                    "neighbourhood": "a1",
                    "dwellings": stock,
                    "turnover_rate": rate,
                }
            ],
            targets=[{"programme": "outflow", "year": 2021, "minimum": 90, "maximum": 90}],
        )
    )
    plan = agrees(region)
    assert dwellings(plan.lines, lambda row: row.year == 2021) == most
    assert "vacancy_share" in broken(region, [line("outflow", 2021, "a1", most + 1)])


def test_a_site_that_uses_vacancies_counts_too() -> None:
    clustered = {**CLUSTERED, "uses_vacancies": "true", "priority": 1}
    need = [
        {"programme": code, "year": 2022, "minimum": 2, "maximum": 2}
        for code in ("outflow", "clustered")
    ]
    # 54 vacancies: 6% is 3.24, so 3 of the 4 in aa; bb has none.
    tables = small(
        settings={"supply.max_share_of_vacancies": 0.06},
        programmes=[OUTFLOW, clustered],
        sites=[SITE_A],
        stock=[
            {"corporation": "cc", "neighbourhood": "a1", "dwellings": 600},
            {"corporation": "cc", "neighbourhood": "a2", "dwellings": 300},
        ],
        targets=need,
    )
    plan = agrees(region_of(tables))
    assert dwellings(plan.lines) == 3
    tables["programmes"] = [OUTFLOW, {**clustered, "uses_vacancies": "false"}]
    assert dwellings(agrees(region_of(tables)).lines) == 4


def test_the_check_sees_each_limit() -> None:
    share = region_of(small(settings={"supply.max_share_of_vacancies": 0.03}))
    assert broken(share, [line("outflow", 2021, "a1", 2)]) == {
        "vacancy_share": ["verify.vacancy_share"]
    }
    stock = [
        {"corporation": "cc", "neighbourhood": "a1", "dwellings": 10},
        {"corporation": "cc", "neighbourhood": "a2", "dwellings": 500},
    ]
    ceiling = region_of(small(stock=stock))
    assert broken(ceiling, [line("outflow", 2021, "a1", 2)]) == {
        "vacancy_share": ["verify.vacancies"]
    }
