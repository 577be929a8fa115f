"""Region to plan: the objectives one after the other, against every plan there is."""

from __future__ import annotations

import _thread
import random
import threading
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.errors import ExitCode, PlannerError
from planner.geography.reach import prepare
from planner.optimise.impossible import impossible
from planner.optimise.solve import Options, Report, solve
from planner.optimise.trust import gap_between
from planner.quota.quotas import shares
from planner.verification.rules import verify
from tests.brute_force import best
from tests.models.small import (
    CLUSTERED,
    EXACT,
    OUTFLOW,
    POINT,
    POINT_B,
    SITE_A,
    SITE_B,
    agrees,
    arrears,
    broken,
    commitment,
    instance_of,
    refused,
    region_of,
    small,
    solved,
    value,
)

OBJECTIVES = ["unmet_need", "quota_fairness", "closeness", "spread", "cost"]
YEARS = (2021, 2022)
SUPPORTED = {**OUTFLOW, "support_service": "ambulatory"}
NEAR = {**SUPPORTED, "max_metres": 3000}
SITE_C = {**SITE_A, "site": "s3", "neighbourhood": "a2", "x": 140700, "y": 473500}


@st.composite
def regions(draw: st.DrawFn) -> dict[str, Any]:
    """A tiny region in which much is tight, so that the rules and objectives pull at each other."""

    def some(*values: Any) -> Any:
        return draw(st.sampled_from(values))

    years = YEARS[: some(1, 2, 2)]
    services = some("", "", "ambulatory")
    outflow = {
        **OUTFLOW,
        "priority": some(1, 2, 3),
        "load_weight": some(1, 1, "0.5", 0),
        "cost_per_dwelling": some(1000, "333.33", 0),
        "max_per_neighbourhood": some(None, None, 1, 2),
        "support_service": services,
        "max_minutes": some(None, 15) if services else None,
        "near_services": some("", "", "day"),
        "mode": some(None, "walk", "car"),
    }
    clustered = {
        **CLUSTERED,
        "priority": some(1, 2, 3),
        "load_weight": some(1, 2, "1.5"),
        "quota_group": some(None, "homes", "clusters"),
        "support_service": some("", "ambulatory"),
        "max_metres": some(None, None, 3950),
        "min_cluster": some(None, None, 2),
        "max_cluster": some(None, 2, 3),
        "distinct_municipalities": some("false", "false", "true"),
        "uses_vacancies": some("false", "false", "true"),
    }
    sites = [
        {
            **site,
            "min_dwellings": some(None, 1, 2),
            "max_dwellings": some(2, 2, 3),
            "cost_per_dwelling": some(None, None, 4000, 7000),
            "from_year": some(None, None, 2022),
        }
        for site in draw(st.sampled_from([[SITE_A, SITE_B], [SITE_A], [SITE_B, SITE_C], []]))
    ]
    targets = []
    for programme, most in (("outflow", 2), ("clustered", 2)):
        for year in years:
            minimum = draw(st.integers(0, most))
            maximum = minimum + draw(st.integers(0, 2))
            targets.append(
                {"programme": programme, "year": year, "minimum": minimum, "maximum": maximum}
            )
    points = [
        {**POINT, "services": "ambulatory;day", "capacity": some(None, 1, 3, 5)},
        {**POINT_B, "capacity": some(None, 2, 4), "from_year": some(None, None, 2022)},
    ][: some(1, 2, 2)]
    tables = small(
        settings={
            "region.years": list(years),
            "quota.groups": ["homes", "clusters"],
            "quota.credit_existing": some(True, False, False),
            "supply.max_share_of_vacancies": some(1, 0.1, 0.1, 0.05, 0.03),
            "neighbourhood.max_load_per_1000_dwellings": some(20, 20, 4, 2.75),
            "objective.order": draw(st.one_of(st.just(OBJECTIVES), st.permutations(OBJECTIVES))),
            **{
                f"objective.tolerance.{aim}": some(0, 0, 0, 0, 0.02, 0.25, 0.5, 1)
                for aim in OBJECTIVES
                if draw(st.booleans())
            },
        },
        municipalities=[
            {**row, "inhabitants": draw(st.integers(1, 9)) * 1000}
            for row in arrears(aa=draw(st.integers(0, 2)), bb=draw(st.integers(0, 2)))
        ],
        programmes=[outflow, clustered],
        sites=sites,
        support_points=points,
        targets=targets,
        separation=draw(
            st.sampled_from(
                [
                    [],
                    [],
                    [{"programme_a": "outflow", "programme_b": "clustered", "min_metres": 0}],
                    [{"programme_a": "clustered", "programme_b": "outflow", "min_metres": 2500}],
                    [{"programme_a": "clustered", "programme_b": "clustered", "min_metres": 4500}],
                    [{"programme_a": "outflow", "programme_b": "outflow", "min_metres": 2500}],
                ]
            )
        ),
        participation=draw(
            st.sampled_from(
                [
                    [],
                    [],
                    [{"municipality": "bb", "programme": "outflow", "participates": "false"}],
                    [
                        {
                            "municipality": "bb",
                            "programme": "outflow",
                            "participates": "false",
                            "from_year": 2022,
                        }
                    ],
                    [
                        {"municipality": "bb", "programme": "clustered", "participates": "false"},
                        {
                            "municipality": "bb",
                            "programme": "clustered",
                            "participates": "true",
                            "from_year": 2022,
                        },
                    ],
                ]
            )
        ),
        budgets=[
            {"programme": programme, "year": years[-1], "amount": some(None, amount)}
            for programme, amount in (("outflow", "999.99"), ("clustered", 10000))
        ],
        demand=[
            {
                "programme": "outflow",
                "municipality": code,
                "year": year,
                "households": some(0, 1, 2),
            }
            for code in ("aa", "bb")
            for year in years[: some(0, 0, 1, 2)]
        ],
        commitments=_commitments(
            draw, years, bool(services), {site["site"]: site for site in sites}
        ),
    )
    excluded = {(row["municipality"], row["programme"]) for row in tables["participation"]}
    tables["commitments"] = [
        row
        for row in tables["commitments"]
        if (row["municipality"], row["programme"]) not in excluded
    ]
    return tables


