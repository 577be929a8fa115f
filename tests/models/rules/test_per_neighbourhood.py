"""A neighbourhood takes no more of a programme than the programme allows, over all years."""

from __future__ import annotations

from planner.models import allocation
from planner.region.domain import Instance
from tests.models.conftest import Golden
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    SITE_A,
    agrees,
    broken,
    line,
    region_of,
    rule_rows,
    small,
    value,
)

TARGETS = [
    {"programme": "outflow", "year": 2021, "minimum": 2, "maximum": 2},
    {"programme": "outflow", "year": 2022, "minimum": 2, "maximum": 2},
]
ONE = {**OUTFLOW, "max_per_neighbourhood": 1}


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("per_neighbourhood", rule_rows(allocation.build(whole), "per_neighbourhood"))


def test_the_years_count_together() -> None:
    plan = agrees(region_of(small(programmes=[ONE], sites=[], targets=TARGETS)))
    assert sorted(row.neighbourhood for row in plan.lines) == ["a1", "a2", "b1"]
    assert value(plan, "unmet_need.unmet") == 100


def test_sites_and_corporations_count_together() -> None:
    sites = [SITE_A, {**SITE_A, "site": "s2"}]
    corporations = [{"corporation": code, "name": code} for code in ("cc", "dd")]
    stock = [
        {"corporation": code, "neighbourhood": "a1", "dwellings": 600} for code in ("cc", "dd")
    ]
    target = {"programme": "clustered", "year": 2022, "minimum": 4, "maximum": 4}
    region = region_of(
        small(
            corporations=corporations,
            stock=stock,
            sites=sites,
            programmes=[ONE, {**CLUSTERED, "max_per_neighbourhood": 3}],
            targets=[*TARGETS, target],
        )
    )
    plan = agrees(region)
    assert value(plan, "unmet_need.unmet") == 300 + 10


def test_zero_is_a_limit() -> None:
    none = {**OUTFLOW, "max_per_neighbourhood": 0}
    plan = agrees(region_of(small(programmes=[none], sites=[], targets=TARGETS)))
    assert plan.lines == ()


def test_the_check_sees_it() -> None:
    region = region_of(small(programmes=[ONE], sites=[], targets=TARGETS))
    lines = [line("outflow", 2021, "a1", 1), line("outflow", 2022, "a1", 1)]
    assert broken(region, lines) == {"per_neighbourhood": ["verify.per_neighbourhood"]}
