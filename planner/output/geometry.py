"""Where places lie: boundaries in EPSG:28992, and light enough for a map in degrees (WGS84)."""

from __future__ import annotations

from collections.abc import Mapping
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


def outlines(outcome: Outcome) -> dict[str, dict[str, dict[str, Any]]]:
    """The boundaries of the municipalities and neighbourhoods of an outcome, by layer and code.

    They are GeoJSON geometries, simplified. Raises `PlannerError` as `shapes` does.
    """
    return {layer: light(found) for layer, found in shapes(outcome).items()}


def shapes(outcome: Outcome) -> dict[str, dict[str, Any]]:
    """The shapes of the municipalities and neighbourhoods in EPSG:28992, by layer and code.

    A municipality that changed by a reorganisation, or has no boundary of its own (the file may be
    of another year), is put together from its neighbourhoods where all of them have one. Both
    layers are empty without a file. Raises `PlannerError` as `planner.region.geometry` does.
    """
    import shapely

    path, region = geometry_file(outcome), outcome.region
    if path is None:
        return {"municipalities": {}, "neighbourhoods": {}}
    changed = {move.destination for move in outcome.loaded.moves}
    own = geometry.shapes(path, "municipalities", region.municipalities.keys() - changed)
    parts = geometry.shapes(path, "neighbourhoods", region.neighbourhoods.keys())
    members: dict[str, list[str]] = {}
    for code, row in region.neighbourhoods.items():
        members.setdefault(row.municipality, []).append(code)
    together = {
        whole: shapely.union_all([parts[code] for code in codes])
        for whole, codes in members.items()
        if whole not in own and all(code in parts for code in codes)
    }
    return {"municipalities": {**own, **together}, "neighbourhoods": parts}


def light(found: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Shapes in EPSG:28992 as GeoJSON geometries in degrees, simplified, by the same code."""
    import shapely
    from shapely.geometry import mapping

    def rounded(points: Any) -> Any:
        longitudes, latitudes = _to_degrees().transform(points[:, 0], points[:, 1])
        points[:, 0], points[:, 1] = longitudes, latitudes
        return points.round(_DECIMALS)

    # Neighbours are simplified together, so that no gap opens along a shared boundary.
    flat = shapely.force_2d(list(found.values()))
    simple = shapely.coverage_simplify(flat, _TOLERANCE)
    drawn = (mapping(shapely.transform(shape, rounded)) for shape in simple)
    return dict(zip(found, drawn, strict=True))
