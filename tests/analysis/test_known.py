"""A plan that lies in a folder is not made again where it is the best of exactly this region."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import planner
from planner import run
from tests.models.small import small
from tests.tiny import write_folder


@pytest.fixture
def solves(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every problem that is solved for all its objectives while the test runs."""
    counted: list[Any] = []
    solve = run.solve

    def count(instance: Any, *more: Any) -> Any:
        counted.append(instance)
        return solve(instance, *more)

    monkeypatch.setattr(run, "solve", count)
    return counted


@pytest.fixture
def region(tmp_path: Path) -> planner.Region:
    return planner.load(write_folder(tmp_path / "tiny", small()))


@pytest.fixture
def folder(region: planner.Region, tmp_path: Path) -> Path:
    planner.solve(region).write(tmp_path / "plan", lang="en")
    return tmp_path / "plan"


def test_a_plan_of_this_region_is_known(region: planner.Region, folder: Path) -> None:
    plan, found = planner.solve(region), planner.known(region, folder)
    assert found is not None
    assert found.plan.lines == plan.plan.lines
    assert found.status == "optimal"
    assert found.objectives.drop(columns="status").equals(plan.objectives.drop(columns="status"))
    assert found.accounts == plan.accounts


def test_a_plan_of_other_input_is_not(region: planner.Region, folder: Path) -> None:
    assert planner.known(region.set("supply.max_share_of_vacancies", 0.5), folder) is None
    assert planner.known(region.set("sites", "s1", "max_dwellings", 2), folder) is None
    assert planner.known(region, folder.parent / "nowhere") is None


def test_a_plan_with_more_asked_of_it_is_not(region: planner.Region, tmp_path: Path) -> None:
    planner.solve(region, demands=["a1<=0"]).write(tmp_path / "demands")
    planner.solve(region, order=["unmet_need", "cost"]).write(tmp_path / "order")
    assert planner.known(region, tmp_path / "demands") is None
    assert planner.known(region, tmp_path / "order") is None


def test_a_plan_that_was_made_to_be_kept_is_not(region: planner.Region, tmp_path: Path) -> None:
    earlier = planner.solve(region, demands=["a1<=0"])
    planner.solve(region, start=earlier).write(tmp_path / "near")
    planner.solve(region, start=earlier, keep=True).write(tmp_path / "kept")
    assert planner.known(region, tmp_path / "near") is not None
    assert planner.known(region, tmp_path / "kept") is None


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("allocation.csv", r",\d+\n$", ",9\n"), ("plan.json", r'"gap": 0\.0', '"gap": 0.2')],
)
def test_a_plan_that_was_changed_since_is_not(
    region: planner.Region, folder: Path, name: str, old: str, new: str
) -> None:
    assert planner.known(region, folder) is not None
    written = (folder / name).read_text("utf-8")
    changed = re.sub(old, new, written)
    assert changed != written
    (folder / name).write_text(changed, "utf-8")
    assert planner.known(region, folder) is None


def test_what_is_known_is_not_solved_again(
    region: planner.Region, folder: Path, solves: list[Any]
) -> None:
    best = planner.known(region, folder)
    assert solves == []
    again = planner.price(region, "a1<=0", best=best)
    assert len(solves) == 1
    assert again.before.plan.lines == planner.price(region, "a1<=0").before.plan.lines
    assert len(solves) == 3
    planner.explain(region, why_not=["a1"], best=best)
    assert len(solves) == 3
    planner.explain(region, why_not=["a1"])
    assert len(solves) == 4
