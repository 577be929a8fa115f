"""Networks in both formats: what is read, and what is refused and why."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Point

from planner.errors import PlannerError, Problem
from planner.region.domain import Edge, Mode, Network
from planner.region.load import load
from planner.region.network_file import parse_network
from tests.networks import ALL, Row, write_geopackage, write_graphml
from tests.region.conftest import speaks
from tests.tiny import tiny, write_folder, write_workbook

Read = Callable[..., Network]
Bad = Callable[..., list[Problem]]
FORMATS = ("network.gpkg", "network.graphml")
NODES = ((140_000.0, 475_000.0), (140_500.0, 475_000.0), (141_000.0, 475_000.0))
EDGES: list[Row] = [
    {"start": 0, "end": 1, "length": 500.0},
    {"start": 1, "end": 2, "length": 600.0},
]


def write(path: Path, edges: list[Row] = EDGES, nodes: Any = NODES, **more: Any) -> Path:
    writer = write_geopackage if path.suffix == ".gpkg" else write_graphml
    return writer(path, nodes, edges, **more)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Writes a network and reads it."""

    def run(name: str, edges: list[Row] = EDGES, **more: Any) -> Network:
        return parse_network(name, write(tmp_path / name, edges, **more).read_bytes())[0]

    return run


@pytest.fixture
def bad(tmp_path: Path) -> Bad:
    """Writes a network, or its content, and gives the problems it is refused for."""

    def run(name: str, edges: list[Row] | bytes = EDGES, **more: Any) -> list[Problem]:
        content = edges
        if not isinstance(content, bytes):
            content = write(tmp_path / name, content, **more).read_bytes()
        with pytest.raises(PlannerError) as caught:
            parse_network(name, content)
        speaks(caught.value.problems)
        assert all(problem.file == name for problem in caught.value.problems)
        return caught.value.problems

    return run


def row(start: int = 0, end: int = 1, **attributes: Any) -> Row:
    return {"start": start, "end": end, **attributes}


# what is read


@pytest.mark.parametrize("name", FORMATS)
def test_both_formats_read_the_same(read: Read, name: str) -> None:
    assert read(name) == Network(
        NODES,
        (Edge(0, 1, 500, None, ALL, False), Edge(1, 2, 600, None, ALL, False)),
    )


@pytest.mark.parametrize("name", FORMATS)
def test_every_attribute(read: Read, name: str) -> None:
    edges = [
        row(0, 1, length=500.0, minutes=2.5, mode="walk; cycle", oneway=True),
        row(1, 2, length=600.0, minutes=3.0, mode="", oneway=False),
    ]
    assert read(name, edges).edges == (
        Edge(0, 1, None, 2.5, frozenset({Mode.WALK, Mode.CYCLE}), True),
        Edge(1, 2, None, 3.0, ALL, False),
    )


@pytest.mark.parametrize("name", FORMATS)
def test_numbers_and_yes_or_no_as_text(read: Read, name: str) -> None:
    edges = [row(length_m="12.5", oneway="ja", highway="path")]
    assert read(name, edges).edges == (Edge(0, 1, 12.5, None, ALL, True),)


def test_empty_cells_of_a_geopackage(read: Read) -> None:
    edges = [
        row(0, 1, length=500.0, minutes=None, mode=None, oneway=None),
        row(1, 2, length=None, minutes=4, mode="car", oneway=1),
    ]
    assert read("network.gpkg", edges).edges == (
        Edge(0, 1, 500, None, ALL, False),
        Edge(1, 2, None, 4, frozenset({Mode.CAR}), True),
    )


