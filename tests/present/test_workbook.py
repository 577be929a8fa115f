from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner import text
from planner.errors import Problem
from planner.outcome import Outcome
from planner.present.workbook import write_workbook
from planner.verify import Verification, Violation

from .conftest import TIERS, make_region

type Make = Callable[..., Outcome]
SHEETS = ["plan", "allocation", "municipalities", "corporations", "aims", "settings", "assumptions"]


def opened(outcome: Outcome, folder: Path, values: bool = False) -> Any:
    write_workbook(outcome, folder / "plan.xlsx")
    return openpyxl.load_workbook(folder / "plan.xlsx", data_only=values)


def cells(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_there_is_a_sheet_for_every_table(outcome: Outcome, tmp_path: Path) -> None:
    book = opened(outcome, tmp_path)
    assert book.sheetnames == SHEETS
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(cell.font.bold for cell in sheet[1])


def test_allocation_is_the_table_and_nothing_else(outcome: Outcome, tmp_path: Path) -> None:
    sheet = opened(outcome, tmp_path)["allocation"]
    rows = cells(sheet)
    assert rows[0][0] == "programme"
    assert rows[1] == ["cluster", 2021, "bb", "b2", "zuid", "s1", None, 10]
    assert len(rows) == 8
    assert sheet["B2"].number_format == "0"


def test_money_and_shares_are_numbers_with_a_format(outcome: Outcome, tmp_path: Path) -> None:
    book = opened(outcome, tmp_path)
    assert book["municipalities"]["H2"].value == 75_000
    assert book["municipalities"]["H2"].number_format == "#,##0.00"
    assert book["corporations"]["G2"].value == 0.1379
    assert book["corporations"]["G2"].number_format == "0.00%"
    assert book["aims"]["G3"].number_format == "0.00%"


def test_totals_are_formulas_that_carry_their_value(outcome: Outcome, tmp_path: Path) -> None:
    formulas = cells(opened(outcome, tmp_path)["municipalities"])
    values = cells(opened(outcome, tmp_path, values=True)["municipalities"])
    assert formulas[4] == [None] * 8
    assert formulas[5][3] == "=SUM(D2:D4)"
    assert values[5] == ["Totaal", None, None, 30, 29, 3, 2, 0]
    corporate = cells(opened(outcome, tmp_path, values=True)["corporations"])
    assert corporate[-1] == ["Totaal", None, None, None, 31, None, None]


def test_every_formula_of_the_summary_carries_its_value(outcome: Outcome, tmp_path: Path) -> None:
    formulas = opened(outcome, tmp_path)["plan"]
    values = opened(outcome, tmp_path, values=True)["plan"]
    found = [cell for row in formulas.iter_rows() for cell in row if cell.data_type == "f"]
    assert found
    assert all(values[cell.coordinate].value is not None for cell in found)
    rows = cells(values)
    assert ["Stad BB", 10, 0, 1, 0, 11] in [row[:6] for row in rows]
    assert ["Totaal", 10, 2, 6, 13, 31] in [row[:6] for row in rows]
    assert ["Totaal", 31, 32, 1] in [row[:4] for row in rows]


@pytest.mark.parametrize("name", ["=1+1", "+31", "-1", "@SUM(A1)", "https://example.org"])
def test_text_is_never_run(make: Make, tmp_path: Path, name: str) -> None:
    region = make_region()
    changed = {**region.municipalities, "aa": replace(region.municipalities["aa"], name=name)}
    book = opened(make(region=replace(region, municipalities=changed)), tmp_path)
    cell = book["municipalities"]["C2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)
    shown = [c for row in book["plan"].iter_rows() for c in row if c.value == name]
    assert [c.data_type for c in shown] == ["s"]


def test_the_same_plan_is_the_same_bytes(make: Make, tmp_path: Path) -> None:
    write_workbook(make(), tmp_path / "one.xlsx")
    slower = tuple(replace(tier, seconds=tier.seconds + 1) for tier in TIERS)
    write_workbook(make(tiers=slower), tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.xlsx") as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}


def test_what_is_not_a_number_is_left_empty(make: Make, tmp_path: Path) -> None:
    tier = replace(TIERS[0], value=float("nan"), bound=float("-inf"), gap=float("inf"))
    row = cells(opened(make(tiers=(tier,)), tmp_path)["aims"])[1]
    assert row[4:] == [None, None, None, 100]


def test_the_summary_speaks_the_language_in_use(outcome: Outcome, tmp_path: Path) -> None:
    dutch = cells(opened(outcome, tmp_path)["plan"])
    text.use("en")
    english = cells(opened(outcome, tmp_path)["plan"])
    assert (dutch[0][0], english[0][0]) == ("Plan Testland", "Plan Testia")
    assert "Reistijd" in [row[1] for row in dutch]
    assert "Travel time" in [row[1] for row in english]
    assert english[2][:2] == ["Status", "Optimal"]


def test_broken_rules_are_listed(make: Make, tmp_path: Path) -> None:
    problem = Problem("present.plan_exists", {"folder": "x"})
    found = Verification(("quota",), (Violation("quota", problem),), {})
    rows = cells(opened(make(verification=found), tmp_path)["plan"])
    assert ["Controle", "1 regel geschonden"] in [row[:2] for row in rows]
    assert str(problem) in [row[1] for row in rows]


def test_settings_show_value_default_and_source(outcome: Outcome, tmp_path: Path) -> None:
    rows = cells(opened(outcome, tmp_path)["settings"])
    assert rows == [
        ["setting", "in_force", "default", "source"],
        ["proximity.mode", "cycle", "cycle", None],
        ["quota.carry_arrears", "true", None, None],
        ["quota.groups", "homes", None, None],
        ["supply.max_share_of_vacancies", 0.1, None, "assumption: 10%"],
    ]
    assert cells(opened(outcome, tmp_path)["assumptions"])[1] == [
        "stock",
        "noord, a1",
        "assumption: a third",
    ]


def test_an_empty_plan_can_be_written(make: Make, tmp_path: Path) -> None:
    assert cells(opened(make(lines=(), tiers=()), tmp_path)["corporations"]) == [
        [
            "corporation",
            "municipality",
            "programme",
            "year",
            "dwellings",
            "expected_vacancies",
            "share_of_expected_vacancies",
        ]
    ]
