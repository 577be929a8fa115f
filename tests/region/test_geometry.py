"""A region's own boundaries: what is repaired, what does not count, and what is refused at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import geopandas
import pandas
import pyogrio
import pytest
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from planner.errors import PlannerError
from planner.output.geometry import light
from planner.region.geometry import shapes
from planner.region.load import load
from tests.region.conftest import speaks
from tests.tiny import tiny, write_folder

X, Y = 140_000, 474_000
SQUARE = box(X, Y, X + 1000, Y + 1000)
BOW = Polygon([(X, Y), (X + 1000, Y + 1000), (X + 1000, Y), (X, Y + 1000)])
FLAT = Polygon([(X, Y), (X + 1, Y + 1), (X + 2, Y + 2), (X, Y)])
LINE = LineString([(X, Y), (X + 1000, Y)])
FAR = box(0, 0, 1e308, 1e308)


def save(path: Path, *drawn: tuple[str, Any], layer: str = "municipalities") -> Path:
    codes, geometry = zip(*drawn, strict=True)
    frame = geopandas.GeoDataFrame({"code": codes}, geometry=list(geometry), crs="EPSG:28992")
    frame.to_file(path, layer=layer, driver="GPKG")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "region", tiny())


def refused(folder: Path) -> list[str]:
    """What loading the region is refused for."""
    with pytest.raises(PlannerError) as caught:
        load(folder)
    speaks(caught.value.problems)
    assert {problem.file for problem in caught.value.problems} == {"geo.gpkg"}
    return [problem.key for problem in caught.value.problems]


def test_polygons_that_cross_themselves_are_repaired(folder: Path) -> None:
    path = save(folder / "geo.gpkg", ("aa", BOW), ("aa", SQUARE), ("bb", BOW))
    found = shapes(path, "municipalities", {"aa", "bb"})
    assert found["aa"].equals(SQUARE)
    assert found["bb"].is_valid
    assert found["bb"].area == pytest.approx(500_000)
    assert set(light(found)) == {"aa", "bb"}
    load(folder)


@pytest.mark.parametrize("shape", [Point(X, Y), LINE, GeometryCollection([LINE]), None])
def test_points_and_lines_are_no_boundaries(folder: Path, shape: Any) -> None:
    path = save(folder / "geo.gpkg", ("aa", shape), ("bb", SQUARE))
    assert set(light(shapes(path, "municipalities", {"aa", "bb"}))) == {"bb"}
    load(folder)


def test_of_a_collection_the_polygons_count(folder: Path) -> None:
    path = save(folder / "geo.gpkg", ("aa", GeometryCollection([SQUARE, LINE])))
    assert shapes(path, "municipalities", {"aa"})["aa"].equals(SQUARE)


@pytest.mark.parametrize("shape", [Polygon(), MultiPolygon(), FLAT])
def test_polygons_without_an_area_are_named_together(folder: Path, shape: Any) -> None:
    save(folder / "geo.gpkg", ("bb", shape), ("aa", shape), ("elsewhere", shape))
    with pytest.raises(PlannerError) as caught:
        load(folder)
    speaks(caught.value.problems)
    [problem] = caught.value.problems
    assert problem.key == "present.geometry_empty"
    assert problem.values["codes"] == ["aa", "bb"]


def test_both_layers_are_told_of(folder: Path) -> None:
    save(folder / "geo.gpkg", ("aa", FLAT))
    save(folder / "geo.gpkg", ("a1", FAR), layer="neighbourhoods")
    assert refused(folder) == ["present.geometry_empty", "geo.outside"]


def test_a_table_without_shapes_is_refused(folder: Path) -> None:
    table = pandas.DataFrame({"code": ["aa"], "geometry": ["none"]})
    pyogrio.write_dataframe(table, folder / "geo.gpkg", layer="municipalities", driver="GPKG")
    assert refused(folder) == ["present.geometry_none"]


@pytest.mark.parametrize("content", [b"", b"no", b"SQLite format 3\x00"])
def test_a_damaged_file_is_told_of_once(folder: Path, content: bytes) -> None:
    (folder / "geo.gpkg").write_bytes(content)
    assert refused(folder) == ["present.geometry_unreadable"]


def test_a_region_without_boundaries_of_its_own_reads_none(folder: Path) -> None:
    code = (
        "import sys; from planner.region.load import load;"
        f"load({str(folder)!r}); load('gooi-en-vechtstreek');"
        "print({'geopandas', 'pandas', 'pyogrio', 'shapely'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
