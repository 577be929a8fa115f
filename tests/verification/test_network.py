"""The check's own way through a network, against the planner's."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geography.reach import access
from planner.region.domain import Edge, Line, Location, Mode, Presence, Region, Travel
from planner.region.load import load
from planner.verification.network import network_minutes
from planner.verification.rules import verify
from tests.networks import ALL, edge, network
from tests.tiny import tiny, write_folder

X, Y = 140_000.0, 475_000.0


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Region:
    return load(write_folder(tmp_path_factory.mktemp("verify") / "tiny", tiny())).region


def test_by_hand(base: Region) -> None:
    """100 m to the node, 1,000 m through the network, 200 m from it: the ends take the detour."""
    nodes = [(0.0, 0.0), (1000.0, 0.0)]
    region = replace(base, network=network(nodes, edge(0, 1, 1000)))
    found = network_minutes(region, Mode.CYCLE, (0, 100), (1000, 200))
    assert found == pytest.approx((1000 + 300 * 1.3) / 250)


def test_a_one_way_edge_goes_to_the_dwelling(base: Region) -> None:
    nodes = [(0.0, 0.0), (1000.0, 0.0)]
    region = replace(base, network=network(nodes, edge(0, 1, 1000, oneway=True)))
    assert network_minutes(region, Mode.CYCLE, nodes[0], nodes[1]) == pytest.approx(4)
    assert network_minutes(region, Mode.CYCLE, nodes[1], nodes[0]) == math.inf


def test_too_far_from_the_network(base: Region) -> None:
    nodes = [(0.0, 0.0), (1000.0, 0.0)]
    region = replace(base, network=network(nodes, edge(0, 1, 1000)))
    assert network_minutes(region, Mode.CYCLE, (0, 500), nodes[1]) < math.inf
    assert network_minutes(region, Mode.CYCLE, (0, 501), nodes[1]) == math.inf
    assert network_minutes(region, Mode.CYCLE, nodes[1], (0, 501)) == math.inf


def test_two_points_at_one_node_do_not_go_round_by_it(base: Region) -> None:
    nodes = [(0.0, 0.0), (1000.0, 0.0)]
    region = replace(base, network=network(nodes, edge(0, 1, 1000)))
    found = network_minutes(region, Mode.CYCLE, (30, 300), (60, 340))
    assert found == pytest.approx(50 * 1.3 / 250)


def test_no_edge_for_the_mode(base: Region) -> None:
    walk = frozenset({Mode.WALK})
    region = replace(base, network=network([(0.0, 0.0), (9.0, 0.0)], edge(0, 1, 9, modes=walk)))
    assert network_minutes(region, Mode.CYCLE, (0, 0), (9, 0)) == math.inf


coordinate = st.one_of(st.integers(-4, 4).map(lambda n: 200.0 * n), st.floats(-900, 900))
place = st.tuples(coordinate.map(lambda x: X + x), coordinate.map(lambda y: Y + y))
edges = st.builds(
    Edge,
    st.integers(0, 5),
    st.integers(0, 5),
    st.one_of(st.integers(0, 8).map(lambda n: 125.0 * n), st.floats(0, 2000)),
    st.one_of(st.none(), st.integers(0, 4).map(float)),
    st.sampled_from([ALL, frozenset({Mode.CYCLE}), frozenset({Mode.WALK})]),
    st.booleans(),
)


@settings(deadline=None)
@given(
    nodes=st.lists(place, min_size=6, max_size=6),
    rows=st.lists(edges, min_size=1, max_size=12),
    homes=st.tuples(place, place, place),
    points=st.lists(place, min_size=1, max_size=4),
    mode=st.sampled_from([None, Mode.WALK, Mode.CYCLE]),
    snap=st.sampled_from(["0", "200", "500", "5000"]).map(Decimal),
    minutes=st.sampled_from([None, "1", "2.5", "4", "15"]),
    metres=st.sampled_from([None, "200", "1000"]),
    table=st.dictionaries(
        st.tuples(st.sampled_from(["a1", "a2", "b1"]), st.sampled_from(["a1", "a2", "b1"])),
        st.one_of(st.none(), st.sampled_from(["0", "2", "40"]).map(Decimal)),
        max_size=1,
    ),
)
def test_reach_agrees_with_the_check(
    base: Region,
    nodes: list[tuple[float, float]],
    rows: list[Edge],
    homes: tuple[tuple[float, float], ...],
    points: list[tuple[float, float]],
    mode: Mode | None,
    snap: Decimal,
    minutes: str | None,
    metres: str | None,
    table: dict[tuple[str, str], Decimal | None],
) -> None:
    """A support point in reach breaks no rule, any other does, and the minutes are the same."""
    outflow = replace(
        base.programmes["outflow"],
        support_service="ambulatory",
        mode=mode,
        max_minutes=Decimal(minutes) if minutes else None,
        max_metres=Decimal(metres) if metres else None,
    )
    proximity = replace(base.settings.proximity, snap_metres=snap)
    row = base.support_points["p1"]
    region = replace(
        base,
        settings=replace(base.settings, proximity=proximity),
        programmes={"outflow": outflow},
        neighbourhoods={
            code: replace(old, x=x, y=y)
            for (code, old), (x, y) in zip(base.neighbourhoods.items(), homes, strict=True)
        },
        support_points={
            f"p{number}": replace(row, code=f"p{number}", x=x, y=y, capacity=None)
            for number, (x, y) in enumerate(points)
        },
        travel={pair: Travel(*pair, known, None) for pair, known in table.items()},
        network=network(nodes, *rows),
    )
    reach = access(region)
    for code, neighbourhood in region.neighbourhoods.items():
        ours = reach.get(Presence("outflow", Location(code)))
        links = {link.support_point: link.minutes for link in ours.links} if ours else {}
        for point in region.support_points:
            line = Line("outflow", 2021, neighbourhood.municipality, code, "cc", "", point, 1)
            found = verify(region, [line])
            broken = [one for one in found.violations if one.rule == "support"]
            assert (point in links) is not bool(broken), (line, links, broken)
            if point in links:
                expected = pytest.approx(links[point], rel=1e-9, abs=1e-9)
                assert found.aims["ties.support_minutes"] == expected
