"""Demands as they are written on the command line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import ExitCode, PlannerError
from planner.optimise.requests import parse, parse_slices
from planner.region.domain import Region, Request, Slice
from tests.models.small import region_of, small


@pytest.fixture(scope="module")
def region() -> Region:
    return region_of(small())


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("aa<=3", Request(Slice(municipality="aa"), at_most=3)),
        (" aa , outflow >= 2 ", Request(Slice("aa", programme="outflow"), at_least=2)),
        ("s1=0", Request(Slice(site="s1"), at_least=0, at_most=0)),
        ("cc,2021=1", Request(Slice(corporation="cc", years=(2021,)), at_least=1, at_most=1)),
        ("b1,2021-2030<=4", Request(Slice(neighbourhood="b1", years=(2021, 2022)), at_most=4)),
        ("neighbourhood:a2>=1", Request(Slice(neighbourhood="a2"), at_least=1)),
        ("oude school<=1", Request(Slice(site="s1"), at_most=1)),
        ("UITSTROOM,2022>=1", Request(Slice(programme="outflow", years=(2022,)), at_least=1)),
    ],
)
def test_what_a_demand_means(region: Region, text: str, request_: Request) -> None:
    assert parse([text], region) == (request_,)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("aa", "request.form"),
        ("aa<3", "request.form"),
        ("aa<=-1", "request.form"),
        ("aa<=1.5", "request.form"),
        ("aa<=\u0663", "request.form"),
        ("aa<=1234567890", "request.form"),
        ("<=3", "request.empty"),
        (",<=3", "request.empty"),
        ("zz<=3", "request.unknown"),
        ("aa,<=3", "request.empty"),
        ("site:aa<=3", "request.unknown"),
        ("place:aa<=3", "request.unknown"),
        ("1999<=3", "request.years"),
        ("2023-2021<=3", "request.years"),
        ("aa,bb<=3", "request.twice"),
        ("2021,2022<=3", "request.twice"),
    ],
)
def test_what_is_refused(region: Region, text: str, key: str) -> None:
    with pytest.raises(PlannerError) as caught:
        parse([text], region)
    assert [problem.key for problem in caught.value.problems] == [key]
    assert caught.value.exit_code is ExitCode.USAGE
    assert str(caught.value)


def test_all_that_is_wrong_is_said_at_once(region: Region) -> None:
    with pytest.raises(PlannerError) as caught:
        parse(["zz<=3", "aa<=3", "nonsense"], region)
    assert [problem.key for problem in caught.value.problems] == ["request.unknown", "request.form"]


def test_each_problem_is_said_once(region: Region) -> None:
    with pytest.raises(PlannerError) as caught:
        parse(["zz,zz<=3", "zz<=3", "zz<=3"], region)
    said = [(problem.key, problem.value) for problem in caught.value.problems]
    assert said == [("request.unknown", "zz,zz<=3"), ("request.unknown", "zz<=3")]


def test_why_a_bound_cannot_be_read(region: Region) -> None:
    with pytest.raises(PlannerError, match=r"“aa<=-1”.* heel getal van 0 of hoger"):
        parse(["aa<=-1"], region)


def test_a_slice_has_no_bound(region: Region) -> None:
    assert parse_slices(["aa, outflow"], region) == (Slice("aa", programme="outflow"),)
    for text in ("nope", "a1<=3", "aa,"):
        with pytest.raises(PlannerError) as caught:
            parse_slices([text], region)
        [problem] = caught.value.problems
        assert problem.value == text
        assert ">=1" not in str(problem)
        assert caught.value.exit_code is ExitCode.USAGE


def test_a_name_of_several_things() -> None:
    """A village is often called like its municipality; two other things need their kind."""
    tables = small()
    tables["neighbourhoods"][0]["name"] = tables["municipalities"][0]["name"]
    tables["neighbourhoods"][1]["name"] = "Cc"
    region = region_of(tables)
    named = region.municipalities["aa"].name
    assert parse([f"{named}<=1"], region) == (Request(Slice(municipality="aa"), at_most=1),)
    with pytest.raises(PlannerError, match="corporation:cc, neighbourhood:a2"):
        parse(["CC<=1"], region)
    assert parse(["corporation:cc<=1"], region) == (Request(Slice(corporation="cc"), at_most=1),)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(region: Region, text: str) -> None:
    try:
        requests = parse([text], region)
    except PlannerError:
        return
    assert (requests[0].at_least, requests[0].at_most) != (None, None)
