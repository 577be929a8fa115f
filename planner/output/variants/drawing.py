"""A map of what all, some and none of the plans use, as one drawing without a background."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from planner.analysis.variants import Alternatives, frequency, locations
from planner.outcome import Outcome
from planner.output.geometry import shapes
from planner.output.variants.words import home_name, place_name
from planner.region.domain import Location
from planner.text import text

_WIDTH = 760
_EDGE = 14  # px around everything
_TOLERANCE = 40  # metres by which a simplified boundary may lie off
_LEAST = 2_000.0  # metres across, so that a single point has a map
_TALLEST = 1.6  # times as high as wide

type Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Area:
    """The outline of a neighbourhood as a path (px), how it is used, and what it says."""

    path: str
    use: str
    title: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A site, or a neighbourhood without an outline: where (px), how it is used, what it says."""

    x: float
    y: float
    use: str
    title: str
    site: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of a map: areas, borders of municipalities (paths), signs, and names (px)."""

    height: int
    areas: tuple[Area, ...]
    borders: tuple[str, ...]
    signs: tuple[Sign, ...]
    names: tuple[tuple[float, float, str], ...]


def drawing(found: Alternatives, plan: Outcome) -> Drawing:
    """The map of the plans; names come from `plan`, where they are safe to show.

    A neighbourhood stands for the dwellings from its stock, a site for its own. What no programme
    can use is marked `impossible`. Raises `PlannerError` for boundaries that cannot be read.
    """
    import shapely

    region = plan.region
    outlines = shapes(plan)
    use = locations(found.use())
    points = {Location(code): (row.x, row.y) for code, row in region.neighbourhoods.items()}
    points |= {Location(site.neighbourhood, code): _of_site(plan, code)
               for code, site in region.sites.items()}  # fmt: skip
    frame = _Frame.of([*points.values(), *_corners(outlines)])

    def said(location: Location) -> tuple[str, str]:
        numbers = use.get(location)
        kind = "impossible" if numbers is None else frequency(numbers)
        name = text(
            "report.place",
            place=place_name(region, location),
            municipality=home_name(region, location),
        )
        return kind, f"{name}: {_in_words(numbers)}"

    known = outlines["neighbourhoods"]
    simple = shapely.coverage_simplify(list(known.values()), _TOLERANCE)
    areas = tuple(
        Area(frame.path(shape), *said(Location(code)))
        for code, shape in zip(known, simple, strict=True)
    )
    borders = shapely.coverage_simplify(list(outlines["municipalities"].values()), _TOLERANCE)
    signs = tuple(
        Sign(*frame.at(*point), *said(location), bool(location.site))
        for location, point in points.items()
        if location.site or location.neighbourhood not in known
    )
    return Drawing(
        frame.height,
        areas,
        tuple(map(frame.path, borders)),
        signs,
        tuple(_names(plan, outlines["municipalities"], frame)),
    )


def _in_words(numbers: tuple[int, ...] | None) -> str:
    if numbers is None:
        return text("alternatives.impossible")
    used = sum(1 for number in numbers if number)
    said = text("alternatives.where", count=used, total=len(numbers))
    if not used:
        return said
    span = text("alternatives.span", least=min(numbers), most=max(numbers))
    return f"{said}; {span}"


def _of_site(plan: Outcome, code: str) -> Point:
    site = plan.region.sites[code]
    if site.x is not None and site.y is not None:
        return site.x, site.y
    home = plan.region.neighbourhoods[site.neighbourhood]
    return home.x, home.y


def _corners(outlines: Mapping[str, Mapping[str, Any]]) -> Iterable[Point]:
    for layer in outlines.values():
        for shape in layer.values():
            left, bottom, right, top = shape.bounds
            yield left, bottom
            yield right, top


def _names(
    plan: Outcome, outlines: Mapping[str, Any], frame: _Frame
) -> Iterable[tuple[float, float, str]]:
    for code, row in plan.region.municipalities.items():
        if code in outlines:
            middle = outlines[code].representative_point()
            yield (*frame.at(middle.x, middle.y), row.name)


@dataclass(frozen=True, slots=True)
class _Frame:
    """From EPSG:28992 metres to pixels, north up."""

    left: float
    top: float
    scale: float
    height: int

    @classmethod
    def of(cls, points: Iterable[Point]) -> _Frame:
        across, up = zip(*points, strict=True)
        wide = max(max(across) - min(across), _LEAST)
        high = max(max(up) - min(up), _LEAST / _TALLEST)
        # A tall region is as wide as lets it fit in height.
        scale = min((_WIDTH - 2 * _EDGE) / wide, _TALLEST * _WIDTH / high)
        spare = _WIDTH / scale - (max(across) - min(across))
        height = round((max(up) - min(up)) * scale) + 2 * _EDGE
        least = round(_LEAST / _TALLEST * scale) if height < 4 * _EDGE else height
        return cls(min(across) - spare / 2, max(up) + _EDGE / scale, scale, max(height, least))

    def at(self, x: float, y: float) -> Point:
        return round((x - self.left) * self.scale, 1), round((self.top - y) * self.scale, 1)

    def path(self, shape: Any) -> str:
        """The outline of a polygon, or of several, with their holes."""
        polygons = getattr(shape, "geoms", [shape])
        rings = [
            ring
            for polygon in polygons
            if polygon.geom_type == "Polygon" and not polygon.is_empty
            for ring in (polygon.exterior, *polygon.interiors)
        ]
        return "".join(
            "M" + "L".join("{} {}".format(*self.at(x, y)) for x, y, *_ in ring.coords[:-1]) + "Z"
            for ring in rings
        )
