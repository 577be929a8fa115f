"""Distances, travel minutes, reach and conflicts, at their exact limits."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.geography.reach import access, centre, conflicts, origin_minutes, prepare
from planner.geography.travel import distances, minutes_per_metre, pairs_within
from planner.quota.quotas import shares
from planner.region.domain import (
    Access,
    Line,
    Link,
    Location,
    Mode,
    Presence,
    Region,
    Separation,
    Travel,
)
from planner.region.load import load
from planner.verification.rules import verify
from tests.networks import edge, network
from tests.tiny import tiny, write_folder

Make = Callable[..., Region]
Row = dict[str, Any]

A1, A2, B1 = Location("a1"), Location("a2"), Location("b1")

# Multiples of 300 and 400 m give many distances that lie exactly on a limit.
coordinate = st.one_of(
    st.integers(-20, 20).map(lambda n: 140_000.0 + 300 * n),
    st.integers(-20, 20).map(lambda n: 140_000.0 + 400 * n),
    st.floats(130_000, 150_000, allow_nan=False),
)
place = st.tuples(coordinate, coordinate)


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Loads the tiny region with some tables replaced."""
    number = count()

    def run(settings: Row | None = None, **tables: list[Row]) -> Region:
        path = tmp_path / f"tiny{next(number)}"
        return load(write_folder(path, tiny(settings, **tables))).region

    return run


def programmes(**changes: Any) -> list[Row]:
    """The tiny programmes, the first of them supported and with these changes."""
    outflow, clustered = tiny()["programmes"]
    return [{**outflow, "support_service": "ambulatory", **changes}, clustered]


def point(code: str = "p1", x: float = 140_000, y: float = 475_000, **changes: Any) -> Row:
    row = {"support_point": code, "name": code, "neighbourhood": "a1", "x": x, "y": y}
    return {**row, "services": "ambulatory", **changes}


def site(code: str, neighbourhood: str = "b1", **changes: Any) -> Row:
    row = {"site": code, "name": code, "neighbourhood": neighbourhood, "corporation": "cc"}
    return {**row, "programmes": "clustered", "kind": "new_build", **changes}


def found(region: Region, location: Location = A1, programme: str = "outflow") -> Access | None:
    return access(region).get(Presence(programme, location))


# distances and minutes


def test_distances_between_every_pair() -> None:
    found = distances([(0, 0), (3, 4)], [(0, 0), (6, 8), (0, 12)])
    assert found.tolist() == [[0, 10, 12], [5, 5, math.hypot(3, 8)]]


def test_distances_of_nothing() -> None:
    assert distances([], [(0, 0)]).shape == (0, 1)
    assert distances([(0, 0)], []).shape == (1, 0)


@pytest.mark.parametrize(
    ("mode", "minutes"),
    [(Mode.WALK, 15.6), (Mode.CYCLE, 5.2), (Mode.CAR, 1.3 * 60 / 35)],
)
def test_minutes_for_a_kilometre(make: Make, mode: Mode, minutes: float) -> None:
    assert 1000 * minutes_per_metre(make(), mode) == pytest.approx(minutes, rel=1e-12)


def test_detour_and_speed_can_be_set(make: Make) -> None:
    region = make({"proximity.detour_factor": 2, "proximity.speed_kmh.walk": 4})
    assert 1000 * minutes_per_metre(region, Mode.WALK) == pytest.approx(30)


def test_minutes_of_a_link(make: Make) -> None:
    region = make(programmes=programmes(), support_points=[point(x=140_300, y=475_400)])
    reach = found(region)
    assert reach
    assert reach.first_year == 2021
    assert reach.links == (Link("p1", reach.links[0].minutes, 2021),)
    assert reach.links[0].minutes == pytest.approx(2.6)


def test_a_programme_can_have_its_own_mode(make: Make) -> None:
    region = make(
        {"proximity.mode": "car"},
        programmes=programmes(mode="walk"),
        support_points=[point(y=476_000)],
    )
    reach = found(region)
    assert reach
    assert reach.links[0].minutes == pytest.approx(15.6)
    clustered = found(region, Location("b1", "s1"), "clustered")
    metres = math.hypot(4100, 900)
    assert clustered
    assert clustered.links[0].minutes == pytest.approx(metres * 1.3 * 60 / 35_000)


# the travel table


def travel(start: str, end: str, minutes: float | None) -> Row:
    return {"from": start, "to": end, "minutes": minutes}


