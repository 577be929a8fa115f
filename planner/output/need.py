"""What a plan delivers of what is asked, counted in dwellings and said in sentences."""

from __future__ import annotations

from collections.abc import Iterable

from planner.outcome import Outcome
from planner.output.format import dwellings, listed, whole
from planner.output.wording import label
from planner.region.domain import Line, Region
from planner.region.figures import needs
from planner.text import text

# The level of an objective that weighs missing dwellings, which people count instead.
WEIGHTED = ("unmet_need", "unmet")


def missing(region: Region, lines: Iterable[Line]) -> int:
    """Dwellings missing from what is asked, over all programmes."""
    return sum(row["unmet"] for row in needs(region, lines).values())


def counted(region: Region, lines: Iterable[Line]) -> list[str]:
    """Why the plan has other numbers of dwellings than the quotas: what counts for none of them.

    No sentence where every dwelling counts for a quota, or none does.
    """
    rows = needs(region, lines)
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


def lacking(outcome: Outcome) -> list[str]:
    """What confidential programmes planned apart miss of their need, and what would mend it."""
    return [
        text(
            "edition.lack",
            programme=label(outcome.region.programmes[row.programme]),
            apart=row.apart,
            together=row.together,
        )
        for row in outcome.lacks
    ]
