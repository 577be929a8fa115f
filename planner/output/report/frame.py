"""The frame of a page of chapters: one HTML file that asks no server for anything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from planner.output.palette import DIFFERENT, sign
from planner.output.report.templates import dress, environment
from planner.region.domain import Audience
from planner.text import text

_HERE = Path(__file__).parent


def framed(
    kind: str,
    kicker: str,
    title: str,
    lead: str,
    audience: Audience,
    chapters: Sequence[tuple[str, Any]],
    folder: Path = _HERE,
    template: str = "",
) -> str:
    """A page of named chapters in the language in use; what goes in decides every byte.

    `kind` is the first part of the names of the messages that title its chapters. A chapter is
    drawn by the template of its name in `folder`, or all by one `template` there, which may use
    those of the report and sees the content as `it`.
    """
    edition = text(f"report.edition.{audience}")
    return (
        environment(folder)
        .get_template("frame.html")
        .render(
            dress(title, edition),
            kind=kind,
            kicker=kicker,
            lead=lead,
            edition=edition,
            audience=str(audience),
            signs=[sign(number) for number in range(DIFFERENT)],
            chapters=chapters,
            template=template,
        )
    )