@pytest.mark.parametrize("pair", [("b1", "a1"), ("a1", "b1")])
def test_travel_counts_in_both_directions(make: Make, pair: tuple[str, str]) -> None:
    region = make(programmes=programmes(), support_points=[point()], travel=[travel(*pair, 12.5)])
    reach = found(region, B1)
    assert reach
    assert reach.links[0].minutes == 12.5
    other = found(region, A2)  # not in the table: 2 km in a straight line
    assert other
    assert other.links[0].minutes == pytest.approx(10.4)


def test_travel_from_the_dwelling_goes_before_travel_to_it(make: Make) -> None:
    region = make(
        programmes=programmes(),
        support_points=[point()],
        travel=[travel("a1", "b1", 7), travel("b1", "a1", 9)],
    )
    reach = found(region, B1)
    assert reach
    assert reach.links[0].minutes == 9


def test_travel_within_a_neighbourhood(make: Make) -> None:
    region = make(
        programmes=programmes(),
        support_points=[point(x=141_000)],
        travel=[travel("a1", "a1", 0)],
    )
    reach = found(region)
    assert reach
    assert reach.links[0].minutes == 0


def test_travel_counts_for_a_site_by_its_neighbourhood(make: Make) -> None:
    region = make(travel=[travel("b1", "a1", 3)])
    reach = found(region, Location("b1", "s1"), "clustered")
    assert reach
    assert reach.links[0].minutes == 3


def test_travel_does_not_replace_metres(make: Make) -> None:
    region = make(
        programmes=programmes(max_metres=3999),
        support_points=[point()],
        travel=[travel("b1", "a1", 1)],
    )
    assert found(region, B1) is None


@pytest.mark.parametrize("limit", [60, None])
def test_empty_minutes_are_unreachable(make: Make, limit: int | None) -> None:
    region = make(
        programmes=programmes(max_minutes=limit),
        support_points=[point()],
        travel=[travel("b1", "a1", None)],
    )
    assert found(region, A1)
    assert found(region, B1) is None


def test_a_near_service_that_is_unreachable_is_not_near(make: Make) -> None:
    region = make(
        programmes=programmes(support_service=None, near_services="day"),
        support_points=[point(services="day")],
        travel=[travel("b1", "a1", None)],
    )
    assert found(region, A1)
    assert found(region, B1) is None


# the network


BANKS = network([(140_000, 475_000), (144_000, 475_000)], edge(0, 1, 4000))


def test_a_network_goes_before_the_straight_line(make: Make) -> None:
    region = make(programmes=programmes(), support_points=[point()])
    region = replace(region, network=BANKS)
    reach = found(region, B1)
    assert reach
    assert reach.links[0].minutes == 16  # the straight line has a detour: 20.8


def test_the_table_goes_before_the_network(make: Make) -> None:
    rows = [travel("b1", "a1", 12.5), travel("a1", "a1", None)]
    region = make(programmes=programmes(), support_points=[point()], travel=rows)
    region = replace(region, network=BANKS)
    reach = found(region, B1)
    assert reach
    assert reach.links[0].minutes == 12.5
    assert found(region, A1) is None


def test_a_point_off_the_network_is_out_of_reach_but_for_the_table(make: Make) -> None:
    region = make(programmes=programmes(), support_points=[point()])
    assert found(replace(region, network=BANKS), A2) is None
    region = make(programmes=programmes(), support_points=[point()], travel=[travel("a2", "a1", 9)])
    reach = found(replace(region, network=BANKS), A2)
    assert reach
    assert reach.links[0].minutes == 9


def test_a_network_does_not_replace_metres(make: Make) -> None:
    region = make(programmes=programmes(max_metres=3999), support_points=[point()])
    assert found(replace(region, network=BANKS), B1) is None


@pytest.mark.parametrize(("limit", "reached"), [("16", True), ("15.9999", False)])
def test_network_minutes_at_the_limit(make: Make, limit: str, reached: bool) -> None:
    region = make(programmes=programmes(max_minutes=limit), support_points=[point()])
    assert bool(found(replace(region, network=BANKS), B1)) is reached


def test_programmes_of_one_mode_have_their_own_limits(make: Make) -> None:
    """Ways are looked for once, as far as the most lenient programme allows."""
    outflow, clustered = programmes(max_minutes=15)
    clustered = {**clustered, "max_metres": None, "max_minutes": 17}
    region = make(programmes=[outflow, clustered], support_points=[point()])
    region = replace(region, network=BANKS)
    assert found(region, B1) is None
    assert found(region, Location("b1", "s1"), "clustered")


