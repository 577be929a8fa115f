"""What a party asks binds the plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.models import allocation
from planner.region.domain import Instance, Request, Slice
from planner.verification.rules import verify
from tests.models.conftest import Golden
from tests.models.small import agrees, dwellings, line, refused, region_of, rule_rows, small

REQUESTS = (
    Request(Slice(municipality="bb", programme="outflow"), at_most=1),
    Request(Slice(site="s1", years=(2022,)), at_least=1, at_most=2),
    Request(Slice(corporation="zz"), at_least=0),
)


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("request", rule_rows(allocation.build(replace(whole, requests=REQUESTS)), "request"))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_municipality_gets_no_more_than_it_asks(number: int) -> None:
    region = region_of(small())
    plan = agrees(region, requests=(Request(Slice(municipality="bb"), at_most=number),))
    assert dwellings(plan.lines, lambda row: row.municipality == "bb") <= number


def test_a_place_gets_what_is_asked_for_it() -> None:
    region = region_of(small())
    asked = Request(Slice(neighbourhood="a2", programme="outflow", years=(2021,)), at_least=1)
    plan = agrees(region, requests=(asked,))
    assert dwellings(plan.lines, lambda row: (row.neighbourhood, row.year) == ("a2", 2021)) == 1


def test_a_request_that_no_plan_can_grant_is_named() -> None:
    asked = (Request(Slice(programme="outflow", years=(2021,)), at_least=3),)
    assert refused(region_of(small()), requests=asked) == ["target", "request"]


def test_the_check_counts_for_itself() -> None:
    region = region_of(small())
    lines = [line("outflow", 2021, "b1", 2), line("outflow", 2022, "a1", 1)]
    asked = (
        Request(Slice(municipality="bb"), at_most=1),
        Request(Slice(years=(2022,)), at_least=2),
        Request(Slice(corporation="cc", programme="outflow"), at_least=3, at_most=3),
    )
    found = verify(region, lines, requests=asked)
    assert [(one.rule, one.problem.key) for one in found.violations if one.rule == "request"] == [
        ("request", "verify.request_most"),
        ("request", "verify.request_least"),
    ]
    assert "request" in found.rules
