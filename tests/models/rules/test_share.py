"""A part of the plan is at least, or at most, a share of a whole."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from planner.models import allocation
from planner.models.rules.share import below
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
)


def region(**cells: Any) -> Region:
    """A share of clustered dwellings in all."""
    row = {"share": "sites", "part": "clustered", "whole": "clustered;outflow", **cells}
    return region_of(small(shares=[row]))


def counted(found: Any, programme: str, year: int) -> int:
    return dwellings(found.lines, lambda row: (row.programme, row.year) == (programme, year))


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("share", rule_rows(allocation.build(whole), "share"))


@pytest.mark.parametrize("share", [Fraction(1, 3), Fraction("0.3333333333"), Fraction(7, 10),
                                   Fraction(0), Fraction(1), Fraction("0.4999")])  # fmt: skip
@pytest.mark.parametrize("largest", [1, 2, 7, 40])
def test_a_fraction_below_parts_the_same_whole_numbers(share: Fraction, largest: int) -> None:
    near = below(share, largest)
    assert near <= share
    assert near.denominator <= largest
    for whole in range(largest + 1):
        for part in range(whole + 1):
            assert (part <= share * whole) == (part <= near * whole)


def test_the_least_share_over_all_years() -> None:
    half = region(minimum="0.5")
    plan = agrees(half)
    homes = dwellings(plan.lines, lambda row: row.programme == "outflow")
    assert dwellings(plan.lines) - homes == homes == 3
    three = [line("outflow", 2021, "a1", 2), line("clustered", 2022, "a1", 1, "s1")]
    assert broken(half, three) == {"share": ["verify.share_least"]}
    assert broken(half, [line("outflow", 2021, "a1", 1), three[1]]) == {}


def test_the_largest_share_of_a_year() -> None:
    third = region(maximum="0.3333333333", year=2022)
    plan = agrees(third)
    assert counted(plan, "clustered", 2022) * 3 <= counted(plan, "outflow", 2022) + counted(
        plan, "clustered", 2022
    )
    third = region(maximum="0.34", year=2022)
    assert broken(third, [line("clustered", 2022, "a1", 1, "s1")]) == {
        "share": ["verify.share_most"]
    }
    kept = [line("clustered", 2022, "a1", 1, "s1"), line("outflow", 2022, "a1", 2)]
    assert broken(third, kept) == {}
    assert broken(region(maximum="0.33", year=2022), kept) == {"share": ["verify.share_most"]}
