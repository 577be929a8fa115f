"""Files in any coordinate system, and those that contradict themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely

from planner.errors import PlannerError
from planner.geography.layers import read_file
from planner.region.coordinates import contradiction
from tests.geography.official import DISTRICTS, MUNICIPALITIES, SHAPES, frame, page, save


def refused(path: Path) -> list[str]:
    with pytest.raises(PlannerError) as caught:
        read_file(path)
    assert all(problem.message and problem.remedy for problem in caught.value.problems)
    return [problem.key for problem in caught.value.problems]


def test_every_layer_of_a_geopackage_is_read(tmp_path: Path) -> None:
    layers = read_file(save(tmp_path / "areas.gpkg"))
    assert [layer.name for layer in layers] == ["gemeenten", "wijken"]
    assert layers[0].rows[0]["gemeentenaam"] == "Aadorp (NH.)"
    assert layers[0].shapes[0].equals(SHAPES["GM9001"])


@pytest.mark.parametrize("crs", ["EPSG:28992", "EPSG:4326", "EPSG:4258", "EPSG:3857", "EPSG:25831"])
@pytest.mark.parametrize("name", ["areas.gpkg", "areas.shp", "areas.geojson"])
def test_any_coordinate_system_and_format_becomes_the_national_grid(
    tmp_path: Path, crs: str, name: str
) -> None:
    rows = [{"code": row["wijkcode"], "name": row["wijknaam"]} for row in DISTRICTS]
    drawn = (
        frame(DISTRICTS)
        .to_crs(crs)[["geometry"]]
        .assign(code=[row["code"] for row in rows], name=[row["name"] for row in rows])
    )
    drawn.to_file(tmp_path / name, engine="pyogrio")
    [layer] = read_file(tmp_path / name)
    for row, shape in zip(layer.rows, layer.shapes, strict=True):
        known = SHAPES[row["code"]]
        assert shape.symmetric_difference(known).area < 0.002 * known.area


def test_layers_may_each_have_their_own_system(tmp_path: Path) -> None:
    path = save(
        tmp_path / "areas.gpkg",
        gemeenten=frame(MUNICIPALITIES).to_crs("EPSG:4326"),
        wijken=frame(DISTRICTS),
    )
    one, other = read_file(path)
    assert one.shapes[0].distance(other.shapes[0]) < 1


def test_what_is_wrong_with_each_layer_is_told_together(tmp_path: Path) -> None:
    degrees = frame(MUNICIPALITIES).to_crs("EPSG:4326").set_crs("EPSG:28992", allow_override=True)
    metres = frame(DISTRICTS).set_crs("EPSG:4326", allow_override=True)
    path = save(tmp_path / "areas.gpkg", gemeenten=degrees, wijken=metres)
    assert refused(path) == ["geo.degrees_as_metres", "geo.metres_as_degrees"]


def test_no_coordinate_system_is_refused(tmp_path: Path) -> None:
    frame(DISTRICTS)[["geometry", "wijkcode"]].to_file(tmp_path / "areas.shp")
    (tmp_path / "areas.prj").unlink()
    assert refused(tmp_path / "areas.shp") == ["geo.no_crs"]


def test_another_country_is_refused(tmp_path: Path) -> None:
    # The grid of Belgium taken for that of the Netherlands, and x and y swapped.
    mislabelled = frame(DISTRICTS).to_crs("EPSG:3812").set_crs("EPSG:28992", allow_override=True)
    swapped = frame(DISTRICTS)
    swapped.geometry = shapely.transform(swapped.geometry.array, lambda xy: xy[:, ::-1] * [1, 2.2])
    path = save(tmp_path / "areas.gpkg", a=mislabelled, b=swapped)
    assert refused(path) == ["geo.outside", "geo.outside"]


def test_metres_in_a_geojson_without_a_system_are_refused(tmp_path: Path) -> None:
    # By its standard such a file is in degrees.
    (tmp_path / "areas.geojson").write_bytes(page(DISTRICTS))
    assert refused(tmp_path / "areas.geojson") == ["geo.metres_as_degrees"]


def test_files_that_are_none(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.gpkg") == ["geo.no_file"]
    (tmp_path / "text.gpkg").write_text("no")
    assert refused(tmp_path / "text.gpkg") == ["geo.unreadable"]
    points = frame(DISTRICTS)
    points.geometry = points.geometry.centroid
    assert refused(save(tmp_path / "points.gpkg", places=points)) == ["geo.no_areas"]


def test_no_coordinates_contradict_nothing() -> None:
    from pyproj import CRS

    nothing = (float("nan"),) * 4
    for code in (28992, 4326):
        assert contradiction(CRS.from_epsg(code), nothing) is None


def test_a_ring_of_one_point_is_refused(tmp_path: Path) -> None:
    drawn = {"type": "Polygon", "coordinates": [[[5.1, 52.2]]]}
    feature = {"type": "Feature", "properties": {}, "geometry": drawn}
    content = {"type": "FeatureCollection", "features": [feature]}
    (tmp_path / "areas.geojson").write_text(json.dumps(content))
    assert refused(tmp_path / "areas.geojson") == ["geo.unreadable"]
