"""The shortfall of a municipality against its quota."""

from __future__ import annotations

import pytest

from planner.models import allocation
from planner.quota.levy import accounts
from planner.quota.quotas import shares
from planner.region.domain import Instance
from planner.verification.rules import verify
from tests.models.conftest import Golden
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    agrees,
    arrears,
    instance_of,
    line,
    region_of,
    rule_rows,
    small,
    value,
)

TWO_GROUPS = small(
    settings={"quota.groups": ["homes", "clusters"], "supply.max_share_of_vacancies": 0.04},
    programmes=[OUTFLOW, {**CLUSTERED, "quota_group": "clusters"}],
    municipalities=arrears(aa=2),
    stock=[
        {"corporation": "cc", "neighbourhood": "a1", "dwellings": 600},
        {"corporation": "cc", "neighbourhood": "a2", "dwellings": 300},
        {"corporation": "cc", "neighbourhood": "b1", "dwellings": 500, "turnover_rate": "0.02"},
    ],
)


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("quota", rule_rows(allocation.build(whole), "quota"))


def test_a_shortfall_is_what_misses_from_the_quota_of_a_group() -> None:
    # 4% of the vacancies: two a year in aa, none in bb. Of the three homes bb owes one; what aa
    # carries over is needed by nobody, so one of its four is missing too.
    region = region_of(TWO_GROUPS)
    quotas = {key: share.quota for key, share in shares(region).items()}
    assert quotas == {
        ("homes", "aa"): 4, ("homes", "bb"): 1, ("clusters", "aa"): 1, ("clusters", "bb"): 1,
    }  # fmt: skip
    plan = agrees(region)
    assert value(plan, "quota_fairness.worst_1") == 1
    assert value(plan, "quota_fairness.shortfall") == 2
    short = {
        (account.group, account.municipality): account.shortfall
        for account in accounts(region, shares(region), plan.lines)
    }
    assert short == {**dict.fromkeys(quotas, 0), ("homes", "aa"): 1, ("homes", "bb"): 1}


def test_no_quota_means_no_row() -> None:
    tables = {**TWO_GROUPS, "participation": [
        {"municipality": "bb", "programme": "clustered", "participates": "false"}]}  # fmt: skip
    model = allocation.build(instance_of(region_of(tables)))
    assert ("clusters", "bb") not in model.shortfall
    assert ("quota", "clusters", "bb") not in model.rows


def test_a_programme_outside_every_group_does_not_count() -> None:
    order = {"objective.order": ["quota_fairness", "cost"]}
    region = region_of(small(settings=order, municipalities=arrears(bb=1)))
    lines = [line("clustered", 2022, "b1", 3, "s2")]
    assert verify(region, lines).aims["quota_fairness.worst_1"] == 1
    assert value(agrees(region), "quota_fairness.worst_1") == pytest.approx(0)


@pytest.mark.parametrize("key", ["dwellings", "social_dwellings"])
@pytest.mark.parametrize("credit", [True, False])
def test_other_keys_and_existing_places(key: str, credit: bool) -> None:
    settings = {"quota.key": key, "quota.credit_existing": credit, "quota.carry_arrears": False}
    agrees(region_of(small(settings=settings, municipalities=arrears(aa=5))))
