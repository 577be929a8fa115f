"""No programme runs ahead of its targets."""

from __future__ import annotations

from planner.models import allocation
from planner.region.domain import Instance
from tests.models.conftest import Golden
from tests.models.small import agrees, arrears, broken, dwellings, line, region_of, rule_rows, small

# Unmet need is no objective: it would keep what fills a quota down to the minima.
FAIR = {"objective.order": ["quota_fairness", "cost"]}
TARGETS = [
    {"programme": "outflow", "year": 2021, "minimum": 1, "maximum": 1},
    {"programme": "outflow", "year": 2022, "minimum": 1, "maximum": 2},
]


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("target", rule_rows(allocation.build(whole), "target"))


def test_a_quota_beyond_the_maximum_stays_short() -> None:
    region = region_of(small(FAIR, targets=TARGETS, municipalities=arrears(aa=4)))
    plan = agrees(region)
    assert dwellings(plan.lines, lambda row: row.year == 2021) <= 1
    assert dwellings(plan.lines) == 3


def test_unused_years_may_be_used_later_but_not_earlier() -> None:
    nothing_yet = [{"programme": "outflow", "year": 2021, "amount": 0}]
    tables = small(FAIR, targets=TARGETS, municipalities=arrears(aa=4), budgets=nothing_yet)
    region = region_of(tables)
    plan = agrees(region)
    assert [row.year for row in plan.lines if row.dwellings] == [2022] * len(plan.lines)
    assert dwellings(plan.lines) == 3


def test_no_maximum_in_a_year_is_none_from_then_on() -> None:
    open_end = [TARGETS[0], {"programme": "outflow", "year": 2022, "minimum": 1}]
    region = region_of(small(FAIR, targets=open_end, municipalities=arrears(aa=4)))
    assert dwellings(agrees(region, at_most=7).lines) == 6


def test_a_programme_without_a_target_gets_nothing() -> None:
    region = region_of(small(targets=TARGETS, municipalities=arrears(aa=4)))
    assert not [row for row in agrees(region).lines if row.programme == "clustered"]
    assert broken(region, [line("clustered", 2022, "a1", 1, site="s1")]) == {
        "target": ["verify.target"]
    }


def test_the_check_sees_a_programme_ahead_of_its_targets() -> None:
    region = region_of(small(targets=TARGETS))
    assert broken(region, [line("outflow", 2021, "a1", 2)]) == {"target": ["verify.target"]}
    late = [line("outflow", 2021, "a1", 1), line("outflow", 2022, "a1", 3)]
    assert broken(region, late) == {"target": ["verify.target"]}
    assert broken(region, [line("outflow", 2022, "a1", 3)]) == {}