def test_lines_that_end_together_meet_and_lines_that_cross_do_not(tmp_path: Path) -> None:
    x, y = NODES[0]
    lines = [
        LineString([(x, y), (x + 50, y + 80), (x + 100, y)]),
        LineString([(x + 100.001, y), (x + 200, y)]),
        LineString([(x + 50, y - 100), (x + 50, y + 100)]),
        MultiLineString([LineString([(x + 200, y), (x, y)])]),
    ]
    frame = geopandas.GeoDataFrame({"length": [1.0, 2, 3, 4]}, geometry=lines, crs="EPSG:28992")
    frame.to_file(tmp_path / "network.gpkg", layer="edges")
    found, _ = parse_network("network.gpkg", (tmp_path / "network.gpkg").read_bytes())
    assert len(found.nodes) == 5
    first, second, crossing, back = found.edges
    assert first.end == second.start
    assert (back.start, back.end) == (second.end, first.start)
    assert not {crossing.start, crossing.end} & {*first[:2], *second[:2]}


@pytest.mark.parametrize(
    ("directed", "oneway", "expected"),
    [(True, None, True), (True, False, False), (True, True, True),
     (False, None, False), (False, True, True)],
)  # fmt: skip
def test_the_direction_of_a_graph(
    read: Read, directed: bool, oneway: bool | None, expected: bool
) -> None:
    edges = [row(length=1.0) if oneway is None else row(length=1.0, oneway=oneway)]
    assert read("network.graphml", edges, directed=directed).edges[0].oneway is expected


def test_a_graph_as_osmnx_writes_it(tmp_path: Path) -> None:
    """Every attribute a text, node coordinates projected, both directions of a street an edge."""
    graph = nx.MultiDiGraph(crs="EPSG:32631", created_with="x", simplified="True")
    graph.add_node(44, y="5794000.5", x="640000.25", street_count="3")
    graph.add_node(46, y="5794000.5", x="640500.25", street_count="1")
    more = {"osmid": "[1, 2]", "highway": "residential", "oneway": "False", "length": "500.1"}
    graph.add_edge(44, 46, reversed="False", **more)
    graph.add_edge(46, 44, reversed="True", **more)
    nx.write_graphml(graph, tmp_path / "network.graphml")
    found, _ = parse_network("network.graphml", (tmp_path / "network.graphml").read_bytes())
    assert found.edges == (
        Edge(0, 1, 500.1, None, ALL, False),
        Edge(1, 0, 500.1, None, ALL, False),
    )
    [(x, y), (x2, _)] = found.nodes
    assert 100_000 < x < 200_000
    assert 450_000 < y < 500_000
    assert x2 - x == pytest.approx(500, rel=0.01)


def test_another_plane_system_is_projected(read: Read) -> None:
    nodes = [(640_000.0, 5_794_000.0), (640_500.0, 5_794_000.0)]
    plain = read("network.gpkg", [row(length=500.0)], nodes=nodes, crs="EPSG:32631")
    other = read("network.graphml", [row(length=500.0)], nodes=nodes, crs="EPSG:32631")
    for one, same in zip(sorted(plain.nodes), sorted(other.nodes), strict=True):
        assert one == pytest.approx(same, abs=0.01)


def test_parallel_edges_and_loops_are_kept(read: Read) -> None:
    edges = [row(length=1.0), row(length=2.0), row(0, 0, length=3.0)]
    assert [edge.metres for edge in read("network.graphml", edges).edges] == [1, 2, 3]


# what is refused


@pytest.mark.parametrize("name", FORMATS)
def test_edges_that_say_nothing_or_nonsense(bad: Bad, name: str) -> None:
    edges = [
        row(0, 1, length="", mode="walk", oneway="no"),
        row(1, 2, length="far", mode="walk", oneway="no"),
        row(0, 2, length="-1", mode="boat", oneway="-1"),
        row(0, 2, length="inf", mode=";", oneway="no"),
    ]
    found = {problem.key: problem for problem in bad(name, edges)}
    assert {key: problem.values["count"] for key, problem in found.items()} == {
        "network.no_length": 1,
        "network.not_a_length": 3,
        "network.not_a_mode": 2,
        "network.not_oneway": 1,
    }
    assert found["network.not_a_length"].value == "far" if name.endswith("gpkg") else "-1"
    names = ["1", "2", "3", "4"] if name.endswith("gpkg") else ["0 – 1", "0 – 2", "0 – 2", "1 – 2"]
    assert found["network.no_length"].values["names"] == names[:1]
    assert found["network.not_a_length"].values["names"] == names[1:]


