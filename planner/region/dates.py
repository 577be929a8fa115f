"""The day a result is dated: from the input, so that the same input gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from planner.region.domain import Region
from planner.region.fields import fields_of, tables


def newest_date(region: Region) -> date:
    """The newest day that the tables of a region name, but not before the plan begins.

    The beginning is the first of January of the first year. The clock and the times of files do not
    count: they differ from one computer to the next.
    """
    begin = date(region.years[0], 1, 1)
    return max([begin, *_days(region)])


def _days(region: Region) -> list[date]:
    days = []
    for table in tables():
        columns = [name for name, field in fields_of(table).items() if field.type == "date"]
        if columns:
            rows = getattr(region, table)
            for row in rows.values() if isinstance(rows, Mapping) else rows:
                days += [day for column in columns if (day := getattr(row, column)) is not None]
    return days
