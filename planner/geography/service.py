"""The national service for districts and quarters (*wijken en buurten*) of CBS, at PDOK.

Two products of a year, named in the table `data/geo/services.csv`: features by municipality (OGC
API Features, part 1 and 2: pages of GeoJSON that link to the next), and the whole country as one
GeoPackage, found through its Atom feed. A year that the first does not have is looked for in the
second.
"""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import httpx

from planner.errors import PlannerError, Problem
from planner.geography.areas import Level
from planner.geography.http import AbsentError, Client, UnusableError
from planner.geography.layers import Layer, read_file, to_layer
from planner.region.bundled import data_folder
from planner.region.coordinates import RD

COLLECTIONS = {
    Level.MUNICIPALITY: "gemeenten",
    Level.DISTRICT: "wijken",
    Level.QUARTER: "buurten",
}
_CRS = "http://www.opengis.net/def/crs/EPSG/0/28992"
_PAGE = 100  # features at once: a page of whole municipalities is a few megabytes
MOST_PAGES = 200  # of one collection, for one municipality or of all of them
MOST_PARTS = 1_600_000  # lists and objects in an answer: a point of a boundary is one
_ATOM = "{http://www.w3.org/2005/Atom}"
_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Service:
    """One product of the national service: how it is spoken to, where, and from which year."""

    kind: str
    host: str
    path: str
    first_year: int
    newest_year: int

    def url(self, year: int, host: str | None) -> str:
        """The address of a year's product, on another host where one is given."""
        return (host or self.host).rstrip("/") + self.path.format(year=year)


@cache
def services() -> tuple[Service, ...]:
    """The products of the service in the order they are tried."""
    with (data_folder("geo") / "services.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Service(
                row["kind"], row["host"], row["path"],
                int(row["first_year"]), int(row["newest_year"]),
            )
            for row in csv.DictReader(file)
        )  # fmt: skip


def newest_year() -> int:
    """The newest year that is known to have a product."""
    return max(service.newest_year for service in services())


class Features:
    """The product of a year as features; only the municipalities asked for are fetched."""

    def __init__(self, client: Client, url: str) -> None:
        self._client, self._url = client, url

    def municipalities(self) -> list[Layer]:
        """All municipalities."""
        return [self._collection(Level.MUNICIPALITY, {})]

    def districts(self, level: Level, municipalities: Collection[str]) -> list[Layer]:
        """The areas of a level in municipalities (codes)."""
        return [self._collection(level, {"gemeentecode": code}) for code in sorted(municipalities)]

    def _collection(self, level: Level, wanted: dict[str, str]) -> Layer:
        """Every feature of a collection, page after page."""
        import geopandas

        collection = COLLECTIONS[level]
        query = urlencode({"f": "json", "crs": _CRS, "limit": _PAGE, **wanted})
        url: str | None = f"{self._url}/collections/{collection}/items?{query}"
        rows: list[dict[str, Any]] = []
        shapes: list[Any] = []
        seen: set[str] = set()
        matched = None
        while url is not None:
            if len(seen) == MOST_PAGES:
                raise PlannerError(Problem("geo.pages", {"url": url, "most": MOST_PAGES}))
            seen.add(url)
            page = self._client.get(url, _page)
            rows += [feature.get("properties") or {} for feature in page["features"]]
            shapes += page["shapes"]
            matched = page.get("numberMatched", matched)
            url = _next(page, url, seen)
        if isinstance(matched, int) and matched != len(rows):
            values = {"collection": collection, "expected": matched, "found": len(rows)}
            raise PlannerError(Problem("geo.too_few", values))
        series = geopandas.GeoSeries(shapes, crs=RD)
        return to_layer(urlsplit(self._url).netloc, collection, rows, series)


class Whole:
    """The product of a year as one file for the whole country."""

    def __init__(self, path: Path, name: str) -> None:
        self._layers = read_file(path, name)

    def municipalities(self) -> list[Layer]:
        """Every layer of the file."""
        return self._layers

    def districts(self, level: Level, municipalities: Collection[str]) -> Sequence[Layer]:
        """Nothing more: `municipalities` gave it all."""
        return []


