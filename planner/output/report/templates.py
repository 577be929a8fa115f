"""The templates of all pages in the style of the report, and what every one of them may use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planner.output.report.parts import unbroken
from planner.text import language, text

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent


def environment(*folders: Path) -> Environment:
    """The templates of `folders`, the first wins, and those of the report, in the language in use.

    Every name is escaped, and one that nobody gives is an error.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(
        loader=FileSystemLoader([*folders, _HERE]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(t=text, unbroken=unbroken, language=language())
    return templates


def dress(title: str, edition: str, *sheets: Path) -> dict[str, object]:
    """What `head.html` shows: the title, the styles, and what heads every printed page."""
    from markupsafe import Markup

    styles = (path.read_text(encoding="utf-8") for path in (_HERE / "report.css", *sheets))
    return {
        "title": title,
        "style": Markup("".join(styles)),
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
