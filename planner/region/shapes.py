"""Polygons from outside made sound: valid, one per area, with a point that lies on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def sound(shape: Any) -> Any:
    """A shape as valid polygons, lines and points left out; `None` where nothing is left.

    What crosses itself is repaired as shapely's `make_valid` does by structure: rings are outlines
    or holes by how they lie, and what has collapsed to a line goes.
    """
    import shapely

    if shape is None or shape.is_empty:
        return None
    if not shape.is_valid:
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(_flat(shape)) if part.geom_type == "Polygon"]
    parts = [part for part in parts if part.area > 0]
    return shapely.multipolygons(parts) if parts else None


def united(shapes: Sequence[Any]) -> Any:
    """Shapes of one area as one multipolygon."""
    import shapely

    if len(shapes) == 1:
        return shapes[0]
    parts = shapely.get_parts(_flat(shapely.union_all(shapes)))
    return shapely.multipolygons([part for part in parts if part.geom_type == "Polygon"])


def point_on(shape: Any) -> tuple[float, float]:
    """A point (m) on a polygon: in whole metres where those still lie on it, else centimetres."""
    import shapely

    exact = shapely.point_on_surface(shape)
    for digits in (0, 2):
        x, y = round(exact.x, digits), round(exact.y, digits)
        if shapely.intersects_xy(shape, x, y):
            return x, y
    return exact.x, exact.y


def _flat(shape: Any) -> Any:
    """The members of a collection within a collection, side by side."""
    import shapely

    parts = shapely.get_parts(shape)
    return shapely.geometrycollections(shapely.get_parts(parts))
