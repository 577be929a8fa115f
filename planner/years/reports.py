"""Reported figures and deliveries, from the files that municipalities hand in.

A CSV table has the columns of `monitor` (monthly figures) or of `realised` (deliveries); a workbook
has a sheet of either name, or both. A file is read as a whole or not at all.
"""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from planner.errors import PlannerError, Problem
from planner.region.build import cells_of, to_row
from planner.region.cells import convert_table
from planner.region.check_keys import MOST_HINTS
from planner.region.csvfile import decode, read_csv
from planner.region.domain import Realised, Region
from planner.region.fields import MONITOR, fields_of, key_of
from planner.region.files import content_of
from planner.region.hints import Where, hint
from planner.region.load import checked, read_changed
from planner.region.raw import RawRegion, RawRow, shown
from planner.region.typed import typed_rows
from planner.region.workbook import read_sheet, sheet_names, workbook_name

DELIVERIES = "realised"
ITEMS = ("users", "waiting", "outflow", "made_available")


@dataclass(frozen=True)
class Report:
    """A file that was read: its name, its digest, and its lines (row, kind, cells)."""

    file: str
    sha256: str
    lines: tuple[tuple[int, str, dict[str, Any]], ...]


def read_report(path: Path, source: str | Path, region: Region) -> Report:
    """Read a file of figures and deliveries of a region; `source` is where the region comes from.

    Raises `PlannerError` with every problem: cells of the wrong kind, codes that the region does
    not have, a month outside the plan or given twice, a file with neither table.
    """
    try:
        content = content_of(path)
    except OSError as error:
        values = {"reason": error.strerror or type(error).__name__}
        raise PlannerError(Problem("region.unreadable", values, path.as_posix())) from error
    raw = RawRegion(path.parent, RawRow(path.name, None, {}))
    for table in _tables(path, content):
        if workbook_name(path):
            read_sheet(raw, path.name, content, table)
        else:
            raw.tables[table], problems = read_csv(table, path.name, content)
            raw.problems += problems
    if not raw.tables and not raw.problems:
        raise PlannerError(Problem("monitor.no_table", {}, path.name))
    problems = list(raw.problems)
    lines: list[tuple[int, str, dict[str, Any]]] = []
    if MONITOR in raw.tables:
        found, more = _figures(raw, region)
        lines, problems = lines + found, problems + more
    if DELIVERIES in raw.tables:
        found, more = _deliveries(raw, source)
        lines, problems = lines + found, problems + more
    if not lines and not problems:
        problems.append(Problem("monitor.no_lines", {}, path.name))
    if problems:
        raise PlannerError(problems)
    return Report(path.name, sha256(content).hexdigest(), tuple(lines))


def _tables(path: Path, content: bytes) -> list[str]:
    """The tables that a file holds, by its sheets or its header."""
    if workbook_name(path):
        names = sheet_names(path.name, content)
        return [table for table in (MONITOR, DELIVERIES) if table in names]
    decoded = decode(content)
    header = next(
        (line for line in (decoded[0] if decoded else "").splitlines() if line.strip()), ""
    )
    return [MONITOR if "month" in header else DELIVERIES]


def _figures(
    raw: RawRegion, region: Region
) -> tuple[list[tuple[int, str, dict[str, Any]]], list[Problem]]:
    table = raw.tables[MONITOR]
    _, problems = convert_table(MONITOR, table)
    typed, more = typed_rows(MONITOR, table.rows)
    problems = [*problems, *more]
    first: dict[tuple[Any, ...], RawRow] = {}
    lines = []
    for row, cells in typed:
        problems += _out_of_place(row, cells, region)
        key = tuple(cells[column] for column in key_of(MONITOR))
        earlier = first.setdefault(key, row)
        if earlier is not row:
            names = f"{cells['municipality']}, {cells['month']:%Y-%m}"
            values = {"names": names, "where": Where(earlier.file, earlier.number)}
            problems.append(row.problem("region.duplicate", "month", **values))
        month: datetime.date = cells["month"]
        last = month.replace(day=monthrange(month.year, month.month)[1])
        content = {
            "municipality": cells["municipality"],
            "month": f"{month:%Y-%m}",
            "reported": (cells["reported"] or last).isoformat(),
            **{item: cells[item] for item in ITEMS},
        }
        lines.append((row.number or 0, MONITOR, content))
    return lines, problems


def _out_of_place(row: RawRow, cells: dict[str, Any], region: Region) -> Iterator[Problem]:
    code, month = cells["municipality"], cells["month"]
    if code not in region.municipalities:
        near = hint(shown(code), list(region.municipalities)[:MOST_HINTS])
        values = {"name": shown(code), "table": "municipalities", "hint": near}
        yield row.problem("region.dangling", "municipality", **values)
    if month.year not in region.years:
        yield row.problem("monitor.month_outside", "month", years=region.years)
    if cells["reported"] and cells["reported"] < month:
        yield row.problem("monitor.reported_before", "reported")


def _deliveries(
    raw: RawRegion, source: str | Path
) -> tuple[list[tuple[int, str, dict[str, Any]]], list[Problem]]:
    """The lines of deliveries, checked together with the region they belong to."""
    whole = read_changed(source)
    table = whole.tables[DELIVERIES] = raw.tables[DELIVERIES]
    _, problems = convert_table(DELIVERIES, table)
    rows = list(table.rows)
    try:
        checked(whole)
    except PlannerError as error:
        return [], [*problems, *error.problems]
    typed, _ = typed_rows(DELIVERIES, rows)
    lines = []
    for row, cells in typed:
        day = cells["reported"] or cells["date"] or datetime.date(cells["year"], 12, 31)
        content = {
            **{column: _plain(cells[column]) for column in fields_of(DELIVERIES)},
            "reported": day.isoformat(),
        }
        lines.append((row.number or 0, DELIVERIES, content))
    return lines, problems


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def realised_row(cells: dict[str, Any]) -> Realised:
    """A stored line of deliveries as a row of `realised`."""
    values = dict(cells)
    for column in ("date", "reported"):
        values[column] = datetime.date.fromisoformat(cells[column]) if cells[column] else None
    row = to_row(DELIVERIES, values)
    assert isinstance(row, Realised)
    return row


def delivery_key(row: Realised) -> tuple[Any, ...]:
    """What names a delivery: all that the key of `realised` names."""
    cells = cells_of(DELIVERIES, row)
    return tuple("" if cells[column] is None else cells[column] for column in key_of(DELIVERIES))
