"""Results on disk before they are on the screen, whatever becomes of a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from planner.output.folder import IncompleteError


def written(write: Callable[[], list[Path]]) -> tuple[list[Path], IncompleteError | None]:
    """What `write` has put on disk, and what it could not make, to be raised in the end.

    What is shown in between is all there is of a file that could not be made.
    """
    try:
        return write(), None
    except IncompleteError as error:
        return error.paths, error
