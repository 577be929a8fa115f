"""A map of what all, some and none of the plans use, as one drawing without a background."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from planner.analysis.variants import Alternatives, frequency, locations
from planner.outcome import Outcome
from planner.output.drawing import Frame
from planner.output.geometry import shapes
from planner.output.variants.words import home_name, place_name
from planner.region.domain import Location
from planner.text import text

_TOLERANCE = 40  # metres by which a simplified boundary may lie off

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

    block: ClassVar = "use"
    height: float
    areas: tuple[Area, ...]
    borders: tuple[str, ...]
    signs: tuple[Sign, ...]
    names: tuple[tuple[float, float, str], ...]


def drawing(found: Alternatives[Outcome], plan: Outcome) -> Drawing:
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
    known_bounds = (shape.bounds for layer in outlines.values() for shape in layer.values())
    frame = Frame.around([*((x, y, x, y) for x, y in points.values()), *known_bounds])

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


def _names(
    plan: Outcome, outlines: Mapping[str, Any], frame: Frame
) -> Iterable[tuple[float, float, str]]:
    for code, row in plan.region.municipalities.items():
        if code in outlines:
            middle = outlines[code].representative_point()
            yield (*frame.at(middle.x, middle.y), row.name)