def _commitments(
    draw: st.DrawFn, years: tuple[int, ...], supported: bool, sites: dict[str, Any]
) -> list[dict[str, Any]]:
    rows = []
    if draw(st.integers(0, 3)) == 0:
        point = draw(st.sampled_from([None, "p1"])) if supported else None
        place = draw(st.sampled_from(["a1", "a2", "b1"]))
        number = draw(st.integers(0, 2))
        rows.append(commitment("outflow", years[-1], place, number, support_point=point))
    if sites and draw(st.integers(0, 3)) == 0:
        site = draw(st.sampled_from(sorted(sites)))
        if years[-1] >= (sites[site]["from_year"] or 0):
            place = sites[site]["neighbourhood"]
            rows.append(commitment("clustered", years[-1], place, 1, site=site))
    return rows


@settings(
    max_examples=90,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)
@given(regions())
def test_every_aim_is_as_good_as_any_plan_can_be(tables: dict[str, Any]) -> None:
    """Every part of every objective in order, the tolerances, the rules, and whether a plan
    exists."""
    region = region_of(tables)
    if best(region) is None:
        assert refused(region)
    else:
        agrees(region)


# Fixed regions on which much happens at once.

BUSY = small(
    settings={"supply.max_share_of_vacancies": 0.05},
    municipalities=arrears(aa=1, bb=2),
    programmes=[
        {**OUTFLOW, "support_service": "ambulatory", "max_per_neighbourhood": 2},
        {**CLUSTERED, "support_service": "ambulatory", "quota_group": "homes"},
    ],
    sites=[SITE_A, SITE_B],
    support_points=[{**POINT, "capacity": 3}, {**POINT_B, "capacity": 2}],
    separation=[{"programme_a": "outflow", "programme_b": "clustered", "min_metres": 0}],
    demand=[{"programme": "outflow", "municipality": "aa", "year": 2022, "households": 1}],
)
GIVING = {
    **BUSY,
    "settings": {
        **BUSY["settings"],
        "objective.order": ["closeness", "quota_fairness", "cost", "unmet_need", "spread"],
        "objective.tolerance.quota_fairness": 0.5,
        "objective.tolerance.cost": 0.3,
    },
}
FIXED = {"default": small(), "busy": BUSY, "giving": GIVING}


@pytest.mark.parametrize("tables", FIXED.values(), ids=FIXED.keys())
def test_cbc_finds_the_same(tables: dict[str, Any]) -> None:
    plan = agrees(region_of(tables), Options(gap=1e-7, solver="cbc"))
    assert plan.solver["solver"] == "cbc"


