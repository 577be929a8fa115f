"""The background of the map: tiles from a source that the user names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from planner.errors import ExitCode, PlannerError, Problem

# Of what Leaflet can fill in, what a web address needs; "-y" counts from the south.
_PLACES = {"z", "x", "y", "-y", "s", "r"}
_SUBDOMAINS = "abc"
_HOST = re.compile(r"(\{s\}\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Tiles:
    """A source of map tiles: a web address with {z}, {x} and {y}, and whom to name for it."""

    url: str
    attribution: str
    host: str
    origins: tuple[str, ...]

    @property
    def credit(self) -> str:
        """Whom to name, as HTML that means nothing but its words, to folium's templates either."""
        return escape(self.attribution).replace("{", "&#123;")


def background(url: str | None, attribution: str | None) -> Tiles | None:
    """The source of tiles at a web address, if one is given; named after its host unless told.

    Raises `PlannerError` (exit code 2) for an address that the page could not use, or could not
    limit itself to, and for an attribution without an address.
    """
    if url is None:
        if attribution:
            raise PlannerError(Problem("map.tiles_attribution"), ExitCode.USAGE)
        return None
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - read, as that is when a port that is none is noticed
    except ValueError as error:
        raise PlannerError(Problem("map.tiles_url", {"url": url}), ExitCode.USAGE) from error
    host = parts.netloc.lower()
    places = set(re.findall(r"\{([^{}]*)\}", url))
    fit = (
        parts.scheme in {"http", "https"}
        and _HOST.fullmatch(host)
        and {"z", "x"} <= places
        and places & {"y", "-y"}
        and places <= _PLACES
        and url.isascii()
        and url.isprintable()
        and not re.search(r"""[\s"'<>`\\]|\{\{|\}\}|\{%|\{#""", url)
    )
    if not fit:
        raise PlannerError(Problem("map.tiles_url", {"url": url}), ExitCode.USAGE)
    names = [host.replace("{s}", letter) for letter in _SUBDOMAINS] if "{s}" in host else [host]
    origins = tuple(f"{parts.scheme}://{name}" for name in names)
    named = host.removeprefix("{s}.")
    return Tiles(url, attribution or named, named, origins)
