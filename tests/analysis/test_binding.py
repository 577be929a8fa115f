"""Every limit just not used up, and used up with one dwelling more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from planner.analysis.binding import Bound, binding
from planner.geography.reach import prepare
from planner.models.limit import Subject
from planner.outcome import Outcome
from planner.quota.levy import accounts
from planner.quota.quotas import shares
from planner.region.domain import Adjacency, Audience, Line, Plan, Region
from planner.region.load import load
from planner.verification.rules import verify
from tests.tiny import tiny, write_folder

type Find = Callable[..., list[Bound]]
TABLES = tiny()
OUTFLOW, CLUSTERED = TABLES["programmes"]
SITE = TABLES["sites"][0]


@pytest.fixture
def find(tmp_path: Path) -> Find:
    """The bounds of a rule for some lines of the tiny region with tables replaced."""
    number = count()

    def run(
        rule: str,
        *lines: Line,
        audience: Audience = Audience.INTERNAL,
        settings: Any = None,
        change: Callable[[Region], Region] = lambda region: region,
        **tables: Any,
    ) -> list[Bound]:
        loaded = load(write_folder(tmp_path / f"r{next(number)}", tiny(settings, **tables)))
        region = change(loaded.region)
        quotas = shares(region)
        outcome = Outcome(
            loaded=replace(loaded, region=region),
            instance=prepare(region, quotas),
            shares=quotas,
            plan=Plan(lines, (), "optimal", {}),
            accounts=tuple(accounts(region, quotas, lines)),
            verification=verify(region, lines),
            audience=audience,
        )
        return [one for one in binding(outcome) if one.rule == rule]

    return run


def bound(words: str, home: str, used: Any, limit: Any, /, **subject: Any) -> Bound:
    """A limit used up, by the words of its rule and kind."""
    rule, _, kind = words.partition(".")
    return Bound(rule, kind, home, Subject(**subject), used, limit)


def home(dwellings: int, place: str = "a1", year: int = 2021, **changes: Any) -> Line:
    line = Line("outflow", year, place[0] * 2, place, "cc", "", "", dwellings)
    return line._replace(**changes)


def cluster(dwellings: int, **changes: Any) -> Line:
    return Line("clustered", 2022, "bb", "b1", "cc", "s1", "p1", dwellings)._replace(**changes)


SHARE = "vacancy_share.municipality"


def test_vacancies_of_a_corporation(find: Find) -> None:
    # A tenth of (600 + 300) · 0.06 = 54 is 5.4 a year in aa; of 500 · 0.04 = 20 it is 2 in bb.
    rule, aa, bb = (
        "vacancy_share",
        {"corporation": "cc", "municipality": "aa"},
        {"corporation": "cc", "municipality": "bb"},
    )
    assert find(rule, home(4)) == []
    assert find(rule, home(3), home(2, "a2")) == [bound(SHARE, "aa", 5, 5, **aa, year=2021)]
    # Of two years it is 10, in one of them at most 6.
    assert find(rule, home(5, year=2022)) == []
    assert find(rule, home(6, year=2022)) == [bound(f"{SHARE}_year", "aa", 6, 6, **aa, year=2022)]
    assert find(rule, home(4), home(6, year=2022)) == [
        bound(SHARE, "aa", 10, 10, **aa, year=2022),
        bound(f"{SHARE}_year", "aa", 6, 6, **aa, year=2022),
    ]
    assert find(rule, home(2, "b1", 2022)) == [bound(f"{SHARE}_year", "bb", 2, 2, **bb, year=2022)]
    # A cluster takes no vacancies.
    assert find(rule, cluster(8)) == []


def test_a_share_of_less_than_a_dwelling_allows_none(find: Find) -> None:
    found = find("vacancy_share", settings={"supply.max_share_of_vacancies": 0.04})
    # 0.04 · 54 is 2; 0.04 · 20 is less than one in the first year, and 1.6 in two.
    subject = {"corporation": "cc", "municipality": "bb", "year": 2021}
    assert found == [bound(SHARE, "bb", 0, 0, **subject)]


def test_vacancies_of_a_corporation_in_a_neighbourhood(find: Find) -> None:
    stock = [{**row, "dwellings": 20} if row["neighbourhood"] == "a2" else row
             for row in TABLES["stock"]]  # fmt: skip
    # 20 · 0.06 = 1.2 vacancies, so 2 at most in a year, and 3 of 2.4 in two.
    words, a2 = "vacancy_share.vacancies", {"corporation": "cc", "neighbourhood": "a2"}
    assert find("vacancy_share", home(1, "a2"), stock=stock) == []
    assert find("vacancy_share", home(2, "a2"), stock=stock) == [
        bound(words, "aa", 2, 2, **a2, year=2021)
    ]
    assert find("vacancy_share", home(1, "a2"), home(2, "a2", 2022), stock=stock) == [
        bound(words, "aa", 3, 3, **a2, year=2022),
        bound(f"{words}_year", "aa", 2, 2, **a2, year=2022),
    ]


def test_vacancies_of_a_neighbourhood_together(find: Find) -> None:
    # A tenth of 36 is 3.6 a year, rounded up to 4, and 8 in two years.
    local = {"supply.max_share_in_neighbourhood": 0.1, "supply.max_share_of_vacancies": 1}
    assert find("vacancy_share", home(3), settings=local) == []
    assert find("vacancy_share", home(4), settings=local) == [
        bound("vacancy_share.neighbourhood", "aa", 4, 4, neighbourhood="a1", year=2021)
    ]


def test_stock_that_is_all_in_use(find: Find) -> None:
    stock = [{"corporation": "cc", "neighbourhood": "a1", "dwellings": 3}]
    free = [{**OUTFLOW, "uses_vacancies": "false"}, CLUSTERED]
    assert find("stock", home(2), stock=stock, programmes=free) == []
    assert find("stock", home(3), stock=stock, programmes=free) == [
        bound("stock", "aa", 3, 3, corporation="cc", neighbourhood="a1")
    ]


def test_who_has_no_stock_has_no_limit_used_up(find: Find) -> None:
    stock = [{**row, "dwellings": 0} if row["neighbourhood"] == "b1" else row
             for row in TABLES["stock"]]  # fmt: skip
    assert find("vacancy_share", stock=stock) == []


def test_support_that_is_full(find: Find) -> None:
    points = [{**TABLES["support_points"][0], "capacity": 6}]
    assert find("support", cluster(5), support_points=points) == []
    # It lies in aa and serves bb.
    assert find("support", cluster(6), support_points=points) == [
        bound("support.capacity", home, 6, 6, support_point="p1") for home in ("aa", "bb")
    ]


def test_a_point_that_no_programme_is_assigned_to_is_never_full(find: Find) -> None:
    points = [*TABLES["support_points"],
              {**TABLES["support_points"][0], "support_point": "p2", "services": "day_activity",
               "capacity": 0}]  # fmt: skip
    assert find("support", cluster(5), support_points=points) == []


def test_support_out_of_reach_everywhere_in_a_municipality(find: Find) -> None:
    near = {**CLUSTERED, "max_metres": 3000}
    none = bound("support.nowhere", "bb", 0, 0, municipality="bb", programme="clustered")
    assert find("support", programmes=[OUTFLOW, near]) == [none]


def test_a_site_that_is_full(find: Find) -> None:
    full = [one for one in find("site", cluster(12)) if one.subject.site]
    assert [one for one in find("site", cluster(11)) if one.subject.site] == []
    assert full == [bound("site", "bb", 12, 12, site="s1")]
    smaller = {**CLUSTERED, "max_cluster": 5}
    found = find("site", cluster(5), programmes=[OUTFLOW, smaller])
    assert bound("site.cluster", "bb", 5, 5, site="s1", programme="clustered") in found


def test_sites_that_are_all_in_use_or_not_there(find: Find) -> None:
    none = bound("site.none", "aa", 0, 0, municipality="aa", programme="clustered")
    assert find("site") == [none]
    assert find("site", cluster(4)) == [
        none,
        bound("site.all", "bb", 1, 1, municipality="bb", programme="clustered"),
    ]
    two = [SITE, {**SITE, "site": "s2"}]
    assert find("site", cluster(4), sites=two) == [none]


def test_a_place_that_is_not_at_the_edge_does_not_suit(find: Find) -> None:
    # aa has no site at all; bb has two, with and without room from dwellings.
    remote = {"programmes": [OUTFLOW, {**CLUSTERED, "min_metres_to_dwellings": 500}]}
    near = {**SITE, "metres_to_dwellings": 499}
    far = {**SITE, "site": "s2", "metres_to_dwellings": 500}
    at_edge = bound("edge.nowhere", "bb", 0, 0, municipality="bb", programme="clustered")
    none = bound("site.none", "aa", 0, 0, municipality="aa", programme="clustered")
    assert find("edge", sites=[near], **remote) == [at_edge]
    assert find("site", sites=[near], **remote) == [none]
    assert find("edge", sites=[near, far], **remote) == []
    on_it = cluster(4, site="s2")
    assert find("site", on_it, sites=[near, far], **remote) == [
        none,
        bound("site.all", "bb", 1, 1, municipality="bb", programme="clustered"),
    ]
    assert find("distinct_municipalities", on_it, sites=[near, far], **remote) == []


def test_stock_that_is_not_at_the_edge_does_not_suit(find: Find) -> None:
    dense = [{**row, "address_density": 900 if row["neighbourhood"] == "b1" else 400}
             for row in TABLES["neighbourhoods"]]  # fmt: skip
    open_ = [{**OUTFLOW, "max_address_density": 500}, CLUSTERED]
    assert find("edge", neighbourhoods=dense, programmes=open_) == [
        bound("edge.nowhere", "bb", 0, 0, municipality="bb", programme="outflow")
    ]


@pytest.mark.parametrize("audience", [Audience.PARTNERS, Audience.PUBLIC])
def test_an_edition_that_lacks_sites_does_not_count_them(find: Find, audience: Audience) -> None:
    assert find("site", cluster(4), audience=audience) == []


def test_who_takes_no_part_lacks_nothing_else(find: Find) -> None:
    out = [{"municipality": "aa", "programme": "clustered", "participates": "false"}]
    assert find("site", participation=out) == []
    assert find("participation", participation=out) == [
        bound("participation.never", "aa", 0, 0, municipality="aa", programme="clustered")
    ]
    assert find("participation") == []


def test_the_load_of_a_neighbourhood(find: Find) -> None:
    # a2: 20 per 1,000 of 1,000 dwellings is 20; the lightest dwelling weighs 1.
    rule = "neighbourhood_load"
    full = bound(rule, "aa", 20, 20, neighbourhood="a2")
    assert find(rule, home(19, "a2")) == []
    assert find(rule, home(20, "a2")) == [full]
    # 19.5 with half a dwelling's room left; a cluster's weight counts double.
    heavier = {**OUTFLOW, "load_weight": "1.5"}
    assert [x.used for x in find(rule, home(13, "a2"), programmes=[heavier, CLUSTERED])] == [
        Decimal("19.5")
    ]
    assert find(rule, home(12, "a2"), programmes=[heavier, CLUSTERED]) == []


def test_a_neighbourhood_above_its_limit_today(find: Find) -> None:
    places = [{**row, "existing_load": 25} if row["neighbourhood"] == "a2" else row
              for row in TABLES["neighbourhoods"]]  # fmt: skip
    assert find("neighbourhood_load", neighbourhoods=places) == [
        bound("neighbourhood_load", "aa", 25, 20, neighbourhood="a2")
    ]


def test_what_weighs_nothing_uses_up_no_load(find: Find) -> None:
    light = [{**row, "load_weight": 0} for row in TABLES["programmes"]]
    assert find("neighbourhood_load", home(90, "a2"), programmes=light) == []


def test_the_load_of_neighbours_together(find: Find) -> None:
    # a1 and b1 border on each other: 7.5 today, at most 5 for every 1,000 of 4,000 dwellings.
    def neighbours(region: Region) -> Region:
        settings = replace(region.settings, max_adjacent_load_per_1000_dwellings=Decimal(5))
        return replace(region, settings=settings, adjacency=Adjacency((("a1", "b1"),), ()))

    rule = "adjacent_load"
    assert find(rule, home(12)) == []
    assert find(rule, home(11), change=neighbours) == []
    assert find(rule, home(12), change=neighbours) == [
        bound(rule, municipality, 19.5, 20, neighbourhood=code)
        for municipality in ("aa", "bb")
        for code in ("a1", "b1")
    ]


def test_the_most_in_a_neighbourhood(find: Find) -> None:
    few = [{**OUTFLOW, "max_per_neighbourhood": 3}, CLUSTERED]
    rule = "per_neighbourhood"
    assert find(rule, home(1), home(1, year=2022), programmes=few) == []
    assert find(rule, home(1), home(2, year=2022), programmes=few) == [
        bound(rule, "aa", 3, 3, neighbourhood="a1", programme="outflow")
    ]


def test_the_highest_number_up_to_a_year(find: Find) -> None:
    # Outflow may have 10 in 2021 and any number after; clusters 12 in 2022.
    assert find("target", home(9)) == []
    assert find("target", home(10), cluster(12)) == [
        bound("target", "", 12, 12, programme="clustered", year=2022),
        bound("target", "", 10, 10, programme="outflow", year=2021),
    ]


def test_a_maximum_of_nothing_is_no_limit_used_up(find: Find) -> None:
    nothing = [{"programme": "outflow", "year": 2021, "minimum": 0, "maximum": 0}]
    assert find("target", targets=nothing) == []


def test_a_budget_of_dwellings(find: Find) -> None:
    def spent(amount: int) -> list[Bound]:
        budgets = [{"programme": "outflow", "year": 2021, "amount": amount}]
        return find("budget", home(3), budgets=budgets)

    assert spent(4000) == []
    assert spent(3999) == [bound("budget", "", 3000, 3999, programme="outflow", year=2021)]


def test_a_budget_of_sites_is_spent_when_no_site_can_open(find: Find) -> None:
    # s1 opens with 4 · 5,000; what is left after it counts only against sites not in use.
    budget = [{"programme": "clustered", "year": 2022, "amount": 19_999}]
    assert find("budget", budgets=budget) == [
        bound("budget", "", 0, 19_999, programme="clustered", year=2022)
    ]
    assert find("budget", budgets=[{**budget[0], "amount": 20_000}]) == []
    assert find("budget", cluster(4), budgets=[{**budget[0], "amount": 20_000}]) == []
    two = [SITE, {**SITE, "site": "s2", "cost_per_dwelling": 1000}]
    left = {"sites": two, "budgets": [{**budget[0], "amount": 23_999}]}
    assert [x.used for x in find("budget", cluster(4), **left)] == [Decimal(20_000)]
    later = [SITE, {**two[1], "from_year": 2023}]
    assert find("budget", cluster(4), **{**left, "sites": later}) == []


def test_no_amount_is_no_limit(find: Find) -> None:
    budget = [{"programme": "outflow", "year": 2021, "amount": None}]
    assert find("budget", home(3), budgets=budget) == []


def test_one_site_in_a_municipality(find: Find) -> None:
    two = [SITE, {**SITE, "site": "s2"}]
    rule = "distinct_municipalities"
    assert find(rule, sites=two) == []
    assert find(rule, cluster(4)) == []  # there is no other site to open
    assert find(rule, cluster(4), sites=two) == [
        bound(rule, "bb", 1, 1, municipality="bb", programme="clustered")
    ]
    free = {**CLUSTERED, "distinct_municipalities": "false"}
    assert find(rule, cluster(4), sites=two, programmes=[OUTFLOW, free]) == []


def test_bounds_come_in_order(find: Find) -> None:
    found = find("vacancy_share", home(2, "b1", 2022), home(5), home(2, "b1"), home(5, year=2022))
    assert [(one.municipality, one.kind, one.subject.year) for one in found] == [
        ("aa", "municipality", 2021), ("aa", "municipality", 2022),
        ("bb", "municipality", 2021), ("bb", "municipality", 2022),
        ("bb", "municipality_year", 2022),
    ]  # fmt: skip


def test_a_line_of_several_corporations_is_counted_apart(find: Find) -> None:
    stock = [*TABLES["stock"], {"corporation": "dd", "neighbourhood": "a1", "dwellings": 600}]
    corporations = [*TABLES["corporations"], {"corporation": "dd", "name": "De Poort"}]
    tables = {"stock": stock, "corporations": corporations}
    # dd: a tenth of 36 is 3.
    found = find("vacancy_share", home(4), home(3, corporation="dd"), **tables)
    assert found == [bound(SHARE, "aa", 3, 3, corporation="dd", municipality="aa", year=2021)]
