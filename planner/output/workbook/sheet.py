"""Writes one table on a sheet: header, rows, filter, totals, widths and names of its columns."""

from __future__ import annotations

from decimal import Decimal
from math import ceil
from typing import Any

from planner.output.workbook.formats import Formats, height, lines, put
from planner.output.workbook.table import Cell, Column, Formula, Kind, Measured, Sheet
from planner.text import text

_NARROWEST = 9
_ROOM = 3  # for the button of the filter
_LINES = 3  # in a heading, at most


def write_sheet(book: Any, formats: Formats, table: Sheet) -> Any:
    """Add a sheet with a table to a workbook and return it.

    Every column that has rows gets a name, `<sheet>_<column>` in codes: what a formula can hold on
    to in either language. A blank row keeps the totals out of the filter and out of the table.
    """
    from xlsxwriter.utility import quote_sheetname, xl_range_abs

    sheet = book.add_worksheet(table.title)
    last = len(table.rows)
    tall = [1] * (last + 1)
    for position, column in enumerate(table.columns):
        cells = [row[position] for row in table.rows]
        sheet.write_string(0, position, column.title, formats.header(column.kind))
        for row, cell in enumerate(cells, start=1):
            _put(sheet, formats, table, (row, position), cell)
        width = _width(column, cells)
        sheet.set_column(position, position, width)
        tall[0] = max(tall[0], lines(column.title, width - _ROOM))
        for row, cell in enumerate(cells, start=1):
            if isinstance(cell, str):
                tall[row] = max(tall[row], lines(cell, width - 1))
        if last:
            where = f"{quote_sheetname(table.title)}!{xl_range_abs(1, position, last, position)}"
            book.define_name(f"{table.code}_{column.code}", f"={where}")
    for row, count in enumerate(tall):
        sheet.set_row(row, height(count))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)
    if last and any(column.total for column in table.columns):
        _write_totals(sheet, formats, table, last)
    return sheet


def total_of(cells: list[Cell]) -> Decimal:
    """The sum of the numbers in cells."""
    return sum((Decimal(number) for cell in cells if (number := _number(cell)) is not None), _ZERO)


_ZERO = Decimal(0)


def _number(cell: Cell) -> Decimal | int | None:
    value = cell.value if isinstance(cell, Formula | Measured) else cell
    return None if isinstance(value, str) else value


def _write_totals(sheet: Any, formats: Formats, table: Sheet, last: int) -> None:
    from xlsxwriter.utility import xl_range

    sheet.write_string(last + 2, 0, text("present.total"), formats.strong)
    for position, column in enumerate(table.columns):
        if column.total:
            value = float(total_of([row[position] for row in table.rows]))
            formula = f"=SUM({xl_range(1, position, last, position)})"
            shown = formats.of(column.kind, total=True)
            sheet.write_formula(last + 2, position, formula, shown, value)


def _put(sheet: Any, formats: Formats, table: Sheet, place: tuple[int, int], cell: Cell) -> None:
    from xlsxwriter.utility import xl_rowcol_to_cell

    row, position = place
    shown = formats.of(table.columns[position].kind)
    if isinstance(cell, Measured):
        put(sheet, row, position, cell.value, formats.of(cell.kind))
    elif isinstance(cell, Formula):
        cells = {
            column.code: xl_rowcol_to_cell(row, index) for index, column in enumerate(table.columns)
        }
        value = cell.value if isinstance(cell.value, str) else float(cell.value)
        sheet.write_formula(row, position, "=" + cell.words.format(**cells), shown, value)
    else:
        put(sheet, row, position, cell, formats.wrapped if isinstance(cell, str) else shown)


def _width(column: Column, cells: list[Cell]) -> int:
    longest = max((len(_shown(cell, column.kind)) for cell in cells), default=0)
    # A heading breaks between words, so that it need not be the widest.
    words = [len(word) for word in column.title.split()]
    heading = max(*words, ceil(len(column.title) / _LINES) + 2, 0)
    return min(column.widest, max(_NARROWEST, longest + 2, heading + _ROOM))


def _shown(cell: Cell, kind: Kind) -> str:
    value = cell.value if isinstance(cell, Formula | Measured) else cell
    kind = cell.kind if isinstance(cell, Measured) else kind
    if value is None or isinstance(value, str):
        return value or ""
    if kind is Kind.EUR:
        return f"€ {value:,.2f}"
    return str(value) if kind in (Kind.YEAR, Kind.DWELLINGS) else f"{value:,.2f} min"
