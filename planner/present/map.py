"""`map.html`: the plan on a map, in one file that opens without a network."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from planner.outcome import Outcome
from planner.present import map_style
from planner.present.markup import escape, support_sign, swatch
from planner.present.wording import label, worded
from planner.text import language, text


def write_map(outcome: Outcome, path: Path) -> None:
    """Write `map.html`, the internal edition: it shows every location."""
    path.write_text(page(outcome), encoding="utf-8", newline="\n")


def page(outcome: Outcome) -> str:
    """The whole page. Raises `PlannerError` when a file of boundaries cannot be used."""
    import folium

    from planner.present.map_elements import Behaviour
    from planner.present.map_layers import Layers
    from planner.present.offline import inline, stable

    layers = Layers(outcome)
    drawn = folium.Map(tiles=None, attribution_control=False, zoom_snap=0.25, max_zoom=18)
    assets = files("planner.present")
    styles, script = ((assets / name).read_text("utf-8") for name in ("map.css", "map.js"))
    figure = folium.Figure(title=escape(_title(outcome)))
    drawn.add_to(figure)
    inline(drawn, figure, styles, script)
    figure.html.add_child(folium.Element(_header(outcome, layers.schematic)))
    figure.html.add_child(folium.Element(_legend(outcome, layers.schematic)))
    drawn.fit_bounds(layers.bounds, padding=(24, 24))
    for layer in layers.all():
        layer.add_to(drawn)
    control = folium.LayerControl()
    # The browser knows how wide it is.
    narrow = folium.JsCode("window.innerWidth <= 700")
    control.options["collapsed"] = narrow  # type: ignore[assignment]
    control.add_to(drawn)
    Behaviour().add_to(drawn)
    html = stable(figure.render())
    return html.replace("<html>", f'<html lang="{language()}">', 1)


def _title(outcome: Outcome) -> str:
    return text("present.title", region=label(outcome.region.identity))


def _header(outcome: Outcome, schematic: bool) -> str:
    years = outcome.region.years
    notes = [
        text("present.span", first=years[0], last=years[-1]),
        worded("status", outcome.plan.status),
    ]
    if schematic:
        notes.append(text("present.map.schematic"))
    shown = "".join(f"<p>{escape(note)}</p>" for note in notes)
    internal = f'<p class="internal">{escape(text("present.internal"))}</p>'
    return f"<header><h1>{escape(_title(outcome))}</h1>{shown}{internal}</header>"


def _legend(outcome: Outcome, schematic: bool) -> str:
    without = any(not account.quota and not account.delivered for account in outcome.accounts)
    signs = [
        swatch(colour, kind, text(f"present.fulfilment.{kind}"))
        for kind, colour in map_style.FULFILMENT.items()
        if kind != "none" or without
    ]
    if schematic:
        signs.append(escape(text("present.map.size_quota")))
    signs.append(escape(text("present.map.size_dwellings")))
    signs.append(support_sign(text("present.map.support_points")))
    body = "".join(f"<div>{sign}</div>" for sign in signs)
    title = escape(text("present.map.legend"))
    return f'<details id="legend"><summary>{title}</summary>{body}</details>'
