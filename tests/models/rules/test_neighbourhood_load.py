"""No neighbourhood carries more than its share."""

from __future__ import annotations

import pytest

from planner.models import allocation
from planner.models.bounds import room
from planner.region.domain import Instance
from tests.models.conftest import Golden
from tests.models.small import (
    OUTFLOW,
    agrees,
    broken,
    dwellings,
    line,
    region_of,
    rule_rows,
    small,
    value,
)
from tests.tiny import tiny

# Room: a1 2.0 − 5 < 0, a2 1.0 − 0 = 1, b1 2.0 − 2.5 < 0.
TIGHT = {"neighbourhood.max_load_per_1000_dwellings": 1}


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("neighbourhood_load", rule_rows(allocation.build(whole), "neighbourhood_load"))


def test_room_decides() -> None:
    region = region_of(small(settings=TIGHT))
    assert [room(region, place) for place in ("a1", "a2", "b1")] == [-3, 1, pytest.approx(-0.5)]
    plan = agrees(region)
    assert [(row.neighbourhood, row.dwellings) for row in plan.lines] == [("a2", 1)]
    assert value(plan, "unmet_need.unmet") == 200 + 20


def test_a_neighbourhood_above_takes_nothing_that_weighs_nothing() -> None:
    region = region_of(
        small(
            settings=TIGHT,
            programmes=[{**OUTFLOW, "load_weight": 0}],
            sites=[],
            targets=[{"programme": "outflow", "year": 2021, "minimum": 3}],
        )
    )
    # Without weight there is no end to what a2 takes, but for its vacancies.
    plan = agrees(region, at_most=8)
    assert {row.neighbourhood for row in plan.lines} == {"a2"}
    assert dwellings(plan.lines) == 3
    assert broken(region, [line("outflow", 2021, "a1", 1)]) == {
        "neighbourhood_load": ["verify.load_full"]
    }


@pytest.mark.parametrize(
    ("existing", "weight", "limit", "most"),
    [("0.2", "0.1", 0.3, 1), ("0.1", "0.1", 0.8, 7), ("0", "1.1", 3.3, 3), ("0.3", "0.1", 0.3, 0)],
)
def test_limits_are_exact(existing: str, weight: str, limit: float, most: int) -> None:
    """Sums such as 0.1 + 0.2 that binary floats put above 0.3 fit all the same."""
    places = [
        {**row, "existing_load": existing if row["neighbourhood"] == "a2" else 9}
        for row in tiny()["neighbourhoods"]
    ]
    region = region_of(
        small(
            settings={
                "neighbourhood.max_load_per_1000_dwellings": limit,
                "supply.max_share_of_vacancies": 1,
            },
            neighbourhoods=places,
            programmes=[{**OUTFLOW, "load_weight": weight}],
            sites=[],
            targets=[{"programme": "outflow", "year": 2021, "minimum": 9, "maximum": 9}],
        )
    )
    assert dwellings(agrees(region).lines) == most
    above = broken(region, [line("outflow", 2021, "a2", most + 1)])
    assert above == {"neighbourhood_load": ["verify.load"]}
