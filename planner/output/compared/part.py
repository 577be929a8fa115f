"""What the chapters of a comparison are made of."""

from __future__ import annotations

from dataclasses import dataclass

from planner.output.compared.difference_map import DifferenceMap
from planner.output.report.parts import Grid


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter: figures (number and what it counts), sentences, a list, a map and tables."""

    figures: tuple[tuple[str, str], ...] = ()
    sentences: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    map: DifferenceMap | None = None
    grids: tuple[Grid, ...] = ()
