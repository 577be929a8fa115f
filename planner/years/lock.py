"""Part of a plan as commitments, so that the rest can be planned again.

A line of the plan becomes a row of `commitments`. Where the same line is there already, its number
becomes that of the plan if it is larger: a plan has every signed line at least in its number. What
is locked is a scenario, which stays apart from the region and can be left out again, or a new
region with the rows in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from planner.disk import write_file
from planner.errors import ExitCode, PlannerError, Problem
from planner.optimise.requests import codes_named
from planner.region.domain import Commitment, Line, Region
from planner.region.fields import fields_of, key_of
from planner.region.figures import totals
from planner.region.hints import hint
from planner.region.inputs import as_text
from planner.region.load import Loaded, checked
from planner.region.raw import RawRegion, RawRow, RawTable
from planner.region.write import toml_value, write_raw, written
from planner.text import text

SCENARIO = ".toml"
_TABLES: Mapping[str, str] = {
    "municipality": "municipalities",
    "corporation": "corporations",
    "programme": "programmes",
    "neighbourhood": "neighbourhoods",
    "site": "sites",
}


@dataclass(frozen=True, slots=True)
class Locked:
    """The lines of a plan that were chosen, and the rows they become.

    `rows` are the commitments that are new or have a larger number now; `known` counts the lines
    that are promised already.
    """

    lines: tuple[Line, ...]
    rows: tuple[Commitment, ...]
    changed: frozenset[tuple[str, ...]]
    known: int

    @property
    def dwellings(self) -> int:
        """Dwellings of the chosen lines."""
        return sum(line.dwellings for line in self.lines)


def chosen(
    region: Region,
    lines: Iterable[Line],
    parts: Mapping[str, Sequence[str]],
    years: Sequence[int] = (),
) -> tuple[Line, ...]:
    """The lines in a part of a plan: any of the names of each kind, and any of the years.

    `parts` are codes or names by kind (municipality, corporation, programme, neighbourhood, site);
    a kind without names leaves nothing out. Raises `PlannerError` (exit code 2) for names and years
    that the region does not have, and where nothing of the plan is in that part.
    """
    problems = []
    wanted: dict[str, set[str]] = {}
    for kind, names in parts.items():
        rows = getattr(region, _TABLES[kind])
        for name in names:
            found = codes_named(rows, name)
            if not found:
                values = {"table": _TABLES[kind], "name": name, "hint": hint(name, rows)}
                problems.append(Problem("region.dangling", values, value=name))
            wanted.setdefault(kind, set()).update(found)
    for year in years:
        if year not in region.years:
            problems.append(Problem("lock.year", {"years": region.years}, value=str(year)))
    if problems:
        raise PlannerError(problems, ExitCode.USAGE)
    kept = tuple(
        line
        for line in lines
        if all(getattr(line, kind) in codes for kind, codes in wanted.items())
        and (not years or line.year in years)
        and line.dwellings
    )
    if not kept:
        raise PlannerError(Problem("lock.nothing"), ExitCode.USAGE)
    return kept


def lock(region: Region, lines: Iterable[Line], status: str, source: str) -> Locked:
    """Lines of a plan as commitments of a status (`signed` or `proposed`).

    Several lines that one commitment can hold are added up.
    """
    lines = tuple(lines)
    there = {_key(row): row for row in region.commitments}
    rows, changed, known = [], set(), 0
    for line in _added_up(lines):
        row = commitment(line, status, source)
        same = there.get(_key(row))
        promised = [same, there.get(_key(commitment(line, "signed", source)))]
        if any(old is not None and old.dwellings >= line.dwellings for old in promised):
            known += 1
            continue
        if same is not None:
            changed.add(_key(row))
        rows.append(row)
    return Locked(lines, tuple(rows), frozenset(changed), known)


def commitment(line: Line, status: str, source: str | None) -> Commitment:
    """A line of a plan as a row of `commitments`."""
    return Commitment(
        line.programme, line.year, line.municipality, line.neighbourhood, line.corporation,
        line.site or None, line.support_point or None, line.dwellings, status, source,
    )  # fmt: skip


def by_party(lines: Iterable[Line]) -> list[Line]:
    """Lines added up by municipality, corporation, programme and year."""
    found = totals(lines, "municipality", "corporation", "programme", "year")
    return [
        Line(programme, year, municipality, "", corporation, "", "", dwellings)
        for (municipality, corporation, programme, year), dwellings in sorted(found.items())
    ]


def record(locked: Locked, status: str, path: Path) -> dict[str, Any]:
    """What was locked as a machine reads it."""
    return {
        "written": path.as_posix(),
        "status": status,
        "dwellings": locked.dwellings,
        "known": locked.known,
        "commitments": [
            {column: getattr(row, column) for column in fields_of("commitments")}
            for row in locked.rows
        ],
    }


def write(raw: RawRegion, locked: Locked, path: Path) -> Loaded:
    """Write what is locked: as a scenario for a name that ends in `.toml`, else as a region.

    `raw` is the region as read, and has the rows in it afterwards. Returns the region with the
    commitments. Raises `PlannerError` where it is not sound with them, for a file or folder that
    exists, and where a new region cannot hold a reorganisation of municipalities.
    """
    scenario = path.suffix.lower() == SCENARIO
    if raw.reorganisations and not scenario:
        raise PlannerError(Problem("lock.reorganised"), ExitCode.USAGE)
    locked = _before_reorganising(raw, locked)
    _put(raw, locked)
    loaded = checked(raw)
    if not scenario:
        write_raw(raw, path)
        return loaded
    with written(path):
        if path.exists():
            raise PlannerError(Problem("region.target_exists", {}, str(path)))
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, _scenario(path.stem, locked).encode())
    return loaded


def _before_reorganising(raw: RawRegion, locked: Locked) -> Locked:
    """The rows with the municipality that their neighbourhood is in before any reorganisation."""
    table = raw.tables["neighbourhoods"]
    homes = {row.cells["neighbourhood"]: row.cells["municipality"] for row in table.rows}

    def now(row: Commitment) -> Commitment:
        return replace(row, municipality=homes[row.neighbourhood])

    changed = {_key(now(row)) for row in locked.rows if _key(row) in locked.changed}
    return replace(locked, rows=tuple(map(now, locked.rows)), changed=frozenset(changed))


def _added_up(lines: Iterable[Line]) -> list[Line]:
    found: dict[tuple[Any, ...], int] = {}
    for line in lines:
        found[line[:-1]] = found.get(line[:-1], 0) + line.dwellings
    return [Line._make((*where, number)) for where, number in sorted(found.items())]


def _key(row: Commitment) -> tuple[str, ...]:
    return tuple(as_text(getattr(row, column)) for column in key_of("commitments"))


def _cells(row: Commitment) -> dict[str, Any]:
    cells = {column: getattr(row, column) for column in fields_of("commitments")}
    return {column: cell for column, cell in cells.items() if cell is not None}


def _put(raw: RawRegion, locked: Locked) -> None:
    """Put the rows into the table of a region as read."""
    columns = tuple(fields_of("commitments"))
    table = raw.tables.setdefault("commitments", RawTable("commitments.csv", columns, []))
    there = {
        tuple(as_text(row.cells.get(column)) for column in key_of("commitments")): row
        for row in table.rows
    }
    for row in locked.rows:
        old = there.get(_key(row))
        if old is None:
            table.rows.append(RawRow(table.file, None, _cells(row)))
        else:
            old.cells |= {"dwellings": row.dwellings, "source": row.source}


def _scenario(name: str, locked: Locked) -> str:
    source = toml_value(locked.rows[0].source) if locked.rows else ""
    lines = [f"# {text('lock.about')}", "", "[scenario]", f"name = {toml_value(name)}"]
    lines += [f"source = {source}"] if source else []
    for row in locked.rows:
        part = "change" if _key(row) in locked.changed else "add"
        lines += ["", f"[[{part}.commitments]]"]
        cells = {column: cell for column, cell in _cells(row).items() if column != "source"}
        lines += [f"{column} = {toml_value(cell)}" for column, cell in cells.items()]
    return "\n".join(lines) + "\n"
