"""Places close within their limits, and only when they stand empty."""

from __future__ import annotations

from typing import Any

import pytest

from planner.models import allocation
from planner.region.domain import Instance, Region
from planner.verification.pools import pool_years
from tests.models.conftest import Golden
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    SITE_A,
    SITE_B,
    agrees,
    broken,
    instance_of,
    line,
    refused,
    region_of,
    rule_rows,
    small,
)

FREEING = {**OUTFLOW, "frees": "bw"}


def closing(pools: list[dict[str, Any]], closures: list[dict[str, Any]], **tables: Any) -> Region:
    """A region whose outflow frees places of `bw`."""
    ours: dict[str, Any] = {"programmes": [FREEING, CLUSTERED], "sites": [SITE_A, SITE_B]}
    rows = [{"kind": "closure", "pool": "bw", **row} for row in closures]
    states = [{"pool": "bw", **row} for row in pools]
    return region_of(small(**(ours | {"pools": states, "closures": rows} | tables)))


def test_rows(golden: Golden, whole: Instance) -> None:
    model = allocation.build(whole)
    golden("closure", rule_rows(model, "pool") + rule_rows(model, "closure"))


@pytest.mark.parametrize("more", [{}, {"pools": [{"pool": "bw", "year": 2021, "places": 9,
                                                  "waiting": 4, "inflow": 3}]}])  # fmt: skip
def test_a_region_without_limits_on_pools_has_the_model_it_had(more: dict[str, Any]) -> None:
    plain = allocation.build(instance_of(region_of(small())))
    freeing = allocation.build(
        instance_of(region_of(small(programmes=[FREEING, CLUSTERED], **more)))
    )
    assert list(freeing.rows) == list(plain.rows)
    assert [str(row) for row in freeing.rows.values()] == [str(row) for row in plain.rows.values()]
    assert [v.name for v in freeing.problem.variables()] == [
        v.name for v in plain.problem.variables()
    ]


def test_homes_make_the_places_close_that_have_to() -> None:
    region = closing([{"year": 2021, "places": 10, "waiting": 5}], [{"year": 2022, "minimum": 4}])
    plan = agrees(region)
    last = pool_years(region, plan.lines)[-1]
    assert (last.places, last.waiting) == (6, 5)
    three = [line("outflow", 2021, "a1", 2), line("outflow", 2022, "a1", 1)]
    assert broken(region, three)["closure"] == ["verify.closure_empty"]


def test_no_more_can_close_than_homes_free() -> None:
    states = [{"year": 2021, "places": 10, "waiting": 5, "other_outflow": 3}]
    # Whoever leaves in another way makes place for who is waiting.
    assert refused(closing(states, [{"year": 2022, "minimum": 5}])) == ["target", "closure"]


def test_a_place_that_nobody_waits_for_closes_without_a_home() -> None:
    states = [{"year": 2021, "places": 10, "waiting": 1, "other_outflow": 4}]
    region = closing(states, [{"year": 2021, "minimum": 3}], programmes=[OUTFLOW, CLUSTERED])
    plan = agrees(region)
    first, second = pool_years(region, plan.lines)
    assert (first.places, first.closed, first.admissions, first.waiting) == (7, 3, 1, 0)
    assert (second.closed, second.waiting) == (0, 0)
    more = closing(states, [{"year": 2021, "minimum": 4}], programmes=[OUTFLOW, CLUSTERED])
    assert "closure" in refused(more)


def test_what_has_to_close_later_closes_when_it_comes_free() -> None:
    """Nobody leaves in 2022: four places have to be kept from those that come free in 2021."""
    region = closing(
        [{"year": 2021, "places": 10, "waiting": 0, "other_outflow": 4}],
        [{"year": 2022, "minimum": 4}, {"year": 2021, "maximum": 4}],
        targets=[{"programme": "clustered", "year": 2022, "minimum": 2, "maximum": 3}],
    )
    plan = agrees(region)
    assert [state.closed for state in pool_years(region, plan.lines)] == [4, 0]


def test_places_that_have_to_stay() -> None:
    states = [{"year": 2021, "places": 10, "waiting": 0}, {"year": 2022, "min_places": 9}]
    assert "closure" in refused(closing(states, [{"year": 2022, "minimum": 2}]))
    agrees(closing(states, [{"year": 2022, "minimum": 1}]))


def test_a_site_takes_over_places_with_their_residents() -> None:
    states = [{"year": 2021, "places": 10, "waiting": 4}]
    site = {**SITE_A, "converts": "bw"}
    region = closing(states, [], sites=[site], programmes=[FREEING, {**CLUSTERED, "frees": "bw"}])
    plan = agrees(region)
    last = pool_years(region, plan.lines)[-1]
    assert (last.places, last.converted, last.free) == (8, 2, 2)
    assert last.waiting == 1  # three homes made place for three of the four


@pytest.mark.parametrize("limits", [{"maximum": 1}, {"minimum": 3}, {"minimum": 3, "maximum": 3}])
def test_as_many_places_become_dwellings_as_agreed(limits: dict[str, int]) -> None:
    rows = [{"year": 2022, "kind": "conversion", **limits}]
    site = {**SITE_A, "converts": "bw"}
    states = [{"year": 2021, "places": 10, "waiting": 4}]
    region = closing(states, rows, sites=[site])
    plan = agrees(region)
    turned = sum(state.converted for state in pool_years(region, plan.lines))
    assert limits.get("minimum", 0) <= turned <= limits.get("maximum", 3)


def test_no_more_become_dwellings_than_there_are() -> None:
    site = {**SITE_A, "converts": "bw"}
    region = closing([{"year": 2021, "places": 1, "waiting": 0}], [], sites=[site])
    agrees(region)
    two = [line("outflow", 2021, "a1", 2), line("clustered", 2022, "a1", 2, "s1")]
    assert broken(region, two)["closure"] == ["verify.closure_places"]


def test_people_who_move_on_free_a_place_and_ask_for_one() -> None:
    states = [
        {"year": 2021, "places": 4, "waiting": 0},
        {"pool": "mo", "year": 2021, "places": 2, "waiting": 0},
    ]
    moves = [{"from": "bw", "to": "mo", "year": 2022, "persons": 2}]
    region = closing(states, [{"year": 2022, "minimum": 2}], moves_between=moves,
                     programmes=[OUTFLOW, CLUSTERED])  # fmt: skip
    plan = agrees(region)
    found = {state.pool: state for state in pool_years(region, plan.lines) if state.year == 2022}
    assert (found["bw"].places, found["bw"].free, found["bw"].waiting) == (2, 2, 0)
    assert (found["mo"].admissions, found["mo"].waiting) == (0, 2)
