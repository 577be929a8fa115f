"""Colours, sizes and signs of the map; every colour stays apart for the colour-blind."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, cos, pi, sin, sqrt

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
_LIGHT_TEXT = {"#0072B2", "#D55E00", "#000000", "#009E73"}

# Diverging from brown (too few) by near-white (just met) to purple (more): ColorBrewer PuOr.
FULFILMENT = {
    "far_below": "#b35806",
    "below": "#fdb863",
    "met": "#f7f7f7",
    "above": "#998ec3",
    "none": "#d0d0d0",
}

_LARGEST_PROGRAMME = 18.0
_LARGEST_MUNICIPALITY = 40.0
_SMALLEST = 5.0


def programme_colour(position: int) -> str:
    """The colour of the programme at this position in the region."""
    return _PALETTE[position % len(_PALETTE)]


def text_colour(background: str) -> str:
    """The colour of a number on a programme's circle."""
    return "#fff" if background in _LIGHT_TEXT else "#000"


def fulfilment(quota: int, delivered: int) -> str:
    """The class of a municipality: far below is less than four fifths of its quota."""
    if not quota:
        return "above" if delivered else "none"
    if delivered == quota:
        return "met"
    if delivered > quota:
        return "above"
    return "far_below" if 5 * delivered < 4 * quota else "below"


def radius(number: int, largest: int, programme: bool = True) -> int:
    """Radius (px) of a circle whose area goes with a number of dwellings."""
    most = _LARGEST_PROGRAMME if programme else _LARGEST_MUNICIPALITY
    return ceil(max(_SMALLEST, most * sqrt(number / largest))) if largest else ceil(_SMALLEST)


def offsets(radii: Sequence[int]) -> list[tuple[int, int]]:
    """Where circles at one point go (px right and down of it), so that none hides another."""
    if len(radii) == 1:
        return [(0, 0)]
    # Neighbours on a ring of this radius just touch.
    widest = max(
        first + second for first, second in zip(radii, [*radii[1:], radii[0]], strict=True)
    )
    ring = widest / 2 / sin(pi / len(radii))
    return [
        (
            round(-ring * cos(2 * pi * turn / len(radii))),
            round(-ring * sin(2 * pi * turn / len(radii))),
        )
        for turn in range(len(radii))
    ]
