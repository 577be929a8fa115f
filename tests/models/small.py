"""Regions small enough to try every plan of, and what the tests of rules and objectives ask of
them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.errors import ExitCode, PlannerError
from planner.geography.reach import prepare
from planner.models import allocation
from planner.models.model import Model, Stage
from planner.models.objectives import OBJECTIVES
from planner.optimise.solve import solve
from planner.optimise.solver import Options, Session
from planner.quota.quotas import shares
from planner.region.domain import Instance, Line, Objective, Plan, Region, Request
from planner.region.load import load
from planner.verification.rules import verify
from tests.brute_force import best
from tests.tiny import tiny, write_folder

Table = list[dict[str, Any]]

# A gap of no more than the noise of a solver: what is found is compared with the very best.
EXACT = Options(gap=1e-7)

OUTFLOW = {
    "programme": "outflow", "label_nl": "Uitstroom", "label_en": "Outflow", "placement": "stock",
    "distinct_municipalities": "false", "quota_group": "homes", "load_weight": 1,
    "uses_vacancies": "true", "confidential": "false", "cost_per_dwelling": 1000, "priority": 1,
}  # fmt: skip
CLUSTERED = {
    "programme": "clustered", "label_nl": "Geclusterd", "label_en": "Clustered",
    "placement": "site", "distinct_municipalities": "false", "load_weight": 2,
    "uses_vacancies": "false", "confidential": "false", "cost_per_dwelling": 5000, "priority": 2,
}  # fmt: skip
SITE_A = {
    "site": "s1", "name": "Oude school", "neighbourhood": "a1", "corporation": "cc",
    "programmes": "clustered", "min_dwellings": 1, "max_dwellings": 3, "kind": "conversion",
}  # fmt: skip
SITE_B = {**SITE_A, "site": "s2", "name": "Klooster", "neighbourhood": "b1"}
POINT = {
    "support_point": "p1", "name": "Het Baken", "neighbourhood": "a1", "x": 140100, "y": 475000,
    "services": "ambulatory",
}  # fmt: skip
POINT_B = {**POINT, "support_point": "p2", "name": "De Haven", "neighbourhood": "b1", "x": 144100}
TARGETS = [
    {"programme": "outflow", "year": 2021, "minimum": 1, "maximum": 2},
    {"programme": "outflow", "year": 2022, "minimum": 2, "maximum": 2},
    {"programme": "clustered", "year": 2022, "minimum": 2, "maximum": 3},
]  # fmt: skip


def small(settings: dict[str, Any] | None = None, **tables: Table) -> dict[str, Any]:
    """Two municipalities, three neighbourhoods, a stock and a site programme, a few dwellings.

    Outflow needs 1 dwelling in 2021 and 2 in 2022, at most 2 a year; clustered 2 in 2022, at most
    3. Everything fits until a test makes it tight.
    """
    ours: dict[str, Table] = {
        "programmes": [OUTFLOW, CLUSTERED],
        "sites": [SITE_A, SITE_B],
        "support_points": [POINT],
        "targets": TARGETS,
    }
    return tiny(settings=settings, **(ours | tables))


def arrears(**carried: int) -> Table:
    """The municipalities with dwellings carried over."""
    rows: Table = tiny()["municipalities"]
    return [{**row, "arrears": carried.get(row["municipality"], 0)} for row in rows]


def typed(**kinds: str) -> Table:
    """The neighbourhoods with a type."""
    rows: Table = tiny()["neighbourhoods"]
    return [{**row, "kind": kinds.get(row["neighbourhood"], "")} for row in rows]


def commitment(
    programme: str, year: int, place: str, dwellings: int, **cells: Any
) -> dict[str, Any]:
    """A signed line of corporation `cc` in a neighbourhood."""
    return {
        "programme": programme, "year": year, "municipality": f"{place[0]}{place[0]}",
        "neighbourhood": place, "corporation": "cc", "dwellings": dwellings, "status": "signed",
        **cells,
    }  # fmt: skip


def region_of(tables: dict[str, Any]) -> Region:
    """The checked region of some tables."""
    with tempfile.TemporaryDirectory() as folder:
        return load(write_folder(Path(folder) / "region", tables)).region


def instance_of(region: Region) -> Instance:
    """The region prepared for the model."""
    return prepare(region, shares(region))


def solved(
    region: Region,
    options: Options = EXACT,
    *,
    earlier: tuple[Line, ...] | None = None,
    keep: bool = False,
    requests: tuple[Request, ...] = (),
) -> Plan:
    """The plan of a region."""
    return solve(
        replace(instance_of(region), earlier=earlier, keep=keep, requests=requests), options
    )


def agrees(
    region: Region,
    options: Options = EXACT,
    at_most: int | None = None,
    *,
    earlier: tuple[Line, ...] | None = None,
    keep: bool = False,
    requests: tuple[Request, ...] = (),
) -> Plan:
    """Solve; every objective is as good as the brute force finds it and every rule holds."""
    plan = solved(region, options, earlier=earlier, keep=keep, requests=requests)
    expected = best(region, at_most, earlier=earlier, keep=keep, requests=requests)
    assert expected is not None, "the brute force finds no plan"
    assert plan.status == "optimal", [(tier.part, tier.status) for tier in plan.tiers]
    reached = {f"{tier.aim}.{tier.part}": tier.value for tier in plan.tiers}
    # Worst shortfalls behind the first that is zero are zero too, and no tier of their own.
    known = {name: value for name, value in expected.items() if name in reached}
    assert not any(expected[name] for name in expected.keys() - known.keys())
    assert list(reached) == list(known)
    assert not (found := different(reached, known)), f"solver, brute force: {found}"
    verified = verify(region, plan.lines, earlier=earlier, requests=requests)
    assert verified.violations == ()
    checked = verified.aims
    # Where nothing is given back the plan itself is as good as each objective was found to be; of
    # what settles equal plans nothing ever is.
    claimed = {
        name: number
        for name, number in reached.items()
        if name.startswith("ties.") or not any(region.settings.objective.tolerance.values())
    }
    assert not (found := different(claimed, checked)), f"solver, check: {found}"
    return plan


def different(ours: Mapping[str, float | None], theirs: Mapping[str, float]) -> dict[str, Any]:
    """The values that differ by more than the noise of a solver: 1e-6 on each row it keeps."""
    return {
        name: (number, theirs[name])
        for name, number in ours.items()
        if number != pytest.approx(theirs[name], rel=1e-6, abs=2e-6)
    }


def value(plan: Plan, name: str) -> float:
    """What a plan reached of `aim.part`."""
    [found] = [tier.value for tier in plan.tiers if f"{tier.aim}.{tier.part}" == name]
    assert found is not None
    return found


def refused(region: Region, *, requests: tuple[Request, ...] = ()) -> list[str]:
    """Nothing can be planned, the brute force finds nothing either; the rules named."""
    assert best(region, requests=requests) is None
    with pytest.raises(PlannerError) as caught:
        solved(region, requests=requests)
    assert caught.value.exit_code is ExitCode.NO_PLAN
    [problem] = caught.value.problems
    assert problem.key == "solve.no_plan"
    return [phrase.name for phrase in problem.values["rules"]]


def broken(region: Region, lines: Sequence[Line]) -> dict[str, list[str]]:
    """What the independent check finds wrong with lines: the problems by rule."""
    found: dict[str, list[str]] = {}
    for violation in verify(region, lines).violations:
        found.setdefault(violation.rule, []).append(violation.problem.key)
    return found


def dwellings(lines: Sequence[Line], keep: Callable[[Line], bool] = lambda line: True) -> int:
    """Dwellings of the lines that are kept."""
    return sum(line.dwellings for line in lines if keep(line))


def line(
    programme: str, year: int, place: str, number: int, site: str = "", point: str = ""
) -> Line:
    """A line of corporation `cc` in a neighbourhood."""
    return Line(programme, year, f"{place[0]}{place[0]}", place, "cc", site, point, number)


def rule_rows(model: Model, family: str) -> str:
    """The rows of a family as text, one a line, in the order they were written."""
    return "".join(f"{row.name}: {row}\n" for key, row in model.rows.items() if key[0] == family)


def aim_rows(instance: Instance, aim: Objective) -> str:
    """What an objective minimises and the rows it writes, stage by stage, as text."""
    model = allocation.build(instance)
    session = Session(model.problem, EXACT)
    stages = OBJECTIVES[aim](model, 0.0)
    written = len(model.rows)
    stage: Stage | None = next(stages)
    text = ""
    while stage:
        terms = " + ".join(f"{coefficient:.6g} {v.name}" for v, coefficient in stage.terms)
        text += f"minimise {stage.part} ({stage.unit}): {terms or 0}\n"
        for row in list(model.rows.values())[written:]:
            text += f"{row.name}: {row}\n"
        text += "\n"
        written = len(model.rows)
        result = session.minimise(stage, lambda progress: None)
        try:
            stage = stages.send(result.value_of)
        except StopIteration:
            stage = None
    for row in list(model.rows.values())[written:]:
        text += f"{row.name}: {row}\n"
    return text


def everything() -> Instance:
    """A region on which every rule and every objective has something to write: for the golden
    texts."""
    remote = {"address_density": 800, "metres_to_dwellings": 100}
    near = {"support_service": "ambulatory", "near_services": "day_activity", "max_metres": 6000}
    tables = small(
        settings={"neighbourhood.max_adjacent_load_per_1000_dwellings": 4.5},
        municipalities=arrears(aa=6, bb=5),
        programmes=[
            {**OUTFLOW, "max_per_neighbourhood": 2, "max_minutes": 25,
             "support_service": "ambulatory", "frees": "bw"},
            {**CLUSTERED, **near, "distinct_municipalities": "true", "min_cluster": 2,
             "quota_group": "homes", "max_address_density": 800, "min_metres_to_dwellings": 100},
        ],
        sites=[
            {**SITE_A, **remote},
            {**SITE_B, **remote, "converts": "bw"},
            {**SITE_A, **remote, "site": "s3", "neighbourhood": "a2", "x": 140300, "y": 473000,
             "metres_to_dwellings": 99, "cost_per_dwelling": "4000.50", "from_year": 2022},
        ],
        support_points=[
            {**POINT, "capacity": 4},
            {**POINT_B, "services": "ambulatory;day_activity", "from_year": 2022},
        ],
        separation=[
            {"programme_a": "outflow", "programme_b": "clustered", "min_metres": 1000},
            {"programme_a": "clustered", "programme_b": "clustered", "min_metres": 0},
        ],
        participation=[{"municipality": "bb", "programme": "outflow", "participates": "false"}],
        neighbourhoods=typed(a1="town", a2="edge", b1="town"),
        neighbourhood_types=[
            {"kind": "town", "programme": "clustered", "allowed": "true",
             "max_per_1000_dwellings": "1.5", "max_cluster": 3},
            {"kind": "edge", "programme": "clustered", "allowed": "false"},
        ],
        shares=[
            {"share": "sites", "part": "clustered", "whole": "clustered;outflow", "year": 2022,
             "minimum": "0.25"},
            {"share": "sites", "part": "clustered", "whole": "clustered;outflow",
             "maximum": "0.9"},
        ],
        contingents=[
            {"municipality": "aa", "programme": "outflow", "year": 2022, "minimum": 1,
             "maximum": 3},
            {"corporation": "cc", "municipality": "aa", "programme": "clustered", "year": 2022,
             "minimum": 2},
        ],
        budgets=[{"programme": "clustered", "year": 2022, "amount": "14000.25"}],
        commitments=[
            commitment("outflow", 2022, "a1", 1, support_point="p1"),
            commitment("outflow", 2022, "a2", 1),
        ],
        pools=[
            {"pool": "bw", "year": 2021, "places": 6, "waiting": 2, "inflow": 1,
             "other_outflow": 1, "max_wait_months": 30},
            {"pool": "bw", "year": 2022, "inflow": 1, "min_places": 1, "max_wait_months": "22.5"},
            {"pool": "mo", "year": 2021, "places": 3, "waiting": 0, "other_outflow": 1},
        ],
        closures=[
            {"pool": "bw", "year": 2022, "minimum": 1, "maximum": 3, "kind": "closure",
             "facility": "p1", "saving_per_place": 30000},
            {"pool": "bw", "year": 2022, "maximum": 2, "kind": "conversion"},
        ],
        moves_between=[{"from": "bw", "to": "mo", "year": 2022, "persons": 1}],
        demand=[
            {"programme": "outflow", "municipality": "aa", "year": 2022, "households": 1},
            {"programme": "outflow", "municipality": "bb", "year": 2022, "households": 2},
        ],
    )  # fmt: skip
    return instance_of(region_of(tables))
