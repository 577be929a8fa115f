"""The one file that talks to a solver."""

from __future__ import annotations

import math
import random
import subprocess
import sys
from typing import Any

import pulp
import pytest

from planner.errors import ExitCode, PlannerError
from planner.models import allocation
from planner.models.model import Stage
from planner.models.objectives import OBJECTIVES
from planner.optimise import cbc
from planner.optimise.solver import Options, Progress, Result, Session, Status, gap_between, rows_of
from planner.optimise.trust import Answer
from planner.region.domain import Objective
from tests.models.small import everything, instance_of, region_of, small

EXACT = Options(gap=1e-9)
NONE = Stage("feasible", "", [])


def quiet(progress: Progress) -> None:
    """Nobody watches."""


def knapsack(items: int, seed: int) -> tuple[pulp.LpProblem, Stage]:
    """Buy at least so much of several goods, as cheaply as can be."""
    draw = random.Random(seed)
    problem = pulp.LpProblem("knapsack", pulp.const.LpMinimize)
    names = [f"x{number}" for number in range(items)]
    x = problem.add_variable_dict("%s", names, 0, 3, "Integer")
    for good in range(4):
        row = pulp.lpSum_vars_coefs([(x[name], draw.randint(1, 30)) for name in names])
        row.constant = -10.0 * items
        row.sense = pulp.const.LpConstraintGE
        problem.addConstraint(row, f"good{good}")
    terms = [(x[name], draw.randint(5, 60) + draw.random()) for name in names]
    return problem, Stage("cost", "EUR", terms)


def stock(problem: pulp.LpProblem, stage: Stage) -> float:
    """What PuLP's own way to HiGHS makes of a stage."""
    problem.setObjective(pulp.lpSum_vars_coefs(stage.terms))
    stats = problem.solve(pulp.HiGHS(msg=False, threads=1, gapRel=0.0))
    assert stats.has_solution
    return math.fsum(price * (variable.varValue or 0) for variable, price in stage.terms)


def row(
    problem: pulp.LpProblem, name: str, terms: list[tuple[pulp.LpVariable, float]], least: float
) -> pulp.LpConstraint:
    """Add `terms >= least`."""
    expression = pulp.lpSum_vars_coefs(terms)
    expression.constant = -float(least)
    expression.sense = pulp.const.LpConstraintGE
    return problem.addConstraint(expression, name)


def test_without_cbc_there_is_a_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cbcbox", None)  # not installed
    monkeypatch.setenv("PATH", "")
    assert Options(solver="highs").solver == "highs"
    with pytest.raises(PlannerError, match=r"CBC .*\[cbc\].* HiGHS") as error:
        Options(solver="cbc")
    assert error.value.exit_code is ExitCode.USAGE


@pytest.mark.parametrize("seed", range(4))
def test_the_same_as_the_stock_way(seed: int) -> None:
    problem, stage = knapsack(12, seed)
    result = Session(problem, EXACT).minimise(stage, quiet)
    assert result.status is Status.OPTIMAL
    assert result.value == pytest.approx(stock(*knapsack(12, seed)))
    assert result.gap == 0
    assert result.bound == pytest.approx(result.value)


@pytest.mark.parametrize("aim", OBJECTIVES)
def test_the_same_as_the_stock_way_on_a_region(aim: Objective) -> None:
    ours, theirs = allocation.build(everything()), allocation.build(everything())
    stage, same = next(OBJECTIVES[aim](ours, 0.0)), next(OBJECTIVES[aim](theirs, 0.0))
    result = Session(ours.problem, EXACT).minimise(stage, quiet)
    assert result.value == pytest.approx(stock(theirs.problem, same), abs=1e-6)


def test_new_variables_and_rows_are_handed_over() -> None:
    problem, stage = knapsack(8, 1)
    session = Session(problem, EXACT)
    first = session.minimise(stage, quiet)
    assert first.value is not None
    # The same again, with one more good and something else to buy it from.
    other, _ = knapsack(8, 1)
    more = []
    for grown in (problem, other):
        new = grown.add_variable_dict("%s", ["new", "whole"], 0, None, "Continuous")
        whole = grown.add_variable_dict("%s", ["count"], 0, 5, "Integer")["count"]
        old = grown.variables()[0]
        row(grown, "more", [(new["new"], 2.0), (whole, 3.0), (old, 1.0)], 7)
        more.append([(new["new"], 4.5), (whole, 5.0), (new["whole"], 1.0)])
    dearer = Stage("cost", "EUR", [*stage.terms, *more[0]])
    second = session.minimise(dearer, quiet)
    terms = [(other.variables()[variable.id], price) for variable, price in stage.terms]
    assert second.value == pytest.approx(stock(other, Stage("cost", "EUR", [*terms, *more[1]])))
    assert second.value is not None
    assert second.value >= first.value
    assert set(second.values) == {variable.id for variable in problem.variables()}
    # Then another objective altogether: what came before must not linger in it.
    least = Stage("count", "", [(problem.variables()[0], 1.0)], step=1)
    assert session.minimise(least, quiet).value == 0


