"""Which neighbourhoods border on each other, from boundaries and from points."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box

from planner.geography.adjacency import adjacency
from planner.region.domain import Adjacency, Neighbourhood
from planner.region.geometry import shapes
from planner.region.load import load
from planner.text import text, use
from tests.tiny import tiny, write_folder

X, Y = 140_000, 470_000


def places(**points: tuple[float, float]) -> dict[str, Neighbourhood]:
    """Neighbourhoods at points in km."""
    tail = (None, None)
    return {
        code: Neighbourhood(code, code, "aa", 1, 1, 1, 0, X + x * 1e3, Y + y * 1e3, *tail)  # type: ignore[arg-type]
        for code, (x, y) in points.items()
    }


def square(x: float, y: float, size: float = 1) -> Polygon:
    return box(X + x * 1e3, Y + y * 1e3, X + (x + size) * 1e3, Y + (y + size) * 1e3)


def save(path: Path, **shapes: Any) -> Path:
    frame = geopandas.GeoDataFrame(
        {"code": list(shapes)}, geometry=list(shapes.values()), crs="EPSG:28992"
    )
    frame.to_file(path, layer="neighbourhoods", driver="GPKG")
    return path


def read(path: Path) -> dict[str, Any]:
    return shapes(path, "neighbourhoods", ("a", "b", "c", "d"))


# from boundaries


def test_areas_that_share_a_side_or_a_corner(tmp_path: Path) -> None:
    path = save(
        tmp_path / "geo.gpkg", a=square(0, 0), b=square(1, 0), c=square(2, 1), d=square(9, 9)
    )
    found = adjacency(places(d=(0, 0), c=(0, 0), b=(0, 0), a=(0, 0)), read(path))
    assert found == Adjacency((("a", "b"), ("b", "c")), ())
    assert found.neighbours == {"a": {"b"}, "b": {"a", "c"}, "c": {"b"}}
    assert found.group("b") == ("a", "b", "c")
    assert found.group("d") == ("d",)


def test_areas_that_meet_without_a_shared_vertex(tmp_path: Path) -> None:
    path = save(tmp_path / "geo.gpkg", a=square(0, 0, 3), b=square(3, 1))
    assert adjacency(places(a=(0, 0), b=(0, 0)), read(path)).pairs == (("a", "b"),)


def test_areas_that_rounding_made_overlap(tmp_path: Path) -> None:
    other = Polygon([(X + 1e3, Y), (X + 2e3, Y), (X + 1e3, Y + 1e3), (X + 999.99, Y + 500)])
    path = save(tmp_path / "geo.gpkg", a=square(0, 0), b=other)
    assert adjacency(places(a=(0, 0), b=(0, 0)), read(path)).pairs == (("a", "b"),)


def test_an_area_of_several_parts_and_rows_of_others(tmp_path: Path) -> None:
    parts = MultiPolygon([square(0, 0), square(5, 5)])
    path = save(tmp_path / "geo.gpkg", a=parts, b=square(6, 6), elsewhere=square(1, 0))
    assert adjacency(places(a=(0, 0), b=(0, 0)), read(path)).pairs == (("a", "b"),)


def test_one_missing_boundary_and_all_are_judged_by_points(tmp_path: Path) -> None:
    shapes = {"a": square(0, 0), "b": square(9, 9)}
    places_ = places(a=(0, 0), b=(1, 0), c=(2, 0))
    in_a_row = (("a", "b"), ("b", "c"))
    path = save(tmp_path / "geo.gpkg", **shapes)
    assert adjacency(places_, read(path)) == Adjacency(in_a_row, ("c",))
    # A point is no boundary.
    path = save(tmp_path / "other.gpkg", **shapes, c=Point(X, Y))
    assert adjacency(places_, read(path)) == Adjacency(in_a_row, ("c",))


# from points


@pytest.mark.parametrize(
    ("points", "pairs"),
    [
        ({"a": (0, 0)}, []),
        ({"a": (0, 0), "b": (0, 0)}, ["ab"]),
        ({"a": (0, 0), "b": (1, 0)}, ["ab"]),
        ({"a": (0, 0), "b": (1, 1), "c": (2, 2), "d": (3, 3)}, ["ab", "bc", "cd"]),
        # The corners of a square meet in the middle.
        ({"a": (0, 0), "b": (1, 0), "c": (1, 1), "d": (0, 1)},
         ["ab", "ac", "ad", "bc", "bd", "cd"]),
        # Equal points are neighbours and share those of the point.
        ({"a": (0, 0), "b": (0, 0), "c": (1, 0), "d": (2, 0)}, ["ab", "ac", "bc", "cd"]),
        # Far along the rim cells would meet only outside the box around the points.
        ({"a": (0, 0), "b": (5, 1), "c": (10, 0)}, ["ab", "bc"]),
    ],
)  # fmt: skip
def test_points(points: dict[str, tuple[float, float]], pairs: list[str]) -> None:
    found = adjacency(places(**points), {})
    assert found.pairs == tuple((pair[0], pair[1]) for pair in pairs)
    assert found.without_boundary == tuple(sorted(points))


coordinates = st.integers(0, 5).map(float)


@given(st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=9))
def test_any_points_hang_together(points: list[tuple[float, float]]) -> None:
    codes = [f"n{number}" for number in range(len(points))]
    there = dict(zip(codes, points, strict=True))
    found = adjacency(places(**there), {})
    assert found == adjacency(places(**dict(reversed(there.items()))), {})
    reached = {codes[0]}
    while True:
        more = {other for code in reached for other in found.group(code)} - reached
        if not more:
            break
        reached |= more
    assert reached == set(codes)


# in the region


LIMIT = {"neighbourhood.max_adjacent_load_per_1000_dwellings": 15}


def test_neighbours_are_looked_for_only_where_a_rule_asks(tmp_path: Path) -> None:
    assert load(write_folder(tmp_path / "r", tiny())).region.adjacency is None


def test_the_region_knows_its_neighbours(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "r", tiny(LIMIT))
    loaded = load(folder)
    assert loaded.region.adjacency == Adjacency(
        (("a1", "a2"), ("a1", "b1"), ("a2", "b1")), ("a1", "a2", "b1")
    )
    assert loaded.notes == (text("region.note.no_boundaries"),)

    save(folder / "geo.gpkg", a1=square(0, 0), a2=square(1, 0), b1=square(5, 0))
    loaded = load(folder)
    assert loaded.region.adjacency == Adjacency((("a1", "a2"),), ())
    assert loaded.notes == ()
    assert "geo.gpkg" in loaded.hashes

    save(folder / "geo.gpkg", a1=square(0, 0), b1=square(5, 0))
    assert load(folder).notes == (text("region.note.some_boundaries", count=1, names="a2"),)
    use("en")
    assert "The boundary of 1 neighbourhood is missing (a2)" in load(folder).notes[0]
    use("nl")
