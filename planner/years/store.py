"""The file that the monitor keeps: what was reported, line by line, and who brought it in.

It is an SQLite file to which lines are only added: it refuses to change or remove one. An import is
one transaction, so that two at once wait for each other, and a full disk or a process that is
killed leaves all of it or nothing. A file that was imported already, known by its SHA-256, adds
nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.errors import ExitCode, PlannerError, Problem

_WAIT = 60.0  # seconds for another import to end
_FORM = 1
_SCHEMA = f"""
CREATE TABLE imports (
    number INTEGER PRIMARY KEY,
    moment TEXT NOT NULL,
    who TEXT NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    lines INTEGER NOT NULL
);
CREATE TABLE lines (
    import INTEGER NOT NULL REFERENCES imports (number),
    row INTEGER NOT NULL,
    kind TEXT NOT NULL,
    cells TEXT NOT NULL
);
CREATE TRIGGER imports_stay BEFORE UPDATE ON imports BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER imports_last BEFORE DELETE ON imports BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER lines_stay BEFORE UPDATE ON lines BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER lines_last BEFORE DELETE ON lines BEGIN SELECT RAISE(ABORT, 'append only'); END;
PRAGMA user_version = {_FORM};
"""


@dataclass(frozen=True, slots=True)
class Import:
    """The audit line of an import: when (UTC), by whom, which file, its digest, how many lines."""

    number: int
    moment: str
    who: str
    file: str
    sha256: str
    lines: int


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A reported line: its file by digest, the row there, its kind, and its cells."""

    sha256: str
    row: int
    kind: str
    cells: dict[str, Any]


def append(
    path: Path,
    lines: Iterable[tuple[int, str, dict[str, Any]]],
    *,
    moment: str,
    who: str,
    file: str,
    sha256: str,
) -> Import | None:
    """Add the lines (row, kind, cells) of a file with its audit line; all of it or nothing.

    Returns the audit line of an earlier import of the same file, and adds nothing then; else
    `None`. Raises `PlannerError` (exit code 2) where the file cannot be written or is no monitor.
    """
    with _open(path) as base:
        base.execute("BEGIN IMMEDIATE")
        _prepare(base, path)
        known = base.execute("SELECT * FROM imports WHERE sha256 = ?", (sha256,)).fetchone()
        if known:
            base.execute("ROLLBACK")
            return Import(*known)
        added = [(row, kind, json.dumps(cells, sort_keys=True)) for row, kind, cells in lines]
        audit = (moment, who, file, sha256, len(added))
        number = base.execute(
            "INSERT INTO imports (moment, who, file, sha256, lines) VALUES (?, ?, ?, ?, ?)", audit
        ).lastrowid
        for row, kind, cells in added:
            base.execute("INSERT INTO lines VALUES (?, ?, ?, ?)", (number, row, kind, cells))
        base.execute("COMMIT")
    return None


def imports(path: Path) -> tuple[Import, ...]:
    """The audit lines, the first import first; none where there is no file."""
    if not path.exists():
        return ()
    with _open(path) as base:
        if not _known(base, path):
            return ()
        return tuple(Import(*row) for row in base.execute("SELECT * FROM imports ORDER BY number"))


def stored(path: Path) -> tuple[StoredLine, ...]:
    """Every line that was reported, by the digests of the files: not in the order of imports."""
    if not path.exists():
        return ()
    with _open(path) as base:
        if not _known(base, path):
            return ()
        rows = base.execute(
            "SELECT sha256, row, kind, cells FROM lines JOIN imports ON number = import"
            " ORDER BY sha256, lines.rowid"
        )
        return tuple(
            StoredLine(digest, row, kind, json.loads(cells)) for digest, row, kind, cells in rows
        )


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that is closed in the end; an open transaction is rolled back then."""
    try:
        base = _connect(path)
        try:
            yield base
        finally:
            base.close()
    except sqlite3.DatabaseError as error:
        problem = Problem("monitor.store", {"path": path.as_posix(), "reason": str(error)})
        raise PlannerError(problem, ExitCode.USAGE) from error


def _connect(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
    base.execute("PRAGMA synchronous = FULL")
    base.execute("PRAGMA foreign_keys = ON")
    return base


def _prepare(base: sqlite3.Connection, path: Path) -> None:
    """Make the tables of a new file, within the transaction; refuse one of another form."""
    if not _known(base, path):
        for statement in _statements(_SCHEMA):
            base.execute(statement)


def _known(base: sqlite3.Connection, path: Path) -> bool:
    """Whether the file has the tables; raises `PlannerError` for a file of something else."""
    form = base.execute("PRAGMA user_version").fetchone()[0]
    empty = base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if form != _FORM and not (form == 0 and empty):
        problem = Problem("monitor.foreign", {"path": path.as_posix()})
        raise PlannerError(problem, ExitCode.USAGE)
    return bool(form == _FORM)


def _statements(script: str) -> Iterator[str]:
    part = ""
    for line in script.splitlines():
        part += f"{line}\n"
        if sqlite3.complete_statement(part):
            yield part
            part = ""
