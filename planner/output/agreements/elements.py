"""What an agreement is made of, before it becomes a document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a part; `article` puts its number in front, `new_page` begins a page."""

    words: str
    article: bool = True
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of text; `mark` is the letter or number in front of it."""

    words: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row. `widths` are relative; `numbers` the columns that hold numbers.

    `about` says what it shows, for who cannot see it. `total` makes the last row the total.
    """

    about: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    numbers: frozenset[int] = frozenset()
    total: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """Room for one party to sign: for whom, and the names of the lines to fill in."""

    party: str
    lines: tuple[str, ...]


type Element = Heading | Paragraph | Table | Signature
