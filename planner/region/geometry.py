"""The boundaries of a region: where they are, and the shapes in them by code."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from planner.errors import PlannerError, Problem
from planner.region.bundled import bundled_folder, bundled_names
from planner.region.coordinates import RD, contradiction, outside
from planner.region.raw import shown
from planner.region.shapes import sound

_NAMED = 10  # codes in one message


def geometry_file(folder: Path, name: str) -> Path | None:
    """The boundaries of a region: `geo.gpkg` in its folder, else the bundled ones of its name."""
    places = [folder / "geo.gpkg"]
    if name in bundled_names():
        places.append(bundled_folder(name).parents[1] / "geo" / f"{name}.gpkg")
    return next((path for path in places if path.is_file()), None)


def shapes(path: Path, layer: str, codes: Collection[str]) -> dict[str, Any]:
    """The polygons in a layer by code, in EPSG:28992 (m); only of `codes`, several of one united.

    A layer that the file lacks is empty, points and lines are no boundaries, and polygons that
    cross themselves are repaired. Each layer may have a coordinate system of its own. Raises
    `PlannerError` for a file that cannot be read, a layer without shapes or without a column with
    the code (named after the layer's table, or `code`), no coordinate system that its coordinates
    agree with, coordinates outside the Netherlands, and polygons without an area.
    """
    import geopandas
    import shapely

    frame = _read(path, layer)
    if frame is None:
        return {}
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise PlannerError(Problem("present.geometry_none", {"layer": layer}, path.name))
    names = (layer.replace("municipalities", "municipality").removesuffix("s"), "code")
    column = next((name for name in names if name in frame.columns), None)
    problems = []
    if column is None:
        values = {"layer": layer, "columns": names}
        problems.append(Problem("present.geometry_code", values, path.name))
    if frame.crs is None:
        problems.append(Problem("present.geometry_crs", {"layer": layer}, path.name))
    elif (wrong := contradiction(frame.crs, frame.total_bounds)) is not None:
        values = {"layer": layer, "crs": frame.crs.name}
        problems.append(Problem(wrong, values, path.name))
    if problems:
        raise PlannerError(problems)
    system = frame.crs.name
    frame = frame[frame[column].isin(codes)].to_crs(RD)
    given = frame.geometry.to_numpy()
    points = shapely.get_coordinates(given)
    if len(points) and outside((*points.min(axis=0), *points.max(axis=0))):
        values = {"layer": layer, "crs": system}
        raise PlannerError(Problem("geo.outside", values, path.name))
    parts: dict[str, list[Any]] = {}
    without = set()
    for code, shape in zip(frame[column], given, strict=True):
        if (area := sound(shape)) is not None:
            parts.setdefault(code, []).append(area)
        elif shape is not None and shape.geom_type.endswith("Polygon"):
            without.add(code)
    if without:
        named = [shown(code) for code in sorted(without)[:_NAMED]]
        more = ["…"] if len(without) > _NAMED else []
        values = {"layer": layer, "codes": [*named, *more]}
        raise PlannerError(Problem("present.geometry_empty", values, path.name))
    return {code: shapely.union_all(parts[code]) for code in sorted(parts)}


def check_geometry(path: Path, codes: Mapping[str, Collection[str]]) -> list[Problem]:
    """What is wrong with a file of boundaries, for the codes that each layer is asked for."""
    problems: list[Problem] = []
    for layer, asked in codes.items():
        try:
            shapes(path, layer, asked)
        except PlannerError as error:
            # A file that cannot be read is told of once, not for every layer.
            problems += [problem for problem in error.problems if problem not in problems]
    return problems


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
        # What the reader warns of is checked where it matters.
        with warnings.catch_warnings(action="ignore"):
            layers = {str(name) for name, _ in pyogrio.list_layers(path)}
            return pyogrio.read_dataframe(path, layer=layer) if layer in layers else None
    except Exception as error:  # a damaged file makes the reader fail in any way it likes
        raise PlannerError(Problem("present.geometry_unreadable", file=path.name)) from error
