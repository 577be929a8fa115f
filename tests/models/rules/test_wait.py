"""Nobody expects to wait longer than allowed."""

from __future__ import annotations

from typing import Any

import pytest

from planner.models import allocation
from planner.region.domain import Instance, Region
from planner.verification.pools import pool_years
from tests.models.conftest import Golden
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    agrees,
    broken,
    dwellings,
    line,
    refused,
    region_of,
    rule_rows,
    small,
)


def waiting(months: Any, **cells: Any) -> Region:
    """Ten people waiting for five places, which only homes free."""
    rows = [
        {"pool": "bw", "year": 2021, "places": 5, "waiting": 10, **cells},
        {"pool": "bw", "year": 2022, "max_wait_months": months},
    ]
    return region_of(small(programmes=[{**OUTFLOW, "frees": "bw"}, CLUSTERED], pools=rows))


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("wait", rule_rows(allocation.build(whole), "wait"))


def test_more_homes_are_delivered_than_are_needed() -> None:
    """Without the limit three homes do; 18 months need a fourth: 6 waiting, 4 free in 2022."""
    assert dwellings(agrees(waiting(100)).lines, lambda row: row.programme == "outflow") == 3
    region = waiting(18)
    plan = agrees(region)
    assert dwellings(plan.lines, lambda row: row.programme == "outflow") == 4
    assert pool_years(region, plan.lines)[-1].wait == 18
    three = [line("outflow", 2021, "a1", 2), line("outflow", 2022, "a1", 1)]
    assert broken(region, three)["wait"] == ["verify.wait"]


def test_the_limit_is_exact() -> None:
    assert "wait" in refused(waiting("17.9999999"))


def test_nobody_may_wait_where_no_place_comes_free() -> None:
    region = waiting(1000)
    early = [line("outflow", 2021, "a1", 2)]
    assert broken(region, early)["wait"] == ["verify.wait_never"]


@pytest.mark.parametrize("inflow", [0, 4])
def test_who_comes_in_waits_too(inflow: int) -> None:
    region = waiting(60, waiting=4, inflow=inflow, other_outflow=1)
    agrees(region)


def test_a_place_that_closes_lengthens_the_wait() -> None:
    rows = [
        {"pool": "bw", "year": 2021, "places": 5, "waiting": 4},
        {"pool": "bw", "year": 2022, "max_wait_months": 6},
    ]
    closures = [{"pool": "bw", "year": 2022, "minimum": 1, "kind": "closure"}]
    programmes = [{**OUTFLOW, "frees": "bw"}, CLUSTERED]
    tables = small(programmes=programmes, pools=rows)
    plan = agrees(region_of(tables))
    assert dwellings(plan.lines, lambda row: row.programme == "outflow") == 3
    plan = agrees(region_of({**tables, "closures": closures}))
    assert dwellings(plan.lines, lambda row: row.programme == "outflow") == 4
