"""Where places lie: boundaries in EPSG:28992, and light enough for a map in degrees (WGS84)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from planner.outcome import Outcome
from planner.region import geometry

_DECIMALS = 5  # about a metre
_TOLERANCE = 25  # metres by which a simplified boundary may lie off

type LatLon = tuple[float, float]


@cache
def _to_degrees() -> Any:
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True)


def degrees(x: float, y: float) -> LatLon:
    """Latitude and longitude of a point in EPSG:28992 metres, to about a metre."""
    longitude, latitude = _to_degrees().transform(x, y)
    return round(latitude, _DECIMALS), round(longitude, _DECIMALS)


def geometry_file(outcome: Outcome) -> Path | None:
    """The boundaries of a region: its own `geo.gpkg`, else the bundled one of its name, if any."""
    return geometry.geometry_file(outcome.loaded.folder, outcome.region.identity.name)


def boundaries(path: Path, layer: str, codes: Collection[str]) -> dict[str, dict[str, Any]]:
    """The boundaries in a layer as GeoJSON geometries by code, simplified; only of `codes`.

    A layer that the file lacks is empty. Raises `PlannerError` as `planner.region.geometry` does.
    """
    found = geometry.shapes(path, layer, codes)
    return dict(zip(found, _light(found.values()), strict=True))


def _light(shapes: Iterable[Any]) -> list[dict[str, Any]]:
    import shapely
    from shapely.geometry import mapping

    def rounded(points: Any) -> Any:
        longitudes, latitudes = _to_degrees().transform(points[:, 0], points[:, 1])
        points[:, 0], points[:, 1] = longitudes, latitudes
        return points.round(_DECIMALS)

    # Neighbours are simplified together, so that no gap opens along a shared boundary.
    flat = shapely.force_2d(list(shapes))
    simple = shapely.coverage_simplify(flat, _TOLERANCE)
    return [mapping(shapely.transform(shape, rounded)) for shape in simple]
