"""Scenario files and `--set`: settings and rows changed, added or removed before validation.

Within a scenario settings come first, then rows are removed, changed and added. What an override
touches carries the override in its source, so that no report rests a new number on an old source.
Reorganisations are only noted here: they change the region once it has been checked
(`planner.region.reorganise`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from planner.errors import Problem
from planner.region.cells import from_text, from_toml
from planner.region.fields import (
    NUMBERS,
    REORGANISATION,
    SETTINGS,
    Field,
    fields_of,
    key_of,
    tables,
)
from planner.region.hints import hint
from planner.region.numbers import CellError
from planner.region.raw import RawRegion, RawRow, RawTable, shown
from planner.region.read import flatten, parse_toml, read_bytes

ASSUMPTION = "assumption"
_CELL = re.compile(r"\s*(\w+)\[([^\[\]]*)\]\.(\w+)\s*=(.*)", re.DOTALL)
_SETTING = re.compile(r"\s*([\w.]+)\s*=(.*)", re.DOTALL)
_PARTS = ("scenario", "settings", "change", "add", "remove", REORGANISATION)
_ABOUT = ("name", "label_nl", "label_en", "source")


def apply_scenario(region: RawRegion, scenario: str | Path) -> None:
    """Apply a scenario: a file, or the bare name of one in the region's folder `scenarios`."""
    path = _find(region.folder, scenario)
    if path is None:
        names = [file.stem for file in (region.folder / "scenarios").glob("*.toml")]
        values = {"name": str(scenario), "hint": hint(str(scenario), names)}
        region.problems.append(Problem("region.no_scenario", values))
        return
    name = str(path) if path.name in region.hashes else path.name
    content = read_bytes(path, name, region)
    parsed = parse_toml(content, name) if content is not None else None
    if isinstance(parsed, Problem):
        region.problems.append(parsed)
    elif parsed is not None:
        _Override(region, name).apply(parsed)


def apply_set(region: RawRegion, expression: str) -> None:
    """Apply one `key=value` or `table[key].column=value`, numbers with a decimal point."""
    label = f"--set {shown(expression)}"
    override = _Override(region, label)
    if cell := _CELL.fullmatch(expression):
        table, key, column, text = cell.groups()
        if not override.has_table(table):
            return
        columns = key_of(table)
        parts = [part.strip() for part in key.split(",")]
        left_out = columns[len(parts) :]
        needed = [column for column in left_out if fields_of(table)[column].empty == "refuse"]
        if len(parts) > len(columns) or needed:
            values = {"columns": ", ".join(columns)}
            region.problems.append(Problem("region.set_key", values, label))
            return
        parts += [""] * len(left_out)
        field = override.field(table, column)
        row = override.row(table, tuple(parts))
        if field and row and (read := override.read(field, text)):
            override.change(row, {column: read[0]})
    elif setting := _SETTING.fullmatch(expression):
        key, text = setting.groups()
        field = override.field(SETTINGS, key)
        if field and (read := override.read(field, text)):
            override.set(key, read[0])
    else:
        region.problems.append(Problem("region.set_form", {}, label))


