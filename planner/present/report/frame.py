"""The frame of a page of chapters: one HTML file that asks no server for anything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from planner.domain import Audience
from planner.present.map_style import programme_style
from planner.present.report.parts import unbroken
from planner.text import language, text

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
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader([folder, _HERE]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    edition = text(f"report.edition.{audience}")
    return environment.get_template("frame.html").render(
        t=text,
        unbroken=unbroken,
        language=language(),
        kind=kind,
        kicker=kicker,
        title=title,
        lead=lead,
        edition=edition,
        audience=str(audience),
        style=Markup((_HERE / "report.css").read_text(encoding="utf-8")),
        running=Markup(running(title, edition)),
        colours=[programme_style(position)["colour"] for position in range(8)],
        chapters=chapters,
        template=template,
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
