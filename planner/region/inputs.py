"""What a plan was made from, as text: to keep beside the plan, to compare, and to go back to.

Every value stands as it would in the tables of a region: decimal points, lists with semicolons,
empty cells left out. A row is named by its key; where it comes from (`source`) is no input. Counts
of people (`PEOPLE`) are known by their digest only: no output holds them.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from planner.errors import PlannerError
from planner.region.build import (
    arranged,
    cells_of,
    row_key,
    to_identity,
    to_row,
    to_settings,
)
from planner.region.cells import from_text
from planner.region.check import check
from planner.region.domain import Region
from planner.region.fields import SETTINGS, fields_of, key_of, tables
from planner.region.neighbours import neighbours
from planner.region.raw import RawRow, RawTable
from planner.region.rows import Rows
from planner.region.typed import default

# Municipalities that leave during the plan; a table like the others, though no file holds it.
LEFT = "left"
_SOURCES = frozenset({"source", "region.source"})
# Tables that count people.
PEOPLE = ("demand", "pools", "moves_between")
# Names of things and of the region: they differ without changing any plan.
NAMES = frozenset({"name", "label_nl", "label_en", "region.label_nl", "region.label_en"})
# What a departure is worked into, beside the rows that name the municipality.
_DEPARTURE = frozenset({"targets", "participation", "commitments"})

type Key = tuple[str, ...]
type Cells = Mapping[str, str]
type Kind = Literal["changed", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Inputs:
    """The settings by dotted key, and the rows of every table by key, all as text.

    `digests` are the sha256 of the tables that count people.
    """

    settings: Cells
    tables: Mapping[str, Mapping[Key, Cells]]
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A row or setting that differs between an earlier and a later input.

    `cells` are the columns that differ, with both texts; a setting has one, named after itself.
    """

    table: str
    key: Key
    kind: Kind
    cells: tuple[tuple[str, str, str], ...]


def inputs_of(region: Region, settings: Mapping[str, object]) -> Inputs:
    """The inputs of a region with its settings in force by dotted key."""
    found: dict[str, dict[Key, Cells]] = {}
    for table in tables():
        rows = getattr(region, table)
        rows = rows.values() if isinstance(rows, Mapping) else rows
        found[table] = dict(_row(table, row) for row in rows)
    digests = {table: _digest(found.pop(table)) for table in PEOPLE}
    found[LEFT] = {
        (code,): {"municipality": code, "from_year": str(year)}
        for code, year in region.left.items()
    }
    values = {key: as_text(value) for key, value in settings.items() if key not in _SOURCES}
    known = {key: value for key, value in sorted(values.items()) if value}
    return Inputs(known, found, digests)


def _row(table: str, row: Any) -> tuple[Key, Cells]:
    values = cells_of(table, row)
    cells = {column: as_text(value) for column, value in values.items() if column not in _SOURCES}
    key = tuple(as_text(part) for part in row_key(table, values))
    return key, {column: cell for column, cell in cells.items() if cell}


