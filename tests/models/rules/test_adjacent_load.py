"""No neighbourhood carries more than its share together with its neighbours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from planner.models import allocation
from planner.region.domain import Instance, Region
from tests.models.conftest import Golden
from tests.models.small import (
    OUTFLOW,
    agrees,
    broken,
    dwellings,
    instance_of,
    line,
    refused,
    region_of,
    rule_rows,
    small,
    value,
)
from tests.models.small import commitment as signed
from tests.tiny import tiny

LIMIT = "neighbourhood.max_adjacent_load_per_1000_dwellings"
# In a row, so that a2 borders on both others and those not on each other.
POINTS = {"a1": 140_000, "a2": 142_000, "b1": 144_000}
IN_A_ROW = [
    {**row, "x": POINTS[row["neighbourhood"]], "y": 475_000} for row in tiny()["neighbourhoods"]
]


def row_of_three(limit: float, **changes: Any) -> Region:
    """Outflow only, three neighbourhoods in a row.

    The groups of a1, a2 and b1 have 3,000, 5,000 and 3,000 dwellings and carry 5, 7.5 and 2.5.
    """
    tables: dict[str, Any] = {"neighbourhoods": IN_A_ROW, "sites": [], "programmes": [OUTFLOW]}
    tables["targets"] = [{"programme": "outflow", "year": 2021, "minimum": 3, "maximum": 3}]
    settings = {LIMIT: limit, "supply.max_share_of_vacancies": 1}
    return region_of(small(settings=settings, **(tables | changes)))


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("adjacent_load", rule_rows(allocation.build(whole), "adjacent_load"))


def test_without_a_limit_there_is_no_rule() -> None:
    region = region_of(small())
    assert region.adjacency is None
    assert rule_rows(allocation.build(instance_of(region)), "adjacent_load") == ""
    assert broken(region, [line("outflow", 2021, "a1", 2)]) == {}


def test_neighbours_share_their_room() -> None:
    # Room in the groups of a1, a2 and b1: 0.1, 1.0 and 2.6; b1 takes what a2's group leaves.
    region = row_of_three(1.7)
    plan = agrees(region)
    assert [(row.neighbourhood, row.dwellings) for row in plan.lines] == [("b1", 1)]
    assert value(plan, "unmet_need.unmet") == 200
    assert broken(region, [line("outflow", 2021, "b1", 2)]) == {
        "adjacent_load": ["verify.adjacent_load"]
    }
    # One dwelling in a1 is too many for its own group, and just enough for that of a2.
    assert broken(region, [line("outflow", 2021, "a1", 1)]) == {
        "adjacent_load": ["verify.adjacent_load"]
    }


def test_a_group_above_takes_nothing_that_weighs_nothing() -> None:
    # a1 and a2 together carry 5 and may carry 4.8.
    region = row_of_three(1.6, programmes=[{**OUTFLOW, "load_weight": 0}])
    plan = agrees(region)
    assert {row.neighbourhood for row in plan.lines} == {"b1"}
    assert dwellings(plan.lines) == 3
    for place in ("a1", "a2"):
        assert broken(region, [line("outflow", 2021, place, 1)]) == {
            "adjacent_load": ["verify.adjacent_load_full"]
        }


@pytest.mark.parametrize(
    ("existing", "weight", "limit", "most"),
    [
        ("0.2", "0.1", 0.1, 1),
        ("0.1", "0.1", "0.3", 8),
        ("0", "1.1", 1.1, 3),
        ("0.3", "0.1", 0.1, 0),
    ],
)
def test_limits_are_exact(existing: str, weight: str, limit: float | str, most: int) -> None:
    """Sums such as 0.1 + 0.2 that binary floats put above 0.3 fit all the same."""
    places = [
        {**row, "existing_load": existing if row["neighbourhood"] == "a1" else 0}
        for row in IN_A_ROW
    ]
    region = row_of_three(
        float(limit),
        neighbourhoods=places,
        stock=[{"corporation": "cc", "neighbourhood": "a1", "dwellings": 600}],
        programmes=[{**OUTFLOW, "load_weight": weight}],
        targets=[{"programme": "outflow", "year": 2021, "minimum": 9, "maximum": 9}],
    )
    assert dwellings(agrees(region).lines) == most
    above = broken(region, [line("outflow", 2021, "a1", most + 1)])
    assert above == {"adjacent_load": ["verify.adjacent_load"]}


def test_what_is_signed_can_be_too_much() -> None:
    assert "adjacent_load" in refused(
        row_of_three(1.7, commitments=[signed("outflow", 2021, "b1", 2)])
    )


def test_a_limit_without_neighbours_is_a_defect() -> None:
    region = replace(row_of_three(1.7), adjacency=None)
    with pytest.raises(ValueError, match="adjacency"):
        allocation.build(instance_of(region))
    with pytest.raises(ValueError, match="adjacency"):
        broken(region, [])
