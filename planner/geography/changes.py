"""What an update changes in the tables of a region, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.region.fields import key_of
from planner.region.raw import shown


@dataclass(frozen=True, slots=True)
class Change:
    """One cell.

    `status` is changed, kept (the old stays), added or removed (with its row), moved (a reference
    that follows to an area), combined (of rows that came together), or replaced (a neighbourhood,
    by the one whose code is new).
    """

    table: str
    row: str
    name: str
    column: str
    old: Any
    new: Any
    status: str


def row_name(table: str, cells: Mapping[str, Any]) -> str:
    """The key of a row as text: “alliantie, bussum-west”."""
    return ", ".join(shown(cells.get(column)) for column in key_of(table))


def row_changes(table: str, cells: Mapping[str, Any], status: str) -> Iterator[Change]:
    """Every filled cell of a row that is added or removed."""
    key, name = row_name(table, cells), shown(cells.get("name"))
    for column, value in cells.items():
        if value is not None:
            old, new = (value, None) if status == "removed" else (None, value)
            yield Change(table, key, name, column, old, new, status)
