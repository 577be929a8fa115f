"""No two sites of a programme lie in one municipality, where the programme asks for it."""

from __future__ import annotations

from planner.models import allocation
from planner.region.domain import Instance
from tests.models.conftest import Golden
from tests.models.small import (
    CLUSTERED,
    SITE_A,
    SITE_B,
    agrees,
    broken,
    line,
    region_of,
    rule_rows,
    small,
    value,
)

APART = {**CLUSTERED, "distinct_municipalities": "true"}
SITES = [
    {**site, "max_dwellings": 1}
    for site in (SITE_A, {**SITE_A, "site": "s3", "neighbourhood": "a2"}, SITE_B)
]
TARGET = [
    {"programme": "clustered", "year": year, "minimum": 2, "maximum": 2} for year in (2021, 2022)
]


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("distinct_municipalities", rule_rows(allocation.build(whole), "distinct_municipalities"))


def test_one_site_for_each_municipality_over_all_years() -> None:
    tables = small(programmes=[APART], sites=SITES, targets=TARGET)
    plan = agrees(region_of(tables))
    assert sorted(row.municipality for row in plan.lines) == ["aa", "bb"]
    assert value(plan, "unmet_need.unmet") == 20
    tables["programmes"] = [CLUSTERED]
    assert value(agrees(region_of(tables)), "unmet_need.unmet") == 10


def test_another_programme_may_share_the_municipality() -> None:
    other = {**APART, "programme": "other"}
    sites = [{**site, "programmes": "clustered;other"} for site in SITES]
    targets = [
        {"programme": code, "year": 2022, "minimum": 1, "maximum": 2}
        for code in ("clustered", "other")
    ]
    plan = agrees(region_of(small(programmes=[APART, other], sites=sites[:2], targets=targets)))
    assert {row.programme for row in plan.lines} == {"clustered", "other"}


def test_the_check_sees_it() -> None:
    region = region_of(small(programmes=[APART], sites=SITES, targets=TARGET))
    lines = [line("clustered", 2021, "a1", 1, "s1"), line("clustered", 2022, "a2", 1, "s3")]
    assert broken(region, lines) == {"distinct_municipalities": ["verify.distinct_municipalities"]}
