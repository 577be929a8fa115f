"""Keys given twice, and references to what does not exist."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from planner.region.build import row_key
from planner.region.fields import fields_of, key_of, tables
from planner.region.hints import Where, hint
from planner.region.raw import RawRow, shown
from planner.region.rows import Check, Rows
from planner.text import Phrase

# Looking for near names takes long where every row of a long table has another unknown one.
MOST_HINTS = 50


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
    """Every code or year that names something else names something that exists."""
    for table in tables():
        raw = rows.tables.get(table)
        for field in fields_of(table).values() if raw else ():
            known = rows.known(field.references) if field.references else None
            if known is None:
                continue
            hints: dict[Any, Phrase] = {}
            far = hint("", map(shown, known))
            for row in raw.rows if raw else ():
                if field.column in row.refused:
                    continue
                for item in _items(row.cells.get(field.column)):
                    # A value of the wrong kind, from a scenario, is for the types to refuse.
                    if isinstance(item, str | int) and item not in known:
                        if item not in hints:
                            many = len(hints) >= MOST_HINTS
                            hints[item] = far if many else hint(shown(item), map(shown, known))
                        values = {
                            "name": shown(item),
                            "table": field.references,
                            "hint": hints[item],
                        }
                        yield row.problem("region.dangling", field.column, **values)


def _items(cell: Any) -> tuple[Any, ...]:
    if cell is None:
        return ()
    return cell if isinstance(cell, tuple) else (cell,)
