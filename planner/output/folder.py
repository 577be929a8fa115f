"""Writes files into a folder: one by one beside it, then all of them in its place at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from planner.disk import NEW, OLD, PART, workplace
from planner.errors import ExitCode, PlannerError, Problem
from planner.signals import held, unheard
from planner.text import text

type Writer = Callable[[Path], None]


class IncompleteError(PlannerError):
    """Some files could not be made; the others, `paths`, are in place.

    The exit code is 2 where the disk was the cause, and 1 for a defect.
    """

    def __init__(self, problems: list[Problem], paths: list[Path], exit_code: ExitCode) -> None:
        super().__init__(problems, exit_code)
        self.paths = paths


@dataclass(frozen=True, slots=True)
class Seen:
    """What a folder held when somebody looked: the file by which a result is known, and which.

    `state` tells one such file from another; `None` where there was none.
    """

    record: str
    state: tuple[int, int, int] | None

    @classmethod
    def of(cls, folder: Path, record: str) -> Seen:
        """What a folder holds now."""
        try:
            found = (folder / record).stat()
        except OSError:
            return cls(record, None)
        return cls(record, (found.st_ino, found.st_mtime_ns, found.st_size))

    def outdated_by(self, folder: Path) -> bool:
        """Whether another result has come into a folder since."""
        now = Seen.of(folder, self.record)
        return now.state is not None and now != self


def check_target(folder: Path, force: bool, record: str, passing: Collection[str] = ()) -> Seen:
    """Refuse a folder that a result may not be written into; raises `PlannerError` (exit code 2).

    `record` is the file by which a folder is known to hold a result of the same kind; a folder
    with nothing but files named `passing` counts as empty. Returns what the folder holds, for
    `write_folder` to see whether another result has come into it since.
    """
    if folder.exists() and not folder.is_dir():
        raise _refused("present.not_a_folder", folder)
    seen = Seen.of(folder, record)
    if not folder.exists() or all(path.name in passing for path in folder.iterdir()):
        return seen
    if not (folder / record).is_file():
        raise _refused("present.foreign_folder", folder)
    if not force:
        raise _refused("present.plan_exists", folder)
    return seen


def write_folder(
    folder: Path,
    files: Mapping[str, Writer],
    seen: Seen | None = None,
    *,
    first: Collection[str] = (),
    obsolete: Collection[str] = (),
) -> list[Path]:
    """Write `files` in their order, each by its writer, and put them into `folder` together.

    What a writer makes, a file or a folder, gets the name it stands under; a writer may make
    nothing. Returns the paths of all that is there. What else is in the folder stays, except what
    has a name among `files` or `obsolete`.

    A file that cannot be made costs no other: the rest is put in place, then `IncompleteError` is
    raised with every file that is missing and why. Ctrl-C ends the writing in the same way, but not
    before the files named `first` are made, and is raised again. Where nothing can be made or put
    in place the folder is as it was, and `PlannerError` is raised (exit code 2). Where only the old
    folder cannot be replaced, another result has come into it since it was `seen` (else now), or
    the new one lacks its record, the files are left in a new one beside it, which the error names.
    """
    folder = folder.resolve()
    seen = seen or Seen.of(folder, next(iter(files)))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with workplace(folder) as work:
            failed, stopped, full = _complete(folder, files, first, obsolete, work)
            _swap(folder, work, seen, full)
    except OSError as error:
        raise unwritable(folder, error) from error
    if stopped:
        missing = [name for name in files if not (folder / name).exists() and name not in failed]
        stopped.add_note(text("present.stopped", folder=folder, files=missing))
        raise stopped
    paths = [path for name in files if (path := folder / name).exists()]
    if failed:
        raise _incomplete(folder, failed, paths)
    return paths


def _complete(
    folder: Path,
    files: Mapping[str, Writer],
    first: Collection[str],
    obsolete: Collection[str],
    work: Path,
) -> tuple[dict[str, Exception], KeyboardInterrupt | None, OSError | None]:
    """Make everything that is to come in the place of a folder.

    Gives the errors by file, what stopped the writing before the last, and why the other files of
    the old folder are not among the new ones. Raises where nothing could be made.
    """
    part = work / PART
    part.mkdir()
    failed, stopped = _make(part, files, first)
    if not any(part.iterdir()) and (failed or stopped):
        raise stopped or next(iter(failed.values()))
    full = None
    with held():
        try:
            if folder.exists():
                _keep_others(folder, part, {*files, *obsolete})
        except OSError as error:
            full = error
        part.rename(work / NEW)
    return failed, stopped, full


def _make(
    part: Path, files: Mapping[str, Writer], first: Collection[str]
) -> tuple[dict[str, Exception], KeyboardInterrupt | None]:
    """Let every writer write; the errors by file, and what stopped it before the last."""
    failed: dict[str, Exception] = {}
    try:
        with unheard():
            with held():
                for name in first:
                    _try(part / name, files[name], failed)
            for name, writer in files.items():
                if name not in first:
                    _try(part / name, writer, failed)
    except KeyboardInterrupt as stopped:
        return failed, stopped
    return failed, None


def _try(path: Path, writer: Writer, failed: dict[str, Exception]) -> None:
    """Make one file, or note why not; nothing is left of half a file or folder."""
    try:
        writer(path)
    except BaseException as error:
        with held():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        if not isinstance(error, Exception):
            raise
        failed[path.name] = error


def _keep_others(folder: Path, part: Path, ours: Collection[str]) -> None:
    for path in folder.iterdir():
        if path.name in ours:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, part / path.name, symlinks=True)
        else:
            shutil.copy2(path, part / path.name, follow_symlinks=False)


def _swap(folder: Path, work: Path, seen: Seen, full: OSError | None) -> None:
    """Put the new folder in the place of the old one, or beside it where that cannot go.

    Windows refuses while any file in the old one is open, as Excel and Word keep theirs. Whatever
    another process does meanwhile, no result is lost: what is moved away is looked at again, and
    put back where it is not what was seen.
    """
    new, old = work / NEW, work / OLD
    with held():
        if full is not None:
            raise _beside(folder, new, "present.full", full)
        if folder.exists() and seen.state and not (new / seen.record).exists():
            raise _beside(folder, new, "present.no_record")
        try:
            if folder.exists():
                folder.rename(old)
        except OSError as error:
            raise _beside(folder, new, "present.held", error) from error
        if seen.outdated_by(old):
            _put_back(old, folder)
            raise _beside(folder, new, "present.taken")
        try:
            new.rename(folder)
        except OSError as error:
            key = "present.taken" if folder.exists() else "present.held"
            _put_back(old, folder)
            raise _beside(folder, new, key, error) from error


def _put_back(old: Path, folder: Path) -> None:
    """Give the old folder its place again, or one beside it where that is taken."""
    if not old.exists():
        return
    try:
        old.rename(folder)
    except OSError:
        _move_beside(old, folder)


def _beside(folder: Path, new: Path, key: str, error: OSError | None = None) -> PlannerError:
    values = {"folder": str(folder), "beside": str(_move_beside(new, folder))}
    if error is not None:
        values["cause"] = _cause(error)
    return PlannerError(Problem(key, values), ExitCode.USAGE)


def _move_beside(path: Path, folder: Path) -> Path:
    """Give a folder the first name beside another that is free; returns it."""
    for number in count(2):
        beside = folder.with_name(f"{folder.name}-{number}")
        if beside.exists():
            continue
        try:
            return path.rename(beside)
        except OSError:
            if not beside.exists():  # else another process was there first
                raise
    raise AssertionError("there is always another number")


def _incomplete(
    folder: Path, failed: Mapping[str, Exception], paths: list[Path]
) -> IncompleteError:
    problems = [
        Problem("present.not_made", {"file": name, "folder": str(folder), "cause": _cause(error)})
        for name, error in failed.items()
    ]
    causes = list(failed.values())
    disk = all(isinstance(error, OSError) for error in causes)
    found = IncompleteError(problems, paths, ExitCode.USAGE if disk else ExitCode.DEFECT)
    found.__cause__ = ExceptionGroup("files not made", causes)
    return found


def _cause(error: Exception) -> str:
    """What went wrong, in the words of the system where it is the disk."""
    if isinstance(error, OSError) and error.errno is not None:
        return os.strerror(error.errno)
    if isinstance(error, OSError | PlannerError):
        return str(error)
    return f"{type(error).__name__}: {error}"


def unwritable(folder: Path, error: OSError) -> PlannerError:
    """What to say of a folder that something could not be written into."""
    values = {"folder": str(folder), "cause": _cause(error)}
    return PlannerError(Problem("present.unwritable", values), ExitCode.USAGE)


def _refused(key: str, folder: Path) -> PlannerError:
    return PlannerError(Problem(key, {"folder": str(folder)}), ExitCode.USAGE)
