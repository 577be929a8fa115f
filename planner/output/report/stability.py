"""What moved from an earlier plan, and which change of input made it move."""

from __future__ import annotations

from dataclasses import dataclass

from planner.outcome import Outcome
from planner.output import moved
from planner.output.page.blocks import Grid
from planner.text import text


@dataclass(frozen=True, slots=True)
class Stability:
    """Sentences, and a table of what moved from where to where."""

    sentences: tuple[str, ...]
    table: Grid


def chapter(outcome: Outcome) -> Stability | None:
    """What moved; `None` where no earlier plan was given."""
    if outcome.stability is None:
        return None
    rows = moved.rows(outcome.stability.relocations, moved.names_of(outcome))
    # The number comes last, as in every table of the report.
    order = (0, 2, 3, 1)
    heads = moved.header()
    return Stability(
        tuple(moved.sentences(outcome)),
        Grid(
            text("stability.caption"),
            tuple(heads[column] for column in order),
            tuple(tuple(row[column] for column in order) for row in rows),
            words=3,
            look="text",
        ),
    )
