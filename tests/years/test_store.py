"""The file of the monitor: what was added stays, whatever happens."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from planner.errors import ExitCode, PlannerError
from planner.years import store
from planner.years.store import append, imports, stored

ROOT = Path(__file__).parent.parent.parent
AUDIT = {"moment": "2021-02-01T09:00:00+00:00", "who": "me", "file": "jan.csv"}


def lines(count: int, of: str = "aa") -> list[tuple[int, str, dict[str, Any]]]:
    return [(row, "monitor", {"municipality": of, "row": row}) for row in range(2, count + 2)]


def process(folder: Path, code: str) -> subprocess.Popen[bytes]:
    """A process of its own that runs some Python in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=folder, env=environment, stderr=subprocess.PIPE
    )


def test_lines_come_with_who_brought_them(tmp_path: Path) -> None:
    path = tmp_path / "monitor.sqlite"
    assert (imports(path), stored(path)) == ((), ())
    assert append(path, lines(2), **AUDIT, sha256="b") is None
    assert append(path, lines(1, "bb"), **AUDIT, sha256="a") is None
    first, second = imports(path)
    assert (first.who, first.file, first.lines, first.sha256) == ("me", "jan.csv", 2, "b")
    assert second.number == first.number + 1
    assert [(line.sha256, line.row) for line in stored(path)] == [("a", 2), ("b", 2), ("b", 3)]


def test_the_same_file_adds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "monitor.sqlite"
    append(path, lines(2), **AUDIT, sha256="b")
    earlier = append(path, lines(3), **{**AUDIT, "who": "you"}, sha256="b")
    assert earlier is not None
    assert earlier.who == "me"
    assert len(stored(path)) == 2


@pytest.mark.parametrize(
    "statement",
    ["UPDATE lines SET cells = '{}'", "DELETE FROM lines", "UPDATE imports SET who = 'x'",
     "DELETE FROM imports"],
)  # fmt: skip
def test_nothing_is_changed_or_removed(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "monitor.sqlite"
    append(path, lines(2), **AUDIT, sha256="b")
    base = sqlite3.connect(path)
    with pytest.raises(sqlite3.DatabaseError, match="append only"):
        base.execute(statement)
    base.close()
    assert len(stored(path)) == 2


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "monitor.sqlite"
    path.write_bytes(b"no database at all, but long enough to look at" * 40)
    before = path.read_bytes()
    with pytest.raises(PlannerError) as caught:
        append(path, lines(1), **AUDIT, sha256="b")
    assert caught.value.exit_code is ExitCode.USAGE
    assert path.read_bytes() == before
    other = tmp_path / "other.sqlite"
    base = sqlite3.connect(other)
    base.execute("CREATE TABLE mine (a)")
    base.close()
    for read in (imports, stored):
        with pytest.raises(PlannerError):
            read(other)


def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "monitor.sqlite"
    append(path, lines(2), **AUDIT, sha256="a")
    whole = store._connect

    def small(place: Path) -> sqlite3.Connection:
        base = whole(place)
        pages = base.execute("PRAGMA page_count").fetchone()[0]
        base.execute(f"PRAGMA max_page_count = {pages + 2}")
        return base

    monkeypatch.setattr(store, "_connect", small)
    with pytest.raises(PlannerError) as caught:
        append(path, lines(5000), **AUDIT, sha256="b")
    assert "full" in str(caught.value)
    monkeypatch.undo()
    assert [one.sha256 for one in imports(path)] == ["a"]
    assert len(stored(path)) == 2
    append(path, lines(5000), **AUDIT, sha256="b")
    assert len(stored(path)) == 5002


KILLED = """
import json, os, signal
from pathlib import Path
from planner.years import store

whole, count = store.json.dumps, 0
class Json:
    loads = staticmethod(json.loads)
    @staticmethod
    def dumps(*found, **more):
        return whole(*found, **more)
store.json = Json

class Base:
    # A connection that dies after so many statements.
    def __init__(self, base):
        self._base, self._left = base, LEFT
    def execute(self, *found):
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1
        return self._base.execute(*found)
    def close(self):
        self._base.close()

connect = store._connect
store._connect = lambda path: Base(connect(path))
rows = [(row, "monitor", {"row": row}) for row in range(50)]
store.append(Path("monitor.sqlite"), rows, moment="now", who="me", file="f", sha256="b")
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("statements", [1, 3, 9, 12, 40, 61])
def test_a_killed_process_leaves_all_or_nothing(tmp_path: Path, statements: int) -> None:
    path = tmp_path / "monitor.sqlite"
    append(path, lines(2), **AUDIT, sha256="a")
    killed = process(tmp_path, KILLED.replace("LEFT", str(statements)))
    killed.communicate(timeout=60)
    done = killed.returncode == 0
    assert done or killed.returncode == -signal.SIGKILL
    assert [one.sha256 for one in imports(path)] == ["a", *(["b"] if done else [])]
    assert len(stored(path)) == (52 if done else 2)
    rows = [(row, "monitor", {"row": row}) for row in range(50)]
    append(path, rows, **AUDIT, sha256="b")
    assert len(stored(path)) == 52
    base = sqlite3.connect(path)
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    base.close()


MANY = """
import sys
from pathlib import Path
from planner.years.store import append
for number in range(5):
    rows = [(row, "monitor", {"row": row}) for row in range(20)]
    for name in (f"{NUMBER}-{number}", f"shared-{number}"):
        append(Path("monitor.sqlite"), rows, moment="now", who="me", file="f", sha256=name)
"""


def test_imports_at_once_wait_for_each_other(tmp_path: Path) -> None:
    running = [process(tmp_path, MANY.replace("NUMBER", str(number))) for number in range(3)]
    for one in running:
        _, err = one.communicate(timeout=120)
        assert one.returncode == 0, err.decode()
    names = [one.sha256 for one in imports(tmp_path / "monitor.sqlite")]
    assert len(names) == len(set(names)) == 20
    assert len(stored(tmp_path / "monitor.sqlite")) == 400
