"""`report.html`: every chapter on one page that asks no server for anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from planner.outcome import Outcome
from planner.output.names import with_safe_names
from planner.output.page.frame import framed
from planner.output.report import (
    aims,
    asked,
    assumptions,
    build_up,
    comparison,
    fair_share,
    moves,
    plan,
    pools,
    reasons,
    record,
    spread,
    stability,
    summary,
    support,
    vacancies,
)
from planner.output.wording import label
from planner.text import text

CHAPTERS: dict[str, Callable[[Outcome], Any]] = {
    "summary": summary.chapter,
    "asked": asked.chapter,
    "moves": moves.chapter,
    "plan": plan.chapter,
    "stability": stability.chapter,
    "fair_share": fair_share.chapter,
    "build_up": build_up.chapter,
    "spread": spread.chapter,
    "support": support.chapter,
    "vacancies": vacancies.chapter,
    "pools": pools.chapter,
    "aims": aims.chapter,
    "reasons": reasons.chapter,
    "comparison": comparison.chapter,
    "assumptions": assumptions.chapter,
    "record": record.chapter,
}


def write_report(outcome: Outcome, path: Path) -> None:
    """Write `report.html`."""
    path.write_text(page(outcome), encoding="utf-8", newline="\n")


def page(outcome: Outcome) -> str:
    """The report as one HTML page in the language in use; the same plan is the same page."""
    shown = with_safe_names(outcome)
    years = shown.region.years
    span = text("present.span", first=years[0], last=years[-1])
    chapters = [(name, make(shown)) for name, make in CHAPTERS.items()]
    return framed(
        "report",
        text("report.title", region=label(shown.region.identity)),
        text("report.lead", years=span),
        shown.audience,
        # A chapter that this plan has nothing for is left out.
        [(name, content) for name, content in chapters if content is not None],
    )
