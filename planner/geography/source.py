"""The column `source` of rows that hold figures of an official product.

    assumption: existing load unknown, 0 taken; planner geo: CBS … 2022, WK040201: inhabitants, x, y

Before the first mark stands what the row said of itself; after each, a product, the official code
and the columns that come from there. So a later update knows which cells are its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from planner.region.overrides import is_assumption

_MARK = "planner geo: "
_FORM = re.compile(
    r"(?P<product>.*), (?P<code>(?:GM|WK|BU)[0-9A-Z]+): (?P<columns>[a-z_]+(?:, [a-z_]+)*)"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Which columns of a row come from which product and official area."""

    product: str
    code: str
    columns: tuple[str, ...]

    def __str__(self) -> str:
        return f"{_MARK}{self.product}, {self.code}: {', '.join(self.columns)}"


@dataclass(frozen=True, slots=True)
class Source:
    """A row's source in parts: its own words, and what earlier updates put in."""

    base: str
    origins: tuple[Origin, ...] = ()

    @property
    def code(self) -> str:
        """The official code of the last update; empty for none."""
        return self.origins[-1].code if self.origins else ""

    @property
    def entered(self) -> bool:
        """Whether the row is the user's own: neither an assumption nor made by an update."""
        return not is_assumption(self.base) and (bool(self.base) or not self.origins)

    def owns(self, column: str) -> bool:
        """Whether a cell is ours to change: an assumption, or put there by an earlier update."""
        return is_assumption(self.base) or any(column in origin.columns for origin in self.origins)

    def updated(self, origin: Origin) -> Source:
        """The source once an update has put in its columns; the rest stays where it is from."""
        if not origin.columns:
            return self
        earlier = []
        for known in self.origins:
            left = tuple(column for column in known.columns if column not in origin.columns)
            if left:
                earlier.append(Origin(known.product, known.code, left))
        return Source(self.base, (*earlier, origin))

    def __str__(self) -> str:
        return "; ".join([self.base] * bool(self.base) + [str(each) for each in self.origins])


def parse(source: str | None) -> Source:
    """The parts of a source as a table has it."""
    base, *marked = (source or "").split(f"; {_MARK}")
    if base.startswith(_MARK):
        base, marked = "", [base.removeprefix(_MARK), *marked]
    origins = []
    for words in marked:
        match = _FORM.fullmatch(words)
        if match is None:  # somebody wrote in it: then it is their source
            return Source(source or "")
        columns = tuple(match["columns"].split(", "))
        origins.append(Origin(match["product"], match["code"], columns))
    return Source(base, tuple(origins))
