"""No corporation gives more dwellings than it has."""

from __future__ import annotations

import pytest

from planner.models import allocation
from planner.region.domain import Instance
from tests.models.conftest import Golden
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    agrees,
    broken,
    dwellings,
    line,
    region_of,
    rule_rows,
    small,
    value,
)

TWO = [{"corporation": "cc", "neighbourhood": "a1", "dwellings": 2}]
NEED = [{"programme": "outflow", "year": year, "minimum": 2, "maximum": 2} for year in (2021, 2022)]


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("stock", rule_rows(allocation.build(whole), "stock"))


def test_a_programme_outside_the_vacancies_takes_no_more_than_the_stock() -> None:
    programmes = [{**OUTFLOW, "uses_vacancies": "false"}, CLUSTERED]
    region = region_of(small(programmes=programmes, stock=TWO, targets=NEED))
    plan = agrees(region)
    assert dwellings(plan.lines) == 2
    assert value(plan, "unmet_need.unmet") == 200
    too_many = [line("outflow", year, "a1", n) for year, n in ((2021, 2), (2022, 1))]
    assert broken(region, too_many) == {"stock": ["verify.stock"]}


def test_programmes_share_the_stock() -> None:
    second = {**OUTFLOW, "programme": "second", "uses_vacancies": "false"}
    first = {**second, "programme": "outflow"}
    need = [{"programme": code, "year": 2022, "minimum": 2, "maximum": 2}
            for code in ("outflow", "second")]  # fmt: skip
    region = region_of(small(programmes=[first, second], sites=[], stock=TWO, targets=need))
    assert dwellings(agrees(region).lines) == 2
    both = [line("outflow", 2022, "a1", 2), line("second", 2022, "a1", 1)]
    assert broken(region, both) == {"stock": ["verify.stock"]}


@pytest.mark.parametrize("place", ["a2", "b1"])
def test_where_a_corporation_has_no_stock(place: str) -> None:
    region = region_of(small(stock=TWO))
    assert broken(region, [line("outflow", 2022, place, 1)])["stock"] == ["verify.no_stock"]
