"""What is shown while the solver works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from planner.cli.progress import Display
from planner.optimise.solve import Report
from planner.optimise.solver import Progress
from planner.text import use


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use("en")
    yield
    use("nl")


def report(part: str, seconds: float = 0.0) -> Report:
    return Report("closeness", part, "dwelling_minutes", Progress(seconds, 12.5, None, None))


def test_each_step_gets_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with Display(quiet=False) as display:
        display.report(report("minutes"))
        display.report(report("minutes", 0.1))
        display.report(report("cost", 0.2))
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines() == [
        "0.0 s  Closeness, Travel time: found 12.50, best possible –, gap –",
        "0.2 s  Closeness, Total cost: found 12.50, best possible –, gap –",
    ]


def test_values_with_confidential_dwellings_are_kept_from_who_may_not_know_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    secret = replace(report("minutes"), confidential=True)
    with Display(quiet=False, secrets=False) as display:
        display.report(secret)
        display.report(report("cost"))
    hidden, open_ = capsys.readouterr().err.splitlines()
    assert "12.50" not in hidden
    assert "found 12.50" in open_
    with Display(quiet=False) as display:
        display.report(secret)
    assert "found 12.50" in capsys.readouterr().err


def test_a_long_step_gives_signs_of_life(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr("planner.cli.progress.time.monotonic", lambda: now)
    with Display(quiet=False) as display:
        for now in (100.0, 105.0, 110.0, 115.0):
            display.report(report("minutes", now - 100))
    assert [line.split()[0] for line in capsys.readouterr().err.splitlines()] == ["0.0", "10.0"]


def test_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    with Display(quiet=True) as display:
        display.report(report("minutes"))
    assert capsys.readouterr() == ("", "")


def test_one_line_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with Display(quiet=False) as display:
        display.report(report("minutes"))
        assert "Closeness" in str(display._live.status)
    assert capsys.readouterr().out == ""
