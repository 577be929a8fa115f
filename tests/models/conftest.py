"""Golden texts of the rows a rule or an objective writes.

A golden text is the file `tests/golden/<family>.lp`. When the mathematics changes on purpose,

    pytest tests/models --update-golden

writes them again; read the difference before it is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.region.domain import Instance
from tests.models.small import everything

GOLDEN = Path(__file__).parents[1] / "golden"

Golden = Callable[[str, str], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a family's text with its golden file, or write it with `--update-golden`."""

    def compare(family: str, text: str) -> None:
        path = GOLDEN / f"{family}.lp"
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def whole() -> Instance:
    """A region on which every family has rows."""
    return everything()
