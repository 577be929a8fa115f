"""Tables and paragraphs as text of a given width, in which no word, number or code is ever cut.

A table that is too wide breaks its cells between words. If that is not enough, its columns are
spread over several tables that each begin with the columns that name the rows; and where even one
column does not fit beside those, every row becomes a block of lines. Only a single word wider than
everything there is runs over the edge, where the terminal breaks it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence

_INDENT = 2
_GAP = 2
_RULE = "─"
# Marks that keep the direction of a name to itself: the planner's own.
_ISOLATES = {"\u2068", "\u2069"}

type Row = Sequence[str]


def visible(words: str, *, lines: bool = False) -> str:
    """The same words, with what would steer a terminal shown as what it is.

    With `lines` the ends of lines stay.
    """

    def shown(sign: str) -> str:
        if sign in _ISOLATES or (lines and sign == "\n"):
            return sign
        # Control characters, bytes of a name that are no text, and what turns the direction.
        turns = unicodedata.category(sign) == "Cf" and unicodedata.bidirectional(sign) != "BN"
        if unicodedata.category(sign) in ("Cc", "Cs") or turns:
            return sign.encode("unicode_escape").decode("ascii")
        return sign

    return "".join(map(shown, words))


def paragraph(words: str, width: int, indent: str = "", hanging: str | None = None) -> str:
    """Words broken between words, behind `indent`, on later lines behind `hanging`."""
    hanging = indent if hanging is None else hanging
    lines = [line for part in words.split("\n") for line in wrapped(part, width - len(hanging))]
    return "\n".join(f"{hanging if number else indent}{line}" for number, line in enumerate(lines))


def wrapped(words: str, width: int) -> list[str]:
    """Words in lines of at most `width` columns; a word that is wider has a line of its own."""
    if size(words) <= width:
        return [words]
    lines, line = [], ""
    for word in words.split():
        longer = f"{line} {word}" if line else word
        if line and size(longer) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def size(words: str) -> int:
    """How many columns of a terminal words take."""
    from rich.cells import cell_len

    return cell_len(words) - sum(words.count(mark) for mark in _ISOLATES if cell_len(mark))


def table_text(header: Row, rows: Iterable[Row], numbers: Collection[int], width: int) -> str:
    """A table of at most `width` columns; the columns in `numbers` stand flush right."""
    heads = [visible(head) for head in header]
    cells = [[visible(cell) for cell in row] for row in rows]
    least = [_least(heads, cells, column, column in numbers) for column in range(len(heads))]
    pieces = _pieces(least, numbers, width)
    if not pieces:
        return _blocks(heads, cells, width)
    return "\n\n".join(_piece(heads, cells, piece, least, numbers, width) for piece in pieces)


def _least(heads: Row, rows: Iterable[Row], column: int, number: bool) -> int:
    """The narrowest a column may be: its longest word; a number is one word."""
    words = [word for row in rows for word in ([row[column]] if number else row[column].split())]
    return max(map(size, [*words, *heads[column].split()]), default=0)


def _room(widths: Iterable[int]) -> int:
    widths = list(widths)
    return _INDENT + sum(widths) + _GAP * (len(widths) - 1)


def _pieces(least: Sequence[int], numbers: Collection[int], width: int) -> list[list[int]]:
    """The columns of each table that the columns are spread over; none where that cannot be."""
    every = list(range(len(least)))
    if _room(least) <= width:
        return [every]
    naming = list(range(min(numbers, default=len(least))))
    pieces: list[list[int]] = []
    for column in every[len(naming) :]:
        if pieces and _room(least[kept] for kept in [*pieces[-1], column]) <= width:
            pieces[-1].append(column)
        elif _room(least[kept] for kept in [*naming, column]) <= width:
            pieces.append([*naming, column])
        else:
            return []
    return pieces


def _piece(
    heads: Row,
    rows: Sequence[Row],
    columns: Sequence[int],
    least: Sequence[int],
    numbers: Collection[int],
    width: int,
) -> str:
    full = [max(size(row[column]) for row in (heads, *rows)) for column in columns]
    widths = _shared([least[column] for column in columns], full, width)

    def line(row: Row) -> list[str]:
        broken = [wrapped(row[column], wide) for column, wide in zip(columns, widths, strict=True)]
        tall = max(map(len, broken))
        shown = []
        for level in range(tall):
            parts = [
                _set(cell[level] if level < len(cell) else "", wide, column in numbers)
                for cell, wide, column in zip(broken, widths, columns, strict=True)
            ]
            shown.append((" " * _INDENT + (" " * _GAP).join(parts)).rstrip())
        return shown

    rule = " " * (_INDENT - 1) + _RULE * (_room(widths) - _INDENT + 2)
    body = [shown for row in rows for shown in line(row)]
    return "\n".join([*line(heads), rule[:width], *body])


def _shared(least: Sequence[int], full: Sequence[int], width: int) -> list[int]:
    """Widths within `width`: every column as wide as it needs, up to one bound for all."""
    for bound in range(max(full, default=0), 0, -1):
        widths = [max(low, min(high, bound)) for low, high in zip(least, full, strict=True)]
        if _room(widths) <= width:
            return widths
    return list(least)


def _set(words: str, width: int, right: bool) -> str:
    spare = " " * max(0, width - size(words))
    return spare + words if right else words + spare


def _blocks(heads: Row, rows: Iterable[Row], width: int) -> str:
    """Every row as lines, one for each column, behind its head."""
    wide = min(max(map(size, heads), default=0), (width - _INDENT) // 2)
    blocks = []
    for row in rows:
        lines = []
        for head, cell in zip(heads, row, strict=True):
            named, values = wrapped(head, wide), wrapped(cell, width - _INDENT - wide - _GAP)
            for level in range(max(len(named), len(values))):
                before = _set(named[level] if level < len(named) else "", wide, False)
                value = values[level] if level < len(values) else ""
                lines.append(f"{' ' * _INDENT}{before}{' ' * _GAP}{value}".rstrip())
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)
