"""A plan explained: what one unit more brings, and why a place has nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.analysis.explain.changes import apply
from planner.analysis.explain.complaints import Kind
from planner.analysis.explain.explain import Explanation, explain
from planner.analysis.explain.why_not import WhyNot, wishes
from planner.errors import ExitCode, PlannerError
from planner.optimise.solver import Options
from planner.region.load import Loaded, load
from tests.analysis.explain.planted import PLANTED, SITE_C
from tests.brute_force import best
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    POINT,
    SITE_A,
    SITE_B,
    commitment,
    small,
    solved,
)
from tests.tiny import write_folder


def loaded(tmp_path: Path, tables: dict[str, Any]) -> Loaded:
    return load(write_folder(tmp_path / "region", tables))


def explained(tmp_path: Path, tables: dict[str, Any], *asked: str) -> Explanation:
    region = loaded(tmp_path, tables)
    lines = solved(region.region).lines
    places = wishes(asked, region.region)
    return explain(region, Options(gap=1e-7), lines=lines, asked=places)


# one unit more


@pytest.mark.parametrize(
    "name", ["capacity", "site", "vacancy_share", "budget", "participation", "cluster"]
)
def test_what_one_unit_more_brings_is_what_the_best_plan_gains(tmp_path: Path, name: str) -> None:
    found = explained(tmp_path, PLANTED[name])
    assert found.gains
    before = best(found.region)
    assert before is not None
    for gain in found.gains:
        after = best(apply(found.region, (gain.change,)))
        assert after is not None
        parts = [part for part in before if part.split(".")[0] in gain.tried]
        changed = [part for part in parts if after.get(part, 0.0) != pytest.approx(before[part])]
        if not gain.aim:
            assert changed == [] or gain.change.family == "participation"
            continue
        part = f"{gain.aim}.{gain.part}"
        assert changed[0] == part
        assert gain.before == pytest.approx(before[part])
        assert gain.after == pytest.approx(after.get(part, 0.0))
        assert gain.after < gain.before


def test_the_limit_that_hurts_is_tried(tmp_path: Path) -> None:
    found = explained(tmp_path, PLANTED["capacity"])
    families = [gain.change.family for gain in found.gains]
    assert families[0] == "capacity"
    assert found.gains[0].aim == "unmet_need"


def test_a_plan_that_breaks_a_rule_is_refused(tmp_path: Path) -> None:
    region = loaded(tmp_path, PLANTED["capacity"])
    lines = solved(region.region).lines
    twice = tuple(line._replace(dwellings=9) for line in lines)
    with pytest.raises(PlannerError) as caught:
        explain(region, Options(), lines=twice)
    assert [one.key for one in caught.value.problems] == ["explain.broken"]


def test_a_plan_worse_than_need_be_says_so(tmp_path: Path) -> None:
    region = loaded(tmp_path, small())
    lines = tuple(line for line in solved(region.region).lines if line.programme == "outflow")
    found = explain(region, Options(), lines=lines)
    [finding] = found.findings
    assert finding.complaint.programme == "clustered"
    assert finding.avoidable
    assert finding.remedies == ()


# why not here


def answer(tmp_path: Path, tables: dict[str, Any], place: str) -> WhyNot:
    [found] = explained(tmp_path, tables, place).why_not
    return found


def test_a_place_that_the_plan_uses(tmp_path: Path) -> None:
    tables = small(sites=[SITE_A])
    assert answer(tmp_path, tables, "s1").there == 2


def test_what_a_place_costs_in_every_aim(tmp_path: Path) -> None:
    dear = {**SITE_B, "cost_per_dwelling": 9000}
    aims = {"objective.order": ["unmet_need", "cost"]}
    found = answer(tmp_path, small(settings=aims, sites=[SITE_A, dear]), "Klooster")
    assert found.reasons == ()
    assert found.finding is None
    assert found.aims is not None
    values = {tier.aim: (before, after) for tier, before, after in found.aims}
    assert values["cost"] == (13000, 17000)
    assert values["unmet_need"] == (0, 0)


REFUSED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "participation": ("s1", "participation", PLANTED["participation"]),
    "opening": ("s1", "opening", PLANTED["opening"]),
    "edge": ("s1", "edge", PLANTED["edge"]),
    "metres": ("s1", "reach", PLANTED["reach"]),
    "minutes": (
        "b1,outflow",
        "reach",
        small(
            programmes=[
                {**OUTFLOW, "support_service": "ambulatory", "max_minutes": 5},
                CLUSTERED,
            ]
        ),
    ),
    "no support": (
        "s1",
        "",
        small(programmes=[OUTFLOW, {**CLUSTERED, "support_service": "night_care"}]),
    ),
    "late support": (
        "s1",
        "opening",
        small(
            programmes=[OUTFLOW, {**CLUSTERED, "support_service": "ambulatory"}],
            support_points=[{**POINT, "from_year": 2023}],
        ),
    ),
    "load": ("neighbourhood:a2,outflow", "neighbourhood_load",
             small(settings={"neighbourhood.max_load_per_1000_dwellings": 0.5})),
    "per neighbourhood": ("a2,outflow", "per_neighbourhood", PLANTED["per_neighbourhood"]),
    "vacancies": ("b1,outflow", "vacancy_share", PLANTED["vacancy_share"]),
    "budget": (
        "s1",
        "budget",
        small(
            budgets=[{"programme": "clustered", "year": year, "amount": 400}
                     for year in (2021, 2022)]
        ),
    ),
    "target": (
        "s1",
        "target",
        small(targets=[row for row in small()["targets"] if row["programme"] == "outflow"]),
    ),
    "size": (
        "s1",
        "site",
        small(
            programmes=[OUTFLOW, {**CLUSTERED, "max_cluster": 3}],
            sites=[{**SITE_A, "min_dwellings": 4, "max_dwellings": 6}, SITE_B],
        ),
    ),
    "separation": (
        "s2",
        "separation",
        small(
            sites=[SITE_A, SITE_B],
            commitments=[commitment("clustered", 2022, "a1", 1, site="s1")],
            separation=[{"programme_a": "clustered", "programme_b": "clustered",
                         "min_metres": 5000}],
        ),
    ),
    "distinct": (
        "s3",
        "distinct_municipalities",
        small(
            programmes=[OUTFLOW, {**CLUSTERED, "distinct_municipalities": "true"}],
            sites=[SITE_A, SITE_C],
            commitments=[commitment("clustered", 2022, "a1", 1, site="s1")],
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_the_rule_that_forbids_a_place(tmp_path: Path, name: str) -> None:
    place, family, tables = REFUSED[name]
    found = answer(tmp_path, tables, place)
    assert found.reasons
    assert found.aims is None
    assert best(loaded(tmp_path, tables).region, requests=[found.wish.request]) is None
    assert found.finding is not None
    assert found.finding.complaint.kind is Kind.REQUEST
    proposed = {one.family for remedy in found.finding.remedies for one in remedy.changes}
    assert family in proposed or not family


def test_several_rules_that_only_together_forbid_a_place(tmp_path: Path) -> None:
    tables = small(
        sites=[SITE_A, SITE_B],
        targets=[*small()["targets"][:2],
                 {"programme": "clustered", "year": 2022, "minimum": 2, "maximum": 2}],
        commitments=[commitment("clustered", 2022, "a1", 2, site="s1")],
    )  # fmt: skip
    found = answer(tmp_path, tables, "s2")
    assert found.reasons == ()
    assert found.aims is None
    assert found.finding is not None
    assert {"target"} in [
        {one.family for one in remedy.changes} for remedy in found.finding.remedies
    ]


def test_a_place_without_anything(tmp_path: Path) -> None:
    found = answer(tmp_path, small(), "b1,outflow")
    assert found.programmes == ("outflow",)
    found = answer(tmp_path, small(sites=[SITE_A]), "a2,clustered")
    assert found.programmes == ()
    assert found.finding is None


def test_what_is_no_place(tmp_path: Path) -> None:
    region = loaded(tmp_path, small()).region
    for text, key in (("bb", "explain.not_a_place"), ("nergens", "request.unknown")):
        with pytest.raises(PlannerError) as caught:
            wishes([text], region)
        assert caught.value.exit_code is ExitCode.USAGE
        assert [one.key for one in caught.value.problems] == [key]