def test_a_mode_has_its_own_ways(make: Make) -> None:
    walks = frozenset({Mode.WALK})
    region = make(programmes=programmes(mode="walk"), support_points=[point()])
    paths = network(BANKS.nodes, edge(0, 1, 4000, modes=walks))
    region = replace(region, network=paths)
    reach = found(region, B1)
    assert reach
    assert reach.links[0].minutes == pytest.approx(48)
    assert found(region, Location("b1", "s1"), "clustered") is None


def test_places_out_of_reach_are_named(make: Make) -> None:
    rows = [{"municipality": "bb", "programme": "outflow", "participates": "false"}]
    region = make(programmes=programmes(max_metres=100), support_points=[point()])
    assert prepare(region, shares(region)).out_of_reach("outflow") == (A2, B1)
    region = make(
        programmes=programmes(max_metres=100), support_points=[point()], participation=rows
    )
    assert prepare(region, shares(region)).out_of_reach("outflow") == (A2,)


# limits


@pytest.mark.parametrize(("limit", "reached"), [("5000", True), ("4999.99", False)])
def test_metres_at_the_limit(make: Make, limit: str, reached: bool) -> None:
    region = make(
        programmes=programmes(max_metres=limit), support_points=[point(x=143_000, y=479_000)]
    )
    assert bool(found(region)) is reached


@pytest.mark.parametrize(("limit", "reached"), [("5.2", True), ("5.1999", False)])
def test_minutes_at_the_limit(make: Make, limit: str, reached: bool) -> None:
    region = make(
        programmes=programmes(max_minutes=limit), support_points=[point(x=140_600, y=475_800)]
    )
    assert bool(found(region)) is reached


def test_both_limits_hold_for_the_same_point(make: Make) -> None:
    near_but_slow, far_but_fast = point("p1", y=475_100), point("p2", y=480_000, neighbourhood="b1")
    region = make(
        programmes=programmes(max_metres=1000, max_minutes=10),
        support_points=[near_but_slow, far_but_fast],
        travel=[travel("a1", "a1", 30), travel("a1", "b1", 1)],
    )
    assert found(region) is None


def test_zero_metres_is_a_limit(make: Make) -> None:
    region = make(programmes=programmes(max_metres=0), support_points=[point()])
    assert found(region, A1)
    assert found(region, A2) is None


# services and years


def test_no_support_needed_is_in_reach_everywhere(make: Make) -> None:
    region = make()
    assert [place.location for place in access(region) if place.programme == "outflow"] == [
        A1,
        A2,
        B1,
    ]
    assert found(region) == Access(2021, ())


def test_only_points_that_offer_the_service_are_linked(make: Make) -> None:
    region = make(
        programmes=programmes(),
        support_points=[point("p1", services="day"), point("p2", services="day;ambulatory")],
    )
    reach = found(region)
    assert reach
    assert [link.support_point for link in reach.links] == ["p2"]


def test_a_service_nobody_offers_is_out_of_reach(make: Make) -> None:
    region = make(programmes=programmes(), support_points=[point(services="day")])
    assert found(region) is None


def test_support_from_a_later_year(make: Make) -> None:
    region = make(
        programmes=programmes(),
        support_points=[point("p1", from_year=2022), point("p2", from_year=2015)],
    )
    reach = found(region)
    assert reach
    assert reach.first_year == 2021
    assert [(link.support_point, link.from_year) for link in reach.links] == [
        ("p1", 2022),
        ("p2", 2021),
    ]
    assert [reach.epoch(year) for year in (2020, 2021, 2022, 2023)] == [0, 2021, 2022, 2022]


def test_support_after_the_plan_is_no_support(make: Make) -> None:
    region = make(programmes=programmes(), support_points=[point(from_year=2023)])
    assert found(region) is None


def test_near_services_without_support(make: Make) -> None:
    region = make(
        programmes=programmes(support_service=None, near_services="day;shop", max_metres=100),
        support_points=[
            point("p1", services="day", from_year=2022),
            point("p2", services="shop"),
            point("p3", x=144_000, services="day;shop", neighbourhood="b1"),
        ],
    )
    assert found(region, A1) == Access(2022, ())
    assert found(region, B1) == Access(2021, ())
    assert found(region, A2) is None


