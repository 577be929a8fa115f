"""Writing workbooks."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl

from planner.region.xlsx import add_sheet, book_bytes, new_book, save_book


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    book = new_book()
    sheet = add_sheet(book, "one", ["a", "b"], [["=1+1", 2], [None, "x" * 100]])
    assert sheet.column_dimensions["B"].width == 62
    save_book(book, tmp_path / "one.xlsx")
    read = openpyxl.load_workbook(tmp_path / "one.xlsx", data_only=True)["one"]
    assert [[cell.value for cell in row] for row in read] == [
        ["a", "b"], ["=1+1", 2], [None, "x" * 100],
    ]  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["one.xlsx"]


def test_the_moment_of_writing_is_left_out() -> None:
    book = new_book()
    add_sheet(book, "one", ["a"], [])
    with zipfile.ZipFile(io.BytesIO(book_bytes(book))) as archive:
        assert b"dcterms:created" not in archive.read("docProps/core.xml")
        assert b"dcterms:modified" not in archive.read("docProps/core.xml")
    assert openpyxl.load_workbook(io.BytesIO(book_bytes(book))).sheetnames == ["one"]
    assert book_bytes(book) == book_bytes(book)
