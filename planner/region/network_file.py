"""A road or path network from a GeoPackage or GraphML file: `docs/travel.md` describes both.

Every kind of error names the first edges that have it and counts the others.
"""

from __future__ import annotations

import io
import math
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from planner.errors import PlannerError, Problem
from planner.region.check_places import inside
from planner.region.domain import Edge, Mode, Network
from planner.region.numbers import CellError, boolean
from planner.region.raw import shown
from planner.text import number, text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NETWORK_FILES = ("network.gpkg", "network.graphml")
_LAYER = "edges"
_RD = "EPSG:28992"
_ATTRIBUTES = ("minutes", "length", "length_m", "mode", "oneway")
_NAMED = 10  # edges or nodes by name in one message
_MOST = 1e12  # metres or minutes of an edge: far beyond any road, and sums stay numbers


@dataclass(frozen=True, slots=True)
class _Row:
    """An edge as a file has it: its id, the positions of its nodes, and its attributes."""

    name: str
    start: int
    end: int
    attributes: Mapping[str, Any]
    oneway: bool  # unless its attributes say otherwise


def parse_network(name: str, content: bytes) -> tuple[Network, str]:
    """The network in a file, and a note that says what was read.

    Raises `PlannerError` with every problem found.
    """
    read = _from_geopackage if name.endswith(".gpkg") else _from_graphml
    nodes, rows = read(name, content)
    if not rows:
        raise PlannerError(Problem("network.empty", {}, name))
    found = _edges(name, rows)
    used = [key for key in _ATTRIBUTES if any(_given(row.attributes.get(key)) for row in rows)]
    counts = {"nodes": number(len(nodes)), "edges": number(len(found))}
    note = text("network.note.read", file=name, **counts, attributes=used)
    return Network(tuple(zip(*nodes.T.tolist(), strict=True)), found), note


def _from_geopackage(name: str, content: bytes) -> tuple[NDArray[np.float64], list[_Row]]:
    """Nodes where edges begin or end, the same to the centimetre, and the edges."""
    import numpy as np
    import pyogrio
    import shapely

    frame = None
    try:
        # GDAL wants a file with the right ending. What it warns of is checked below.
        with NamedTemporaryFile(suffix=".gpkg") as file, warnings.catch_warnings(action="ignore"):
            Path(file.name).write_bytes(content)
            layers = sorted(str(layer) for layer, _ in pyogrio.list_layers(file.name))
            if _LAYER in layers:
                frame = pyogrio.read_dataframe(
                    file.name, layer=_LAYER, fid_as_index=True, force_2d=True
                )
    except Exception as error:  # a damaged file makes the reader fail in any way it likes
        raise PlannerError(Problem("network.unreadable", {}, name)) from error
    if frame is None:
        raise PlannerError(Problem("network.no_layer", {"layers": layers or "–"}, name))
    if "geometry" not in frame:
        raise PlannerError(Problem("network.no_lines", {}, name))
    lines = frame.geometry.to_numpy()
    single = (shapely.get_type_id(lines) == 5) & (shapely.get_num_geometries(lines) == 1)
    lines[single] = shapely.get_geometry(lines[single], 0)
    good = (shapely.get_type_id(lines) == 1) & ~shapely.is_empty(lines)
    good &= np.isfinite(shapely.bounds(lines)).all(axis=1)
    if not good.all():
        raise PlannerError(_problem("network.not_a_line", name, frame.index[~good].tolist()))
    if frame.empty:
        return np.empty((0, 2)), []
    if frame.crs is None:
        raise PlannerError(Problem("network.layer_crs", {}, name))
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    points = _in_metres(name, shapely.get_coordinates(ends), frame.crs)
    nodes, position = np.unique(points.round(2), axis=0, return_inverse=True)
    start, end = np.split(position.ravel(), 2)
    columns = [column for column in _ATTRIBUTES if column in frame]
    attributes = zip(*(frame[column].tolist() for column in columns), strict=True)
    empty: Iterable[tuple[Any, ...]] = ((),) * len(frame)
    rows = [
        _Row(str(fid), one, other, dict(zip(columns, values, strict=True)), oneway=False)
        for fid, one, other, values in zip(
            frame.index, start.tolist(), end.tolist(), attributes if columns else empty, strict=True
        )
    ]
    return nodes, rows


def _from_graphml(name: str, content: bytes) -> tuple[NDArray[np.float64], list[_Row]]:
    """Nodes by their `x` and `y`, and the edges; those of a directed graph are one-way."""
    import networkx as nx
    import numpy as np

    try:
        graph = nx.read_graphml(io.BytesIO(content), force_multigraph=True)
    except Exception as error:  # a damaged file makes the parser fail in any way it likes
        raise PlannerError(Problem("network.unreadable", {}, name)) from error
    points = [[_number(row.get(axis)) for axis in ("x", "y")] for _, row in graph.nodes(data=True)]
    bad = [node for node, xy in zip(graph, points, strict=True) if None in xy]
    if bad:
        raise PlannerError(_problem("network.no_point", name, bad))
    if not points:
        return np.empty((0, 2)), []
    nodes = _in_metres(name, np.array(points, dtype=np.float64), graph.graph.get("crs"))
    position = {node: index for index, node in enumerate(graph)}
    rows = [
        _Row(f"{one} – {other}", position[one], position[other], data, oneway=graph.is_directed())
        for one, other, data in graph.edges(data=True)
    ]
    return nodes, rows


