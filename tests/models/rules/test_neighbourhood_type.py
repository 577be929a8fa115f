"""A programme stands only where the type of the neighbourhood allows it, and within its numbers."""

from __future__ import annotations

from typing import Any

from planner.models import allocation
from planner.region.domain import Instance, Region
from tests.models.conftest import Golden
from tests.models.small import (
    agrees,
    broken,
    dwellings,
    line,
    region_of,
    rule_rows,
    small,
    typed,
    value,
)


def region(**cells: Any) -> Region:
    """Towns in a1 and b1; the row on clustered dwellings in towns with other cells."""
    row = {"kind": "town", "programme": "clustered", "allowed": "true", **cells}
    return region_of(small(neighbourhoods=typed(a1="town", b1="town"), neighbourhood_types=[row]))


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("neighbourhood_type", rule_rows(allocation.build(whole), "neighbourhood_type"))


def test_a_type_that_does_not_allow_a_programme() -> None:
    closed = region(allowed="false")
    assert value(agrees(closed), "unmet_need.unmet") == 20
    assert broken(closed, [line("clustered", 2022, "a1", 2, "s1")]) == {
        "neighbourhood_type": ["verify.neighbourhood_type"]
    }
    assert broken(region(), [line("clustered", 2022, "a1", 2, "s1")]) == {}


def test_the_most_for_every_thousand_dwellings() -> None:
    # a1 and b1 have 2,000 dwellings each: 0.5 for every 1,000 is one.
    few = region(max_per_1000_dwellings="0.5")
    plan = agrees(few)
    assert dwellings(plan.lines, lambda row: row.programme == "clustered") == 2
    assert {row.neighbourhood for row in plan.lines if row.site} == {"a1", "b1"}
    assert broken(few, [line("clustered", 2022, "a1", 2, "s1")]) == {
        "neighbourhood_type": ["verify.neighbourhood_density"]
    }
    none = region(max_per_1000_dwellings="0.499")
    assert value(agrees(none), "unmet_need.unmet") == 20


def test_the_most_together_on_a_site() -> None:
    one = region(max_cluster=1)
    plan = agrees(one)
    assert [row.dwellings for row in plan.lines if row.site] == [1, 1]
    assert broken(one, [line("clustered", 2022, "a1", 2, "s1")]) == {
        "neighbourhood_type": ["verify.neighbourhood_cluster"]
    }
