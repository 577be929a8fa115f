"""Folders and files that are put in place as a whole, or not at all.

What is new is made in a workplace, a hidden folder on the same disk, and renamed into place when it
is complete. A process that is killed leaves its workplace behind. `tidied` then finishes what was
half renamed, and removes what is older than a day. A workplace is locked as long as the process
lives that made it, so nobody tidies what another is at work on.

    .<name>.<letters>.planner/
        lock    locked while its process lives
        part/   being made
        new/    complete: to come in the place
        old/    what was there, until the new is in its place
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from planner.signals import held
from planner.text import text

PART, NEW, OLD = "part", "new", "old"
_LOCK = "lock"
_SUFFIX = ".planner"
_IN_FOLDER = "files"  # the name of a workplace within the folder whose files it replaces
_DAY = 24 * 3600.0  # seconds


@contextmanager
def workplace(beside: Path) -> Iterator[Path]:
    """A new folder beside a path, gone when this ends; raises `OSError` where none can be made."""
    with _workplace(beside.parent, beside.name) as work:
        yield work


@contextmanager
def workplace_in(folder: Path) -> Iterator[Path]:
    """A new folder within the one whose files it is to replace; else as `workplace`."""
    with _workplace(folder, _IN_FOLDER) as work:
        yield work


@contextmanager
def _workplace(parent: Path, name: str) -> Iterator[Path]:
    with held():
        work = Path(mkdtemp(prefix=f".{name}.", suffix=_SUFFIX, dir=parent))
        handle = os.open(work / _LOCK, os.O_RDWR | os.O_CREAT)
        with suppress(OSError):  # a disk far away may know no locks
            _lock(handle)
    try:
        yield work
    finally:
        with held():
            os.close(handle)
            shutil.rmtree(work, ignore_errors=True)


def replace_files(folder: Path, work: Path) -> None:
    """Put the files in `part` of a workplace into its folder; on any error all are as they were."""
    with held():
        new, old = work / NEW, work / OLD
        (work / PART).rename(new)
        old.mkdir()
        names = sorted(path.name for path in new.iterdir())
        for name in names:
            if (folder / name).exists():
                shutil.copymode(folder / name, new / name)
                shutil.copy2(folder / name, old / name)
        try:
            for name in names:
                (new / name).replace(folder / name)
        except BaseException:
            for name in names:
                if (old / name).exists():
                    (old / name).replace(folder / name)
                elif not (new / name).exists():
                    (folder / name).unlink()
            raise


def write_file(path: Path, content: bytes) -> None:
    """Write a file as a whole; raises `OSError` with the one that was there as it was."""
    with workplace(path) as work:
        part = work / PART
        part.write_bytes(content)
        with held():
            part.replace(path)


def tidied(path: Path) -> list[str]:
    """What was done about workplaces that killed processes left beside a path or in it.

    Nothing where they cannot be looked into: whoever reads or writes there will be told why.
    """
    path = Path(os.path.abspath(path))
    done: list[str] = []
    with suppress(OSError), held():
        for work in _left(path.parent, path.name):
            done += _finish_folder(work, path)
        if path.is_dir():
            for work in _left(path, _IN_FOLDER):
                done += _finish_files(work, path)
    return done


def _left(parent: Path, name: str) -> Iterator[Path]:
    """The workplaces of processes that are no more."""
    with os.scandir(parent) as found:
        ours = [
            Path(entry.path)
            for entry in found
            if entry.name.startswith(f".{name}.")
            and entry.name.endswith(_SUFFIX)
            and "." not in entry.name.removeprefix(f".{name}.").removesuffix(_SUFFIX)
            and entry.is_dir(follow_symlinks=False)
        ]
    return (work for work in sorted(ours) if not _alive(work))


def _finish_folder(work: Path, folder: Path) -> list[str]:
    if (work / OLD).exists() and not folder.exists():
        # Killed between two renames: what was there has gone, the new has not come.
        whole = work / NEW if (work / NEW).exists() else work / OLD
        whole.rename(folder)
        shutil.rmtree(work, ignore_errors=True)
        return [text("disk.healed", folder=folder)]
    return _removed_if_old(work)


def _finish_files(work: Path, folder: Path) -> list[str]:
    if not (work / OLD).exists():
        return _removed_if_old(work)
    names = sorted(path.name for path in (work / NEW).iterdir())
    for name in names:
        (work / NEW / name).replace(folder / name)
    shutil.rmtree(work, ignore_errors=True)
    return [text("disk.finished", folder=folder, files=names)] if names else []


def _removed_if_old(work: Path) -> list[str]:
    if time.time() - work.stat().st_mtime < _DAY:
        return []
    shutil.rmtree(work)
    return [text("disk.removed", folder=work)]


def _alive(work: Path) -> bool:
    """Whether the process that made a workplace still holds its lock."""
    try:
        handle = os.open(work / _LOCK, os.O_RDWR)
    except FileNotFoundError:
        return False  # killed before it was locked, or about to be: then it is young
    try:
        _lock(handle)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        """Lock an open file, or raise `OSError` where another process has."""
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        """Lock an open file, or raise `OSError` where another process has."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
