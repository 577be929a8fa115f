"""The boundaries that come with the planner: schematic, but whole and in the right place."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
import pytest
import shapely

from planner.region.geometry import schematic, shapes

ROOT = Path(__file__).parents[1]
GEO = ROOT / "data" / "geo"
FILES = sorted(GEO.glob("*.gpkg"))
LAYERS = ("municipalities", "neighbourhoods")
CODES = {"municipalities": "municipality", "neighbourhoods": "neighbourhood"}


def rows(path: Path, table: str) -> list[dict[str, str]]:
    folder = ROOT / "data" / "regions" / path.stem
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def layer(path: Path, name: str) -> Any:
    return geopandas.read_file(path, layer=name).set_index(CODES[name])


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_there_are_boundaries() -> None:
    assert [file.stem for file in FILES] == ["gooi-en-vechtstreek"]


@pytest.mark.parametrize("name", LAYERS)
def test_every_row_of_the_region_has_its_boundary(path: Path, name: str) -> None:
    frame, table = layer(path, name), rows(path, name)
    assert frame["name"].to_dict() == {row[CODES[name]]: row["name"] for row in table}
    assert len(frame) == len(table)
    assert frame.crs.to_epsg() == 28992
    assert shapes(path, name, set(frame.index)).keys() == set(frame.index)


@pytest.mark.parametrize("name", LAYERS)
def test_the_file_says_that_it_is_schematic(path: Path, name: str) -> None:
    assert layer(path, name)["schematic"].eq(True).all()
    assert schematic(path)
    described = pyogrio.read_info(path, layer=name)["layer_metadata"]["DESCRIPTION"]
    assert "Schematic" in described
    assert "CBS" in described


@pytest.mark.parametrize("name", LAYERS)
def test_polygons_tile_the_region(path: Path, name: str) -> None:
    frame = layer(path, name)
    polygons = frame.geometry.array
    assert frame.is_valid.all()
    assert not frame.is_empty.any()
    assert set(frame.geom_type) == {"MultiPolygon"}
    # No overlap, and every line between two is the same in both.
    assert shapely.coverage_is_valid(polygons)
    whole = shapely.union_all(polygons)
    assert whole.area == pytest.approx(frame.area.sum(), abs=1e-3)
    # No gap: one piece of land and its islands, without holes.
    assert [len(part.interiors) for part in whole.geoms] == [0] * len(whole.geoms)
    islands = sorted(part.area for part in whole.geoms)[:-1]
    assert all(area < 1e6 for area in islands)


@pytest.mark.parametrize("name", LAYERS)
def test_coordinates_are_whole_metres(path: Path, name: str) -> None:
    corners = shapely.get_coordinates(layer(path, name).geometry.array)
    assert (corners == corners.round()).all()


def test_municipalities_are_their_neighbourhoods(path: Path) -> None:
    homes = {row["neighbourhood"]: row["municipality"] for row in rows(path, "neighbourhoods")}
    parts, wholes = layer(path, "neighbourhoods"), layer(path, "municipalities")
    assert parts["municipality"].to_dict() == homes
    for code, whole in wholes.geometry.items():
        assert shapely.union_all(parts[parts["municipality"] == code].geometry).equals(whole)


def test_every_village_lies_in_its_own_polygons(path: Path) -> None:
    parts, wholes = layer(path, "neighbourhoods"), layer(path, "municipalities")
    for row in rows(path, "neighbourhoods"):
        point = shapely.Point(float(row["x"]), float(row["y"]))
        assert parts.index[parts.contains(point)].tolist() == [row["neighbourhood"]]
        assert wholes.index[wholes.contains(point)].tolist() == [row["municipality"]]


def test_the_document_beside_it_names_the_file_and_its_checksum(path: Path) -> None:
    document = (GEO / "README.md").read_text(encoding="utf-8")
    named = dict(re.findall(r"`(\S+\.gpkg)`[^|]*\|.*`([0-9a-f]{64})`", document))
    assert named[path.name] == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.skipif(
    importlib.util.find_spec("cbsplotlib") is None, reason="needs the dependency group geometry"
)
def test_the_script_makes_the_same_again(tmp_path: Path) -> None:
    made = [tmp_path / "one.gpkg", tmp_path / "two.gpkg"]
    for target in made:
        subprocess.run([sys.executable, "scripts/make_geometry.py", target], cwd=ROOT, check=True)
    assert made[0].read_bytes() == made[1].read_bytes()
    kept = GEO / "gooi-en-vechtstreek.gpkg"
    for name in LAYERS:
        # The bytes of the file go with the version of GDAL, what is in it does not.
        assert pyogrio.read_info(made[0], layer=name)["fields"].tolist() == (
            pyogrio.read_info(kept, layer=name)["fields"].tolist()
        )
        assert layer(made[0], name).equals(layer(kept, name))
