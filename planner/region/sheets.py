"""What the sheets of a workbook hold: cells in use, merged and hidden ones, values that fail.

Only the cells that are there are looked at: one far away, which a key pressed by mistake leaves,
costs nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from planner.text import text

type Cells = dict[int, dict[int, Any]]  # row and column number, from 1 on

_LISTED = 10  # rows or columns in one message


def used_cells(sheet: Any) -> Cells:
    """The values of a sheet by row and column; rows of nothing but spaces are left out."""
    found: Cells = {}
    for (row, column), cell in sheet._cells.items():
        value = cell.value
        if isinstance(value, str):
            value = unicodedata.normalize("NFC", value)
        if value is not None:
            found.setdefault(row, {})[column] = value
    blank = [
        row
        for row, cells in found.items()
        if all(isinstance(value, str) and not value.strip() for value in cells.values())
    ]
    for row in blank:
        del found[row]
    return found


def cell_at(sheet: Any, row: int | None, column: int) -> Any:
    """The cell of a sheet at a row and column, `None` where there is none."""
    return sheet._cells.get((row, column))


def unusable(formulas: Any, values: Any) -> dict[tuple[int, int], str]:
    """The cells (row, column) without a usable value: an error, or a formula never computed.

    `formulas` is the sheet with its formulas, `values` the same sheet with what they gave.
    """
    found = {}
    for (row, column), cell in formulas._cells.items():
        stored = cell_at(values, row, column)
        if cell.value is None or stored is None:
            continue
        if stored.data_type == "e":
            found[row, column] = "region.cell_error"
        elif cell.data_type == "f" and stored.value is None:
            found[row, column] = "region.formula"
    return found


def merged(sheet: Any, header_row: int, used: Cells, width: int) -> list[Any]:
    """The mergers of cells in the header or in used rows below it, with their corners."""
    return [
        area
        for area in sheet.merged_cells.ranges
        if area.min_col <= width
        and area.max_row >= header_row
        and (
            area.min_row <= header_row
            or any(area.min_row <= number <= area.max_row for number in used)
        )
    ]


def hidden_notes(sheet: Any, place: str, used: Mapping[int, Mapping[int, Any]]) -> Iterator[str]:
    """What to say of a hidden sheet, or of hidden rows and columns that hold something.

    They are read all the same: what Excel hides, by hand or by a filter, is there.
    """
    from openpyxl.utils import get_column_letter

    if sheet.sheet_state != "visible":
        yield text("region.note.hidden_sheet", place=place)
    rows = sorted(row for row in used if row in sheet.row_dimensions
                  and sheet.row_dimensions[row].hidden)  # fmt: skip
    columns = sorted({column for cells in used.values() for column in cells})
    spans = [(size.min, size.max) for size in sheet.column_dimensions.values() if size.hidden]
    hidden = [column for column in columns if any(low <= column <= high for low, high in spans)]
    if rows:
        listed = _listed([str(row) for row in rows])
        yield text("region.note.hidden_rows", place=place, count=len(rows), rows=listed)
    if hidden:
        listed = _listed([get_column_letter(column) for column in hidden])
        yield text("region.note.hidden_columns", place=place, count=len(hidden), columns=listed)


def shown_number(cell: Any) -> str:
    """A whole number as its cell shows it: `0363` for 363 in the number format `0000`."""
    padded = re.fullmatch("0+", cell.number_format)
    return str(cell.value).zfill(len(cell.number_format) if padded else 0)


def _listed(names: list[str]) -> list[str]:
    return [*names[:_LISTED], "…"] if len(names) > _LISTED else names
