"""The field table in words, as rows of text in the language in use."""

from __future__ import annotations

from collections.abc import Sequence

from planner.region.fields import (
    MONITOR,
    OPTIONAL,
    REORGANISATION,
    SETTINGS,
    Field,
    fields_of,
    tables,
)
from planner.text import number, text


def field_header(first: str) -> tuple[str, ...]:
    """The header of `field_rows`; `first` names the kind of field (`column` or `setting`)."""
    names = (first, "type", "unit", "allowed", "empty", "meaning")
    return tuple(text(f"region.readme.{name}") for name in names)


def field_rows(table: str) -> list[tuple[str, ...]]:
    """Per field: name, type, unit, what is allowed, what an empty one means, and its meaning."""
    return [
        (field.column, text(f"region.type.{field.type}"), field.unit,
         allowed(field), when_empty(field), field.description)
        for field in fields_of(table).values()
    ]  # fmt: skip


def allowed(field: Field) -> str:
    """The range, choices or references of a field."""
    parts = []
    if field.choices:
        parts.append(", ".join(field.choices))
    # Years are written without grouping.
    write = str if field.unit_en == "year" else number
    if field.minimum is not None:
        parts.append(f"≥ {write(field.minimum)}")
    if field.maximum is not None:
        parts.append(f"≤ {write(field.maximum)}")
    if field.references:
        parts.append(text("region.readme.occurs", table=field.references))
    if field.key:
        parts.append(text("region.readme.key"))
    return "; ".join(parts)


def when_empty(field: Field) -> str:
    """What an empty cell or a missing setting means."""
    if field.empty == "refuse":
        return text("region.readme.refused")
    return field.default if field.default is not None else text("region.readme.none")


def need(table: str) -> str:
    """Whether a region must have a table."""
    return text("region.blank.optional" if table in OPTIONAL else "region.blank.required")


def markdown(level: int) -> str:
    """The whole field table as Markdown, its headings at a level."""
    parts = [_section(level, text("region.readme.settings"), field_header("setting"), SETTINGS)]
    parts += [
        _section(
            level,
            text("region.readme.table", table=f"`{table}`", need=need(table)),
            field_header("column"),
            table,
        )
        for table in tables()
    ]
    title = text("region.reorganisation_table")
    parts.append(_section(level, title, field_header("column"), REORGANISATION))
    parts.append(_section(level, text("region.monitor_table"), field_header("column"), MONITOR))
    return "\n".join(parts)


def _section(level: int, title: str, header: Sequence[str], table: str) -> str:
    rows = [(f"`{row[0]}`", *row[1:]) for row in field_rows(table)]
    lines = ["#" * level + f" {title}", "", _line(header), _line(["---"] * len(header))]
    return "\n".join([*lines, *map(_line, rows)]) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
