"""From metres to the pixels of a small map that stands in a page, north up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

WIDTH = 760
_MARGIN = 30
_HIGHEST = 900
_LEAST = 1_000.0  # metres across, so that a single point has a map


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a map lies: its corner (m), pixels in a metre, and what is left free beside it (px)."""

    west: float
    north: float
    scale: float
    left: float
    height: float

    @classmethod
    def around(cls, bounds: Iterable[tuple[float, float, float, float]]) -> Frame:
        """The frame `WIDTH` px wide around all `bounds` (west, south, east, north; metres)."""
        wests, souths, easts, norths = zip(*bounds, strict=True)
        across = max(max(easts) - min(wests), _LEAST)
        along = max(max(norths) - min(souths), _LEAST)
        scale = min((WIDTH - 2 * _MARGIN) / across, (_HIGHEST - 2 * _MARGIN) / along)
        left = (WIDTH - scale * (max(easts) - min(wests))) / 2
        height = round(scale * (max(norths) - min(souths)) + 2 * _MARGIN, 1)
        return cls(min(wests), max(norths), scale, left, height)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A point (px)."""
        return (
            round(self.left + (x - self.west) * self.scale, 1),
            round(_MARGIN + (self.north - y) * self.scale, 1),
        )

    def path(self, shape: Any) -> str:
        """The outline of a polygon, or of several, with their holes, as the path of an SVG."""
        import shapely

        rings = [
            ring
            for polygon in shapely.get_parts(shape)
            if polygon.geom_type == "Polygon" and not polygon.is_empty
            for ring in (polygon.exterior, *polygon.interiors)
        ]
        return "".join(
            "M"
            + "L".join(f"{x:g} {y:g}" for x, y in (self.at(*xy[:2]) for xy in ring.coords))
            + "Z"
            for ring in rings
        )
