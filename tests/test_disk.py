"""Folders and files in place as a whole, whatever ends a process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from planner.disk import NEW, OLD, PART, replace_files, tidied, workplace, workplace_in, write_file
from planner.text import spoken

ROOT = Path(__file__).parent.parent


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def fill(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_text(content)
    return folder


def read(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def update(folder: Path, **files: str) -> None:
    with workplace_in(folder) as work:
        fill(work / PART, **files)
        replace_files(folder, work)


def test_a_workplace_is_gone_afterwards(tmp_path: Path) -> None:
    def fail() -> None:
        with workplace(tmp_path / "plan") as work:
            fill(work / PART, x="half")
            assert work.parent == tmp_path
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert names(tmp_path) == []


def test_a_file_is_written_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    write_file(path, b"one")
    write_file(path, b"two")
    assert path.read_bytes() == b"two"

    def full(path: Path, content: bytes) -> int:
        raise OSError(28, "full")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="full"):
        write_file(path, b"three")
    assert path.read_bytes() == b"two"
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("broken", ["b.csv", "c.csv"])
def test_files_are_replaced_together_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    folder = fill(tmp_path / "region", **{"a.csv": "1", "b.csv": "1"})
    replace = Path.replace

    def fail(path: Path, target: Path) -> Path:
        if path.name == broken and path.parent.name == NEW:
            raise OSError(13, "held")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="held"):
        update(folder, **{"a.csv": "2", "b.csv": "2", "c.csv": "2"})
    assert read(folder) == {
        "a.csv": "1",
        "b.csv": "1",
    }


def killed(code: str, folder: Path) -> None:
    """A process that is killed in the middle of its work."""
    begin = "import os, signal\nfrom pathlib import Path\nfrom planner.disk import *\n"
    end = "os.kill(os.getpid(), signal.SIGKILL)" if os.name == "posix" else "os._exit(1)"
    subprocess.run(
        [sys.executable, "-c", f"{begin}{code}\n    {end}", str(folder)],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, timeout=60,
    )  # fmt: skip


SWAP = """
with workplace(Path("plan")) as work:
    Path("plan").rename(work / "old")
    {new}
"""


@pytest.mark.parametrize(
    ("new", "content"), [("(work / 'new').mkdir(); (work / 'new/x').write_text('new')", "new"),
                         ("(work / 'part').mkdir()", "old")],
)  # fmt: skip
def test_a_folder_half_replaced_gets_its_place_back(tmp_path: Path, new: str, content: str) -> None:
    fill(tmp_path / "plan", x="old")
    killed(SWAP.format(new=new), tmp_path)
    assert not (tmp_path / "plan").exists()
    with spoken("en"):
        [said] = tidied(tmp_path / "plan")
    assert str(tmp_path / "plan") in said
    assert (tmp_path / "plan" / "x").read_text() == content
    assert names(tmp_path) == ["plan"]
    assert tidied(tmp_path / "plan") == []


FILES = """
with workplace_in(Path(".")) as work:
    (work / "new").mkdir()
    (work / "new/b.csv").write_text("2")
    (work / "old").mkdir()
"""


def test_files_half_replaced_are_replaced_to_the_end(tmp_path: Path) -> None:
    folder = fill(tmp_path / "region", **{"a.csv": "2", "b.csv": "1"})
    killed(FILES, folder)
    [said] = tidied(folder)
    assert "b.csv" in said
    assert read(folder) == {
        "a.csv": "2",
        "b.csv": "2",
    }


def test_what_is_left_behind_goes_after_a_day(tmp_path: Path) -> None:
    killed('with workplace(Path("plan")) as work:\n    (work / "part").mkdir()', tmp_path)
    [left] = tmp_path.iterdir()
    assert tidied(tmp_path / "plan") == []
    assert tidied(tmp_path / "plan.json") == []
    yesterday = time.time() - 90_000
    os.utime(left, (yesterday, yesterday))
    [said] = tidied(tmp_path / "plan")
    assert left.name in said
    assert names(tmp_path) == []


def test_what_another_is_at_work_on_is_left_alone(tmp_path: Path) -> None:
    with workplace(tmp_path / "plan") as work:
        fill(work / OLD, x="old")
        os.utime(work, (0, 0))
        code = "import sys; from pathlib import Path; from planner.disk import tidied; "
        code += "print(tidied(Path(sys.argv[1])))"
        ran = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "plan")], capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, timeout=60,
        )  # fmt: skip
        assert ran.stdout == "[]\n"
        assert (work / OLD / "x").exists()


def test_a_signal_waits_until_all_is_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = fill(tmp_path / "region", **{"a.csv": "1", "b.csv": "1"})
    replace = Path.replace

    def interrupted(path: Path, target: Path) -> Path:
        signal.raise_signal(signal.SIGINT)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        update(folder, **{"a.csv": "2", "b.csv": "2"})
    assert read(folder) == {
        "a.csv": "2",
        "b.csv": "2",
    }
