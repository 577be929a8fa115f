"""A reorganisation from the command line: refused, shown, planned with and verified."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.process import run
from tests.models.small import small
from tests.tiny import write_folder

LEAVES = """
[[reorganisation]]
from_year = 2022
municipalities = ["bb"]
leaves_to = "Grote Stad"
"""
MERGES = """
[[reorganisation]]
from_year = 2022
municipalities = ["aa", "bb"]
into = "samen"
name = "Samen [bold]"
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with a small region and two scenarios of it."""
    folder = write_folder(tmp_path / "small", small())
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "leaves.toml").write_text(LEAVES)
    (folder / "scenarios" / "merges.toml").write_text(MERGES)
    return tmp_path


def test_check_shows_what_moves(here: Path) -> None:
    ran = run(here, "check", "small", "--scenario", "leaves")
    assert "Wat door herindeling verhuist" in ran.out
    [line] = [line for line in ran.out.splitlines() if "Inwoners" in line]
    assert line.split() == ["Inwoners", "Beedorp", "Grote", "Stad", "2022", "4.000", "personen"]
    assert "In orde: 2 gemeenten" in ran.err
    moved = run(here, "check", "small", "--scenario", "leaves", "--json").document["moved"]
    assert moved[0] == {
        "what": "inhabitants", "subject": None, "from": "bb", "from_name": "Beedorp",
        "to": "Grote Stad", "to_name": "Grote Stad", "year": 2022, "amount": 4000,
        "unit": "persons",
    }  # fmt: skip
    assert run(here, "check", "small", "--json").document["moved"] == []
    assert "herindeling" not in run(here, "check", "small").out


def test_check_refuses_everything_wrong_at_once(here: Path) -> None:
    wrong = MERGES.replace('"aa"', '"ac"').replace("2022", "2030") + "form_year = 2022\n"
    (here / "small" / "scenarios" / "wrong.toml").write_text(wrong + LEAVES.replace("2022", "1"))
    ran = run(here, "check", "small", "--scenario", "wrong", code=3, lang="en")
    for place in (
        "wrong.toml, column form_year",
        "wrong.toml, column from_year, value “1”",
    ):
        assert f"{place}\n" in ran.err
    fixed = wrong.replace("form_year = 2022\n", "")
    (here / "small" / "scenarios" / "wrong.toml").write_text(fixed)
    ran = run(here, "solve", "small", "--scenario", "wrong", code=3)
    assert "wrong.toml, kolom municipalities, waarde “ac;bb”" in ran.err
    assert "het laatste jaar van het plan is 2022" in ran.err
    assert "Kies uit: aa, bb." in ran.err
    assert not (here / "out").exists()


def test_a_plan_after_a_departure(here: Path) -> None:
    ran = run(here, "solve", "small", "--scenario", "leaves", "--out", "plan", lang="en")
    assert "What moves by reorganisation" in ran.out
    with (here / "plan" / "allocation.csv").open(encoding="utf-8", newline="") as file:
        years = {row["year"] for row in csv.DictReader(file) if row["municipality"] == "bb"}
    assert years <= {"2021"}
    record = json.loads((here / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert record["verification"]["holds"]
    assert {row["to"] for row in record["moved"]} == {"Grote Stad"}
    assert "leaves.toml" in record["inputs"]
    run(here, "verify", "small", "plan", "--scenario", "leaves")


def test_a_plan_after_a_merger(here: Path) -> None:
    ran = run(here, "solve", "small", "--scenario", "merges", "--out", "plan")
    assert "Samen [bold]" in ran.out
    with (here / "plan" / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        assert {row["municipality"] for row in csv.DictReader(file)} == {"samen"}
    run(here, "verify", "small", "plan", "--scenario", "merges")
    # Without the reorganisation the plan is one of a municipality that does not exist.
    assert "samen" in run(here, "verify", "small", "plan", code=3).err
