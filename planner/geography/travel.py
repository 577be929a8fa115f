"""How long support travels to a dwelling, from the finest source that knows.

1. The region's table of neighbourhood pairs, in either direction; empty minutes are unreachable.
2. The region's network, where it has one: the shortest way from the support point to the dwelling.
   From either point to its node, and between two points at one node,

       minutes = straight line (m) · detour factor / 1000 / speed (km/h) · 60

   A point too far from every node, or a pair without a way, is unreachable.
3. Without a network that same formula, all the way.

A limit counts as kept up to a relative error of 1e-9, the noise of floating-point arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from planner.geography.network import places, ways
from planner.region.domain import Location, Mode, Region, SupportPoint

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    type Points = NDArray[np.float64]
    type Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]

NOISE = 1e-9
_PAIRS = 2**20  # of a location and a support point that are looked at together


def minutes_per_metre(region: Region, mode: Mode) -> float:
    """Travel minutes for one metre in a straight line."""
    settings = region.settings.proximity
    return float(settings.detour_factor * 60 / (1000 * settings.speed_kmh[mode]))


def distances(
    here: Iterable[tuple[float, float]], there: Iterable[tuple[float, float]]
) -> NDArray[np.float64]:
    """Straight lines (m) from every point of one list (rows) to each of the other (columns)."""
    return metres_between(_array(here)[:, None], _array(there)[None, :])


def metres_between(here: Points, there: Points) -> NDArray[np.float64]:
    """Straight lines (m) between points whose coordinates are the last axis."""
    import numpy as np

    metres: NDArray[np.float64] = np.hypot(
        here[..., 0] - there[..., 0], here[..., 1] - there[..., 1]
    )
    return metres


def pairs_within(here: Points, there: Points, metres: float) -> Pairs:
    """The pairs, as positions in both lists, that lie at most so many metres apart.

    A few that lie a little farther are among them. Without a limit these are all pairs.
    """
    import numpy as np

    found_one, found_other = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    if not len(here) or not len(there):
        return found_one[0], found_other[0]
    radius = metres * (1 + 1e-6) + 1e-3
    order = np.argsort(there[:, 0], kind="stable")
    eastings = there[order, 0]
    first = np.searchsorted(eastings, here[:, 0] - radius)
    count = np.searchsorted(eastings, here[:, 0] + radius, side="right") - first
    ends = np.cumsum(count)
    start = 0
    # In a strip from north to south around each point of a block lie its candidates.
    while start < len(here):
        before = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + _PAIRS, side="right")))
        numbers = count[start:stop]
        one = np.repeat(np.arange(start, stop), numbers)
        steps = np.arange(len(one)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
        other = order[first[one] + steps]
        near = metres_between(here[one], there[other]) <= radius
        found_one.append(one[near])
        found_other.append(other[near])
        start = stop
    return np.concatenate(found_one), np.concatenate(found_other)


class Travel:
    """Travel by one mode from support points to the locations where programmes can stand."""

    def __init__(self, region: Region, mode: Mode) -> None:
        """Look up the table and, where there is a network, the ways through it."""
        self._region = region
        self._pace = minutes_per_metre(region, mode)
        self._locations, self._points = places(region, mode)
        self._here = _array(map(region.point, self._locations))
        self._there = _array((point.x, point.y) for point in self._points)
        self._table = (
            _table_minutes(region, self._locations, self._points) if region.travel else None
        )
        self._network = self._network_minutes(mode) if region.network else None

    def near(self, programme: str) -> Iterator[tuple[Location, list[SupportPoint], list[float]]]:
        """Per location of a programme: the points it needs within its limits, and the minutes.

        Locations and support points are in their order.
        """
        import numpy as np

        services = self._region.services(programme)
        wanted = np.array([bool(services.intersection(row.services)) for row in self._points], bool)
        number = {location: row for row, location in enumerate(self._locations)}
        rows = np.array([number[place] for place in self._region.locations(programme)], np.int64)
        step = max(1, _PAIRS // max(1, int(wanted.sum())))
        for first in range(0, len(rows), step):
            block = rows[first : first + step]
            row, column, minutes = self._within(programme, block, wanted)
            ends = np.searchsorted(row, range(len(block) + 1)).tolist()
            points, times = [self._points[k] for k in column.tolist()], minutes.tolist()
            for place, here in enumerate(block.tolist()):
                some = slice(ends[place], ends[place + 1])
                yield self._locations[here], points[some], times[some]

    def _within(
        self, programme: str, block: NDArray[np.int64], wanted: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """The pairs within the limits, ordered: position in the block, support point, minutes."""
        import numpy as np

        limits = self._region.programmes[programme]
        farthest, longest = _limit(limits.max_metres), _limit(limits.max_minutes)
        if self._network is None:
            points = np.flatnonzero(wanted)
            radius = min(farthest, longest / self._pace)
            row, column = pairs_within(self._here[block], self._there[points], radius)
            column = points[column]
            minutes = metres_between(self._here[block[row]], self._there[column]) * self._pace
        else:
            row, column, minutes = _elements(self._network[block], wanted)
        if self._table is not None:
            row_known, column_known, known = _elements(self._table[block], wanted)
            width = len(self._points)
            unknown = ~np.isin(row * width + column, row_known * width + column_known)
            row = np.concatenate([row[unknown], row_known])
            column = np.concatenate([column[unknown], column_known])
            minutes = np.concatenate([minutes[unknown], known])
        metres = metres_between(self._here[block[row]], self._there[column])
        kept = np.flatnonzero((metres <= farthest) & (minutes <= longest) & (minutes < math.inf))
        kept = kept[np.lexsort((column[kept], row[kept]))]
        return row[kept], column[kept], minutes[kept]

    def _network_minutes(self, mode: Mode) -> Any:
        """Minutes through the network in a sparse array; a pair out of every limit is left out."""
        import numpy as np

        region, settings = self._region, self._region.settings.proximity
        assert region.network
        graph = ways(region.network, mode, settings.speed_kmh[mode])
        here = graph.join([*map(tuple, self._here)], settings.snap_metres)
        there = graph.join([*map(tuple, self._there)], settings.snap_metres)
        minutes = graph.minutes(there.nodes, here.nodes, self._largest_limits(mode)).tocoo()
        row, column = minutes.row, minutes.col
        straight = metres_between(self._here[row], self._there[column])
        # Two points at one node do not go round by it.
        minutes.data = np.where(
            here.nodes[row] == there.nodes[column],
            straight * self._pace,
            minutes.data + (here.metres[row] + there.metres[column]) * self._pace,
        )
        return minutes.tocsr()

    def _largest_limits(self, mode: Mode) -> NDArray[np.float64]:
        """Per support point, the most minutes that any programme allows that needs it."""
        import numpy as np

        limits = np.zeros(len(self._points))
        for code, programme in self._region.programmes.items():
            if self._region.mode_of(code) is mode and (needed := self._region.services(code)):
                asked = [bool(needed.intersection(row.services)) for row in self._points]
                limits[asked] = np.maximum(limits[asked], _limit(programme.max_minutes))
        return limits


def _table_minutes(
    region: Region, locations: Sequence[Location], points: Sequence[SupportPoint]
) -> Any:
    """Minutes in the table per location (row) and support point (column), in a sparse array.

    Infinite where the table says unreachable; a pair that it lacks has no element. The row from the
    dwelling's neighbourhood goes before the one to it.
    """
    import numpy as np
    from scipy.sparse import csr_array

    rows_in: dict[str, list[int]] = {}
    columns_in: dict[str, list[int]] = {}
    for row, location in enumerate(locations):
        rows_in.setdefault(location.neighbourhood, []).append(row)
    for column, point in enumerate(points):
        columns_in.setdefault(point.neighbourhood, []).append(column)
    row_of, column_of, minutes = [], [], []
    for (one, other), known in region.travel.items():
        value = math.inf if known.minutes is None else float(known.minutes)
        for start, end, reverse in ((one, other, False), (other, one, True)):
            if reverse and (one == other or (start, end) in region.travel):
                continue
            for row in rows_in.get(start, ()):
                for column in columns_in.get(end, ()):
                    row_of.append(row)
                    column_of.append(column)
                    minutes.append(value)
    positions = (np.array(row_of, np.int32), np.array(column_of, np.int32))
    values = np.array(minutes, np.float64)
    return csr_array((values, positions), shape=(len(locations), len(points)))


def _elements(
    some: Any, wanted: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The elements of a sparse array in the wanted columns: row, column and value."""
    import numpy as np

    found = some.tocoo()
    asked = wanted[found.col]
    row, column = found.row[asked].astype(np.int64), found.col[asked].astype(np.int64)
    return row, column, found.data[asked]


def _array(points: Iterable[tuple[float, float]]) -> Points:
    import numpy as np

    return np.array(list(points), dtype=np.float64).reshape(-1, 2)


def _limit(limit: Decimal | None) -> float:
    return math.inf if limit is None else float(limit) * (1 + NOISE)
