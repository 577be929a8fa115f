"""Whether coordinates are what their coordinate system says they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planner.region.check_places import X_RANGE, Y_RANGE

RD = "EPSG:28992"
_DEGREES = (180.0, 90.0)


def contradiction(crs: Any, bounds: Sequence[float]) -> str | None:
    """What is wrong with coordinates under a coordinate system; `None` where nothing is.

    `crs` is a `pyproj.CRS` or `None`, `bounds` the least and largest coordinates (x, y, x, y) in
    its own unit, easting or longitude first. The answer is the key of a message.
    """
    if crs is None:
        return "geo.no_crs"
    if not (crs.is_projected or crs.is_geographic):
        return "geo.crs_unusable"
    low_x, low_y, high_x, high_y = bounds
    # The bounds of no coordinates at all are no numbers: then neither holds.
    width, height = max(-low_x, high_x), max(-low_y, high_y)
    if crs.is_projected and width <= _DEGREES[0] and height <= _DEGREES[1]:
        return "geo.degrees_as_metres"
    if crs.is_geographic and (width > _DEGREES[0] or height > _DEGREES[1]):
        return "geo.metres_as_degrees"
    return None


def outside(bounds: Sequence[float]) -> bool:
    """Whether bounds in EPSG:28992 metres reach outside the Netherlands."""
    low_x, low_y, high_x, high_y = bounds
    inside_x = X_RANGE[0] <= low_x <= high_x <= X_RANGE[1]
    return not (inside_x and Y_RANGE[0] <= low_y <= high_y <= Y_RANGE[1])
