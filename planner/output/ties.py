"""Ties between municipalities that the rounding of quotas met, in words and as data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from planner.quota.quotas import DecidedTie
from planner.region.domain import Region
from planner.text import text


def tie_note(region: Region, tie: DecidedTie) -> str:
    """Who tied in a group, who got a dwelling, and by which rule."""

    def names(codes: Iterable[str]) -> list[str]:
        return [region.municipalities[code].name for code in codes]

    tied = [code for code in region.municipalities if code in (*tie.served, *tie.passed)]
    values = {"group": tie.group, "tied": names(tied), "served": names(tie.served)}
    return text(f"quota.tie.{_rule(tie)}", count=len(tie.served), **values)


def tie_record(tie: DecidedTie) -> dict[str, Any]:
    """A tie as JSON holds it: codes, and what decided (`inhabitants` or `code`)."""
    return {
        "group": tie.group,
        "served": list(tie.served),
        "passed": list(tie.passed),
        "decided_by": _rule(tie),
    }


def _rule(tie: DecidedTie) -> str:
    return "code" if tie.by_code else "inhabitants"
