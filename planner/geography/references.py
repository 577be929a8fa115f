"""Which columns of which tables name a neighbourhood."""

from __future__ import annotations

from functools import cache

from planner.region.fields import fields_of


@cache
def columns_to_neighbourhoods(table: str) -> tuple[str, ...]:
    """The columns of a table that refer to neighbourhoods; none for most tables."""
    fields = fields_of(table).values()
    return tuple(field.column for field in fields if field.references == "neighbourhoods")
