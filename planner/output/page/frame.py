"""The frame of a page of chapters: one HTML file that asks no server for anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planner.output.page.templates import dress, environment
from planner.output.palette import DIFFERENT, sign
from planner.region.domain import Audience
from planner.text import text


def framed(
    kind: str,
    title: str,
    lead: str,
    audience: Audience,
    chapters: Sequence[tuple[str, Any]],
    edition: str = "",
) -> str:
    """A page of named chapters in the language in use; what goes in decides every byte.

    `kind` is the first part of the names of the messages of the page: its `kicker`, the `footer`,
    and a `title` for each chapter. A chapter is a row of blocks, or what the template of its name
    among those of the report sees as `it`. `edition` says who may see the page, by default what
    the audience's is called.
    """
    edition = edition or text(f"report.edition.{audience}")
    return (
        environment()
        .get_template("frame.html")
        .render(
            dress(title, edition),
            kind=kind,
            lead=lead,
            edition=edition,
            audience=str(audience),
            signs=[sign(number) for number in range(DIFFERENT)],
            chapters=chapters,
        )
    )
