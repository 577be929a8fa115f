"""Turns a folium map into one file that asks no server for anything and is the same every time."""

from __future__ import annotations

import re
from base64 import b64encode
from importlib.resources import files

import folium

# The browser itself refuses every request, whatever ends up in the page.
_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"


def inline(drawn: folium.Map, figure: folium.Figure, styles: str, script: str) -> None:
    """Put Leaflet and our own styles and script into the page, in place of folium's links."""
    drawn.default_js = []
    drawn.default_css = []
    leaflet = files("xstatic.pkg.leaflet") / "data"
    code = (leaflet / "leaflet.js").read_text("utf-8")
    # The map shows no attribution, and a source map would be one more request.
    code = code.replace('href="https://leafletjs.com" ', "")
    code = re.sub(r"\s*//# sourceMappingURL=.*", "\n", code)
    style = re.sub(
        r"url\((images/[^)]+)\)",
        lambda match: f"url({_embedded((leaflet / match[1]).read_bytes())})",
        (leaflet / "leaflet.css").read_text("utf-8"),
    )
    for element in (
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        f"<style>{style}</style>",
        f"<style>{styles}</style>",
        f"<script>{code}</script>",
        f"<script>{script}</script>",
    ):
        figure.header.add_child(_verbatim(element))


def stable(html: str) -> str:
    """The page with folium's random ids replaced by their number in order of appearance."""
    numbers: dict[str, str] = {}

    def numbered(match: re.Match[str]) -> str:
        return numbers.setdefault(match[0], f"{len(numbers) + 1}")

    return re.sub(r"(?<=_)[0-9a-f]{32}(?![0-9a-f])", numbered, html)


def _embedded(image: bytes) -> str:
    return f"data:image/png;base64,{b64encode(image).decode()}"


def _verbatim(html: str) -> folium.Element:
    # folium would take double braces in it for a template.
    return folium.Element(html.replace("{", "{{ '{' }}"))
