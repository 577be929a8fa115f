"""The classes of coloured areas, the same in map and layers, with the words of their legend."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, inf, log10, nextafter

from planner.text import text

# Upper bounds, each within its class: less than half, less than four fifths, less than the quota,
# exactly the quota, up to a fifth above it; what lies above is the last class.
_BOUNDS = (nextafter(0.5, 0), nextafter(0.8, 0), nextafter(1, 0), 1.0, 1.2)
_CLASSES = 6
_DECIMALS = 6


def fulfilment(quotas: Sequence[int], delivered: Sequence[int]) -> list[int | None]:
    """The class of each pair of a quota and a number delivered (dwellings), 0 to 5.

    Without a quota there is nothing to fulfil: `None`, or the last class where something is
    delivered all the same.
    """
    ratios = [
        number / quota if quota else (inf if number else None)
        for quota, number in zip(quotas, delivered, strict=True)
    ]
    known = iter(_classes([ratio for ratio in ratios if ratio not in (None, inf)], _BOUNDS))
    last = len(_BOUNDS)
    return [None if ratio is None else last if ratio == inf else next(known) for ratio in ratios]


@dataclass(frozen=True, slots=True)
class LoadClasses:
    """Round upper bounds (load per 1,000 dwellings) of the classes below the limit, ascending.

    A class holds its upper bound; above the last bound, and from the limit on, is the class of what
    is at its limit.
    """

    bounds: tuple[float, ...]
    limit: float

    @property
    def tops(self) -> list[float]:
        """The highest value in each class below the limit."""
        return [min(bound, nextafter(self.limit, 0)) for bound in self.bounds]

    def of(self, rates: Sequence[float]) -> list[int]:
        """The class of each rate; `len(bounds)` is at the limit or above."""
        return _classes(rates, self.tops)

    @property
    def labels(self) -> list[str]:
        """What each class is called, that of the limit last."""
        said, low = [], 0.0
        for bound in self.bounds:
            key = "present.load.below" if bound >= self.limit else "present.load.class"
            said.append(text(key, low=low, high=bound))
            low = bound
        return [*said, text("present.load.full", limit=self.limit)]


def load_classes(rates: Sequence[float], limit: float) -> LoadClasses:
    """Classes for all rates: at round numbers, up to the highest rate or the limit."""
    highest = min(max(rates, default=0.0), limit)
    if round(highest, _DECIMALS) <= 0:
        return LoadClasses((limit,) if limit > 0 else (), limit)
    step = _round_step(highest)
    breaks = (round(step * number, _DECIMALS) for number in range(1, ceil(highest / step) + 1))
    below = [bound for bound in breaks if 0 < bound < limit]
    reached = not below or highest > below[-1]
    return LoadClasses((*below, limit) if reached else tuple(below), limit)


def _round_step(highest: float) -> float:
    """1, 2 or 5 times a power of ten: the step of about `_CLASSES` classes from 0 to `highest`.

    The steps of Heckbert (1990), "Nice numbers for graph labels", Graphics Gems: `highest` is
    rounded up to such a number, and a part of it to the nearest.
    """
    power, digit = _scientific(highest)
    whole = next(nice for nice in (1, 2, 5, 10) if digit <= nice) * 10.0**power
    power, digit = _scientific(whole / (_CLASSES - 1))
    return next(nice for nice, end in ((1, 1.5), (2, 3), (5, 7), (10, inf)) if digit < end) * (
        10.0**power
    )


def _scientific(value: float) -> tuple[int, float]:
    power = floor(log10(value))
    return power, value / 10.0**power


def _classes(values: Sequence[float], bins: Sequence[float]) -> list[int]:
    """For each value the first bin whose upper bound it does not exceed; else `len(bins)`."""
    return [bisect_left(bins, value) for value in values]
