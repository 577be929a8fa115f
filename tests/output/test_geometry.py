from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import geopandas
import pytest
from shapely.geometry import box, shape

from planner.errors import PlannerError
from planner.outcome import Outcome
from planner.output.geometry import degrees, geometry_file, light, outlines
from planner.region.domain import Region
from planner.region.geometry import schematic, shapes
from planner.region.reorganisation import Move

type Make = Callable[..., Outcome]


def save(
    path: Path, layer: str = "municipalities", crs: str | None = "EPSG:28992", **columns: Any
) -> None:
    shapes = [box(140_000, 470_000, 142_000, 472_000), box(142_000, 470_000, 144_000, 472_000)]
    frame = geopandas.GeoDataFrame(columns, geometry=shapes, crs=crs)
    frame.to_file(path, layer=layer, driver="GPKG")


def of_one(region: Region, municipality: str) -> Region:
    """The region with two neighbourhoods in a municipality, and all others in another."""
    places = region.neighbourhoods
    other = next(code for code in region.municipalities if code != municipality)
    homes = {code: municipality if nr < 2 else other for nr, code in enumerate(places)}
    moved = {code: replace(row, municipality=homes[code]) for code, row in places.items()}
    return replace(region, neighbourhoods=moved)


def test_the_datum_point_of_the_dutch_grid() -> None:
    # The tower of Our Lady in Amersfoort, (155000, 463000) by definition of the grid.
    assert degrees(155_000, 463_000) == pytest.approx((52.15517, 5.38721), abs=2e-5)


def test_boundaries_are_joined_on_the_code(tmp_path: Path) -> None:
    path = tmp_path / "geo.gpkg"
    save(path, municipality=["aa", "elsewhere"])
    found = light(shapes(path, "municipalities", {"aa", "bb"}))
    assert list(found) == ["aa"]
    corners = {(latitude, longitude) for longitude, latitude in found["aa"]["coordinates"][0]}
    assert {degrees(140_000, 470_000), degrees(142_000, 472_000)} <= corners
    assert shapes(path, "neighbourhoods", {"a1"}) == {}


def test_a_column_named_code_will_do(tmp_path: Path) -> None:
    save(tmp_path / "geo.gpkg", layer="neighbourhoods", code=["a1", "a2"])
    assert list(shapes(tmp_path / "geo.gpkg", "neighbourhoods", {"a2"})) == ["a2"]


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
    found = light(shapes(tmp_path / "geo.gpkg", "municipalities", {"aa", "bb"}))
    one, other = (shape(found[code]) for code in ("aa", "bb"))
    assert one.touches(other)
    assert one.intersection(other).geom_type.endswith("LineString")


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_no_code_and_no_coordinate_system_are_told_together(tmp_path: Path) -> None:
    path = tmp_path / "geo.gpkg"
    save(path, municipality_name=["x", "y"], crs=None)
    with pytest.raises(PlannerError) as caught:
        shapes(path, "municipalities", {"aa"})
    assert [problem.key for problem in caught.value.problems] == [
        "present.geometry_code",
        "present.geometry_crs",
    ]
    assert "geo.gpkg" in str(caught.value)


@pytest.mark.parametrize(
    ("crs", "key"),
    [
        ("EPSG:4326", "geo.metres_as_degrees"),
        ("EPSG:3857", "geo.outside"),
        ("EPSG:28992", ""),
    ],
)
def test_coordinates_have_to_agree_with_their_system(tmp_path: Path, crs: str, key: str) -> None:
    path = tmp_path / "geo.gpkg"
    save(path, crs=crs, municipality=["aa", "bb"])
    if not key:
        assert set(shapes(path, "municipalities", {"aa", "bb"})) == {"aa", "bb"}
        return
    with pytest.raises(PlannerError) as caught:
        shapes(path, "municipalities", {"aa"})
    assert [problem.key for problem in caught.value.problems] == [key]


def test_degrees_are_not_taken_for_metres(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame({"code": ["aa"]}, geometry=[box(5, 52, 6, 53)], crs="EPSG:28992")
    frame.to_file(tmp_path / "geo.gpkg", layer="municipalities", driver="GPKG")
    with pytest.raises(PlannerError, match=r"geo\.gpkg"):
        shapes(tmp_path / "geo.gpkg", "municipalities", {"aa"})


def test_a_file_that_is_no_geopackage_is_refused(tmp_path: Path) -> None:
    (tmp_path / "geo.gpkg").write_text("no")
    with pytest.raises(PlannerError, match=r"geo\.gpkg"):
        shapes(tmp_path / "geo.gpkg", "municipalities", {"aa"})


def test_the_own_file_of_a_region_is_found(make: Make, tmp_path: Path) -> None:
    assert geometry_file(make()) is None
    save(tmp_path / "geo.gpkg", code=["aa", "bb"])
    assert geometry_file(make()) == tmp_path / "geo.gpkg"


def test_a_municipality_without_a_boundary_is_put_together_from_its_neighbourhoods(
    make: Make, tmp_path: Path
) -> None:
    path = tmp_path / "geo.gpkg"
    outcome = make()
    first, second = list(outcome.region.neighbourhoods.values())[:2]
    region = of_one(outcome.region, first.municipality)
    save(path, code=["elsewhere", "other"])
    save(path, layer="neighbourhoods", code=[first.code, second.code])
    drawn = outlines(make(region))
    whole = shape(drawn["municipalities"][first.municipality])
    assert whole.geom_type == "Polygon"
    one = shape(drawn["neighbourhoods"][first.code])
    assert whole.area == pytest.approx(2 * one.area, rel=0.01)
    # Half a boundary would be a wrong one.
    save(path, layer="neighbourhoods", code=[first.code, "elsewhere"])
    assert first.municipality not in outlines(make(region))["municipalities"]


def test_a_municipality_that_has_a_boundary_keeps_it(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "geo.gpkg"
    region = make().region
    codes = list(region.municipalities)[:2]
    save(path, code=codes)
    plain = outlines(make())["municipalities"]
    save(path, layer="neighbourhoods", code=list(region.neighbourhoods)[:2])
    assert {code: outlines(make())["municipalities"][code] for code in codes} == plain


def test_what_a_reorganisation_changed_is_drawn_anew(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "geo.gpkg"
    places = list(make().region.neighbourhoods.values())[:2]
    codes = [place.code for place in places]
    save(path, code=[places[0].municipality, "elsewhere"])
    save(path, layer="neighbourhoods", code=codes)
    outcome = make()
    region = of_one(outcome.region, places[0].municipality)
    move = Move("dwellings", "", "xx", "X", places[0].municipality, "Y", 2022, Fraction(1), "n")
    before = make(region)
    after = replace(before, loaded=replace(before.loaded, moves=(move,)))
    old = shape(outlines(before)["municipalities"][places[0].municipality])
    new = shape(outlines(after)["municipalities"][places[0].municipality])
    assert new.area == pytest.approx(2 * old.area, rel=0.01)
    assert set(outlines(after)["neighbourhoods"]) == set(codes)
