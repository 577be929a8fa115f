"""Keys given twice, and references to what does not exist."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from planner.errors import Problem
from planner.region.build import row_key
from planner.region.fields import Field, fields_of, key_of, tables
from planner.region.hints import Where, hint
from planner.region.raw import RawRow, shown
from planner.region.rows import Check, Rows
from planner.text import Phrase

# Looking for near names takes long where every row of a long table has another unknown one.
MOST_HINTS = 50
MOST_CELLS = 10  # in one message


def check_duplicates(rows: Rows) -> Check:
    """No two rows of a table have the same key; a pair to separate stands there once."""
    for table, raw in rows.tables.items():
        first: dict[Hashable, RawRow] = {}
        for row in raw.rows:
            parts = [shown(part) for part in row_key(table, row.cells)]
            if row.refused.intersection(key_of(table)) or not any(parts):
                continue
            key = frozenset(parts) if table == "separation" else tuple(parts)
            earlier = first.setdefault(key, row)
            if earlier is not row:
                names = ", ".join(part for part in parts if part)
                values = {"names": names, "where": Where(earlier.file, earlier.number)}
                yield row.problem("region.duplicate", key_of(table)[0], **values)


def check_references(rows: Rows) -> Check:
    """Every code or year that names something else names something that exists.

    Codes that differ by leading zeros only, as when one of the two is a number in a sheet, are told
    of together.
    """
    for table in tables():
        raw = rows.tables.get(table)
        for field in fields_of(table).values() if raw else ():
            known = rows.known(field.references) if field.references else None
            if known is None:
                continue
            hints: dict[Any, Phrase] = {}
            far = hint("", map(shown, known))
            bare = {bare_code(code): code for code in known if isinstance(code, str)}
            padded: list[tuple[RawRow, str, str]] = []
            for row in raw.rows if raw else ():
                if field.column in row.refused:
                    continue
                for item in _items(row.cells.get(field.column)):
                    # A value of the wrong kind, from a scenario, is for the types to refuse.
                    if not isinstance(item, str | int) or item in known:
                        continue
                    if isinstance(item, str) and (other := bare.get(bare_code(item))):
                        padded.append((row, item, other))
                        continue
                    if item not in hints:
                        many = len(hints) >= MOST_HINTS
                        hints[item] = far if many else hint(shown(item), map(shown, known))
                    values = {
                        "name": shown(item),
                        "table": field.references,
                        "hint": hints[item],
                    }
                    yield row.problem("region.dangling", field.column, **values)
            if padded:
                yield _zeros(rows, field, padded)


def bare_code(code: str) -> str:
    """A code of digits without its leading zeros; any other code as it is."""
    return code.lstrip("0") if code.isdecimal() else code


def _zeros(rows: Rows, field: Field, padded: list[tuple[RawRow, str, str]]) -> Problem:
    """One problem for all references that lack, or have, the zeros of what they name.

    It names the cells that are numbers: as such they have no zeros.
    """
    named = {other for _, _, other in padded}
    column = key_of(field.references)[0]
    there = [row for row in rows.tables[field.references].rows if row.cells.get(column) in named]
    for found, at in ((there, column), ([row for row, _, _ in padded], field.column)):
        numbers = [row for row in found if at in row.as_number]
        if numbers:
            cells = [f"{row.number} ({row.as_number[at]})" for row in numbers[:MOST_CELLS]]
            more = ["…"] if len(numbers) > MOST_CELLS else []
            values = {"count": len(numbers), "cells": [*cells, *more]}
            return Problem("region.code_as_number", values, numbers[0].file, None, at)
    row, item, other = padded[0]
    values = {"count": len(padded), "name": item, "known": other, "table": field.references}
    return row.problem("region.zeros", field.column, **values)


def _items(cell: Any) -> tuple[Any, ...]:
    if cell is None:
        return ()
    return cell if isinstance(cell, tuple) else (cell,)
