"""`map.html`: the plan on a map, in one file that opens without a network."""

from __future__ import annotations

from pathlib import Path

from planner.outcome import Outcome
from planner.output.map_tiles import Tiles
from planner.output.wording import label, worded
from planner.region.domain import Audience
from planner.text import catalogue, language, text

_WORDS = "map.ui."


def write_map(outcome: Outcome, path: Path, background: Tiles | None = None) -> None:
    """Write `map.html` for the audience of the outcome.

    With a `background` the page needs a network for that, and for nothing else. Raises
    `PlannerError` when a file of boundaries cannot be used.
    """
    path.write_text(page(outcome, background), encoding="utf-8", newline="\n")


def page(outcome: Outcome, background: Tiles | None = None) -> str:
    """The whole page. Raises `PlannerError` when a file of boundaries cannot be used."""
    import folium

    from planner.output.map_data import data
    from planner.output.map_elements import Page, PlanMap, Start
    from planner.output.map_places import Places

    places = Places(outcome)
    years = outcome.region.years
    notes = []
    if outcome.audience is Audience.INTERNAL:
        notes.append(("internal", text("present.internal")))
    if places.schematic:
        notes.append(("schematic", text(f"map.schematic.{places.schematic}")))
    if background:
        notes.append(("network", text("map.network", host=background.host)))
    drawn = PlanMap()
    figure = Page(
        data(outcome, places),
        _words(),
        background.origins if background else (),
        language=language(),
        title=text("present.title", region=label(outcome.region.identity)),
        span=text("present.span", first=years[0], last=years[-1]),
        status=worded("status", outcome.plan.status),
        notes=notes,
        last=len(years) - 1,
        say=text,
    )
    drawn.add_to(figure)
    if background:
        layer = folium.TileLayer(background.url, attr=background.credit, max_zoom=18)
        layer._id = "background"
        layer.add_to(drawn)
    Start().add_to(drawn)
    html: str = figure.render()
    return html


def _words() -> dict[str, tuple[str, ...]]:
    """The words that the page's script puts together."""
    return {
        key.removeprefix(_WORDS): forms
        for key, forms in catalogue(language()).items()
        if key.startswith(_WORDS)
    }
