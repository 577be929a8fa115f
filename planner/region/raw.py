"""A region as read, before anything is checked.

One load owns these values and fills them step by step: cells as found, then cells of the right kind
(`cells`), then overrides (`overrides`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from planner.errors import Problem
from planner.region.domain import Network

_LONGEST = 60  # characters of a cell in a message


@dataclass(slots=True)
class RawRow:
    """One row: its cells by column, and where the user finds it (the header is row 1).

    `elsewhere` names the file and row of cells that do not come from this row (an override, or a
    setting on its own row). `refused` are the columns whose cell has a problem already reported.
    `as_number` gives the codes that are numbers in a sheet, as the sheet shows them.
    """

    file: str
    number: int | None
    cells: dict[str, Any]
    elsewhere: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    as_number: dict[str, str] = field(default_factory=dict)

    def problem(self, key: str, column: str = "", /, **values: Any) -> Problem:
        """A problem with this row, or with its cell in a column."""
        file, number = self.elsewhere.get(column, (self.file, self.number))
        return Problem(key, values, file, number, column, shown(self.cells.get(column)))


@dataclass(slots=True)
class RawTable:
    """A table as read. `delimiter` is empty for a sheet; `encoding` is empty for plain UTF-8.

    `complete` is false where rows or columns could not be read, so that what is missing from it
    proves nothing. `left_out` are the numbers of rows that are no rows of the table: totals.
    """

    file: str
    columns: tuple[str, ...]
    rows: list[RawRow]
    delimiter: str = ""
    encoding: str = ""
    complete: bool = True
    left_out: frozenset[int] = frozenset()


@dataclass(slots=True)
class RawRegion:
    """A whole region as read; the settings are one row whose columns are the dotted keys."""

    folder: Path
    settings: RawRow
    sources: dict[str, str] = field(default_factory=dict)
    tables: dict[str, RawTable] = field(default_factory=dict)
    reorganisations: list[RawRow] = field(default_factory=list)
    network: Network | None = None
    hashes: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def shown(value: Any) -> str:
    """A cell as text for a message, cut off where it is very long."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, list | tuple):
        # A long list is not put together to be cut off.
        first = islice(value, _LONGEST + 1)
        value = ";".join("[…]" if isinstance(item, list) else shown(item) for item in first)
    text = str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
