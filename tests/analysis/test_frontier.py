"""The trade-off between two objectives, against every plan of tiny regions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.analysis.frontier import frontier
from planner.analysis.variants import Frontier
from planner.errors import ExitCode, PlannerError
from planner.optimise.solver import Options
from planner.region.domain import Objective
from planner.region.load import Loaded, load
from planner.verification.rules import verify
from tests.brute_force import at_most, every_plan
from tests.models.small import CLUSTERED, EXACT, OUTFLOW, POINT, POINT_B, arrears, small
from tests.tiny import tiny, write_folder

NEAR = {"support_service": "ambulatory"}
# Support in a1 only: what stands near it stands close together.
CLOSE = {
    "programmes": [{**OUTFLOW, **NEAR}, CLUSTERED],
    "sites": [],
    "support_points": [{**POINT, "capacity": 20}],
    "targets": [
        {"programme": "outflow", "year": 2021, "minimum": 3, "maximum": 3},
        {"programme": "outflow", "year": 2022, "minimum": 3, "maximum": 4},
    ],
}
# Homes near support in a1 and a2 count for aa only, while bb owes some too.
OWING = {**CLOSE, "municipalities": arrears(aa=2, bb=3)}
# Clustered homes cost more in b1, and support for all is there.
DEAR = {
    **CLOSE,
    "programmes": [{**OUTFLOW, **NEAR}, {**CLUSTERED, **NEAR}],
    "support_points": [POINT, POINT_B],
}
ORDER = ["unmet_need", "quota_fairness", "closeness", "spread", "cost"]
FREE = ["unmet_need", "closeness", "spread", "cost"]

# Two neighbourhoods are as far from support as each other: closeness does not mind which of them
# takes what does not fit in a1, spread does.
_SIDES = [
    {**tiny()["neighbourhoods"][1], "neighbourhood": code, "name": code, "dwellings": 900, "y": y}
    for code, y in (("a2", 473000), ("a3", 477000))
]
EVEN = {
    **CLOSE,
    "neighbourhoods": [tiny()["neighbourhoods"][0], *_SIDES, tiny()["neighbourhoods"][2]],
    "stock": [
        {"corporation": "cc", "neighbourhood": code, "dwellings": 600}
        for code in ("a1", "a2", "a3", "b1")
    ],
    "targets": [{"programme": "outflow", "year": 2021, "minimum": 6, "maximum": 6}],
}


def loaded(folder: Path, tables: dict[str, Any], order: list[str] = ORDER) -> Loaded:
    settings = {"objective.order": order, "neighbourhood.max_load_per_1000_dwellings": 20}
    return load(write_folder(folder / "region", small(settings=settings, **tables)))


def nondominated(region: Loaded, found: Frontier) -> list[tuple[float, float]]:
    """The frontier by brute force: all plans that are best in the objectives before both."""
    left = [values for _, values in every_plan(region.region)]
    for aim in found.held:
        for part in [name for name in left[0] if name.startswith(f"{aim}.")]:
            least = min(values[part] for values in left)
            left = [values for values in left if at_most(values[part], least)]
    first, second = (measure.name for measure in found.measures)
    pairs = sorted({(float(values[first]), float(values[second])) for values in left})
    kept: list[tuple[float, float]] = []
    for pair in pairs:
        if not kept or pair[1] < kept[-1][1] - 1e-6:
            kept.append(pair)
    return kept


def near(pair: tuple[float, float]) -> Any:
    return pytest.approx(pair, rel=1e-6, abs=1e-6)


CASES: dict[str, tuple[dict[str, Any], list[str], tuple[Objective, Objective]]] = {
    "closeness and spread": (CLOSE, FREE, (Objective.CLOSENESS, Objective.SPREAD)),
    "spread and closeness": (CLOSE, FREE, (Objective.SPREAD, Objective.CLOSENESS)),
    "two as far": (EVEN, FREE, (Objective.CLOSENESS, Objective.SPREAD)),
    "fairness and closeness": (OWING, ORDER, (Objective.QUOTA_FAIRNESS, Objective.CLOSENESS)),
    "fairness and cost": (OWING, ORDER, (Objective.COST, Objective.QUOTA_FAIRNESS)),
    "need and cost": (DEAR, ORDER, (Objective.UNMET_NEED, Objective.COST)),
    "closeness and need, in no order": (
        DEAR,
        ["quota_fairness"],
        (Objective.CLOSENESS, Objective.UNMET_NEED),
    ),
    "spread and fairness": (OWING, ORDER, (Objective.SPREAD, Objective.QUOTA_FAIRNESS)),
}


@pytest.mark.parametrize("number", [4, 7])
@pytest.mark.parametrize("case", CASES)
def test_it_is_what_enumeration_finds(tmp_path: Path, case: str, number: int) -> None:
    tables, order, pair = CASES[case]
    region = loaded(tmp_path, tables, order)
    found = frontier(region, pair, number, EXACT)
    expected = nondominated(region, found)
    points = [found.values(plan) for plan in found.plans]
    assert found.complete
    assert [measure.aim for measure in found.measures] == list(pair)
    assert points[0] == near(expected[0]), "the best of the first aim"
    assert points[-1] == near(expected[-1]), "the best of the second aim"
    for point in points:
        assert any(point == near(other) for other in expected), f"{point} is beaten"
    assert len(points) == len(set(points))
    for plan in found.plans:
        assert plan.plan.status == "optimal"
        checked = verify(region.region, plan.plan.lines)
        assert checked.violations == ()
        assert checked.aims == plan.verification.aims


def test_a_trade_off_has_more_than_its_ends(tmp_path: Path) -> None:
    """So that the cases above say something."""
    region = loaded(tmp_path, CLOSE, FREE)
    found = frontier(region, (Objective.CLOSENESS, Objective.SPREAD), 7, EXACT)
    assert len(found.plans) > 2
    assert found.held == (Objective.UNMET_NEED,)


def test_two_points_are_the_ends(tmp_path: Path) -> None:
    region = loaded(tmp_path, CLOSE, FREE)
    many = frontier(region, (Objective.CLOSENESS, Objective.SPREAD), 7, EXACT)
    two = frontier(region, (Objective.CLOSENESS, Objective.SPREAD), 2, EXACT)
    assert [two.values(plan) for plan in two.plans] == [
        near(many.values(many.plans[0])),
        near(many.values(many.plans[-1])),
    ]


def test_without_a_trade_off_there_is_one_point(tmp_path: Path) -> None:
    """All need is met at once: neither objective can gain by the other."""
    region = loaded(tmp_path, {"sites": []})
    found = frontier(region, (Objective.UNMET_NEED, Objective.QUOTA_FAIRNESS), 7, EXACT)
    assert len(found.plans) == 1


def test_the_same_question_has_the_same_answer(tmp_path: Path) -> None:
    region = loaded(tmp_path, CLOSE, FREE)
    once, again = (
        frontier(region, (Objective.CLOSENESS, Objective.SPREAD), 5, EXACT) for _ in range(2)
    )
    assert [plan.plan.lines for plan in once.plans] == [plan.plan.lines for plan in again.plans]


def test_another_solver_finds_the_same_ends(tmp_path: Path) -> None:
    region = loaded(tmp_path, CLOSE, FREE)
    pair = (Objective.CLOSENESS, Objective.COST)
    ours = frontier(region, pair, 3, EXACT)
    theirs = frontier(region, pair, 3, Options(gap=1e-7, solver="cbc"))
    assert ours.values(ours.plans[0]) == near(theirs.values(theirs.plans[0]))
    assert ours.values(ours.plans[-1]) == near(theirs.values(theirs.plans[-1]))


def test_without_time_there_is_nothing(tmp_path: Path) -> None:
    region = loaded(tmp_path, CLOSE, FREE)
    with pytest.raises(PlannerError) as caught:
        frontier(region, (Objective.CLOSENESS, Objective.SPREAD), 5, Options(time_limit=1e-9))
    assert caught.value.exit_code is ExitCode.NO_TIME


def test_time_that_runs_out_leaves_what_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user stops after the first plan."""
    import planner.analysis.frontier as tested

    region = loaded(tmp_path, CLOSE, FREE)
    whole = frontier(region, (Objective.CLOSENESS, Objective.SPREAD), 5, EXACT)
    confirm = tested.confirmed

    def stopping(*given: Any) -> Any:
        found = confirm(*given)
        sweep._stop.set()
        return found

    class Watched(tested.Pursuit):
        def __init__(self, *given: Any) -> None:
            nonlocal sweep
            super().__init__(*given)
            sweep = self.session

    sweep: Any = None
    monkeypatch.setattr(tested, "confirmed", stopping)
    monkeypatch.setattr(tested, "Pursuit", Watched)
    found = frontier(region, (Objective.CLOSENESS, Objective.SPREAD), 5, EXACT)
    assert not found.complete
    assert len(found.plans) == 1
    assert found.values(found.plans[0]) == near(whole.values(whole.plans[0]))
