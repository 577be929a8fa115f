"""Which change of input made dwellings move from an earlier plan."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.analysis.causes import stability
from planner.analysis.earlier import Earlier, read_earlier
from planner.errors import PlannerError
from planner.outcome import Causes, Outcome, Stability
from planner.output.moved import sentences
from planner.output.write import write
from planner.region.domain import Audience, Line
from planner.region.load import load
from planner.run import Asked, run
from planner.text import use
from planner.verification.rules import moved
from tests.brute_force import best
from tests.models.small import (
    CLUSTERED,
    EXACT,
    OUTFLOW,
    POINT,
    POINT_B,
    commitment,
    small,
)
from tests.models.small import SITE_A as ANY_A
from tests.models.small import SITE_B as ANY_B
from tests.tiny import write_folder

SUPPORTED = {**CLUSTERED, "support_service": "ambulatory", "max_metres": 2000}
# Two dwellings stand on one site, and the first costs less.
SITE_A = {**ANY_A, "min_dwellings": 2, "cost_per_dwelling": 1}
SITE_B = {**ANY_B, "min_dwellings": 2}
SITES = [SITE_A, SITE_B]
POINTS = [{**POINT, "capacity": 9}, {**POINT_B, "capacity": 9}]
# One programme on sites: both stand near a support point of their own.
BASE: dict[str, Any] = {
    "programmes": [{**OUTFLOW, "quota_group": ""}, SUPPORTED],
    "support_points": POINTS,
    "sites": SITES,
    "targets": [{"programme": "clustered", "year": 2022, "minimum": 2, "maximum": 2}],
}
IN_A = Line("clustered", 2022, "aa", "a1", "cc", "s1", "p1", 2)

type Plan = Callable[..., Outcome]


@pytest.fixture
def planned(tmp_path: Path) -> Plan:
    """Plans a small region with these tables, near an earlier plan, into a folder of its own."""
    numbers = itertools.count()
    use("en")

    def make(earlier: Path | Earlier | None = None, settings: Any = None, **tables: Any) -> Outcome:
        folder = tmp_path / f"{next(numbers)}"
        loaded = load(write_folder(folder / "region", small(settings, **(BASE | tables))))
        near = read_earlier(earlier) if isinstance(earlier, Path) else earlier
        outcome = run(loaded, EXACT, asked=Asked(near.lines if near else None))
        if near:
            found = stability(outcome, near, EXACT, lambda report: None)
            outcome = replace(outcome, stability=found)
        write(outcome, folder / "plan", audience=Audience.INTERNAL, force=False)
        return outcome

    return make


@pytest.fixture
def before(planned: Plan, tmp_path: Path) -> Path:
    """A plan with two dwellings on site s1, in the cheaper of the two places."""
    outcome = planned()
    assert [line.site for line in outcome.plan.lines] == ["s1"]
    return tmp_path / "0" / "plan"


def causes(outcome: Outcome) -> Causes:
    assert outcome.stability is not None
    assert outcome.stability.causes is not None
    return outcome.stability.causes


def named(outcome: Outcome) -> dict[tuple[str, ...], int | None]:
    """The tables of each cause, and what it spares."""
    return {
        tuple(change.table for change in cause.changes): cause.spared
        for cause in causes(outcome).behind
    }


def test_nothing_changed_and_nothing_moved(planned: Plan, before: Path) -> None:
    outcome = planned(before)
    assert causes(outcome) == Causes(0, (), 0, None, ())
    assert sentences(outcome) == ["Not a single dwelling moved."]


def test_a_smaller_support_point_is_named(planned: Plan, before: Path) -> None:
    points = [{**POINT, "capacity": 1}, POINTS[1]]
    outcome = planned(before, support_points=points)
    assert named(outcome) == {("support_points",): 2}
    [cause] = causes(outcome).behind
    assert cause.rules == ("support",)
    said = sentences(outcome)
    assert said[0] == "Dwellings: 2 moved."
    assert (
        said[1]
        == "2 dwellings moved because support point Het Baken now has 1 places instead of 9."
    )
    # What is claimed of either input the brute force finds too.
    for region, dwellings in ((outcome.region, 2.0), (load(before.parent / "region").region, 0.0)):
        found = best(region, earlier=(IN_A,))
        assert found
        assert found["stability.moved"] == dwellings


def test_what_does_not_matter_is_not_named(planned: Plan, before: Path) -> None:
    outcome = planned(
        before,
        {"levy.amount_per_dwelling_year": 1},
        support_points=[{**POINT, "capacity": 1, "name": "Renamed"}, POINTS[1]],
        sites=[SITE_A, {**SITE_B, "name": "Renamed"}],
    )
    assert named(outcome) == {("support_points",): 2}
    assert causes(outcome).tried == 2  # a name alone is not tried


def test_a_closed_site_moves_its_dwellings(planned: Plan, before: Path) -> None:
    outcome = planned(before, sites=[SITE_B])
    found = outcome.stability
    assert found
    assert [(lost.table, lost.code, lost.dwellings) for lost in found.gone] == [("sites", "s1", 2)]
    assert named(outcome) == {("sites",): 2}
    said = sentences(outcome)
    assert (
        "The site “Oude school” no longer exists; the earlier plan had 2 dwellings there." in said
    )
    assert "2 dwellings moved because site Oude school is gone." in said


def test_more_asked_is_added(planned: Plan, before: Path) -> None:
    targets = [{"programme": "clustered", "year": 2022, "minimum": 3, "maximum": 3}]
    outcome = planned(before, targets=targets)
    assert named(outcome) == {("targets",): 1}
    assert sentences(outcome)[0] == "Dwellings: 1 added."
    assert "moved, was added or taken out because" in sentences(outcome)[1]


def test_changes_that_work_only_together(planned: Plan, before: Path) -> None:
    """Either limit alone leaves no room on s1, so taking back one of them spares nothing."""
    outcome = planned(
        before,
        support_points=[{**POINT, "capacity": 1}, POINTS[1]],
        sites=[{**SITE_A, "min_dwellings": 3}, SITE_B],
    )
    assert causes(outcome).behind == ()
    assert (causes(outcome).moved, causes(outcome).regardless) == (2, 0)
    assert "For 2 dwellings no single change explains why they moved; the changes together do." in (
        sentences(outcome)
    )


def test_a_plan_that_was_not_the_best_moves_by_itself(planned: Plan, before: Path) -> None:
    """An earlier plan that misses need is mended, whatever else changed."""
    earlier = read_earlier(before)
    poor = replace(earlier, lines=(IN_A._replace(dwellings=1),))
    same = planned(poor)
    assert causes(same).regardless == 1
    assert any(
        said.startswith("The input is the same as then. 1 dwelling") for said in sentences(same)
    )
    outcome = planned(
        poor,
        {"levy.amount_per_dwelling_year": 1},
    )
    assert causes(outcome).behind == ()
    assert causes(outcome).regardless == 1
    assert any("with the input of then as well" in said for said in sentences(outcome))


def test_two_changes_that_each_spare_the_same(planned: Plan, before: Path) -> None:
    """Three are asked, and no longer fit together on s1: one goes without either change."""
    outcome = planned(
        before,
        targets=[{"programme": "clustered", "year": 2022, "minimum": 3, "maximum": 3}],
        sites=[
            {**SITE_A, "max_dwellings": 2},
            {**SITE_B, "min_dwellings": 3},
        ],
    )
    found = causes(outcome)
    assert found.moved is not None
    assert found.explained > found.moved
    assert any("work together" in said for said in sentences(outcome))


def test_many_changes_are_put_together_by_table(planned: Plan, before: Path) -> None:
    budgets = [{"programme": "clustered", "year": year, "amount": 99999} for year in (2021, 2022)]
    demand = [
        {"programme": "clustered", "municipality": place, "year": 2022, "households": 1}
        for place in ("aa", "bb")
    ]
    stock: list[dict[str, Any]] = small()["stock"]
    outcome = planned(
        before,
        {"levy.amount_per_dwelling_year": 1},
        support_points=[{**POINT, "capacity": 1}, POINTS[1]],
        stock=[{**row, "dwellings": row["dwellings"] + 1} for row in stock],
        budgets=budgets,
        demand=demand,
    )
    assert causes(outcome).tried == 4
    assert causes(outcome).files == ("demand",)
    assert any(said.startswith("Different too: Demand by origin") for said in sentences(outcome))
    assert named(outcome) == {("support_points",): 2}


def test_a_signed_line_never_moves(planned: Plan, before: Path) -> None:
    """Whatever the earlier plan says."""
    signed = [commitment("clustered", 2022, "b1", 2, site="s2")]
    outcome = planned(before, commitments=signed)
    assert [(line.site, line.dwellings) for line in outcome.plan.lines] == [("s2", 2)]
    assert named(outcome) == {("commitments",): 2}
    assert causes(outcome).behind[0].rules == ("commitment",)
    # And one in the earlier plan stays where it is, though all else speaks against it.
    signed = [commitment("clustered", 2022, "a1", 2, site="s1")]
    kept = planned(
        before, commitments=signed, sites=[{**SITE_A, "cost_per_dwelling": 99999}, SITE_B]
    )
    assert [line.site for line in kept.plan.lines] == ["s1"]
    assert moved((IN_A,), kept.plan.lines) == 0


def test_without_inputs_no_cause_is_told(planned: Plan, before: Path) -> None:
    sites = [SITE_B]
    outcome = planned(before / "allocation.csv", sites=sites)
    assert outcome.stability
    assert outcome.stability.causes is None
    assert any("does not keep its inputs" in said for said in sentences(outcome))
    (before / "inputs.json").unlink()
    assert isinstance(planned(before, sites=sites).stability, Stability)


def test_an_edition_tells_what_moved_and_not_why(planned: Plan, before: Path) -> None:
    from planner.output.edition import edition

    hidden = [{**OUTFLOW, "quota_group": "", "confidential": "true"}, {**SUPPORTED}]
    outcome = planned(before, programmes=hidden, sites=[SITE_B])
    shown = edition(outcome, Audience.PUBLIC)
    assert shown.stability
    assert shown.stability.causes is None
    assert shown.stability.gone == ()
    assert any("internal edition" in said for said in sentences(shown))
    secret = [{**OUTFLOW, "quota_group": ""}, {**SUPPORTED, "confidential": "true"}]
    none = edition(planned(before, programmes=secret, sites=[SITE_B]), Audience.PUBLIC)
    assert none.stability
    assert none.stability.relocations == ()
    assert none.instance.earlier == ()


def test_what_is_no_plan_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inputs.json").write_text("{}")
    (tmp_path / "allocation.csv").write_text(",".join(Line._fields) + "\n")
    with pytest.raises(PlannerError) as caught:
        read_earlier(tmp_path)
    assert "plan.json" in str(caught.value)
