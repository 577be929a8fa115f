"""`planner compare`, `planner solve --all-scenarios` and what `--start` says, from outside."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.process import contents, run
from tests.tiny import tiny, write_folder

SMALLER = "support_points[p1].capacity=3"


@pytest.fixture(scope="session")
def both_once(solved_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny plan in `a`, and in `b` one that stays near it with a smaller support point."""
    folder = tmp_path_factory.mktemp("both")
    shutil.copytree(solved_once / "tiny", folder / "tiny")
    shutil.copytree(solved_once / "out/tiny", folder / "a")
    run(folder, "solve", "tiny", "--start", "a", "--set", SMALLER, "--out", "b", "--quiet")
    return folder


@pytest.fixture
def both(both_once: Path, tmp_path: Path) -> Path:
    shutil.copytree(both_once, tmp_path, dirs_exist_ok=True)
    return tmp_path


def record(folder: Path) -> Any:
    return json.loads((folder / "plan.json").read_text(encoding="utf-8"))


def test_two_plans_side_by_side(both: Path) -> None:
    before = contents(both)
    ran = run(both, "compare", "a", "b", lang="en")
    shown = " ".join(ran.out.split())
    for words in (
        "Rows that differ",
        "support point Het Baken",
        "dwellings it can serve 3 instead of 20",
        "B is worse",
        "Clustered Kern (Beedorp), Oude school, 2022 nothing: taken out 4",
        "Outflow Noord (Aadorp), De Sleutel, 2022 Zuid (Aadorp), De Sleutel, 2022 2",
    ):
        assert words in shown, words
    assert ran.err == "Dwellings: 2 moved and 4 taken out.\n"
    assert contents(both) == before


def test_as_data(both: Path) -> None:
    found = run(both, "compare", "a", "b", "--json").document
    assert found["settings"] == []
    assert found["rows"] == [
        {"table": "support_points", "key": ["p1"], "kind": "changed",
         "cells": [{"column": "capacity", "before": "20", "after": "3"}]},
    ]  # fmt: skip
    # Without the clustered dwellings the load is lower, and two others spread it more evenly.
    assert found["moved"] == 4
    taken_out, moved = found["moves"]
    assert (taken_out["programme"], taken_out["dwellings"]) == ("clustered", 4)
    assert (taken_out["from"]["site"], taken_out["to"]) == ("s1", None)
    assert (moved["programme"], moved["dwellings"]) == ("outflow", 2)
    assert [moved[side]["neighbourhood"] for side in ("from", "to")] == ["a1", "a2"]
    assert found["places"] == [
        {"neighbourhood": "a1", "fewer": 2, "more": 0},
        {"neighbourhood": "a2", "fewer": 0, "more": 2},
        {"neighbourhood": "b1", "fewer": 4, "more": 0},
    ]
    verdicts = {f"{row['aim']}.{row['part']}": row["verdict"] for row in found["aims"]}
    assert verdicts["unmet_need.unmet"] == "worse"
    assert verdicts["spread.highest"] == verdicts["cost.cost"] == "better"
    assert verdicts["stability.moved"] == "unknown"
    assert [row["municipality"] for row in found["municipalities"]] == ["aa", "bb"]
    # The other way round everything is the other way round.
    back = run(both, "compare", "b", "a", "--json").document
    assert back["places"] == [
        {**row, "fewer": row["more"], "more": row["fewer"]} for row in found["places"]
    ]
    assert [row["before"] for row in back["aims"]][:2] == [40, 40]


def test_a_plan_with_itself(both: Path) -> None:
    found = run(both, "compare", "a", "a", "--json", "--out", "page").document
    assert found["moved"] == 0
    assert not any(found[name] for name in ("settings", "rows", "files", "moves", "places"))
    assert {row["verdict"] for row in found["aims"]} == {"same"}
    assert "Instellingen en invoer zijn gelijk." in (both / "page/comparison.html").read_text(
        "utf-8"
    )


def test_a_page_and_its_data(both: Path) -> None:
    ran = run(both, "compare", "a", "b", "--out", "page", "--json")
    assert {path.name for path in (both / "page").iterdir()} == {
        "comparison.html",
        "comparison.json",
    }
    assert ran.document == json.loads((both / "page/comparison.json").read_text("utf-8"))
    page = (both / "page/comparison.html").read_bytes()
    assert "bestaat al" not in ran.err
    assert "--force" in run(both, "compare", "a", "b", "--out", "page", code=2).err
    (both / "page/notes.txt").write_text("mine")
    run(both, "compare", "a", "b", "--out", "page", "--force")
    assert (both / "page/comparison.html").read_bytes() == page
    assert (both / "page/notes.txt").read_text() == "mine"
    run(both, "compare", "a", "b", "--out", "page/notes.txt", code=2)