def _in_metres(name: str, points: NDArray[np.float64], crs: Any) -> NDArray[np.float64]:
    """The points in EPSG:28992; raises `PlannerError` where that cannot be known for sure."""
    import numpy as np
    from pyproj import CRS, Transformer
    from pyproj.exceptions import CRSError

    if not _given(crs):
        if not all(inside(x, y) for x, y in points.tolist()):
            raise PlannerError(Problem("network.no_crs", {}, name))
        return points
    try:
        # A name alone would be matched with one that looks like it.
        if isinstance(crs, str) and not set(crs) & set(":[{="):
            raise CRSError("neither a code nor a definition")
        system = CRS.from_user_input(crs)
    except CRSError as error:
        raise PlannerError(
            Problem("network.crs_unknown", {}, name, None, "crs", shown(crs))
        ) from error
    in_metres = all(axis.unit_conversion_factor == 1 for axis in system.axis_info[:2])
    if not system.is_projected or not in_metres:
        raise PlannerError(Problem("network.crs", {"name": system.name}, name))
    if (np.abs(points) <= (180, 90)).all():
        raise PlannerError(Problem("network.degrees", {"name": system.name}, name))
    if system.to_2d().to_epsg() != 28992:
        transformer = Transformer.from_crs(system.to_2d(), _RD, always_xy=True)
        points = np.column_stack(transformer.transform(points[:, 0], points[:, 1]))
    if not any(inside(x, y) for x, y in points.tolist()) or not np.isfinite(points).all():
        raise PlannerError(Problem("network.outside", {"name": system.name}, name))
    return points


def _edges(name: str, rows: Iterable[_Row]) -> tuple[Edge, ...]:
    edges: list[Edge] = []
    bad: dict[tuple[str, str], list[tuple[str, Any]]] = defaultdict(list)
    for row in rows:
        problems = {}
        values: dict[str, float | None] = {}
        for key in ("minutes", "length", "length_m"):
            given = row.attributes.get(key)
            values[key] = _number(given)
            if _given(given) and (values[key] is None or (values[key] or 0.0) < 0):
                problems["network.not_a_length", key] = given
            elif (values[key] or 0.0) > _MOST:
                problems["network.too_long", key] = given
        metres = values["length_m"] if values["length"] is None else values["length"]
        if not problems and metres is None and values["minutes"] is None:
            problems["network.no_length", "length"] = None
        modes = frozenset(Mode)
        if _given(given := row.attributes.get("mode")):
            named = {part.strip() for part in str(given).split(";")} - {""}
            if not named or not named <= {*Mode}:
                problems["network.not_a_mode", "mode"] = given
            else:
                modes = frozenset(map(Mode, named))
        oneway = row.oneway
        if _given(given := row.attributes.get("oneway")):
            try:
                oneway = boolean(f"{given:g}" if isinstance(given, float) else str(given))
            except CellError:
                problems["network.not_oneway", "oneway"] = given
        for kind, value in problems.items():
            bad[kind].append((row.name, value))
        if not problems:
            minutes = values["minutes"]
            whole = None if minutes is not None else metres
            edges.append(Edge(row.start, row.end, whole, minutes, modes, oneway))
    if bad:
        raise PlannerError(list(_problems(name, bad)))
    return tuple(edges)


def _problems(name: str, bad: Mapping[tuple[str, str], list[tuple[str, Any]]]) -> Iterator[Problem]:
    for (key, column), found in sorted(bad.items()):
        edges = [edge for edge, _ in found]
        yield _problem(key, name, edges, column, shown(found[0][1]))


def _problem(key: str, file: str, found: list[Any], column: str = "", value: str = "") -> Problem:
    """One kind of error; the value is that of the first edge or node that has it."""
    named = [shown(one) for one in found[:_NAMED]]
    more = ["…"] if len(found) > _NAMED else []
    return Problem(key, {"count": len(found), "names": [*named, *more]}, file, None, column, value)


def _given(value: Any) -> bool:
    """Whether an attribute has a value; a GeoPackage's empty number is not a number."""
    return not (value is None or value != value or (isinstance(value, str) and not value.strip()))


def _number(value: Any) -> float | None:
    """A finite number, also as a text; `None` for anything else."""
    if isinstance(value, bool):
        return None
    try:
        read = float(value)
    except (TypeError, ValueError):
        return None
    return read if math.isfinite(read) else None
