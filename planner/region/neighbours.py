"""Which neighbourhoods of a region border on each other, by its boundaries."""

from __future__ import annotations

from pathlib import Path

from planner.geography.adjacency import adjacency
from planner.region.domain import Adjacency, Region
from planner.region.geometry import geometry_file, shapes


def neighbours(region: Region, folder: Path) -> Adjacency:
    """The adjacency of a region read from a folder, from its boundaries where it has them.

    Raises `PlannerError` for a file that cannot be used (`planner.region.geometry.shapes`).
    """
    path = geometry_file(folder, region.identity.name)
    codes = region.neighbourhoods.keys()
    areas = shapes(path, "neighbourhoods", codes) if path else {}
    return adjacency(codes, areas, region.settings.touch_metres)
