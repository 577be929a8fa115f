"""No neighbourhood carries much more of the plan than others."""

from __future__ import annotations

from typing import Any

import pytest

from planner.region.domain import Instance, Objective
from planner.verification.rules import verify
from tests.models.conftest import Golden
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    agrees,
    aim_rows,
    commitment,
    line,
    region_of,
    small,
    value,
)

ORDER = {"objective.order": ["unmet_need", "spread", "cost"], "region.years": [2022]}


def tables(number: int, **more: Any) -> dict[str, Any]:
    target = [{"programme": "outflow", "year": 2022, "minimum": number, "maximum": number}]
    settings = ORDER | {"supply.max_share_of_vacancies": 1}
    return small(settings=settings, **({"targets": target, "sites": []} | more))


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("spread", aim_rows(whole, Objective.SPREAD))


def test_in_proportion_to_the_dwellings() -> None:
    # 2,000, 1,000 and 2,000 dwellings: two, one and two are one for every thousand.
    plan = agrees(region_of(tables(5)))
    assert {row.neighbourhood: row.dwellings for row in plan.lines} == {"a1": 2, "a2": 1, "b1": 2}
    assert value(plan, "spread.highest") == 1
    assert value(plan, "spread.above_average") == pytest.approx(0)


def test_the_sum_above_the_average_behind_the_highest() -> None:
    # One in a1 or b1 is 0.5; a second raises no top and lies as far above the average.
    plan = agrees(region_of(tables(2)))
    assert sorted(row.neighbourhood for row in plan.lines) == ["a1", "b1"]
    assert value(plan, "spread.above_average") == pytest.approx(2 * (0.5 - 0.4))


def test_loads_of_programmes_are_weighed() -> None:
    half = {**OUTFLOW, "load_weight": "0.3"}
    heavy = {**CLUSTERED, "load_weight": "1.25"}
    targets = [
        {"programme": code, "year": 2022, "minimum": 2, "maximum": 3}
        for code in ("outflow", "clustered")
    ]
    full = small()
    agrees(region_of(tables(0, programmes=[half, heavy], sites=full["sites"], targets=targets)))


def test_nothing_weighs_anything() -> None:
    plan = agrees(region_of(tables(2, programmes=[{**OUTFLOW, "load_weight": 0}])))
    assert value(plan, "spread.highest") == 0


def test_a_neighbourhood_without_dwellings_has_no_rate() -> None:
    places = [
        {**row, "dwellings": 0, "social_dwellings": 0, "existing_load": 0}
        if row["neighbourhood"] == "a2"
        else row
        for row in small()["neighbourhoods"]
    ]
    stock = [row for row in small()["stock"] if row["neighbourhood"] != "a2"]
    plan = agrees(region_of(tables(3, neighbourhoods=places, stock=stock)))
    assert {row.neighbourhood for row in plan.lines} == {"a1", "b1"}


@pytest.mark.parametrize(("least", "highest"), [(1000, 3), (1001, 1.5), (2001, 0)])
def test_a_small_neighbourhood_does_not_set_the_highest(least: int, highest: float) -> None:
    """All of aa's quota fits only a2, the smallest: as a peak it counts from its size on."""
    tables_ = tables(6, stock=[
        {"corporation": "cc", "neighbourhood": place, "dwellings": 300} for place in ("a2", "b1")
    ])  # fmt: skip
    tables_["settings"] |= {
        "spread.min_dwellings": least,
        "objective.order": ["unmet_need", "spread"],
    }
    tables_["commitments"] = [commitment("outflow", 2022, place, 3) for place in ("a2", "b1")]
    region = region_of(tables_)
    plan = agrees(region)
    assert value(plan, "spread.highest") == pytest.approx(highest)
    assert verify(region, plan.lines).aims["spread.highest"] == pytest.approx(highest)


def test_the_check_recomputes_it() -> None:
    region = region_of(tables(2))
    aims = verify(region, [line("outflow", 2022, "a2", 2)]).aims
    assert aims["spread.highest"] == 2
    assert aims["spread.above_average"] == pytest.approx(2 - 0.4)
