"""Limits on pools whose state at the start is not known are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.errors import PlannerError
from planner.region.load import load
from tests.tiny import tiny, write_folder

POOL = {"pool": "bw", "year": 2021, "inflow": 1, "source": "made up"}
CLOSURE = {"pool": "bw", "year": 2022, "minimum": 1, "kind": "closure", "source": "made up"}


@pytest.mark.parametrize("state", [{}, {"places": 3}, {"waiting": 0}])
@pytest.mark.parametrize(
    ("table", "column"), [("pools", "max_wait_months"), ("closures", "pool"), ("sites", "converts")]
)
def test_a_limit_needs_a_state(
    tmp_path: Path, state: dict[str, int], table: str, column: str
) -> None:
    row: dict[str, Any] = {**POOL, **state}
    made = tiny(pools=[row | ({"max_wait_months": 9} if table == "pools" else {})])
    if table == "closures":
        made["closures"] = [CLOSURE]
    if table == "sites":
        made["sites"][0]["converts"] = "bw"
    with pytest.raises(PlannerError) as caught:
        load(write_folder(tmp_path / "r", made))
    [problem] = caught.value.problems
    assert (problem.key, problem.column, problem.row) == ("region.pool_state", column, 2)


def test_a_state_of_nothing_is_one(tmp_path: Path) -> None:
    row = {**POOL, "places": 0, "waiting": 0, "max_wait_months": 9}
    loaded = load(write_folder(tmp_path / "r", tiny(pools=[row], closures=[CLOSURE])))
    assert loaded.region.closures[0].minimum == 1
