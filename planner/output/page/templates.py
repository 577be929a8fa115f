"""The templates of all pages, and what every one of them may use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planner.output.page.blocks import unbroken
from planner.text import language, text

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent


def environment() -> Environment:
    """The templates of the frame and of the report's chapters, in the language in use.

    Every name is escaped, and one that nobody gives is an error.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(
        loader=FileSystemLoader([_HERE, _HERE.parent / "report"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(t=text, unbroken=unbroken, language=language())
    return templates


def dress(title: str, edition: str) -> dict[str, object]:
    """What `head.html` shows: the title, the styles, and what heads every printed page."""
    from markupsafe import Markup

    return {
        "title": title,
        "style": Markup((_HERE / "page.css").read_text(encoding="utf-8")),
        "running": Markup(_running(title, edition)),
    }


def _running(title: str, edition: str) -> str:
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
