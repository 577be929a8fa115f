"""Regions in one Excel workbook."""

from __future__ import annotations

import datetime
import io
import zipfile
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


# what a workbook shows and hides


def test_a_damaged_archive(tmp_path: Path, refused: Refused) -> None:
    """Its list of parts is sound, what unpacks them is told nonsense."""
    path = write_workbook(tmp_path / "r.xlsx", tiny())
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo("xl/workbook.xml")
    begin = part.header_offset + 30 + len(part.filename)
    content[begin] = 0x07  # no kind of block that there is
    path.write_bytes(content)
    assert [problem.key for problem in refused(path)] == ["region.workbook_unreadable"]


def test_cells_far_away_cost_nothing(edited: Edit, refused: Refused) -> None:
    def press(book: Any) -> None:
        book["stock"]["XFD1048576"] = " "
        book["stock"]["A1048576"] = " "

    load(edited(press))
    [problem] = refused(edited(put("stock", "XFD900000", "x")))
    assert (problem.key, problem.row) == ("region.beside_header", 900_000)
    assert {problem.row for problem in refused(edited(put("stock", "C1048576", 3)))} == {1_048_576}


def test_hidden_rows_and_columns_are_read_and_told(edited: Edit) -> None:
    def hide(book: Any) -> None:
        book["stock"].row_dimensions[3].hidden = True
        book["stock"].row_dimensions[40].hidden = True  # nothing stands there
        book["sites"].column_dimensions["G"].hidden = True
        book["targets"].sheet_state = "hidden"

    loaded = load(edited(hide))
    assert len(loaded.region.stock) == 3
    assert set(loaded.notes) == {
        "tiny.xlsx [stock]: rij 3 is verborgen; zij telt wel mee.",
        "tiny.xlsx [sites]: kolom G is verborgen; zij telt wel mee.",
        "tiny.xlsx [targets]: dit blad is verborgen; het is wel gelezen.",
    }


def test_a_hidden_sheet_that_does_not_belong(edited: Edit, refused: Refused) -> None:
    def add(book: Any) -> None:
        book.create_sheet("oud").sheet_state = "hidden"

    [problem] = refused(edited(add))
    assert problem.key == "region.unknown_hidden_sheet"
    assert problem.file == "tiny.xlsx [oud]"


def test_merged_cells(edited: Edit, refused: Refused) -> None:
    """Merged over two rows, the second has no municipality: one problem, at the first."""

    def merge(book: Any) -> None:
        book["neighbourhoods"].merge_cells("C2:C3")
        book["stock"].merge_cells("D2:D3")
        book["stock"].merge_cells("A30:C31")  # below all rows

    found = refused(edited(merge))
    assert [(p.key, p.file, p.row, p.column, p.values["cells"]) for p in found] == [
        ("region.merged", "tiny.xlsx [neighbourhoods]", 2, "municipality", "C2:C3"),
        ("region.merged", "tiny.xlsx [stock]", 2, "turnover_rate", "D2:D3"),
    ]


@pytest.mark.parametrize("word", ["Totaal", "TOTAAL:", "subtotaal", "Total", "Grand total"])
@pytest.mark.parametrize("total", ["=SUBTOTAL(109,C2:C4)", 1400])
def test_a_row_of_totals(edited: Edit, refused: Refused, word: str, total: Any) -> None:
    def add(book: Any) -> None:
        book["stock"]["A5"], book["stock"]["C5"] = word, total

    [problem] = refused(edited(add))
    assert (problem.key, problem.file, problem.row, problem.column, problem.value) == (
        "region.total_row", "tiny.xlsx [stock]", 5, "corporation", word,
    )  # fmt: skip


# codes that lost their zeros


def zeros(number: bool, text: bool) -> Callable[[Any], object]:
    """Municipality 0363 as a number shown with its zero or as text; so where it is named."""

    def change(book: Any) -> None:
        own, there = book["municipalities"]["A2"], book["neighbourhoods"]
        own.value = 363 if number else "0363"
        own.number_format = "0000"
        for cell in (there["C2"], there["C3"]):
            cell.value = "0363" if text else 363
            cell.number_format = "0000"

    return change


def test_a_code_as_a_number_here_and_as_text_there(edited: Edit, refused: Refused) -> None:
    [problem] = refused(edited(zeros(number=True, text=True)))
    assert (problem.key, problem.file, problem.column) == (
        "region.code_as_number", "tiny.xlsx [municipalities]", "municipality",
    )  # fmt: skip
    assert problem.values["cells"] == ["2 (0363)"]
    [problem] = refused(edited(zeros(number=False, text=False)))
    assert problem.file == "tiny.xlsx [neighbourhoods]"
    assert problem.values["cells"] == ["2 (0363)", "3 (0363)"]


def test_numbers_on_both_sides_are_read_and_told(edited: Edit) -> None:
    loaded = load(edited(zeros(number=True, text=False)))
    assert set(loaded.region.municipalities) == {"363", "bb"}
    assert [note.rpartition(" ")[2] for note in loaded.notes] == ["363.", "363."]
    assert all("(0363)" in note for note in loaded.notes)


# files that are something else

_OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


def archive(**members: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return written.getvalue()


STRICT = b'<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'
OTHERS = {
    "region.workbook_xls": _OLE,
    "region.workbook_password": _OLE + "EncryptedPackage".encode("utf-16-le"),
    "region.workbook_ods": archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
    "region.workbook_strict": archive(xl__workbook_xml=STRICT),
    "region.workbook_unreadable": archive(word__document_xml=b"<document/>"),
}


@pytest.mark.parametrize(("key", "content"), OTHERS.items())
def test_other_files_by_the_name_of_a_workbook(
    tmp_path: Path, refused: Refused, key: str, content: bytes
) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(content)
    [problem] = refused(path)
    assert (problem.key, problem.file) == (key, "r.xlsx")


@pytest.mark.parametrize(("key", "suffix"), [
    ("region.workbook_xls", "xls"), ("region.workbook_ods", "ods"),
    ("region.workbook_strict", "xlsm"),
])  # fmt: skip
def test_other_workbooks_by_their_own_name(
    tmp_path: Path, refused: Refused, key: str, suffix: str
) -> None:
    path = tmp_path / f"r.{suffix}"
    path.write_bytes(OTHERS[key])
    assert [(problem.key, problem.file) for problem in refused(path)] == [(key, path.name)]


def test_an_ordinary_workbook_by_another_name(edited: Edit, refused: Refused) -> None:
    path = edited(lambda book: None)
    other = path.rename(path.with_suffix(".xlsm"))
    assert [problem.key for problem in refused(other)] == ["region.workbook_suffix"]
