"""Small networks: as values, as GraphML and as GeoPackages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas
import networkx as nx
from shapely import LineString

from planner.region.domain import Edge, Mode, Network

ALL = frozenset(Mode)
Points = Sequence[tuple[float, float]]
Row = Mapping[str, Any]


def edge(
    start: int,
    end: int,
    metres: float | None = None,
    minutes: float | None = None,
    modes: frozenset[Mode] = ALL,
    oneway: bool = False,
) -> Edge:
    return Edge(start, end, metres, minutes, modes, oneway)


def network(nodes: Points, *edges: Edge) -> Network:
    return Network(tuple(nodes), edges)


def write_graphml(
    path: Path, nodes: Points, edges: Sequence[Row], *, directed: bool = False, **about: str
) -> Path:
    """Write nodes and edges (`start`, `end` and attributes) as NetworkX does."""
    graph = nx.MultiDiGraph(**about) if directed else nx.MultiGraph(**about)
    for number, (x, y) in enumerate(nodes):
        graph.add_node(number, x=x, y=y)
    for row in edges:
        attributes = {key: value for key, value in row.items() if key not in ("start", "end")}
        graph.add_edge(row["start"], row["end"], **attributes)
    nx.write_graphml(graph, path)
    return path


def write_geopackage(
    path: Path,
    nodes: Points,
    edges: Sequence[Row],
    *,
    crs: str | None = "EPSG:28992",
    layer: str = "edges",
) -> Path:
    """Write edges (`start`, `end` and attributes) as straight lines between the nodes."""
    lines = [LineString([nodes[row["start"]], nodes[row["end"]]]) for row in edges]
    rows = [{key: row[key] for key in row if key not in ("start", "end")} for row in edges]
    frame = geopandas.GeoDataFrame(rows, geometry=lines, crs=crs)
    frame.to_file(path, layer=layer, driver="GPKG")
    return path