def test_the_first_year_waits_for_every_service(make: Make) -> None:
    region = make(
        programmes=programmes(near_services="day"),
        support_points=[point("p1"), point("p2", services="day", from_year=2022)],
    )
    assert found(region) == Access(2022, (Link("p1", 0, 2021),))


def test_a_near_service_that_never_comes(make: Make) -> None:
    region = make(
        programmes=programmes(near_services="day"),
        support_points=[point("p1"), point("p2", services="day", from_year=2030)],
    )
    assert found(region) is None


# sites


def test_a_site_without_its_own_point_stands_at_its_neighbourhood(make: Make) -> None:
    region = make(sites=[site("s1"), site("s2", x=141_000, y=475_000)])
    assert region.point(Location("b1", "s1")) == (144_000, 475_000)
    minutes = {}
    for place, reach in access(region).items():
        if place.programme == "clustered":
            minutes[place.location.site] = reach.links[0].minutes
    assert minutes == {"s1": pytest.approx(3900 * 0.0052), "s2": pytest.approx(900 * 0.0052)}


# conflicts


def conflicts_of(region: Region, *rows: tuple[str, str, str]) -> list[set[tuple[str, str, str]]]:
    separation = tuple(Separation(one, other, Decimal(m), None) for one, other, m in rows)
    region = replace(region, separation=separation)
    found = conflicts(region, access(region))
    return [{(p.programme, *p.location) for p in pair} for pair in found]


def test_zero_metres_is_not_in_the_same_neighbourhood(make: Make) -> None:
    assert conflicts_of(make(), ("clustered", "outflow", "0")) == [
        {("clustered", "b1", "s1"), ("outflow", "b1", "")}
    ]


def test_zero_metres_within_one_programme(make: Make) -> None:
    region = make(sites=[site("s1"), site("s2"), site("s3", "a1")])
    assert conflicts_of(region, ("clustered", "clustered", "0")) == [
        {("clustered", "b1", "s1"), ("clustered", "b1", "s2")}
    ]


def test_a_programme_in_stock_does_not_conflict_with_itself_in_a_neighbourhood(
    make: Make,
) -> None:
    assert conflicts_of(make(), ("outflow", "outflow", "0")) == []


@pytest.mark.parametrize(("metres", "pairs"), [("5000", 0), ("5000.01", 1)])
def test_a_distance_at_the_limit(make: Make, metres: str, pairs: int) -> None:
    region = make(
        sites=[site("s1", x=140_000, y=475_000), site("s2", x=143_000, y=479_000)],
    )
    assert len(conflicts_of(region, ("clustered", "clustered", metres))) == pairs


def test_a_distance_between_two_programmes(make: Make) -> None:
    # s1 stands 100 m east and 100 m north of b1; a1 and a2 are 2 km apart, b1 4 km from a1
    region = make()
    assert conflicts_of(region, ("outflow", "clustered", "142")) == [
        {("outflow", "b1", ""), ("clustered", "b1", "s1")}
    ]
    assert conflicts_of(region, ("outflow", "clustered", "141")) == []


def test_a_pair_named_both_ways_counts_once(make: Make) -> None:
    region = make()
    both = conflicts_of(region, ("outflow", "clustered", "0"), ("clustered", "outflow", "142"))
    assert len(both) == 1


def test_what_is_out_of_reach_has_no_conflicts(make: Make) -> None:
    region = make(support_points=[point(x=100_000)])
    assert conflicts_of(region, ("clustered", "outflow", "0")) == []


