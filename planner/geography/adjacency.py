"""Which neighbourhoods border on each other.

Two neighbourhoods are neighbours when their boundaries meet in at least one point (queen
contiguity; Cliff & Ord 1981, section 1.4). Where any neighbourhood lacks a boundary, all are judged
by their points, so that one ruler holds for the whole region: two are neighbours when their cells
meet in the Voronoi diagram of the points, cut off at the box around them, so that points far apart
at the rim are no neighbours. Neighbourhoods at one point are neighbours of each other and share
the neighbours of that point.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations, product
from typing import Any

from planner.region.domain import Adjacency, Neighbourhood

type Point = tuple[float, float]
type Pair = tuple[str, str]


def adjacency(neighbourhoods: Mapping[str, Neighbourhood], areas: Mapping[str, Any]) -> Adjacency:
    """The neighbours among some neighbourhoods; `areas` are the polygons (m) of those with one."""
    without = tuple(sorted(neighbourhoods.keys() - areas.keys()))
    if without:
        points = {code: (row.x, row.y) for code, row in neighbourhoods.items()}
        return Adjacency(_of_points(points), without)
    return Adjacency(_of_areas(areas), ())


def _of_areas(areas: Mapping[str, Any]) -> tuple[Pair, ...]:
    """Pairs of areas that meet."""
    import geopandas
    from libpysal.graph import Graph

    series = geopandas.GeoSeries(areas)
    # Shared vertices find neighbours that rounding made overlap a little; touching finds those
    # that meet where one of them has no vertex.
    graphs = [Graph.build_contiguity(series, rook=False, strict=strict) for strict in (False, True)]
    return _ordered(pair for graph in graphs for pair in _edges(graph))


def _of_points(points: Mapping[str, Point]) -> tuple[Pair, ...]:
    """Pairs of points whose Voronoi cells meet, or that are the same point."""
    import geopandas
    from libpysal.graph import Graph

    at: dict[Point, list[str]] = defaultdict(list)
    for code, point in points.items():
        at[point].append(code)
    pairs = [pair for codes in at.values() for pair in combinations(codes, 2)]
    if len(at) > 1:
        codes = list(at.values())
        series = geopandas.GeoSeries(geopandas.points_from_xy(*zip(*at, strict=True)))
        graph = Graph.build_triangulation(series, method="voronoi", rook=False)
        pairs += [
            pair for here, there in _edges(graph) for pair in product(codes[here], codes[there])
        ]
    return _ordered(pairs)


def _edges(graph: Any) -> list[tuple[Any, Any]]:
    """The pairs a graph joins; an island is a pair with itself in it, of no weight."""
    weights = graph.adjacency
    return list(weights[weights > 0].index)


def _ordered(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    return tuple(sorted({(min(pair), max(pair)) for pair in pairs}))
