"""Commands that are stopped, find no room, or follow one that was killed."""

from __future__ import annotations

import errno
import os
import signal
from pathlib import Path

import pytest

from planner.outcome import Outcome
from planner.output.write import WRITERS
from tests.output.written import planner
from tests.tiny import tiny, write_folder


@pytest.fixture
def region(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "tiny", tiny())


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_the_files_are_written(
    region: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, code: int
) -> None:
    def stopped(outcome: Outcome, path: Path) -> None:
        path.write_text("half a file")
        signal.raise_signal(number)

    monkeypatch.setitem(WRITERS, "municipalities.csv", stopped)
    out = region.parent / "out"
    ended, _, said = planner("solve", region, "--out", out, "--quiet", lang="en")
    assert ended == code
    assert "Stopped while the files were written" in said
    assert "municipalities.csv, corporations.csv" in said
    assert sorted(path.name for path in out.iterdir()) == [
        "allocation.csv", "inputs.json", "plan.json",
    ]  # fmt: skip
    assert sorted(path.name for path in region.parent.iterdir()) == ["out", "tiny"]
    assert planner("verify", region, out)[0] == 0


def test_a_full_disk_is_no_defect(region: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(outcome: Outcome, path: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    for name in WRITERS:
        if name not in ("plan.json", "allocation.csv"):
            monkeypatch.setitem(WRITERS, name, full)
    out = region.parent / "out"
    ended, _, said = planner("solve", region, "--out", out, "--quiet", lang="en")
    assert ended == 2
    assert os.strerror(errno.ENOSPC) in said
    assert "A defect" not in said
    assert planner("verify", region, out)[0] == 0


def test_the_next_command_finishes_what_a_killed_one_began(region: Path) -> None:
    out = region.parent / "out"
    assert planner("solve", region, "--out", out, "--quiet")[0] == 0
    work = region.parent / ".out.abcdefgh.planner"
    work.mkdir()
    out.rename(work / "old")
    ended, _, said = planner("verify", region, out, lang="en")
    assert ended == 0
    assert "has its place again" in said
    assert not work.exists()


def test_a_number_beyond_measure_in_a_plan_is_refused(region: Path) -> None:
    out = region.parent / "out"
    assert planner("solve", region, "--out", out, "--quiet")[0] == 0
    path = out / "municipalities.csv"
    header, first, *rest = path.read_text("utf-8").splitlines()
    spoiled = f"{first.rpartition(',')[0]},{'9' * 400}"
    path.write_text("\n".join([header, spoiled, *rest]) + "\n", encoding="utf-8")
    ended, _, said = planner("compare", out, out, lang="en")
    assert ended == 3
    assert "municipalities.csv" in said
