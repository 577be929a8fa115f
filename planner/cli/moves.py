"""The table of what reorganisations of municipalities moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.cli.tables import show_table
from planner.text import text

if TYPE_CHECKING:
    from planner.region.load import Loaded


def show_moves(loaded: Loaded) -> None:
    """Print what moved between municipalities, if anything did."""
    from planner.output.moves import NUMBERS, cells, header

    if loaded.moves:
        rows = [cells(loaded.region, move) for move in loaded.moves]
        show_table(text("reorganise.title"), header(), rows, NUMBERS)
