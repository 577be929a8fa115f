"""The region a command is about, and the plans it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.cli.tables import say
from planner.text import text

if TYPE_CHECKING:
    from pathlib import Path

    from planner.analysis.causes import Earlier
    from planner.region.domain import Line, Region
    from planner.region.load import Loaded


def load_region(
    region: str,
    scenarios: tuple[str, ...],
    settings: tuple[str, ...],
    *,
    quiet: bool = False,
    audience: str = "internal",
) -> Loaded:
    """Read a region and say how it was read; raises `PlannerError` with every problem found.

    For partners and the public it is the open part: nothing confidential is read any further.
    """
    from planner.region.load import load

    loaded = load(region, scenarios=scenarios, settings=settings)
    if audience != "internal":
        from planner.output.edition import open_region

        loaded = open_region(loaded)
    for note in () if quiet else loaded.notes:
        say(note)
    if loaded.doubts and not quiet:
        say(text("cli.doubts_elsewhere", count=len(loaded.doubts)))
    return loaded


def load_plan(path: Path, region: Region) -> tuple[Line, ...]:
    """Read a plan, and say so where it is an edition that lacks confidential dwellings.

    Raises `PlannerError` with every problem found.
    """
    from planner.region.plan_file import read_plan

    lines = read_plan(path, region)
    _say_what_it_lacks(path, region)
    return lines


def load_earlier(path: Path, region: Region) -> Earlier:
    """Read a plan to stay close to, and say so where it lacks confidential dwellings.

    The region may have lost what it names. Raises `PlannerError` with every problem found.
    """
    from planner.analysis.causes import read_earlier

    earlier = read_earlier(path)
    _say_what_it_lacks(path, region)
    return earlier


def _say_what_it_lacks(path: Path, region: Region) -> None:
    from planner.output.wording import label
    from planner.region.domain import Audience
    from planner.region.plan_file import audience_of

    audience = audience_of(path)
    hidden = [label(row) for row in region.programmes.values() if row.confidential]
    if hidden and audience not in (None, Audience.INTERNAL):
        say(text(f"edition.lacks.{audience}", programmes="; ".join(hidden)))
