"""Regions in one Excel workbook."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart

from planner.region.load import load
from tests.region.conftest import Refused
from tests.tiny import tiny, write_folder, write_workbook

Edit = Callable[[Callable[[Any], object]], Path]


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """The tiny workbook after a change to it."""

    def run(change: Callable[[Any], object]) -> Path:
        path = write_workbook(tmp_path / "tiny.xlsx", tiny())
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
        return path

    return run


def test_a_workbook_gives_the_region_of_the_folder(tmp_path: Path) -> None:
    from_folder = load(write_folder(tmp_path / "r", tiny())).region
    loaded = load(write_workbook(tmp_path / "r.xlsx", tiny()))
    assert loaded.region.settings.sources["region.name"] == "made up"
    bare = replace(loaded.region.settings, sources={})
    assert replace(loaded.region, settings=bare) == from_folder
    assert list(loaded.hashes) == ["r.xlsx"]


def put(sheet: str, cell: str, value: Any) -> Callable[[Any], object]:
    def change(book: Any) -> None:
        book[sheet][cell] = value

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (put("stock", "C2", "=1+1"), ("region.formula", "stock", 2, "dwellings")),
        (put("stock", "C3", "#N/A"), ("region.cell_error", "stock", 3, "dwellings")),
        (
            put("stock", "D4", datetime.date(2021, 5, 1)),
            ("region.date", "stock", 4, "turnover_rate"),
        ),
        (put("stock", "C2", True), ("region.boolean_here", "stock", 2, "dwellings")),
        (put("stock", "C2", 2.5), ("region.not_integer", "stock", 2, "dwellings")),
        (put("support_points", "D2", "1.234"), ("region.ambiguous", "support_points", 2, "x")),
        (put("stock", "F1", "extra"), ("region.unknown_column", "stock", 1, "extra")),
        (put("stock", "G3", "stray"), ("region.beside_header", "stock", 3, "")),
        (put("stock", "E1", None), ("region.beside_header", "stock", 2, "")),
        (put("stock", "E1", "name"), ("region.unknown_column", "stock", 1, "name")),
        (put("stock", "C9", "=1+1"), ("region.formula", "stock", 9, "dwellings")),
        (put("region", "A9", "quota.kye"), ("region.unknown_setting", "region", 9, "quota.kye")),
        (put("region", "A3", "region.name"), ("region.setting_twice", "region", 3, "region.name")),
        (put("region", "B5", "=A1"), ("region.formula", "region", 5, "region.years")),
        (put("region", "B5", "2021-2022"), ("region.not_years", "region", 5, "region.years")),
        (put("region", "B5", "2021;2021"), ("region.year_twice", "region", 5, "region.years")),
        (put("region", "D1", "note"), ("region.unknown_column", "region", 1, "note")),
        (put("region", "B1", "waarde"), ("region.missing_column", "region", 1, "value")),
    ],
)
def test_refused_cells(
    edited: Edit,
    refused: Refused,
    change: Callable[[Any], object],
    expected: tuple[str, str, int, str],
) -> None:
    key, sheet, row, column = expected
    found = {(p.key, p.file, p.row, p.column) for p in refused(edited(change))}
    assert (key, f"tiny.xlsx [{sheet}]", row, column) in found


def test_sheets(edited: Edit, refused: Refused) -> None:
    def change(book: Any) -> None:
        book.create_sheet("fields")
        book.create_sheet("neighborhoods")
        book.create_sheet("travel")
        book.create_chartsheet("budgets").add_chart(BarChart())
        del book["stock"]
        del book["sites"]

    found = {(p.key, p.file) for p in refused(edited(change))}
    assert found == {
        ("region.unknown_sheet", "tiny.xlsx [neighborhoods]"),
        ("region.empty_file", "tiny.xlsx [travel]"),
        ("region.empty_file", "tiny.xlsx [budgets]"),
        ("region.missing_sheet", "tiny.xlsx"),
    }


def test_without_settings(edited: Edit, refused: Refused) -> None:
    def change(book: Any) -> None:
        del book["region"]

    assert [p.key for p in refused(edited(change))] == ["region.missing_sheet"]


def test_numbers_as_text_and_blank_rows_above(edited: Edit) -> None:
    def change(book: Any) -> None:
        book["municipalities"]["F2"] = "0,06"
        book["municipalities"]["F3"] = 0.05
        book["municipalities"]["C2"] = "6.000"
        book["stock"].insert_rows(1)

    region = load(edited(change)).region
    assert str(region.municipalities["aa"].turnover_rate) == "0.06"
    assert region.municipalities["aa"].inhabitants == 6000
    assert len(region.stock) == 3


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a zip"])
def test_unreadable(tmp_path: Path, refused: Refused, content: bytes) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_bytes(content)
    assert [p.key for p in refused(path)] == ["region.workbook_unreadable"]
