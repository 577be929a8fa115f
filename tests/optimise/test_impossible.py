"""What sums alone rule out: every message, both its numbers, and that equal is fine."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from planner.errors import Problem
from planner.optimise.impossible import impossible
from planner.text import LANGUAGES, catalogue, use
from tests.brute_force import best
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    POINT,
    POINT_B,
    SITE_A,
    SITE_B,
    commitment,
    instance_of,
    region_of,
    small,
)

SUPPORTED = {**OUTFLOW, "support_service": "ambulatory"}
SITE_C = {**SITE_A, "site": "s3", "neighbourhood": "a2"}


def found(tables: dict[str, Any]) -> list[Problem]:
    """What is impossible, each said with its numbers in every language."""
    problems = impossible(instance_of(region_of(tables)))
    for problem in problems:
        for language in LANGUAGES:
            use(language)
            assert "{" not in problem.message + problem.remedy
            for name in ("signed", "limit"):
                if isinstance(number := problem.values.get(name), int):
                    assert re.search(rf"\b{number}\b", problem.message)
        use("nl")
    return problems


def target(dwellings: int) -> dict[str, Any]:
    """Outflow may deliver 2 by 2021 and 4 by 2022."""
    later = commitment("outflow", 2022, "a2", dwellings)
    return small(commitments=[commitment("outflow", 2021, "a1", 1), later])


def vacancy_share(dwellings: int) -> dict[str, Any]:
    """Of 600 and 300 dwellings 6% fall vacant, and 3.8% of that floors to 2."""
    return small(
        settings={"supply.max_share_of_vacancies": 0.038},
        targets=[{"programme": "outflow", "year": 2021, "minimum": 0, "maximum": 9}],
        commitments=[
            commitment("outflow", 2021, "a1", 1),
            commitment("outflow", 2021, "a2", dwellings - 1),
        ],
    )


def vacancies(dwellings: int) -> dict[str, Any]:
    """Of 20 dwellings 6% fall vacant: 1.2, of which the ceiling is 2."""
    return small(
        settings={"supply.max_share_of_vacancies": 1},
        stock=[
            {"corporation": "cc", "neighbourhood": "a1", "dwellings": 20},
            {"corporation": "cc", "neighbourhood": "a2", "dwellings": 900},
        ],
        targets=[{"programme": "outflow", "year": 2021, "minimum": 0, "maximum": 9}],
        commitments=[commitment("outflow", 2021, "a1", dwellings)],
    )


def site(dwellings: int, programmes: dict[str, Any] = CLUSTERED) -> dict[str, Any]:
    """Three dwellings fit."""
    return small(
        programmes=[OUTFLOW, programmes],
        targets=[{"programme": "clustered", "year": 2022, "minimum": 0, "maximum": 9}],
        commitments=[commitment("clustered", 2022, "a1", dwellings, site="s1")],
    )


def cluster(dwellings: int) -> dict[str, Any]:
    """The programme's own limit of 2 comes before the site's of 3."""
    return site(dwellings, {**CLUSTERED, "max_cluster": 2})


def smallest(minimum: int) -> dict[str, Any]:
    """One dwelling is signed for, but the site opens with no less than its smallest size."""
    tables = site(1, {**CLUSTERED, "min_cluster": minimum})
    return {**tables, "sites": [{**SITE_A, "max_dwellings": 9}]} | {
        "targets": [{"programme": "clustered", "year": 2022, "minimum": 0, "maximum": 3}]
    }


def capacity(dwellings: int) -> dict[str, Any]:
    """The point named can serve 2; the other one serves who names none."""
    return small(
        programmes=[SUPPORTED, CLUSTERED],
        support_points=[{**POINT, "capacity": 2}, POINT_B],
        commitments=[
            commitment("outflow", 2021, "a1", 1, support_point="p1"),
            commitment("outflow", 2022, "a1", dwellings - 1, support_point="p1"),
            commitment("outflow", 2022, "b1", 1),
        ],
    )


def later(dwellings: int, **tables: Any) -> dict[str, Any]:
    """Signed for in the second year, when that is all there is."""
    tables.setdefault("programmes", [OUTFLOW, CLUSTERED])
    return small(
        targets=[{"programme": "outflow", "year": 2022, "minimum": 0, "maximum": 9},
                 {"programme": "outflow", "year": 2021, "minimum": 0, "maximum": 0}],
        commitments=[commitment("outflow", 2022, "a1", dwellings)],
        **tables,
    )  # fmt: skip


def share_in_a_year(dwellings: int) -> dict[str, Any]:
    """3% of 54 vacancies is 1.62: three in two years, two in one."""
    return later(dwellings, settings={"supply.max_share_of_vacancies": 0.03})


def vacancies_in_a_year(dwellings: int) -> dict[str, Any]:
    """0.6 vacancies a year: two in two years, one in one."""
    stock = [{"corporation": "cc", "neighbourhood": code, "dwellings": number}
             for code, number in (("a1", 10), ("a2", 900))]  # fmt: skip
    return later(dwellings, stock=stock)


def together(dwellings: int) -> dict[str, Any]:
    """2% of 36 vacancies a year is 0.72, of two years 1.44."""
    return later(dwellings, settings={"supply.max_share_in_neighbourhood": 0.02})


def stock(dwellings: int) -> dict[str, Any]:
    """Two dwellings, whatever falls vacant."""
    row = {"corporation": "cc", "neighbourhood": "a1", "dwellings": 2}
    programmes = [{**OUTFLOW, "uses_vacancies": "false"}, CLUSTERED]
    return later(dwellings, programmes=programmes, stock=[row])


def load(dwellings: int) -> dict[str, Any]:
    """In a1 5 are there, 2000 x 4 / 1000 = 8 is the most, each adds 1.5."""
    return small(
        settings={"neighbourhood.max_load_per_1000_dwellings": 4},
        programmes=[{**OUTFLOW, "load_weight": "1.5"}, CLUSTERED],
        targets=[{"programme": "outflow", "year": 2021, "minimum": 0, "maximum": 9}],
        commitments=[commitment("outflow", 2021, "a1", dwellings)],
    )


def adjacent_load(dwellings: int) -> dict[str, Any]:
    """All neighbourhoods border on each other: 7.5 is there, 5000 x 2 / 1000 = 10 is the most."""
    return small(
        settings={"neighbourhood.max_adjacent_load_per_1000_dwellings": 2},
        commitments=[
            commitment("outflow", 2021, "a2", 1),
            commitment("outflow", 2022, "a2", dwellings - 1),
        ],
    )


def remote(metres: int, density: int) -> dict[str, Any]:
    """Clustered needs 100 m and at most 500 addresses per km²; it is signed for in a1."""
    row = {"metres_to_dwellings": metres, "address_density": density}
    return small(
        programmes=[
            OUTFLOW, {**CLUSTERED, "max_address_density": 500, "min_metres_to_dwellings": 100}
        ],
        sites=[{**SITE_A, **row}],
        commitments=[commitment("clustered", 2022, "a1", 1, site="s1")],
    )  # fmt: skip


def per_neighbourhood(dwellings: int) -> dict[str, Any]:
    """Two over all years."""
    return small(
        programmes=[{**OUTFLOW, "max_per_neighbourhood": 2}, CLUSTERED],
        commitments=[
            commitment("outflow", 2021, "a1", 1),
            commitment("outflow", 2022, "a1", dwellings - 1),
        ],
    )


def budget(dwellings: int) -> dict[str, Any]:
    """Two at 999.99 are just affordable."""
    return small(
        programmes=[{**OUTFLOW, "cost_per_dwelling": "999.99"}, CLUSTERED],
        targets=[{"programme": "outflow", "year": 2022, "minimum": 0, "maximum": 9}],
        budgets=[{"programme": "outflow", "year": 2022, "amount": "1999.98"}],
        commitments=[commitment("outflow", 2022, "a1", dwellings)],
    )


# What is signed against a limit: the most that is fine, and the numbers named one dwelling above.
SUMS: dict[str, tuple[Any, int, str, dict[str, Any]]] = {
    "target": (target, 3, "impossible.target",
               {"programme": "outflow", "year": 2022, "signed": 5, "limit": 4}),
    "vacancy share": (vacancy_share, 2, "impossible.vacancy_share.municipality",
                      {"corporation": "cc", "municipality": "aa", "signed": 3, "limit": 2}),
    "vacancies": (vacancies, 2, "impossible.vacancy_share.vacancies",
                  {"corporation": "cc", "neighbourhood": "a1", "signed": 3, "limit": 2}),
    "share in a year": (share_in_a_year, 2, "impossible.vacancy_share.municipality_year",
                        {"municipality": "aa", "year": 2022, "signed": 3, "limit": 2}),
    "vacancies in a year": (vacancies_in_a_year, 1, "impossible.vacancy_share.vacancies_year",
                            {"neighbourhood": "a1", "year": 2022, "signed": 2, "limit": 1}),
    "together": (together, 2, "impossible.vacancy_share.neighbourhood",
                 {"neighbourhood": "a1", "year": 2022, "signed": 3, "limit": 2}),
    "stock": (stock, 2, "impossible.stock",
              {"corporation": "cc", "neighbourhood": "a1", "signed": 3, "limit": 2}),
    "site": (site, 3, "impossible.site", {"site": "s1", "signed": 4, "limit": 3}),
    "cluster": (cluster, 2, "impossible.site.cluster", {"site": "s1", "signed": 3, "limit": 2}),
    "smallest size": (smallest, 3, "impossible.target",
                      {"programme": "clustered", "signed": 4, "limit": 3}),
    "capacity": (capacity, 2, "impossible.support.capacity",
                 {"support_point": "p1", "signed": 3, "limit": 2}),
    "load": (load, 2, "impossible.neighbourhood_load",
             {"neighbourhood": "a1", "existing": 5.0, "signed": 4.5, "limit": 8.0}),
    "adjacent load": (adjacent_load, 2, "impossible.adjacent_load",
                      {"neighbourhood": "a1", "existing": 7.5, "signed": 3.0, "limit": 10.0}),
    "per neighbourhood": (per_neighbourhood, 2, "impossible.per_neighbourhood",
                          {"programme": "outflow", "signed": 3, "limit": 2}),
    "budget": (budget, 2, "impossible.budget",
               {"programme": "outflow", "signed": Decimal("2999.97"),
                "limit": Decimal("1999.98")}),
}  # fmt: skip


@pytest.mark.parametrize("name", SUMS)
def test_both_numbers_are_named(name: str) -> None:
    make, most, key, values = SUMS[name]
    problem = next(problem for problem in found(make(most + 1)) if problem.key == key)
    assert {name: problem.values[name] for name in values} == values


@pytest.mark.parametrize("name", SUMS)
def test_as_much_as_the_limit_is_fine(name: str) -> None:
    make, most, _, _ = SUMS[name]
    tables = make(most)
    assert found(tables) == []
    if name not in ("vacancies", "load"):  # too many plans to try
        assert best(region_of(tables)) is not None


def test_a_neighbourhood_that_carries_too_much_already() -> None:
    tables = load(1)
    tables["settings"]["neighbourhood.max_load_per_1000_dwellings"] = 2
    tables["programmes"][0]["load_weight"] = 0
    [problem] = found(tables)
    assert problem.key == "impossible.neighbourhood_load"
    assert (problem.values["existing"], problem.values["limit"]) == (5.0, 4.0)


def test_a_year_without_a_maximum_ends_the_sum() -> None:
    tables = target(5)
    tables["targets"] = [
        {"programme": "outflow", "year": 2021, "minimum": 1},
        {"programme": "outflow", "year": 2022, "minimum": 1, "maximum": 1},
    ]
    assert found(tables) == []


def test_only_vacancies_are_a_share_of_vacancies() -> None:
    tables = vacancies(9)
    tables["programmes"][0] = {**OUTFLOW, "uses_vacancies": "false"}
    assert found(tables) == []


def test_lines_about_the_same_dwellings_are_counted_once() -> None:
    """Two anywhere, of which two are at a named point."""
    tables = capacity(2)
    tables["commitments"] = [
        commitment("outflow", 2021, "a1", 2, support_point="p1"),
        commitment("outflow", 2021, "a1", 2),
    ]
    assert found(tables) == []


def test_proposals_and_nothing_rule_nothing_out() -> None:
    tables = target(9)
    tables["commitments"] = [{**row, "status": "proposed"} for row in tables["commitments"]]
    assert found(tables) == []
    tables["commitments"] = [{**row, "dwellings": 0, "status": "signed"}
                             for row in tables["commitments"]]  # fmt: skip
    assert found(tables) == []


NEAR = {**SUPPORTED, "max_metres": 4000}
IN_B = commitment("outflow", 2021, "b1", 1)
# p1 lies 100 m from a1 and 3,900 m from b1.
REACH: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "out of reach": (
        "impossible.support.support",
        small(programmes=[{**NEAR, "max_metres": 3899}, CLUSTERED], commitments=[IN_B]),
        {"programme": "outflow", "year": 2021, "place": "b1", "service": "ambulatory"},
    ),
    "not yet open": (
        "impossible.support.support",
        small(
            programmes=[NEAR, CLUSTERED],
            support_points=[{**POINT, "from_year": 2022}],
            commitments=[IN_B],
        ),
        {"place": "b1", "year": 2021},
    ),
    "near service out of reach": (
        "impossible.support.near",
        small(
            programmes=[{**OUTFLOW, "near_services": "ambulatory", "max_metres": 3899}, CLUSTERED],
            commitments=[IN_B],
        ),
        {"place": "b1", "services": ("ambulatory",)},
    ),
    "near service not yet there": (
        "impossible.support.near",
        small(
            programmes=[{**NEAR, "near_services": "day"}, CLUSTERED],
            support_points=[POINT, {**POINT_B, "services": "day", "from_year": 2022}],
            commitments=[IN_B],
        ),
        {"place": "b1", "services": ("day",)},
    ),
    "named point out of reach": (
        "impossible.support.point",
        small(
            programmes=[{**NEAR, "max_metres": 3899}, CLUSTERED],
            support_points=[POINT, POINT_B],
            commitments=[{**IN_B, "support_point": "p1"}],
        ),
        {"place": "b1", "support_point": "p1"},
    ),
}


@pytest.mark.parametrize("name", REACH)
def test_what_cannot_be_reached(name: str) -> None:
    key, tables, values = REACH[name]
    [problem] = found(tables)
    assert problem.key == key
    assert {name: problem.values[name] for name in values} == values
    assert best(region_of(tables)) is None


def test_what_is_just_within_reach_is_fine() -> None:
    programmes = [{**NEAR, "max_metres": 3900}, CLUSTERED]
    assert found(small(programmes=programmes, commitments=[IN_B])) == []


def test_signed_for_where_it_is_too_built_up() -> None:
    problems = found(remote(99, 501))
    assert [problem.key for problem in problems] == [
        "impossible.edge.density", "impossible.edge.metres"
    ]  # fmt: skip
    assert [problem.values["limit"] for problem in problems] == [500, 100]
    assert [problem.values["place"] for problem in problems] == ["s1", "s1"]
    assert best(region_of(remote(99, 500))) is None
    assert found(remote(100, 500)) == []


def test_signed_for_where_neighbours_carry_too_much_already() -> None:
    tables = adjacent_load(1)
    tables["settings"]["neighbourhood.max_adjacent_load_per_1000_dwellings"] = 1.4
    tables["programmes"] = [{**OUTFLOW, "load_weight": 0}, CLUSTERED]
    assert {problem.key for problem in found(tables)} == {"impossible.adjacent_load"}


def separated(metres: int) -> dict[str, Any]:
    """Sites in a1 and b1, 4,000 m apart."""
    return small(
        separation=[{"programme_a": "clustered", "programme_b": "clustered", "min_metres": metres}],
        targets=[{"programme": "clustered", "year": 2022, "minimum": 0, "maximum": 9}],
        commitments=[
            commitment("clustered", 2022, "a1", 1, site="s1"),
            commitment("clustered", 2022, "b1", 1, site="s2"),
        ],
    )


def test_too_close_together() -> None:
    [problem] = found(separated(4001))
    assert problem.key == "impossible.separation"
    assert [problem.values[name] for name in ("here", "there")] == ["s1", "s2"]
    assert found(separated(4000)) == []


def test_two_sites_where_one_is_allowed() -> None:
    tables = separated(0)
    tables["programmes"] = [OUTFLOW, {**CLUSTERED, "distinct_municipalities": "true"}]
    assert found(tables) == []
    tables["sites"] = [SITE_A, SITE_B, SITE_C]
    tables["commitments"].append(commitment("clustered", 2022, "a2", 1, site="s3"))
    [problem] = found(tables)
    assert problem.key == "impossible.distinct_municipalities"
    assert [problem.values[name] for name in ("municipality", "signed", "limit")] == ["aa", 2, 1]


def test_everything_that_is_impossible_is_said_at_once() -> None:
    tables = small(
        programmes=[{**OUTFLOW, "max_per_neighbourhood": 2}, CLUSTERED],
        budgets=[{"programme": "outflow", "year": 2021, "amount": 2000}],
        commitments=[commitment("outflow", 2021, "a1", 3)],
    )
    keys = [problem.key.removeprefix("impossible.") for problem in found(tables)]
    assert keys == ["target", "per_neighbourhood", "budget"]


def test_every_message_is_reached_by_a_test_here() -> None:
    reached = {key for _, _, key, _ in SUMS.values()} | {key for key, _, _ in REACH.values()}
    elsewhere = {
        "impossible.separation", "impossible.distinct_municipalities",
        "impossible.edge.density", "impossible.edge.metres",
        # Held against their rules in tests/models/test_consumers.py.
        "impossible.neighbourhood_type", "impossible.neighbourhood_type.density",
        "impossible.neighbourhood_type.cluster", "impossible.contingent",
        # What the loader refuses before.
        "impossible.participation", "impossible.site.opening", "impossible.site.sizes",
    }  # fmt: skip
    for language in LANGUAGES:
        known = {key for key in catalogue(language) if key.startswith("impossible.")}
        messages = reached | elsewhere
        assert known == messages | {f"{key}.remedy" for key in messages}
