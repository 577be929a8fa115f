"""Shortest ways, snapping and parts of small networks."""

from __future__ import annotations

import math
from decimal import Decimal

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geography.network import ways
from planner.region.domain import Edge, Mode, Network
from tests.networks import ALL, edge, network

SPEED = Decimal(15)  # km/h, so 250 metres a minute
CYCLE, WALK = frozenset({Mode.CYCLE}), frozenset({Mode.WALK})
LINE = ((0.0, 0.0), (250.0, 0.0), (500.0, 0.0), (750.0, 0.0))


def minutes(
    found: Network, starts: list[int], ends: list[int], limit: float = math.inf
) -> dict[tuple[int, int], float]:
    """Minutes by (start, end), only where there is a way."""
    limits = np.full(len(starts), limit)
    graph = ways(found, Mode.CYCLE, SPEED)
    matrix = graph.minutes(np.array(starts, np.intp), np.array(ends, np.intp), limits)
    some = matrix.tocoo()
    triples = zip(some.row.tolist(), some.col.tolist(), some.data.tolist(), strict=True)
    return {(starts[column], ends[row]): value for row, column, value in triples}


def every(found: Network, limit: float = math.inf) -> dict[tuple[int, int], float]:
    nodes = list(range(len(found.nodes)))
    return minutes(found, nodes, nodes, limit)


# ways


def test_metres_take_the_speed_of_the_mode() -> None:
    found = network(LINE[:2], edge(0, 1, metres=500))
    assert every(found)[0, 1] == 2
    walking = ways(found, Mode.WALK, Decimal(5))
    assert walking.arcs.toarray()[0, 1] == pytest.approx(6)


def test_minutes_go_before_metres() -> None:
    assert every(network(LINE[:2], edge(0, 1, metres=500, minutes=7)))[0, 1] == 7


def test_the_quickest_of_parallel_edges_counts() -> None:
    edges = (edge(0, 1, minutes=3), edge(1, 0, minutes=2), edge(0, 1, minutes=5))
    assert every(network(LINE[:2], *edges))[0, 1] == 2


def test_an_edge_of_no_minutes_is_a_way() -> None:
    found = network(LINE[:3], edge(0, 1, minutes=0), edge(1, 2, minutes=1), edge(0, 2, minutes=3))
    assert every(found)[0, 1] == 0
    assert every(found)[0, 2] == 1


def test_only_edges_open_to_the_mode() -> None:
    found = network(LINE[:3], edge(0, 1, 250, modes=CYCLE), edge(1, 2, 250, modes=WALK))
    assert (0, 1) in every(found)
    assert (1, 2) not in every(found)


def test_a_one_way_edge() -> None:
    found = network(LINE[:2], edge(0, 1, 250, oneway=True))
    assert every(found)[0, 1] == 1
    assert (1, 0) not in every(found)


def test_a_limit_counts_as_kept() -> None:
    found = network(LINE, edge(0, 1, 250), edge(1, 2, 250), edge(2, 3, 250))
    assert {pair for pair in every(found, 2) if pair[0] == 0} == {(0, 0), (0, 1), (0, 2)}


def test_each_start_has_its_own_limit() -> None:
    found = network(LINE, edge(0, 1, 250), edge(1, 2, 250), edge(2, 3, 250))
    graph = ways(found, Mode.CYCLE, SPEED)
    starts, ends = np.array([0, -1, 3]), np.array([3, 0, -1])
    matrix = graph.minutes(starts, ends, np.array([math.inf, math.inf, math.inf])).toarray()
    assert matrix.tolist() == [[3, 0, 0], [0, 0, 3], [0, 0, 0]]


def test_no_edges_no_starts_and_no_ends() -> None:
    assert every(network(LINE)) == {(node, node): 0 for node in range(4)}
    assert minutes(network(LINE, edge(0, 1, 1)), [], [0]) == {}
    assert minutes(network(LINE, edge(0, 1, 1)), [0], []) == {}


edges = st.builds(
    Edge,
    st.integers(0, 7),
    st.integers(0, 7),
    st.just(0.0),
    st.one_of(st.integers(0, 4).map(float), st.floats(0, 10)),
    st.sampled_from([ALL, CYCLE, WALK]),
    st.booleans(),
)


@settings(deadline=None)
@given(st.lists(edges, max_size=25), st.sampled_from([0.0, 3.0, 6.5, math.inf]))
def test_shortest_ways_are_those_between_all_pairs(rows: list[Edge], limit: float) -> None:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(8))
    for row in rows:
        if Mode.CYCLE in row.modes:
            graph.add_edge(row.start, row.end, minutes=row.minutes)
            if not row.oneway:
                graph.add_edge(row.end, row.start, minutes=row.minutes)
    expected = {
        (start, end): value
        for start, ends in nx.all_pairs_dijkstra_path_length(graph, weight="minutes")
        for end, value in ends.items()
    }
    found = every(network([(float(n), 0.0) for n in range(8)], *rows), limit)
    # A sum in another order may differ in its last digit, so at the limit both answers are right.
    for pair, value in expected.items():
        if value <= limit * (1 - 1e-9):
            assert found[pair] == pytest.approx(value, rel=1e-12)
    for pair, value in found.items():
        assert value == pytest.approx(expected[pair], rel=1e-12)
        assert value <= limit


# joining


def joined(
    found: Network, points: list[tuple[float, float]], limit: int = 100
) -> list[tuple[int, float]]:
    joints = ways(found, Mode.CYCLE, SPEED).join(points, Decimal(limit))
    return list(zip(joints.nodes.tolist(), joints.metres.tolist(), strict=True))


def test_a_point_joins_at_the_nearest_node() -> None:
    found = network(LINE, edge(0, 1, 1), edge(1, 2, 1))
    assert joined(found, [(30, 40), (200, 0)]) == [(0, 50), (1, 50)]


@pytest.mark.parametrize(("limit", "node"), [(50, 0), (49, -1)])
def test_the_largest_distance_to_a_node(limit: int, node: int) -> None:
    assert joined(network(LINE, edge(0, 1, 1)), [(30, 40)], limit) == [(node, 50)]


def test_the_first_of_nodes_equally_near() -> None:
    found = network([(0, 10), (0, -10), (10, 0)], edge(0, 1, 1), edge(1, 2, 1))
    assert joined(found, [(0, 0)]) == [(0, 10)]


def test_a_point_does_not_join_where_its_mode_cannot_go() -> None:
    found = network(LINE, edge(0, 1, 1, modes=WALK), edge(2, 3, 1))
    assert joined(found, [(260, 0)], 300) == [(2, 240)]


def test_nothing_to_join() -> None:
    assert joined(network(LINE, edge(0, 1, 1)), []) == []
    assert joined(network(LINE, edge(0, 1, 1, modes=WALK)), [(0, 0)]) == [(-1, math.inf)]


# parts


def test_parts_do_not_mind_the_direction() -> None:
    found = network(LINE, edge(0, 1, 1, oneway=True), edge(2, 1, 1, oneway=True))
    parts = ways(found, Mode.CYCLE, SPEED).parts().tolist()
    assert parts[0] == parts[1] == parts[2] != parts[3]
