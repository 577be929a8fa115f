"""A region in one Excel workbook: a sheet per table, the settings in sheet `region`."""

from __future__ import annotations

import io
import unicodedata
import warnings
from pathlib import Path
from typing import Any

from planner.errors import Problem
from planner.region.cells import convert_settings
from planner.region.fields import OPTIONAL, SETTINGS, fields_of, tables
from planner.region.hints import hint
from planner.region.raw import RawRegion, RawRow, shown
from planner.region.tables import columns_of, is_blank, to_table

IGNORED = "fields"
SETTING_COLUMNS = ("key", "value", "source")
Lines = list[tuple[int, list[Any]]]


def read_workbook(region: RawRegion, name: str, content: bytes) -> None:
    """Read every sheet of a workbook into the region, with what is wrong with their form."""
    try:
        formulas, values = _open(content, data_only=False), _open(content, data_only=True)
    except Exception:  # a damaged file makes the parser fail in any way it likes
        region.problems.append(Problem("region.workbook_unreadable", {}, name))
        return
    known = (SETTINGS, *tables())
    for sheet in values.sheetnames:
        if sheet not in (*known, IGNORED):
            values_ = {"hint": hint(sheet, known)}
            region.problems.append(Problem("region.unknown_sheet", values_, f"{name} [{sheet}]"))
    for table in known:
        place = f"{name} [{table}]"
        if table not in values.sheetnames:
            if table not in OPTIONAL:
                region.problems.append(Problem("region.missing_sheet", {"sheet": table}, name))
            continue
        if not hasattr(values[table], "iter_rows"):  # a chart on a sheet of its own
            region.problems.append(Problem("region.empty_file", {}, place))
            continue
        lines = _lines(values[table])
        bad = _unusable(formulas[table], values[table])
        _read_sheet(region, table, place, lines, bad)


def read_sheet(region: RawRegion, name: str, content: bytes, table: str) -> None:
    """Read the one sheet of a workbook that holds a table into the region, leaving the others."""
    try:
        formulas, values = _open(content, data_only=False), _open(content, data_only=True)
    except Exception:  # a damaged file makes the parser fail in any way it likes
        region.problems.append(Problem("region.workbook_unreadable", {}, name))
        return
    if table not in values.sheetnames:
        region.problems.append(Problem("region.missing_sheet", {"sheet": table}, name))
        return
    bad = _unusable(formulas[table], values[table])
    _read_sheet(region, table, f"{name} [{table}]", _lines(values[table]), bad)


def _read_sheet(
    region: RawRegion, table: str, place: str, lines: Lines, bad: dict[tuple[int, int], str]
) -> None:
    while lines and is_blank(lines[0][1]):
        lines.pop(0)
    if not lines:
        region.problems.append(Problem("region.empty_file", {}, place))
        return
    header_row, header = lines.pop(0)
    width = max((index + 1 for index, cell in enumerate(header) if cell is not None), default=0)
    whole = []
    for number, cells in lines:
        for index, cell in enumerate(cells[width:], start=width + 1):
            if cell is not None:
                values = {"position": index}
                found = Problem("region.beside_header", values, place, number, "", shown(cell))
                region.problems.append(found)
        whole.append((number, cells[:width]))
    names, problems = columns_of(place, header_row, header[:width])
    if table == SETTINGS:
        region.problems += problems
        _read_settings(region, place, header_row, names, whole, bad)
        return
    raw, more = to_table(table, place, names, header_row, whole)
    raw.complete = raw.complete and not problems
    region.tables[table] = raw
    region.problems += problems + more
    rows = {row.number: row for row in raw.rows}
    for (number, position), key in bad.items():
        column = names[position - 1] if position <= width else ""
        row = rows.get(number)
        if row is None:
            region.problems.append(Problem(key, {}, place, number, column))
            raw.complete = False
        else:
            region.problems.append(row.problem(key, column))
            row.refused.add(column)


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


def _open(content: bytes, *, data_only: bool) -> Any:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about parts of Excel that a region does not use
        return openpyxl.load_workbook(io.BytesIO(content), data_only=data_only)


def _lines(sheet: Any) -> Lines:
    return [
        (number, [_plain(cell) for cell in cells])
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
    ]


def _plain(value: Any) -> Any:
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _unusable(formulas: Any, values: Any) -> dict[tuple[int, int], str]:
    """The cells (row, column) without a usable value: an error, or a formula never computed."""
    found = {}
    for cells in formulas.iter_rows():
        for cell in cells:
            if cell.value is None:
                continue
            stored = values.cell(cell.row, cell.column)
            if stored.data_type == "e":
                found[cell.row, cell.column] = "region.cell_error"
            elif cell.data_type == "f" and stored.value is None:
                found[cell.row, cell.column] = "region.formula"
    return found


def workbook_name(path: Path) -> bool:
    """Whether a path names an Excel workbook."""
    return path.suffix.lower() == ".xlsx"