@pytest.mark.parametrize("name", FORMATS)
def test_a_network_without_lengths(bad: Bad, name: str) -> None:
    [problem] = bad(name, [row(highway="path") for _ in range(12)])
    assert problem.key == "network.no_length"
    assert problem.values["count"] == 12
    assert len(problem.values["names"]) == 11
    assert problem.values["names"][-1] == "…"


@pytest.mark.parametrize("value", [float("nan"), -0.001, True])
def test_numbers_of_a_graph_that_are_no_lengths(bad: Bad, value: Any) -> None:
    [problem] = bad("network.graphml", [row(length=value)])
    assert problem.key in ("network.not_a_length", "network.no_length")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("column", ["length", "length_m", "minutes"])
def test_numbers_beyond_any_road(bad: Bad, read: Read, name: str, column: str) -> None:
    edges = [row(0, 1, **{column: 1e12}), row(1, 2, **{column: 1.1e12})]
    [problem] = bad(name, edges)
    assert (problem.key, problem.column) == ("network.too_long", column)
    assert problem.values["names"] == ["2" if name.endswith("gpkg") else "1 – 2"]
    assert len(read(f"fine.{name}", edges[:1]).edges) == 1


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_network(bad: Bad, name: str, tmp_path: Path) -> None:
    if name.endswith("graphml"):
        assert [p.key for p in bad(name, [])] == ["network.empty"]
    else:
        frame = geopandas.GeoDataFrame({"length": []}, geometry=[], crs="EPSG:28992")
        frame.to_file(tmp_path / name, layer="edges", driver="GPKG")
        assert [p.key for p in bad(name, (tmp_path / name).read_bytes())] == ["network.empty"]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff", b"<graphml", b"<a/>", b"SQLite format 3\x00"]
)
def test_a_damaged_file(bad: Bad, name: str, content: bytes) -> None:
    assert [problem.key for problem in bad(name, content)] == ["network.unreadable"]


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(FORMATS))
def test_no_content_makes_it_fall(content: bytes, name: str) -> None:
    with pytest.raises(PlannerError):
        parse_network(name, content)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("crs", "key"),
    [("EPSG:4326", "network.crs"), ("EPSG:4289", "network.crs"), ("EPSG:2263", "network.crs"),
     ("EPSG:3857", "network.outside"), ("EPSG:28992", ""), ("EPSG:7415", "")],
)  # fmt: skip
def test_coordinate_systems(bad: Bad, read: Read, name: str, crs: str, key: str) -> None:
    if key:
        assert [problem.key for problem in bad(name, crs=crs)] == [key]
    else:
        assert read(name, crs=crs).nodes == NODES


@pytest.mark.parametrize("name", FORMATS)
def test_degrees_under_another_name(bad: Bad, name: str) -> None:
    nodes = [(5.1, 52.3), (5.2, 52.3)]
    found = bad(name, [row(length=5.0)], nodes=nodes, crs="EPSG:28992")
    assert [problem.key for problem in found] == ["network.degrees"]


@pytest.mark.parametrize("crs", ["rijksdriehoek", "28992", "EPSG:1", "a=b"])
def test_an_unknown_coordinate_system(bad: Bad, crs: str) -> None:
    [problem] = bad("network.graphml", crs=crs)
    assert (problem.key, problem.column, problem.value) == ("network.crs_unknown", "crs", crs)


@pytest.mark.parametrize(
    "nodes",
    [[(5.1, 52.3), (5.2, 52.3)], [(140_000.0, 475_000.0), (640_000.0, 5_794_000.0)]],
)
def test_a_graph_that_names_no_system_is_not_guessed(bad: Bad, nodes: Any) -> None:
    found = bad("network.graphml", [row(length=5.0)], nodes=nodes)
    assert [problem.key for problem in found] == ["network.no_crs"]


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_geopackage_that_names_no_system(bad: Bad) -> None:
    assert [problem.key for problem in bad("network.gpkg", crs=None)] == ["network.layer_crs"]


