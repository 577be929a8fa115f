"""Types, ranges and choices, each with its own message at its own cell."""

from __future__ import annotations

from typing import Any

import pytest

from planner.region.raw import RawRow
from planner.region.typed import typed_rows
from tests.region.conftest import Refused
from tests.tiny import tiny


def with_cell(table: str, row: int, column: str, value: Any) -> dict[str, Any]:
    tables = tiny()
    tables[table][row] |= {column: value}
    return tables


@pytest.mark.parametrize(
    ("table", "column", "value", "key"),
    [
        ("municipalities", "inhabitants", "", "region.empty"),
        ("municipalities", "inhabitants", "-1", "region.negative"),
        ("municipalities", "inhabitants", "many", "region.not_integer"),
        ("municipalities", "inhabitants", "1.5", "region.not_integer"),
        ("municipalities", "inhabitants", "9999999999999", "region.above_maximum"),
        ("municipalities", "turnover_rate", "6", "region.share_above_one"),
        ("municipalities", "turnover_rate", "-0.01", "region.negative"),
        ("municipalities", "municipality", "a/a", "region.not_code"),
        ("municipalities", "municipality", "a" * 61, "region.not_code"),
        ("municipalities", "name", "", "region.empty"),
        ("municipalities", "name", "bell\x07", "region.unprintable"),
        ("sites", "from_year", "1800", "region.below_minimum"),
        ("sites", "from_year", "20222", "region.above_maximum"),
        ("sites", "kind", "conversoin", "region.not_a_choice"),
        ("sites", "cost_per_dwelling", "€ 5", "region.currency"),
        ("support_points", "services", "a;a", "region.list_twice"),
        ("support_points", "services", "a;b,c", "region.not_code"),
        ("programmes", "priority", "0", "region.below_minimum"),
        ("programmes", "confidential", "perhaps", "region.not_boolean"),
        ("programmes", "mode", "Walk", "region.not_a_choice"),
    ],
)
def test_cells(refused: Refused, table: str, column: str, value: str, key: str) -> None:
    problems = refused(with_cell(table, 0, column, value))
    found = [(p.key, p.file, p.row, p.column) for p in problems]
    assert (key, f"{table}.csv", 2, column) in found
    assert all(p.value == value or len(value) > 59 for p in problems if p.key == key)


def test_a_choice_suggests_the_nearest(refused: Refused) -> None:
    [problem] = refused(with_cell("sites", 0, "kind", "conversoin"))
    assert problem.remedy == "Bedoelt u “conversion”?"


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("region.name", 5, "region.not_text"),
        ("region.years", [2021, 2022, 2021], "region.year_twice"),
        ("region.years", [], "region.empty_list"),
        ("region.years", ["2021"], "region.not_integer"),
        ("region.years", [1800], "region.below_minimum"),
        ("region.years", 2021, "region.not_list"),
        ("region.price_level", "2021", "region.not_integer"),
        ("region.crs", "EPSG:4326", "region.not_a_choice"),
        ("quota.key", "inwoners", "region.not_a_choice"),
        ("quota.credit_existing", "ja", "region.not_boolean"),
        ("quota.groups", [], "region.empty_list"),
        ("quota.groups", ["a", "a"], "region.list_twice"),
        ("objective.order", ["cost", "cost"], "region.list_twice"),
        ("objective.order", ["costs"], "region.not_a_choice"),
        ("objective.tolerance.cost", -1, "region.negative"),
        ("supply.max_share_of_vacancies", "0,1", "region.not_number"),
        ("supply.max_share_of_vacancies", 10, "region.share_above_one"),
        ("proximity.detour_factor", 0.5, "region.below_minimum"),
        ("levy.amount_per_dwelling_year", float("nan"), "region.not_finite"),
        ("levy.amount_per_dwelling_year", 1e-40, "region.too_many_places"),
        ("levy.amount_per_dwelling_year", [1], "region.not_number"),
    ],
)
def test_settings(refused: Refused, key: str, value: Any, expected: str) -> None:
    found = [(p.key, p.file, p.column) for p in refused(tiny(settings={key: value}))]
    assert (expected, "region.toml", key) in found


def test_missing_settings_are_all_named(refused: Refused) -> None:
    tables = tiny()
    tables["settings"] = {"quota.key": "inhabitants"}
    found = {(p.key, p.column) for p in refused(tables)}
    assert {("region.empty", f"region.{name}") for name in ("name", "label_nl", "years")} <= found


def test_all_problems_of_all_rows_at_once(refused: Refused) -> None:
    tables = with_cell("municipalities", 0, "inhabitants", "-5")
    tables["municipalities"][1] |= {"dwellings": "x", "turnover_rate": "2"}
    tables["stock"][1]["dwellings"] = ""
    found = {(p.key, p.file, p.row, p.column) for p in refused(tables)}
    assert found == {
        ("region.negative", "municipalities.csv", 2, "inhabitants"),
        ("region.not_integer", "municipalities.csv", 3, "dwellings"),
        ("region.share_above_one", "municipalities.csv", 3, "turnover_rate"),
        ("region.empty", "stock.csv", 3, "dwellings"),
    }


def test_sound_rows_survive_beside_bad_ones() -> None:
    rows = [
        RawRow("corporations.csv", 2, {"corporation": "cc", "name": "C"}),
        RawRow("corporations.csv", 3, {"corporation": "dd"}),
        RawRow("corporations.csv", 4, {"corporation": "ee", "name": "E"}, refused={"source"}),
    ]
    found, problems = typed_rows("corporations", rows)
    assert [row.number for row, _ in found] == [2]
    assert found[0][1] == {"corporation": "cc", "name": "C", "source": None}
    assert [(p.key, p.row) for p in problems] == [("region.empty", 3)]
