"""A cell or setting of a region read, and the region with another value in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from planner.region.domain import Closure, Commitment, Field, Region, Target, Value


def value_of(region: Region, field: Field) -> Any:
    """The number or choice that stands in a cell or setting."""
    if field.table == "region":
        return getattr(region.settings, _setting(field))
    return getattr(_row_of(region, field), field.column)


def with_value(region: Region, field: Field, value: Value) -> Region:
    """The region with a value in a cell or setting; nothing else of it changes.

    A separation without a distance is dropped.
    """
    changed: dict[str, Any]
    if field.table == "region":
        changed = {_setting(field): value}
        return replace(region, settings=replace(region.settings, **changed))
    rows = getattr(region, field.table)
    changed = {field.column: value}
    new = replace(_row_of(region, field), **changed)
    if isinstance(rows, tuple):
        ours = [_key(field.table, row) == field.key for row in rows]
        kept = tuple(
            new if mine else row
            for row, mine in zip(rows, ours, strict=True)
            if value is not None or not mine
        )
        changed = {field.table: kept}
    else:
        key: Any = field.key if len(field.key) > 1 else field.key[0]
        found = {**rows, key: new}
        changed = {field.table: found if key in rows else dict(sorted(found.items()))}
    return replace(region, **changed)


def commitment_field(line: Commitment) -> Field:
    """The cell that says how many dwellings are signed for."""
    return Field("commitments", _key("commitments", line), "dwellings")


def closure_field(row: Closure, column: str) -> Field:
    """A cell of a row about places that close."""
    return Field("closures", _key("closures", row), column)


def _setting(field: Field) -> str:
    """The name of a setting in `Settings`: that in its section."""
    return field.column.partition(".")[2]


def _row_of(region: Region, field: Field) -> Any:
    rows = getattr(region, field.table)
    if isinstance(rows, tuple):
        return next(row for row in rows if _key(field.table, row) == field.key)
    row = rows.get(field.key if len(field.key) > 1 else field.key[0])
    if row is None and field.table == "targets":  # a target without a row is one of nothing
        row = Target(str(field.key[0]), int(field.key[1]), 0, 0, None)
    return row


def _key(table: str, row: Any) -> tuple[str | int, ...]:
    if table == "commitments":
        return (
            row.programme, row.year, row.municipality, row.neighbourhood, row.corporation,
            row.site or "", row.support_point or "",
        )  # fmt: skip
    if table == "closures":
        return row.pool, row.year, row.facility or "", row.kind
    if table == "separation":
        return row.programme_a, row.programme_b
    return row.municipality, row.programme, row.from_year or ""
