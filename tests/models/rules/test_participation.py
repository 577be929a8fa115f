"""Nothing stands where a municipality does not take part."""

from __future__ import annotations

from planner.models import allocation
from planner.region.domain import Instance
from tests.models.conftest import Golden
from tests.models.small import (
    OUTFLOW,
    POINT_B,
    agrees,
    broken,
    dwellings,
    line,
    region_of,
    rule_rows,
    small,
)

# Support stands in b1, so that all would go there.
NEAR_B = small(
    programmes=[{**OUTFLOW, "support_service": "ambulatory"}],
    sites=[],
    support_points=[POINT_B],
    targets=[{"programme": "outflow", "year": 2022, "minimum": 2, "maximum": 2}],
    settings={"objective.order": ["unmet_need", "closeness", "quota_fairness", "spread", "cost"]},
)
NOT_B = [{"municipality": "bb", "programme": "outflow", "participates": "false"}]


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("participation", rule_rows(allocation.build(whole), "participation"))


def test_who_does_not_take_part_gets_nothing() -> None:
    free = region_of(NEAR_B)
    assert dwellings(agrees(free).lines, lambda row: row.municipality == "bb") == 2
    bound = region_of({**NEAR_B, "participation": NOT_B})
    assert dwellings(agrees(bound).lines, lambda row: row.municipality == "aa") == 2


def test_who_takes_part_by_name_is_not_excluded() -> None:
    yes = [{**NOT_B[0], "participates": "true"}]
    plan = agrees(region_of({**NEAR_B, "participation": yes}))
    assert dwellings(plan.lines, lambda row: row.municipality == "bb") == 2


def test_who_takes_part_from_a_year_on_gets_something_from_then_on() -> None:
    later = [*NOT_B, {**NOT_B[0], "participates": "true", "from_year": 2022}]
    targets = [
        {"programme": "outflow", "year": year, "minimum": 1, "maximum": 1} for year in (2021, 2022)
    ]
    plan = agrees(region_of({**NEAR_B, "participation": later, "targets": targets}))
    assert [(row.year, row.municipality) for row in plan.lines] == [(2021, "aa"), (2022, "bb")]


def test_the_check_sees_it() -> None:
    region = region_of({**NEAR_B, "participation": NOT_B})
    lines = [line("outflow", 2022, "b1", 1, point="p2")]
    assert broken(region, lines) == {"participation": ["verify.participation"]}
