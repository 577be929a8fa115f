"""A site serves one programme, opens in one year, and its size lies within the limits."""

from __future__ import annotations

from typing import Any

import pytest

from planner.models import allocation
from planner.region.domain import Instance, Line
from tests.models.conftest import Golden
from tests.models.small import (
    CLUSTERED,
    SITE_A,
    SITE_B,
    agrees,
    broken,
    dwellings,
    instance_of,
    line,
    region_of,
    rule_rows,
    small,
    value,
)

SECOND = {**CLUSTERED, "programme": "skaeve", "priority": 3}


def need(number: int, most: int | None, programme: str = "clustered") -> dict[str, Any]:
    return {"programme": programme, "year": 2022, "minimum": number, "maximum": most}


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("site", rule_rows(allocation.build(whole), "site"))


def test_a_site_too_large_for_what_is_allowed_stays_closed() -> None:
    sites = [{**SITE_A, "min_dwellings": 3, "max_dwellings": 4}]
    tables = small(programmes=[CLUSTERED], sites=sites, targets=[need(2, 2)])
    assert value(agrees(region_of(tables)), "unmet_need.unmet") == 20
    plan = agrees(region_of({**tables, "targets": [need(2, 3)]}))
    assert [row.dwellings for row in plan.lines] == [3]


def test_the_programmes_limits_count_as_well_as_the_sites() -> None:
    programme = {**CLUSTERED, "min_cluster": 2, "max_cluster": 2}
    sites = [SITE_A, {**SITE_B, "max_dwellings": 1}]
    plan = agrees(region_of(small(programmes=[programme], sites=sites, targets=[need(3, 3)])))
    assert [(row.site, row.dwellings) for row in plan.lines] == [("s1", 2)]


def test_a_site_serves_one_programme() -> None:
    sites = [{**SITE_A, "programmes": "clustered;skaeve"}]
    targets = [need(1, 1), need(2, 2, "skaeve")]
    plan = agrees(region_of(small(programmes=[CLUSTERED, SECOND], sites=sites, targets=targets)))
    assert [(row.programme, row.dwellings) for row in plan.lines] == [("clustered", 1)]


def test_a_site_opens_in_one_year_and_not_before_its_first() -> None:
    targets = [{**need(1, 1), "year": year} for year in (2021, 2022)]
    tables = small(programmes=[CLUSTERED], sites=[SITE_A], targets=targets)
    plan = agrees(region_of(tables))
    assert [(row.year, row.dwellings) for row in plan.lines] == [(2022, 2)]
    tables["sites"] = [{**SITE_A, "max_dwellings": 1, "from_year": 2022}]
    plan = agrees(region_of(tables))
    assert [(row.year, row.dwellings) for row in plan.lines] == [(2022, 1)]


@pytest.mark.parametrize("most", [None, 6])
def test_a_site_may_be_larger_than_what_is_asked_for(most: int | None) -> None:
    """One dwelling is asked for, four are the least that can be built: four are built."""
    sites = [{**SITE_A, "min_dwellings": 4, "max_dwellings": None}]
    region = region_of(small(programmes=[CLUSTERED], sites=sites, targets=[need(1, most)]))
    plan = agrees(region, at_most=6)
    assert dwellings(plan.lines) == 4


def test_limits_that_cross_leave_a_site_out() -> None:
    programme = {**CLUSTERED, "min_cluster": 4}
    region = region_of(small(programmes=[programme], sites=[SITE_A], targets=[need(2, 5)]))
    assert not allocation.build(instance_of(region)).dwellings
    assert value(agrees(region), "unmet_need.unmet") == 20


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([line("clustered", 2022, "a1", 4, "s1")], "verify.site_large"),
        ([line("clustered", 2022, "b1", 1, "s2")], "verify.site_small"),
        (
            [line("clustered", 2021, "a1", 1, "s1"), line("clustered", 2022, "a1", 1, "s1")],
            "verify.site_years",
        ),
        (
            [line("clustered", 2022, "a1", 1, "s1"), line("skaeve", 2022, "a1", 1, "s1")],
            "verify.site_programmes",
        ),
        ([line("clustered", 2021, "a2", 1, "s3")], "verify.site_early"),
        ([line("clustered", 2022, "a2", 1, "s1")], "verify.site_elsewhere"),
        ([line("skaeve", 2022, "a2", 1, "s3")], "verify.site_unfit"),
        ([line("clustered", 2022, "a1", 1)], "verify.site_missing"),
        ([line("outflow", 2022, "a1", 1, "s1")], "verify.site_unwanted"),
    ],
)
def test_the_check_sees_each_way_to_break_it(lines: list[Line], problem: str) -> None:
    tables = small(
        sites=[
            {**SITE_A, "programmes": "clustered;skaeve"},
            {**SITE_B, "min_dwellings": 2},
            {**SITE_A, "site": "s3", "neighbourhood": "a2", "from_year": 2022},
        ],
        targets=[
            {"programme": code, "year": 2021, "minimum": 0, "maximum": 9}
            for code in ("outflow", "clustered", "skaeve")
        ],
    )
    tables["programmes"].append(SECOND)
    assert broken(region_of(tables), lines) == {"site": [problem]}