def test_nodes_without_a_point(bad: Bad) -> None:
    nodes = [("140000", "475000"), ("", "475000"), ("140000", "nan")]
    [problem] = bad("network.graphml", EDGES, nodes=nodes)
    assert problem.key == "network.no_point"
    assert problem.values == {"count": 2, "names": ["1", "2"]}


def test_a_geopackage_without_edges(bad: Bad) -> None:
    [problem] = bad("network.gpkg", layer="wegen")
    assert problem.key == "network.no_layer"
    assert problem.values == {"layers": ["wegen"]}


def test_edges_that_are_no_lines(bad: Bad, tmp_path: Path) -> None:
    x, y = NODES[0]
    line = LineString(NODES[:2])
    two = MultiLineString([LineString([(x, y), (x, y + 1)]), LineString([(x, y), (x + 1, y)])])
    shapes = [line, two, None, Point(x, y), LineString()]
    frame = geopandas.GeoDataFrame({"length": [1.0] * 5}, geometry=shapes, crs="EPSG:28992")
    frame.to_file(tmp_path / "network.gpkg", layer="edges")
    [problem] = bad("network.gpkg", (tmp_path / "network.gpkg").read_bytes())
    assert problem.key == "network.not_a_line"
    assert problem.values == {"count": 4, "names": ["2", "3", "4", "5"]}


# beside the tables


def refused(path: Path) -> list[str]:
    with pytest.raises(PlannerError) as caught:
        load(path)
    speaks(caught.value.problems)
    return [f"{problem.key} {problem.file}" for problem in caught.value.problems]


@pytest.mark.parametrize("name", FORMATS)
def test_a_network_in_the_folder(folder: Path, name: str) -> None:
    assert load(folder).region.network is None
    write(folder / name)
    loaded = load(folder)
    assert loaded.region.network == Network(
        NODES, (Edge(0, 1, 500, None, ALL, False), Edge(1, 2, 600, None, ALL, False))
    )
    assert re.fullmatch("[0-9a-f]{64}", loaded.hashes[name])
    assert (
        loaded.notes[0] == f"{name}: netwerk van 3 knooppunten en 2 wegvakken, gelezen uit: length"
    )


def test_two_networks(folder: Path) -> None:
    for name in FORMATS:
        write(folder / name)
    assert refused(folder) == ["network.two network.graphml"]


def test_a_bad_network_is_reported_with_all_else(folder: Path) -> None:
    write(folder / "network.gpkg", [row(length=-1.0)])
    (folder / "netwerk.gpkg").touch()
    assert refused(folder) == [
        "region.unknown_file netwerk.gpkg",
        "network.not_a_length network.gpkg",
    ]


def test_a_folder_is_no_network(folder: Path) -> None:
    (folder / "network.gpkg").mkdir()
    assert refused(folder) == ["region.unreadable network.gpkg"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_network_beside_a_workbook(tmp_path: Path, name: str) -> None:
    path = write_workbook(tmp_path / "my.region.xlsx", tiny())
    write(tmp_path / name)
    assert load(path).region.network is None
    write(tmp_path / f"my.region.{name}")
    loaded = load(path)
    assert loaded.region.network
    assert set(loaded.hashes) == {"my.region.xlsx", f"my.region.{name}"}


def test_a_mode_in_use_that_no_edge_is_open_to(folder: Path) -> None:
    write(folder / "network.gpkg", [row(length=5.0, mode="walk;car")])
    assert refused(folder) == ["network.closed "]


def test_without_programmes_that_travel_every_network_is_open(tmp_path: Path) -> None:
    outflow = tiny()["programmes"][:1]
    targets = tiny()["targets"][:2]
    tables = tiny(programmes=outflow, targets=targets)
    tables["sites"] = []
    folder = write_folder(tmp_path / "tiny", tables)
    write(folder / "network.gpkg", [row(length=5.0, mode="walk")])
    assert len(load(folder).notes) == 1
