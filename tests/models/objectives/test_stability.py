"""A plan stays close to an earlier one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.region.domain import Instance, Line, Objective
from planner.verification.rules import moved, verify
from tests.models.conftest import Golden
from tests.models.small import (
    OUTFLOW,
    SITE_A,
    SITE_B,
    agrees,
    aim_rows,
    line,
    region_of,
    small,
    solved,
    value,
)

EARLIER = (
    line("outflow", 2021, "a1", 1),
    line("outflow", 2022, "b1", 2),
    line("clustered", 2022, "a1", 2, "s1"),
)


def test_rows(golden: Golden, whole: Instance) -> None:
    # The last line stands in stock that nobody has any more.
    gone = line("outflow", 2022, "b1", 3)._replace(corporation="zz")
    golden("stability", aim_rows(replace(whole, earlier=(*EARLIER, gone)), Objective.STABILITY))


def test_a_plan_that_still_serves_stays_as_it_is() -> None:
    region = region_of(small())
    first = solved(region).lines
    plan = agrees(region, earlier=first)
    assert plan.lines == first
    assert value(plan, "stability.moved") == 0


DEAR = {**SITE_A, "cost_per_dwelling": 9000}


@pytest.mark.parametrize(
    ("order", "keep", "aims"),
    [
        (["unmet_need", "cost"], False, ["unmet_need", "cost", "stability"]),
        (["unmet_need", "cost"], True, ["unmet_need", "stability", "cost"]),
        (["stability", "unmet_need", "cost"], False, ["stability", "unmet_need", "cost"]),
        (["unmet_need", "cost", "stability"], True, ["unmet_need", "stability", "cost"]),
    ],
)
def test_an_earlier_plan_comes_last_unless_it_is_placed_or_kept(
    order: list[str], keep: bool, aims: list[str]
) -> None:
    """The earlier plan is on the dear site: only what counts before cost leaves it there."""
    region = region_of(small(settings={"objective.order": order}, sites=[DEAR, SITE_B]))
    plan = agrees(region, earlier=EARLIER, keep=keep)
    assert list(dict.fromkeys(tier.aim for tier in plan.tiers))[:-1] == aims
    stays = aims.index("stability") < aims.index("cost")
    assert {row.site for row in plan.lines if row.site} == {"s1" if stays else "s2"}
    assert value(plan, "stability.moved") == (0 if stays else 2)


def test_without_an_earlier_plan_it_is_no_aim() -> None:
    region = region_of(small(settings={"objective.order": ["stability", "unmet_need"]}))
    plan = agrees(region)
    assert "stability" not in {tier.aim for tier in plan.tiers}
    assert "stability.moved" not in verify(region, plan.lines).aims


def test_need_comes_before_the_earlier_plan() -> None:
    """One dwelling too few before: it is added, which counts as one, and nothing else changes."""
    region = region_of(small(settings={"objective.order": ["unmet_need", "stability"]}))
    plan = agrees(region, earlier=(*EARLIER[:1], line("outflow", 2022, "b1", 1), *EARLIER[2:]))
    assert value(plan, "stability.moved") == 1


def test_a_limit_that_came_moves_as_few_as_it_must() -> None:
    programme = {**OUTFLOW, "max_per_neighbourhood": 1}
    target = [{"programme": "outflow", "year": 2022, "minimum": 2, "maximum": 2}]
    region = region_of(small(programmes=[programme], sites=[], targets=target))
    plan = agrees(region, earlier=(line("outflow", 2022, "b1", 2),))
    assert value(plan, "stability.moved") == 1
    assert line("outflow", 2022, "b1", 1) in plan.lines


def test_what_cannot_stand_any_more_counts_as_moved() -> None:
    region = region_of(small())
    gone = EARLIER[1]._replace(corporation="zz")
    plan = agrees(region, earlier=(EARLIER[0], gone, EARLIER[2]), keep=True)
    assert value(plan, "stability.moved") == 2


def test_moves_between_two_plans() -> None:
    before = [line("outflow", 2021, "a1", 3), line("outflow", 2021, "b1", 1)]
    after = [line("outflow", 2021, "a1", 1), line("outflow", 2021, "b1", 3)]
    assert moved(before, after) == 2
    assert moved(before, before) == 0
    assert moved([], after) == 2
    assert moved([], after[:1]) == 1  # an unpaired half
    pointed: list[Line] = [row._replace(support_point="p1") for row in before]
    assert moved(before, pointed) == 0
