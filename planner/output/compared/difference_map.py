"""Where a plan has more or fewer dwellings than another: a small map to stand in a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any, ClassVar, Literal

from planner.analysis.compare import PlaceRow
from planner.analysis.recorded import GEOPACKAGE
from planner.errors import PlannerError, Problem
from planner.output.drawing import Frame
from planner.output.format import listed, short
from planner.output.names import Names
from planner.text import text

_SMALLEST, _LARGEST = 11.0, 20.0
_LONGEST = 24  # letters of a name on the map
_LETTER = 7  # width of a letter of a name

type Kind = Literal["more", "fewer", "swap"]


@dataclass(frozen=True, slots=True)
class Land:
    """The outline of a municipality, as the path of an SVG, and where its name stands (px)."""

    path: str
    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A neighbourhood with more or fewer dwellings: its circle (px), sign and description."""

    x: float
    y: float
    radius: float
    kind: Kind
    sign: str
    title: str


@dataclass(frozen=True, slots=True)
class DifferenceMap:
    """A map 760 px wide, and what it shows in words."""

    block: ClassVar = "difference"
    height: float
    lands: tuple[Land, ...]
    spots: tuple[Spot, ...]
    description: str


def difference_map(
    folders: Sequence[Path], rows: Sequence[PlaceRow], names: Names
) -> DifferenceMap | None:
    """The map of a difference; `None` where no place has more or fewer.

    Outlines and points are those of the plans' GeoPackages, the first folder's before the others'.
    Raises `PlannerError` for one that cannot be read.
    """
    if not rows:
        return None
    places: dict[str, Any] = {}
    for folder in reversed(folders):
        places |= _shapes(folder, "neighbourhoods", "neighbourhood")
    # The municipalities of the first plan: those of another may lie over them.
    ours = _shapes(folders[0], "municipalities", "municipality")
    outlines = {code: shape for code, shape in ours.items() if shape.geom_type != "Point"}
    points = {code: shape.representative_point() for code, shape in places.items()}
    frame = Frame.around(shape.bounds for shape in [*outlines.values(), *points.values()])
    largest = max(row.fewer + row.more for row in rows)
    spots = [
        _spot(row, _pixel(frame, points[row.neighbourhood]), largest, names)
        for row in rows
        if row.neighbourhood in points
    ]
    return DifferenceMap(
        height=frame.height,
        lands=tuple(_lands(outlines, frame, names, spots)),
        # The small ones last, so that none lies hidden.
        spots=tuple(sorted(spots, key=lambda spot: (-spot.radius, spot.y, spot.x))),
        description=listed(spot.title for spot in spots),
    )


def _pixel(frame: Frame, point: Any) -> tuple[float, float]:
    return frame.at(point.x, point.y)


def _lands(
    outlines: Mapping[str, Any], frame: Frame, names: Names, spots: Sequence[Spot]
) -> Iterator[Land]:
    import shapely

    if not outlines:
        return
    # A pixel is as fine as it can be seen; neighbours are simplified together.
    simple = shapely.coverage_simplify(list(outlines.values()), 1 / frame.scale)
    for code, shape in zip(outlines, simple, strict=True):
        name = short(names("municipalities", code), _LONGEST)
        x, y = _free(*_pixel(frame, shape.representative_point()), len(name), spots)
        yield Land(frame.path(shape), name, x, y)


def _free(x: float, y: float, letters: int, spots: Sequence[Spot]) -> tuple[float, float]:
    """Where a name stands clear of every circle: as near as can be above or below its place."""
    half = letters * _LETTER / 2

    def covered(at: float) -> bool:
        return any(
            abs(spot.x - x) < half + spot.radius and abs(spot.y - at + 4) < 7 + spot.radius
            for spot in spots
        )

    steps = sorted(range(-6, 7), key=abs)
    return x, next((y + 9 * step for step in steps if not covered(y + 9 * step)), y)


def _spot(row: PlaceRow, at: tuple[float, float], largest: int, names: Names) -> Spot:
    net = row.more - row.fewer
    kind: Kind = "more" if net > 0 else "fewer" if net < 0 else "swap"
    sign = f"+{net}" if net > 0 else f"−{-net}" if net < 0 else f"±{row.more}"
    size = abs(net) or row.more
    radius = _SMALLEST + (_LARGEST - _SMALLEST) * sqrt(size / largest)
    values = {"place": names("neighbourhoods", row.neighbourhood)}
    title = text("compare.map.spot", more=row.more, fewer=row.fewer, **values)
    return Spot(*at, round(radius, 1), kind, sign, title)


def _shapes(folder: Path, layer: str, column: str) -> dict[str, Any]:
    """The shapes of a layer of a plan by code; rows without a shape are left out."""
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        frame = pyogrio.read_dataframe(folder / GEOPACKAGE, layer=layer)
        shapes = zip(frame[column], frame.geometry, strict=True)
    except (DataLayerError, DataSourceError, KeyError, AttributeError) as error:
        problem = Problem("compare.unreadable", {"folder": str(folder)}, GEOPACKAGE)
        raise PlannerError(problem) from error
    return {str(code): shape for code, shape in shapes if shape is not None and not shape.is_empty}
