"""Coordinates: EPSG:28992 metres inside the Netherlands."""

from __future__ import annotations

from planner.region.rows import Check, Rows

# The box of the Dutch national grid, m.
X_RANGE = (-7_000, 300_000)
Y_RANGE = (289_000, 629_000)


def check_coordinates(rows: Rows) -> Check:
    """Every point lies in the Netherlands; a site has both coordinates or none."""
    for table in ("neighbourhoods", "support_points", "sites"):
        for row, place in rows.of(table):
            if (place.x is None) != (place.y is None):
                yield row.problem("region.half_point", "x" if place.x is None else "y")
            elif place.x is not None and not inside(place.x, place.y):
                values = {"x": shown_metres(row.cells["x"]), "y": shown_metres(row.cells["y"])}
                if abs(place.x) <= 180 and abs(place.y) <= 90:
                    yield row.problem("region.degrees", "x", **values)
                elif inside(place.y, place.x):
                    yield row.problem("region.swapped", "x", **values)
                else:
                    low, high = X_RANGE
                    column = "y" if low <= place.x <= high else "x"
                    yield row.problem("region.outside", column, **values)


def shown_metres(value: object) -> str:
    """A coordinate as written, without grouping."""
    return str(value)


def inside(x: float, y: float) -> bool:
    """Whether a point (m) lies in the box of the Dutch national grid."""
    return X_RANGE[0] <= x <= X_RANGE[1] and Y_RANGE[0] <= y <= Y_RANGE[1]
