"""What the map needs beyond what folium has."""

from __future__ import annotations

import folium
from folium.template import Template

from planner.text import text


class Described(folium.MacroElement):
    """Binds a popup and a tooltip (both HTML) to the layer it is added to."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        {{ this._parent.get_name() }}
            .bindPopup({{ this.popup|tojson }}, {maxWidth: 300})
            .bindTooltip({{ this.tooltip|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, popup: str, tooltip: str) -> None:
        """Take the HTML of both; words in it are already escaped."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Described"
        self.popup = popup
        self.tooltip = tooltip


class Behaviour(folium.MacroElement):
    """Starts our own script once the map and its controls are there."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        planMap({{ this._parent.get_name() }}, {{ this.words|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        """Take the words on the buttons in the language in use."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Behaviour"
        words = ("zoom_in", "zoom_out", "layers", "close")
        self.words = {word: text(f"present.map.{word}") for word in words}
