"""Municipalities keep pace with their quotas by year."""

from __future__ import annotations

from typing import Any

import pytest

from planner.quota.quotas import shares
from planner.region.domain import Instance, Objective
from planner.verification.rules import verify
from tests.models.conftest import Golden
from tests.models.small import (
    OUTFLOW,
    agrees,
    aim_rows,
    arrears,
    dwellings,
    line,
    region_of,
    small,
    value,
)


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("pace", aim_rows(whole, Objective.PACE))


def paced(order: list[str], **more: Any) -> dict[str, Any]:
    """Two a year of aa and one of bb, where the first year could hold all six."""
    return small(
        settings={"objective.order": order, "supply.max_share_of_vacancies": 1},
        programmes=[OUTFLOW],
        sites=[],
        targets=[
            {"programme": "outflow", "year": 2021, "minimum": 3, "maximum": 6},
            {"programme": "outflow", "year": 2022, "minimum": 3, "maximum": 3},
        ],
        **more,
    )


def test_each_municipality_delivers_its_part_of_each_year() -> None:
    region = region_of(paced(["unmet_need", "quota_fairness", "pace"]))
    assert {key[1]: share.by_year for key, share in shares(region).items()} == {
        "aa": {2021: 2, 2022: 2},
        "bb": {2021: 1, 2022: 1},
    }
    plan = agrees(region)
    assert value(plan, "pace.behind") == 0
    for home, least in (("aa", 2), ("bb", 1)):
        assert dwellings(plan.lines, lambda r: (r.municipality, r.year) == (home, 2021)) >= least  # noqa: B023


def test_what_cannot_be_in_time_is_counted() -> None:
    """bb may begin in the second year only, and it is told by how much it is behind."""
    later = [
        {"municipality": "bb", "programme": "outflow", "participates": "false"},
        {"municipality": "bb", "programme": "outflow", "participates": "true", "from_year": 2022},
    ]
    plan = agrees(region_of(paced(["unmet_need", "quota_fairness", "pace"], participation=later)))
    assert value(plan, "pace.behind") == 0  # its quota is one of the second year then


def test_what_is_short_at_the_end_is_no_lack_of_pace() -> None:
    region = region_of(paced(["unmet_need", "quota_fairness", "pace"]))
    # aa is 2 behind in the first year and 1 at the end, bb 1 behind and 1 at the end.
    lines = [line("outflow", 2022, "a1", 3)]
    assert verify(region, lines).aims["pace.behind"] == 1


@pytest.mark.parametrize("order", [["pace", "quota_fairness"], ["pace", "cost"], ["pace"]])
def test_a_shortfall_is_no_way_out_where_nothing_holds_it(order: list[str]) -> None:
    agrees(region_of(paced(order, municipalities=arrears(aa=2, bb=1))))


def test_a_tolerance_on_fairness_does_not_hide_what_is_behind() -> None:
    tables = paced(["quota_fairness", "pace", "cost"], municipalities=arrears(aa=3, bb=3))
    tables["settings"]["objective.tolerance.quota_fairness"] = 0.5
    agrees(region_of(tables))
