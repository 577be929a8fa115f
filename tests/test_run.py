"""From a checked region to a verified plan, or none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner import run as module
from planner.errors import ExitCode, PlannerError, Problem
from planner.optimise.solve import Report
from planner.optimise.solver import Options
from planner.region.domain import Plan
from planner.region.load import Loaded, load
from planner.run import run
from planner.verification.rules import Verification, Violation, verify
from tests.models.small import EXACT, commitment, small
from tests.tiny import tiny, write_folder


def loaded(folder: Path, tables: dict[str, Any]) -> Loaded:
    return load(write_folder(folder / "region", tables))


def test_a_run_gives_everything_that_is_to_be_shown(tmp_path: Path) -> None:
    given = loaded(tmp_path, small())
    reports: list[Report] = []
    outcome = run(given, EXACT, reports.append)
    assert outcome.loaded is given
    assert outcome.region is given.region
    assert outcome.plan.status == "optimal"
    assert outcome.verification.holds
    assert {account.municipality for account in outcome.accounts} == {"aa", "bb"}
    assert sum(account.delivered for account in outcome.accounts) == 3
    assert sum(share.quota for share in outcome.shares.values()) == 3
    assert sum(line.dwellings for line in outcome.plan.lines) == 5


def test_each_tier_says_what_is_left_of_it_in_the_plan(tmp_path: Path) -> None:
    """Closeness may give back half: the plan is worse at it than was found, within that."""
    order = ["unmet_need", "closeness", "cost", "quota_fairness", "spread"]
    settings = {"objective.order": order, "objective.tolerance.closeness": 0.5}
    outcome = run(loaded(tmp_path, tiny(settings=settings)), EXACT)
    for tier in outcome.plan.tiers:
        assert tier.in_plan == outcome.verification.aims[f"{tier.aim}.{tier.part}"]
        assert tier.value is not None
        most = tier.value * (1.5 if tier.aim == "closeness" else 1)
        assert tier.in_plan <= most + 1e-6


def test_what_cannot_be_is_refused_before_it_is_solved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "solve", lambda *_: pytest.fail("solved"))
    given = loaded(tmp_path, small(commitments=[commitment("outflow", 2021, "a1", 3)]))
    with pytest.raises(PlannerError) as caught:
        run(given, EXACT)
    assert caught.value.exit_code is ExitCode.NO_PLAN
    assert [problem.key for problem in caught.value.problems] == ["impossible.target"]


def test_a_plan_that_breaks_a_rule_is_a_defect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def doubtful(*given: Any, **more: Any) -> Verification:
        wrong = Problem("verify.no_stock", {"corporation": "cc", "neighbourhood": "a1"})
        return replace(verify(*given, **more), violations=(Violation("vacancy_share", wrong),))

    monkeypatch.setattr(module, "verify", doubtful)
    with pytest.raises(RuntimeError, match=r"^vacancy_share: .*a1"):
        run(loaded(tmp_path, small()), EXACT)


def test_a_plan_that_misses_what_it_claims_is_a_defect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dearer(*given: Any, **more: Any) -> Verification:
        found = verify(*given, **more)
        return replace(found, aims={**found.aims, "cost.cost": found.aims["cost.cost"] + 1})

    monkeypatch.setattr(module, "verify", dearer)
    with pytest.raises(RuntimeError, match=r"^cost.cost: 13001.*, but 13000.* was claimed$"):
        run(loaded(tmp_path, small()), EXACT)


def test_what_no_aim_claims_is_not_held_against_the_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = loaded(tmp_path, small())
    found = run(given, EXACT).plan
    first = replace(found.tiers[0], value=None, bound=None, gap=None, status="time_limit")

    def stopped(*_: Any) -> Plan:
        return replace(found, tiers=(first, *found.tiers[1:]), status="feasible")

    monkeypatch.setattr(module, "solve", stopped)
    outcome = run(given, EXACT)
    assert outcome.plan.tiers[0].value is None
    assert outcome.plan.tiers[0].in_plan == 0


def test_a_rejected_plan_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from planner.cli import app

    def doubtful(*given: Any, **more: Any) -> Verification:
        wrong = Problem("verify.no_stock", {"corporation": "cc", "neighbourhood": "a1"})
        return replace(verify(*given, **more), violations=(Violation("vacancy_share", wrong),))

    monkeypatch.setattr(module, "verify", doubtful)
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "PLANNER_DEBUG"):
        monkeypatch.setenv(name, "")
    write_folder(tmp_path / "region", small())
    with pytest.raises(SystemExit) as stopped:
        app.main(["solve", str(tmp_path / "region"), "--out", str(tmp_path / "out"), "--quiet"])
    assert stopped.value.code == ExitCode.DEFECT
    assert [path.name for path in tmp_path.iterdir()] == ["region"]
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "vacancy_share" in shown.err


def test_no_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: Any) -> Plan:
        raise PlannerError(Problem("solve.no_time"), ExitCode.NO_TIME)

    monkeypatch.setattr(module, "solve", late)
    with pytest.raises(PlannerError) as caught:
        run(loaded(tmp_path, small()), Options(time_limit=1e-9))
    assert caught.value.exit_code is ExitCode.NO_TIME
