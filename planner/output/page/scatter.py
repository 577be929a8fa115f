"""A chart of points over two axes, which start where the values do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import ClassVar

from planner.output.page.charts import Chart, round_step

_LEFT, _RIGHT, _TOP, _BASE = 96, 730, 24, 380
_MARGIN = 0.06  # of the range of values, free on each side
_TICKS = 6

type Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dot:
    """A numbered point (px), whether it is filled, and what it says."""

    x: float
    y: float
    number: int
    filled: bool
    title: str


@dataclass(frozen=True, slots=True)
class Scatter(Chart):
    """Points, the stairs between them as a path, and both axes with their ticks (px, words)."""

    block: ClassVar = "scatter"
    dots: tuple[Dot, ...]
    stairs: str
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]
    names: tuple[str, str]
    left: int = _LEFT
    right: int = _RIGHT
    top: int = _TOP
    base: int = _BASE


def scatter(
    name: str,
    title: str,
    description: str,
    points: Sequence[tuple[Pair, bool, str]],
    names: tuple[str, str],
    written: tuple[Callable[[float], str], Callable[[float], str]],
) -> Scatter:
    """A chart of points: values, whether filled, and words; by their first value.

    `names` are those of the axes, `written` how their values are written. Whatever lies above the
    stairs or to the right of them is worse than one of the points, where less is better.
    """
    across = _Axis.of([pair[0] for pair, _, _ in points], _LEFT, _RIGHT)
    up = _Axis.of([pair[1] for pair, _, _ in points], _BASE, _TOP)
    dots = tuple(
        Dot(across.at(pair[0]), up.at(pair[1]), number, filled, words)
        for number, (pair, filled, words) in enumerate(points, start=1)
    )
    stairs = f"M{dots[0].x} {_TOP}V{dots[0].y}"
    stairs += "".join(f"H{dot.x}V{dot.y}" for dot in dots[1:]) + f"H{_RIGHT}"
    return Scatter(
        name,
        title,
        description,
        dots,
        stairs,
        tuple((across.at(value), written[0](value)) for value in across.ticks),
        tuple((up.at(value), written[1](value)) for value in up.ticks),
        names,
    )


@dataclass(frozen=True, slots=True)
class _Axis:
    low: float
    high: float
    begin: int
    end: int

    @classmethod
    def of(cls, values: Sequence[float], begin: int, end: int) -> _Axis:
        low, high = min(values), max(values)
        spare = _MARGIN * ((high - low) or abs(high) or 1.0)
        return cls(low - spare, high + spare, begin, end)

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.begin + share * (self.end - self.begin), 1)

    @property
    def ticks(self) -> list[float]:
        """Round values, a round step apart."""
        step = round_step((self.high - self.low) / _TICKS)
        numbers = range(ceil(self.low / step), floor(self.high / step) + 1)
        return [round(number * step, 10) for number in numbers]