class _Override:
    """One source of changes to a region, and the name its problems are reported under."""

    def __init__(self, region: RawRegion, name: str) -> None:
        self.region = region
        self.name = name
        self.source = f"{ASSUMPTION}: {name}"

    def apply(self, parsed: Mapping[str, Any]) -> None:
        """Apply a parsed scenario file."""
        for part in parsed:
            if part not in _PARTS:
                self.problem("region.scenario_part", part, hint=hint(part, _PARTS))
        about = self._mapping(parsed, "scenario")
        for key, value in about.items():
            if key not in _ABOUT:
                self.problem("region.scenario_part", f"scenario.{key}", hint=hint(key, _ABOUT))
            elif not isinstance(value, str):
                self.problem("region.not_text", f"scenario.{key}")
        if isinstance(about.get("source"), str) and about["source"].strip():
            self.source = " ".join(about["source"].split())
        known = fields_of(SETTINGS)
        for key, value in flatten(self._mapping(parsed, "settings"), known).items():
            if field := self.field(SETTINGS, key):
                self.set(key, from_toml(field, value))
        for part, act in (("remove", self._remove), ("change", self._change), ("add", self._add)):
            for table, entries in self._mapping(parsed, part).items():
                if not self.has_table(table):
                    continue
                for entry in self._entries(entries, f"{part}.{table}"):
                    cells = self._cells(table, entry)
                    if cells is not None:
                        act(table, cells)
        for entry in self._entries(parsed.get(REORGANISATION, []), REORGANISATION):
            cells = self._cells(REORGANISATION, entry)
            if cells is not None:
                cells["source"] = cells.get("source") or self.source
                self.region.reorganisations.append(RawRow(self.name, None, cells))

    def set(self, key: str, value: Any) -> None:
        """Give a setting a value; none puts its default back."""
        settings = self.region.settings
        settings.cells[key] = value
        settings.elsewhere[key] = (self.name, None)
        settings.refused.discard(key)
        self.region.sources[key] = self._joined(self.region.sources.get(key))

    def change(self, row: RawRow, cells: Mapping[str, Any]) -> None:
        """Give cells of a row new values."""
        source = cells.get("source") or self._joined(row.cells.get("source"))
        row.cells |= {**cells, "source": source}
        for column in cells:
            row.elsewhere[column] = (self.name, None)
            row.refused.discard(column)

    def row(self, table: str, key: tuple[str, ...]) -> RawRow | None:
        """The row with this key, else a problem."""
        found = [row for row in self._rows(table) if _key(table, row.cells) == key]
        if found:
            return found[0]
        near = hint(",".join(key), (",".join(_key(table, row.cells)) for row in self._rows(table)))
        self.problem("region.no_row", value=",".join(key), table=table, hint=near)
        return None

    def field(self, table: str, column: str) -> Field | None:
        """The field of a column or setting, else a problem."""
        known = fields_of(table)
        if column not in known:
            key = "region.unknown_setting" if table == SETTINGS else "region.unknown_column"
            self.problem(key, column, hint=hint(column, known))
        return known.get(column)

    def has_table(self, table: str) -> bool:
        """Whether there is such a table; if not, a problem."""
        if table not in tables():
            self.problem("region.unknown_table", value=table, hint=hint(table, tables()))
        return table in tables()

    def read(self, field: Field, text: str) -> tuple[Any] | None:
        """The value of a text on the command line, else a problem."""
        try:
            if field.type in NUMBERS and "," in text:
                raise CellError("region.set_comma")
            return (from_text(field, text, "."),)
        except CellError as refusal:
            self.problem(refusal.key, field.column, shown(text.strip()))
            return None

    def problem(self, key: str, column: str = "", value: str = "", **values: Any) -> None:
        """Report a problem with this override."""
        self.region.problems.append(Problem(key, values, self.name, None, column, value))

    def _change(self, table: str, cells: dict[str, Any]) -> None:
        if self._has_key(table, cells) and (row := self.row(table, _key(table, cells))):
            new = {column: cells[column] for column in cells if column not in key_of(table)}
            self.change(row, new)

    def _add(self, table: str, cells: dict[str, Any]) -> None:
        if not self._has_key(table, cells):
            return
        key = _key(table, cells)
        if any(_key(table, row.cells) == key for row in self._rows(table)):
            self.problem("region.row_exists", value=",".join(key), table=table)
            return
        cells["source"] = cells.get("source") or self.source
        raw = self.region.tables.setdefault(table, RawTable(f"{table}.csv", (), []))
        raw.rows.append(RawRow(self.name, None, cells))

    def _remove(self, table: str, cells: dict[str, Any]) -> None:
        for column in cells:
            if column not in key_of(table):
                values = {"columns": ", ".join(key_of(table))}
                self.problem("region.remove_by_key", column, **values)
                return
        if not cells:
            self.problem("region.scenario_key", f"remove.{table}", columns=", ".join(key_of(table)))
            return
        wanted = {column: shown(value) for column, value in cells.items()}
        rows = self._rows(table)
        kept = [
            row
            for row in rows
            if any(shown(row.cells.get(column)) != value for column, value in wanted.items())
        ]
        if len(kept) == len(rows):
            near = hint(
                ",".join(wanted.values()),
                (",".join(shown(row.cells.get(column)) for column in wanted) for row in rows),
            )
            self.problem("region.no_row", "", ",".join(wanted.values()), table=table, hint=near)
        elif table in self.region.tables:
            self.region.tables[table].rows = kept

    def _has_key(self, table: str, cells: Mapping[str, Any]) -> bool:
        fields = fields_of(table)
        missing = [
            column
            for column in key_of(table)
            if cells.get(column) is None and fields[column].empty == "refuse"
        ]
        if missing:
            self.problem("region.scenario_key", table, columns=", ".join(missing))
        return not missing

    def _cells(self, table: str, entry: Mapping[str, Any]) -> dict[str, Any] | None:
        found = {column: self.field(table, column) for column in entry}
        if not all(found.values()):
            return None
        return {column: from_toml(field, entry[column]) for column, field in found.items() if field}

    def _entries(self, entries: Any, part: str) -> list[dict[str, Any]]:
        if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
            return entries
        self.problem("region.scenario_form", part, example=f"[[{part}]]")
        return []

    def _rows(self, table: str) -> Sequence[RawRow]:
        raw = self.region.tables.get(table)
        return raw.rows if raw else ()

    def _mapping(self, parsed: Mapping[str, Any], part: str) -> Mapping[str, Any]:
        found = parsed.get(part, {})
        if isinstance(found, Mapping):
            return found
        self.problem("region.scenario_form", part, example=f"[{part}]")
        return {}

    def _joined(self, old: str | None) -> str:
        return joined(self.source, old)


def joined(*sources: str | None) -> str:
    """Several sources as one: assumptions first, so that one among them makes it an assumption."""
    parts = dict.fromkeys(part for part in sources if part)
    return "; ".join(sorted(parts, key=lambda part: not is_assumption(part)))


def is_assumption(source: str) -> bool:
    """Whether a source marks a number that nobody has confirmed."""
    return source.lower().startswith(ASSUMPTION)


def _key(table: str, cells: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(shown(cells.get(column)) for column in key_of(table))


def _find(folder: Path, scenario: str | Path) -> Path | None:
    inside = folder / "scenarios"
    for path in (Path(scenario), inside / scenario, inside / f"{scenario}.toml"):
        if _is_file(path):
            return path
    return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name no file can have
        return False
