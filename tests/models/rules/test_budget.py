"""A programme costs no more in a year than its budget."""

from __future__ import annotations

import pytest

from planner.models import allocation
from planner.region.domain import Instance
from tests.models.conftest import Golden
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    SITE_A,
    SITE_B,
    agrees,
    broken,
    dwellings,
    line,
    region_of,
    rule_rows,
    small,
    value,
)


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("budget", rule_rows(allocation.build(whole), "budget"))


def test_the_budget_of_a_year_decides() -> None:
    budgets = [
        {"programme": "outflow", "year": 2021, "amount": 0},
        {"programme": "outflow", "year": 2022, "amount": "2999.99"},
        {"programme": "clustered", "year": 2022, "amount": None},
    ]
    plan = agrees(region_of(small(budgets=budgets)))
    assert dwellings(plan.lines, lambda row: row.programme == "outflow") == 2
    assert dwellings(plan.lines, lambda row: row.programme == "clustered") == 2


def test_a_site_at_its_own_cost() -> None:
    sites = [
        {**SITE_A, "max_dwellings": 2, "cost_per_dwelling": 3000},
        {**SITE_B, "cost_per_dwelling": 0},
    ]
    target = [{"programme": "clustered", "year": 2022, "minimum": 5, "maximum": 5}]
    budget = [{"programme": "clustered", "year": 2022, "amount": 5000}]
    tables = small(programmes=[CLUSTERED], sites=sites, targets=target, budgets=budget)
    plan = agrees(region_of(tables))
    assert {row.site: row.dwellings for row in plan.lines} == {"s1": 1, "s2": 3}
    lines = [line("clustered", 2022, "a1", 2, "s1")]
    assert broken(region_of(tables), lines) == {"budget": ["verify.budget"]}


@pytest.mark.parametrize(
    ("each", "amount", "most"),
    [("0.10", "0.30", 3), ("1000.05", "3000.15", 3), ("0.01", "0.0399", 3)],
)
def test_no_cent_is_lost(each: str, amount: str, most: int) -> None:
    region = region_of(
        small(
            programmes=[{**OUTFLOW, "cost_per_dwelling": each}],
            sites=[],
            budgets=[{"programme": "outflow", "year": 2021, "amount": amount}],
            targets=[{"programme": "outflow", "year": 2021, "minimum": 4, "maximum": 4}],
        )
    )
    plan = agrees(region)
    assert dwellings(plan.lines, lambda row: row.year == 2021) == most
    assert value(plan, "unmet_need.unmet") == 0
    assert broken(region, [line("outflow", 2021, "a1", most + 1)]) == {"budget": ["verify.budget"]}
