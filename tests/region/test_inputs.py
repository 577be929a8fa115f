"""What a plan was made from: written, compared and gone back to."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.analysis.recorded import document, read_inputs
from planner.errors import PlannerError
from planner.region.bundled import bundled_names, scenario_names
from planner.region.inputs import (
    Change,
    Inputs,
    as_text,
    changes,
    inputs_of,
    taken_back,
    together,
)
from planner.region.load import Loaded, load
from tests.tiny import tiny, write_folder


@pytest.fixture
def base(tmp_path: Path) -> Loaded:
    return load(write_folder(tmp_path / "base", tiny()))


def inputs(loaded: Loaded) -> Inputs:
    return inputs_of(loaded.region, loaded.settings)


def other(tmp_path: Path, settings: Any = None, **tables: Any) -> Loaded:
    return load(write_folder(tmp_path / "other", tiny(settings, **tables)))


def row(table: str, number: int, **cells: Any) -> list[dict[str, Any]]:
    """A table of the tiny region with one row changed."""
    rows: list[dict[str, Any]] = tiny()[table]
    return [{**cell, **(cells if n == number else {})} for n, cell in enumerate(rows)]


def test_equal_values_are_the_same_text() -> None:
    assert as_text(Decimal("0.10")) == as_text(0.1) == "0.1"
    assert as_text(Decimal("1E+3")) == as_text(1000.0) == as_text(1000) == "1000"
    assert as_text(("a", "b")) == as_text(["a", "b"]) == "a;b"
    assert [as_text(value) for value in (None, True, 1e-7)] == ["", "true", "0.0000001"]


@given(st.decimals(-(10**12), 10**12, places=6))
def test_a_number_is_written_in_one_way(value: Decimal) -> None:
    assert Decimal(as_text(value)) == value
    assert as_text(value) == as_text(value.normalize())


def test_what_is_written_is_read_again(base: Loaded, tmp_path: Path) -> None:
    found = inputs(base)
    written = json.dumps(document(found))
    (tmp_path / "inputs.json").write_text(written, encoding="utf-8")
    assert read_inputs(tmp_path) == found
    assert read_inputs(tmp_path / "base") is None
    assert "made up" not in written  # where a row comes from is no input


def test_counts_of_people_are_not_written(tmp_path: Path) -> None:
    demand = [{"programme": "outflow", "municipality": "aa", "year": 2021, "households": 3}]
    with_people = inputs(other(tmp_path, demand=demand))
    assert "households" not in json.dumps(document(with_people))
    base = inputs(load(write_folder(tmp_path / "base", tiny())))
    assert changes(base, with_people) == ()
    assert base.digests["demand"] != with_people.digests["demand"]
    assert base.digests["pools"] == with_people.digests["pools"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"settings": {}, "tables": {"stock": [1]}}'])
def test_what_is_no_input_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "inputs.json").write_text(content, encoding="utf-8")
    with pytest.raises(PlannerError) as caught:
        read_inputs(tmp_path)
    assert caught.value.exit_code == 3
    assert "inputs.json" in str(caught.value)


def test_what_differs(base: Loaded, tmp_path: Path) -> None:
    after = other(
        tmp_path,
        {"supply.max_share_of_vacancies": 0.2, "region.source": "another"},
        support_points=row("support_points", 0, capacity=5, source="another"),
        targets=tiny()["targets"][:2],
        separation=[{"programme_a": "outflow", "programme_b": "clustered", "min_metres": 5}],
    )
    assert changes(inputs(base), inputs(after)) == (
        Change("region", ("supply.max_share_of_vacancies",), "changed",
               (("supply.max_share_of_vacancies", "0.1", "0.2"),)),
        Change("support_points", ("p1",), "changed", (("capacity", "20", "5"),)),
        Change("targets", ("clustered", "2022"), "removed",
               (("programme", "clustered", ""), ("year", "2022", ""), ("minimum", "4", ""),
                ("maximum", "12", ""))),
        Change("separation", ("outflow", "clustered"), "added",
               (("programme_a", "", "outflow"), ("programme_b", "", "clustered"),
                ("min_metres", "", "5"))),
    )  # fmt: skip
    assert changes(inputs(base), inputs(base)) == ()


def test_what_names_a_row_that_is_gone_goes_with_it(base: Loaded, tmp_path: Path) -> None:
    tables = tiny()
    extra = {"corporation": "dd", "name": "Nieuw", "source": "x"}
    after = other(
        tmp_path,
        corporations=[*tables["corporations"], extra],
        stock=[{**tables["stock"][0], "corporation": "dd"}, *tables["stock"][1:]],
        sites=[],
        support_points=row("support_points", 0, capacity=5),
    )
    found = changes(inputs(base), inputs(after))
    groups = together(found, inputs(base), inputs(after))
    assert [[(one.table, one.key) for one in group] for group in groups] == [
        [("corporations", ("dd",)), ("stock", ("dd", "a1"))],
        [("stock", ("cc", "a1"))],
        [("support_points", ("p1",))],
        [("sites", ("s1",))],
    ]
    for group in groups:
        made = taken_back(after.region, after.folder, group, inputs(base), inputs(after))
        left = changes(inputs(base), inputs_of(made, after.settings))
        assert set(left) == set(found) - set(group)


def test_years_go_with_their_rows(base: Loaded, tmp_path: Path) -> None:
    targets = [{"programme": "outflow", "year": 2023, "minimum": 3, "source": "x"}]
    after = other(
        tmp_path, {"region.years": [2021, 2022, 2023]}, targets=[*tiny()["targets"], *targets]
    )
    found = changes(inputs(base), inputs(after))
    [group] = together(found, inputs(base), inputs(after))
    made = taken_back(after.region, after.folder, group, inputs(base), inputs(after))
    assert made.years == (2021, 2022)
    assert made.targets.keys() == base.region.targets.keys()


def test_a_change_that_does_not_stand_alone_is_refused(base: Loaded, tmp_path: Path) -> None:
    """Shares by weight need weights, and those are another change."""
    weights = [{**cells, "quota_weight": 1} for cells in tiny()["municipalities"]]
    before = other(tmp_path, {"quota.key": "quota_weight"}, municipalities=weights)
    found = changes(inputs(before), inputs(base))
    [setting, *rows] = together(found, inputs(before), inputs(base))
    assert len(rows) == 2
    with pytest.raises(PlannerError):
        taken_back(base.region, base.folder, setting, inputs(before), inputs(base))
    made = taken_back(base.region, base.folder, found, inputs(before), inputs(base))
    assert made.settings.quota.key == "quota_weight"


@pytest.mark.parametrize("name", bundled_names())
def test_every_bundled_scenario_can_be_taken_back(name: str) -> None:
    base = load(name)
    for scenario in scenario_names(name):
        after = load(name, scenarios=[scenario])
        found = changes(inputs(base), inputs(after))
        assert found
        made = taken_back(after.region, after.folder, found, inputs(base), inputs(after))
        assert changes(inputs(base), inputs_of(made, base.settings)) == ()
        assert made.left == base.region.left
