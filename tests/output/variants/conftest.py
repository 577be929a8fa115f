"""A frontier and alternatives of tiny regions, found once."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from planner import text
from planner.analysis.alternatives import alternatives
from planner.analysis.frontier import frontier
from planner.analysis.variants import Alternatives, Frontier
from planner.region.domain import Objective
from planner.region.load import load
from tests.analysis.test_alternatives import FAR, SIGNED
from tests.analysis.test_frontier import CLOSE, FREE
from tests.models.small import EXACT, small
from tests.tiny import write_folder


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    """Every test starts and ends in Dutch."""
    text.use("nl")
    yield
    text.use("nl")


@pytest.fixture(scope="session")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Frontier:
    """Four points between closeness and spread."""
    tables = small(settings={"objective.order": FREE}, **CLOSE)
    region = load(write_folder(tmp_path_factory.mktemp("swept"), tables))
    return frontier(region, (Objective.CLOSENESS, Objective.SPREAD), 7, EXACT)


def found_in(folder: Any, **changes: Any) -> Alternatives:
    """Alternatives in a region with a site that is always used, and places that never are."""
    tables = small(settings={"objective.order": list(FAR)}, **{**SIGNED, **changes})
    return alternatives(load(write_folder(folder, tables)), 2, Fraction(1), EXACT)


@pytest.fixture(scope="session")
def several(tmp_path_factory: pytest.TempPathFactory) -> Alternatives:
    """The best plan and others as good."""
    return found_in(tmp_path_factory.mktemp("several"))
