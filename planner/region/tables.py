"""From lines of cells to a raw table: header, blank rows, unknown and missing columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from planner.errors import Problem
from planner.region.fields import NEEDS_ROWS, fields_of
from planner.region.hints import hint
from planner.region.raw import RawRow, RawTable, shown

Lines = Sequence[tuple[int, Sequence[Any]]]
MOST_ROWS = 500_000  # of a table
_TOTAL = re.compile(r"(?:(?:eind|sub)?totaal|totalen|(?:grand |sub)?totals?)[.:]?", re.IGNORECASE)


def is_blank(cells: Sequence[Any]) -> bool:
    """Whether a row holds nothing."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def total_column(cells: Mapping[str, Any]) -> str:
    """The column in which a row says that it adds up others, “Totaal” or the like; else empty."""
    return next(
        (
            column
            for column, cell in cells.items()
            if isinstance(cell, str) and column != "source" and _TOTAL.fullmatch(cell.strip())
        ),
        "",
    )


def columns_of(file: str, row: int, header: Sequence[Any]) -> tuple[list[str], list[Problem]]:
    """The names in a header, with a problem for each that is empty or given twice."""
    names = [" ".join(shown(cell).split()) for cell in header]
    problems = []
    for index, name in enumerate(names):
        if not name:
            values = {"position": index + 1}
            problems.append(Problem("region.header_empty", values, file, row))
        elif name in names[:index]:
            problems.append(Problem("region.header_twice", {}, file, row, name))
    return names, problems


def to_table(
    table: str, file: str, names: list[str], header_row: int, lines: Lines
) -> tuple[RawTable, list[Problem]]:
    """A raw table of rows that are as wide as the header; unknown columns are left out."""
    fields = fields_of(table)
    problems = [
        Problem("region.unknown_column", {"hint": hint(name, fields)}, file, header_row, name)
        for name in dict.fromkeys(names)
        if name and name not in fields
    ]
    problems += [
        Problem("region.missing_column", {"table": table}, file, header_row, field.column)
        for field in fields.values()
        if field.column_required and field.column not in names
    ]
    missing = {field.column for field in fields.values() if field.column not in names}
    missing &= {field.column for field in fields.values() if field.column_required}
    rows = []
    totals = []
    for number, cells in lines:
        by_name = {name: cell for name, cell in zip(names, cells, strict=True) if name in fields}
        if total := total_column(by_name):
            values = (file, number, total, shown(by_name[total]))
            totals.append(Problem("region.total_row", {}, *values))
        elif not is_blank(cells):
            rows.append(RawRow(file, number, by_name, refused=set(missing)))
    if not rows and not problems and table in NEEDS_ROWS:
        problems.append(Problem("region.no_rows", {"table": table}, file))
    columns = tuple(name for name in dict.fromkeys(names) if name in fields)
    left_out = frozenset(problem.row for problem in totals if problem.row is not None)
    raw = RawTable(file, columns, rows, complete=not problems, left_out=left_out)
    return raw, problems + totals
