"""Writing Excel workbooks: the same content gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from planner.disk import write_file

_STAMP = (1980, 1, 1, 0, 0, 0)  # the first moment a zip file knows
_MOMENTS = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def new_book() -> Any:
    """An openpyxl workbook without any sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    return book


def add_sheet(book: Any, title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Any:
    """Add a sheet with a bold, frozen header and columns as wide as what they hold."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    widths = [len(name) for name in header]
    for number, row in enumerate([header, *rows], start=1):
        for position, value in enumerate(row):
            cell = sheet.cell(number, position + 1, value)
            if isinstance(value, str):
                cell.data_type = "s"  # text that begins with “=” is no formula
            widths[position] = max(widths[position], len(str("" if value is None else value)))
    for position, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = min(width, 60) + 2
        sheet.cell(1, position).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    return sheet


def book_bytes(book: Any) -> bytes:
    """The workbook as the content of an `.xlsx` file, without the moment it was written."""
    written = io.BytesIO()
    book.save(written)
    fixed = io.BytesIO()
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MOMENTS.sub(b"", content)
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return fixed.getvalue()


def save_book(book: Any, path: Path) -> None:
    """Write a workbook as a whole; raises `OSError` where that cannot be."""
    write_file(path, book_bytes(book))
