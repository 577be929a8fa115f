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
    # 54 vacancies a year in aa and 20 in bb: of two years together 1% is 1.08 and 0.4.
    region = region_of(small(settings={"supply.max_share_of_vacancies": 0.01}, targets=NEED))
    plan = agrees(region)
    assert value(plan, "unmet_need.unmet") == 300
    assert [(row.municipality, row.year, row.dwellings) for row in plan.lines] == [("aa", 2022, 1)]


def test_rounding_costs_less_than_one_dwelling_over_all_years() -> None:
    # A fifth of 4 vacancies a year is 0.8: none in the first year, one in the second. In the
    # third there could be two of 2.4 in all; one year gives no more than 0.8 rounded up.
    years = [2021, 2022, 2023]
    need = [{"programme": "outflow", "year": 2023, "minimum": 3, "maximum": 3},
            *({"programme": "outflow", "year": year, "minimum": 0, "maximum": 0}
              for year in years[:2])]  # fmt: skip
    tables = small(
        settings={"supply.max_share_of_vacancies": 0.2, "region.years": years},
        stock=[{"corporation": "cc", "neighbourhood": "a1", "dwellings": 40,
                "turnover_rate": "0.1"}],
        targets=need,
    )  # fmt: skip
    assert [(row.year, row.dwellings) for row in agrees(region_of(tables)).lines] == [(2023, 1)]
    tables["targets"] = [{**row, "minimum": 1, "maximum": 1} for row in need]
    # Spread over the years two fit: one each in the second and the third.
    plan = agrees(region_of(tables))
    assert [(row.year, row.dwellings) for row in plan.lines] == [(2022, 1), (2023, 1)]


def test_all_corporations_in_a_neighbourhood_together() -> None:
    pair = [{"corporation": code, "name": code.upper()} for code in ("cc", "dd")]
    stock = [{"corporation": code, "neighbourhood": "a1", "dwellings": 300, "turnover_rate": "0.1"}
             for code in ("cc", "dd")]  # fmt: skip
    tables = small(corporations=pair, stock=stock, targets=NEED)
    assert dwellings(agrees(region_of(tables)).lines) == 4
    tables["settings"] |= {"supply.max_share_in_neighbourhood": 0.01}
    plan = agrees(region_of(tables))
    # 1% of 60 is 0.6, of two years 1.2; rounded up that is one and two.
    assert [row.year for row in plan.lines] == [2021, 2022]
    assert broken(region_of(tables), [line("outflow", 2021, "a1", 2)]) == {
        "vacancy_share": ["verify.vacancies_together"]
    }


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
    # 54 vacancies: 5% is 2.7, so at most 3 of the 4 in one year in aa; bb has none.
    tables = small(
        settings={"supply.max_share_of_vacancies": 0.05},
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
    # 3% of 54 is 1.62: one up to the first year, three up to the second, two in one.
    assert broken(share, [line("outflow", 2021, "a1", 2)]) == {
        "vacancy_share": ["verify.vacancy_share_total"]
    }
    assert broken(share, [line("outflow", 2022, "a1", 2)]) == {}
    assert broken(share, [line("outflow", 2022, "a1", 1), line("outflow", 2022, "a2", 2)])[
        "vacancy_share"
    ] == ["verify.vacancy_share"]
    stock = [
        {"corporation": "cc", "neighbourhood": "a1", "dwellings": 10},
        {"corporation": "cc", "neighbourhood": "a2", "dwellings": 500},
    ]
    ceiling = region_of(small(stock=stock))
    # 0.6 vacancies: one in a year and two of 1.2 in two.
    assert broken(ceiling, [line("outflow", 2022, "a1", 2)]) == {
        "vacancy_share": ["verify.vacancies"]
    }
    assert broken(ceiling, [line("outflow", 2021, "a1", 1), line("outflow", 2022, "a1", 1)]) == {}
    third = [{**stock[0], "dwellings": 5}, stock[1]]
    # 0.3 a year: one in a year, and one of 0.6 in two.
    assert broken(
        region_of(small(stock=third)),
        [line("outflow", 2021, "a1", 1), line("outflow", 2022, "a1", 1)],
    ) == {"vacancy_share": ["verify.vacancies_total"]}
