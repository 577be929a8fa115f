"""Commands run in the process of the tests on tiny regions, and plans written by hand."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import pytest

from planner.region.domain import Line
from tests.cli.process import Ran, run

Planner = Callable[..., Ran]


@pytest.fixture
def planner(tmp_path: Path) -> Planner:
    """Runs a command, in English unless told, in an empty folder; it ends with `code`."""
    return partial(run, tmp_path, lang="en")


def write_plan(folder: Path, lines: Iterable[Line]) -> Path:
    """Lines as a folder with `allocation.csv`; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "allocation.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Line._fields)
        writer.writerows(lines)
    return folder
