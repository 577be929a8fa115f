"""The lines of a plan back from disk: ours, or edited by hand, perhaps in Excel."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from planner.errors import PlannerError, Problem
from planner.region.cells import convert_table
from planner.region.csvfile import read_csv
from planner.region.domain import Audience, Line, Region
from planner.region.fields import ALLOCATION, fields_of
from planner.region.files import content_of
from planner.region.hints import hint
from planner.region.raw import RawRegion, RawRow, shown
from planner.region.read import read_bytes
from planner.region.typed import typed_rows
from planner.region.workbook import read_sheet, workbook_name


@dataclass(frozen=True, slots=True)
class Gone:
    """A code that an earlier plan names and the region no longer has, and its dwellings there."""

    table: str
    code: str
    dwellings: int


def read_plan(path: Path, region: Region) -> tuple[Line, ...]:
    """The lines of a plan: a folder with `allocation.csv`, such a file, or a workbook.

    A workbook is read from its sheet `allocation`. Raises `PlannerError` with every problem: a
    file that is not there or no table, cells of the wrong kind, codes the region does not have, a
    neighbourhood outside the municipality beside it.
    """
    lines, problems = _read(path)
    wrong = problems + _unknown(lines, region)
    if wrong:
        raise PlannerError(wrong)
    return tuple(sorted(line for _, line in lines))


def read_lines(path: Path) -> tuple[Line, ...]:
    """The lines of a plan of any region; raises `PlannerError` as `read_plan` does, but for codes.

    The region may have changed since: see `gone`.
    """
    lines, problems = _read(path)
    if problems:
        raise PlannerError(problems)
    return tuple(sorted(line for _, line in lines))


def gone(lines: Iterable[Line], region: Region) -> tuple[Gone, ...]:
    """What lines name that the region no longer has, so that their dwellings cannot stay."""
    missing: Counter[tuple[str, str]] = Counter()
    for line in lines:
        if line.year not in region.years:
            missing["years", str(line.year)] += line.dwellings
        for table, code, known in (
            ("programmes", line.programme, region.programmes),
            ("neighbourhoods", line.neighbourhood, region.neighbourhoods),
            ("corporations", line.corporation, region.corporations),
            ("sites", line.site, region.sites),
            ("support_points", line.support_point, region.support_points),
        ):
            if code and code not in known:
                missing[table, code] += line.dwellings
    return tuple(Gone(*key, number) for key, number in sorted(missing.items()) if number)


def _read(path: Path) -> tuple[list[tuple[RawRow, Line]], list[Problem]]:
    """The lines with their rows, and what is wrong in the file; raises where there is no table."""
    file = file_of(path)
    if file is None:
        raise PlannerError(Problem("plan.missing", {"path": str(path)}))
    raw = RawRegion(file.parent, RawRow(file.name, None, {}))
    content = read_bytes(file, file.name, raw)
    if content is not None and workbook_name(file):
        read_sheet(raw, file.name, content, ALLOCATION)
    elif content is not None:
        raw.tables[ALLOCATION], problems = read_csv(ALLOCATION, file.name, content)
        raw.problems += problems
    if ALLOCATION not in raw.tables:
        raise PlannerError(raw.problems)
    table = raw.tables[ALLOCATION]
    _, problems = convert_table(ALLOCATION, table)
    typed, more = typed_rows(ALLOCATION, table.rows)
    lines = [
        (row, Line._make("" if cells[column] is None else cells[column] for column in Line._fields))
        for row, cells in typed
    ]
    return lines, raw.problems + problems + more


def audience_of(path: Path) -> Audience | None:
    """Whom a plan was written for, by the record beside it; `None` where there is no such record.

    `path` is the folder of the plan or one of the files in it.
    """
    record = (path if path.is_dir() else path.parent) / "plan.json"
    try:
        found = json.loads(content_of(record).decode())
        return Audience(found["audience"])
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        RecursionError,
    ):  # nobody's plan, or not one of ours
        return None


def file_of(path: Path) -> Path | None:
    """The file with the lines of a plan: itself, or in its folder; `None` where there is none."""
    try:
        file = path / f"{ALLOCATION}.csv" if path.is_dir() else path
        return file if file.exists() and not file.is_dir() else None
    except (OSError, ValueError):  # a name no file can have
        return None


def _unknown(lines: list[tuple[RawRow, Line]], region: Region) -> list[Problem]:
    problems = []
    known: dict[str, Collection[object]] = {
        table: getattr(region, table)
        for table in (
            "programmes", "municipalities", "neighbourhoods", "corporations", "sites",
            "support_points", "years",
        )
    }  # fmt: skip
    for row, line in lines:
        sound = True
        for column, field in fields_of(ALLOCATION).items():
            code = getattr(line, column)
            if field.references and code != "" and code not in known[field.references]:
                near = hint(shown(code), map(shown, known[field.references]))
                values = {"name": shown(code), "table": field.references, "hint": near}
                problems.append(row.problem("region.dangling", column, **values))
                sound = False
        if sound and region.municipality_of(line.neighbourhood) != line.municipality:
            home = region.municipality_of(line.neighbourhood)
            values = {"neighbourhood": line.neighbourhood, "municipality": home}
            problems.append(row.problem("plan.elsewhere", "municipality", **values))
    return problems