def test_a_variable_named_twice_in_a_stage_counts_twice() -> None:
    problem = pulp.LpProblem("twice", pulp.const.LpMinimize)
    x = problem.add_variable("x", 0, 5, "Integer")
    row(problem, "least", [(x, 1.0)], 2)
    result = Session(problem, EXACT).minimise(Stage("x", "", [(x, 1.0), (x, 2.0)]), quiet)
    assert result.value == 6


def test_a_plan_stays_when_nothing_changed() -> None:
    problem, stage = knapsack(10, 2)
    session = Session(problem, EXACT)
    first, second = session.minimise(stage, quiet), session.minimise(stage, quiet)
    assert first.values == pytest.approx(second.values)


def test_a_loosened_row_lets_more_through() -> None:
    problem = pulp.LpProblem("loosen", pulp.const.LpMinimize)
    x = problem.add_variable("x", 0, 9, "Integer")
    y = problem.add_variable("y", 0, 9, "Integer")
    row(problem, "least", [(x, 1.0), (y, 1.0)], 4)
    most = pulp.lpSum_vars_coefs([(x, 1.0)])
    most.constant, most.sense = -1.0, pulp.const.LpConstraintLE
    hold = problem.addConstraint(most, "hold")
    dear = Stage("y", "", [(y, 1.0)], step=1)
    session = Session(problem, EXACT)
    assert session.minimise(dear, quiet).value == 3
    session.loosen(hold, 3)
    result = session.minimise(dear, quiet)
    assert result.value == 1
    assert result.value_of(x) == pytest.approx(3)
    assert hold.getUb() == 3


def test_a_row_loosened_before_it_was_handed_over() -> None:
    problem = pulp.LpProblem("loosen", pulp.const.LpMinimize)
    x = problem.add_variable("x", 0, 9, "Integer")
    session = Session(problem, EXACT)
    assert session.minimise(Stage("x", "", [(x, 1.0)], step=1), quiet).value == 0
    most = pulp.lpSum_vars_coefs([(x, 1.0)])
    most.constant, most.sense = -1.0, pulp.const.LpConstraintLE
    hold = problem.addConstraint(most, "hold")
    session.loosen(hold, 6)
    far = Stage("left", "", [(x, -1.0)])
    row(problem, "least", [(x, 1.0)], 6)
    assert session.minimise(far, quiet).value_of(x) == pytest.approx(6)


@pytest.mark.parametrize("whole", [True, False])
def test_parts_of_whole_sums(whole: bool) -> None:
    """Decided on after the sums: the best is the same where no whole parts fit the best sums."""
    problem = pulp.LpProblem("parts", pulp.const.LpMinimize)
    names = ["a", "b", "sum"]
    a, b, both = problem.add_variable_dict("%s", names, 0, 9, "Integer").values()
    row(problem, "sum", [(a, 1.0), (b, 1.0), (both, -1.0)], 0)
    row(problem, "sum_most", [(a, -1.0), (b, -1.0), (both, 1.0)], 0)
    # One dwelling can be halved; two halves are whole.
    row(problem, "same", [(a, 1.0), (b, -1.0)], 0)
    row(problem, "no_more", [(a, -1.0), (b, 1.0)], 0)
    row(problem, "least", [(both, 1.0)], 2 if whole else 1)
    session = Session(problem, EXACT)
    session.divide([a, b])
    result = session.minimise(Stage("sum", "", [(both, 1.0)], step=1), quiet)
    assert (result.value, result.bound, result.status) == (2, 2, Status.OPTIMAL)
    assert [result.value_of(part) for part in (a, b)] == [1, 1]


def test_what_is_confined_comes_back_with_the_row_it_counts_on() -> None:
    problem = pulp.LpProblem("confine", pulp.const.LpMinimize)
    x = problem.add_variable("x", 0, 9, "Integer")
    most = pulp.lpSum_vars_coefs([(x, 1.0)])
    most.constant, most.sense = -4.0, pulp.const.LpConstraintLE
    hold = problem.addConstraint(most, "hold")
    far = Stage("left", "", [(x, -1.0)], step=1)
    session = Session(problem, EXACT)
    session.confine({x: (2, 3)})
    assert session.minimise(far, quiet).value == -3
    assert session.minimise(Stage("x", "", [(x, 1.0)], step=1), quiet).value == 2
    session.loosen(hold, 6)
    assert session.minimise(far, quiet).value == -6


