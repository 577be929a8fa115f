"""Pages about several plans, in the style of the report; they ask no server for anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from planner.outcome import Outcome
from planner.output.names import with_safe_names
from planner.output.report import assumptions
from planner.output.report.templates import dress, environment
from planner.region.domain import Audience
from planner.text import text

_HERE = Path(__file__).parent


def render(template: str, plan: Outcome, content: Callable[[Outcome], tuple[str, Any]]) -> str:
    """One page from a template of this folder.

    `content` gives the title and what the template shows as `it`, from a plan whose names are safe
    to stand inside a sentence. The page is the internal edition: it shows every location.
    """
    shown = with_safe_names(plan)
    title, it = content(shown)
    edition = text(f"report.edition.{Audience.INTERNAL}")
    return (
        environment(_HERE)
        .get_template(template)
        .render(
            dress(title, edition, _HERE / "variants.css"),
            edition=edition,
            it=it,
            assumptions=assumptions.chapter(shown),
        )
    )
