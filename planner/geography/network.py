"""Shortest ways through a network of roads and paths, for one mode of travel.

Each edge open to the mode takes the minutes it gives, else its metres at the mode's speed. Travel
runs from the support point to the dwelling, which matters on one-way edges only. A point joins the
network at the nearest node that the mode can use; of nodes equally near, at the first.

Dijkstra's algorithm is SciPy's: with a limit on the minutes it takes a fraction of NetworkX's time
(docs/benchmarks.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from planner.region.domain import Location, Mode, Network, Region, SupportPoint

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NOISE = 1e-9
_CELLS = 2**21  # of the distances from some starts to all nodes that are kept at a time


def modes_in_use(region: Region) -> list[Mode]:
    """The modes by which support travels to the dwellings of some programme, in their order."""
    used = {region.mode_of(code) for code in region.programmes if region.services(code)}
    return [mode for mode in Mode if mode in used]


def places(region: Region, mode: Mode) -> tuple[list[Location], list[SupportPoint]]:
    """Where programmes of a mode can stand, and the support points with what they need."""
    locations: set[Location] = set()
    services: set[str] = set()
    for code in region.programmes:
        if region.mode_of(code) is mode and (needed := region.services(code)):
            locations.update(region.locations(code))
            services |= needed
    points = [row for row in region.support_points.values() if services.intersection(row.services)]
    return sorted(locations), points


@dataclass(frozen=True, slots=True, eq=False)
class Joints:
    """Where points join a network: their node, -1 for none within the limit, and the metres to it.

    Without a node, `metres` are those to the nearest.
    """

    nodes: NDArray[np.intp]
    metres: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """A network as one mode finds it.

    `arcs` are the minutes from node (row) to node (column), `usable` the nodes that an open edge
    begins or ends at, `tree` their points.
    """

    arcs: Any
    usable: NDArray[np.intp]
    tree: Any

    def join(self, points: Sequence[tuple[float, float]], snap_metres: Decimal) -> Joints:
        """The node each point (EPSG:28992 m) joins the network at, if one lies near enough."""
        import numpy as np

        if not points or not len(self.usable):
            nowhere = np.full(len(points), -1, dtype=np.intp)
            return Joints(nowhere, np.full(len(points), math.inf))
        metres, _ = self.tree.query(points)
        nearest = self.tree.query_ball_point(points, metres * (1 + _NOISE), return_sorted=True)
        nodes = self.usable[[found[0] for found in nearest]]
        near = metres <= float(snap_metres) * (1 + _NOISE)
        return Joints(np.where(near, nodes, -1), metres)

    def minutes(
        self, starts: NDArray[np.intp], ends: NDArray[np.intp], limits: NDArray[np.float64]
    ) -> Any:
        """Minutes to each end (row) from each start (column) in a sparse array.

        A pair that has no way, or none within the limit of the start, has no element.
        """
        import numpy as np
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import dijkstra

        # Starts of about the same limit are searched from together.
        order = np.argsort(limits, kind="stable")
        order = order[starts[order] >= 0]
        joined = np.flatnonzero(ends >= 0)
        rows, columns, minutes = [], [], []
        step = max(1, _CELLS // self.arcs.shape[0])
        for first in range(0, len(order), step):
            some = order[first : first + step]
            found = dijkstra(self.arcs, indices=starts[some], limit=limits[some].max())
            found = found[:, ends[joined]]
            start, end = np.nonzero(np.isfinite(found))
            rows.append(joined[end].astype(np.int32))
            columns.append(some[start].astype(np.int32))
            minutes.append(found[start, end])
        shape = (len(ends), len(starts))
        if not rows:
            return csr_array(shape)
        every = (np.concatenate(rows), np.concatenate(columns))
        return csr_array((np.concatenate(minutes), every), shape=shape)

    def parts(self) -> NDArray[np.int32]:
        """The number of the connected part that each node lies in, whatever way its edges go."""
        from scipy.sparse.csgraph import connected_components

        labels: NDArray[np.int32] = connected_components(self.arcs, connection="weak")[1]
        return labels


@lru_cache(maxsize=len(Mode))
def ways(network: Network, mode: Mode, speed_kmh: Decimal) -> Ways:
    """The network as a mode finds it; of several edges between two nodes the quickest counts."""
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.spatial import cKDTree

    pace = float(60 / (1000 * speed_kmh))
    arcs: dict[tuple[int, int], float] = {}
    for edge in network.edges:
        if mode not in edge.modes:
            continue
        minutes = (edge.metres or 0.0) * pace if edge.minutes is None else edge.minutes
        for arc in ((edge.start, edge.end), (edge.end, edge.start))[: 1 if edge.oneway else 2]:
            if minutes < arcs.get(arc, math.inf):
                arcs[arc] = minutes
    size = len(network.nodes)
    ends = np.array(list(arcs), dtype=np.int32).reshape(-1, 2)
    matrix = csr_array((np.array(list(arcs.values())), (ends[:, 0], ends[:, 1])), (size, size))
    usable = np.unique(ends).astype(np.intp)
    points = np.array(network.nodes, dtype=np.float64).reshape(-1, 2)[usable]
    return Ways(matrix, usable, cKDTree(points))