@pytest.mark.parametrize("tables", FIXED.values(), ids=FIXED.keys())
def test_no_gap_at_all_can_be_asked_for(tables: dict[str, Any]) -> None:
    agrees(region_of(tables), Options(gap=0.0))


@pytest.mark.parametrize("tables", FIXED.values(), ids=FIXED.keys())
@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_the_same_region_gives_the_same_plan(tables: dict[str, Any], solver: str) -> None:
    options = Options(solver=solver)
    once, again = (solved(region_of(tables), options) for _ in range(2))
    assert once.lines == again.lines
    assert list(once.lines) == sorted(once.lines)
    assert [(tier.aim, tier.part, tier.value, tier.bound) for tier in once.tiers] == [
        (tier.aim, tier.part, tier.value, tier.bound) for tier in again.tiers
    ]


@pytest.mark.parametrize("tables", FIXED.values(), ids=FIXED.keys())
def test_the_order_of_rows_does_not_matter(tables: dict[str, Any]) -> None:
    shuffled = {
        name: table if name == "settings" else random.Random(7).sample(table, len(table))
        for name, table in tables.items()
    }
    assert solved(region_of(shuffled)).lines == solved(region_of(tables)).lines


@pytest.mark.parametrize("tolerance", [0, 0.02, 0.25, 0.5, 1])
@pytest.mark.parametrize("aim", OBJECTIVES)
def test_every_aim_gives_back_what_it_may_and_no_more(aim: str, tolerance: float) -> None:
    order = [aim, *reversed([other for other in OBJECTIVES if other != aim])]
    changed = {"objective.order": order, f"objective.tolerance.{aim}": tolerance}
    agrees(region_of({**BUSY, "settings": {**BUSY["settings"], **changed}}))


def test_some_aims_only() -> None:
    tables = {**BUSY, "settings": {**BUSY["settings"], "objective.order": ["cost"]}}
    plan = agrees(region_of(tables))
    assert plan.lines == ()
    assert {tier.aim for tier in plan.tiers} == {"cost", "ties"}


def test_a_region_without_anywhere_to_go() -> None:
    plan = agrees(region_of(small(stock=[], sites=[])))
    assert plan.lines == ()
    assert value(plan, "unmet_need.unmet") == 320


def test_a_region_that_needs_nothing() -> None:
    target = [{"programme": "outflow", "year": 2021, "minimum": 0, "maximum": 3}]
    plan = agrees(region_of(small(targets=target)))
    assert plan.lines == ()


def test_each_tier_says_what_is_known_of_it() -> None:
    plan = solved(region_of(BUSY))
    assert plan.tiers
    for tier in plan.tiers:
        assert tier.value is not None
        assert tier.bound is not None
        assert tier.gap is not None
        assert tier.status == "optimal"
        assert 0 <= tier.bound <= tier.value
        assert tier.gap <= 1e-6
        assert tier.seconds >= 0
    assert plan.solver["threads"] == "1"


# What cannot be.

