"""Pages about several plans, in the style of the report; they ask no server for anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from planner.domain import Audience
from planner.outcome import Outcome
from planner.present.map_style import programme_style
from planner.present.report import assumptions
from planner.present.report import frame as report
from planner.present.report.names import with_safe_names
from planner.present.report.parts import unbroken
from planner.text import language, text

_HERE = Path(__file__).parent


def render(template: str, plan: Outcome, content: Callable[[Outcome], tuple[str, Any]]) -> str:
    """One page from a template of this folder.

    `content` gives the title and what the template shows as `it`, from a plan whose names are safe
    to stand inside a sentence. The page is the internal edition: it shows every location.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    style = Path(report.__file__).parent
    environment = Environment(
        loader=FileSystemLoader([_HERE, style]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shown = with_safe_names(plan)
    title, it = content(shown)
    edition = text(f"report.edition.{Audience.INTERNAL}")
    sheets = [(style / "report.css"), (_HERE / "variants.css")]
    return environment.get_template(template).render(
        t=text,
        unbroken=unbroken,
        language=language(),
        title=title,
        edition=edition,
        it=it,
        assumptions=assumptions.chapter(shown),
        style=Markup("".join(sheet.read_text(encoding="utf-8") for sheet in sheets)),
        running=Markup(report.running(title, edition)),
        colours=[programme_style(position)["colour"] for position in range(8)],
    )
