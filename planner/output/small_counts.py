"""Counts of people, with the small ones withheld so that nobody can work them out.

A count from 1 to 4 can be recognised, so it is not shown. Neither is 0: if noughts were shown, a
count that is not would be known to be at least 1. Where totals are shown too, further counts have
to go, or a small one is its total less the others. All that are withheld bear the same mark.

A table with its totals is a circulation: a cell flows from its row to its column, the total of a
column from there on to the row of totals, the total of a row back from the column of totals. What
a reader can still think of the withheld counts are the circulations that agree with the rest. So
a count may be larger by as much as can flow from its column back to its row over other withheld
counts, smaller by as much as can flow the other way. Counts are withheld, the least people first,
until every small one may be anything from 0 to 4. Source of the approach: Cox, *Network models for
complementary cell suppression*, JASA 90 (1995).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from itertools import count

SMALLEST_SHOWN = 5

type Cell = tuple[int, int]
type Table = Sequence[Sequence[int | None]]
type _Node = tuple[str, int]
type _Flow = dict[Cell, int]


def small(number: int) -> bool:
    """Whether a count of people is not shown for being small."""
    return number < SMALLEST_SHOWN


def with_totals(table: Table) -> list[list[int | None]]:
    """A table of counts of people with a last column and row of totals; `None` is no count.

    A cell without a count adds nothing to its totals; a total of no counts is none.
    """
    rows = [[*row, _sum(row)] for row in table]
    return [*rows, [_sum(column) for column in zip(*rows, strict=True)]]


def _sum(cells: Sequence[int | None]) -> int | None:
    counts = [number for number in cells if number is not None]
    return sum(counts) if counts else None


def suppressed(table: Table) -> set[Cell]:
    """The cells (row, column) to withhold in a table whose last column and row are totals.

    Every small count and total is among them, and as many others as it takes.
    """
    ends = _ends(table)
    value = {(i, j): n for i, row in enumerate(table) for j, n in enumerate(row) if n is not None}
    found = {cell for cell, number in value.items() if small(number)}
    for cell in sorted(found, key=lambda cell: (value[cell], cell)):
        tail, head = ends[cell]
        most = SMALLEST_SHOWN - 1
        for start, end, wanted in (
            (head, tail, most - value[cell]),
            (tail, head, value[cell]),
        ):
            found |= _push(ends, value, found, cell, (start, end), wanted)
    return found


def _ends(table: Table) -> dict[Cell, tuple[_Node, _Node]]:
    """Where each cell flows from and to."""
    last_row, last_column = len(table) - 1, len(table[0]) - 1
    ends: dict[Cell, tuple[_Node, _Node]] = {}
    for i, row in enumerate(table):
        for j in range(len(row)):
            across = ("row", i), ("column", j)
            # Totals flow back, the total of all totals on again.
            ends[i, j] = across if (i == last_row) == (j == last_column) else across[::-1]
    return ends


def _push(
    ends: Mapping[Cell, tuple[_Node, _Node]],
    value: Mapping[Cell, int],
    hidden: set[Cell],
    without: Cell,
    way: tuple[_Node, _Node],
    wanted: int,
) -> set[Cell]:
    """The cells over which `wanted` people flow from one node to another, the fewest new first.

    Cells in `hidden` cost nothing, others what they count. A cell takes any number more, and gives
    at most what it counts. `without` takes no part.
    """
    flow: _Flow = dict.fromkeys(value, 0)
    while wanted > 0:
        path = _cheapest(ends, value, hidden, without, flow, way)
        room = min((value[cell] + flow[cell] for cell, sign in path if sign < 0), default=wanted)
        now = min(wanted, room)
        for cell, sign in path:
            flow[cell] += sign * now
        wanted -= now
    return {cell for cell, number in flow.items() if number}


def _cheapest(
    ends: Mapping[Cell, tuple[_Node, _Node]],
    value: Mapping[Cell, int],
    hidden: set[Cell],
    without: Cell,
    flow: _Flow,
    way: tuple[_Node, _Node],
) -> list[tuple[Cell, int]]:
    """The way that withholds the fewest people more: cells, each with 1 for more or -1 for less."""
    start, end = way
    arcs: dict[_Node, list[tuple[_Node, Cell, int]]] = {}
    for cell, number in value.items():
        if cell != without:
            tail, head = ends[cell]
            arcs.setdefault(tail, []).append((head, cell, 1))
            if number + flow[cell] > 0:
                arcs.setdefault(head, []).append((tail, cell, -1))
    order = count()
    queue: list[tuple[int, int, _Node, list[tuple[Cell, int]]]] = [(0, next(order), start, [])]
    seen = set()
    while queue:
        cost, _, node, path = heappop(queue)
        if node == end:
            return path
        if node in seen:
            continue
        seen.add(node)
        for other, cell, sign in arcs.get(node, ()):
            more = 0 if cell in hidden or flow[cell] else value[cell] + 1
            heappush(queue, (cost + more, next(order), other, [*path, (cell, sign)]))
    raise ValueError("a table whose totals are not the sums of its rows and columns")
