"""The page and the map in it, as folium renders them."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import folium
import jinja2
from folium.template import Template

from planner.output.offline import json_text, leaflet_script, leaflet_style, own, policy

_SCRIPTS = (
    "map_dom.js",
    "map_symbols.js",
    "map_arrange.js",
    "map_layers.js",
    "map_panel.js",
    "map_search.js",
    "map_print.js",
    "map.js",
)
_ENVIRONMENT = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)


class Page(folium.Figure):
    """The whole page: our own frame around the map, every word in it escaped."""

    _template = _ENVIRONMENT.from_string(
        (files("planner.output") / "map_page.html").read_text("utf-8")
    )

    def __init__(self, data: Any, words: Any, image_hosts: tuple[str, ...], **frame: Any) -> None:
        """Take what the script reads (`data`, `words`) and what the frame shows."""
        super().__init__()
        self.data = json_text(data)
        self.words = json_text(words)
        self.image_hosts = image_hosts
        self.frame = frame

    def styles(self) -> list[str]:
        """The text of each style element."""
        return [leaflet_style(), own("map.css")]

    def scripts(self) -> list[str]:
        """The text of each script element; the last is the one that folium writes."""
        return [leaflet_script(), own(*_SCRIPTS), self.script.render()]

    def policy(self) -> str:
        """The Content-Security-Policy of the page."""
        return policy(self.scripts(), self.image_hosts)


class PlanMap(folium.Map):
    """A Leaflet map in the place that the page has for it, with nothing from a server."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    _template = Template(
        """
        {% macro script(this, kwargs) %}
        const {{ this.get_name() }} = L.map("map", {...planMapOptions(), ...{{ this.options|tojavascript }}});
        {% endmacro %}
        """  # noqa: E501
    )

    def __init__(self) -> None:
        """Make an empty map; the page's script fills it."""
        super().__init__(tiles=None, attribution_control=False, zoom_control=False, max_zoom=18)
        self._id = "plan"  # the same name in every run


class Start(folium.MacroElement):
    """Starts the page's script once the map is there."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        planMap({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        """Take nothing: the script reads the page."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Start"
        self._id = "plan"
