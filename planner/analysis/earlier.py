"""The plan that a new one stays close to.

It is the one named; else the plan in the folder that is written over; else, for a variant of a
region, the plan of the region as it is in the default folder. None is ever made for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from planner.analysis.recorded import INPUTS, RECORD, Recorded, read_recorded
from planner.errors import PlannerError
from planner.outcome import EarlierPlan
from planner.region.domain import Line
from planner.region.plan_file import file_of, read_lines


class Why(StrEnum):
    """Why a plan is the earlier one."""

    NAMED = "named"
    WRITTEN_OVER = "written_over"
    AS_IT_IS = "as_it_is"


@dataclass(frozen=True, slots=True)
class Earlier:
    """The lines of an earlier plan, which it is, and its folder if that keeps its inputs."""

    lines: tuple[Line, ...]
    recorded: Recorded | None
    plan: EarlierPlan


def read_earlier(path: Path, why: Why = Why.NAMED) -> Earlier:
    """An earlier plan: its folder, or only `allocation.csv` or a workbook.

    Raises `PlannerError` with everything that cannot be read.
    """
    lines = read_lines(path)
    recorded = read_recorded(path) if (path / INPUTS).is_file() else None
    file = file_of(path)
    assert file is not None  # or its lines could not have been read
    digest = sha256(file.read_bytes()).hexdigest()
    return Earlier(lines, recorded, EarlierPlan(path.as_posix(), why, digest))


def default_folder(region: str) -> Path:
    """Where the plan of a region (its code) comes that is told no other place."""
    return Path("out") / region


def at_hand(
    region: str, folder: Path, default: Path, *, varied: bool
) -> Iterator[tuple[Path, Why]]:
    """Where a plan of the region (its code) to stay close to lies, the first choice first.

    `folder` is where the new plan comes, `default` where a plan comes that is told no other place,
    `varied` says that the new plan is of a scenario or changed settings.
    """
    if _is_plan_of(region, folder):
        yield folder, Why.WRITTEN_OVER
    if varied and default != folder and _is_plan_of(region, default, as_it_is=True):
        yield default, Why.AS_IT_IS


def _is_plan_of(region: str, folder: Path, *, as_it_is: bool = False) -> bool:
    """Whether a folder holds a plan of a region, and if asked, one of the region as it is."""
    if not (folder / RECORD).is_file():
        return False
    try:
        record = read_recorded(folder).record
    except PlannerError:  # not one of ours: whoever writes there is told so
        return False
    varied = bool(record.get("varied"))
    return bool(record["region"]["name"] == region) and not (as_it_is and varied)
