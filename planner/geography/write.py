"""Replaces a region's tables and boundaries: all of them, or none."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from planner.disk import PART, replace_files, workplace_in
from planner.errors import ExitCode, PlannerError, Problem
from planner.geography.merge import Merged, Product
from planner.region.coordinates import RD
from planner.region.load import load
from planner.region.raw import RawRegion, RawTable

BOUNDARIES = "geo.gpkg"


def new_files(raw: RawRegion, merged: Merged, product: Product) -> dict[str, bytes]:
    """The content of every file that changes, by its name in the region's folder."""
    files = {BOUNDARIES: boundaries(product, merged)}
    for table, rows in merged.tables.items():
        if rows != [row.cells for row in raw.tables[table].rows]:
            known = raw.tables[table]
            files[known.file] = table_bytes(known, rows)
    return files


def try_out(folder: Path, files: Mapping[str, bytes]) -> None:
    """Load the region as it would become, in a copy; raises `PlannerError` where that fails."""
    with _scratch() as scratch:
        copy = scratch / "region"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".*", "~$*"))
        for name, content in files.items():
            (copy / name).write_bytes(content)
        load(copy)


def replace(raw: RawRegion, files: Mapping[str, bytes]) -> None:
    """Replace files in the region's folder by renaming; on any error all are as they were.

    Where the process is killed meanwhile, `planner.disk.tidied` renames the rest.

    Raises `PlannerError` where a table was changed since it was read, and where the folder cannot
    be written.
    """
    folder = raw.folder
    meanwhile = [
        Problem("geo.meanwhile", {}, name)
        for name, digest in sorted(raw.hashes.items())
        if not (folder / name).is_file()
        or hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest
    ]
    if meanwhile:
        raise PlannerError(meanwhile)
    try:
        with workplace_in(folder) as work:
            part = work / PART
            part.mkdir()
            for name, content in files.items():
                (part / name).write_bytes(content)
            replace_files(folder, work)
    except OSError as error:
        raise _unwritable(error, folder) from error


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder for a while; raises `PlannerError` (exit code 2) where it cannot be written."""
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        with tempfile.TemporaryDirectory(prefix="planner-geo-") as scratch:
            yield Path(scratch)
    except (OSError, DataLayerError, DataSourceError) as error:
        raise _unwritable(error, Path(tempfile.gettempdir())) from error


def _unwritable(error: Exception, folder: Path) -> PlannerError:
    values = {"reason": getattr(error, "strerror", None) or str(error)}
    return PlannerError(Problem("region.cannot_write", values, str(folder)), ExitCode.USAGE)


def table_bytes(table: RawTable, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A table as CSV in the notation it was read in.

    Commas come with decimal points and plain UTF-8; semicolons or tabs with decimal commas and the
    mark by which Excel knows UTF-8.
    """
    delimiter = table.delimiter or ","
    columns = list(dict.fromkeys([*table.columns, *(name for row in rows for name in row)]))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    mark = "." if delimiter == "," else ","
    writer.writerows([_cell(row.get(column), mark) for column in columns] for row in rows)
    return (b"" if delimiter == "," else codecs.BOM_UTF8) + out.getvalue().encode()


def boundaries(product: Product, merged: Merged) -> bytes:
    """A GeoPackage with the layers `municipalities` and `neighbourhoods` (EPSG:28992)."""
    import geopandas
    import pyogrio

    municipalities = {
        "municipality": list(product.municipalities),
        "name": [area.name for area in product.municipalities.values()],
        "cbs_code": [area.code for area in product.municipalities.values()],
    }
    codes = sorted(product.districts, key=lambda code: merged.names[code][0])
    neighbourhoods = {
        "neighbourhood": [merged.names[code][0] for code in codes],
        "name": [merged.names[code][1] for code in codes],
        "cbs_code": codes,
    }
    layers = {
        "municipalities": (
            municipalities,
            [area.shape for area in product.municipalities.values()],
        ),
        "neighbourhoods": (neighbourhoods, [product.districts[code].shape for code in codes]),
    }
    # The format notes when it was written; the same input is to give the same bytes.
    option = "OGR_CURRENT_DATE"
    before = pyogrio.get_gdal_config_option(option)
    pyogrio.set_gdal_config_options({option: f"{product.year}-01-01T00:00:00.000Z"})
    try:
        with _scratch() as scratch:
            path = scratch / BOUNDARIES
            for layer, (columns, shapes) in layers.items():
                frame = geopandas.GeoDataFrame(columns, geometry=shapes, crs=RD)
                frame.to_file(path, layer=layer, driver="GPKG", engine="pyogrio")
            return path.read_bytes()
    finally:
        pyogrio.set_gdal_config_options({option: before})


def _cell(value: Any, mark: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ";".join(map(str, value))
    if not isinstance(value, Decimal):
        return str(value)
    plain = f"{value:f}"
    whole, point, decimals = plain.partition(".")
    if point and mark == "," and len(decimals) == 3:
        decimals += "0"  # three digits after a comma could be thousands
    return f"{whole}{mark}{decimals}" if point else plain
