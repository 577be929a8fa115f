"""`plan.xlsx` as a whole: what is on which sheet, in both languages, for each audience."""

from __future__ import annotations

import re
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
from planner.output.edition import edition
from planner.output.workbook import write_workbook
from planner.region.domain import Audience
from planner.verification.rules import Verification, Violation
from tests.output.conftest import TIERS, make_region

type Make = Callable[..., Outcome]
DUTCH = [
    "plan", "woningen", "gemeenten", "woningcorporaties", "buurten", "steunpunten", "locaties",
    "doelen", "instellingen", "aannames", "allocation",
]  # fmt: skip
ENGLISH = [
    "plan", "dwellings", "municipalities", "corporations", "neighbourhoods", "support", "sites",
    "objectives", "settings", "assumptions", "allocation",
]  # fmt: skip


def opened(outcome: Outcome, folder: Path, values: bool = False) -> Any:
    write_workbook(outcome, folder / "plan.xlsx")
    return openpyxl.load_workbook(folder / "plan.xlsx", data_only=values)


def column(found: Any) -> list[Any]:
    return [row[0].value for row in found] if isinstance(found, tuple) else [found.value]


def cells(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize(("lang", "names"), [("nl", DUTCH), ("en", ENGLISH)])
def test_there_is_a_sheet_for_every_table(
    outcome: Outcome, tmp_path: Path, lang: str, names: list[str]
) -> None:
    text.use(lang)
    book = opened(outcome, tmp_path)
    assert book.sheetnames == names
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.print_title_rows == "$1:$1"
        assert all(cell.font.bold for cell in sheet[1])
        assert all(cell.value for cell in sheet[1])
    for sheet in book.worksheets:
        setup = sheet.page_setup
        assert (setup.orientation, int(setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        # One page wide is what the format says by leaving it out.
        assert (setup.fitToWidth, setup.fitToHeight) == (None, 0)


def test_allocation_is_the_table_and_nothing_else(outcome: Outcome, tmp_path: Path) -> None:
    sheet = opened(outcome, tmp_path)["allocation"]
    rows = cells(sheet)
    assert rows[0][0] == "programme"
    assert rows[1] == ["cluster", 2021, "bb", "b2", "zuid", "s1", None, 10]
    assert len(rows) == 8
    assert sheet["B2"].number_format == "0"


def test_the_lines_of_the_plan_are_there_to_read(outcome: Outcome, tmp_path: Path) -> None:
    rows = cells(opened(outcome, tmp_path)["woningen"])
    assert rows[0][:3] == ["Programma", "Jaar", "Gemeente"]
    assert rows[1] == [
        "cluster (nl)", 2021, "Stad BB", "Buurt b2", "Wonen Zuid", "Werf", None, 10,
    ]  # fmt: skip
    assert rows[4][6] == "Steunpunt Eén"


def test_columns_have_the_same_names_in_both_languages(outcome: Outcome, tmp_path: Path) -> None:
    found = {}
    for lang in ("nl", "en"):
        text.use(lang)
        book = opened(outcome, tmp_path)
        found[lang] = {
            name: column(book[sheet][cells_])
            for name, defined in book.defined_names.items()
            for sheet, cells_ in defined.destinations
        }
    assert found["nl"].keys() == found["en"].keys()
    assert found["nl"]["municipalities_code"] == ["aa", "bb", "cc"]
    assert found["en"]["municipalities_pays"] == [150_000, 0, 75_000]
    assert found["en"]["municipalities_receives"] == [0, 225_000, 0]
    assert found["nl"]["allocation_dwellings"] == found["en"]["allocation_dwellings"]
    for sheet in {*ENGLISH[1:]} - {"objectives"} | {"aims"}:
        assert any(name.startswith(f"{sheet}_") for name in found["nl"]), sheet


def test_dutch_has_no_english(outcome: Outcome, tmp_path: Path) -> None:
    keys = [key for key in text.catalogue("en") if key.startswith("workbook.")]
    english = {text.catalogue("en")[key] for key in keys}
    english -= {text.catalogue("nl")[key] for key in keys}
    assert len(english) > 60
    book = opened(outcome, tmp_path)
    words = {(cell,) for sheet in book.worksheets for row in cells(sheet) for cell in row}
    words |= {(sheet.title,) for sheet in book.worksheets}
    codes = {(name,) for name in ("municipality", "programme", "municipalities")}
    found = english & words
    # The one sheet with codes, and the codes of settings and their choices, are the same anywhere.
    allowed = {(cell.value,) for cell in book["allocation"][1]}
    assert found - allowed - codes == set()


def test_every_page_says_for_whom_it_is(outcome: Outcome, tmp_path: Path) -> None:
    for audience, mark in (("internal", "intern"), ("partners", "voor partners")):
        book = opened(edition(outcome, Audience(audience)), tmp_path)
        assert book.properties.category == mark
        for sheet in book.worksheets:
            assert mark in sheet.oddHeader.right.text
            assert sheet.oddHeader.left.text == "Testland"
        rows = cells(book["plan"])
        assert text.text(f"workbook.edition.{audience}") in [row[1] for row in rows]
        others = str([cells(sheet) for sheet in book.worksheets[1:]])
        assert ("hidden" in others) == (audience == "internal")


def test_what_is_withheld_is_a_total(outcome: Outcome, tmp_path: Path) -> None:
    for audience in (Audience.PARTNERS, Audience.PUBLIC):
        rows = cells(opened(edition(outcome, audience), tmp_path, values=True)["plan"])
        assert ["hidden (nl)", 2021, 2] in [row[:3] for row in rows]


def test_every_formula_of_the_summary_carries_its_value(outcome: Outcome, tmp_path: Path) -> None:
    formulas = opened(outcome, tmp_path)["plan"]
    values = opened(outcome, tmp_path, values=True)["plan"]
    found = [cell for row in formulas.iter_rows() for cell in row if cell.data_type == "f"]
    assert found
    assert all(values[cell.coordinate].value is not None for cell in found)
    rows = cells(values)
    assert ["outflow (nl)", "outflow", 7, 0, 6, 13] in [row[:6] for row in rows]
    assert ["Totaal", None, 14, 11, 6, 31] in [row[:6] for row in rows]
    assert ["Totaal", None, 31, 32, 1] in [row[:5] for row in rows]


HOSTILE = ["=1+1", "+31", "-1", "@SUM(A1)", "https://example.org", "a\x00b\x1fc", "\u202eabc"]


@pytest.mark.parametrize("name", [*HOSTILE, "x" * 200, "x" * 40_000])
def test_text_is_never_run(make: Make, tmp_path: Path, name: str) -> None:
    region = make_region()
    changed = {**region.municipalities, "aa": replace(region.municipalities["aa"], name=name)}
    identity = replace(region.identity, label_nl=f"&D{name}")
    book = opened(make(replace(region, municipalities=changed, identity=identity)), tmp_path)
    shown = re.sub("[\x00\x1f]", "\ufffd", name)[:32_767]
    cell = book["gemeenten"]["C2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (shown, "s", None)
    found = [c for row in book["plan"].iter_rows() for c in row if c.value == shown]
    assert {c.data_type for c in found} == {"s"}
    # An ampersand of the name begins no code: the page would show the date of today.
    assert "&&D" in zipfile.ZipFile(tmp_path / "plan.xlsx").read(
        "xl/worksheets/sheet1.xml"
    ).decode().replace("&amp;", "&")


def test_the_same_plan_is_the_same_bytes(make: Make, tmp_path: Path) -> None:
    write_workbook(make(), tmp_path / "one.xlsx")
    slower = tuple(replace(tier, seconds=tier.seconds + 1) for tier in TIERS)
    write_workbook(make(tiers=slower), tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.xlsx") as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert str(tmp_path).encode() not in everything


def test_the_summary_speaks_the_language_in_use(outcome: Outcome, tmp_path: Path) -> None:
    dutch = cells(opened(outcome, tmp_path)["plan"])
    text.use("en")
    english = cells(opened(outcome, tmp_path)["plan"])
    assert (dutch[0][0], english[0][0]) == ("Plan Testland", "Plan Testia")
    assert "Reistijd" in [row[1] for row in dutch]
    assert "Travel time" in [row[1] for row in english]
    assert english[2][:2] == ["Status", "Proven best plan"]


def test_broken_rules_are_listed(make: Make, tmp_path: Path) -> None:
    problem = Problem("present.plan_exists", {"folder": "x"})
    found = Verification(("quota",), (Violation("quota", problem),), {})
    rows = cells(opened(make(verification=found), tmp_path)["plan"])
    assert ["Controle", "1 regel geschonden"] in [row[:2] for row in rows]
    assert str(problem) in [row[1] for row in rows]


def test_an_empty_plan_can_be_written(make: Make, tmp_path: Path) -> None:
    book = opened(make(lines=(), tiers=()), tmp_path)
    assert len(cells(book["woningcorporaties"])) == 1
    assert len(cells(book["allocation"])) == 1
