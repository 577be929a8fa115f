"""The field table: every column of every table and every setting, read from `fields.csv`.

Reading, checking, the blank region and the documentation are all made from it. The settings are
the fields of the table `region`, named by their dotted key; `reorganisation` is part of a scenario,
`monitor` what municipalities report each month.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from planner.text import language

SETTINGS = "region"
ALLOCATION = "allocation"
REORGANISATION = "reorganisation"
MONITOR = "monitor"
OPTIONAL = frozenset(
    {
        "sites",
        "separation",
        "participation",
        "neighbourhood_types",
        "contingents",
        "shares",
        "commitments",
        "budgets",
        "demand",
        "pools",
        "swaps",
        "index",
        "closures",
        "moves_between",
        "realised",
        "costs",
        "travel",
    }
)
NEEDS_ROWS = frozenset({"municipalities", "neighbourhoods", "programmes", "targets"})
NUMBERS = frozenset({"integer", "decimal", "x", "y"})


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table, or one setting.

    `empty` says what an empty cell or missing column means: `refuse`, `none`, or the value to take.
    """

    table: str
    column: str
    type: str
    column_required: bool
    empty: str
    minimum: Decimal | None
    maximum: Decimal | None
    choices: tuple[str, ...]
    references: str
    key: bool
    unit_en: str
    unit_nl: str
    description_en: str
    description_nl: str

    @property
    def default(self) -> str | None:
        """The value taken when none is given; `None` where there is no such value."""
        return None if self.empty in ("refuse", "none") else self.empty

    @property
    def unit(self) -> str:
        """Its unit, in the language in use."""
        return self.unit_nl if language() == "nl" else self.unit_en

    @property
    def description(self) -> str:
        """What it means, in the language in use."""
        return self.description_nl if language() == "nl" else self.description_en


@cache
def all_fields() -> tuple[Field, ...]:
    """Every field, in the order of the field table."""
    with (Path(__file__).parent / "fields.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_field(row) for row in csv.DictReader(file))


@cache
def fields_of(table: str) -> dict[str, Field]:
    """The fields of a table by column, or of the settings (`region`) by dotted key."""
    return {field.column: field for field in all_fields() if field.table == table}


@cache
def tables() -> tuple[str, ...]:
    """The tables of a region in the order of the field table: no settings, plan or scenario."""
    names = dict.fromkeys(field.table for field in all_fields())
    others = (SETTINGS, ALLOCATION, REORGANISATION, MONITOR)
    return tuple(name for name in names if name not in others)


@cache
def key_of(table: str) -> tuple[str, ...]:
    """The columns that together name one row of a table."""
    return tuple(field.column for field in fields_of(table).values() if field.key)


def _field(row: dict[str, str]) -> Field:
    return Field(
        table=row["table"],
        column=row["column"],
        type=row["type"],
        column_required=row["column_required"] == "yes",
        empty=row["empty"],
        minimum=Decimal(row["minimum"]) if row["minimum"] else None,
        maximum=Decimal(row["maximum"]) if row["maximum"] else None,
        choices=tuple(row["choices"].split(";")) if row["choices"] else (),
        references=row["references"],
        key=row["key"] == "yes",
        unit_en=row["unit_en"],
        unit_nl=row["unit_nl"],
        description_en=row["description_en"],
        description_nl=row["description_nl"],
    )