@given(
    st.lists(place, min_size=1, max_size=12),
    st.lists(place, min_size=1, max_size=12),
    st.sampled_from([0.0, 300.0, 500.0, 1500.0, math.inf]),
)
def test_pairs_within_a_radius_lack_none(
    here: list[tuple[float, float]], there: list[tuple[float, float]], metres: float
) -> None:
    one, other = pairs_within(np.array(here), np.array(there), metres)
    pairs = list(zip(one.tolist(), other.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    near = distances(here, there) <= metres * (1 + 1e-9)
    assert {*zip(*(axis.tolist() for axis in near.nonzero()), strict=True)} <= {*pairs}
    assert all(distances([here[i]], [there[j]])[0, 0] <= metres * 1.00001 + 1 for i, j in pairs)


# origins


def test_the_point_of_a_municipality_is_weighted_by_inhabitants(make: Make) -> None:
    region = make()
    assert centre(region, "aa") == pytest.approx((140_000, 475_000 * 2 / 3 + 473_000 / 3))
    assert centre(region, "bb") == (144_000, 475_000)


def test_the_point_of_a_municipality_without_inhabitants(make: Make) -> None:
    region = make()
    places = {code: replace(row, inhabitants=0) for code, row in region.neighbourhoods.items()}
    assert centre(replace(region, neighbourhoods=places), "aa") == (140_000, 474_000)


def test_origin_minutes_only_where_demand_asks(make: Make) -> None:
    rows = [{"programme": "outflow", "municipality": "bb", "year": 2021, "households": 3}]
    region = make(demand=rows)
    minutes = origin_minutes(region, access(region))
    assert minutes == {
        ("outflow", "bb", A1): pytest.approx(20.8),
        ("outflow", "bb", A2): pytest.approx(math.hypot(4000, 2000) * 0.0052),
        ("outflow", "bb", B1): 0,
    }
    assert origin_minutes(make(), access(make())) == {}


def test_prepare_puts_it_together(make: Make) -> None:
    region = make()
    instance = prepare(region, shares(region))
    assert instance.region is region
    assert instance.quotas == {("homes", "aa"): 6, ("homes", "bb"): 4}
    assert instance.access == access(region)
    assert instance.conflicts == ()
    assert instance.origin_minutes == {}


# agreement with the independent check


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Region:
    return load(write_folder(tmp_path_factory.mktemp("proximity") / "tiny", tiny())).region


limit = st.one_of(
    st.none(),
    st.sampled_from(["500", "1000", "1500", "2500", "2.6", "5.2", "7.8", "13"]).map(Decimal),
)
offered = st.sets(st.sampled_from(["ambulatory", "day", "shop"]), max_size=3)
opening = st.sampled_from([None, 2020, 2021, 2022, 2023])


@given(
    homes=st.tuples(place, place, place),
    points=st.lists(st.tuples(place, offered, opening, st.sampled_from(["a1", "a2", "b1"]))),
    metres=limit,
    minutes=limit,
    service=st.sampled_from([None, "ambulatory"]),
    near=st.sets(st.sampled_from(["day", "shop"])),
    mode=st.sampled_from([None, *Mode]),
    table=st.dictionaries(
        st.tuples(st.sampled_from(["a1", "a2", "b1"]), st.sampled_from(["a1", "a2", "b1"])),
        st.one_of(st.none(), st.sampled_from(["0", "2.6", "5.2", "40"]).map(Decimal)),
        max_size=3,
    ),
)
def test_reach_agrees_with_the_check(
    base: Region,
    homes: tuple[tuple[float, float], ...],
    points: list[tuple[tuple[float, float], set[str], int | None, str]],
    metres: Decimal | None,
    minutes: Decimal | None,
    service: str | None,
    near: set[str],
    mode: Mode | None,
    table: dict[tuple[str, str], Decimal | None],
) -> None:
    """A dwelling in `access` breaks no rule of support, and one that is not there breaks one."""
    outflow = replace(
        base.programmes["outflow"],
        support_service=service,
        near_services=tuple(sorted(near)),
        max_metres=metres,
        max_minutes=minutes,
        mode=mode,
    )
    row = base.support_points["p1"]
    region = replace(
        base,
        programmes={"outflow": outflow},
        neighbourhoods={
            code: replace(old, x=x, y=y)
            for (code, old), (x, y) in zip(base.neighbourhoods.items(), homes, strict=True)
        },
        support_points={
            f"p{number}": replace(
                row,
                code=f"p{number}",
                x=x,
                y=y,
                services=tuple(sorted(services)),
                from_year=from_year,
                neighbourhood=neighbourhood,
                capacity=None,
            )
            for number, ((x, y), services, from_year, neighbourhood) in enumerate(points)
        },
        travel={pair: Travel(*pair, known, None) for pair, known in table.items()},
    )
    reach = access(region)
    candidates = list(region.support_points) if service else [""]
    for code, neighbourhood in region.neighbourhoods.items():
        ours = reach.get(Presence("outflow", Location(code)))
        links = {link.support_point: link.from_year for link in ours.links} if ours else {}
        for year in region.years:
            for chosen in candidates:
                line = Line("outflow", year, neighbourhood.municipality, code, "cc", "", chosen, 1)
                broken = [
                    violation.problem.key
                    for violation in verify(region, [line]).violations
                    if violation.rule == "support"
                ]
                allowed = ours is not None and year >= ours.first_year
                allowed = allowed and (not service or links.get(chosen, year + 1) <= year)
                assert allowed is not bool(broken), (line, ours, broken)
