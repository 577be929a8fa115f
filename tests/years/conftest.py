"""Commands run in this process on tiny regions, and plans written by hand."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from planner.cli.app import main
from planner.region.domain import Line
from planner.text import use


@dataclass(frozen=True)
class Said:
    """What a command printed."""

    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as the one JSON document that it has to be."""
        return json.loads(self.out)


Planner = Callable[..., Said]


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    """Every test ends in Dutch."""
    yield
    use("nl")


@pytest.fixture
def planner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Planner:
    """Runs a command in an empty folder; it ends with `code` and never with a defect."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLANNER_DEBUG", "1")
    monkeypatch.setenv("LANGUAGE", "en")

    def run(*arguments: object, code: int = 0, lang: str = "en") -> Said:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as stop:
            main([*map(str, arguments), "--lang", lang])
        said = Said(out.getvalue(), err.getvalue())
        assert stop.value.code == code, said
        return said

    return run


def write_plan(folder: Path, lines: Iterable[Line]) -> Path:
    """Lines as a folder with `allocation.csv`; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "allocation.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Line._fields)
        writer.writerows(lines)
    return folder