TWO_A = commitment("outflow", 2021, "a1", 2)
CONFLICTS: dict[str, tuple[list[str], dict[str, Any]]] = {
    "target": (["target"], small(commitments=[commitment("outflow", 2021, "a1", 3)])),
    "target of all years": (
        ["target"],
        small(commitments=[TWO_A, commitment("outflow", 2022, "a1", 3)]),
    ),
    "vacancies": (
        ["vacancy_share"],
        small(settings={"supply.max_share_of_vacancies": 0.03}, commitments=[TWO_A]),
    ),
    "support capacity": (
        ["support"],
        small(
            programmes=[SUPPORTED, CLUSTERED],
            support_points=[{**POINT, "capacity": 1}],
            commitments=[TWO_A],
        ),
    ),
    "capacity of the named point": (
        ["support"],
        small(
            programmes=[SUPPORTED, CLUSTERED],
            support_points=[{**POINT, "capacity": 1}, POINT_B],
            commitments=[{**TWO_A, "support_point": "p1"}],
        ),
    ),
    "near service not yet there": (
        ["support"],
        small(
            programmes=[{**OUTFLOW, "near_services": "ambulatory"}, CLUSTERED],
            support_points=[{**POINT, "from_year": 2022}],
            commitments=[TWO_A],
        ),
    ),
    "load": (
        ["neighbourhood_load"],
        small(
            settings={"neighbourhood.max_load_per_1000_dwellings": 1},
            commitments=[commitment("outflow", 2021, "a2", 2)],
        ),
    ),
    "load already above": (
        ["neighbourhood_load"],
        small(
            settings={"neighbourhood.max_load_per_1000_dwellings": 1},
            commitments=[commitment("outflow", 2021, "a1", 1)],
        ),
    ),
    "per neighbourhood": (
        ["per_neighbourhood"],
        small(
            programmes=[{**OUTFLOW, "max_per_neighbourhood": 2}, CLUSTERED],
            commitments=[TWO_A, commitment("outflow", 2022, "a1", 1)],
        ),
    ),
    "separation of stock and site": (
        ["separation"],
        small(
            separation=[{"programme_a": "outflow", "programme_b": "clustered", "min_metres": 0}],
            commitments=[TWO_A, commitment("clustered", 2022, "a1", 1, site="s1")],
        ),
    ),
    "separation of sites": (
        ["separation"],
        small(
            separation=[
                {"programme_a": "clustered", "programme_b": "clustered", "min_metres": 5000}
            ],
            commitments=[
                commitment("clustered", 2022, "a1", 1, site="s1"),
                commitment("clustered", 2022, "b1", 1, site="s2"),
            ],
        ),
    ),
    "distinct municipalities": (
        ["distinct_municipalities"],
        small(
            programmes=[OUTFLOW, {**CLUSTERED, "distinct_municipalities": "true"}],
            sites=[SITE_A, SITE_C],
            commitments=[
                commitment("clustered", 2022, "a1", 1, site="s1"),
                commitment("clustered", 2022, "a2", 1, site="s3"),
            ],
        ),
    ),
    "budget": (
        ["budget"],
        small(
            budgets=[{"programme": "outflow", "year": 2021, "amount": "1999.99"}],
            commitments=[TWO_A],
        ),
    ),
}


# What sums show before a solver is asked: the message for each.
SUMS: dict[str, tuple[list[str], dict[str, Any]]] = {
    "site size": (
        ["impossible.site"],
        small(
            sites=[{**SITE_A, "max_dwellings": 2}, SITE_B],
            commitments=[commitment("clustered", 2022, "a1", 3, site="s1")],
        ),
    ),
    "site limits that cross": (
        ["impossible.target", "impossible.site", "impossible.site.sizes"],
        small(
            programmes=[OUTFLOW, {**CLUSTERED, "min_cluster": 4}],
            sites=[SITE_A],
            commitments=[commitment("clustered", 2022, "a1", 1, site="s1")],
        ),
    ),
    "smallest site above the target": (
        ["impossible.target"],
        small(
            sites=[{**SITE_A, "min_dwellings": 4, "max_dwellings": 5}],
            commitments=[commitment("clustered", 2022, "a1", 1, site="s1")],
        ),
    ),
    "support out of reach": (
        ["impossible.support.support"],
        small(
            programmes=[NEAR, CLUSTERED],
            support_points=[POINT],
            commitments=[commitment("outflow", 2021, "b1", 1)],
        ),
    ),
    "named point out of reach": (
        ["impossible.support.point"],
        small(
            programmes=[NEAR, CLUSTERED],
            support_points=[POINT, POINT_B],
            commitments=[commitment("outflow", 2021, "b1", 1, support_point="p1")],
        ),
    ),
}


@pytest.mark.parametrize(("rules", "tables"), CONFLICTS.values(), ids=CONFLICTS.keys())
def test_the_rules_that_conflict_are_named(rules: list[str], tables: dict[str, Any]) -> None:
    assert refused(region_of(tables)) == [*rules, "commitment"]


@pytest.mark.parametrize(("messages", "tables"), SUMS.values(), ids=SUMS.keys())
def test_what_sums_show_is_said_with_the_numbers(
    messages: list[str], tables: dict[str, Any]
) -> None:
    region = region_of(tables)
    found = impossible(prepare(region, shares(region)))
    assert [problem.key for problem in found] == messages
    assert all(problem.message and problem.remedy for problem in found)


def test_only_the_rules_of_the_conflict_are_named() -> None:
    """Everything else is tight too, but none of it is to blame."""
    conflict = commitment("outflow", 2022, "a2", 3)
    tables = {**BUSY, "commitments": [conflict]}
    assert refused(region_of(tables)) == ["per_neighbourhood", "commitment"]


# Time and interruption.


