from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pytest
from shapely.geometry import box, shape

from planner.errors import PlannerError
from planner.outcome import Outcome
from planner.present.geometry import boundaries, degrees, geometry_file
from planner.region.geometry import schematic, shapes

type Make = Callable[..., Outcome]


def save(
    path: Path, layer: str = "municipalities", crs: str | None = "EPSG:28992", **columns: Any
) -> None:
    shapes = [box(140_000, 470_000, 142_000, 472_000), box(142_000, 470_000, 144_000, 472_000)]
    frame = geopandas.GeoDataFrame(columns, geometry=shapes, crs=crs)
    frame.to_file(path, layer=layer, driver="GPKG")


def test_the_datum_point_of_the_dutch_grid() -> None:
    # The tower of Our Lady in Amersfoort, (155000, 463000) by definition of the grid.
    assert degrees(155_000, 463_000) == pytest.approx((52.15517, 5.38721), abs=2e-5)


def test_boundaries_are_joined_on_the_code(tmp_path: Path) -> None:
    path = tmp_path / "geo.gpkg"
    save(path, municipality=["aa", "elsewhere"])
    found = boundaries(path, "municipalities", {"aa", "bb"})
    assert list(found) == ["aa"]
    corners = {(latitude, longitude) for longitude, latitude in found["aa"]["coordinates"][0]}
    assert {degrees(140_000, 470_000), degrees(142_000, 472_000)} <= corners
    assert boundaries(path, "neighbourhoods", {"a1"}) == {}


def test_a_column_named_code_will_do(tmp_path: Path) -> None:
    save(tmp_path / "geo.gpkg", layer="neighbourhoods", code=["a1", "a2"])
    assert list(boundaries(tmp_path / "geo.gpkg", "neighbourhoods", {"a2"})) == ["a2"]


def test_shapes_are_whole_and_in_metres(tmp_path: Path) -> None:
    save(tmp_path / "geo.gpkg", code=["aa", "bb"])
    (found,) = shapes(tmp_path / "geo.gpkg", "municipalities", {"aa"}).values()
    assert found.equals(box(140_000, 470_000, 142_000, 472_000))


@pytest.mark.parametrize(
    ("marks", "expected"),
    [(None, False), ([False, False], False), ([False, True], True), ([None, 1], True)],
)
def test_a_file_says_whether_it_is_a_sketch(
    tmp_path: Path, marks: list[Any] | None, expected: bool
) -> None:
    columns = {"schematic": marks} if marks else {}
    save(tmp_path / "geo.gpkg", layer="neighbourhoods", code=["a1", "a2"], **columns)
    assert schematic(tmp_path / "geo.gpkg") is expected


def test_an_unreadable_file_says_nothing_of_itself(tmp_path: Path) -> None:
    (tmp_path / "geo.gpkg").write_text("no")
    with pytest.raises(PlannerError, match=r"geo\.gpkg"):
        schematic(tmp_path / "geo.gpkg")


def test_neighbours_keep_a_shared_boundary(tmp_path: Path) -> None:
    save(tmp_path / "geo.gpkg", code=["aa", "bb"])
    found = boundaries(tmp_path / "geo.gpkg", "municipalities", {"aa", "bb"})
    one, other = (shape(found[code]) for code in ("aa", "bb"))
    assert one.touches(other)
    assert one.intersection(other).geom_type.endswith("LineString")


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_no_code_and_no_coordinate_system_are_told_together(tmp_path: Path) -> None:
    path = tmp_path / "geo.gpkg"
    save(path, municipality_name=["x", "y"], crs=None)
    with pytest.raises(PlannerError) as caught:
        boundaries(path, "municipalities", {"aa"})
    assert [problem.key for problem in caught.value.problems] == [
        "present.geometry_code",
        "present.geometry_crs",
    ]
    assert "geo.gpkg" in str(caught.value)


def test_a_file_that_is_no_geopackage_is_refused(tmp_path: Path) -> None:
    (tmp_path / "geo.gpkg").write_text("no")
    with pytest.raises(PlannerError, match=r"geo\.gpkg"):
        boundaries(tmp_path / "geo.gpkg", "municipalities", {"aa"})


def test_the_own_file_of_a_region_is_found(make: Make, tmp_path: Path) -> None:
    assert geometry_file(make()) is None
    save(tmp_path / "geo.gpkg", code=["aa", "bb"])
    assert geometry_file(make()) == tmp_path / "geo.gpkg"
