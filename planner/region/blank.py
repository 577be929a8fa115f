"""A region to start from: a blank one with the field table in it, or a copy of a bundled one.

Nothing that exists is ever overwritten (`planner.region.write`).
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

from planner.errors import PlannerError, Problem
from planner.region.bundled import bundled_folder, bundled_names
from planner.region.describe import allowed, markdown
from planner.region.fields import NUMBERS, SETTINGS, Field, fields_of, tables
from planner.region.hints import hint
from planner.region.read import read
from planner.region.write import excel, new_folder, write_book, write_workbook
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

    new_folder(folder, fill)


def write_blank_workbook(path: Path) -> None:
    """Write an empty workbook: a sheet per table, the settings, and the field table.

    Raises `PlannerError` when there is a file already, or it cannot be written.
    """
    settings = [
        (key, None if field.default is None else _setting_cell(field.default), None)
        for key, field in fields_of(SETTINGS).items()
    ]
    write_book(path, settings, {table: (list(fields_of(table)), []) for table in tables()})


def copy_bundled(name: str, folder: Path) -> None:
    """Copy a bundled region to a new or empty folder.

    Raises `PlannerError` for an unknown name, a folder that holds anything, or one that cannot be
    written.
    """
    source = _bundled(name)
    new_folder(folder, lambda target: shutil.copytree(source, target, dirs_exist_ok=True))


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
    write_workbook(raw, path)


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


def _setting_cell(default: str) -> Any:
    try:
        return excel(Decimal(default))
    except ArithmeticError:
        return default


def _bundled(name: str) -> Path:
    if name not in bundled_names():
        values = {"name": name, "hint": hint(name, bundled_names())}
        raise PlannerError(Problem("region.unknown_bundled", values))
    return bundled_folder(name)
