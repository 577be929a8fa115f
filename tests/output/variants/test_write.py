"""The folders: complete, readable again, and never over something else."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from planner.analysis.variants import Alternatives, Frontier
from planner.models import allocation
from planner.models.objectives import OBJECTIVES
from planner.output.edition import without_few_waiting
from planner.output.folder import IncompleteError, Seen, check_target
from planner.output.variants import frontier_page
from planner.output.variants.words import MAIN
from planner.output.variants.write import (
    ALTERNATIVES,
    FRONTIER,
    write_alternatives,
    write_frontier,
)
from planner.region.domain import Objective
from planner.region.plan_file import read_plan
from planner.verification.rules import verify
from tests.cli.process import run
from tests.tiny import tiny, write_folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_point_has_its_plan(swept: Frontier, tmp_path: Path) -> None:
    out = tmp_path / "out"
    paths = write_frontier(swept, out, Seen.of(out, FRONTIER))
    assert sorted(path.name for path in out.iterdir()) == sorted(path.name for path in paths)
    region = swept.plans[0].region
    found = rows(out / "frontier.csv")
    assert len(found) == len(swept.plans)
    for row, plan in zip(found, swept.plans, strict=True):
        lines = read_plan(out / row["plan"], region)
        assert lines == tuple(sorted(plan.plan.lines))
        assert read_plan((out / row["plan"]).parent, region) == lines
        checked = verify(region, lines)
        assert checked.holds
        assert float(row["closeness.minutes"]) == pytest.approx(
            checked.aims["closeness.minutes"], abs=1e-6
        )
        assert row["proven"] == "true"


def test_the_record_of_a_frontier(swept: Frontier, tmp_path: Path) -> None:
    write_frontier(swept, tmp_path / "out", Seen.of(tmp_path / "out", FRONTIER))
    record = json.loads((tmp_path / "out" / FRONTIER).read_text(encoding="utf-8"))
    assert [row["aim"] for row in record["measures"]] == ["closeness", "spread"]
    assert record["held"] == ["unmet_need"]
    assert record["complete"] is True
    assert [row["values"] for row in record["points"]] == [
        list(swept.values(plan)) for plan in swept.plans
    ]
    assert record["inputs"].keys() >= {"region.toml", "targets.csv"}


def test_the_best_plan_is_number_zero(several: Alternatives, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_alternatives(several, out, Seen.of(out, ALTERNATIVES))
    region = several.best.region
    assert read_plan(out / "plans/00", region) == tuple(sorted(several.best.plan.lines))
    found = rows(out / "alternatives.csv")
    assert [row["number"] for row in found] == [str(n) for n in range(len(several.plans))]
    assert found[0]["shared"] == "1.0"
    used = rows(out / "places.csv")
    always = {(row["programme"], row["site"]) for row in used if row["use"] == "always"}
    assert ("clustered", "s2") in always
    for number, plan in enumerate(several.plans):
        total = sum(line.dwellings for line in plan.plan.lines)
        assert sum(int(row[f"dwellings_{number:02d}"]) for row in used) == total
    record = json.loads((out / ALTERNATIVES).read_text(encoding="utf-8"))
    assert record["within"] == 1
    assert len(record["places"]) == len(used)


def test_only_our_own_folder_is_replaced(swept: Frontier, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_frontier(swept, out, Seen.of(out, FRONTIER))
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    (out / "plans" / "99").mkdir()
    check_target(out, True, FRONTIER)
    fewer = replace(swept, plans=swept.plans[:2])
    write_frontier(fewer, out, Seen.of(out, FRONTIER))
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in (out / "plans").iterdir()) == ["01", "02"]
    assert list(tmp_path.glob(".out.*")) == []


def test_without_a_page_the_plans_are_there(
    swept: Frontier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(found: Frontier) -> str:
        raise ValueError("no page")

    monkeypatch.setattr(frontier_page, "page", fail)
    with pytest.raises(IncompleteError, match=r"frontier\.html.*no page"):
        write_frontier(swept, tmp_path / "out", Seen.of(tmp_path / "out", FRONTIER))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "frontier.csv", "frontier.json", "plans",
    ]  # fmt: skip
    assert (tmp_path / "out" / "plans" / "01" / "allocation.csv").is_file()


def test_the_main_measures_are_the_first_of_each_aim(swept: Frontier) -> None:
    model = allocation.build(swept.plans[0].instance)
    assert [measure.aim for measure in MAIN] == [
        aim for aim in Objective if aim != Objective.STABILITY
    ]
    for measure in MAIN:
        stage = next(OBJECTIVES[measure.aim](model, 0))
        assert (stage.part, stage.unit) == (measure.part, measure.unit)


def test_few_people_waiting_are_in_no_table(several: Alternatives, tmp_path: Path) -> None:
    """Of one plan the sum is shown, of the others it is withheld."""
    best, *others = several.plans
    aims = {**best.verification.aims, "waiting.waiting": 9.0}
    shown = replace(best, verification=replace(best.verification, aims=aims))
    few = [without_few_waiting(plan) for plan in others]
    found = replace(several, best=shown, others=tuple(few))
    write_alternatives(found, tmp_path / "out", Seen.of(tmp_path / "out", ALTERNATIVES))
    column = [row["waiting.waiting"] for row in rows(tmp_path / "out" / "alternatives.csv")]
    assert column == ["9.0", *("" for _ in few)]


@pytest.mark.parametrize("command", ["alternatives", "frontier"])
def test_commands_show_no_sum_of_few_people_waiting(command: str, tmp_path: Path) -> None:
    state = {"pool": "bw", "places": 10, "inflow": 0, "source": "made up"}
    pools = [{**state, "year": 2021, "waiting": 1}]
    order = ["unmet_need", "waiting", "closeness", "spread"]
    write_folder(tmp_path / "tiny", tiny({"objective.order": order}, pools=pools))
    aims = ["--aims", "closeness,spread", "--points", "2"] if command == "frontier" else ["-n", "1"]
    run(tmp_path, command, "tiny", *aims, "--out", "out", "--quiet", lang="en")
    for name in (f"{command}.csv", f"{command}.json"):
        assert "waiting.waiting" not in (tmp_path / "out" / name).read_text(encoding="utf-8")
