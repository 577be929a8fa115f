"""`planner frontier` and `planner alternatives`: what they show and how they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.test_alternatives import FAR, NEED, SIGNED
from tests.analysis.test_frontier import CLOSE, FREE
from tests.cli.process import contents, run
from tests.models.small import OUTFLOW, small
from tests.tiny import write_folder

CLOSENESS = ("frontier", "tiny", "--aims", "closeness,spread")


@pytest.fixture
def near(tmp_path: Path) -> Path:
    write_folder(tmp_path / "tiny", small(settings={"objective.order": FREE}, **CLOSE))
    return tmp_path


@pytest.fixture
def several(tmp_path: Path) -> Path:
    write_folder(tmp_path / "tiny", small(settings={"objective.order": list(NEED)}, **SIGNED))
    return tmp_path


def test_a_frontier_on_the_terminal(near: Path) -> None:
    ran = run(near, *CLOSENESS)
    assert "Waarden per punt" in ran.out
    assert "Reistijd in woningminuten" in ran.out
    assert "Elk plan is eerst zo goed als het kan zijn voor onvervulde vraag." in ran.err
    assert sorted(path.name for path in near.iterdir()) == ["tiny"]
    assert "Values of each point" in run(near, *CLOSENESS, lang="en").out
    quiet = run(near, *CLOSENESS, "--quiet")
    assert (quiet.out, quiet.err) == ("", "")


def test_a_frontier_as_json(near: Path) -> None:
    found = run(near, *CLOSENESS, "--points", "2", "--json").document
    assert [row["number"] for row in found["points"]] == [1, 2]
    assert all(row["proven"] for row in found["points"])


def test_a_folder_to_look_at_and_go_on_from(near: Path) -> None:
    ran = run(near, *CLOSENESS, "--out", "made")
    assert "Geschreven in made: plans/, frontier.json, frontier.csv, frontier.html" in ran.err
    made = contents(near / "made")
    assert {"frontier.html", "frontier.csv", "plans/01/allocation.csv"} <= made.keys()
    assert run(near, "verify", "tiny", "made/plans/02").code == 0
    again = run(near, "solve", "tiny", "--start", "made/plans/02", "--json", "--quiet").document
    assert again["verification"]["holds"]

    refused = run(near, *CLOSENESS, "--out", "made", code=2)
    assert "--force" in refused.err
    assert contents(near / "made") == made
    run(near, *CLOSENESS, "--out", "made", "--force", "--quiet")
    assert contents(near / "made") == made
    assert "niet bij een plan horen" in run(near, *CLOSENESS, "--out", "tiny", code=2).err


@pytest.mark.parametrize(
    ("aims", "said"),
    [
        ("closeness", "geen twee verschillende doelen"),
        ("closeness,closeness", "geen twee verschillende doelen"),
        ("closeness,spread,cost", "geen twee verschillende doelen"),
        ("closeness,nearness", "“nearness” is geen doel"),
        ("closeness,stability", "“stability” is geen doel"),
    ],
)
def test_aims_that_are_no_pair(near: Path, aims: str, said: str) -> None:
    assert said in run(near, "frontier", "tiny", "--aims", aims, code=2).err


def test_time_that_runs_out(near: Path) -> None:
    ran = run(near, *CLOSENESS, "--time-limit", "0.000001", "--out", "made", code=5)
    assert "--time-limit" in ran.err
    assert not (near / "made").exists()


def test_alternatives_on_the_terminal(several: Path) -> None:
    ran = run(several, "alternatives", "tiny", "-n", "2", "--within", "50%")
    for heading in ("Waarden per plan", "beste plan", "alternatief 1", "altijd", "nooit"):
        assert heading in ran.out
    english = run(several, "alternatives", "tiny", "-n", "2", "--within", "50%", lang="en")
    assert "best plan" in english.out


def test_alternatives_as_json_and_as_a_folder(several: Path) -> None:
    arguments = ("alternatives", "tiny", "-n", "1", "--within", "0.5", "--out", "made", "--json")
    found = run(several, *arguments).document
    assert [row["number"] for row in found["plans"]] == [0, 1]
    assert found["within"] == 0.5
    assert {row["use"] for row in found["places"]} == {"always", "sometimes", "never"}
    for number in (0, 1):
        assert run(several, "verify", "tiny", f"made/plans/{number:02d}").code == 0


@pytest.mark.parametrize(
    ("margin", "share"), [("1%", 0.01), ("1,5%", 0.015), ("0.01", 0.01), ("0,01", 0.01), ("0", 0)]
)
def test_margins(several: Path, margin: str, share: float) -> None:
    ran = run(several, "alternatives", "tiny", "-n", "1", "--within", margin, "--json")
    assert ran.document["within"] == share


@pytest.mark.parametrize("margin", ["1", "5", "101%", "-1%", "one", "1%%", "", "1.000,5%"])
def test_margins_that_are_none(several: Path, margin: str) -> None:
    ran = run(several, "alternatives", "tiny", f"--within={margin}", code=2)
    assert "is geen marge. Schrijf 1% of 0,01" in ran.err


def test_fewer_than_asked_for(several: Path) -> None:
    ran = run(several, "alternatives", "tiny", "-n", "40", "--within", "50%")
    assert "die andere plekken gebruik" in ran.err or "dat andere plekken gebruikt" in ran.err


def test_a_confidential_programme_is_warned_of(tmp_path: Path) -> None:
    hidden = [{**row, "confidential": "true"} for row in (OUTFLOW, SIGNED["programmes"][1])]
    tables = small(settings={"objective.order": list(FAR)}, **{**SIGNED, "programmes": hidden})
    write_folder(tmp_path / "tiny", tables)
    ran = run(tmp_path, "alternatives", "tiny", "-n", "1", "--out", "made")
    assert "alleen voor intern gebruik" in ran.err
