"""One change of a region's data that its users could make, and the region with it made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil
from typing import Any

from planner.models.diagnosis import ADJACENT, LOAD, SHARE, Key, Lever, Value, commitment_key
from planner.region.domain import Region, Target

_SETTINGS: Mapping[Key, str] = {
    SHARE: "max_share_of_vacancies",
    LOAD: "max_load_per_1000_dwellings",
    ADJACENT: "max_adjacent_load_per_1000_dwellings",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A number or choice of the region as it is and as it would be.

    `family` is the negotiable rule it belongs to; `table` the table (`region` for a setting), `key`
    the key of the row, `column` the column or setting. `after` is `None` for a separation that is
    dropped.
    """

    family: str
    table: str
    key: tuple[str | int, ...]
    column: str
    before: Value
    after: Value


def changes_of(levers: Mapping[Key, Lever], pulled: Mapping[Key, Value]) -> tuple[Change, ...]:
    """The changes that pulled levers stand for, the easiest to make first."""
    found = []
    for key, value in pulled.items():
        lever = levers[key]
        if lever.family == "budget" and isinstance(value, Decimal):
            value = Decimal(ceil(value))  # whole euros
        found.append((lever.weight, Change(lever.family, *key, lever.current, value)))
    return tuple(change for _, change in sorted(found, key=lambda one: (one[0], str(one[1]))))


def apply(region: Region, changes: Iterable[Change]) -> Region:
    """The region with the changes made; nothing else of it changes."""
    for change in changes:
        region = _applied(region, change)
    return region


def _applied(region: Region, change: Change) -> Region:
    changed: dict[str, Any]
    if change.table == "region":
        name = _SETTINGS[change.table, change.key, change.column]
        changed = {name: change.after}
        return replace(region, settings=replace(region.settings, **changed))
    rows = getattr(region, change.table)
    if isinstance(rows, tuple):
        kept = tuple(
            _row(row, change) if _key(change.table, row) == change.key else row
            for row in rows
            if not (change.after is None and _key(change.table, row) == change.key)
        )
        changed = {change.table: kept}
        return replace(region, **changed)
    key: Any = change.key if len(change.key) > 1 else change.key[0]
    row = rows.get(key)
    if row is None and change.table == "targets":
        row = Target(str(change.key[0]), int(change.key[1]), 0, 0, None)
    new = {**rows, key: _row(row, change)}
    changed = {change.table: dict(sorted(new.items()))}
    return replace(region, **changed)


def _row(row: Any, change: Change) -> Any:
    return replace(row, **{change.column: change.after})


def _key(table: str, row: Any) -> tuple[str | int, ...]:
    if table == "commitments":
        return commitment_key(row)
    if table == "separation":
        return row.programme_a, row.programme_b
    return row.municipality, row.programme, row.from_year or ""
