"""The numbers on the sheets, worked out again from the plan, and their totals."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner.outcome import Outcome
from planner.output.workbook import write_workbook
from planner.region.plan_file import read_plan
from tests.output.conftest import LINES, TIERS, make_region

type Make = Callable[..., Outcome]
SOFFICE = shutil.which("soffice")
needs_calc = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")


@pytest.fixture
def book(outcome: Outcome, tmp_path: Path) -> Path:
    write_workbook(outcome, tmp_path / "plan.xlsx")
    return tmp_path / "plan.xlsx"


def rows_of(path: Path, sheet: str, values: bool = True) -> list[list[Any]]:
    found = openpyxl.load_workbook(path, data_only=values)[sheet]
    return [[cell.value for cell in row] for row in found.iter_rows()]


def recalculated(path: Path) -> Path:
    """The workbook as LibreOffice opens, works out and saves it."""
    assert SOFFICE
    folder = path.parent / "calc"
    command = [
        SOFFICE, f"-env:UserInstallation={(path.parent / 'profile').as_uri()}", "--headless",
        "--convert-to", "xlsx", "--outdir", str(folder), str(path),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / path.name


def without_formulas(path: Path) -> Path:
    """The same workbook with the stored results taken out, so that they have to be worked out."""
    book = openpyxl.load_workbook(path)
    bare = path.with_name("bare.xlsx")
    book.save(bare)
    return bare


def test_municipalities(book: Path) -> None:
    rows = rows_of(book, "gemeenten")
    assert rows[1] == ["woningen", "aa", "Stad AA", 15, 12, 3, 0, 150_000, 0, 75_000, 75_000]
    assert rows[4] == [None] * 11
    assert rows[5] == ["Totaal", None, None, 30, 29, 3, 2, 225_000, 225_000, 0, 0]
    formulas = rows_of(book, "gemeenten", values=False)
    assert formulas[1][5:7] == ["=MAX(0,D2-E2)", "=MAX(0,E2-D2)"]
    assert formulas[5][3] == "=SUM(D2:D4)"
    assert "€" in openpyxl.load_workbook(book)["gemeenten"]["H2"].number_format


def test_corporations(book: Path) -> None:
    rows = rows_of(book, "woningcorporaties")
    near = next(row for row in rows if row[3:5] == ["near (nl)", 2021])
    assert near[:3] == ["noord", "Wonen Noord", "Stad AA"]
    assert near[5:] == pytest.approx([5, 14.5, 5 / 14.5])
    cluster = next(row for row in rows if row[3] == "cluster (nl)")
    assert cluster[7] is None
    assert rows[-1][5] == sum(line.dwellings for line in LINES)
    sheet = openpyxl.load_workbook(book)["woningcorporaties"]
    assert sheet["H2"].number_format == "0.00%"
    assert sheet["H2"].value == "=F2/G2"


def test_neighbourhoods(make: Make, tmp_path: Path) -> None:
    region = make_region()
    heavy = replace(region.programmes["near"], load_weight=Decimal("1.5"))
    here = replace(region.neighbourhoods["a1"], existing_load=Decimal(2))
    empty = replace(region.neighbourhoods["c2"], dwellings=0)
    region = replace(
        region,
        programmes={**region.programmes, "near": heavy},
        neighbourhoods={**region.neighbourhoods, "a1": here, "c2": empty},
    )
    write_workbook(make(region), tmp_path / "plan.xlsx")
    rows = {row[0]: row for row in rows_of(tmp_path / "plan.xlsx", "buurten")}
    # 4 outflow, 5 near and 2 hidden dwellings; the load is 4 + 5 × 1.5 + 2.
    assert rows["a1"][3:] == [500, 11, 2, 13.5, 31, 20]
    assert rows["c2"][3:] == [0, 0, 0, 0, None, 20]
    assert rows["Totaal"][3:7] == [2500, 31, 2, 34]


def test_support(book: Path) -> None:
    rows = {row[0]: row for row in rows_of(book, "steunpunten")}
    assert rows["sp"][1:5] == ["Steunpunt Eén", "Stad AA", "Buurt a1", "day"]
    assert rows["sp"][6:] == [5, 1, 6, 8, 0.75]
    assert rows["sq"][6:] == [0, 0, 0, None, None]
    assert rows["Totaal"][6:9] == [5, 1, 6]
    assert rows["Code"][6:8] == ["Erbij in 2021", "Erbij in 2022"]


def test_sites(make: Make, tmp_path: Path) -> None:
    region = make_region()
    other = replace(region.sites["s1"], code="s2", name="Kade")
    lines = (*LINES, replace_line("s1", 3))
    region = replace(region, sites={**region.sites, "s2": other})
    write_workbook(make(region, lines), tmp_path / "plan.xlsx")
    rows = {row[0]: row for row in rows_of(tmp_path / "plan.xlsx", "locaties")}
    assert rows["s1"][1:7] == [
        "Werf", "Stad BB", "Buurt b2", "Wonen Zuid", "nieuwbouw", "cluster (nl)",
    ]  # fmt: skip
    assert rows["s1"][10:] == ["gebruikt", "cluster (nl)", 2021, 13]
    assert rows["s2"][10:] == ["niet gebruikt", None, None, None]
    assert rows["Totaal"][13] == 13


def replace_line(site: str, dwellings: int) -> Any:
    one = next(line for line in LINES if line.site == site)
    return one._replace(support_point="sp", dwellings=dwellings)


def test_aims_have_the_format_of_their_unit(make: Make, tmp_path: Path) -> None:
    odd = replace(TIERS[0], value=float("nan"), bound=float("-inf"), gap=float("inf"))
    write_workbook(make(tiers=(odd, TIERS[1])), tmp_path / "plan.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "plan.xlsx")["doelen"]
    assert [cell.value for cell in sheet[2]][4:] == [None, None, None, 100]
    assert [cell.value for cell in sheet[3]][:2] == ["Nabijheid", "Reistijd"]
    assert sheet["E3"].number_format == '#,##0.0 "min"'
    assert sheet["G3"].number_format == "0.00%"


def test_settings_show_value_default_and_source(book: Path) -> None:
    rows = {row[0]: row[2:] for row in rows_of(book, "instellingen")[1:]}
    assert rows == {
        "proximity.mode": ["cycle", "cycle", None],
        "quota.carry_arrears": ["true", None, None],
        "quota.groups": ["homes", None, None],
        "supply.max_share_of_vacancies": [0.1, None, "assumption: 10%"],
    }
    assert rows_of(book, "aannames")[1] == [
        "Woningen van woningcorporaties", "Wonen Noord, Buurt a1", "assumption: a third",
        "noord, a1",
    ]  # fmt: skip


@needs_calc
def test_a_recalculation_finds_the_stored_values(book: Path) -> None:
    again = recalculated(without_formulas(book))
    formulas = openpyxl.load_workbook(book)
    stored = openpyxl.load_workbook(book, data_only=True)
    worked_out = openpyxl.load_workbook(again, data_only=True)
    checked = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    was = stored[sheet.title][cell.coordinate].value
                    now = worked_out[sheet.title][cell.coordinate].value
                    assert now == pytest.approx(was), f"{sheet.title} {cell.coordinate}"
                    checked += 1
    assert checked > 40


def test_a_plan_comes_back_as_it_was(book: Path) -> None:
    assert read_plan(book, make_region()) == tuple(sorted(LINES))


@needs_calc
def test_a_plan_edited_in_another_program_comes_back(book: Path) -> None:
    edited = openpyxl.load_workbook(recalculated(book))
    edited["allocation"]["H2"] = 7
    edited["allocation"].append(["outflow", 2021, "cc", "c1", "zuid", None, None, 1])
    edited.save(book)
    lines = read_plan(recalculated(book), make_region())
    before = set(sorted(LINES)[1:])
    assert set(lines) - before == {
        LINES[5]._replace(dwellings=7),
        LINES[2]._replace(year=2021, dwellings=1),
    }
    assert len(lines) == len(LINES) + 1


def test_codes_are_offered_where_people_edit(make: Make, tmp_path: Path) -> None:
    write_workbook(make(), tmp_path / "plan.xlsx")
    found = openpyxl.load_workbook(tmp_path / "plan.xlsx")["allocation"].data_validations
    lists = {rule.formula1: str(rule.sqref) for rule in found.dataValidation}
    assert lists['"2021,2022"'].startswith("B2:B")
    assert '"cluster,hidden,near,outflow"' in lists
    assert '"aa,bb,cc"' in lists


def test_lists_that_a_cell_cannot_hold_are_left_out(make: Make, tmp_path: Path) -> None:
    region = make_region()
    one = region.programmes["near"]
    many = {f"programme-{n:03}": replace(one, code=f"programme-{n:03}") for n in range(40)}
    many |= region.programmes
    comma = {"a,b": replace(region.municipalities["aa"], code="a,b"), **region.municipalities}
    region = replace(region, programmes=many, municipalities=comma)
    write_workbook(make(region), tmp_path / "plan.xlsx")
    found = openpyxl.load_workbook(tmp_path / "plan.xlsx")["allocation"].data_validations
    assert [rule.formula1 for rule in found.dataValidation] == ['"2021,2022"']
