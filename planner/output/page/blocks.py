"""What pages are made of: a chapter is a row of blocks, each drawn by the macro of its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import batched
from typing import TYPE_CHECKING, ClassVar

from planner.output.format import short

if TYPE_CHECKING:
    from planner.output.compared.difference_map import DifferenceMap
    from planner.output.page.charts import Bars, Columns
    from planner.output.page.scatter import Scatter
    from planner.output.variants.drawing import Drawing

# Columns of numbers that fit on a page of A4 beside the words.
_WIDEST = 9
_HEAD = 28
# Longest words that are not broken, in a head and in a cell.
_HEAD_WORD = 14
_WORD = 28


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a chapter."""

    block: ClassVar = "heading"
    words: str


@dataclass(frozen=True, slots=True)
class Text:
    """Sentences, each a paragraph; in small letters as a `note`."""

    block: ClassVar = "text"
    sentences: tuple[str, ...]
    note: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list, numbered where the items are ways to choose from."""

    block: ClassVar = "points"
    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """The few numbers that stand out, each with what it counts."""

    block: ClassVar = "figures"
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Details:
    """Blocks that open on a summary, which may count them."""

    block: ClassVar = "details"
    summary: str
    blocks: tuple[Block, ...]
    count: str = ""


def unbroken(words: str, *, head: bool = False) -> bool:
    """Whether a cell has a word so long that it has to be broken to fit."""
    return max(map(len, words.split()), default=0) > (_HEAD_WORD if head else _WORD)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: `words` columns of text on the left, numbers after them.

    The first column names the row. With `total` the last row is a sum. `look` are the classes of
    the style sheet for a table of text, settings or digests.
    """

    block: ClassVar = "grid"
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1
    total: bool = False
    look: str = ""

    @property
    def parts(self) -> Iterator[Grid]:
        """The table in pieces that fit on a page, each with the columns of text."""
        if len(self.heads) - self.words <= _WIDEST:
            yield self
            return
        for columns in batched(range(self.words, len(self.heads)), _WIDEST):
            kept = [*range(self.words), *columns]
            yield replace(
                self,
                heads=tuple(self.heads[column] for column in kept),
                rows=tuple(tuple(row[column] for column in kept) for row in self.rows),
            )

    @property
    def titled(self) -> Iterator[tuple[str, str]]:
        """The heads as shown, and in full where they are cut."""
        for head in self.heads:
            shown = short(head, _HEAD) if max(map(len, head.split()), default=0) > _HEAD else head
            yield shown, "" if shown == head else head


type Block = (
    Heading | Text | Points | Figures | Details | Grid
    | Bars | Columns | Scatter | DifferenceMap | Drawing
)  # fmt: skip
type Blocks = tuple[Block, ...]
