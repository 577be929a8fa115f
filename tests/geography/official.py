"""Made-up official areas around the tiny region: municipalities and districts as CBS has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas
from shapely.geometry import box, mapping

type Properties = dict[str, Any]

# Aadorp left, Beedorp right; each divided into a northern and a southern district.
SHAPES = {
    "GM9001": box(138_000, 472_000, 142_000, 476_000),
    "GM9002": box(142_000, 472_000, 146_000, 476_000),
    "WK900101": box(138_000, 474_000, 142_000, 476_000),
    "WK900102": box(138_000, 472_000, 142_000, 474_000),
    "WK900201": box(142_000, 474_000, 146_000, 476_000),
    "WK900202": box(142_000, 472_000, 146_000, 474_000),
}
MUNICIPALITIES: list[Properties] = [
    {"gemeentecode": "GM9001", "gemeentenaam": "Aadorp (NH.)", "water": "NEE",
     "aantal_inwoners": 6100, "woningvoorraad": 3050,
     "perc_huurwoningen_in_bezit_woningcorporaties": 30},
    {"gemeentecode": "GM9002", "gemeentenaam": "Beedorp", "water": "NEE",
     "aantal_inwoners": 4100, "woningvoorraad": 2050,
     "perc_huurwoningen_in_bezit_woningcorporaties": 25},
]  # fmt: skip
DISTRICTS: list[Properties] = [
    {"wijkcode": "WK900101", "wijknaam": "Wijk 01 Noord", "gemeentecode": "GM9001",
     "gemeentenaam": "Aadorp (NH.)", "water": "NEE", "aantal_inwoners": 4060,
     "woningvoorraad": 2040, "perc_huurwoningen_in_bezit_woningcorporaties": 30},
    {"wijkcode": "WK900102", "wijknaam": "Wijk 02 Zuid", "gemeentecode": "GM9001",
     "gemeentenaam": "Aadorp (NH.)", "water": "NEE", "aantal_inwoners": 2040,
     "woningvoorraad": 1010, "perc_huurwoningen_in_bezit_woningcorporaties": 30},
    {"wijkcode": "WK900201", "wijknaam": "Beedorp Kern", "gemeentecode": "GM9002",
     "gemeentenaam": "Beedorp", "water": "NEE", "aantal_inwoners": 3600,
     "woningvoorraad": 1800, "perc_huurwoningen_in_bezit_woningcorporaties": 25},
    {"wijkcode": "WK900202", "wijknaam": "Buitengebied", "gemeentecode": "GM9002",
     "gemeentenaam": "Beedorp", "water": "NEE", "aantal_inwoners": 500,
     "woningvoorraad": 250, "perc_huurwoningen_in_bezit_woningcorporaties": 20},
]  # fmt: skip


def code_of(row: Properties) -> str:
    return str(row.get("wijkcode") or row["gemeentecode"])


def frame(rows: list[Properties], crs: str | None = "EPSG:28992", **shapes: Any) -> Any:
    """Rows with their polygons; a keyword replaces the polygon of a code."""
    known = SHAPES | shapes
    drawn = [known[code_of(row)] for row in rows]
    return geopandas.GeoDataFrame(rows, geometry=drawn, crs="EPSG:28992").set_crs(
        crs, allow_override=True
    )


def save(path: Path, **layers: Any) -> Path:
    """A GeoPackage with frames as layers; both levels where none are given."""
    for name, content in (layers or both()).items():
        content.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    return path


def both() -> dict[str, Any]:
    return {"gemeenten": frame(MUNICIPALITIES), "wijken": frame(DISTRICTS)}


def features(rows: list[Properties]) -> list[dict[str, Any]]:
    """Rows as GeoJSON features in EPSG:28992."""
    return [
        {"type": "Feature", "properties": row, "geometry": mapping(SHAPES[code_of(row)])}
        for row in rows
    ]


def page(rows: list[Properties], **more: Any) -> bytes:
    document = {"type": "FeatureCollection", "features": features(rows), **more}
    return json.dumps({"numberReturned": len(rows), **document}).encode()
