"""The independent check: each rule kept and broken at its exact limit, the objectives by hand.

Every case breaks one rule only: the same lines one dwelling, one metre or one cent further.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from planner.region.domain import Line, Region, Request, Slice
from planner.region.fields import SETTINGS, fields_of, tables
from planner.region.load import load
from planner.text import LANGUAGES, catalogue, use
from planner.verification import pools
from planner.verification import rules as module
from planner.verification.rules import RULES, Verification, verify
from tests.models.small import typed
from tests.tiny import tiny, write_folder

Make = Callable[..., Region]
Row = dict[str, Any]


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    """Every test starts and ends in Dutch."""
    use("nl")
    yield
    use("nl")


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Loads the tiny region with some settings and tables replaced."""
    number = count()

    def run(settings: Row | None = None, **changed: list[Row]) -> Region:
        path = tmp_path / f"tiny{next(number)}"
        return load(write_folder(path, tiny(settings, **changed))).region

    return run


def home(
    place: str = "a1",
    dwellings: int = 1,
    year: int = 2021,
    programme: str = "outflow",
    point: str = "",
    corporation: str = "cc",
) -> Line:
    return Line(programme, year, place[0] * 2, place, corporation, "", point, dwellings)


def cluster(
    dwellings: int = 4,
    year: int = 2022,
    site: str = "s1",
    programme: str = "clustered",
    place: str = "b1",
    point: str = "p1",
    corporation: str = "cc",
) -> Line:
    return Line(programme, year, place[0] * 2, place, corporation, site, point, dwellings)


def outflow(**changes: Any) -> Row:
    """The tiny stock programme, free of the limits that a case does not test."""
    return {**tiny()["programmes"][0], **changes}


def clustered(**changes: Any) -> Row:
    return {**tiny()["programmes"][1], **changes}


def supported(**changes: Any) -> Row:
    """The tiny stock programme with support and without vacancies."""
    return outflow(support_service="ambulatory", uses_vacancies="false", **changes)


def point(code: str = "p1", x: float = 140_000, y: float = 475_000, **changes: Any) -> Row:
    row = {"support_point": code, "name": code, "neighbourhood": "a1", "x": x, "y": y}
    return {**row, "services": "ambulatory", **changes}


def site(code: str = "s1", neighbourhood: str = "b1", **changes: Any) -> Row:
    row = {"site": code, "name": code, "neighbourhood": neighbourhood, "corporation": "cc"}
    return {**row, "programmes": "clustered", "kind": "new_build", **changes}


def targets(*rows: tuple[str, int, int, int | None]) -> list[Row]:
    columns = ("programme", "year", "minimum", "maximum")
    return [dict(zip(columns, row, strict=True)) for row in rows]


def stock(*rows: tuple[str, int, str], corporation: str = "cc") -> list[Row]:
    return [
        {
            "corporation": corporation,
            "neighbourhood": place,
            "dwellings": dwellings,
            "turnover_rate": rate,
        }
        for place, dwellings, rate in rows
    ]


def commitment(dwellings: int, **changes: Any) -> Row:
    row = {"programme": "outflow", "year": 2021, "municipality": "aa", "neighbourhood": "a1"}
    return {
        **row,
        "corporation": "cc",
        "dwellings": dwellings,
        "status": "signed",
        **changes,
    }


IN_A_ROW = [
    {**row, "x": x, "y": 475_000}
    for row, x in zip(tiny()["neighbourhoods"], (140_000, 142_000, 144_000), strict=True)
]


def types(**cells: Any) -> dict[str, list[Row]]:
    row = {"kind": "town", "programme": "outflow", "allowed": "true", **cells}
    return {"neighbourhood_types": [row]}


def shares(**cells: Any) -> dict[str, list[Row]]:
    row = {"share": "homes", "part": "outflow", "whole": "outflow;clustered", **cells}
    return {"shares": [row]}


def facility(*closures: Row, converts: bool = False, **cells: Any) -> dict[str, list[Row]]:
    """Four places of `bw` that two people wait for, and what closes."""
    state = {"pool": "bw", "year": 2021, "places": 4, "waiting": 2, **cells}
    found: dict[str, list[Row]] = {
        "targets": FREE,
        "pools": [state],
        "closures": [{"pool": "bw", "kind": "closure", **row} for row in closures],
    }
    if converts:
        found["sites"] = [site(converts="bw")]
        found["programmes"] = [outflow(), clustered(min_cluster=None, support_service=None)]
    return found


FREE = targets(("outflow", 2021, 0, None), ("clustered", 2021, 0, None))
OTHER_FREE = [*FREE, *targets(("other", 2021, 0, None))]
TWO_CORPORATIONS = [{"corporation": code, "name": code} for code in ("cc", "dd")]
OTHER = clustered(programme="other", min_cluster=None, max_cluster=None, support_service=None)
SHARED_SITE = {
    "targets": OTHER_FREE,
    "programmes": [outflow(), clustered(min_cluster=None), OTHER],
    "sites": [site(programmes="clustered;other", max_dwellings=20)],
}


@dataclass(frozen=True)
class Case:
    """A rule's limit: `keeps` lie on its good side, `breaks` break it alone with message `key`.

    `beside` are the rules that cannot but be broken with it, `also` the other message of its own.
    """

    key: str
    rule: str
    keeps: Sequence[Line]
    breaks: Sequence[Line]
    settings: Row = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    values: Row = field(default_factory=dict)
    requests: Sequence[Request] = ()
    beside: Sequence[str] = ()
    left: dict[str, int] = field(default_factory=dict)
    also: str = ""

    def region(self, make: Make) -> Region:
        """The region the lines are checked against."""
        return replace(make(self.settings, **self.tables), left=self.left)


