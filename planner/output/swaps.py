"""Dwellings of a quota that municipalities exchanged: who, how many, when and why."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from planner.output.format import NONE, whole
from planner.output.names import isolated
from planner.output.page.blocks import Grid
from planner.output.wording import group_name
from planner.region.domain import Region
from planner.text import text


def grid(region: Region, groups: Collection[str]) -> Grid:
    """The exchanges within some quota groups; the sum of the quotas stays as it is."""
    names = region.municipalities
    several = region.settings.quota.groups[1:]
    rows = tuple(
        (
            isolated(names[row.from_].name),
            isolated(names[row.to].name),
            *((group_name(row.quota_group),) if several else ()),
            row.date.isoformat() if row.date else NONE,
            isolated(row.reason) if row.reason else NONE,
            whole(row.dwellings),
        )
        for row in region.swaps
        if row.quota_group in groups
    )
    columns = ("from", "to", *(("group",) if several else ()), "date", "reason", "dwellings")
    heads = tuple(text(f"swap.column.{column}") for column in columns)
    return Grid(text("swap.caption"), heads, rows, words=len(heads) - 1)


def record(region: Region) -> list[dict[str, Any]]:
    """The exchanges as JSON holds them."""
    return [
        {
            "from": row.from_,
            "to": row.to,
            "group": row.quota_group,
            "dwellings": row.dwellings,
            "date": row.date.isoformat() if row.date else None,
            "reason": row.reason,
        }
        for row in region.swaps
    ]
