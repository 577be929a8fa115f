"""A plan folder as `planner solve` wrote it, read back: enough to hold two plans side by side."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from planner.errors import PlannerError, Problem
from planner.quota.levy import Account
from planner.region.domain import Audience, Line
from planner.region.files import content_of
from planner.region.inputs import Inputs
from planner.region.plan_file import read_lines
from planner.text import language

RECORD = "plan.json"
INPUTS = "inputs.json"
GEOPACKAGE = "plan.gpkg"
ACCOUNTS = "municipalities.csv"


@dataclass(frozen=True)
class Recorded:
    """A plan and what its folder says of it.

    `record` is `plan.json`. `inputs` are `None` where the folder does not keep them: only the
    internal edition does.
    """

    folder: Path
    record: Mapping[str, Any]
    lines: tuple[Line, ...]
    accounts: tuple[Account, ...]
    inputs: Inputs | None

    @property
    def region(self) -> str:
        """The code of the region."""
        return str(self.record["region"]["name"])

    @property
    def label(self) -> str:
        """The name of the region in the language in use."""
        return str(self.record["region"][f"label_{language()}"])

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the plan."""
        return tuple(self.record["region"]["years"])

    @property
    def audience(self) -> Audience:
        """Whom the edition is for."""
        return Audience(self.record["audience"])

    @property
    def settings(self) -> Mapping[str, Any]:
        """Every setting in force, by dotted key."""
        found: Mapping[str, Any] = self.record["settings"]
        return found

    @property
    def aims(self) -> Mapping[str, float]:
        """The value of every part of every objective that the edition shows, as `aim.part`."""
        found: Mapping[str, float] = self.record["verification"]["aims"]
        return found

    @property
    def unmet(self) -> int:
        """Dwellings missing from what is asked, over the programmes that the edition shows."""
        return sum(row["unmet"] for row in self.record["totals"].values())

    def name(self, table: str, code: str) -> str:
        """What a code is called; the code itself where the folder does not say."""
        found = self.record["names"].get(table, {}).get(code, code)
        return str(found[language()] if isinstance(found, Mapping) else found)


def read_recorded(folder: Path) -> Recorded:
    """A plan folder; raises `PlannerError` with everything that is missing or cannot be read."""
    record = _json(folder, RECORD)
    if not _is_record(record):
        raise PlannerError(Problem("compare.no_record", {"folder": str(folder)}, RECORD))
    accounts = _accounts(folder, record["region"]["years"])
    return Recorded(folder, record, read_lines(folder), accounts, read_inputs(folder))


def read_inputs(folder: Path) -> Inputs | None:
    """What the plan of a folder was made from, where the folder keeps it.

    Raises `PlannerError` for a file that is there but does not hold inputs.
    """
    if not (folder / INPUTS).is_file():
        return None
    found = _json(folder, INPUTS)
    try:
        settings = {str(key): str(value) for key, value in found["settings"].items()}
        tables = {
            str(table): {tuple(row["key"]): _cells(row["cells"]) for row in rows}
            for table, rows in found["tables"].items()
        }
        digests = {str(table): str(digest) for table, digest in found["digests"].items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise _unreadable(folder, INPUTS) from error
    return Inputs(settings, tables, digests)


def other_files(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """Networks and boundaries that differ, by digests: a folder does not keep them as inputs."""
    names = {name for name in before.keys() | after.keys() if name.endswith((".gpkg", ".graphml"))}
    return tuple(sorted(name for name in names if before.get(name) != after.get(name)))


def document(inputs: Inputs) -> dict[str, Any]:
    """The content of `inputs.json`."""
    return {
        "settings": dict(inputs.settings),
        "tables": {
            table: [{"key": list(key), "cells": dict(cells)} for key, cells in rows.items()]
            for table, rows in inputs.tables.items()
        },
        "digests": dict(inputs.digests),
    }


def _cells(cells: Mapping[str, Any]) -> dict[str, str]:
    return {str(column): str(cell) for column, cell in cells.items()}


def _json(folder: Path, name: str) -> Any:
    try:
        return json.loads(content_of(folder / name).decode())
    except FileNotFoundError as error:
        raise PlannerError(Problem("compare.no_record", {"folder": str(folder)}, name)) from error
    except (OSError, ValueError, RecursionError) as error:
        raise _unreadable(folder, name) from error


def _unreadable(folder: Path, name: str) -> PlannerError:
    return PlannerError(Problem("compare.unreadable", {"folder": str(folder)}, name))


def _is_record(record: Any) -> bool:
    """Whether a document has the parts of `plan.json` that a comparison rests on."""
    try:
        identity, names = record["region"], record["names"]
        return (
            all(isinstance(identity[key], str) for key in ("name", "label_nl", "label_en"))
            and all(isinstance(year, int) for year in identity["years"])
            and record["audience"] in set(Audience)
            and isinstance(record["status"], str)
            and all(isinstance(tier["part"], str) for tier in record["objective"])
            and all(isinstance(row["unmet"], int) for row in record["totals"].values())
            and isinstance(record["verification"]["aims"], dict)
            and isinstance(record["settings"], dict)
            and isinstance(record["inputs"], dict)
            and all(isinstance(rows, dict) for rows in names.values())
        )
    except (KeyError, TypeError, AttributeError):
        return False


def _number(cell: str) -> Decimal:
    """A number in a table of ours; raises `ValueError` for one that no plan can have."""
    found = Decimal(cell)
    if not abs(found) < 10**15:
        raise ValueError(cell)
    return found


def _accounts(folder: Path, years: Iterable[int]) -> tuple[Account, ...]:
    try:
        content = content_of(folder / ACCOUNTS).decode()
        return tuple(
            Account(
                row["group"],
                row["municipality"],
                int(_number(row["quota"])),
                int(_number(row["delivered"])),
                {year: _number(row[f"levy_{year}"]) for year in years},
            )
            for row in csv.DictReader(io.StringIO(content))
            if row["municipality"]  # the row without is what the fund keeps
        )
    except (
        OSError,
        UnicodeDecodeError,
        KeyError,
        TypeError,
        ValueError,
        InvalidOperation,
    ) as error:
        raise _unreadable(folder, ACCOUNTS) from error