def test_whole_variables_and_fixed_ones() -> None:
    problem = pulp.LpProblem("whole", pulp.const.LpMinimize)
    x = problem.add_variable("x", 0, 9, "Integer")
    y = problem.add_variable("y", 0, 9)
    row(problem, "least", [(x, 2.0), (y, 2.0)], 3)
    session = Session(problem, EXACT)
    assert session.minimise(Stage("y", "", [(x, 2.0), (y, 1.0)]), quiet).value == 1.5
    either = Stage("both", "", [(x, 1.0), (y, 1.1)])
    with session.finishing([x], [y], []):
        result = session.minimise(either, quiet)
    assert result.value_of(x) == 0
    assert result.value_of(y) == pytest.approx(2)
    # Afterwards everything is as it was.
    assert session.minimise(Stage("y", "", [(x, 2.0), (y, 1.0)]), quiet).value == 1.5
    assert session.minimise(either, quiet).value == pytest.approx(1.55)


def test_rows_that_do_not_bind_while_finishing() -> None:
    problem = pulp.LpProblem("free", pulp.const.LpMinimize)
    x = problem.add_variable("x", 0, 9, "Integer")
    row(problem, "most", [(x, -1.0)], -4)
    far = Stage("left", "", [(x, -1.0)])
    session = Session(problem, EXACT)
    assert session.minimise(far, quiet).value_of(x) == pytest.approx(4)
    [*_, most] = problem.constraints()
    with session.finishing([], [], [most]):
        assert session.minimise(far, quiet).value_of(x) == pytest.approx(9)
    assert session.minimise(far, quiet).value_of(x) == pytest.approx(4)


@pytest.mark.parametrize("whole", [True, False])
def test_the_bound_of_a_proven_best(whole: bool) -> None:
    """Also where the problem has no whole numbers, or nothing at all, to choose."""
    problem = pulp.LpProblem("bound", pulp.const.LpMinimize)
    x = problem.add_variable("x", 0, 9, "Integer" if whole else "Continuous")
    row(problem, "least", [(x, 1.0)], 3)
    result = Session(problem, EXACT).minimise(Stage("x", "", [(x, 1.0)]), quiet)
    assert result == Result(Status.OPTIMAL, 3, 3, 0, result.seconds, {x.id: 3})


def test_a_problem_without_anything_in_it() -> None:
    problem = pulp.LpProblem("empty", pulp.const.LpMinimize)
    result = Session(problem, EXACT).minimise(NONE, quiet)
    assert (result.status, result.value, result.gap) == (Status.OPTIMAL, 0, 0)


def test_bound_and_gap_of_what_time_cut_short() -> None:
    problem, stage = knapsack(60, 3)
    result = Session(problem, Options(gap=0.0, time_limit=0.3)).minimise(stage, quiet)
    if result.value is None:
        assert (result.bound, result.gap, result.values) == (None, None, {})
        return
    assert result.bound is not None
    assert 0 <= result.bound <= result.value
    assert result.gap == gap_between(result.value, result.bound)
    assert (result.status is Status.OPTIMAL) == (result.gap == 0)


def test_a_gap_good_enough_is_optimal_and_said() -> None:
    problem, stage = knapsack(25, 4)
    result = Session(problem, Options(gap=0.2)).minimise(stage, quiet)
    assert result.status is Status.OPTIMAL
    assert result.value is not None
    assert result.bound is not None
    assert result.gap is not None
    assert result.gap <= 0.2
    assert 0 <= result.bound <= stock(*knapsack(25, 4)) + 1e-6 <= result.value + 2e-6


def test_steps_apart_are_solved_to_the_end() -> None:
    problem, stage = knapsack(15, 5)
    counted = Stage("count", "", [(variable, 1.0) for variable, _ in stage.terms], step=1)
    result = Session(problem, Options(gap=0.5)).minimise(counted, quiet)
    assert result.value == pytest.approx(stock(*_counted(15, 5)))
    assert result.bound == result.value


def _counted(items: int, seed: int) -> tuple[pulp.LpProblem, Stage]:
    problem, stage = knapsack(items, seed)
    return problem, Stage("count", "", [(variable, 1.0) for variable, _ in stage.terms])


@pytest.mark.parametrize(
    ("value", "bound", "gap"),
    [(10, 10, 0), (10, 9, 0.1), (0, 0, 0), (10, 10 - 1e-12, 0), (5, 6, 0)],
)
def test_gap_between(value: float, bound: float, gap: float) -> None:
    assert gap_between(value, bound) == pytest.approx(gap)


