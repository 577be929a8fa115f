"""Results on disk before they are on the screen, whatever becomes of a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.tables import say
from planner.errors import ExitCode
from planner.output.folder import IncompleteError
from planner.text import text

if TYPE_CHECKING:
    from planner.library import Plan


def written(write: Callable[[], list[Path]]) -> tuple[list[Path], IncompleteError | None]:
    """What `write` has put on disk, and what it could not make, to be raised in the end.

    What is shown in between is all there is of a file that could not be made.
    """
    try:
        return write(), None
    except IncompleteError as error:
        return error.paths, error


def close(
    outcome: Plan,
    folder: Path,
    paths: list[Path],
    incomplete: IncompleteError | None,
    *,
    quiet: bool,
) -> None:
    """Say what was written, then end with what is missing of it, or of the proof.

    Raises `incomplete`, or `Exit` with `GAP_OPEN` for a plan that is not proven to the gap.
    """
    if not quiet:
        files = [f"{path.name}/" if path.is_dir() else path.name for path in paths]
        say(text("cli.solve.written", folder=str(folder), files=files))
    if outcome.status != "optimal":
        say(text("cli.solve.gap_open"))
    if incomplete:
        raise incomplete
    if outcome.status != "optimal":
        raise click.exceptions.Exit(ExitCode.GAP_OPEN)