def find(client: Client, year: int, host: str | None) -> Features | Whole:
    """The product of a year, the first that has it; raises `PlannerError` where none has.

    Where a year that is known to have a product has none, or another host was asked, it names the
    addresses that do not exist: then it is the address that is wrong.
    """
    absent = []
    for service in services():
        if year < service.first_year:
            continue
        url = service.url(year, host)
        try:
            if service.kind == "features":
                client.get(f"{url}/collections?f=json", _collections)
                return Features(client, url)
            return Whole(_geopackage(client, url), urlsplit(url).netloc)
        except AbsentError as error:
            absent.append(str(error))
    first = min(service.first_year for service in services())
    values = {"year": str(year), "first": str(first), "newest": str(newest_year())}
    if absent and (host or first <= year <= newest_year()):
        values |= {"urls": ", ".join(absent)}
        raise PlannerError(Problem("geo.absent", {**values, "count": len(absent)}))
    raise PlannerError(Problem("geo.unknown_year", values))


def _geopackage(client: Client, feed: str) -> Path:
    """Download the GeoPackage that a feed, or a feed it names, offers."""
    links = client.get(feed, _links)
    file = _ending(links, ".gpkg")
    inner = _ending(links, ".xml")
    if file is None and inner is not None:
        feed = urljoin(feed, inner)
        file = _ending(client.get(feed, _links), ".gpkg")
    if file is None:
        raise PlannerError(Problem("geo.no_download", {"url": feed}))
    return client.download(urljoin(feed, file), _SQLITE)


def _ending(links: list[str], ending: str) -> str | None:
    return next((link for link in links if urlsplit(link).path.endswith(ending)), None)


def _links(content: bytes, headers: httpx.Headers) -> list[str]:
    """The addresses that the entries of an Atom feed link to."""
    try:
        root = ET.fromstring(content)
    except ET.ParseError as error:
        raise UnusableError("geo.not_this", kind=_kind(headers)) from error
    found = root.iter(f"{_ATOM}entry")
    return [link.get("href", "") for entry in found for link in entry.iter(f"{_ATOM}link")]


def _collections(content: bytes, headers: httpx.Headers) -> Any:
    document = _json(content, headers)
    if not isinstance(document.get("collections"), list):
        raise UnusableError("geo.not_this", kind=_kind(headers))
    return document


def _page(content: bytes, headers: httpx.Headers) -> Any:
    """A page of features in the coordinate system asked for, with their shapes."""
    document = _json(content, headers)
    whole = all(
        isinstance(parts, list) and all(isinstance(part, dict) for part in parts)
        for parts in (document.get("features"), document.setdefault("links", []))
    )
    if document.get("type") != "FeatureCollection" or not whole:
        raise UnusableError("geo.not_this", kind=_kind(headers))
    crs = headers.get("Content-Crs", _CRS).strip("<> ")
    if crs != _CRS:
        raise UnusableError("geo.other_crs", crs=crs)
    returned = document.get("numberReturned")
    features = document["features"]
    if isinstance(returned, int) and returned != len(features):
        raise UnusableError("geo.not_this", kind=_kind(headers))
    if not all(isinstance(feature.get("properties") or {}, dict) for feature in features):
        raise UnusableError("geo.not_this", kind=_kind(headers))
    try:
        document["shapes"] = [_shape(feature.pop("geometry", None)) for feature in features]
    except Exception as error:  # what is no geometry fails in any way it likes
        raise UnusableError("geo.bad_geometry") from error
    return document


def _shape(geometry: Any) -> Any:
    """The shape of a GeoJSON geometry; `None` for none."""
    from shapely.geometry import shape

    return None if geometry is None else shape(geometry)


def _json(content: bytes, headers: httpx.Headers) -> Any:
    if "json" not in headers.get("Content-Type", "json"):
        raise UnusableError("geo.not_this", kind=_kind(headers))
    if content.count(b"[") + content.count(b"{") > MOST_PARTS:
        raise UnusableError("geo.not_this", kind=_kind(headers))
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnusableError("geo.not_this", kind=_kind(headers)) from error
    if not isinstance(document, dict):
        raise UnusableError("geo.not_this", kind=_kind(headers))
    return document


def _next(page: Any, url: str, seen: Collection[str]) -> str | None:
    """The page after this one; one seen before, or elsewhere, is refused."""
    found = next((link.get("href") for link in page["links"] if link.get("rel") == "next"), None)
    if not isinstance(found, str):
        return None
    following = urljoin(url, found)
    if following in seen or urlsplit(following).netloc != urlsplit(url).netloc:
        raise PlannerError(Problem("geo.next_page", {"url": following}))
    return following


def _kind(headers: httpx.Headers) -> str:
    return str(headers.get("Content-Type", "?")).partition(";")[0]