def test_plans_of_different_regions_are_refused(both: Path) -> None:
    write_folder(both / "other", tiny({"region.name": "other"}))
    run(both, "solve", "other", "--quiet", "--out", "c")
    ran = run(both, "compare", "a", "c", "--out", "page", code=3, lang="en")
    assert "Plan A is for the region “tiny”, plan B for “other”." in ran.err
    assert "Choose two plans of the same region." in ran.err
    assert not (both / "page").exists()
    later = record(both / "b")
    later["region"]["years"] = [2031, 2032]
    (both / "b/plan.json").write_text(json.dumps(later))
    accounts = both / "b/municipalities.csv"
    accounts.write_text(accounts.read_text("utf-8").replace("levy_202", "levy_203"), "utf-8")
    ran = run(both, "compare", "a", "b", code=3)
    assert "Plan A gaat over 2021, 2022, plan B over 2031, 2032" in ran.err


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.json", None),
        ("plan.json", "{"),
        ("plan.json", "{}"),
        ("plan.json", '{"region": {"name": "tiny"}, "names": []}'),
        ("allocation.csv", None),
        ("municipalities.csv", "group\n1\n"),
        ("inputs.json", "[]"),
        ("plan.gpkg", "no database"),
    ],
)
def test_what_is_no_plan_is_refused(both: Path, name: str, content: str | None) -> None:
    if content is None:
        (both / "b" / name).unlink()
    else:
        (both / "b" / name).write_text(content)
    ran = run(both, "compare", "a", "b", "--out", "page", code=3)
    assert "b" in ran.err
    assert not (both / "page").exists()


def test_another_edition_says_what_is_missing(both: Path) -> None:
    run(both, "solve", "tiny", "--audience", "public", "--out", "c", "--quiet")
    assert not (both / "c/inputs.json").exists()
    ran = run(both, "compare", "a", "c", lang="en")
    assert "dwellings of confidential programmes are missing" in ran.err
    assert "inputs.json" in ran.err
    assert run(both, "compare", "a", "c", "--json").document["rows"] is None


def test_what_moved_and_why(both: Path) -> None:
    ran = run(both, "solve", "tiny", "--start", "a", "--set", SMALLER, "--out", "c", lang="en")
    assert "Moved from the earlier plan" in ran.out
    assert "support point Het Baken now has 3 places instead of 20." in ran.err
    assert "no longer keeps to: support" in ran.err
    assert "2 more dwellings moved because that is better for another objective." in ran.err
    found = record(both / "c")["stability"]
    assert found["moved"] == 4
    [cause] = found["causes"]["behind"]
    assert (cause["spared"], cause["rules"]) == (4, ["support"])
    with (both / "c/moves.csv").open(encoding="utf-8", newline="") as file:
        taken_out, moved = csv.DictReader(file)
    columns = ("programme", "dwellings", "from_neighbourhood", "from_site", "to_neighbourhood")
    assert [taken_out[column] for column in columns] == ["clustered", "4", "b1", "s1", ""]
    assert [moved[column] for column in columns] == ["outflow", "2", "a1", "", "a2"]
    html = (both / "c/report.html").read_text(encoding="utf-8")
    assert 'id="stability"' in html
    assert "support point Het Baken now has 3 places" in html
    assert 'id="stability"' not in (both / "a/report.html").read_text(encoding="utf-8")
    assert not (both / "a/moves.csv").exists()


def test_an_earlier_plan_with_codes_that_are_gone(both: Path) -> None:
    tables = tiny()
    write_folder(both / "tiny", {**tables, "sites": []})
    # As a plan to be verified it is refused, as one to start from it is not.
    assert "s1" in run(both, "verify", "tiny", "a", code=3).err
    ran = run(both, "solve", "tiny", "--start", "a", "--out", "c")
    assert (
        "De locatie “Oude school” bestaat niet meer; het eerdere plan had daar 4 woningen."
        in ran.err
    )
    assert "omdat locatie Oude school is vervallen" in ran.err
    ran = run(both, "solve", "tiny", "--start", "a/allocation.csv", "--out", "d")
    assert "De locatie “s1” bestaat niet meer" in ran.err
    assert "niet te zeggen" in ran.err


# scenarios


