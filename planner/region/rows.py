"""What the cross-checks look at: the rows of every table, with where each was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.errors import Problem
from planner.region.fields import OPTIONAL, key_of
from planner.region.raw import RawRow, RawTable


@dataclass(frozen=True)
class Rows:
    """A region between types and cross-checks.

    `typed` holds per table the rows whose every cell is right, as domain rows. `values` are the
    settings by dotted key, `None` where one is wrong.
    """

    tables: Mapping[str, RawTable]
    typed: Mapping[str, list[tuple[RawRow, Any]]]
    settings_row: RawRow
    values: Mapping[str, Any] | None

    def of(self, table: str) -> list[tuple[RawRow, Any]]:
        """The sound rows of a table with their place."""
        return self.typed.get(table, [])

    def by_code(self, table: str) -> dict[str, Any]:
        """The sound rows of a table by their code."""
        return {row.code: row for _, row in self.of(table)}

    def known(self, table: str) -> set[Any] | None:
        """What a reference to a table may name; `None` where that cannot be told."""
        if table in ("years", "quota.groups"):
            setting = {"years": "region.years"}.get(table, table)
            return set(self.values[setting]) if self.values else None
        raw = self.tables.get(table)
        if raw is None:
            return set() if table in OPTIONAL else None
        if not raw.complete:
            return None
        column = key_of(table)[0]
        cells = (row.cells.get(column) for row in raw.rows)
        return {cell for cell in cells if isinstance(cell, str | int)}


Check = Iterator[Problem]
