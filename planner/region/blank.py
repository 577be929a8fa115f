"""A region to start from: a blank one with the field table in it, or a copy of a bundled one.

Nothing that exists is ever overwritten. Everything is written under a temporary name first.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from planner.errors import PlannerError, Problem
from planner.region.bundled import bundled_folder, bundled_names
from planner.region.describe import allowed, field_header, field_rows, markdown
from planner.region.fields import NUMBERS, SETTINGS, Field, fields_of, tables
from planner.region.hints import hint
from planner.region.raw import RawRegion
from planner.region.read import read
from planner.region.workbook import IGNORED, SETTING_COLUMNS
from planner.region.xlsx import add_sheet, new_book, save_book
from planner.text import text


def write_blank(folder: Path) -> None:
    """Write an empty region folder: settings with their defaults, headers, and a README.

    Raises `PlannerError` when the folder holds anything already, or cannot be written.
    """

    def fill(target: Path) -> None:
        (target / "region.toml").write_text(blank_settings(), encoding="utf-8", newline="\n")
        for table in tables():
            header = io.StringIO()
            csv.writer(header, lineterminator="\n").writerow(fields_of(table))
            (target / f"{table}.csv").write_text(header.getvalue(), "utf-8", newline="\n")
        title, intro = text("region.readme.title"), text("region.readme.intro")
        readme = f"# {title}\n\n{intro}\n\n{markdown(2)}"
        (target / "README.md").write_text(readme, encoding="utf-8", newline="\n")

    _new_folder(folder, fill)


def write_blank_workbook(path: Path) -> None:
    """Write an empty workbook: a sheet per table, the settings, and the field table.

    Raises `PlannerError` when there is a file already, or it cannot be written.
    """
    settings = [
        (key, None if field.default is None else _setting_cell(field.default), None)
        for key, field in fields_of(SETTINGS).items()
    ]
    _write_book(path, settings, {table: (list(fields_of(table)), []) for table in tables()})


def copy_bundled(name: str, folder: Path) -> None:
    """Copy a bundled region to a new or empty folder.

    Raises `PlannerError` for an unknown name, a folder that holds anything, or one that cannot be
    written.
    """
    source = _bundled(name)
    _new_folder(folder, lambda target: shutil.copytree(source, target, dirs_exist_ok=True))


def bundled_to_workbook(name: str, path: Path) -> None:
    """Write a bundled region as a workbook that loads to the same region.

    Raises `PlannerError` for an unknown name, a file that exists, or one that cannot be written.
    """
    to_workbook(_bundled(name), path)


def to_workbook(folder: Path, path: Path) -> None:
    """Write the region in a folder as a workbook that loads to the same region.

    Raises `PlannerError` for a region that cannot be read, a file that exists, or one that cannot
    be written.
    """
    raw = read(folder)
    if raw.problems:
        raise PlannerError(raw.problems)
    settings = [
        (key, _excel(raw.settings.cells.get(key)), raw.sources.get(key))
        for key in fields_of(SETTINGS)
        if raw.settings.cells.get(key) is not None or key in raw.sources
    ]
    _write_book(path, settings, {table: _sheet(raw, table) for table in tables()})


def blank_settings() -> str:
    """A `region.toml` in which every setting stands behind a `#` with its meaning and default."""
    lines = [f"# {text('region.blank.settings')}", f"# {text('region.blank.years')}"]
    section = ""
    for key, field in fields_of(SETTINGS).items():
        table, _, name = key.rpartition(".")
        if table != section:
            section = table
            lines += ["", f"[{table}]"]
        about = [field.description, _default_in_words(field)]
        if allowed(field):
            about.append(f"{text('region.readme.allowed')}: {allowed(field)}")
        lines += [f"# {'; '.join(about)}", f"# {name} = {_example(field)}"]
    lines += ["", "[sources]", f"# {text('region.blank.sources')}"]
    lines += ['# "supply.max_share_of_vacancies" = "assumption: …"', ""]
    return "\n".join(lines)


def _default_in_words(field: Field) -> str:
    if field.empty == "refuse":
        return text("region.blank.required")
    if field.default is None:
        return text("region.blank.no_default")
    return text("region.blank.default", value=field.default)


def _example(field: Field) -> str:
    if field.type == "years":
        return "[2025, 2026, 2027, 2028]"
    if field.type == "list":
        return json.dumps((field.default or "").split(";"), ensure_ascii=False)
    if field.type in NUMBERS:
        return field.default or ("2025" if field.type == "integer" else "10")
    return field.default or "" if field.type == "boolean" else json.dumps(field.default or "")


def _write_book(
    path: Path,
    settings: Sequence[Sequence[Any]],
    sheets: dict[str, tuple[list[str], list[list[Any]]]],
) -> None:
    book = new_book()
    add_sheet(book, SETTINGS, SETTING_COLUMNS, settings)
    for table, (columns, rows) in sheets.items():
        add_sheet(book, table, columns, rows)
    described = [(table, *row) for table in (SETTINGS, *tables()) for row in field_rows(table)]
    add_sheet(book, IGNORED, (text("region.readme.where"), *field_header("column")), described)
    with _written(path):
        if path.exists():
            raise PlannerError(Problem("region.target_exists", {}, str(path)))
        path.parent.mkdir(parents=True, exist_ok=True)
        save_book(book, path)


def _sheet(raw: RawRegion, table: str) -> tuple[list[str], list[list[Any]]]:
    found = raw.tables.get(table)
    columns = list(found.columns) if found else list(fields_of(table))
    rows = found.rows if found else []
    return columns, [[_excel(row.cells[column]) for column in columns] for row in rows]


def _excel(value: Any) -> Any:
    if isinstance(value, tuple):
        return ";".join(map(str, value))
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        # A number that Excel would round stays a text; it is read back the same way.
        return float(value) if Decimal(repr(float(value))) == value else f"{value:f}"
    return value


def _setting_cell(default: str) -> Any:
    try:
        return _excel(Decimal(default))
    except ArithmeticError:
        return default


def _bundled(name: str) -> Path:
    if name not in bundled_names():
        values = {"name": name, "hint": hint(name, bundled_names())}
        raise PlannerError(Problem("region.unknown_bundled", values))
    return bundled_folder(name)


def _new_folder(folder: Path, fill: Callable[[Path], object]) -> None:
    with _written(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise PlannerError(Problem("region.target_exists", {}, str(folder)))
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".region-", dir=folder.parent) as scratch:
            made = Path(scratch) / folder.name
            made.mkdir()
            fill(made)
            if folder.exists():
                folder.rmdir()
            made.replace(folder)


@contextmanager
def _written(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        values = {"reason": error.strerror or type(error).__name__}
        raise PlannerError(Problem("region.cannot_write", values, str(path))) from error
