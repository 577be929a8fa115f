"""Writes the layers of a plan as one GeoPackage that opens in QGIS with its styles."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from planner.outcome import Outcome
from planner.text import text

if TYPE_CHECKING:
    from planner.output.layers import Layer

_GEOMETRIES = {"fill": "MultiPolygon", "line": "LineString", "marker": "Point"}
_TYPES = {"text": "object", "integer": "Int64", "real": "float64", "flag": "bool"}

# As QGIS makes it in a GeoPackage; it looks a default style up by schema (empty), table, geometry
# column and useAsDefault.
_STYLES = """
CREATE TABLE "layer_styles" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "f_table_catalog" TEXT(256),
    "f_table_schema" TEXT(256),
    "f_table_name" TEXT(256),
    "f_geometry_column" TEXT(256),
    "styleName" TEXT(30),
    "styleQML" TEXT,
    "styleSLD" TEXT,
    "useAsDefault" BOOLEAN,
    "description" TEXT,
    "owner" TEXT(30),
    "ui" TEXT(30),
    "update_time" DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
)
"""


def write_geopackage(outcome: Outcome, path: Path) -> None:
    """Write an edition of a plan as a GeoPackage.

    Raises `PlannerError` for a file of boundaries that cannot be read and `OSError` where nothing
    can be written.
    """
    from pyogrio.errors import DataLayerError, DataSourceError

    from planner.output.layers import layers

    found = layers(outcome)
    made = f"{outcome.day.isoformat()}T00:00:00.000Z"
    try:
        with _moment(made):
            for layer in found:
                _write(layer, path)
        with closing(sqlite3.connect(path)) as connection, connection:
            _write_styles(connection, found, made)
    except (DataLayerError, DataSourceError, sqlite3.Error) as error:
        raise OSError(str(error)) from error


@contextmanager
def _moment(made: str) -> Iterator[None]:
    """While this lasts, every moment that GDAL writes is `made`."""
    import pyogrio

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": made})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _write(layer: Layer, path: Path) -> None:
    import geopandas
    import pandas
    import pyogrio

    columns = {
        name: pandas.Series([row[place] for row in layer.rows], dtype=_TYPES[kind])
        for place, (name, kind) in enumerate(layer.columns.items())
    }
    frame = pandas.DataFrame(columns)
    geometry = _GEOMETRIES[layer.kind] if layer.kind else None
    if geometry:
        shapes = geopandas.GeoSeries(layer.shapes, crs="EPSG:28992")
        frame = geopandas.GeoDataFrame(frame, geometry=shapes)
    pyogrio.write_dataframe(
        frame,
        path,
        layer=layer.name,
        driver="GPKG",
        geometry_type=geometry,
        promote_to_multi=layer.kind == "fill",
        DESCRIPTION=layer.description,
    )


def _write_styles(connection: sqlite3.Connection, found: list[Layer], made: str) -> None:
    from planner.output.layer_style import qml, sld

    connection.execute(_STYLES)
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change, srs_id)"
        " VALUES ('layer_styles', 'attributes', 'layer_styles', ?, 0)",
        (made,),
    )
    for layer in found:
        if layer.style and layer.kind:
            aliases = {name: text(f"layers.column.{name}") for name in layer.columns}
            connection.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
                " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description,"
                " owner, update_time) VALUES ('', '', ?, 'geom', ?, ?, ?, 1, ?, '', ?)",
                (
                    layer.name,
                    layer.name,
                    qml(layer.style, layer.kind, aliases),
                    sld(layer.style, layer.name),
                    layer.description,
                    made,
                ),
            )
