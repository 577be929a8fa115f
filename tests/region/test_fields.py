"""The field table agrees with the domain and with itself."""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from typing import Any, get_args, get_type_hints

from planner.region import domain
from planner.region.build import CLASSES
from planner.region.fields import (
    NEEDS_ROWS,
    OPTIONAL,
    SETTINGS,
    all_fields,
    fields_of,
    key_of,
    tables,
)
from planner.region.typed import default, kind

TYPES = {
    "code",
    "text",
    "integer",
    "decimal",
    "boolean",
    "list",
    "choice",
    "years",
    "date",
    "month",
    "x",
    "y",
}


def test_tables_stand_in_the_order_of_the_domain() -> None:
    names = [field.name for field in dataclasses.fields(domain.Region)]
    no_tables = ("identity", "settings", "adjacency", "left", "network")
    assert list(tables()) == [name for name in names if name not in no_tables]
    assert set(tables()) >= OPTIONAL | NEEDS_ROWS
    assert not OPTIONAL & NEEDS_ROWS


def test_columns_stand_in_the_order_of_the_domain_rows() -> None:
    for table, class_ in CLASSES.items():
        renamed = {"from": "from_"}
        columns = [renamed.get(column, column) for column in fields_of(table)]
        names = [field.name for field in dataclasses.fields(class_)]
        if names[0] == "code":
            columns[0] = "code"
        assert columns == names, table


def test_choices_are_those_of_the_domain() -> None:
    def enum_of(hint: Any) -> Any:
        kinds = [one for one in (hint, *get_args(hint)) if isinstance(one, type)]
        return next((one for one in kinds if issubclass(one, StrEnum)), None)

    for table, class_ in CLASSES.items():
        for name, hint in get_type_hints(class_).items():
            if enum := enum_of(hint):
                assert fields_of(table)[name].choices == tuple(enum), (table, name)
    for key, enum in (
        ("quota.key", domain.QuotaKey),
        ("quota.method", domain.QuotaMethod),
        ("proximity.mode", domain.Mode),
        ("levy.redistribute_by", domain.Redistribution),
        ("levy.period", domain.LevyPeriod),
        ("objective.order", domain.Objective),
    ):
        assert fields_of(SETTINGS)[key].choices == tuple(enum)


def test_every_field_is_described_and_makes_a_type() -> None:
    for field in all_fields():
        assert field.type in TYPES
        assert field.description_en
        assert field.description_nl
        assert bool(field.unit_en) == bool(field.unit_nl)
        kind(field)
        default(field)


def test_every_table_ends_with_its_source_and_has_a_key() -> None:
    for table in tables():
        assert list(fields_of(table))[-1] == "source"
        assert key_of(table)


def test_references_name_tables() -> None:
    known = {"", "years", "quota.groups", *tables()}
    assert {field.references for field in all_fields()} <= known