@pytest.fixture
def scenarios(region: Path) -> Path:
    folder = region / "tiny/scenarios"
    folder.mkdir()
    (folder / "small.toml").write_text(
        '[scenario]\nlabel_nl = "Klein [bold]"\nlabel_en = "Small"\nsource = "made up"\n'
        '[[change.support_points]]\nsupport_point = "p1"\ncapacity = 3\n'
    )
    (folder / "never.toml").write_text(
        '[[add.commitments]]\nprogramme = "clustered"\nyear = 2022\nmunicipality = "bb"\n'
        'neighbourhood = "b1"\ncorporation = "cc"\nsite = "s1"\nsupport_point = "p1"\n'
        'dwellings = 13\nstatus = "signed"\n'
    )
    return region


def test_every_scenario_beside_the_region_as_it_is(scenarios: Path) -> None:
    ran = run(scenarios, "solve", "tiny", "--all-scenarios", "--out", "all")
    assert "Klein [bold]" in ran.out
    assert "never: geen plan." in ran.err
    assert {path.name for path in (scenarios / "all").iterdir()} == {
        "as-is",
        "small",
        "scenarios.html",
        "scenarios.json",
    }
    found = json.loads((scenarios / "all/scenarios.json").read_text(encoding="utf-8"))
    base, never, small = found["scenarios"]
    assert [one["scenario"] for one in (base, never, small)] == ["as-is", "never", "small"]
    assert never["status"] is None
    assert len(never["why"]) == 2
    assert small["measures"]["unmet"] == 4
    assert (base["measures"]["moved"], base["measures"]["cost"]) == (0, 30000)
    # The same as when each is solved by itself and held against the first.
    run(scenarios, "solve", "tiny", "--scenario", "small", "--out", "one", "--quiet")
    assert (scenarios / "one/allocation.csv").read_bytes() == (
        scenarios / "all/small/allocation.csv"
    ).read_bytes()
    compared = run(scenarios, "compare", "all/as-is", "one", "--json").document
    assert compared["moved"] == small["measures"]["moved"]
    html = (scenarios / "all/scenarios.html").read_text(encoding="utf-8")
    assert "Klein [bold]" in html
    assert "never: geen plan." in html
    ran = run(scenarios, "solve", "tiny", "--all-scenarios", "--out", "all", code=2)
    assert "--force" in ran.err
    ran = run(scenarios, "solve", "tiny", "--all-scenarios", "--out", "all", "--force", "--json")
    assert ran.document == found


def test_scenarios_come_after_what_is_asked_for(scenarios: Path) -> None:
    more = ("--set", "targets[outflow,2022].minimum=8", "--audience", "public")
    run(scenarios, "solve", "tiny", "--all-scenarios", "--out", "all", *more, "--quiet")
    for name in ("as-is", "small"):
        plan = record(scenarios / "all" / name)
        assert plan["totals"]["outflow"]["minimum"] == 12
        assert plan["audience"] == "public"
    html = (scenarios / "all/scenarios.html").read_text(encoding="utf-8")
    assert "never: geen plan. De reden staat in de interne uitgave." in html
    assert "made up" not in html  # a source can name what an edition withholds


def test_where_the_region_itself_has_no_plan(scenarios: Path) -> None:
    never = ("--scenario", "never", "--all-scenarios", "--out", "all")
    assert "never.toml" in run(scenarios, "solve", "tiny", *never, code=3).err  # twice the row
    (scenarios / "tiny/scenarios/never.toml").rename(scenarios / "never.toml")
    run(scenarios, "solve", "tiny", "--scenario", "never.toml", *never[2:], code=4)
    assert not (scenarios / "all/scenarios.html").exists()


def test_scenarios_that_cannot_be_read_are_all_named_first(scenarios: Path) -> None:
    folder = scenarios / "tiny/scenarios"
    (folder / "wrong.toml").write_text("[settings]\nnothing = 1\n")
    (folder / "as-is.toml").write_text("")
    ran = run(scenarios, "solve", "tiny", "--all-scenarios", "--out", "all", code=3)
    assert "wrong.toml" in ran.err
    assert "as-is.toml" in ran.err
    assert not (scenarios / "all").exists()


def test_what_does_not_go_together(scenarios: Path, solved_once: Path) -> None:
    near = ("--start", solved_once / "out/tiny")
    assert "--start" in run(scenarios, "solve", "tiny", "--all-scenarios", *near, code=2).err
    shutil.rmtree(scenarios / "tiny/scenarios")
    ran = run(scenarios, "solve", "tiny", "--all-scenarios", code=3)
    assert "geen scenario's" in ran.err
    assert not (scenarios / "out").exists()
