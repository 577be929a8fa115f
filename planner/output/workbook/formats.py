"""Cell formats of a workbook, each made once, and cells written with them."""

from __future__ import annotations

from typing import Any

from planner.output.plain import plain
from planner.output.workbook.table import Kind

# The most characters that a cell of a workbook holds.
LONGEST = 32_767
_LINE = 15  # height of a line (points)
_HIGHEST = 409  # of a row (points)


class Formats:
    """The cell formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[Kind, bool], Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 14})
        look = {"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "valign": "top"}
        look["text_wrap"] = True
        self._headers = {
            align: book.add_format({**look, "align": align})
            for align in ("left", "center", "right")
        }
        self.strong = book.add_format({"bold": True})
        self.wrapped = book.add_format({"valign": "top", "text_wrap": True})

    def header(self, kind: Kind = Kind.TEXT) -> Any:
        """The format of the heading of a column, which stands as its cells do."""
        align = {Kind.TEXT: "left", Kind.YEAR: "center"}.get(kind, "right")
        return self._headers[align]

    def of(self, kind: Kind, total: bool = False) -> Any:
        """The format of a kind of numbers, or of the total under them."""
        if (kind, total) not in self._made:
            extra: dict[str, Any] = {"bold": True, "top": 1} if total else {}
            if kind is Kind.YEAR:
                extra["align"] = "center"
            shown = {"valign": "top", "num_format": kind.value, **extra}
            self._made[kind, total] = self._book.add_format(shown)
        return self._made[kind, total]


def put(sheet: Any, row: int, column: int, value: Any, shown: Any) -> None:
    """Write text as text and numbers as numbers; nothing for `None` and an empty text."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(row, column, plain(value)[:LONGEST], shown)
    else:
        sheet.write_number(row, column, float(value), shown)


def lines(words: str, width: int) -> int:
    """How many lines words take in a column so wide (characters), broken between words."""
    count, room = 1, width
    for word in words.split():
        if len(word) > room and room < width:
            count, room = count + 1, width
        # A word too long for a line is broken wherever it has to.
        count += max(0, len(word) - 1) // width if len(word) > width else 0
        room -= len(word) + 1
    return count


def height(count: int) -> int:
    """The height of a row with so many lines (points); few programs find it by themselves."""
    return min(_HIGHEST, _LINE * count)
