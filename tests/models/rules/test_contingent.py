"""Agreements on numbers are kept."""

from __future__ import annotations

from typing import Any

from planner.models import allocation
from planner.region.domain import Instance, Region
from tests.models.conftest import Golden
from tests.models.small import (
    agrees,
    broken,
    dwellings,
    line,
    region_of,
    rule_rows,
    small,
    value,
)


def region(**cells: Any) -> Region:
    """An agreement on outflow in bb in 2022."""
    row = {"municipality": "bb", "programme": "outflow", "year": 2022, **cells}
    return region_of(small(contingents=[row]))


def in_bb(found: Any) -> int:
    return dwellings(found.lines, lambda row: row.municipality == "bb" and not row.site)


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("contingent", rule_rows(allocation.build(whole), "contingent"))


def test_no_more_than_is_agreed() -> None:
    none = region(maximum=0)
    assert in_bb(agrees(none)) == in_bb(agrees(region())) - 1 or in_bb(agrees(none)) <= 1
    assert broken(none, [line("outflow", 2022, "b1", 1)]) == {"contingent": ["verify.contingent"]}
    assert broken(none, [line("outflow", 2021, "b1", 1)]) == {}
    # Another corporation may.
    other = region_of(
        small(
            corporations=[{"corporation": code, "name": code} for code in ("cc", "dd")],
            contingents=[{"corporation": "dd", "municipality": "bb", "programme": "outflow",
                          "year": 2022, "maximum": 0}],
        )
    )  # fmt: skip
    assert broken(other, [line("outflow", 2022, "b1", 1)]) == {}


def test_what_is_missing_of_the_least_is_unmet_need() -> None:
    # Outflow may have 2 + 2; in bb 2 of 20 vacancies may be used in a year.
    plan = agrees(region(minimum=2))
    assert value(plan, "unmet_need.unmet") == 0
    assert dwellings(plan.lines, lambda row: (row.municipality, row.year) == ("bb", 2022)
                     and not row.site) == 2  # fmt: skip
    plan = agrees(region(minimum=5))
    assert value(plan, "unmet_need.unmet") == 300
