"""What a sheet of the workbook holds, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from planner.text import text


class Kind(StrEnum):
    """What the numbers of a column are; the value is their number format."""

    TEXT = "@"
    YEAR = "0"
    DWELLINGS = "#,##0"
    NUMBER = "#,##0.00##"
    EUR = '"€" #,##0.00;-"€" #,##0.00'
    SHARE = "0.00%"
    MINUTES = '#,##0.0 "min"'
    LOAD = "#,##0.00"


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell worked out by the workbook from others of its row, with the value it gives now.

    `{column}` in `words` stands for the cell of that column.
    """

    words: str
    value: Decimal | int | str


@dataclass(frozen=True, slots=True)
class Measured:
    """A number of another kind than its column."""

    value: Decimal | int
    kind: Kind


type Cell = str | int | Decimal | Formula | Measured | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its code.

    `heading` is empty for the one in the catalogue; `total` adds the column up; `widest` is how
    wide it may become (characters) before its text is broken.
    """

    code: str
    kind: Kind = Kind.TEXT
    total: bool = False
    heading: str = ""
    widest: int = 34

    @property
    def title(self) -> str:
        """What stands above it."""
        return self.heading or text(f"workbook.column.{self.code}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table for one sheet.

    `code` names it whatever the language; `heading` is empty for the name in the catalogue.
    """

    code: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heading: str = ""

    @property
    def title(self) -> str:
        """The name of the sheet."""
        return self.heading or text(f"workbook.sheet.{self.code}")
