"""Colours and signs, the same in map, layers, pages and charts and in every edition.

Every colour stays apart for the colour-blind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, pi, sin

from planner.region.domain import Region

# Okabe and Ito, Color Universal Design (2008); those close to the colours of quotas come last.
_PALETTE = (
    "#0072B2",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#F0E442",
    "#D55E00",
    "#E69F00",
    "#000000",
)
_SHAPES = ("circle", "square", "triangle", "diamond", "hexagon", "star", "cross", "pentagon")
# So many programmes all look different.
DIFFERENT = len(_PALETTE) * len(_SHAPES)

# The classes of `planner.output.classes`. ColorBrewer PuOr: brown is too few, near-white just met,
# purple more.
FULFILMENT = {
    "half": "#b35806",
    "fifths": "#f1a340",
    "nearly": "#fee0b6",
    "exactly": "#f7f7f7",
    "above": "#d8daeb",
    "far_above": "#998ec3",
}
# Where there is nothing to say.
NOTHING = "#c3c9ce"
# Warm greys from light to dark, which no programme has, and a colour of its own for the limit.
_LOAD = ("#fbfaf7", "#f0ece4", "#e2dbcf", "#cfc5b5", "#b5a897", "#968877", "#74675a", "#4f453c")
AT_LIMIT = "#a3123a"
# How full a support point is, and what becomes a site.
USE = {"unused": "#ffffff", "used": "#a6bddb", "nearly_full": "#2b8cbe", "full": "#045a8d"}
SITES = {
    "new_build": "#56b4e9",
    "conversion": "#e69f00",
    "tenancy_transfer": "#009e73",
    "existing": "#cc79a7",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """How a programme is drawn; it is known by its shape, colour only helps.

    `ink` is the colour of a number in it, `number` its place among the signs.
    """

    number: int
    shape: str
    colour: str
    ink: str

    @property
    def corners(self) -> list[tuple[float, float]]:
        """The corners of its shape, as large as a circle of radius 1; none for a circle."""
        return [(round(x, 3), round(y, 3)) for x, y in _CORNERS[self.shape]]

    def points(self, x: float, y: float, radius: float) -> str:
        """Its corners around a point, as SVG has them."""
        return " ".join(f"{x + radius * dx:.1f},{y + radius * dy:.1f}" for dx, dy in self.corners)


def signs(region: Region) -> dict[str, Sign]:
    """The sign of every programme.

    Confidential ones come last, so that the others look the same in editions that know of none.
    """
    codes = sorted(region.programmes, key=lambda code: region.programmes[code].confidential)
    found = {code: sign(number) for number, code in enumerate(codes)}
    return {code: found[code] for code in region.programmes}


def sign(number: int) -> Sign:
    """The sign of this number; the first `DIFFERENT` all look different."""
    colour = _PALETTE[(number + number // len(_SHAPES)) % len(_PALETTE)]
    light = contrast("#ffffff", colour) >= contrast("#000000", colour)
    return Sign(number, _SHAPES[number % len(_SHAPES)], colour, "#ffffff" if light else "#000000")


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (#rrggbb) as WCAG 2.2 defines it: 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def load_colours(classes: int) -> list[str]:
    """Colours for this many classes below the limit, from light to dark, and for the limit."""
    if classes == 1:
        return [_LOAD[0], AT_LIMIT]
    step = (len(_LOAD) - 1) / max(1, classes - 1)
    return [*(_LOAD[round(place * step)] for place in range(classes)), AT_LIMIT]


type Corners = list[tuple[float, float]]


def _regular(count: int, radius: float, turn: float = -pi / 2) -> Corners:
    angles = [turn + 2 * pi * place / count for place in range(count)]
    return [(radius * cos(angle), radius * sin(angle)) for angle in angles]


def _star() -> Iterator[tuple[float, float]]:
    for outer, inner in zip(_regular(5, 1.32), _regular(5, 0.72, -pi / 2 + pi / 5), strict=True):
        yield outer
        yield inner


def _cross(far: float = 1.06, near: float = 0.46) -> Corners:
    arm = [(-near, -far), (near, -far), (near, -near)]
    turned = arm
    found = list(arm)
    for _ in range(3):
        turned = [(-y, x) for x, y in turned]
        found += turned
    return found


_CORNERS: dict[str, Corners] = {
    "circle": [],
    "square": _regular(4, 1.25, pi / 4),
    "triangle": _regular(3, 1.42),
    "diamond": _regular(4, 1.28, 0),
    "pentagon": _regular(5, 1.16),
    "hexagon": _regular(6, 1.1, 0),
    "star": list(_star()),
    "cross": _cross(),
}
