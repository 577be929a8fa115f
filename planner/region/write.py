"""A region as read, written as a folder or a workbook that reads to the same region.

Nothing that exists is ever overwritten. Everything is written under a temporary name first.
"""

from __future__ import annotations

import csv
import datetime
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from planner.disk import PART, workplace, write_file
from planner.errors import ExitCode, PlannerError, Problem
from planner.region.describe import field_header, field_rows
from planner.region.fields import SETTINGS, fields_of, tables
from planner.region.inputs import as_text
from planner.region.network_file import NETWORK_FILES
from planner.region.raw import RawRegion, RawTable
from planner.region.workbook import IGNORED, SETTING_COLUMNS, workbook_name
from planner.region.xlsx import add_sheet, new_book, save_book
from planner.text import text

_BESIDE = ("geo.gpkg", "README.md")
_SCENARIOS = "scenarios"


def write_raw(raw: RawRegion, path: Path) -> None:
    """Write a region as read and changed since: a workbook for a name that ends in `.xlsx`, else
    a folder.

    Boundaries, a network and scenarios go along. Raises `PlannerError` for what exists already, and
    what cannot be written.
    """
    if not workbook_name(path):
        write_folder(raw, path)
        return
    write_workbook(raw, path)
    with written(path):
        for name, source in _companions(raw, f"{path.stem}.").items():
            if name != "README.md" and not (path.parent / name).exists():
                write_file(path.parent / name, source.read_bytes())


def write_folder(raw: RawRegion, folder: Path) -> None:
    """Write a region as read as a folder; raises `PlannerError` as `write_raw` does."""

    def fill(target: Path) -> None:
        settings = _settings_text(raw.settings.cells, raw.sources)
        (target / "region.toml").write_text(settings, encoding="utf-8", newline="\n")
        for table, found in raw.tables.items():
            columns = _columns(table, found)
            with (target / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(columns)
                for row in found.rows:
                    writer.writerow(as_text(row.cells.get(column)) for column in columns)
        for name, source in _companions(raw, "").items():
            shutil.copy2(source, target / name)
        if (raw.folder / _SCENARIOS).is_dir():
            shutil.copytree(raw.folder / _SCENARIOS, target / _SCENARIOS)

    new_folder(folder, fill)


def write_workbook(raw: RawRegion, path: Path) -> None:
    """Write a region as read as a workbook; raises `PlannerError` as `write_raw` does."""
    settings = [
        (key, excel(raw.settings.cells.get(key)), raw.sources.get(key))
        for key in fields_of(SETTINGS)
        if raw.settings.cells.get(key) is not None or key in raw.sources
    ]
    write_book(path, settings, {table: _sheet(raw, table) for table in tables()})


def _companions(raw: RawRegion, before: str) -> dict[str, Path]:
    """The files that belong to a region beside its tables, by the name they get.

    `before` goes before the name of a network, as it does beside a workbook.
    """
    found = {name: raw.folder / name for name in _BESIDE}
    for file in raw.hashes:
        for name in NETWORK_FILES:
            if file.endswith(name):
                found[before + name] = raw.folder / file
    return {name: path for name, path in found.items() if path.is_file()}


def _settings_text(cells: Mapping[str, Any], sources: Mapping[str, str]) -> str:
    """The settings as `region.toml` holds them, in the order of the field table."""
    known = fields_of(SETTINGS)
    sections: dict[str, list[str]] = {}
    for key in known:
        if cells.get(key) is not None:
            table, _, name = key.rpartition(".")
            sections.setdefault(table, []).append(f"{name} = {toml_value(cells[key])}")
    lines = [line for table, rows in sections.items() for line in ("", f"[{table}]", *rows)]
    lines += ["", "[sources]"]
    lines += [f"{toml_value(key)} = {toml_value(sources[key])}" for key in known if key in sources]
    return "\n".join(lines).lstrip("\n") + "\n"


def toml_value(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, bool | int | Decimal):
        return as_text(value)
    return json.dumps(as_text(value), ensure_ascii=False)


def write_book(
    path: Path,
    settings: Sequence[Sequence[Any]],
    sheets: dict[str, tuple[list[str], list[list[Any]]]],
) -> None:
    """Write settings and tables as a workbook with the field table in it.

    Raises `PlannerError` for a file that exists, and one that cannot be written.
    """
    book = new_book()
    add_sheet(book, SETTINGS, SETTING_COLUMNS, settings)
    for table, (columns, rows) in sheets.items():
        add_sheet(book, table, columns, rows)
    described = [(table, *row) for table in (SETTINGS, *tables()) for row in field_rows(table)]
    add_sheet(book, IGNORED, (text("region.readme.where"), *field_header("column")), described)
    with written(path):
        if path.exists():
            raise PlannerError(Problem("region.target_exists", {}, str(path)))
        path.parent.mkdir(parents=True, exist_ok=True)
        save_book(book, path)


def _sheet(raw: RawRegion, table: str) -> tuple[list[str], list[list[Any]]]:
    found = raw.tables.get(table)
    columns = _columns(table, found) if found else list(fields_of(table))
    rows = found.rows if found else []
    return columns, [[excel(row.cells.get(column)) for column in columns] for row in rows]


def _columns(table: str, found: RawTable) -> list[str]:
    """The columns to write: those that were read, and those that have a value now."""
    return [
        column
        for column in fields_of(table)
        if column in found.columns or any(row.cells.get(column) is not None for row in found.rows)
    ]


def excel(value: Any) -> Any:
    """A value as a cell of a workbook holds it."""
    if isinstance(value, tuple):
        return ";".join(map(str, value))
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        # A number that Excel would round stays a text; it is read back the same way.
        return float(value) if Decimal(repr(float(value))) == value else f"{value:f}"
    return value


def new_folder(folder: Path, fill: Callable[[Path], object]) -> None:
    """Make a folder of what `fill` writes; raises `PlannerError` where it holds anything."""
    with written(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise PlannerError(Problem("region.target_exists", {}, str(folder)))
        folder.parent.mkdir(parents=True, exist_ok=True)
        with workplace(folder) as work:
            made = work / PART
            made.mkdir()
            fill(made)
            if folder.exists():
                folder.rmdir()
            made.rename(folder)


@contextmanager
def written(path: Path) -> Iterator[None]:
    """Errors of writing to a path as `PlannerError`."""
    try:
        yield
    except OSError as error:
        values = {"reason": error.strerror or type(error).__name__}
        problem = Problem("region.cannot_write", values, str(path))
        raise PlannerError(problem, ExitCode.USAGE) from error
