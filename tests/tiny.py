"""A tiny valid region, to be written as a folder or a workbook.

Two municipalities, three neighbourhoods, one corporation. `tiny()` gives its tables and settings;
a keyword replaces a whole table (`tiny(targets=[...])`) or, with a dict, the settings named.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.region.fields import fields_of

Table = list[dict[str, Any]]
ADJACENT = "neighbourhood.max_adjacent_load_per_1000_dwellings"


def tiny(settings: Mapping[str, Any] | None = None, **tables: Table) -> dict[str, Any]:
    """Tables by name as lists of rows, and `settings` by dotted key."""
    base: dict[str, Any] = {
        "settings": {
            "region.name": "tiny",
            "region.label_nl": "Klein",
            "region.label_en": "Tiny",
            "region.years": [2021, 2022],
            "region.source": "made up",
        },
        "municipalities": [
            {"municipality": "aa", "name": "Aadorp", "inhabitants": 6000, "dwellings": 3000,
             "social_dwellings": 900, "turnover_rate": "0.06", "existing_places": 10},
            {"municipality": "bb", "name": "Beedorp", "inhabitants": 4000, "dwellings": 2000,
             "social_dwellings": 500, "turnover_rate": "0.05", "existing_places": 0},
        ],
        "neighbourhoods": [
            {"neighbourhood": "a1", "name": "Noord", "municipality": "aa", "inhabitants": 4000,
             "dwellings": 2000, "social_dwellings": 600, "existing_load": 5,
             "x": 140000, "y": 475000},
            {"neighbourhood": "a2", "name": "Zuid", "municipality": "aa", "inhabitants": 2000,
             "dwellings": 1000, "social_dwellings": 300, "existing_load": 0,
             "x": 140000, "y": 473000},
            {"neighbourhood": "b1", "name": "Kern", "municipality": "bb", "inhabitants": 4000,
             "dwellings": 2000, "social_dwellings": 500, "existing_load": "2.5",
             "x": 144000, "y": 475000},
        ],
        "corporations": [{"corporation": "cc", "name": "De Sleutel"}],
        "stock": [
            {"corporation": "cc", "neighbourhood": "a1", "dwellings": 600},
            {"corporation": "cc", "neighbourhood": "a2", "dwellings": 300},
            {"corporation": "cc", "neighbourhood": "b1", "dwellings": 500,
             "turnover_rate": "0.04"},
        ],
        "support_points": [
            {"support_point": "p1", "name": "Het Baken", "neighbourhood": "a1", "x": 140100,
             "y": 475000, "services": "ambulatory;day_activity", "capacity": 20},
        ],
        "sites": [
            {"site": "s1", "name": "Oude school", "neighbourhood": "b1", "corporation": "cc",
             "x": 144100, "y": 475100, "programmes": "clustered", "min_dwellings": 4,
             "max_dwellings": 12, "from_year": 2022, "kind": "conversion"},
        ],
        "programmes": [
            {"programme": "outflow", "label_nl": "Uitstroom", "label_en": "Outflow",
             "placement": "stock", "distinct_municipalities": "false", "quota_group": "homes",
             "load_weight": 1, "uses_vacancies": "true", "confidential": "false",
             "cost_per_dwelling": 1000, "priority": 1, "frees": "bw"},
            {"programme": "clustered", "label_nl": "Geclusterd", "label_en": "Clustered",
             "placement": "site", "min_cluster": 4, "max_cluster": 16,
             "support_service": "ambulatory", "max_metres": 6000,
             "distinct_municipalities": "true", "load_weight": 2, "uses_vacancies": "false",
             "confidential": "false", "cost_per_dwelling": 5000, "priority": 2},
        ],
        "targets": [
            {"programme": "outflow", "year": 2021, "minimum": 4, "maximum": 10},
            {"programme": "outflow", "year": 2022, "minimum": 6},
            {"programme": "clustered", "year": 2022, "minimum": 4, "maximum": 12},
        ],
    }  # fmt: skip
    for table in base:
        if table != "settings":
            base[table] = [{**row, "source": "made up"} for row in base[table]]
    base["settings"] |= settings or {}
    return base | tables


def write_folder(path: Path, tables: Mapping[str, Any]) -> Path:
    """Write `tiny()` (or tables like it) as a region folder; returns the folder.

    Where the settings limit the load of adjacent neighbourhoods, boundaries come with it: the
    Voronoi cells of the points.
    """
    path.mkdir(parents=True, exist_ok=True)
    if tables["settings"].get(ADJACENT) is not None:
        write_boundaries(path, voronoi_cells(tables["neighbourhoods"]))
    lines = [f"{key} = {_toml(value)}\n" for key, value in tables["settings"].items()]
    (path / "region.toml").write_text("".join(lines), encoding="utf-8")
    for table, rows in tables.items():
        if table != "settings":
            with (path / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, _columns(table, rows), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
    return path


def write_boundaries(folder: Path, shapes: Mapping[str, Any]) -> Path:
    """Write the polygons of neighbourhoods as the boundaries of a region folder."""
    import geopandas

    path = folder / "geo.gpkg"
    frame = geopandas.GeoDataFrame(
        {"code": list(shapes)}, geometry=list(shapes.values()), crs="EPSG:28992"
    )
    frame.to_file(path, layer="neighbourhoods", driver="GPKG")
    return path


def voronoi_cells(neighbourhoods: Table) -> dict[str, Any]:
    """What lies nearest to the point of each neighbourhood, 1 km around them all."""
    import shapely

    points = {row["neighbourhood"]: (float(row["x"]), float(row["y"])) for row in neighbourhoods}
    everywhere = shapely.MultiPoint(list(points.values()))
    around = shapely.box(*everywhere.buffer(1000).bounds)
    cells = shapely.voronoi_polygons(everywhere, extend_to=around)
    found = [cell.intersection(around) for cell in cells.geoms]
    return {
        code: next(cell for cell in found if cell.contains(shapely.Point(point)))
        for code, point in points.items()
    }


def write_workbook(path: Path, tables: Mapping[str, Any]) -> Path:
    """Write `tiny()` (or tables like it) as an Excel workbook; returns the path."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "region"
    sheet.append(["key", "value", "source"])
    for key, value in tables["settings"].items():
        cell = ";".join(map(str, value)) if isinstance(value, list) else value
        sheet.append([key, cell, "made up"])
    for table, rows in tables.items():
        if table != "settings":
            sheet = book.create_sheet(table)
            columns = _columns(table, rows)
            sheet.append(columns)
            for row in rows:
                sheet.append([row.get(column) for column in columns])
    book.save(path)
    return path


def _columns(table: str, rows: Table) -> list[str]:
    return list(dict.fromkeys([*fields_of(table), *(key for row in rows for key in row)]))


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
