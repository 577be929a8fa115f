"""What a plan delivers of what is asked, counted in dwellings and said in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from planner.output.report.parts import dwellings, listed, whole
from planner.output.wording import label
from planner.region.domain import Line, Region
from planner.text import text

# The level of an objective that weighs missing dwellings, which people count instead.
WEIGHTED = ("unmet_need", "unmet")


def totals(region: Region, lines: Iterable[Line]) -> dict[str, dict[str, int]]:
    """Dwellings of each programme over all years: planned, the minimum asked, and what is unmet."""
    planned: Counter[str] = Counter()
    for line in lines:
        planned[line.programme] += line.dwellings
    result = {}
    for programme in region.programmes:
        minimum = sum(region.minimum(programme, year) for year in region.years)
        result[programme] = {
            "planned": planned[programme],
            "minimum": minimum,
            "unmet": max(0, minimum - planned[programme]),
        }
    return result


def missing(region: Region, lines: Iterable[Line]) -> int:
    """Dwellings missing from what is asked, over all programmes."""
    return sum(row["unmet"] for row in totals(region, lines).values())


def counted(region: Region, lines: Iterable[Line]) -> list[str]:
    """Why the plan has other numbers of dwellings than the quotas: what counts for none of them.

    No sentence where every dwelling counts for a quota, or none does.
    """
    rows = totals(region, lines)
    outside = {
        code: row["planned"]
        for code, row in rows.items()
        if row["planned"] and not region.programmes[code].quota_group
    }
    planned = sum(row["planned"] for row in rows.values())
    others = sum(outside.values())
    if not outside or others == planned:
        return []
    return [
        text(
            "present.counted",
            planned=dwellings(planned),
            counted=whole(planned - others),
            count=others,
            programmes=listed(label(region.programmes[code]) for code in outside),
        )
    ]
