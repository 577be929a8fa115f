"""The boundaries of a region: where they are, and the shapes in them by code."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from planner.errors import PlannerError, Problem
from planner.region.bundled import bundled_folder, bundled_names
from planner.region.coordinates import contradiction


def geometry_file(folder: Path, name: str) -> Path | None:
    """The boundaries of a region: `geo.gpkg` in its folder, else the bundled ones of its name."""
    places = [folder / "geo.gpkg"]
    if name in bundled_names():
        places.append(bundled_folder(name).parents[1] / "geo" / f"{name}.gpkg")
    return next((path for path in places if path.is_file()), None)


def shapes(path: Path, layer: str, codes: Collection[str]) -> dict[str, Any]:
    """The shapes in a layer by code, in EPSG:28992 (m); only of `codes`, several of one united.

    A layer that the file lacks is empty; each layer may have a coordinate system of its own. Raises
    `PlannerError` for a file that cannot be read, has no column with the code (named after the
    layer's table, or `code`), or no coordinate system that its coordinates agree with.
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
    elif (wrong := contradiction(frame.crs, frame.total_bounds)) is not None:
        values = {"layer": layer, "crs": frame.crs.name}
        problems.append(Problem(wrong, values, path.name))
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
