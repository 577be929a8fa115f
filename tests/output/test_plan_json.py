from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from planner import __version__
from planner.errors import Problem
from planner.outcome import Outcome
from planner.output.plan_json import record, write_plan_json
from planner.region.figures import needs
from planner.verification.rules import Verification, Violation

from .conftest import TIERS

type Make = Callable[..., Outcome]


def test_it_says_everything_about_the_run(outcome: Outcome, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    write_plan_json(outcome, path)
    content = json.loads(path.read_text("utf-8"))
    assert list(content) == [
        "planner",
        "region",
        "audience",
        "as_of",
        "status",
        "objective",
        "verification",
        "totals",
        "spread_figures",
        "inferable",
        "withheld",
        "settings",
        "defaults",
        "assumptions",
        "moved",
        "names",
        "varied",
        "earlier",
        "inputs",
        "versions",
    ]
    assert content["planner"] == __version__
    assert content["region"] == {
        "name": "testland",
        "label_nl": "Testland",
        "label_en": "Testia",
        "years": [2021, 2022],
        "price_level": 2021,
    }
    assert content["status"] == "optimal"
    assert content["objective"][1] == {
        "aim": "closeness",
        "part": "minutes",
        "unit": "dwelling_minutes",
        "status": "optimal",
        "value": 12.5,
        "bound": 12.25,
        "gap": 0.02,
        "in_plan": None,
        "seconds": 1.5,
    }
    assert content["verification"] == {
        "holds": True,
        "rules": ["target", "budget"],
        "violations": [],
        "aims": {"cost.eur": 20000.0},
    }
    assert content["settings"]["quota.groups"] == ["homes"]
    assert content["defaults"] == {"proximity.mode": "cycle"}
    assert content["assumptions"] == [
        {"table": "stock", "row": "noord, a1", "source": "assumption: a third"}
    ]
    assert content["inputs"] == {"stock.csv": "ab" * 32}
    assert {"python", "pulp", "highspy", "planner", "seed", "solver"} <= set(content["versions"])


def test_totals_by_hand(outcome: Outcome) -> None:
    assert needs(outcome.region, outcome.plan.lines) == {
        "cluster": {"planned": 10, "minimum": 10, "unmet": 0},
        "hidden": {"planned": 2, "minimum": 2, "unmet": 0},
        "near": {"planned": 6, "minimum": 6, "unmet": 0},
        "outflow": {"planned": 13, "minimum": 14, "unmet": 1},
    }


def test_what_is_not_a_number_is_null(make: Make, tmp_path: Path) -> None:
    tier = replace(TIERS[0], value=math.nan, bound=-math.inf, gap=math.inf)
    outcome = make(tiers=(tier,), verification=Verification((), (), {"cost.eur": math.nan}))
    write_plan_json(outcome, tmp_path / "plan.json")
    content = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    written = content["objective"][0]
    assert (written["value"], written["bound"], written["gap"]) == (None, None, None)
    assert content["verification"]["aims"] == {"cost.eur": None}


def test_violations_say_rule_and_message(make: Make) -> None:
    problem = Problem("present.plan_exists", {"folder": "x"})
    found = Verification(("quota",), (Violation("quota", problem),), {})
    verification = record(make(verification=found))["verification"]
    assert verification["holds"] is False
    assert verification["violations"] == [{"rule": "quota", "message": str(problem)}]
