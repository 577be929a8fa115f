"""Explanations of tiny regions, and the language they are said in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from planner.text import use


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    """Every test starts and ends in Dutch."""
    use("nl")
    yield
    use("nl")
