"""Shortfalls are as even as they can be: the worst first, then the next worst."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import hypothesis.strategies as st
import pulp
import pytest
from hypothesis import given

from planner.models import allocation
from planner.models.model import Model
from planner.models.objectives import quota_fairness
from planner.region.domain import Instance, Objective
from planner.verification.rules import verify
from tests.models.conftest import Golden
from tests.models.small import (
    OUTFLOW,
    agrees,
    aim_rows,
    arrears,
    instance_of,
    region_of,
    small,
    value,
)


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("quota_fairness", aim_rows(whole, Objective.QUOTA_FAIRNESS))


def owing(most: int, **carried: int) -> dict[str, Any]:
    """Outflow only, `most` dwellings, with arrears far above that.

    Nobody needs them, so that unmet need, which holds them back, is no objective here.
    """
    order = ["quota_fairness", "closeness", "spread", "cost"]
    return small(
        settings={"region.years": [2021], "objective.order": order},
        programmes=[{**OUTFLOW, "uses_vacancies": "false"}],
        sites=[],
        municipalities=arrears(**carried),
        targets=[{"programme": "outflow", "year": 2021, "minimum": 0, "maximum": most}],
    )


def test_the_worst_first_then_the_next() -> None:
    # Quotas 2 and 6: of four dwellings one and three leave both half short.
    plan = agrees(region_of(owing(4, aa=2, bb=6)))
    delivered = {row.municipality: row.dwellings for row in plan.lines}
    assert sum(delivered.values()) == 4
    assert value(plan, "quota_fairness.worst_1") == 0.5
    assert value(plan, "quota_fairness.worst_2") == 0.5
    # Of three, 1 of 2 and 2 of 6 leave 2/3; no better for the worst, no worse for the next.
    plan = agrees(region_of(owing(3, aa=2, bb=6)))
    assert value(plan, "quota_fairness.worst_1") == pytest.approx(2 / 3)
    assert value(plan, "quota_fairness.worst_2") == 0.5


@pytest.mark.parametrize(
    ("most", "quotas"),
    [(3, (2, 3)), (3, (3, 2)), (2, (2, 3)), (4, (2, 5)), (5, (4, 5)), (4, (3, 5)), (1, (3, 4))],
)
def test_quotas_without_a_common_measure(most: int, quotas: tuple[int, int]) -> None:
    agrees(region_of(owing(most, aa=quotas[0], bb=quotas[1])))


def test_leximin_goes_on_behind_the_one_that_cannot_be_helped() -> None:
    none_in_b = [{"municipality": "bb", "programme": "outflow", "participates": "false"}]
    tables = owing(3, aa=4, bb=2) | {"participation": none_in_b}
    tables["settings"]["quota.carry_arrears"] = True
    plan = agrees(region_of(tables))
    assert value(plan, "quota_fairness.worst_1") == 1
    assert value(plan, "quota_fairness.worst_2") == 0.25
    assert value(plan, "quota_fairness.shortfall") == 3


def test_the_check_recomputes_it() -> None:
    region = region_of(owing(3, aa=2, bb=6))
    aims = verify(region, []).aims
    assert [aims[f"quota_fairness.worst_{rank}"] for rank in (1, 2)] == [1, 1]
    assert aims["quota_fairness.shortfall"] == 8


def drive(model: Model, value_of: Callable[[pulp.LpVariable], float], tolerance: float) -> None:
    """One stage of the objective, as if the solver had found these values."""
    stages = quota_fairness.stages(model, tolerance)
    next(stages)
    stages.send(value_of)


def test_a_shortfall_that_the_solver_leaves_too_high_does_not_loosen_the_hold() -> None:
    """At a worst of 1/2 nothing keeps the solver from saying 1.5 for a quota of 3 that misses 1."""
    model = allocation.build(instance_of(region_of(owing(3, aa=2, bb=3))))
    values = {model.shortfall["homes", "aa"].name: 1.0, model.shortfall["homes", "bb"].name: 1.5}
    drive(model, lambda variable: values.get(variable.name, 0.0), 0.0)
    limits = {hold.row.name: -hold.row.constant for hold in model.holds}
    assert limits == {"hold(quota_fairness,1,homes,aa)": 1, "hold(quota_fairness,1,homes,bb)": 1}


@pytest.mark.parametrize(("tolerance", "most"), [("0.6", 8), ("0.2", 6), ("0.19", 5), ("1", 10)])
def test_the_tolerance_is_exact(tolerance: str, most: int) -> None:
    """Five of ten missing and 60% of tolerance: up to eight, and not seven for a binary 0.6."""
    assert min(10, int(5 * (1 + Fraction(tolerance)))) == most
    tables = owing(5, aa=10)
    order = ["quota_fairness", "cost"]
    tables["settings"] |= {
        "objective.order": order,
        "objective.tolerance.quota_fairness": float(tolerance),
    }
    plan = agrees(region_of(tables))
    assert sum(row.dwellings for row in plan.lines) == 10 - most


@given(st.lists(st.integers(1, 6), min_size=1, max_size=5), st.data())
def test_shortfalls_that_have_the_ratios_of_a_plan(sizes: list[int], data: st.DataObject) -> None:
    """Against every vector of shortfalls with these ratios in some order."""
    quotas = {str(number): size for number, size in enumerate(sizes)}
    plan = [data.draw(st.integers(0, size)) for size in sizes]

    def ratios(shortfalls: tuple[int, ...]) -> list[Fraction]:
        return sorted(map(Fraction, shortfalls, sizes), reverse=True)

    reached = ratios(tuple(plan))
    same = [other for other in product(*(range(q + 1) for q in sizes)) if ratios(other) == reached]
    found = quota_fairness.domains(quotas, [ratio for ratio in reached if ratio])
    assert found == {
        key: (min(one[number] for one in same), max(one[number] for one in same))
        for number, key in enumerate(quotas)
    }