def large() -> dict[str, Any]:
    """A region that keeps the solver busy for a while."""
    draw = random.Random(11)
    municipalities = [f"{letter}{letter}" for letter in "abcdefgh"]
    places = [(f"{code[0]}{number}", code) for code in municipalities for number in range(8)]
    points = {place: (100000 + draw.randrange(40000), 450000 + draw.randrange(40000))
              for place, _ in places}  # fmt: skip
    sites = [
        {**SITE_A, "site": f"s{number}", "neighbourhood": place,
         "x": points[place][0] + 300, "y": points[place][1], "max_dwellings": draw.randint(5, 20),
         "min_dwellings": 4, "cost_per_dwelling": draw.randint(3000, 9000)}
        for number, (place, _) in enumerate(draw.sample(places, 50))
    ]  # fmt: skip
    years = [2021, 2022, 2023, 2024]
    return small(
        settings={
            "region.years": years,
            "objective.order": ["unmet_need", "closeness", "quota_fairness", "cost", "spread"],
        },
        municipalities=[
            {"municipality": code, "name": code, "inhabitants": draw.randint(10000, 90000),
             "dwellings": 20000, "social_dwellings": 6000, "turnover_rate": "0.07",
             "existing_places": 0}
            for code in municipalities
        ],
        neighbourhoods=[
            {"neighbourhood": place, "name": place, "municipality": code,
             "inhabitants": draw.randint(500, 9000), "dwellings": 2500, "social_dwellings": 700,
             "existing_load": draw.randint(0, 10), "x": points[place][0], "y": points[place][1]}
            for place, code in places
        ],
        stock=[
            {"corporation": "cc", "neighbourhood": place, "dwellings": draw.randint(100, 700)}
            for place, _ in places
        ],
        support_points=[
            {"support_point": f"p{number}", "name": f"p{number}", "neighbourhood": place,
             "x": points[place][0] + 50, "y": points[place][1], "services": "ambulatory",
             "capacity": draw.randint(20, 60)}
            for number, (place, _) in enumerate(draw.sample(places, 12))
        ],
        sites=sites,
        programmes=[
            {**OUTFLOW, "support_service": "ambulatory", "max_metres": 15000},
            {**CLUSTERED, "support_service": "ambulatory", "quota_group": "homes"},
        ],
        targets=[
            {"programme": code, "year": year, "minimum": number, "maximum": number + 8}
            for code, number in (("outflow", 30), ("clustered", 25))
            for year in years
        ],
        separation=[
            {"programme_a": "outflow", "programme_b": "clustered", "min_metres": 4000},
            {"programme_a": "clustered", "programme_b": "clustered", "min_metres": 2500},
        ],
        demand=[
            {"programme": code, "municipality": home, "year": year,
             "households": draw.randint(0, 8)}
            for code in ("outflow", "clustered")
            for home in municipalities
            for year in years
        ],
    )  # fmt: skip


@pytest.mark.parametrize("tables", [small(), large()], ids=["small", "large"])
@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_no_time_is_an_exit_code_or_a_plan_that_says_so(
    tables: dict[str, Any], solver: str
) -> None:
    region = region_of(tables)
    try:
        plan = solved(region, Options(time_limit=1e-6, solver=solver))
    except PlannerError as error:
        found: tuple[object, ...] = (error.exit_code, *(problem.key for problem in error.problems))
    else:
        found = (plan.status, *broken(region, plan.lines))
    assert found in ((ExitCode.NO_TIME, "solve.no_time"), ("feasible",))


def test_a_time_limit_ends_the_solve_with_the_best_plan_found() -> None:
    region = region_of(large())
    began = time.monotonic()
    plan = solved(region, Options(time_limit=2))
    assert time.monotonic() - began < 20
    assert plan.status == "feasible"
    assert plan.lines
    assert verify(region, plan.lines).holds
    # Aims that no time was left for are there too, with nothing known.
    order = region.settings.objective.order
    assert {tier.aim for tier in plan.tiers} - {"ties"} == set(order)
    assert all(tier.value is None for tier in plan.tiers if tier.status == "not_reached")
    # What was begun has its value and bound, and is called optimal only where they meet.
    begun = [tier for tier in plan.tiers if tier.status != "not_reached"]
    for tier in begun:
        assert tier.value is not None
        assert tier.bound is not None
        assert tier.bound <= tier.value
        assert tier.gap == gap_between(tier.value, tier.bound)
        assert (tier.status == "optimal") == (tier.gap <= 1e-6)


