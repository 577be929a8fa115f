"""The region a command is about, and the plans it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.cli.tables import say
from planner.errors import PlannerError
from planner.text import text

if TYPE_CHECKING:
    from pathlib import Path

    from planner.analysis.earlier import Earlier
    from planner.library import Plan, Region
    from planner.region.domain import Line
    from planner.region.domain import Region as Known
    from planner.region.load import Loaded


def load_region(
    region: str,
    scenarios: tuple[str, ...],
    settings: tuple[str, ...],
    *,
    quiet: bool = False,
    audience: str = "internal",
) -> Region:
    """Read a region and say how it was read; raises `PlannerError` with every problem found.

    For partners and the public it is the open part: nothing confidential is read any further.
    """
    from planner.library import load

    found = load(region, scenario=scenarios, settings=settings, audience=audience)
    for note in () if quiet else found.loaded.notes:
        say(note)
    if found.loaded.doubts and not quiet:
        say(text("cli.doubts_elsewhere", count=len(found.loaded.doubts)))
    return found


def load_plan(path: Path, region: Known) -> tuple[Line, ...]:
    """Read a plan, and say so where it is an edition that lacks confidential dwellings.

    Raises `PlannerError` with every problem found.
    """
    from planner.region.plan_file import read_plan

    lines = read_plan(path, region)
    _say_what_it_lacks(path, region)
    return lines


def load_earlier(
    start: Path | None, folder: Path, loaded: Loaded, *, fresh: bool, quiet: bool
) -> Earlier | None:
    """The plan to stay close to: the one named, else one at hand unless `fresh`; and say which.

    `folder` is where the new plan comes. The region may have lost what the plan names. Raises
    `PlannerError` with every problem found in the one named; one at hand that cannot be read is
    told of and left out.
    """
    from planner.analysis.earlier import at_hand, default_folder, read_earlier

    region = loaded.region
    if start:
        earlier = read_earlier(start)
        _say_what_it_lacks(start, region)
        return earlier
    if fresh:
        return None
    name = region.identity.name
    for path, why in at_hand(name, folder, default_folder(name), varied=loaded.varied):
        try:
            earlier = read_earlier(path, why)
        except PlannerError as error:
            say(text("earlier.unreadable", path=path.as_posix(), problem=str(error.problems[0])))
            continue
        if not quiet:
            say(text(f"earlier.{why}", path=path.as_posix()))
            _say_what_it_lacks(path, region)
        return earlier
    return None


def known_plan(given: Region, gap: float, *, quiet: bool) -> Plan | None:
    """The plan in the default folder where it is the best of the region as given; and say so."""
    from planner.analysis.earlier import default_folder
    from planner.library import known

    folder = default_folder(given.name)
    plan = known(given, folder, gap=gap)
    if plan is not None and not quiet:
        say(text("earlier.known", path=folder.as_posix()))
    return plan


def _say_what_it_lacks(path: Path, region: Known) -> None:
    from planner.output.wording import label
    from planner.region.domain import Audience
    from planner.region.plan_file import audience_of

    audience = audience_of(path)
    hidden = [label(row) for row in region.programmes.values() if row.confidential]
    if hidden and audience not in (None, Audience.INTERNAL):
        say(text(f"edition.lacks.{audience}", programmes="; ".join(hidden)))
