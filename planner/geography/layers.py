"""A layer of areas as a file or service gives it, in EPSG:28992 whatever it came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.errors import PlannerError, Problem
from planner.region.coordinates import RD, contradiction, outside

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layer:
    """The features of a layer: their attributes and shapes (shapely, EPSG:28992, or `None`).

    `file` names where it comes from in messages, `name` the layer in it.
    """

    file: str
    name: str
    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, Any]]
    shapes: Sequence[Any]


def to_layer(file: str, name: str, rows: Sequence[Mapping[str, Any]], shapes: Any) -> Layer:
    """A layer of features with their shapes (`geopandas.GeoSeries`) in any coordinate system.

    Raises `PlannerError` for shapes without a coordinate system, that contradict the one they
    have, or that lie outside the Netherlands: none of these is ever guessed.
    """
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    given = shapes[shapes.notna() & ~shapes.is_empty]
    if not len(given):
        return Layer(file, name, columns, rows, [None] * len(rows))
    wrong = contradiction(shapes.crs, given.total_bounds)
    place = f"{file} [{name}]"
    if wrong is not None:
        crs = shapes.crs.name if shapes.crs is not None else ""
        raise PlannerError(Problem(wrong, {"layer": name, "crs": crs}, place))
    flat = shapes.set_axis(range(len(shapes))).force_2d()
    # Within the grid itself nothing is computed, so that official corners stay what they are.
    metres = flat if flat.crs.to_epsg() == 28992 else flat.to_crs(RD)
    if outside(metres.total_bounds):
        raise PlannerError(Problem("geo.outside", {"layer": name, "crs": shapes.crs.name}, place))
    return Layer(file, name, columns, rows, list(metres))


def read_file(path: Path, called: str = "") -> list[Layer]:
    """Every layer with areas in a GeoPackage, GeoJSON or shapefile.

    `called` is what messages call the file, else its name.

    Raises `PlannerError` for a file that is missing, cannot be read or has no layer with areas,
    and what `to_layer` refuses, of all layers at once.
    """
    import warnings

    import pyogrio

    layers, problems = [], []
    if not path.is_file():
        raise PlannerError(Problem("geo.no_file", {"path": str(path)}))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts of a file that are not read
            for name, kind in pyogrio.list_layers(path):
                if kind is None or not ("Polygon" in kind or kind in ("Unknown", "Geometry")):
                    continue
                frame = pyogrio.read_dataframe(path, layer=name)
                rows = frame.drop(columns=frame.geometry.name).to_dict("records")
                try:
                    layers.append(to_layer(called or path.name, str(name), rows, frame.geometry))
                except PlannerError as error:
                    problems += error.problems
    except Exception as error:  # a damaged file makes the reader fail in any way it likes
        raise PlannerError(Problem("geo.unreadable", {}, called or path.name)) from error
    if problems:
        raise PlannerError(problems)
    if not layers:
        raise PlannerError(Problem("geo.no_areas", {}, called or path.name))
    return layers
