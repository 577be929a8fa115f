"""Sums across tables that cannot be: parts larger than their whole, and rows that add up others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from planner.errors import Problem
from planner.region.raw import RawRow
from planner.region.rows import Check, Rows

# What is counted of municipalities and of neighbourhoods alike.
COUNTED = ("inhabitants", "dwellings", "social_dwellings")


def check_sums(rows: Rows) -> Check:
    """No part is larger than its whole, and no municipality is the sum of the others."""
    yield from _stock_above_dwellings(rows)
    yield from _sum_of_the_others(rows)


def stock_by_neighbourhood(rows: Rows) -> dict[str, list[tuple[RawRow, Any]]]:
    """The rows of stock in each neighbourhood."""
    found: dict[str, list[tuple[RawRow, Any]]] = defaultdict(list)
    for row, stock in rows.of("stock"):
        found[stock.neighbourhood].append((row, stock))
    return found


def _stock_above_dwellings(rows: Rows) -> Iterator[Problem]:
    places = rows.by_code("neighbourhoods")
    for code, owned in stock_by_neighbourhood(rows).items():
        place = places.get(code)
        total = sum(stock.dwellings for _, stock in owned)
        if place is not None and total > place.dwellings:
            row, _ = max(owned, key=lambda pair: pair[1].dwellings)
            values = {"name": place.name, "total": total, "dwellings": place.dwellings}
            yield row.problem("region.stock_above_dwellings", "dwellings", **values)


def _sum_of_the_others(rows: Rows) -> Iterator[Problem]:
    places = rows.tables.get("neighbourhoods")
    everyone = rows.of("municipalities")
    if places is None or not places.complete or len(everyone) < 3:
        return
    with_places = {row.cells.get("municipality") for row in places.rows}
    totals = {column: sum(getattr(one, column) for _, one in everyone) for column in COUNTED}
    for row, one in everyone:
        figures = {column: getattr(one, column) for column in COUNTED}
        adds_up = all(2 * figures[column] == totals[column] for column in COUNTED)
        if adds_up and any(figures.values()) and one.code not in with_places:
            yield row.problem("region.total_row", "municipality")