def _digest(rows: Mapping[Key, Cells]) -> str:
    written = json.dumps([[list(key), dict(cells)] for key, cells in rows.items()], sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def as_text(value: object) -> str:
    """A value as a table holds it: equal values are the same text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float | Decimal):
        exact = format(Decimal(repr(value) if isinstance(value, float) else value), "f")
        return exact.rstrip("0").rstrip(".") if "." in exact else exact
    if isinstance(value, list | tuple):
        return ";".join(as_text(item) for item in value)
    return str(value)


def changes(before: Inputs, after: Inputs) -> tuple[Change, ...]:
    """Every setting and row that differs, in the order of the field table."""
    return (*_of_settings(before, after), *_of_rows(before, after))


def _of_settings(before: Inputs, after: Inputs) -> Iterator[Change]:
    for key in fields_of(SETTINGS):
        old, new = before.settings.get(key, ""), after.settings.get(key, "")
        if old != new:
            yield Change(SETTINGS, (key,), "changed", ((key, old, new),))


def _of_rows(before: Inputs, after: Inputs) -> Iterator[Change]:
    for table in (*tables(), LEFT):
        old, new = before.tables.get(table, {}), after.tables.get(table, {})
        for key in sorted(old.keys() | new.keys()):
            cells = _differing(table, old.get(key, {}), new.get(key, {}))
            if key not in old:
                yield Change(table, key, "added", cells)
            elif key not in new:
                yield Change(table, key, "removed", cells)
            elif cells:
                yield Change(table, key, "changed", cells)


def _differing(table: str, old: Cells, new: Cells) -> tuple[tuple[str, str, str], ...]:
    columns = ("municipality", "from_year") if table == LEFT else fields_of(table)
    both = ((column, old.get(column, ""), new.get(column, "")) for column in columns)
    return tuple(cell for cell in both if cell[1] != cell[2])


def together(found: Sequence[Change], before: Inputs, after: Inputs) -> list[tuple[Change, ...]]:
    """Changes in groups that can each be taken back by themselves, in the order of the first.

    What names a row that came or went belongs to it, and so do the rows of a year that came or
    went to the years of the plan. A departure is one with all that it is worked into.
    """
    groups = _Groups(len(found))
    heads: dict[tuple[str, str], int] = {}
    for number, change in enumerate(found):
        if change.table == LEFT:
            heads[LEFT, ""] = heads["municipalities", change.key[0]] = number
        elif change.table == SETTINGS and change.key == ("region.years",):
            for year in set(change.cells[0][1].split(";")) ^ set(change.cells[0][2].split(";")):
                heads["years", year] = number
        elif change.kind != "changed" and len(key_of(change.table)) == 1:
            heads[change.table, change.key[0]] = number
    for number, change in enumerate(found):
        if (LEFT, "") in heads and change.table in {*_DEPARTURE, LEFT}:
            groups.join(number, heads[LEFT, ""])
        for named in _named(change, before, after):
            if named in heads:
                groups.join(number, heads[named])
    return [tuple(found[number] for number in members) for members in groups.members()]


def _named(change: Change, before: Inputs, after: Inputs) -> Iterator[tuple[str, str]]:
    """The rows of other tables, and the years, that a row names before or after its change."""
    if change.table in (SETTINGS, LEFT):
        return
    for column, field in fields_of(change.table).items():
        if field.references:
            for inputs in (before, after):
                cell = inputs.tables.get(change.table, {}).get(change.key, {}).get(column, "")
                for code in filter(None, cell.split(";")):
                    yield field.references, code


class _Groups:
    """Numbers that are joined into groups."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        self._parent[second] = first

    def members(self) -> list[list[int]]:
        found: defaultdict[int, list[int]] = defaultdict(list)
        for number in range(len(self._parent)):
            found[self._root(number)].append(number)
        return list(found.values())

    def _root(self, number: int) -> int:
        while self._parent[number] != number:
            number = self._parent[number]
        return number


def taken_back(
    region: Region, folder: Path, wanted: Collection[Change], before: Inputs, after: Inputs
) -> Region:
    """The region as it would be had these changes not been made.

    `region` has the inputs `after`, and was read from `folder`. Counts of people stay as they are,
    but for those about what would not be there. Raises `PlannerError` where the
    others do not make a sound region without these, and for a file of boundaries that cannot be
    used.
    """
    settings = dict(after.settings)
    rows = {table: dict(after.tables.get(table, {})) for table in (*tables(), LEFT)}
    touched = {change.table for change in wanted}
    for change in wanted:
        if change.table == SETTINGS:
            [key] = change.key
            settings.pop(key, None)
            if key in before.settings:
                settings[key] = before.settings[key]
        elif change.kind == "added":
            del rows[change.table][change.key]
        else:
            rows[change.table][change.key] = before.tables[change.table][change.key]
    parts: dict[str, Any] = {
        table: arranged(table, [_built(table, cells) for cells in rows[table].values()])
        for table in tables()
        if table in touched
    }
    if SETTINGS in touched:
        values = _typed(SETTINGS, settings)
        parts["identity"] = replace(to_identity(values), source=region.identity.source)
        parts["settings"] = to_settings(values, region.settings.sources)
    if LEFT in touched:
        parts["left"] = {key[0]: int(row["from_year"]) for key, row in sorted(rows[LEFT].items())}
    made = _with_fitting_people(replace(region, **parts))
    if wrong := check(_rows(made, _typed(SETTINGS, settings))):
        raise PlannerError(wrong)
    asked = made.settings.max_adjacent_load_per_1000_dwellings is not None
    if asked and (region.adjacency is None or touched & {"neighbourhoods", SETTINGS}):
        made = replace(made, adjacency=neighbours(made, folder))
    return made


def _with_fitting_people(region: Region) -> Region:
    demand = {
        key: row
        for key, row in region.demand.items()
        if row.municipality in region.municipalities
        and row.programme in region.programmes
        and row.year in region.years
    }
    years = set(region.years)
    pools = {key: row for key, row in region.pools.items() if row.year in years}
    between = {key: row for key, row in region.moves_between.items() if row.year in years}
    return replace(region, demand=demand, pools=pools, moves_between=between)


def _rows(region: Region, settings: dict[str, Any]) -> Rows:
    """A region as the cross-checks look at it."""
    typed = {}
    for table in tables():
        rows = getattr(region, table)
        rows = rows.values() if isinstance(rows, Mapping) else rows
        typed[table] = [(RawRow(table, None, cells_of(table, row)), row) for row in rows]
    raw = {
        table: RawTable(table, tuple(fields_of(table)), [row for row, _ in rows])
        for table, rows in typed.items()
    }
    return Rows(raw, typed, RawRow(SETTINGS, None, settings), settings)


def _built(table: str, cells: Cells) -> tuple[tuple[Any, ...], Any]:
    values = _typed(table, cells)
    return row_key(table, values), to_row(table, values)


def _typed(table: str, cells: Cells) -> dict[str, Any]:
    return {
        column: from_text(field, cells[column], ".") if column in cells else default(field)
        for column, field in fields_of(table).items()
    }