def test_a_level_leaves_time_for_those_that_follow() -> None:
    """Closeness could use all of it; others have their turn all the same."""
    plan = solved(region_of(large()), Options(time_limit=20))
    reached = {tier.aim for tier in plan.tiers if tier.value is not None}
    assert reached >= {"unmet_need", "closeness", "quota_fairness"}
    [closeness] = [tier for tier in plan.tiers if tier.part == "minutes"]
    assert closeness.status in ("time_limit", "effort_limit")


def test_there_is_a_plan_from_the_first_moment() -> None:
    """What is signed, and nothing else."""
    tables = large()
    place = tables["stock"][0]["neighbourhood"]
    tables["commitments"] = [commitment("outflow", 2022, place, 2)]
    region = region_of(tables)
    plan = solved(region, Options(time_limit=1e-9))
    assert plan.status == "feasible"
    assert [(line.neighbourhood, line.dwellings) for line in plan.lines] == [(place, 2)]
    assert verify(region, plan.lines).holds


def test_a_gap_that_is_good_enough_ends_an_aim() -> None:
    tables = large()
    tables["settings"]["objective.order"] = ["unmet_need", "closeness"]
    plan = solved(region_of(tables), Options(gap=0.9, time_limit=60))
    assert plan.status == "optimal"
    aims = [tier for tier in plan.tiers if tier.aim != "ties"]
    assert all(tier.gap is not None and tier.gap <= 0.9 for tier in aims)


def test_ctrl_c_from_a_report_gives_the_best_plan_found() -> None:
    region = region_of(large())
    reports: list[Report] = []

    def stop(report: Report) -> None:
        # The first plan of the first objective may still be the empty one.
        if report.aim != "unmet_need":
            reports.append(report)
        if len(reports) == 1:
            _thread.interrupt_main()

    began = time.monotonic()
    plan = solve(instance_of(region), EXACT, stop)
    assert time.monotonic() - began < 30
    assert plan.status == "feasible"
    assert plan.lines
    assert verify(region, plan.lines).holds
    # What stopped is the last objective; the dwellings found still got their support points.
    begun = [tier for tier in plan.tiers if tier.aim != "ties" and tier.part]
    assert begun[-1].status == "interrupted"


@pytest.mark.parametrize("seconds", [1.5, 2.5])
def test_ctrl_c_at_any_moment_gives_the_best_plan_found(seconds: float) -> None:
    region = region_of(large())
    instance = instance_of(region)
    timer = threading.Timer(seconds, _thread.interrupt_main)
    timer.start()
    try:
        plan = solve(instance, EXACT)
    finally:
        timer.cancel()
        timer.join()
    assert plan.status in ("feasible", "optimal")
    assert plan.lines
    assert verify(region, plan.lines).holds


def test_progress_is_reported() -> None:
    reports: list[Report] = []
    solve(instance_of(region_of(large())), Options(time_limit=3), reports.append)
    assert {"closeness"} <= {report.aim for report in reports}
    for report in reports:
        assert report.part
        assert report.progress.seconds >= 0
        value_now, bound = report.progress.value, report.progress.bound
        if value_now is not None and bound is not None:
            assert bound <= value_now * (1 + 1e-6) + 1e-6


def test_what_is_almost_whole_to_the_solver_still_makes_a_plan() -> None:
    """Dwellings of 1.9999995 pass for whole: their cost must be held so that two still fit."""
    people = {"aa": 1000, "bb": 8000}
    tables = small(
        settings={"supply.max_share_of_vacancies": 1},
        municipalities=[{**row, "inhabitants": people[row["municipality"]]} for row in arrears()],
        programmes=[
            {**OUTFLOW, "cost_per_dwelling": 0, "mode": "walk"},
            {
                **CLUSTERED,
                "load_weight": 1,
                "priority": 3,
                "quota_group": "homes",
                "min_cluster": 2,
            },
        ],
        sites=[
            {**SITE_B, "min_dwellings": None, "cost_per_dwelling": 4000},
            {**SITE_C, "max_dwellings": 2, "cost_per_dwelling": 7000},
        ],
        targets=[
            {"programme": programme, "year": year, "minimum": least, "maximum": most}
            for programme, year, least, most in (
                ("outflow", 2021, 2, 3),
                ("outflow", 2022, 2, 2),
                ("clustered", 2021, 1, 3),
                ("clustered", 2022, 2, 4),
            )
        ],
        demand=[{"programme": "outflow", "municipality": "bb", "year": 2021, "households": 1}],
    )
    assert value(agrees(region_of(tables)), "cost.cost") == pytest.approx(12000)
