"""As few people as can be wait for a place."""

from __future__ import annotations

from typing import Any

import pytest

from planner.region.domain import Instance, Objective
from tests.models.conftest import Golden
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    agrees,
    aim_rows,
    dwellings,
    region_of,
    small,
    value,
)


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("waiting", aim_rows(whole, Objective.WAITING))


def pool(**cells: Any) -> dict[str, Any]:
    return {"pool": "bw", "year": 2021, "places": 5, "waiting": 6, **cells}


def tables(order: list[str], *pools: dict[str, Any], **more: Any) -> dict[str, Any]:
    freeing = [{**OUTFLOW, "frees": "bw"}, {**CLUSTERED, "frees": "mo"}]
    settings = {"objective.order": order}
    return small(settings=settings, programmes=freeing, pools=list(pools), **more)


def test_homes_come_early_and_in_full_where_people_wait() -> None:
    plan = agrees(region_of(tables(["waiting", "unmet_need"], pool())))
    homes = [dwellings(plan.lines, lambda r, y=y: (r.programme, r.year) == ("outflow", y))
             for y in (2021, 2022)]  # fmt: skip
    assert homes == [2, 2]
    assert value(plan, "waiting.waiting") == 4 + 2


def test_after_need_it_decides_what_need_leaves_open() -> None:
    plan = agrees(region_of(tables(["unmet_need", "waiting", "cost"], pool(inflow=1))))
    assert value(plan, "unmet_need.excess") == 0


def test_several_pools_count_together() -> None:
    pools = [pool(), pool(pool="mo", waiting=3, other_outflow=1)]
    plan = agrees(region_of(tables(["waiting", "cost"], *pools)))
    # bw 4 and 2; mo 2, then three dwellings on a site leave nobody waiting.
    assert value(plan, "waiting.waiting") == 6 + 2


@pytest.mark.parametrize("places", [5, 0])
def test_nobody_waits_where_there_is_room(places: int) -> None:
    region = region_of(tables(["waiting", "cost"], pool(places=places, waiting=0, inflow=2)))
    plan = agrees(region)
    assert plan.status == "optimal"


def test_a_region_without_pools_has_nothing_to_minimise() -> None:
    plan = agrees(region_of(tables(["waiting", "unmet_need"])))
    assert value(plan, "waiting.waiting") == 0


def test_fewest_places_close_where_people_wait() -> None:
    closures = [{"pool": "bw", "year": 2021, "minimum": 1, "maximum": 2, "kind": "closure"}]
    plan = agrees(region_of(tables(["waiting", "cost"], pool(), closures=closures)))
    assert value(plan, "waiting.waiting") == 5 + 3
