"""Which column of a product holds what: the table `data/geo/attributes.csv`."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from functools import cache

from planner.region.bundled import data_folder

FIGURES = ("inhabitants", "dwellings", "social_share", "social_dwellings")
_YEAR = re.compile(r"(.+?)_((?:19|20)[0-9]{2})")


@cache
def names() -> dict[str, tuple[str, ...]]:
    """The names a field goes by in the products of CBS and PDOK, lower case, likeliest first."""
    found: dict[str, tuple[str, ...]] = {}
    with (data_folder("geo") / "attributes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["field"]] = (*found.get(row["field"], ()), row["name"])
    return found


def columns(found: Sequence[str], year: int | None = None) -> dict[str, str]:
    """The column of a layer for each field it has one for.

    Names count without regard to case. One may end in a year (`woningen_2022`): that of `year`
    is taken first, then one without a year, then the newest.
    """
    result = {}
    for field, known in names().items():
        best = [
            (known.index(base), rank, column)
            for column in found
            for base, rank in _readings(column, year)
            if base in known
        ]
        if best:
            result[field] = min(best)[2]
    return result


def year_of(column: str) -> int | None:
    """The year that the name of a column ends in."""
    match = _YEAR.fullmatch(column)
    return int(match[2]) if match else None


def _readings(column: str, year: int | None) -> list[tuple[str, int]]:
    """The names a column may stand for, with a rank: the lowest is taken first."""
    name = column.strip().lower()
    match = _YEAR.fullmatch(name)
    if not match:
        return [(name, 0)]
    own = int(match[2])
    return [(name, 0), (match[1], -1 if own == year else 10_000 - own)]