CASES = {
    "request: no more than asked": Case(
        "verify.request_most",
        "request",
        keeps=[home("a1")],
        breaks=[home("a1", 2)],
        requests=[Request(Slice(municipality="aa", programme="outflow"), at_most=1)],
        values={"slice": ("outflow", "aa"), "count": 2, "limit": 1},
    ),
    "request: no less than asked": Case(
        "verify.request_least",
        "request",
        keeps=[home("a1", 2)],
        breaks=[home("a1")],
        requests=[Request(Slice(neighbourhood="a1", years=(2021,)), at_least=2)],
        values={"slice": ("a1", 2021), "count": 1, "limit": 2},
    ),
    "target: the maximum of the first year": Case(
        "verify.target",
        "target",
        [home(dwellings=3), home(dwellings=2, year=2022)],
        [home(dwellings=4)],
        tables={"targets": targets(("outflow", 2021, 0, 3), ("outflow", 2022, 0, 2))},
        values={"programme": "outflow", "year": 2021, "count": 4, "limit": 3},
    ),
    "target: what one year leaves the next may use": Case(
        "verify.target",
        "target",
        [home(dwellings=1), home(dwellings=4, year=2022)],
        [home(dwellings=1), home(dwellings=5, year=2022)],
        tables={"targets": targets(("outflow", 2021, 0, 3), ("outflow", 2022, 0, 2))},
        values={"year": 2022, "count": 6, "limit": 5},
    ),
    "target: a year without a row needs none and takes none": Case(
        "verify.target",
        "target",
        [home(dwellings=2, year=2022)],
        [home(dwellings=1)],
        tables={"targets": targets(("outflow", 2022, 0, None))},
        values={"year": 2021, "count": 1, "limit": 0},
    ),
    "participation": Case(
        "verify.participation",
        "participation",
        [home("a1", 2)],
        [home("b1", 2)],
        tables={
            "participation": [
                {"municipality": "bb", "programme": "outflow", "participates": "false"},
                {"municipality": "aa", "programme": "outflow", "participates": "true"},
            ]
        },
        values={"municipality": "bb", "programme": "outflow", "year": 2021, "count": 2},
    ),
    "participation: until a year": Case(
        "verify.participation",
        "participation",
        [home("b1", 2), home("a1", 1, 2022)],
        [home("b1", 2), home("b1", 1, 2022)],
        tables={
            "participation": [
                {
                    "municipality": "bb",
                    "programme": "outflow",
                    "participates": "false",
                    "from_year": 2022,
                },
                {"municipality": "bb", "programme": "outflow", "participates": "true"},
            ]
        },
        values={"municipality": "bb", "programme": "outflow", "year": 2022, "count": 1},
    ),
    "participation: the latest that has begun holds": Case(
        "verify.participation",
        "participation",
        [home("b1", 1, 2022)],
        [home("b1", 1), home("b1", 1, 2022)],
        tables={
            "participation": [
                {
                    "municipality": "bb",
                    "programme": "outflow",
                    "participates": participates,
                    "from_year": from_year,
                }
                for participates, from_year in (
                    ("true", 2022),
                    ("false", 2019),
                    ("true", ""),
                    ("false", 2023),
                )
            ]
        },
        values={"municipality": "bb", "programme": "outflow", "year": 2021, "count": 1},
    ),
    "vacancy share: 0.1 of 0.07 of 1000 is seven exactly": Case(
        "verify.vacancy_share_total",
        "vacancy_share",
        [home(dwellings=7), home(dwellings=7, year=2022)],
        [home(dwellings=8)],
        {"supply.max_share_of_vacancies": 0.1},
        {"targets": FREE, "stock": stock(("a1", 1000, "0.07"))},
        {"corporation": "cc", "place": "aa", "year": 2021, "count": 8, "limit": 7},
        also="verify.vacancy_share",
    ),
    "vacancy share: the sum of the years is rounded down": Case(
        "verify.vacancy_share_total",
        "vacancy_share",
        [home(dwellings=7), home(dwellings=8, year=2022)],  # of 7.99, and of 15.98
        [home(dwellings=8)],
        {"supply.max_share_of_vacancies": 0.1},
        {"targets": FREE, "stock": stock(("a1", 1000, "0.0799"))},
        {"year": 2021, "count": 8, "limit": 7},
    ),
    "vacancy share: a year is rounded up": Case(
        "verify.vacancy_share",
        "vacancy_share",
        [home(dwellings=8, year=2022)],
        [home(dwellings=9, year=2022)],
        {"supply.max_share_of_vacancies": 0.1},
        {"targets": FREE, "stock": stock(("a1", 1000, "0.0799"))},
        {"year": 2022, "count": 9, "limit": 8},
    ),
    "vacancy share: added up over a municipality before rounding": Case(
        "verify.vacancy_share_total",
        "vacancy_share",
        [home("a1"), home("b1")],
        [home("a1"), home("a2")],
        {"supply.max_share_of_vacancies": 0.1},
        {
            "targets": FREE,
            "stock": stock(("a1", 100, "0.06"), ("a2", 100, "0.05"), ("b1", 500, "0.02")),
        },
        {"place": "aa", "count": 2, "limit": 1},
    ),
    "vacancy share: each corporation has its own": Case(
        "verify.vacancy_share_total",
        "vacancy_share",
        [home("a1"), home("a1", corporation="dd")],
        [home("a1", 2)],
        {"supply.max_share_of_vacancies": 0.1},
        {
            "targets": FREE,
            "corporations": TWO_CORPORATIONS,
            "stock": [
                *stock(("a1", 100, "0.15")),
                *stock(("a1", 100, "0.15"), corporation="dd"),
            ],
        },
        {"corporation": "cc", "count": 2, "limit": 1},
    ),
    "vacancies: whole ones of a neighbourhood": Case(
        "verify.vacancies_total",
        "vacancy_share",
        [home("a1", 7), home("a1", 7, 2022), home("a2", 9)],
        [home("a1", 8)],
        {"supply.max_share_of_vacancies": 1},
        {"targets": FREE, "stock": stock(("a1", 100, "0.07"), ("a2", 300, "0.1"))},
        {"corporation": "cc", "place": "a1", "year": 2021, "count": 8, "limit": 7},
        also="verify.vacancies",
    ),
    "vacancies: in one year too": Case(
        "verify.vacancies",
        "vacancy_share",
        [home("a1", 8, 2022)],
        [home("a1", 9, 2022)],
        {"supply.max_share_of_vacancies": 1},
        {"targets": FREE, "stock": stock(("a1", 101, "0.07"), ("a2", 300, "0.1"))},
        {"year": 2022, "count": 9, "limit": 8},
    ),
    "vacancies: the municipality's turnover stands in for a missing one": Case(
        "verify.vacancies",
        "vacancy_share",
        [home("a1", 6, 2022)],
        [home("a1", 7, 2022)],
        {"supply.max_share_of_vacancies": 1},
        {"targets": FREE, "stock": stock(("a1", 100, ""), ("a2", 300, "0.1"))},
        {"count": 7, "limit": 6},
    ),
    "vacancies: of all corporations together": Case(
        "verify.vacancies_together",
        "vacancy_share",
        [home("a1", 1), home("a1", 1, corporation="dd")],  # a quarter of 5, rounded up
        [home("a1", 2), home("a1", 1, corporation="dd")],
        {"supply.max_share_of_vacancies": 1, "supply.max_share_in_neighbourhood": 0.25},
        {
            "targets": FREE,
            "corporations": TWO_CORPORATIONS,
            "stock": [*stock(("a1", 20, "0.1")), *stock(("a1", 30, "0.1"), corporation="dd")],
        },
        {"place": "a1", "year": 2021, "count": 3, "limit": 2},
    ),
    "stock: where the corporation has dwellings": Case(
        "verify.no_stock",
        "stock",
        [home("a1")],
        [home("a2")],
        tables={
            "programmes": [outflow(uses_vacancies="false"), clustered()],
            "stock": stock(("a1", 10, "0.1")),
        },
        values={"corporation": "cc", "neighbourhood": "a2"},
    ),
    "stock: no more than it has, over all years": Case(
        "verify.stock",
        "stock",
        [home("a1"), home("a1", 1, 2022)],
        [home("a1"), home("a1", 2, 2022)],
        tables={
            "targets": FREE,
            "programmes": [outflow(uses_vacancies="false"), clustered()],
            "stock": stock(("a1", 2, "0.1")),
        },
        values={"corporation": "cc", "neighbourhood": "a1", "count": 3, "limit": 2},
    ),
    "share: at least": Case(
        "verify.share_least",
        "share",
        [home("a1")],
        [home("a1"), cluster(4)],
        tables={"targets": FREE, **shares(minimum="0.25")},
        values={"share": "homes", "part": 1, "whole": 5},
    ),
    "share: at most": Case(
        "verify.share_most",
        "share",
        [home("a1"), cluster(4)],
        [home("a1", 2), cluster(4)],
        tables={"targets": FREE, **shares(maximum="0.25")},
        values={"share": "homes", "part": 2, "whole": 6},
    ),
    "closure: only what homes free": Case(
        "verify.closure_empty",
        "closure",
        [home("a1")],
        [],
        tables=facility({"year": 2021, "minimum": 1}),
        values={"pool": "bw", "year": 2021, "count": 1, "limit": 0},
    ),
    "closure: places that have to stay": Case(
        "verify.closure_places",
        "closure",
        [cluster(1, point="")],
        [cluster(5, point="")],
        tables=facility(converts=True),
        values={"pool": "bw", "year": 2022, "count": -1, "limit": 0},
    ),
    "closure: as many become dwellings as agreed": Case(
        "verify.closure_converted_least",
        "closure",
        [cluster(1, point="")],
        [],
        tables=facility({"year": 2022, "minimum": 1, "kind": "conversion"}, converts=True),
        values={"pool": "bw", "year": 2022, "count": 0, "limit": 1},
    ),
    "closure: no more become dwellings than agreed": Case(
        "verify.closure_converted_most",
        "closure",
        [cluster(1, point="")],
        [cluster(2, point="")],
        tables=facility({"year": 2022, "maximum": 1, "kind": "conversion"}, converts=True),
        values={"pool": "bw", "year": 2022, "count": 2, "limit": 1},
    ),
    "wait: no longer than allowed": Case(
        "verify.wait",
        "wait",
        [home("a1", 2)],
        [home("a1")],
        tables=facility(max_wait_months=11),
        values={"pool": "bw", "year": 2021, "count": 12.0, "limit": 11},
    ),
    "wait: nothing comes free": Case(
        "verify.wait_never",
        "wait",
        [home("a1")],
        [],
        tables=facility(max_wait_months=12),
        values={"pool": "bw", "year": 2021, "limit": 12},
    ),
    "contingent: no more than is agreed": Case(
        "verify.contingent",
        "contingent",
        [home("a1"), home("a2"), home("b1"), home("a1", year=2022)],
        [home("a1"), home("a2", 2)],
        tables={
            "contingents": [
                {"municipality": "aa", "programme": "outflow", "year": 2021, "maximum": 2}
            ]
        },
        values={"programme": "outflow", "municipality": "aa", "year": 2021, "count": 3},
    ),
    "type: a programme that is not allowed": Case(
        "verify.neighbourhood_type",
        "neighbourhood_type",
        [home("a2")],
        [home("a1")],
        tables={"targets": FREE, "neighbourhoods": typed(a1="town"), **types(allowed="false")},
        values={"programme": "outflow", "neighbourhood": "a1", "kind": "town"},
    ),
    "type: so many for every thousand dwellings": Case(
        "verify.neighbourhood_density",
        "neighbourhood_type",
        [home("a1", 2)],
        [home("a1", 2), home("a1", 1, 2022)],
        tables={
            "targets": FREE,
            "neighbourhoods": typed(a1="town"),
            **types(max_per_1000_dwellings=1),
        },
        values={"neighbourhood": "a1", "count": 3, "limit": 2},
    ),
    "type: so many together": Case(
        "verify.neighbourhood_cluster",
        "neighbourhood_type",
        [cluster(4)],
        [cluster(5)],
        tables={
            "neighbourhoods": typed(b1="town"),
            **types(programme="clustered", max_cluster=4),
        },
        values={"site": "s1", "count": 5, "limit": 4},
    ),
    "site: a programme on sites needs one": Case(
        "verify.site_missing",
        "site",
        [cluster()],
        [cluster(site="")],
        values={"programme": "clustered", "neighbourhood": "b1"},
    ),
    "site: a programme in stock has none": Case(
        "verify.site_unwanted",
        "site",
        [home("b1")],
        [cluster(1, programme="outflow", point="")],
        values={"programme": "outflow", "site": "s1"},
    ),
    "site: one programme": Case(
        "verify.site_programmes",
        "site",
        [cluster(8)],
        [cluster(4), cluster(4, programme="other", point="")],
        tables=SHARED_SITE,
        values={"site": "s1", "programmes": ["clustered", "other"]},
    ),
    "site: one year": Case(
        "verify.site_years",
        "site",
        [cluster(8)],
        [cluster(4), cluster(4, 2021)],
        tables=SHARED_SITE,
        values={"site": "s1", "years": [2021, 2022]},
    ),
    "site: its first year": Case(
        "verify.site_early",
        "site",
        [cluster()],
        [cluster(year=2021)],
        tables={"targets": FREE},
        values={"site": "s1", "year": 2021, "from_year": 2022},
    ),
    "site: its neighbourhood": Case(
        "verify.site_elsewhere",
        "site",
        [cluster()],
        [cluster(place="a2")],
        values={"site": "s1", "corporation": "cc", "neighbourhood": "b1"},
    ),
    "site: its corporation": Case(
        "verify.site_elsewhere",
        "site",
        [cluster()],
        [cluster(corporation="dd")],
        tables={"corporations": TWO_CORPORATIONS},
        values={"corporation": "cc"},
    ),
    "site: what it is fit for": Case(
        "verify.site_unfit",
        "site",
        [cluster()],
        [cluster(programme="other", point="")],
        tables={
            "targets": OTHER_FREE,
            "programmes": [outflow(), clustered(), OTHER],
        },
        values={"site": "s1", "programme": "other"},
    ),
    "site: its own least size": Case(
        "verify.site_small",
        "site",
        [cluster(3), cluster(2)],
        [cluster(4)],
        tables={"sites": [site(min_dwellings=5)]},
        values={"site": "s1", "programme": "clustered", "count": 4, "limit": 5},
    ),
    "site: the programme's least size": Case(
        "verify.site_small",
        "site",
        [cluster(4)],
        [cluster(3)],
        tables={"sites": [site()]},
        values={"count": 3, "limit": 4},
    ),
    "site: its own largest size": Case(
        "verify.site_large",
        "site",
        [cluster(12)],
        [cluster(13)],
        tables={"targets": FREE},
        values={"site": "s1", "programme": "clustered", "count": 13, "limit": 12},
    ),
    "site: the programme's largest size": Case(
        "verify.site_large",
        "site",
        [cluster(10), cluster(6)],
        [cluster(17)],
        tables={"targets": FREE, "sites": [site()]},
        values={"count": 17, "limit": 16},
    ),
    "support: each dwelling has some": Case(
        "verify.support_missing",
        "support",
        [cluster()],
        [cluster(point="")],
        values={"programme": "clustered", "place": "s1"},
    ),
    "support: the service it needs": Case(
        "verify.support_service",
        "support",
        [cluster()],
        [cluster(point="p2")],
        tables={"support_points": [point(), point("p2", services="day")]},
        values={"support_point": "p2", "service": "ambulatory", "place": "s1"},
    ),
    "support: none for a programme that needs none": Case(
        "verify.support_given",
        "support",
        [home("a1")],
        [home("a1", point="p1")],
        tables={"targets": FREE},
        values={"support_point": "p1", "programme": "outflow", "place": "a1"},
    ),
    "support: from its first year": Case(
        "verify.support_early",
        "support",
        [home(year=2022, point="p1")],
        [home(year=2021, point="p1")],
        tables={
            "targets": FREE,
            "programmes": [supported(), clustered()],
            "support_points": [point(from_year=2022)],
        },
        values={"support_point": "p1", "place": "a1", "year": 2021, "from_year": 2022},
    ),
    "support: a point that leaves serves its own municipality only": Case(
        "verify.support_leaves",
        "support",
        [home(point="p1")],
        [home("b1", point="p1")],
        tables={
            "targets": FREE,
            "programmes": [supported(), clustered()],
            "support_points": [point()],
        },
        values={"support_point": "p1", "place": "b1", "programme": "outflow"},
        left={"aa": 2022},
    ),
    "support: so does a near service that leaves": Case(
        "verify.near_service",
        "support",
        [home("a2")],
        [home("b1")],
        tables={
            "targets": FREE,
            "programmes": [outflow(near_services="ambulatory"), clustered()],
            "support_points": [point()],
        },
        values={"service": "ambulatory", "place": "b1"},
        left={"aa": 2022},
    ),
    "support: metres at the limit, 3-4-5": Case(
        "verify.support_metres",
        "support",
        [home(point="p1")],
        [home(point="p2")],
        tables={
            "programmes": [supported(max_metres=5000), clustered()],
            "support_points": [point(x=143_000, y=479_000), point("p2", x=143_000, y=479_001)],
        },
        values={"support_point": "p2", "limit": 5000},
    ),
    "support: metres from the site's own point": Case(
        "verify.support_metres",
        "support",
        [cluster()],
        [cluster(point="p2")],
        tables={
            "sites": [site(x=140_000, y=475_000)],
            "support_points": [point(x=146_000), point("p2", x=146_001)],
        },
        values={"metres": 6001, "limit": 6000},
    ),
    "support: minutes at the limit": Case(
        "verify.support_minutes",
        "support",
        [home(point="p1")],
        [home(point="p2")],
        tables={
            "programmes": [supported(max_minutes="5.2"), clustered()],
            "support_points": [point(x=140_600, y=475_800), point("p2", y=476_020)],
        },
        values={"support_point": "p2", "minutes": 5.304},
    ),
    "support: unreachable by the travel table": Case(
        "verify.support_unreachable",
        "support",
        [home(point="p1")],
        [home("b1", point="p1")],
        tables={
            "programmes": [supported(), clustered()],
            "support_points": [point()],
            "travel": [{"from": "b1", "to": "a1"}],
        },
        values={"support_point": "p1", "place": "b1"},
    ),
    "support: minutes of the travel table, both ways": Case(
        "verify.support_minutes",
        "support",
        [home("a2", point="p1")],
        [home("b1", point="p1")],
        tables={
            "programmes": [supported(max_minutes="30"), clustered()],
            "support_points": [point()],
            "travel": [
                {"from": "a1", "to": "a2", "minutes": 30},
                {"from": "b1", "to": "a1", "minutes": "30.5"},
                {"from": "a1", "to": "b1", "minutes": 1},
            ],
        },
        values={"place": "b1", "minutes": 30.5},
    ),
    "support: capacity over all years and programmes": Case(
        "verify.support_capacity",
        "support",
        [home(dwellings=2, point="p1"), cluster(4)],
        [home(dwellings=2, point="p1"), home("a2", 1, point="p1"), cluster(4)],
        tables={
            "programmes": [supported(), clustered()],
            "support_points": [point(capacity=6)],
        },
        values={"support_point": "p1", "count": 7, "limit": 6},
    ),
    "near service: within metres": Case(
        "verify.near_service",
        "support",
        [home("a1")],
        [home("a2")],
        tables={
            "programmes": [outflow(near_services="day", max_metres=5000), clustered()],
            "support_points": [
                point(x=143_000, y=479_000, services="day", capacity=0),
                point("p2"),
            ],
        },
        values={"programme": "outflow", "service": "day", "place": "a2", "year": 2021},
    ),
    "near service: within minutes": Case(
        "verify.near_service",
        "support",
        [home("a1")],
        [home("a2")],
        tables={
            "programmes": [outflow(near_services="day", max_minutes="5.2"), clustered()],
            "support_points": [point(x=140_600, y=475_800, services="day"), point("p2")],
        },
        values={"place": "a2"},
    ),
    "near service: by that year": Case(
        "verify.near_service",
        "support",
        [home(year=2022)],
        [home(year=2021)],
        tables={
            "programmes": [outflow(near_services="day"), clustered()],
            "support_points": [point(services="day", from_year=2022), point("p2")],
        },
        values={"year": 2021},
    ),
    "edge: the density of the site": Case(
        "verify.edge_density",
        "edge",
        [cluster()],
        [cluster(site="s2")],
        tables={
            "programmes": [outflow(), clustered(max_address_density="499.5")],
            "sites": [site(address_density="499.5"), site("s2", address_density=500)],
        },
        values={"programme": "clustered", "place": "s2", "density": 500, "limit": Decimal("499.5")},
    ),
    "edge: the density of the neighbourhood": Case(
        "verify.edge_density",
        "edge",
        [home("a2")],
        [home("a1")],
        tables={
            "programmes": [outflow(max_address_density=400), clustered()],
            "neighbourhoods": [
                {**row, "address_density": 401 if row["neighbourhood"] == "a1" else 400}
                for row in tiny()["neighbourhoods"]
            ],
        },
        values={"programme": "outflow", "place": "a1", "density": 401, "limit": 400},
    ),
    "edge: a density that nobody knows": Case(
        "verify.edge_density_unknown",
        "edge",
        [cluster()],
        [cluster(site="s2")],
        tables={
            "programmes": [outflow(), clustered(max_address_density=500)],
            "sites": [site(address_density=500), site("s2", programmes="")],
        },
        values={"programme": "clustered", "place": "s2"},
        beside=["site"],
    ),
    "edge: metres to ordinary dwellings": Case(
        "verify.edge_metres",
        "edge",
        [cluster()],
        [cluster(site="s2")],
        tables={
            "programmes": [outflow(), clustered(min_metres_to_dwellings="99.9")],
            "sites": [site(metres_to_dwellings="99.9"), site("s2", metres_to_dwellings="99.8")],
        },
        values={"place": "s2", "metres": Decimal("99.8"), "limit": Decimal("99.9")},
    ),
    "edge: metres that nobody knows": Case(
        "verify.edge_metres_unknown",
        "edge",
        [cluster()],
        [cluster(site="s2")],
        tables={
            "programmes": [outflow(), clustered(min_metres_to_dwellings=100)],
            "sites": [site(metres_to_dwellings=100), site("s2", programmes="")],
        },
        values={"programme": "clustered", "place": "s2"},
        beside=["site"],
    ),
    "load: 0.7 is seven times 0.1 exactly": Case(
        "verify.load",
        "neighbourhood_load",
        [home("a2", 4), home("a2", 3, 2022)],
        [home("a2", 4), home("a2", 4, 2022)],
        {"neighbourhood.max_load_per_1000_dwellings": 0.7, "supply.max_share_of_vacancies": 1},
        {"targets": FREE, "programmes": [outflow(load_weight="0.1"), clustered()]},
        {"neighbourhood": "a2", "load": 0.8, "existing": 0.0, "limit": 0.7},
    ),
    "load: what is there already counts": Case(
        "verify.load",
        "neighbourhood_load",
        [home("b1", 3), cluster(4)],
        [home("b1", 4), cluster(4)],
        {"neighbourhood.max_load_per_1000_dwellings": 6.75, "supply.max_share_of_vacancies": 1},
        {"targets": FREE},
        {"neighbourhood": "b1", "load": 14.5, "existing": 2.5, "limit": 13.5},
    ),
    "load: a neighbourhood already above takes nothing": Case(
        "verify.load_full",
        "neighbourhood_load",
        [home("b1", 2)],
        [home("a1", 2)],
        {"neighbourhood.max_load_per_1000_dwellings": 2.4},
        {"programmes": [outflow(load_weight=0), clustered()]},
        {"neighbourhood": "a1", "count": 2, "existing": 5.0, "limit": 4.8},
    ),
    "adjacent load: neighbours carry it together": Case(
        "verify.adjacent_load",
        "adjacent_load",
        [home("a1", 2), cluster(4)],
        [home("a1", 3), cluster(4)],
        # a1 and b1 border on a2, not on each other: 7.5 there, 17.5 allowed.
        {"neighbourhood.max_adjacent_load_per_1000_dwellings": 3.5},
        {"targets": FREE, "neighbourhoods": IN_A_ROW, "support_points": [point(x=144_000)]},
        {
            "neighbourhood": "a2",
            "neighbours": ["a1", "b1"],
            "load": 18.5,
            "existing": 7.5,
            "limit": 17.5,
        },
    ),
    "adjacent load: next to what is above already nothing is taken": Case(
        "verify.adjacent_load_full",
        "adjacent_load",
        [home("b1", 1)],
        [home("a1", 1)],
        {"neighbourhood.max_adjacent_load_per_1000_dwellings": 1.6},
        {"programmes": [outflow(load_weight=0), clustered()], "neighbourhoods": IN_A_ROW},
        {"neighbourhood": "a1", "neighbours": ["a2"], "count": 1, "existing": 5.0, "limit": 4.8},
    ),
    "per neighbourhood: over all years": Case(
        "verify.per_neighbourhood",
        "per_neighbourhood",
        [home("a1", 2), home("a1", 1, 2022), home("a2", 3)],
        [home("a1", 2), home("a1", 2, 2022)],
        {"supply.max_share_of_vacancies": 1},
        {"programmes": [outflow(max_per_neighbourhood=3), clustered()]},
        {"programme": "outflow", "neighbourhood": "a1", "count": 4, "limit": 3},
    ),
    "separation: not in one neighbourhood": Case(
        "verify.separation_same",
        "separation",
        [home("a1"), cluster()],
        [home("b1"), cluster()],
        tables={
            "separation": [{"programme_a": "outflow", "programme_b": "clustered", "min_metres": 0}]
        },
        values={
            "one": "outflow",
            "other": "clustered",
            "here": "b1",
            "there": "s1",
            "neighbourhood": "b1",
        },
    ),
    "separation: two sites of a programme not in one neighbourhood": Case(
        "verify.separation_same",
        "separation",
        [cluster(), cluster(site="s3", place="a1")],
        [cluster(), cluster(site="s2")],
        tables={
            "programmes": [outflow(), clustered(distinct_municipalities="false")],
            "sites": [site(), site("s2"), site("s3", "a1")],
            "separation": [
                {"programme_a": "clustered", "programme_b": "clustered", "min_metres": 0}
            ],
        },
        values={"one": "clustered", "other": "clustered", "here": "s1", "there": "s2"},
    ),
    "separation: metres at the limit, 3-4-5": Case(
        "verify.separation",
        "separation",
        [cluster(), cluster(site="s2", place="a1")],
        [cluster(), cluster(site="s3", place="a1")],
        tables={
            "sites": [
                site(x=140_000, y=475_000),
                site("s2", "a1", x=143_000, y=479_000),
                site("s3", "a1", x=143_000, y=478_999),
            ],
            "separation": [
                {"programme_a": "clustered", "programme_b": "clustered", "min_metres": 5000}
            ],
        },
        values={"here": "s3", "there": "s1", "limit": 5000},
    ),
    "separation: from the neighbourhood's point": Case(
        "verify.separation",
        "separation",
        [home("a1"), cluster()],
        [home("b1"), cluster()],
        tables={
            "sites": [site(x=144_000, y=474_000)],
            "separation": [
                {"programme_a": "clustered", "programme_b": "outflow", "min_metres": 1001}
            ],
        },
        values={"here": "s1", "there": "b1", "metres": 1000, "limit": 1001},
    ),
    "distinct municipalities": Case(
        "verify.distinct_municipalities",
        "distinct_municipalities",
        [cluster(), cluster(site="s3", place="a1")],
        [cluster(), cluster(site="s2")],
        tables={"sites": [site(), site("s2"), site("s3", "a1")]},
        values={"programme": "clustered", "municipality": "bb", "sites": ["s1", "s2"]},
    ),
    "budget: three times 0.1 is 0.3 exactly": Case(
        "verify.budget",
        "budget",
        [home("a1", 2), home("a2", 1), home("a1", 5, 2022)],
        [home("a1", 2), home("a2", 2)],
        tables={
            "programmes": [outflow(cost_per_dwelling="0.1"), clustered()],
            "budgets": [
                {"programme": "outflow", "year": 2021, "amount": "0.3"},
                {"programme": "outflow", "year": 2022},
            ],
        },
        values={"programme": "outflow", "year": 2021, "spent": 0.4},
    ),
    "budget: a site's own cost goes first": Case(
        "verify.budget",
        "budget",
        [cluster(8)],
        [cluster(9)],
        tables={
            "sites": [site(cost_per_dwelling=2500)],
            "budgets": [{"programme": "clustered", "year": 2022, "amount": 20_000}],
        },
        values={"spent": 22_500.0, "limit": 20_000},
    ),
    "budget: zero is zero": Case(
        "verify.budget",
        "budget",
        [home(year=2022)],
        [home(year=2021)],
        tables={"budgets": [{"programme": "outflow", "year": 2021, "amount": 0}]},
        values={"spent": 1000.0, "limit": 0},
    ),
    "commitment: at least its number": Case(
        "verify.commitment",
        "commitment",
        [home(dwellings=1), home(dwellings=2)],
        [home(dwellings=2), home("a2", 1), home(dwellings=1, year=2022)],
        tables={"commitments": [commitment(3), commitment(5, status="proposed")]},
        values={"corporation": "cc", "year": 2021, "place": "a1", "count": 2, "limit": 3},
    ),
    "commitment: with its support point": Case(
        "verify.commitment",
        "commitment",
        [home(dwellings=1, point="p1"), home(dwellings=2, point="p2")],
        [home(dwellings=3, point="p2")],
        tables={
            "programmes": [supported(), clustered()],
            "support_points": [point(), point("p2")],
            "commitments": [commitment(1, support_point="p1"), commitment(3)],
        },
        values={"count": 0, "limit": 1},
    ),
    "commitment: with its site": Case(
        "verify.commitment",
        "commitment",
        [cluster(5)],
        [cluster(4)],
        tables={
            "commitments": [
                commitment(
                    5,
                    programme="clustered",
                    year=2022,
                    municipality="bb",
                    neighbourhood="b1",
                    site="s1",
                )
            ]
        },
        values={"place": "s1", "count": 4, "limit": 5},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_rule_at_its_limit(make: Make, name: str) -> None:
    case = CASES[name]
    region = case.region(make)
    kept = verify(region, case.keeps, requests=case.requests)
    assert kept.holds, [str(violation.problem) for violation in kept.violations]

    broken = verify(region, case.breaks, requests=case.requests)
    assert not broken.holds
    others = [row for row in broken.violations if row.rule not in case.beside]
    [found] = [row for row in others if row.problem.key != case.also]
    assert len(others) == 1 + bool(case.also)
    assert (found.rule, found.problem.key) == (case.rule, case.key)
    assert {row.rule for row in broken.violations} == {case.rule, *case.beside}
    values = found.problem.values
    assert {name: values[name] for name in case.values} == case.values


def messages_in_source() -> set[str]:
    trees = (ast.parse(Path(one.__file__).read_text(encoding="utf-8")) for one in (module, pools))
    return {
        node.args[0].value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Problem"
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def test_every_message_and_every_rule_has_a_case() -> None:
    found = messages_in_source()
    assert len(found) > 20
    assert {case.key for case in CASES.values()} == found
    assert {case.rule for case in CASES.values()} == {*RULES, "request"}


def test_no_message_is_left_over() -> None:
    expected = {name for key in messages_in_source() for name in (key, f"{key}.remedy")}
    for language in LANGUAGES:
        assert {key for key in catalogue(language) if key.startswith("verify.")} == expected


# The names of tables, columns and settings are English in every language; other words are not.
NAMES = {*tables(), *(name for table in (SETTINGS, *tables()) for name in fields_of(table))}
ENGLISH = re.compile(
    r"\b(the|and|not|with|from|than|more|most|least|has|have|dwellings?|municipality|neighbourhood"
    r"|corporation|site|support|service|points?|programmes?|years?|within|choose|plan a|move|raise"
    r"|limit|budgeted|committed|vacanc(y|ies)|travel|apart|lies|stands?)\b",
    re.IGNORECASE,
)
DUTCH = re.compile(
    r"\b(het|een|niet|woningen?|gemeente|buurt|corporatie|locatie|steunpunt|dienst|jaar|kies"
    r"|verhoog|verplaats|grens)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_a_violation_reads_well(make: Make, name: str, language: str) -> None:
    case = CASES[name]
    use(language)
    region = case.region(make)
    for violation in verify(region, case.breaks, requests=case.requests).violations:
        for sentence in (violation.problem.message, violation.problem.remedy):
            assert sentence[0].isupper()
            assert sentence[-1] == "."
            assert not re.search(r"[{}]|  |None|Decimal", sentence)
            assert "“”" not in sentence
            own_words = re.sub(r"“[^”]*”", "", sentence)
            own_words = " ".join(
                word for word in own_words.split() if word.strip(".,:;()") not in NAMES
            )
            foreign = ENGLISH if language == "nl" else DUTCH
            assert not foreign.search(own_words), sentence


def shown(verification: Verification) -> list[str]:
    return [str(violation.problem) for violation in verification.violations]


def test_numbers_read_the_way_the_language_writes_them(make: Make) -> None:
    case = CASES["budget: a site's own cost goes first"]
    found = verify(case.region(make), case.breaks)
    assert "€ 22.500;" in shown(found)[0]
    use("en")
    assert "€ 22,500 in 2022;" in shown(found)[0]


def test_one_dwelling_reads_as_one(make: Make) -> None:
    region = make(targets=targets(("outflow", 2022, 0, None)))
    assert "is tot en met 2021 1 woning gepland" in shown(verify(region, [home()]))[0]
    assert "zijn tot en met 2021 2 woningen gepland" in shown(verify(region, [home("a1", 2)]))[0]


@pytest.mark.parametrize(
    ("name", "lines", "tables", "keys"),
    [
        (
            "metres",
            [home(point="p1")],
            {
                "programmes": [supported(max_metres=5000), clustered()],
                "support_points": [point(y=480_000.3)],
            },
            ("metres", "limit"),
        ),
        (
            "minutes",
            [home(point="p1")],
            {
                "programmes": [supported(max_minutes="5.2"), clustered()],
                "support_points": [point(y=476_005)],
            },
            ("minutes", "limit"),
        ),
        (
            "separation",
            [home("a1"), home("a2")],
            {
                "separation": [
                    {"programme_a": "outflow", "programme_b": "outflow", "min_metres": "2000.3"}
                ]
            },
            ("metres", "limit"),
        ),
    ],
)
def test_both_numbers_of_a_broken_limit_differ_when_read(
    make: Make,
    name: str,
    lines: list[Line],
    tables: dict[str, list[Row]],
    keys: tuple[str, str],
) -> None:
    """“5000 m, and the maximum is 5.000 m” explains nothing."""
    (violation,) = verify(make(**tables), lines).violations
    measured, limit = (float(violation.problem.values[key]) for key in keys)
    assert measured != limit
    if name == "separation":
        assert measured < limit
    else:
        assert measured > limit


# several at once, and none


def test_everything_wrong_is_said_at_once(make: Make) -> None:
    region = make(commitments=[commitment(9, neighbourhood="a2")])
    lines = [cluster(13, 2021, point=""), home("b1", 3), home("a1", 6)]
    found = verify(region, lines)
    assert [(row.rule, row.problem.key) for row in found.violations] == [
        ("target", "verify.target"),  # clustered 13 in 2021 where none is asked,
        ("target", "verify.target"),  # and 13 up to 2022 where 12 is the most
        ("vacancy_share", "verify.vacancy_share_total"),
        ("vacancy_share", "verify.vacancy_share_total"),
        ("vacancy_share", "verify.vacancy_share"),
        ("site", "verify.site_early"),
        ("site", "verify.site_large"),
        ("support", "verify.support_missing"),
        ("commitment", "verify.commitment"),
    ]


def test_a_size_below_two_equal_limits_is_said_once(make: Make) -> None:
    # the site and the programme both ask for four
    found = shown(verify(make(), [cluster(3)]))
    assert len(found) == 1


def test_the_same_fault_of_two_lines_is_said_once(make: Make) -> None:
    region = make(
        programmes=[supported(max_metres=100), clustered()], support_points=[point(x=141_000)]
    )
    found = shown(verify(region, [home(point="p1"), home(point="p1", year=2022)]))
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "broken_rule", ["participation", "site", "support", "separation", "commitment"]
)
def test_lines_without_dwellings_are_not_there(make: Make, broken_rule: str) -> None:
    for case in CASES.values():
        if case.rule == broken_rule:
            region = case.region(make)
            empty = [line._replace(dwellings=0) for line in case.breaks]
            assert verify(region, [*case.keeps, *empty], requests=case.requests).holds


def test_lines_without_dwellings_change_no_aim(make: Make) -> None:
    region = make()
    lines = [home("a1", 3), cluster()]
    assert verify(region, [*lines, home("b1", 0), cluster(0, site="s1")]) == verify(region, lines)


def test_no_limit_in_a_year_is_none_from_then_on(make: Make) -> None:
    region = make(
        {"region.years": [2021, 2022, 2023], "supply.max_share_of_vacancies": 1},
        targets=targets(
            ("outflow", 2021, 0, 2), ("outflow", 2022, 0, None), ("outflow", 2023, 0, 1)
        ),
    )
    assert verify(region, [home("a1", 2), home("a1", 9, 2023)]).holds
    assert not verify(region, [home("a1", 3)]).holds


def test_what_takes_no_vacancies_is_not_counted_with_those_that_do(make: Make) -> None:
    region = make(
        {"supply.max_share_of_vacancies": 0},
        programmes=[outflow(uses_vacancies="false"), clustered()],
    )
    assert verify(region, [home("a1", 10), cluster()]).holds


def test_a_near_service_does_not_use_capacity(make: Make) -> None:
    region = make(
        programmes=[outflow(near_services="day"), clustered()],
        support_points=[point(services="day", capacity=0), point("p2")],
    )
    assert verify(region, [home("a1", 5)]).holds


@pytest.mark.parametrize("limit", [60, None])
def test_empty_minutes_are_unreachable(make: Make, limit: int | None) -> None:
    region = make(
        programmes=[supported(max_minutes=limit), clustered()],
        support_points=[point()],
        travel=[{"from": "b1", "to": "a1"}],
    )
    assert verify(region, [home("a1", point="p1")]).holds
    assert [row.rule for row in verify(region, [home("b1", point="p1")]).violations] == ["support"]


def test_a_near_service_that_is_unreachable_is_not_near(make: Make) -> None:
    region = make(
        programmes=[outflow(near_services="day"), clustered()],
        support_points=[point(services="day"), point("p2")],
        travel=[{"from": "b1", "to": "a1"}],
    )
    assert verify(region, [home("a1")]).holds
    assert [row.rule for row in verify(region, [home("b1")]).violations] == ["support"]


# the objectives by hand


def test_the_empty_plan(make: Make) -> None:
    found = verify(make(), [])
    assert found.holds
    assert found.rules == tuple(RULES)
    assert found.aims == {
        "unmet_need.unmet": 100 * 10 + 10 * 4,
        "unmet_need.lateness": 100 * (4 + 10) + 10 * 4,
        "unmet_need.excess": 0,
        "quota_fairness.worst_1": 1,
        "quota_fairness.worst_2": 1,
        "quota_fairness.shortfall": 10,
        "closeness.minutes": 0,
        "spread.highest": 0,
        "spread.above_average": 0,
        "cost.cost": 0,
        # what is short at the end anyway is behind in no year
        "pace.behind": 0,
        "waiting.waiting": 0,
        "corporation_balance.above_part": 0,
        "ties.dwellings": 0,
        "ties.support_minutes": 0,
        "ties.years": 0,
        "ties.above_part": 0,
        "ties.codes": 0,
    }


def test_the_empty_plan_with_demand_and_a_promise(make: Make) -> None:
    region = make(
        commitments=[commitment(2)],
        demand=[{"programme": "outflow", "municipality": "aa", "year": 2021, "households": 3}],
    )
    found = verify(region, [])
    assert [row.problem.key for row in found.violations] == ["verify.commitment"]
    assert found.aims["closeness.minutes"] == 0


PLAN = [home("a1", 3), home("b1", 1, 2022), cluster(4)]
# s1 stands at (144100, 475100): 3 km west and 4 km south of it is 5 km, 26 minutes by bicycle
FAR_POINT = [point(x=141_100, y=471_100)]


def test_aims_by_hand(make: Make) -> None:
    found = verify(make(support_points=FAR_POINT), PLAN)
    assert found.holds
    # The weights of lines are drawn from their codes: nobody works them out by hand.
    assert {
        name: value for name, value in found.aims.items() if name != "ties.codes"
    } == pytest.approx(
        {
            # outflow needs 4 and 6, has 3 and 1: 1 late in 2021, 6 in 2022; clustered has its 4
            "unmet_need.unmet": 100 * 6,
            "unmet_need.lateness": 100 * (1 + 6),
            "unmet_need.excess": 0,
            # aa has 3 of 6, bb 1 of 4
            "quota_fairness.worst_1": 0.75,
            "quota_fairness.worst_2": 0.5,
            "quota_fairness.shortfall": 3 + 3,
            "closeness.minutes": 4 * 26,
            # a1 3/2000, a2 none, b1 (1 + 4*2)/2000; all 12/5000
            "spread.highest": 4.5,
            "spread.above_average": 4.5 - 2.4,
            "cost.cost": 4 * 1000 + 4 * 5000,
            # bb owes 2 of its 4 in 2021 and has none, but misses 3 at the end anyway
            "pace.behind": 0,
            "waiting.waiting": 0,
            "corporation_balance.above_part": 0,
            "ties.dwellings": 8,
            "ties.support_minutes": 4 * 26,
            # outflow 3 in aa and 1 in bb, clustered 4 in bb
            "ties.years": 9 + 1 + 16,
            "ties.above_part": 0,
        },
        rel=1e-12,
    )


def test_early_dwellings_make_up_for_later_ones_and_priorities_weigh(make: Make) -> None:
    region = make(
        {"supply.max_share_of_vacancies": 1},
        programmes=[outflow(priority=3), clustered(priority=1)],
    )
    aims = verify(region, [home("a1", 9)]).aims
    # outflow (weight 1): 5 too many in 2021, 1 too few in 2022; clustered (100): 4 too few
    assert aims["unmet_need.unmet"] == 1 + 400
    assert aims["unmet_need.lateness"] == 1 + 400


def test_more_than_the_quota_is_no_negative_shortfall(make: Make) -> None:
    region = make({"supply.max_share_of_vacancies": 1})
    aims = verify(region, [home("a1", 9), home("b1", 3, 2022)]).aims
    assert aims["quota_fairness.worst_1"] == 0.25
    assert aims["quota_fairness.worst_2"] == 0
    assert aims["quota_fairness.shortfall"] == 1


def test_who_has_no_quota_has_no_rank(make: Make) -> None:
    rows = [{"municipality": "bb", "programme": "outflow", "participates": "false"}]
    aims = verify(make(participation=rows), [home("a1", 5)]).aims
    assert {key: value for key, value in aims.items() if key.startswith("quota")} == {
        "quota_fairness.worst_1": 0.5,
        "quota_fairness.shortfall": 5,
    }


def test_arrears_count_in_the_shortfall(make: Make) -> None:
    rows = [{**row, "arrears": 2} for row in tiny()["municipalities"]]
    aims = verify(make(municipalities=rows), [home("a1", 2)]).aims
    assert aims["quota_fairness.worst_1"] == 1
    assert aims["quota_fairness.worst_2"] == 0.75
    assert aims["quota_fairness.shortfall"] == 6 + 6


@pytest.mark.parametrize("pair", [("b1", "a1"), ("a1", "b1")])
def test_closeness_by_the_travel_table(make: Make, pair: tuple[str, str]) -> None:
    rows = [{"from": pair[0], "to": pair[1], "minutes": "7.5"}]
    aims = verify(make(support_points=FAR_POINT, travel=rows), PLAN).aims
    assert aims["closeness.minutes"] == 30


def demand(*rows: tuple[str, str, int, int]) -> list[Row]:
    columns = ("programme", "municipality", "year", "households")
    return [dict(zip(columns, row, strict=True)) for row in rows]


A1_FROM_AA = 2000 / 3 * 0.0052  # aa's point lies a third of the way from a1 to a2, 2 km south
A1_FROM_BB = 4000 * 0.0052


def test_closeness_to_the_place_of_origin(make: Make) -> None:
    # three dwellings for four households: the two from aa first, then one from bb
    rows = demand(("outflow", "aa", 2021, 2), ("outflow", "bb", 2021, 2))
    aims = verify(make(support_points=FAR_POINT, demand=rows), PLAN).aims
    expected = 4 * 26 + 2 * A1_FROM_AA + A1_FROM_BB
    assert aims["closeness.minutes"] == pytest.approx(expected, abs=1e-5)


def test_origins_take_the_nearest_of_too_many_dwellings(make: Make) -> None:
    rows = demand(("outflow", "bb", 2021, 2), ("outflow", "aa", 2022, 0))
    region = make({"supply.max_share_of_vacancies": 1}, demand=rows)
    aims = verify(region, [home("a1", 3), home("b1", 1)]).aims
    assert aims["closeness.minutes"] == pytest.approx(A1_FROM_BB, abs=1e-5)


def test_origins_look_at_the_total_not_at_who_comes_first(make: Make) -> None:
    # Alone aa would take a1; but b1 is 21 minutes from it and a1 as far from bb.
    rows = demand(("outflow", "aa", 2021, 1), ("outflow", "bb", 2021, 1))
    region = make({"supply.max_share_of_vacancies": 1}, demand=rows)
    near = verify(region, [home("a1", 1), home("b1", 1)]).aims["closeness.minutes"]
    assert near == pytest.approx(A1_FROM_AA, abs=1e-5)
    far = verify(region, [home("a1", 1), home("a2", 1)]).aims["closeness.minutes"]
    # either aa to a1 and bb to a2, or aa to a2 and bb to a1: the less of the two
    a2_from_aa = 4000 / 3 * 0.0052
    a2_from_bb = math.hypot(4000, 2000) * 0.0052
    expected = min(A1_FROM_AA + a2_from_bb, a2_from_aa + A1_FROM_BB)
    assert far == pytest.approx(expected, abs=1e-5)


def test_origins_keep_years_and_programmes_apart(make: Make) -> None:
    rows = demand(("outflow", "bb", 2021, 1), ("outflow", "aa", 2022, 1))
    region = make({"supply.max_share_of_vacancies": 1}, demand=rows)
    aims = verify(region, [home("a1", 1), home("b1", 1, 2022)]).aims
    expected = A1_FROM_BB + math.hypot(4000, 2000 / 3) * 0.0052
    assert aims["closeness.minutes"] == pytest.approx(expected, abs=1e-5)


def test_origins_travel_the_way_of_the_programme(make: Make) -> None:
    rows = demand(("outflow", "bb", 2021, 1))
    region = make(programmes=[outflow(mode="walk"), clustered()], demand=rows)
    aims = verify(region, [home("a1", 1)]).aims
    assert aims["closeness.minutes"] == pytest.approx(4000 * 0.0156, abs=1e-5)


def test_cost_takes_the_sites_own(make: Make) -> None:
    region = make(sites=[site(cost_per_dwelling="0.1")], support_points=FAR_POINT)
    assert verify(region, PLAN).aims["cost.cost"] == 4000.4


def test_spread_leaves_out_who_has_no_dwellings(make: Make) -> None:
    places = [
        *tiny()["neighbourhoods"],
        {
            "neighbourhood": "b2",
            "name": "Veld",
            "municipality": "bb",
            "inhabitants": 0,
            "dwellings": 0,
            "social_dwellings": 0,
            "existing_load": 0,
            "x": 145_000,
            "y": 475_000,
        },
    ]
    aims = verify(make(neighbourhoods=places, support_points=FAR_POINT), PLAN).aims
    assert aims["spread.highest"] == 4.5
    assert aims["spread.above_average"] == pytest.approx(2.1)


def test_spread_adds_only_what_the_plan_adds(make: Make) -> None:
    aims = verify(make(), [home("a1", 2)]).aims
    assert aims["spread.highest"] == 1
    assert aims["spread.above_average"] == pytest.approx(1 - 0.4)


# the same whatever the order, and at the last edges


def test_the_order_of_the_lines_does_not_matter(make: Make) -> None:
    region = make(
        {"neighbourhood.max_load_per_1000_dwellings": 0},
        targets=OTHER_FREE,
        programmes=[outflow(max_per_neighbourhood=1), clustered(), OTHER],
        sites=[site(from_year=2022), site("s2"), site("s3", "a1"), site("s4", "a1")],
        support_points=[point(capacity=1), point("p2", capacity=1)],
        separation=[
            {"programme_a": "clustered", "programme_b": "clustered", "min_metres": 9000},
            {"programme_a": "clustered", "programme_b": "outflow", "min_metres": 0},
        ],
    )
    lines = [
        *(home(place, 40, year) for place in ("b1", "a2", "a1") for year in (2022, 2021)),
        *(cluster(5, year, point=code) for year, code in ((2022, "p2"), (2021, "p1"))),
        *(cluster(site=code) for code in ("s2",)),
        *(cluster(site=code, place="a1", point="p2") for code in ("s4", "s3")),
    ]
    found = shown(verify(region, lines))
    assert len(found) > 20
    assert sorted(found) == sorted(shown(verify(region, lines[::-1])))
    by_rule = [row for row in verify(region, lines).violations if row.rule != "support"]
    reverse = [row for row in verify(region, lines[::-1]).violations if row.rule != "support"]
    assert by_rule == reverse


def test_a_neighbourhood_exactly_at_its_limit_takes_what_weighs_nothing(make: Make) -> None:
    region = make(
        {"neighbourhood.max_load_per_1000_dwellings": 2.5},
        programmes=[outflow(load_weight=0), clustered()],
    )
    assert verify(region, [home("a1", 2)]).holds


def test_a_municipality_of_origin_without_inhabitants(make: Make) -> None:
    places = [{**row, "inhabitants": 0} for row in tiny()["neighbourhoods"]]
    region = make(neighbourhoods=places, demand=demand(("outflow", "aa", 2021, 1)))
    aims = verify(region, [home("a1", 1)]).aims
    assert aims["closeness.minutes"] == pytest.approx(1000 * 0.0052, abs=1e-5)
