"""A region in one Excel workbook: a sheet per table, the settings in sheet `region`."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from planner.errors import PlannerError, Problem
from planner.region.cells import convert_settings
from planner.region.fields import OPTIONAL, SETTINGS, fields_of, tables
from planner.region.hints import hint
from planner.region.raw import RawRegion, RawRow, shown
from planner.region.sheets import (
    cell_at,
    hidden_notes,
    merged,
    shown_number,
    unusable,
    used_cells,
)
from planner.region.tables import MOST_ROWS, columns_of, is_blank, to_table
from planner.region.workbook_kind import MOST_BYTES, TOO_LARGE, UNREADABLE, kind_problem
from planner.text import text

IGNORED = "fields"
SETTING_COLUMNS = ("key", "value", "source")
Lines = list[tuple[int, list[Any]]]


def read_workbook(region: RawRegion, name: str, content: bytes) -> None:
    """Read every sheet of a workbook into the region, with what is wrong with their form."""
    books = _open(region, name, content)
    if books is None:
        return
    formulas, values = books
    known = (SETTINGS, *tables())
    for sheet in values.sheetnames:
        if sheet not in (*known, IGNORED):
            hidden = values[sheet].sheet_state != "visible"
            key = "region.unknown_hidden_sheet" if hidden else "region.unknown_sheet"
            values_ = {"hint": hint(sheet, known)}
            region.problems.append(Problem(key, values_, f"{name} [{sheet}]"))
    for table in known:
        place = f"{name} [{table}]"
        if table not in values.sheetnames:
            if table not in OPTIONAL:
                region.problems.append(Problem("region.missing_sheet", {"sheet": table}, name))
            continue
        if not hasattr(values[table], "iter_rows"):  # a chart on a sheet of its own
            region.problems.append(Problem("region.empty_file", {}, place))
            continue
        _read_sheet(region, table, place, formulas[table], values[table])


def read_sheet(region: RawRegion, name: str, content: bytes, table: str) -> None:
    """Read the one sheet of a workbook that holds a table into the region, leaving the others."""
    books = _open(region, name, content)
    if books is None:
        return
    formulas, values = books
    if table not in values.sheetnames:
        region.problems.append(Problem("region.missing_sheet", {"sheet": table}, name))
        return
    _read_sheet(region, table, f"{name} [{table}]", formulas[table], values[table])


def sheet_names(name: str, content: bytes) -> list[str]:
    """The names of the sheets of a workbook; raises `PlannerError` for a file that is none."""
    region = RawRegion(Path(), RawRow(name, None, {}))
    books = _open(region, name, content)
    if books is None:
        raise PlannerError(region.problems)
    return list(books[1].sheetnames)


def _read_sheet(region: RawRegion, table: str, place: str, formulas: Any, values: Any) -> None:
    used = used_cells(values)
    if not used:
        region.problems.append(Problem("region.empty_file", {}, place))
        return
    region.notes += hidden_notes(values, place, used)
    if len(used) > MOST_ROWS:
        limit = {"found": len(used), "most": MOST_ROWS}
        region.problems.append(Problem("region.too_many_rows", limit, place))
        return
    header_row = min(used)
    width = max(used[header_row])
    header = _line(used.pop(header_row), width)
    lines = []
    for number, cells in sorted(used.items()):
        for index in sorted(index for index in cells if index > width):
            found = {"position": index}
            beside = Problem("region.beside_header", found, place, number, "", shown(cells[index]))
            region.problems.append(beside)
        lines.append((number, _line(cells, width)))
    names, problems = columns_of(place, header_row, header)
    bad = unusable(formulas, values)
    areas = merged(values, header_row, used, width)
    if table == SETTINGS:
        region.problems += problems
        region.problems += [_merged_problem(area, place, names) for area in areas]
        _read_settings(region, place, header_row, names, lines, bad)
        return
    raw, more = to_table(table, place, names, header_row, lines)
    raw.complete = raw.complete and not problems
    region.tables[table] = raw
    region.problems += problems + more
    rows = {row.number: row for row in raw.rows}
    for area in areas:
        region.problems.append(_merged_problem(area, place, names))
        inside = set(names[area.min_col - 1 : area.max_col])
        for row in raw.rows:
            if row.number is not None and area.min_row <= row.number <= area.max_row:
                row.refused |= inside
    for (number, position), key in sorted(bad.items()):
        column = names[position - 1] if position <= width else ""
        if there := rows.get(number):
            region.problems.append(there.problem(key, column))
            there.refused.add(column)
        elif number not in raw.left_out:
            region.problems.append(Problem(key, {}, place, number, column))
            raw.complete = False
    region.notes += _note_codes(table, place, rows, names, values)


def _merged_problem(area: Any, place: str, names: Sequence[str]) -> Problem:
    column = names[area.min_col - 1]
    return Problem("region.merged", {"cells": area.coord}, place, area.min_row, column)


def _note_codes(
    table: str, place: str, rows: Mapping[int | None, RawRow], names: list[str], values: Any
) -> Iterator[str]:
    """Mark the codes that are numbers, and say so of those that are shown with leading zeros."""
    codes = {name: position for position, name in enumerate(names, start=1) if name}
    for name, field in fields_of(table).items():
        if field.type != "code" or name not in codes:
            continue
        padded = {}
        for number, row in rows.items():
            cell = cell_at(values, number, codes[name])
            if cell is not None and cell.data_type == "n" and isinstance(cell.value, int):
                row.as_number[name] = shown_number(cell)
                if row.as_number[name] != str(cell.value):
                    padded[row.as_number[name]] = str(cell.value)
        if padded:
            example = next(iter(padded.items()))
            values_ = {"count": len(padded), "shown": example[0], "read": example[1]}
            yield text("region.note.zeros", place=place, column=name, **values_)


def _read_settings(
    region: RawRegion,
    place: str,
    header_row: int,
    names: list[str],
    lines: Lines,
    bad: dict[tuple[int, int], str],
) -> None:
    for name in names:
        if name and name not in SETTING_COLUMNS:
            near = {"hint": hint(name, SETTING_COLUMNS)}
            found = Problem("region.unknown_column", near, place, header_row, name)
            region.problems.append(found)
    for name in ("key", "value"):
        if name not in names:
            table = {"table": SETTINGS}
            found = Problem("region.missing_column", table, place, header_row, name)
            region.problems.append(found)
    settings = region.settings = RawRow(place, None, {})
    known = fields_of(SETTINGS)
    for number, cells in lines:
        if is_blank(cells):
            continue
        row = dict(zip(names, cells, strict=True))
        key = shown(row.get("key")).strip()
        if key in settings.cells:
            region.problems.append(Problem("region.setting_twice", {}, place, number, key))
            continue
        if key not in known:
            near = {"hint": hint(key, known)}
            region.problems.append(Problem("region.unknown_setting", near, place, number, key))
            continue
        settings.cells[key] = row.get("value")
        settings.elsewhere[key] = (place, number)
        source = " ".join(shown_whole(row.get("source")).split())
        if source:
            region.sources[key] = source
        for (bad_number, _), problem in bad.items():
            if bad_number == number:
                region.problems.append(settings.problem(problem, key))
                settings.refused.add(key)
    region.problems += convert_settings(settings)[1]


def shown_whole(value: Any) -> str:
    """A cell as text, however long."""
    return "" if value is None else str(value)


def _open(region: RawRegion, name: str, content: bytes) -> tuple[Any, Any] | None:
    """A workbook with its formulas, and with their values; `None` with a problem for none."""
    import openpyxl

    problem = kind_problem(content)
    if problem is None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about parts of Excel that a region does not use
                formulas, values = (
                    openpyxl.load_workbook(io.BytesIO(content), data_only=data_only)
                    for data_only in (False, True)
                )
            return formulas, values
        except Exception:  # a damaged file makes the parser fail in any way it likes
            problem = UNREADABLE
    values_ = {"most": MOST_BYTES // 10**6} if problem == TOO_LARGE else {}
    region.problems.append(Problem(problem, values_, name))
    return None


def _line(cells: Mapping[int, Any], width: int) -> list[Any]:
    return [cells.get(position) for position in range(1, width + 1)]


def workbook_name(path: Path) -> bool:
    """Whether a path names an Excel workbook."""
    return path.suffix.lower() == ".xlsx"
