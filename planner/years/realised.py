"""What was delivered, from a file of its own, read and checked with the region it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from planner.errors import PlannerError, Problem
from planner.region.build import cells_of
from planner.region.bundled import bundled_names
from planner.region.cells import convert_table
from planner.region.csvfile import read_csv
from planner.region.fields import fields_of
from planner.region.load import Loaded, checked, read_changed
from planner.region.raw import RawRegion, RawRow, RawTable
from planner.region.read import read_bytes
from planner.region.workbook import read_sheet, workbook_name
from planner.years.monitor import state_of
from planner.years.place import monitor_file
from planner.years.store import stored

TABLE = "realised"


def load_realised(
    source: str | Path,
    file: Path | None,
    *,
    scenarios: Sequence[str | Path] = (),
    settings: Sequence[str] = (),
) -> Loaded:
    """A region with the deliveries of a file; without one its own, else those of its monitor.

    The file is a CSV table with the columns of `realised`, or a workbook with a sheet of that name.
    Raises `PlannerError` with every problem of the file and the region.
    """
    raw = read_changed(source, scenarios=scenarios, settings=settings)
    if file is not None:
        _put(raw, file)
    elif TABLE not in raw.tables or not raw.tables[TABLE].rows:
        _put_gathered(raw, source)
    return checked(raw)


def _put(raw: RawRegion, file: Path) -> None:
    """Read a file of deliveries into a region; problems are noted there."""
    apart = RawRegion(file.parent, RawRow(file.name, None, {}))
    if not file.is_file():
        raise PlannerError(Problem("realised.missing", {"path": file.as_posix()}))
    content = read_bytes(file, file.name, apart)
    if content is not None and workbook_name(file):
        read_sheet(apart, file.name, content, TABLE)
    elif content is not None:
        apart.tables[TABLE], problems = read_csv(TABLE, file.name, content)
        apart.problems += problems
    raw.problems += apart.problems
    if TABLE in apart.tables:
        table = raw.tables[TABLE] = apart.tables[TABLE]
        _, problems = convert_table(TABLE, table)
        raw.problems += problems


def _put_gathered(raw: RawRegion, source: str | Path) -> None:
    """Put what the monitor of a region gathered into it, if it has one."""
    if source in bundled_names():
        return
    path = monitor_file(source)
    rows = state_of(stored(path)).realised
    if rows:
        columns = tuple(fields_of(TABLE))
        table = raw.tables[TABLE] = RawTable(path.name, columns, [])
        table.rows += [RawRow(path.name, None, cells_of(TABLE, row)) for row in rows]
