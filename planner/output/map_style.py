"""Colours, signs and sizes of the map; every colour stays apart for the colour-blind."""

from __future__ import annotations

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
# Drawn by the script of the page; a programme is known by its shape, colour only helps.
_SHAPES = ("circle", "square", "triangle", "diamond", "hexagon", "star", "cross", "pentagon")

# ColorBrewer PuOr: brown is too few, near-white just met, purple more.
FULFILMENT = ("#b35806", "#f1a340", "#fee0b6", "#f7f7f7", "#d8daeb", "#998ec3")
# Warm greys from light to dark, which no programme has, and a colour of its own for the limit.
_LOAD = ("#fbfaf7", "#f0ece4", "#e2dbcf", "#cfc5b5", "#b5a897", "#968877", "#74675a", "#4f453c")
AT_LIMIT = "#a3123a"

# Radius (px) of the largest sign, and of the circle of a municipality that has no boundary.
LARGEST_SYMBOL = 18
LARGEST_MUNICIPALITY = 44


def programme_style(position: int) -> dict[str, str]:
    """Shape, colour and colour of the number for the programme at this position in the region.

    The first 64 programmes all look different.
    """
    colour = _PALETTE[(position + position // len(_SHAPES)) % len(_PALETTE)]
    return {
        "shape": _SHAPES[position % len(_SHAPES)],
        "colour": colour,
        "ink": "#ffffff" if contrast("#ffffff", colour) >= contrast("#000000", colour) else "#000",
    }


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
    """Colours from light to dark for this many classes below the limit."""
    if classes == 1:
        return [_LOAD[0]]
    step = (len(_LOAD) - 1) / (classes - 1)
    return [_LOAD[round(place * step)] for place in range(classes)]
