"""What settles a plan that every objective finds alike."""

from __future__ import annotations

from planner.models import allocation, ties
from planner.optimise.solver import Options, Session
from tests.models.small import (
    OUTFLOW,
    POINT,
    POINT_B,
    agrees,
    dwellings,
    instance_of,
    region_of,
    small,
    value,
)

TARGET = [{"programme": "outflow", "year": 2022, "minimum": 2, "maximum": 4}]


def test_no_dwelling_that_nobody_asked_for() -> None:
    settings = {"objective.order": ["unmet_need"]}
    plan = agrees(
        region_of(small(settings=settings, programmes=[OUTFLOW], sites=[], targets=TARGET))
    )
    assert dwellings(plan.lines) == 2


def test_the_nearest_support_though_closeness_is_no_aim() -> None:
    tables = small(
        settings={"objective.order": ["unmet_need"]},
        programmes=[{**OUTFLOW, "support_service": "ambulatory"}],
        sites=[],
        targets=TARGET,
        support_points=[POINT_B, {**POINT, "capacity": 1}],
        stock=[{"corporation": "cc", "neighbourhood": "a1", "dwellings": 600}],
    )
    plan = agrees(region_of(tables))
    assert {row.support_point: row.dwellings for row in plan.lines} == {"p1": 1, "p2": 1}
    assert value(plan, "ties.support_minutes") > 0


def test_whether_any_place_could_have_more() -> None:
    """Two equal neighbourhoods: the one without the dwelling could have it, a full one no more."""
    region = region_of(
        small(
            settings={"objective.order": ["unmet_need"]},
            programmes=[OUTFLOW],
            sites=[],
            targets=[{"programme": "outflow", "year": 2022, "minimum": 1, "maximum": 1}],
        )
    )
    model = allocation.build(instance_of(region))
    session = Session(model.problem, Options(gap=1e-9))
    here, *others = model.placed
    model.row("all", (), [(x, 1.0) for x in model.placed.values()], "<=", 1)
    for known, least in ({here: 0}, -1), (dict.fromkeys(others, 0), -1), ({here: 1}, 0):
        result = session.minimise(ties.elsewhere(model, known), lambda progress: None)
        assert result.value == result.bound == least
        more = [round(result.value_of(model.placed[place])) > known[place] for place in known]
        assert sum(more) == -least
