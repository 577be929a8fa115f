"""What still fits under rules that are seldom the tightest."""

from __future__ import annotations

from typing import Any

from planner.optimise.room import Room
from planner.region.domain import Lot
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    POINT,
    SITE_A,
    SITE_B,
    instance_of,
    region_of,
    small,
)

A1, S1, S2 = Lot("cc", "a1"), Lot("cc", "a1", "s1"), Lot("cc", "a1", "s2")


def room(**changed: Any) -> Room:
    return Room(instance_of(region_of(small(**changed))))


def test_a_municipality_hosts_one_site() -> None:
    sites = [SITE_A, {**SITE_B, "neighbourhood": "a1"}]
    free = room(sites=sites)
    free.take("clustered", 2022, S1, 1, "")
    assert free.fitting("clustered", 2022, S2, 1) == 1
    one = room(sites=sites, programmes=[OUTFLOW, {**CLUSTERED, "distinct_municipalities": "true"}])
    assert one.fitting("clustered", 2022, S2, 1) == 1
    one.take("clustered", 2022, S1, 1, "")
    assert one.fitting("clustered", 2022, S2, 1) == 0


def test_what_is_delivered_later_counts_in_the_target_of_then() -> None:
    # At most 2 in 2021 and 4 up to 2022.
    ours = room()
    ours.take("outflow", 2022, A1, 3, "")
    assert ours.fitting("outflow", 2021, A1, 9) == 1
    ours.take("outflow", 2022, A1, 1, "")
    assert ours.fitting("outflow", 2021, A1, 9) == 0


def test_no_more_than_falls_vacant_in_a_neighbourhood() -> None:
    # 10 dwellings at 0.06: one vacancy a year at most, though aa as a whole has more.
    stock = [{**row, "dwellings": 10} if row["neighbourhood"] == "a1" else row
             for row in small()["stock"]]  # fmt: skip
    ours = room(stock=stock, settings={"supply.max_share_of_vacancies": 1})
    assert ours.fitting("outflow", 2022, A1, 9) == 1
    ours.take("outflow", 2022, A1, 1, "")
    assert ours.fitting("outflow", 2022, A1, 9) == 0
    assert ours.fitting("outflow", 2022, Lot("cc", "a2"), 9) == 1


def test_a_near_service_has_to_be_there() -> None:
    point = {**POINT, "services": "day", "from_year": 2022}
    ours = room(support_points=[point], programmes=[{**OUTFLOW, "near_services": "day"}, CLUSTERED])
    assert ours.fitting("outflow", 2021, A1, 1) == 0
    assert ours.fitting("outflow", 2022, A1, 1) == 1


def test_a_place_at_the_edge_is_known_to_be() -> None:
    remote = [OUTFLOW, {**CLUSTERED, "min_metres_to_dwellings": 100}]
    sites = [{**SITE_A, "metres_to_dwellings": 99}, {**SITE_B, "metres_to_dwellings": 100}]
    ours = room(programmes=remote, sites=sites)
    assert ours.fitting("clustered", 2022, S1, 1) == 0
    assert ours.fitting("clustered", 2022, Lot("cc", "b1", "s2"), 1) == 1


def test_neighbours_bear_what_they_may_together() -> None:
    # All three border on each other: 7.5 today, at most 2.1 for every 1,000 of 5,000 dwellings.
    ours = room(settings={"neighbourhood.max_adjacent_load_per_1000_dwellings": 2.1})
    assert ours.fitting("outflow", 2022, A1, 9) == 1
    ours.take("outflow", 2022, Lot("cc", "b1"), 2, "")
    assert ours.fitting("outflow", 2022, A1, 9) == 1
    ours.take("outflow", 2022, Lot("cc", "a2"), 1, "")
    assert ours.fitting("outflow", 2022, A1, 9) == 0
    light = [{**OUTFLOW, "load_weight": 0}, CLUSTERED]
    above = {"neighbourhood.max_adjacent_load_per_1000_dwellings": 1.4}
    assert room(settings=above, programmes=light).fitting("outflow", 2022, A1, 9) == 0
