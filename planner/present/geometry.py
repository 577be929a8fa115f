"""Where places lie: boundaries in EPSG:28992, and light enough for a map in degrees (WGS84)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from planner.errors import PlannerError, Problem
from planner.outcome import Outcome
from planner.region.bundled import bundled_folder, bundled_names

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
    places = [outcome.loaded.folder / "geo.gpkg"]
    name = outcome.region.identity.name
    if name in bundled_names():
        places.append(bundled_folder(name).parents[1] / "geo" / f"{name}.gpkg")
    return next((path for path in places if path.is_file()), None)


def boundaries(path: Path, layer: str, codes: Collection[str]) -> dict[str, dict[str, Any]]:
    """The boundaries in a layer as GeoJSON geometries by code, simplified; only of `codes`.

    A layer that the file lacks is empty. Raises `PlannerError` as `shapes` does.
    """
    found = shapes(path, layer, codes)
    return dict(zip(found, _light(found.values()), strict=True))


def shapes(path: Path, layer: str, codes: Collection[str]) -> dict[str, Any]:
    """The boundaries in a layer as shapely geometries in EPSG:28992 by code; only of `codes`.

    A layer that the file lacks is empty. Raises `PlannerError` for a file that cannot be read, has
    no coordinate system or no column with the code (named after the layer's table, or `code`).
    """
    frame = _read(path, layer)
    if frame is None:
        return {}
    names = (layer.replace("municipalities", "municipality").removesuffix("s"), "code")
    column = next((name for name in names if name in frame.columns), None)
    problems = []
    if column is None:
        values = {"layer": layer, "columns": names}
        problems.append(Problem("present.geometry_code", values, path.name))
    if frame.crs is None:
        problems.append(Problem("present.geometry_crs", {"layer": layer}, path.name))
    if problems:
        raise PlannerError(problems)
    frame = frame[frame[column].isin(codes) & frame.geometry.notna()]
    frame = frame.dissolve(by=column).to_crs("EPSG:28992")
    return dict(zip(frame.index, frame.geometry, strict=True))


def schematic(path: Path) -> bool:
    """Whether a file of boundaries says that some are a sketch: true in a column `schematic`.

    Raises `PlannerError` for a file that cannot be read.
    """
    for layer in ("municipalities", "neighbourhoods"):
        frame = _read(path, layer)
        if frame is not None and "schematic" in frame and frame["schematic"].isin([True]).any():
            return True
    return False


def _read(path: Path, layer: str) -> Any:
    """A layer as a GeoDataFrame; none where the file lacks it."""
    import pyogrio

    try:
        layers = {str(name) for name, _ in pyogrio.list_layers(path)}
        return pyogrio.read_dataframe(path, layer=layer) if layer in layers else None
    except pyogrio.errors.DataSourceError as error:
        raise PlannerError(Problem("present.geometry_unreadable", file=path.name)) from error


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
