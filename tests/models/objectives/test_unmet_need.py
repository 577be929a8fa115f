"""Need is met, the most urgent first, and on time."""

from __future__ import annotations

from planner.region.domain import Instance, Objective
from planner.verification.rules import verify
from tests.models.conftest import Golden
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    agrees,
    aim_rows,
    arrears,
    commitment,
    dwellings,
    line,
    region_of,
    small,
    value,
)


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("unmet_need", aim_rows(whole, Objective.UNMET_NEED))


def test_the_most_urgent_first() -> None:
    # Both take vacancies, of which aa has two; bb has no stock.
    second = {**OUTFLOW, "programme": "second", "priority": 2}
    third = {**OUTFLOW, "programme": "third", "priority": 3}
    targets = [
        {"programme": code, "year": 2022, "minimum": number, "maximum": number}
        for code, number in (("third", 2), ("second", 1), ("outflow", 1))
    ]
    tables = small(
        settings={"supply.max_share_of_vacancies": 0.04, "region.years": [2022]},
        programmes=[third, second, OUTFLOW],
        sites=[],
        stock=[
            {"corporation": "cc", "neighbourhood": place, "dwellings": number}
            for place, number in (("a1", 600), ("a2", 300))
        ],
        targets=targets,
    )
    plan = agrees(region_of(tables))
    assert {row.programme for row in plan.lines} == {"outflow", "second"}
    assert value(plan, "unmet_need.unmet") == 2


def test_ten_of_a_lesser_priority_weigh_as_much_as_one() -> None:
    region = region_of(small())
    assert verify(region, []).aims["unmet_need.unmet"] == 300 + 20


def test_on_time_when_it_can_be() -> None:
    targets = [
        {"programme": "outflow", "year": 2021, "minimum": 2, "maximum": 2},
        {"programme": "outflow", "year": 2022, "minimum": 0, "maximum": 2},
    ]
    tables = small(programmes=[OUTFLOW, CLUSTERED], sites=[], targets=targets)
    plan = agrees(region_of(tables))
    assert dwellings(plan.lines, lambda row: row.year == 2021) == 2
    # Half of it fits the first year's budget: one dwelling is a year late, none is missing.
    tables["budgets"] = [{"programme": "outflow", "year": 2021, "amount": 1000}]
    plan = agrees(region_of(tables))
    assert value(plan, "unmet_need.unmet") == 0
    assert value(plan, "unmet_need.lateness") == 100


def test_early_is_not_late() -> None:
    region = region_of(small())
    early = [line("outflow", 2021, "a1", 2), line("outflow", 2022, "a1", 1)]
    assert verify(region, early).aims["unmet_need.lateness"] == 20


def test_no_more_than_is_needed_though_a_quota_asks_for_it() -> None:
    """Three dwellings would fill every quota; two are needed."""
    tables = small(
        programmes=[OUTFLOW],
        sites=[],
        municipalities=arrears(aa=1),
        targets=[{"programme": "outflow", "year": 2022, "minimum": 2, "maximum": 4}],
    )
    plan = agrees(region_of(tables))
    assert dwellings(plan.lines) == 2
    assert value(plan, "unmet_need.excess") == 0
    assert value(plan, "quota_fairness.shortfall") == 1


def test_the_smallest_cluster_and_a_signed_line_force_some() -> None:
    tables = small(
        programmes=[OUTFLOW, {**CLUSTERED, "min_cluster": 3}],
        targets=[
            {"programme": "clustered", "year": 2022, "minimum": 2, "maximum": 6},
            {"programme": "outflow", "year": 2022, "minimum": 1, "maximum": 6},
        ],
        commitments=[commitment("outflow", 2022, "a1", 2)],
    )
    plan = agrees(region_of(tables))
    assert value(plan, "unmet_need.unmet") == 0
    assert value(plan, "unmet_need.excess") == 2


def test_the_check_counts_excess_by_programme() -> None:
    region = region_of(small())
    lines = [line("outflow", 2021, "a1", 5), line("clustered", 2022, "a1", 1, "s1")]
    assert verify(region, lines).aims["unmet_need.excess"] == 2