def impossible() -> tuple[pulp.LpProblem, dict[str, list[pulp.LpConstraint]]]:
    """Least 5 against most 3 and most 4; the other rows are not to blame."""
    problem = pulp.LpProblem("conflict", pulp.const.LpMinimize)
    x = problem.add_variable("x", 0, None, "Integer")
    y = problem.add_variable("y", 0, None, "Integer")
    families = {
        "fine": [row(problem, "fine", [(y, 1.0)], 2)],
        "most": [
            row(problem, "most3", [(x, -1.0)], -3),
            row(problem, "most4", [(x, -1.0)], -4),
        ],
        "tight": [row(problem, "tight", [(x, 1.0), (y, -1.0)], 0)],
        "least": [row(problem, "least", [(x, 1.0)], 5)],
    }
    return problem, families


def test_the_families_in_conflict() -> None:
    problem, families = impossible()
    session = Session(problem, EXACT)
    assert session.minimise(NONE, quiet).status is Status.INFEASIBLE
    assert session.conflicting(families) == ["most", "least"]


def test_a_conflict_of_whole_numbers_only() -> None:
    """2x + 2y = 3 has no whole solution, though its relaxation has many."""
    problem = pulp.LpProblem("parity", pulp.const.LpMinimize)
    x = problem.add_variable("x", 0, 9, "Integer")
    y = problem.add_variable("y", 0, 9, "Integer")
    families = {
        "fine": [row(problem, "fine", [(x, 1.0)], 0)],
        "least": [row(problem, "least", [(x, 2.0), (y, 2.0)], 3)],
        "most": [row(problem, "most", [(x, -2.0), (y, -2.0)], -3)],
    }
    session = Session(problem, EXACT)
    assert session.minimise(NONE, quiet).status is Status.INFEASIBLE
    assert session.conflicting(families) == ["least", "most"]


def spied(session: Session, answers: list[Answer]) -> list[str]:
    """Note whether presolve was on at each run, and answer with what is given instead.

    The relaxation is left alone.
    """
    seen: list[str] = []
    run = session._run

    def spy(*arguments: Any, **named: Any) -> Answer:
        answer = run(*arguments, **named)
        if named.get("relaxed"):
            return answer
        seen.append(session._highs.getOptionValue("presolve")[1])
        return answers.pop(0) if answers else answer

    session._run = spy  # type: ignore[method-assign]
    return seen


def test_impossible_is_asked_again_without_presolve() -> None:
    problem, _ = impossible()
    session = Session(problem, EXACT)
    seen = spied(session, [])
    result = session.minimise(NONE, quiet)
    assert result.status is Status.INFEASIBLE
    assert (result.value, result.bound, result.gap, result.values) == (None, None, None, {})
    assert seen == ["choose", "off"]


def test_presolve_that_was_wrong_is_overruled() -> None:
    problem, stage = knapsack(10, 6)
    session = Session(problem, EXACT)
    seen = spied(session, [Answer(Status.INFEASIBLE, None, math.inf, math.inf)])
    result = session.minimise(stage, quiet)
    assert seen == ["choose", "off"]
    assert result.status is Status.OPTIMAL
    assert result.value == pytest.approx(stock(*knapsack(10, 6)))


@pytest.mark.parametrize("seed", range(2))
def test_cbc_makes_the_plan_and_highs_proves_it(seed: int) -> None:
    problem, stage = knapsack(10, seed)
    session = Session(problem, Options(gap=1e-9, solver="cbc"))
    result = session.minimise(stage, quiet)
    assert result.status is Status.OPTIMAL
    assert result.value == pytest.approx(stock(*knapsack(10, seed)))
    assert result.bound == pytest.approx(result.value)


def test_cbc_ends_with_who_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, stage = knapsack(10, 0)
    problem.setObjective(pulp.lpSum_vars_coefs(stage.terms))
    started: list[subprocess.Popen[bytes]] = []
    begin = subprocess.Popen

    def noted(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        # It waits for a user who says nothing, as long as it is let.
        process = begin([sys.executable, "-c", "import time; time.sleep(60)"], **options)
        started.append(process)
        return process

    monkeypatch.setattr(subprocess, "Popen", noted)
    command = pulp.COIN_CMD(msg=False)  # type: ignore[no-untyped-call]
    assert not cbc.solve(problem, command, lambda: True)

    def interrupted() -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cbc.solve(problem, command, interrupted)
    assert [process.poll() is None for process in started] == [False, False]


def test_versions_are_told() -> None:
    problem, _ = knapsack(3, 0)
    assert set(Session(problem, EXACT).versions) >= {"highs"}


def test_rows_by_family() -> None:
    model = allocation.build(instance_of(region_of(small())))
    found: dict[str, Any] = rows_of(model.rows, ["target", "budget", "site"])
    assert list(found) == ["target", "site"]
    assert all(rows for rows in found.values())
    assert found["target"] == [row for key, row in model.rows.items() if key[0] == "target"]
