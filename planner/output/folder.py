"""Writes files into a folder: one by one beside it, then all of them in its place at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

from planner.errors import ExitCode, PlannerError, Problem

type Writer = Callable[[Path], None]


class IncompleteError(PlannerError):
    """Some files could not be made, by a defect or for want of space; the others, `paths`, are
    in place."""

    def __init__(self, problems: list[Problem], paths: list[Path]) -> None:
        super().__init__(problems, ExitCode.DEFECT)
        self.paths = paths


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


def write_folder(
    folder: Path, files: Mapping[str, Writer], obsolete: Collection[str] = ()
) -> list[Path]:
    """Write `files` in their order, each by its writer, and put them into `folder` together.

    What a writer makes, a file or a folder, gets the name it stands under; a writer may make
    nothing. Returns the paths of all that is there. What else is in the folder stays, except what
    has a name among `files` or `obsolete`.

    A file that cannot be made costs no other: the rest is put in place, then `IncompleteError` is
    raised (exit code 1) with every file that is missing and why. Ctrl-C ends the writing in the
    same way and is raised again. Where nothing can be made or put in place the folder is as it was,
    and `PlannerError` is raised (exit code 2); where only the old folder cannot be replaced, the
    files are left in a new one beside it, which the error names.
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
        failed, stopped = _make(new, files)
        if not any(new.iterdir()) and (failed or stopped):
            raise stopped or next(iter(failed.values()))
        if folder.exists():
            _keep_others(folder, new, {*files, *obsolete})
        _swap(folder, new, work / "old")
    except OSError as error:
        raise _refused("present.unwritable", folder) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if stopped:
        raise stopped
    paths = [path for name in files if (path := folder / name).exists()]
    if failed:
        problems = [_missing(folder / name, error) for name, error in failed.items()]
        causes = list(failed.values())
        raise IncompleteError(problems, paths) from ExceptionGroup("files not made", causes)
    return paths


def _make(
    new: Path, files: Mapping[str, Writer]
) -> tuple[dict[str, Exception], KeyboardInterrupt | None]:
    """Let every writer write; the errors by file, and what stopped it before the last."""
    failed: dict[str, Exception] = {}
    for name, writer in files.items():
        try:
            writer(new / name)
        except KeyboardInterrupt as stopped:
            _remove(new / name)
            return failed, stopped
        except Exception as error:
            _remove(new / name)
            failed[name] = error
    return failed, None


def _remove(path: Path) -> None:
    """Remove half a file or folder."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _missing(path: Path, error: Exception) -> Problem:
    cause = str(error) if isinstance(error, PlannerError) else f"{type(error).__name__}: {error}"
    values = {"file": path.name, "folder": str(path.parent), "cause": cause}
    return Problem("present.not_made", values)


def _keep_others(folder: Path, new: Path, ours: Collection[str]) -> None:
    for path in folder.iterdir():
        if path.name in ours:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, new / path.name, symlinks=True)
        else:
            shutil.copy2(path, new / path.name, follow_symlinks=False)


def _swap(folder: Path, new: Path, old: Path) -> None:
    """Put the new folder in the place of the old one, or beside it where that cannot go.

    Windows refuses while any file in the old one is open, as Excel and Word keep theirs.
    """
    try:
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    except OSError as error:
        beside = next(
            path
            for number in count(2)
            if not (path := folder.with_name(f"{folder.name}-{number}")).exists()
        )
        new.rename(beside)
        values = {"folder": str(folder), "beside": str(beside)}
        raise PlannerError(Problem("present.held", values), ExitCode.USAGE) from error


def _refused(key: str, folder: Path) -> PlannerError:
    return PlannerError(Problem(key, {"folder": str(folder)}), ExitCode.USAGE)
