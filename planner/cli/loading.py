"""The region a command is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.cli.tables import say

if TYPE_CHECKING:
    from planner.region.load import Loaded


def load_region(
    region: str, scenarios: tuple[str, ...], settings: tuple[str, ...], *, quiet: bool = False
) -> Loaded:
    """Read a region and say how it was read; raises `PlannerError` with every problem found."""
    from planner.region.load import load

    loaded = load(region, scenarios=scenarios, settings=settings)
    for note in () if quiet else loaded.notes:
        say(note)
    return loaded
