"""`report.html`: every chapter on one page that asks no server for anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from planner.outcome import Outcome
from planner.present.map_style import programme_style
from planner.present.report import (
    aims,
    asked,
    assumptions,
    build_up,
    comparison,
    fair_share,
    moves,
    plan,
    reasons,
    record,
    spread,
    summary,
    support,
    vacancies,
)
from planner.present.report.names import with_safe_names
from planner.present.report.parts import unbroken
from planner.present.wording import label
from planner.text import language, text

CHAPTERS: dict[str, Callable[[Outcome], Any]] = {
    "summary": summary.chapter,
    "asked": asked.chapter,
    "moves": moves.chapter,
    "plan": plan.chapter,
    "fair_share": fair_share.chapter,
    "build_up": build_up.chapter,
    "spread": spread.chapter,
    "support": support.chapter,
    "vacancies": vacancies.chapter,
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
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    here = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(here),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shown = with_safe_names(outcome)
    title = text("report.title", region=label(shown.region.identity))
    edition = text(f"report.edition.{shown.audience}")
    years = shown.region.years
    return environment.get_template("page.html").render(
        t=text,
        unbroken=unbroken,
        language=language(),
        title=title,
        edition=edition,
        audience=str(shown.audience),
        years=text("present.span", first=years[0], last=years[-1]),
        style=Markup((here / "report.css").read_text(encoding="utf-8")),
        running=Markup(running(title, edition)),
        colours=[programme_style(position)["colour"] for position in range(8)],
        chapters=[
            (name, made) for name, make in CHAPTERS.items() if (made := make(shown)) is not None
        ],
    )


def running(title: str, edition: str) -> str:
    """The style of what stands at the head of every printed page."""
    return (
        f"@page {{ @top-left {{ content: {_quoted(title)}; }}"
        f" @top-right {{ content: {_quoted(edition)}; }} }}"
    )


def _quoted(words: str) -> str:
    """Words as a string of a style sheet; whatever could end it is written by its number."""
    longest = 70
    cut = words if len(words) <= longest else f"{words[: longest - 1]}…"
    safe = "".join(sign if sign.isalnum() or sign == " " else f"\\{ord(sign):x} " for sign in cut)
    return f'"{safe}"'
