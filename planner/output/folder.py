"""Writes a folder as a whole, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from tempfile import mkdtemp

from planner.errors import ExitCode, PlannerError, Problem


def check_target(folder: Path, force: bool, record: str, passing: Collection[str] = ()) -> None:
    """Refuse a folder that a result may not be written into; raises `PlannerError` (exit code 2).

    `record` is the file by which a folder is known to hold a result of the same kind; a folder
    with nothing but files named `passing` counts as empty.
    """
    if folder.exists() and not folder.is_dir():
        raise _refused("present.not_a_folder", folder)
    if not folder.exists() or all(path.name in passing for path in folder.iterdir()):
        return
    if not (folder / record).is_file():
        raise _refused("present.foreign_folder", folder)
    if not force:
        raise _refused("present.plan_exists", folder)


def write_folder(folder: Path, ours: Collection[str], fill: Callable[[Path], None]) -> None:
    """Let `fill` write the files and folders named `ours`, then put them into `folder` together.

    What else is in the folder stays. Raises `PlannerError` (exit code 2) where nothing can be
    written; on any error the folder is as it was.
    """
    folder = folder.resolve()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Beside the folder, so that renaming stays within one file system.
        work = Path(mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise _refused("present.unwritable", folder) from error
    try:
        new = work / "new"
        new.mkdir()
        fill(new)
        if folder.exists():
            _keep_others(folder, new, ours)
        _swap(folder, new, work / "old")
    except OSError as error:
        raise _refused("present.unwritable", folder) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _keep_others(folder: Path, new: Path, ours: Collection[str]) -> None:
    for path in folder.iterdir():
        if path.name in ours:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, new / path.name, symlinks=True)
        else:
            shutil.copy2(path, new / path.name, follow_symlinks=False)


def _swap(folder: Path, new: Path, old: Path) -> None:
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise


def _refused(key: str, folder: Path) -> PlannerError:
    return PlannerError(Problem(key, {"folder": str(folder)}), ExitCode.USAGE)
