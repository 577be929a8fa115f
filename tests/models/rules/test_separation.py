"""Programmes that must not meet stand apart."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.models import allocation
from planner.models.rules.separation import cliques
from planner.region.domain import Instance, Location, Presence
from tests.models.conftest import Golden
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    SITE_A,
    SITE_B,
    agrees,
    broken,
    dwellings,
    line,
    region_of,
    rule_rows,
    small,
    value,
)


def apart(one: str, other: str, metres: int) -> dict[str, Any]:
    return {"programme_a": one, "programme_b": other, "min_metres": metres}


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("separation", rule_rows(allocation.build(whole), "separation"))


def test_sites_of_a_programme_apart() -> None:
    sites = [{**SITE_A, "max_dwellings": 1}, {**SITE_B, "max_dwellings": 1}]
    target = [{"programme": "clustered", "year": 2022, "minimum": 2, "maximum": 2}]
    # They lie 4,000 m apart.
    tables = small(programmes=[CLUSTERED], sites=sites, targets=target)
    for metres, most in ((4000, 2), (4001, 1), (0, 2)):
        region = region_of({**tables, "separation": [apart("clustered", "clustered", metres)]})
        assert dwellings(agrees(region).lines) == most


def test_stock_and_sites_apart_whatever_the_year() -> None:
    stock = [{"corporation": "cc", "neighbourhood": "a1", "dwellings": 600}]
    tables = small(stock=stock, sites=[SITE_A])
    assert value(agrees(region_of(tables)), "unmet_need.unmet") == 0
    region = region_of({**tables, "separation": [apart("clustered", "outflow", 0)]})
    plan = agrees(region)
    assert {row.programme for row in plan.lines} == {"outflow"}
    lines = [line("outflow", 2021, "a1", 1), line("clustered", 2022, "a1", 2, site="s1")]
    assert broken(region, lines) == {"separation": ["verify.separation_same"]}


def test_stock_programmes_apart() -> None:
    other = {**OUTFLOW, "programme": "other", "priority": 2}
    targets = [
        {"programme": code, "year": 2022, "minimum": 2, "maximum": 2}
        for code in ("outflow", "other")
    ]
    tables = small(
        programmes=[OUTFLOW, other],
        sites=[],
        targets=targets,
        settings={"supply.max_share_of_vacancies": 0.05},
        separation=[apart("outflow", "other", 4000)],
    )
    # a1 and a2 lie 2,000 m apart, b1 4,000 and more: one has aa, the other b1, where there is 1.
    plan = agrees(region_of(tables))
    places = {
        code: {row.municipality for row in plan.lines if row.programme == code}
        for code in ("outflow", "other")
    }
    assert places == {"outflow": {"aa"}, "other": {"bb"}}
    assert value(plan, "unmet_need.unmet") == 10
    region = region_of(tables)
    lines = [line("outflow", 2022, "a1", 1), line("other", 2022, "a2", 1)]
    assert broken(region, lines) == {"separation": ["verify.separation"]}


def test_one_place_does_not_meet_itself() -> None:
    rules = [apart("outflow", "outflow", 500)]
    plan = agrees(region_of(small(separation=rules)))
    assert value(plan, "unmet_need.unmet") == 0


@pytest.mark.parametrize("maximum", [None, 9])
def test_a_programme_apart_may_have_more_than_is_asked_for(maximum: int | None) -> None:
    """A region average that rises with what nobody asked for makes `spread` better."""
    other = {**OUTFLOW, "programme": "other", "priority": 2, "load_weight": 0, "quota_group": None}
    places = [
        {**row, "dwellings": number, "social_dwellings": 0, "existing_load": 0}
        for row, number in zip(small()["neighbourhoods"], (100, 300, 0), strict=True)
    ]
    tables = small(
        programmes=[OUTFLOW, other],
        sites=[],
        neighbourhoods=places,
        separation=[apart("outflow", "other", 0)],
        targets=[{"programme": "outflow", "year": 2021, "minimum": 1, "maximum": maximum}],
        stock=[
            {"corporation": "cc", "neighbourhood": "a1", "dwellings": 100, "turnover_rate": "0.01"},
            {"corporation": "cc", "neighbourhood": "a2", "dwellings": 300, "turnover_rate": 1},
        ],
        settings={
            "neighbourhood.max_load_per_1000_dwellings": 10,
            "region.years": [2021],
            "objective.order": ["spread", "unmet_need"],
        },
        commitments=[
            {"programme": "outflow", "year": 2021, "municipality": "aa", "neighbourhood": "a1",
             "corporation": "cc", "dwellings": 1, "status": "signed"},
        ],
    )  # fmt: skip
    assert dwellings(agrees(region_of(tables), at_most=9).lines) == 4


PLACES = [Presence(programme, Location(place)) for programme in "pq" for place in "abcd"]
PAIRS = list(combinations(PLACES, 2))


@settings(derandomize=True, max_examples=200)
@given(st.sets(st.sampled_from(PAIRS)))
def test_cliques_cover_every_conflict_and_nothing_else(
    edges: set[tuple[Presence, Presence]],
) -> None:
    graph: nx.Graph[Presence] = nx.Graph()
    graph.add_edges_from(edges)
    covered = set()
    for clique in cliques(graph):
        assert len(set(clique)) == len(clique) >= 2
        assert clique == sorted(clique)
        for pair in combinations(clique, 2):
            assert graph.has_edge(*pair)
            covered.add(pair)
        # As large as greed makes it: nobody else is in conflict with all of it.
        assert not [place for place in graph if all(graph.has_edge(place, one) for one in clique)]
    assert covered == edges
    assert cliques(graph) == cliques(nx.Graph(sorted(edges, reverse=True)))
