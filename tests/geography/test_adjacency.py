"""Which neighbourhoods border on each other."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import geopandas
import pytest
import shapely
from shapely.geometry import MultiPoint, MultiPolygon, Point, Polygon, box

from planner.errors import Problem
from planner.geography.adjacency import adjacency
from planner.region.domain import Adjacency, Gap
from planner.region.load import Loaded, load
from planner.text import use
from tests.tiny import ADJACENT, tiny, write_boundaries, write_folder

X, Y = 140_000, 470_000


def square(x: float, y: float, size: float = 1) -> Polygon:
    return box(X + x * 1e3, Y + y * 1e3, X + (x + size) * 1e3, Y + (y + size) * 1e3)


def between(touch: float | str = 1, /, **areas: Any) -> Adjacency:
    return adjacency(areas, areas, Decimal(touch))


def test_areas_that_share_a_side_or_a_corner() -> None:
    found = between(d=square(9, 9), c=square(2, 1), b=square(1, 0), a=square(0, 0))
    assert found == Adjacency((("a", "b"), ("b", "c")), ())
    assert found.neighbours == {"a": {"b"}, "b": {"a", "c"}, "c": {"b"}}
    assert found.group("b") == ("a", "b", "c")
    assert found.group("d") == ("d",)


def test_areas_that_meet_without_a_shared_vertex() -> None:
    assert between(a=square(0, 0, 3), b=square(3, 1)).pairs == (("a", "b"),)


def test_areas_that_rounding_made_overlap() -> None:
    other = Polygon([(X + 1e3, Y), (X + 2e3, Y), (X + 1e3, Y + 1e3), (X + 999.99, Y + 500)])
    assert between(a=square(0, 0), b=other) == Adjacency((("a", "b"),), ())


def test_an_area_of_several_parts() -> None:
    parts = MultiPolygon([square(0, 0), square(5, 5)])
    assert between(a=parts, b=square(6, 6)).pairs == (("a", "b"),)


@pytest.mark.parametrize(
    ("metres", "touch", "near"),
    [
        (0.01, 1, True), (1, 1, True), (1.01, 1, False), (1.01, "1.01", True),
        (0.01, 0, False), (0, 0, True), (30, 40, True),
    ],
)  # fmt: skip
def test_areas_that_nearly_meet(metres: float, touch: float | str, near: bool) -> None:
    found = between(touch, a=square(0, 0), b=square(1 + metres / 1000, 0))
    assert found.pairs == ((("a", "b"),) if near else ())
    assert found.gaps == ((Gap("a", "b", metres),) if metres else ())


def test_far_apart_is_no_gap() -> None:
    assert between(a=square(0, 0), b=square(1.011, 0)).gaps == ()


def test_what_lies_between_leaves_no_gap() -> None:
    """Two areas on either side of a strip of 5 m that is a neighbourhood of its own."""
    strip = box(X + 1000, Y, X + 1005, Y + 1000)
    found = between(a=square(0, 0), b=strip, c=square(1.005, 0))
    assert found == Adjacency((("a", "b"), ("b", "c")), ())


def test_a_gap_that_ends_at_a_third_area() -> None:
    """The nearest points of the two lie on the side of the third."""
    found = between(a=square(0, 0), b=square(0, 1.00001), c=box(X + 1e3, Y, X + 2e3, Y + 3e3))
    assert found.pairs == (("a", "b"), ("a", "c"), ("b", "c"))
    assert found.gaps == (Gap("a", "b", 0.01),)


def test_a_neighbourhood_without_a_boundary_has_no_neighbours() -> None:
    areas = {"a": square(0, 0), "b": square(1, 0)}
    found = adjacency(("c", "b", "a"), areas, Decimal(1))
    assert found == Adjacency((("a", "b"),), ("c",))
    assert adjacency(("b", "a"), {}, Decimal(1)) == Adjacency((), ("a", "b"))


def test_against_libpysal() -> None:
    """Queen contiguity of a layer without gaps, worked out by others."""
    from libpysal.graph import Graph

    points = MultiPoint(Random(4).choices([(X + n * 7919 % 9001, Y + n * 6007 % 8999)
                                           for n in range(1, 9000)], k=60))  # fmt: skip
    cells = shapely.voronoi_polygons(shapely.unary_union(points))
    areas = {f"{n:02}": cell for n, cell in enumerate(cells.geoms)}
    graph = Graph.build_contiguity(geopandas.GeoSeries(areas), rook=False)
    theirs = {tuple(sorted(pair)) for pair in graph.adjacency[graph.adjacency > 0].index}
    found = between("0.000001", **areas)
    assert len(found.pairs) > 100
    assert set(found.pairs) == theirs


# in the region


LIMIT = {ADJACENT: 15}


def test_neighbours_are_looked_for_only_where_a_rule_asks(tmp_path: Path) -> None:
    assert load(write_folder(tmp_path / "r", tiny())).region.adjacency is None


def doubts(loaded: Loaded) -> list[Problem]:
    """What is doubted of neighbours; the points of the region lie outside these squares."""
    return [doubt for doubt in loaded.doubts if doubt.key != "doubt.outside_itself"]


def test_the_region_knows_its_neighbours(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "r", tiny(LIMIT))
    write_boundaries(folder, {"a1": square(0, 0), "a2": square(1, 0), "b1": square(2.0009, 0)})
    loaded = load(folder)
    both = (("a1", "a2"), ("a2", "b1"))
    assert loaded.region.adjacency == Adjacency(both, (), (Gap("a2", "b1", 0.9),))
    assert "geo.gpkg" in loaded.hashes
    assert [doubt.key for doubt in doubts(loaded)] == ["doubt.gap_closed"]
    use("en")
    assert "(Zuid – Kern; at most 0.9 m lie between)" in doubts(loaded)[0].message
    use("nl")

    loaded = load(folder, settings=["neighbourhood.touch_metres=0.5"])
    assert loaded.region.adjacency == Adjacency((("a1", "a2"),), (), (Gap("a2", "b1", 0.9),))
    assert [doubt.key for doubt in doubts(loaded)] == ["doubt.island", "doubt.gap_open"]
    assert doubts(loaded)[0].values["names"] == ["Kern"]


def test_neighbourhoods_without_a_boundary_are_told(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "r", tiny(LIMIT))
    write_boundaries(folder, {"a1": square(0, 0), "b1": Point(X, Y)})
    loaded = load(folder)
    assert loaded.region.adjacency == Adjacency((), ("a2", "b1"))
    [doubt, island] = doubts(loaded)
    assert (doubt.key, doubt.values["names"]) == ("doubt.no_boundary", ["Zuid", "Kern"])
    assert (island.key, island.values["names"]) == ("doubt.island", ["Noord"])

    (folder / "geo.gpkg").unlink()
    assert [doubt.key for doubt in doubts(load(folder))] == ["doubt.no_boundary"]
