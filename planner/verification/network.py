"""Travel through a region's network, worked out once more for the independent check.

It shares nothing with `planner.geography.network` and `planner.geography.travel`: each point is set
against all nodes, and ways are looked for with NetworkX, one pair at a time.
"""

from __future__ import annotations

import math
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from planner.region.domain import Mode, Network, Region

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

_NOISE = 1e-9


def network_minutes(
    region: Region, mode: Mode, support: tuple[float, float], dwelling: tuple[float, float]
) -> float:
    """Minutes from a support point to a dwelling (EPSG:28992 m); infinite where there is no way.

    A point off the network walks, cycles or drives a straight line with the detour factor to the
    nearest node, which has to lie within `snap_metres`. So do two points at one node to each other.
    """
    settings = region.settings.proximity
    speed = settings.speed_kmh[mode]
    assert region.network
    start, before = _nearest(region.network, mode, support)
    end, after = _nearest(region.network, mode, dwelling)
    if max(before, after) > float(settings.snap_metres) * (1 + _NOISE):
        return math.inf
    straight = math.dist(support, dwelling) if start == end else before + after
    beside = straight * float(settings.detour_factor) / 1000 / float(speed) * 60
    return beside + _way(region.network, mode, speed, start, end)


@lru_cache(maxsize=2**14)
def _nearest(network: Network, mode: Mode, point: tuple[float, float]) -> tuple[int, float]:
    """The first of the nearest nodes that the mode can use, and the metres to it."""
    import numpy as np

    nodes, x, y = _usable(network, mode)
    if not len(nodes):
        return -1, math.inf
    metres = np.hypot(x - point[0], y - point[1])
    least = float(metres.min())
    return int(nodes[metres <= least * (1 + _NOISE)][0]), least


@lru_cache(maxsize=len(Mode))
def _usable(network: Network, mode: Mode) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """The nodes at either end of the edges that are open to the mode, and their points."""
    import numpy as np

    nodes = sorted({node for edge in network.edges if mode in edge.modes for node in edge[:2]})
    x, y = np.array([network.nodes[node] for node in nodes]).reshape(-1, 2).T
    return np.array(nodes, dtype=int), x, y


@lru_cache(maxsize=len(Mode))
def _roads(network: Network, mode: Mode, speed: Decimal) -> nx.DiGraph[Any]:
    import networkx as nx

    roads: nx.DiGraph[Any] = nx.DiGraph()
    for edge in network.edges:
        if mode not in edge.modes:
            continue
        minutes = edge.minutes
        if minutes is None:
            minutes = (edge.metres or 0.0) / 1000 / float(speed) * 60
        directions = [(edge.start, edge.end)]
        if not edge.oneway:
            directions.append((edge.end, edge.start))
        for one, other in directions:
            known = roads.get_edge_data(one, other, {"minutes": math.inf})["minutes"]
            roads.add_edge(one, other, minutes=min(known, minutes))
    return roads


@lru_cache(maxsize=2**14)
def _way(network: Network, mode: Mode, speed: Decimal, start: int, end: int) -> float:
    import networkx as nx

    try:
        minutes, _ = nx.bidirectional_dijkstra(_roads(network, mode, speed), start, end, "minutes")
    except nx.NetworkXNoPath:
        return math.inf
    return float(minutes)
