"""Charts of bars, as rectangles and words at their places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import ClassVar

from planner.output.format import short, whole
from planner.output.palette import Sign

_LABEL = 34
# The patterns of what is no programme; those of programmes are the numbers of their signs.
PLAIN, MAIN, MORE = "-plain", "-main", "-more"
_BAR_HEIGHT = 26
_BAR_LEFT = 284
_BAR_WIDTH = 350
_COLUMNS_HEIGHT = 270
_COLUMNS_TOP = 30
_COLUMNS_LEFT = 56
_COLUMNS_WIDTH = 640
_TOP = 14


type Pattern = int | str


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle of a chart: place and size (px), the number of its pattern, what it says."""

    x: float
    y: float
    width: float
    height: float
    pattern: Pattern
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: its name (cut and in full), pieces, mark (px) and the words behind it."""

    label: str
    title: str
    y: int
    pieces: tuple[Piece, ...]
    mark: float | None
    note: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What every chart has: its name within the page, its title, and what a blind reader hears."""

    name: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Bars(Chart):
    """A chart of lying bars; `key` are its patterns with their names, `mark` the name of a mark."""

    block: ClassVar = "bars"
    bars: tuple[Bar, ...]
    height: int
    key: tuple[tuple[Pattern, str], ...]
    mark: str
    signs: tuple[Sign, ...] = ()


type BarRow = tuple[str, Sequence[tuple[Pattern, float, str]], float | None, str]


def bars(
    name: str,
    title: str,
    description: str,
    rows: Sequence[BarRow],
    key: Iterable[tuple[Pattern, str]],
    mark: str = "",
) -> Bars:
    """A chart of rows: name, pieces (pattern, value, words), marked value, words behind the bar."""
    largest = max(
        (max(sum(value for _, value, _ in pieces), mark or 0) for _, pieces, mark, _ in rows),
        default=0,
    )
    scale = _BAR_WIDTH / largest if largest else 0
    drawn = []
    for position, (label, values, marked, note) in enumerate(rows):
        x, pieces = float(_BAR_LEFT), []
        for pattern, value, words in values:
            if value > 0:
                width = round(value * scale, 1)
                pieces.append(Piece(round(x, 1), 4, width, _BAR_HEIGHT - 8, pattern, words))
                x += value * scale
        at = None if marked is None else round(_BAR_LEFT + marked * scale, 1)
        y = _TOP + position * _BAR_HEIGHT
        drawn.append(Bar(short(label, _LABEL), label, y, tuple(pieces), at, note))
    height = 2 * _TOP + len(rows) * _BAR_HEIGHT
    return Bars(name, title, description, tuple(drawn), height, tuple(key), mark)


@dataclass(frozen=True, slots=True)
class Column:
    """A standing bar: its name, the middle (px), its pieces, and the number on top of it."""

    label: str
    middle: float
    pieces: tuple[Piece, ...]
    total: str
    top: float


@dataclass(frozen=True, slots=True)
class Columns(Chart):
    """A chart of standing bars with a line of what is asked, as points (px) and steps.

    `signs` are those of the programmes in its key, where they are programmes.
    """

    block: ClassVar = "columns"
    columns: tuple[Column, ...]
    steps: tuple[tuple[float, float, float], ...]
    ticks: tuple[tuple[float, str], ...]
    base: float
    key: tuple[tuple[Pattern, str], ...]
    mark: str
    signs: tuple[Sign, ...] = ()


def columns(
    name: str,
    title: str,
    description: str,
    rows: Sequence[tuple[str, Sequence[tuple[Pattern, int, str]], int]],
    key: Iterable[tuple[Pattern, str]],
    mark: str,
    signs: Iterable[Sign] = (),
) -> Columns:
    """A chart of rows: name, pieces from the bottom (pattern, value, words), and what is asked."""
    largest = max(
        (max(sum(v for _, v, _ in values), asked) for _, values, asked in rows), default=0
    )
    step = _step(largest)
    top = max(step, ceil(largest / step) * step)
    base = _COLUMNS_TOP + _COLUMNS_HEIGHT

    def height(value: float) -> float:
        return round(base - value * _COLUMNS_HEIGHT / top, 1)

    room = _COLUMNS_WIDTH / max(1, len(rows))
    width = min(90.0, room * 0.6)
    drawn, steps = [], []
    for position, (label, values, asked) in enumerate(rows):
        middle = _COLUMNS_LEFT + room * (position + 0.5)
        pieces, so_far = [], 0
        for pattern, value, words in values:
            if value:
                y = height(so_far + value)
                tall = round(height(so_far) - y, 1)
                left = round(middle - width / 2, 1)
                pieces.append(Piece(left, y, round(width, 1), tall, pattern, words))
                so_far += value
        drawn.append(Column(label, round(middle, 1), tuple(pieces), whole(so_far), height(so_far)))
        reach = room * 0.42
        steps.append((round(middle - reach, 1), round(middle + reach, 1), height(asked)))
    ticks = tuple((height(value), whole(value)) for value in range(0, top + 1, step))
    return Columns(
        name,
        title,
        description,
        tuple(drawn),
        tuple(steps),
        ticks,
        base,
        tuple(key),
        mark,
        tuple(signs),
    )


def _step(largest: int) -> int:
    """A round step that divides a scale into about five."""
    return int(round_step(largest / 5)) if largest > 5 else 1


def round_step(rough: float) -> float:
    """The next step of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** floor(log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough)
