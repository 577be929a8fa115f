"""Doubts about where things are, and about numbers and pools that can hardly be meant."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot
from pathlib import Path
from statistics import median

from planner.errors import Problem
from planner.region.domain import Region
from planner.region.geometry import geometry_file, shapes
from planner.region.rows import Rows

# No region reaches so far from its middle (m).
FAR = 75_000
# A point may lie this far outside a boundary that was drawn roughly (m).
ROUGH = 500
# More inhabitants, or dwellings, than the Netherlands has.
MOST_PEOPLE = 20_000_000


def doubts_of_places(rows: Rows, region: Region, folder: Path) -> Iterator[Problem]:
    """Points and boundaries that do not fit together, and numbers above any country's."""
    yield from _far_points(rows)
    yield from _above_any_country(rows)
    yield from _pools(rows)
    path = geometry_file(folder, region.identity.name)
    if path is not None and path.parent == folder:
        yield from _other_geometry(rows, region, path)


def _far_points(rows: Rows) -> Iterator[Problem]:
    points = [(place.x, place.y) for _, place in rows.of("neighbourhoods")]
    middle = (median(x for x, _ in points), median(y for _, y in points))
    for table in ("neighbourhoods", "support_points", "sites"):
        for row, place in rows.of(table):
            if place.x is None:
                continue
            away = hypot(place.x - middle[0], place.y - middle[1])
            if away > FAR or place.x == 0:
                values = {"name": place.name, "km": round(away / 1000)}
                yield row.problem("doubt.far_point", "x", **values)


def _above_any_country(rows: Rows) -> Iterator[Problem]:
    for table in ("municipalities", "neighbourhoods"):
        for row, place in rows.of(table):
            for column in ("inhabitants", "dwellings"):
                if getattr(place, column) > MOST_PEOPLE:
                    yield row.problem("doubt.above_any_country", column, name=place.name)


def _pools(rows: Rows) -> Iterator[Problem]:
    freed = {programme.frees for _, programme in rows.of("programmes")}
    freed |= {site.converts for _, site in rows.of("sites")}
    told = set()
    first = min((rows.values or {}).get("region.years", ()), default=None)
    for row, pool in rows.of("pools"):
        if pool.pool not in freed and pool.pool not in told:
            told.add(pool.pool)
            yield row.problem("doubt.pool", "pool", name=pool.pool)
        for column in ("places", "waiting"):
            if getattr(pool, column) is not None and pool.year != first:
                yield row.problem("doubt.pool_state", column, year=pool.year, first=first)
    known = {pool.pool for _, pool in rows.of("pools")}
    for row, programme in rows.of("programmes") if known else ():
        if programme.frees is not None and programme.frees not in known:
            yield row.problem("doubt.frees", "frees", name=programme.frees)


def _other_geometry(rows: Rows, region: Region, path: Path) -> Iterator[Problem]:
    import shapely

    areas = shapes(path, "neighbourhoods", region.neighbourhoods.keys())
    wholes = shapes(path, "municipalities", region.municipalities.keys())
    if not areas and not wholes:
        yield Problem("doubt.other_geometry", {}, path.name)
    for row, place in rows.of("neighbourhoods"):
        now = region.neighbourhoods.get(place.code)
        for shape, key in (
            (areas.get(place.code), "doubt.outside_itself"),
            (wholes.get(now.municipality) if now else None, "doubt.outside_municipality"),
        ):
            metres = 0 if shape is None else shape.distance(shapely.Point(place.x, place.y))
            if metres > ROUGH:
                yield row.problem(key, "x", name=place.name, km=round(metres / 1000, 1))
                break
