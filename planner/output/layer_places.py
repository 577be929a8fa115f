"""The shapes of municipalities and neighbourhoods, from boundaries as far as they are known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

import shapely

from planner.outcome import Outcome
from planner.output.geometry import geometry_file, shapes
from planner.output.layer_style import Kind
from planner.region.geometry import schematic
from planner.text import text

_DOT = 200  # metres: radius of the disc for a place without a boundary among places with one


@dataclass(frozen=True)
class Places:
    """Where the rows of a table lie: polygons where any boundary is known, else points."""

    kind: Kind
    shapes: dict[str, Any]
    known: Collection[str]
    drawn_by_hand: bool

    @classmethod
    def of(
        cls,
        outcome: Outcome,
        layer: str,
        codes: Iterable[str],
        point: Callable[[str], tuple[float, float] | None],
    ) -> Places:
        """The shapes of `codes`: their boundary in a layer of the region's file, else `point` (m).

        Raises `PlannerError` for a file of boundaries that cannot be read.
        """
        codes = list(codes)
        path = geometry_file(outcome)
        outlines = {
            code: shapely.force_2d(shape)
            for code, shape in shapes(outcome)[layer].items()
            if code in codes
        }

        def dot(code: str) -> Any:
            where = point(code)
            if where is None:
                return None
            # A layer holds one kind of shape.
            return shapely.Point(where).buffer(_DOT) if outlines else shapely.Point(where)

        return cls(
            "fill" if outlines else "marker",
            {code: outlines.get(code) or dot(code) for code in codes},
            outlines,
            bool(path and schematic(path)),
        )

    def schematic(self, code: str) -> bool:
        """Whether the shape of a row is not its real boundary."""
        return self.drawn_by_hand or code not in self.known

    @property
    def note(self) -> str:
        """What to know of the shapes; empty where all are boundaries."""
        if not self.known:
            return text("layers.points")
        notes = [text("layers.schematic")] if self.drawn_by_hand else []
        if self.shapes.keys() - set(self.known):
            notes.append(text("layers.partly"))
        return " ".join(notes)
