"""What reorganisations of municipalities moved, where there are any."""

from __future__ import annotations

from dataclasses import dataclass

from planner.outcome import Outcome
from planner.output import moves
from planner.output.page.blocks import Grid
from planner.text import text

# Words first, then numbers.
_ORDER = [
    *(place for place in range(len(moves.COLUMNS)) if place not in moves.NUMBERS),
    *moves.NUMBERS,
]
# Households are numbers of people, which this report leaves out.
_OF_PEOPLE = "demand"


@dataclass(frozen=True, slots=True)
class Moved:
    """Who left the region and since when, and everything that went from one to another."""

    sentences: tuple[str, ...]
    table: Grid


def chapter(outcome: Outcome) -> Moved | None:
    """What moved, in the order it happened; `None` where nothing did."""
    region = outcome.region
    shown = [move for move in outcome.loaded.moves if move.what != _OF_PEOPLE]
    if not shown:
        return None
    sentences = (
        text("report.moves.left", municipality=region.municipalities[code].name, year=year)
        for code, year in region.left.items()
    )
    heads = [head[:1].upper() + head[1:] for head in moves.header()]
    rows = (moves.cells(region, move) for move in shown)
    return Moved(
        tuple(sentences),
        Grid(
            text("report.moves.caption"),
            tuple(heads[place] for place in _ORDER),
            tuple(tuple(row[place] for place in _ORDER) for row in rows),
            words=len(_ORDER) - len(moves.NUMBERS),
        ),
    )
