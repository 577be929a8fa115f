"""What the tests of reading and checking share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.errors import PlannerError, Problem
from planner.region.load import load
from planner.text import LANGUAGES, use
from tests.tiny import tiny, write_folder

Refused = Callable[..., list[Problem]]


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    """Every test starts and ends in Dutch."""
    use("nl")
    yield
    use("nl")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tiny region as a folder."""
    return write_folder(tmp_path / "tiny", tiny())


@pytest.fixture
def refused(tmp_path: Path) -> Refused:
    """Loads a folder, or tables written as one, and gives the problems it is refused for."""

    def run(source: Any, **options: Any) -> list[Problem]:
        path = write_folder(tmp_path / "refused", source) if isinstance(source, dict) else source
        with pytest.raises(PlannerError) as caught:
            load(path, **options)
        speaks(caught.value.problems)
        return caught.value.problems

    return run


def speaks(problems: list[Problem]) -> None:
    """Every problem has a message and a remedy in every language."""
    for language in LANGUAGES:
        use(language)
        for problem in problems:
            assert problem.message.strip()
            assert problem.remedy.strip()
    use("nl")
