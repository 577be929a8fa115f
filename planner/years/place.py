"""Where the monitor of a region is kept."""

from __future__ import annotations

from pathlib import Path

from planner.errors import ExitCode, PlannerError, Problem
from planner.region.bundled import bundled_names
from planner.region.load import locate
from planner.region.read import MONITOR_FILE
from planner.region.workbook import workbook_name


def monitor_file(source: str | Path) -> Path:
    """The SQLite file of a region: in its folder, or beside its workbook under the workbook's name.

    Raises `PlannerError` for what is no region, and (exit code 2) for a bundled one, which is not
    the user's to keep anything in.
    """
    path = locate(source)
    if isinstance(source, str) and source in bundled_names():
        raise PlannerError(Problem("monitor.bundled", {"name": source}), ExitCode.USAGE)
    if workbook_name(path):
        return path.with_name(f"{path.stem}.{MONITOR_FILE}")
    return path / MONITOR_FILE
