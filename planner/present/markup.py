"""HTML for the map; every word from a file is escaped on its way in."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape as escape_html


def escape(words: str) -> str:
    """Words as HTML that means nothing else, to the browser or to the templates of folium.

    folium runs the scripts it writes through a template once more: a brace in a name must not
    reach it.
    """
    return escape_html(words).replace("{", "&#123;")


def popup(title: str, subtitle: str, rows: Iterable[tuple[str, str]]) -> str:
    """A heading, a line below it and a table of names and values."""
    body = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows
    )
    return f"<h2>{escape(title)}</h2><p>{escape(subtitle)}</p><table>{body}</table>"


def swatch(colour: str, code: str, label: str, round_: bool = False) -> str:
    """A coloured sign with its label, for the list of layers and the legend."""
    shape = "swatch round" if round_ else "swatch"
    return (
        f'<span class="{shape}" data-code="{escape(code)}" style="background:{colour}"></span>'
        f"{escape(label)}"
    )


def support_sign(label: str) -> str:
    """The sign of a support point with its label."""
    return f'<span class="swatch support">+</span>{escape(label)}'
