"""What the rules and objectives write into."""

from __future__ import annotations

import pytest

from planner.models import allocation
from planner.models.model import Model, Stage
from planner.optimise.solver import Options, Session, Status
from planner.region.domain import Instance
from tests.models.small import EXACT, agrees, instance_of, region_of, small

CODES = ["A-1", "A 1", "A_1", "A_1_", "A.1"]


def similar() -> Instance:
    """Corporations whose codes differ by signs only that PuLP and the LP format rewrite."""
    return instance_of(
        region_of(
            small(
                corporations=[{"corporation": code, "name": code} for code in (*CODES, "cc")],
                stock=[
                    {
                        "corporation": code,
                        "neighbourhood": "a1",
                        "dwellings": 20,
                        "turnover_rate": 1,
                    }
                    for code in CODES
                ],
            )
        )
    )


def test_codes_that_look_alike_stay_apart() -> None:
    model = allocation.build(similar())
    of_outflow = {key: x for key, x in model.dwellings.items() if key[0] == "outflow"}
    assert len(of_outflow) == 2 * len(CODES)
    assert len({variable.name for variable in of_outflow.values()}) == len(of_outflow)
    assert len({variable.id for variable in of_outflow.values()}) == len(of_outflow)
    assert len({row.name for row in model.rows.values()}) == len(model.rows)
    for row in model.rows.values():
        assert len(row) >= 1
    # A corporation's own row bounds its own dwellings only.
    for code in CODES:
        row = model.rows["vacancy_share", "vacancies", code, "a1", 2021]
        [variable] = list(row.keys())
        [key] = [key for key, x in of_outflow.items() if x.name == variable.name]
        assert (key[1], key[2].corporation) == (2021, code)


def test_codes_that_look_alike_in_a_plan() -> None:
    agrees(similar().region)


@pytest.mark.parametrize(("sense", "limit"), [(">=", 1), ("<=", -1), ("==", 2)])
def test_an_empty_row_that_cannot_hold_stays_impossible(sense: str, limit: float) -> None:
    model = Model(similar())
    model.row("empty", ("one",), [], sense, limit)  # type: ignore[arg-type]
    session = Session(model.problem, Options())
    result = session.minimise(Stage("nothing", "", []), lambda progress: None)
    assert result.status is Status.INFEASIBLE


@pytest.mark.parametrize(("sense", "limit"), [(">=", 0), ("<=", 3), ("==", 0)])
def test_an_empty_row_that_holds_does_no_harm(sense: str, limit: float) -> None:
    model = Model(similar())
    model.row("empty", ("one",), [], sense, limit)  # type: ignore[arg-type]
    x = model.variables("x", ["x"])["x"]
    result = Session(model.problem, EXACT).minimise(Stage("x", "", [(x, 1)]), lambda progress: None)
    assert result.value == 0


def test_rows_are_found_by_tuple() -> None:
    model = Model(similar())
    x = model.variables("x", [("A-1", 1), ("A 1", 1)], "Integer", upper=3)
    row = model.row("both", ("A-1", "A 1"), [(x["A-1", 1], 2.0), (x["A 1", 1], 1.0)], "<=", 4)
    assert model.rows["both", "A-1", "A 1"] is row
    assert (row.getLb(), row.getUb()) == (None, 4)
    assert {variable.name: coefficient for variable, coefficient in row.items()} == {
        x["A-1", 1].name: 2, x["A 1", 1].name: 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("step", "value", "tolerance", "limit", "loosened"),
    [
        (1, 2.9999996, 0.0, 3, 3),
        (1, 3, 0.4, 3, 4),
        (1, 5, 0.6, 5, 8),
        (1, 10, 0.1, 10, 11),
        (None, 10, 0.1, 10, 11),
        (None, 0, 0.5, 0, 0),
    ],
)
def test_what_is_held(
    step: float | None, value: float, tolerance: float, limit: float, loosened: float
) -> None:
    model = Model(similar())
    x = model.variables("x", ["x"])["x"]
    model.hold_stage("aim", Stage("part", "", [(x, 1.0)], step), value, tolerance)
    [hold] = model.holds
    assert model.rows["hold", "aim", "part"] is hold.row
    assert hold.row.getUb() == pytest.approx(limit, abs=2e-6)
    assert hold.loosened == pytest.approx(loosened, abs=2e-6)


def test_years_without_a_limit_end_the_limits() -> None:
    open_end = [
        {"programme": "outflow", "year": 2021, "minimum": 1, "maximum": 2},
        {"programme": "outflow", "year": 2022, "minimum": 1},
    ]
    model = Model(instance_of(region_of(small(targets=open_end))))
    assert [model.region.cumulative_maximum("outflow", year) for year in (2021, 2022)] == [2, None]
    assert [model.region.cumulative_maximum("clustered", year) for year in (2021, 2022)] == [0, 0]
