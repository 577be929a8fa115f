"""`planner lock`: part of a plan as commitments."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.region.domain import Line
from planner.region.load import load
from planner.years.lock import lock
from tests.models.small import commitment, region_of
from tests.tiny import tiny, write_folder, write_workbook
from tests.years.conftest import Planner, write_plan

A1 = Line("outflow", 2021, "aa", "a1", "cc", "", "", 3)
A2 = Line("outflow", 2022, "aa", "a2", "cc", "", "", 2)
B1 = Line("outflow", 2022, "bb", "b1", "cc", "", "", 2)
SITE = Line("clustered", 2022, "bb", "b1", "cc", "s1", "p1", 4)
PLAN = (A1, A2, B1, SITE)


def promised(source: Path, **options: Any) -> set[Line]:
    """The signed lines of a region."""
    return {
        Line(row.programme, row.year, row.municipality, row.neighbourhood, row.corporation,
             row.site or "", row.support_point or "", row.dwellings)
        for row in load(source, **options).region.signed
    }  # fmt: skip


@pytest.fixture(autouse=True)
def here(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", tiny())
    write_plan(tmp_path / "plan", PLAN)


@pytest.mark.parametrize(
    ("part", "lines"),
    [
        ((), set(PLAN)),
        (("--municipality", "Beedorp"), {B1, SITE}),
        (("--municipality", "aa", "--municipality", "bb"), set(PLAN)),
        (("--municipality", "aa", "--year", "2022"), {A2}),
        (("--programme", "Clustered"), {SITE}),
        (("--corporation", "cc", "--neighbourhood", "a1"), {A1}),
        (("--site", "s1"), {SITE}),
    ],
)
def test_a_part_becomes_a_scenario(
    planner: Planner, tmp_path: Path, part: tuple[str, ...], lines: set[Line]
) -> None:
    said = planner("lock", "tiny", "plan", *part, "--out", "signed.toml", "--json")
    assert {Line(*(row[name] or "" for name in Line._fields))
            for row in said.document["commitments"]} == lines  # fmt: skip
    assert said.document["dwellings"] == sum(line.dwellings for line in lines)
    scenario = tmp_path / "signed.toml"
    assert promised(tmp_path / "tiny", scenarios=[scenario]) == lines
    assert tomllib.loads(scenario.read_text("utf-8"))["scenario"]["source"] == "plan plan"
    assert promised(tmp_path / "tiny") == set()
    assert "planner solve tiny --scenario signed.toml" in said.err


@pytest.mark.parametrize("target", ["next", "next.xlsx"])
@pytest.mark.parametrize("origin", ["tiny", "tiny.xlsx"])
def test_a_part_becomes_a_region(
    planner: Planner, tmp_path: Path, origin: str, target: str
) -> None:
    write_workbook(tmp_path / "tiny.xlsx", tiny())
    (tmp_path / "tiny" / "README.md").write_text("mine")
    said = planner("lock", origin, "plan", "--municipality", "bb", "--out", target)
    assert promised(tmp_path / target) == {B1, SITE}
    assert "De Sleutel" in said.out
    assert f"planner solve {target}" in said.err
    before, after = (load(tmp_path / name).region for name in (origin, target))
    assert before.settings == after.settings
    assert (before.targets, before.stock) == (after.targets, after.stock)
    assert (tmp_path / "next" / "README.md").exists() == ((origin, target) == ("tiny", "next"))


def test_the_rest_is_planned_around_it(planner: Planner, tmp_path: Path) -> None:
    """The whole plan of an unlikely place stays, whatever would be better without it."""
    planner("lock", "tiny", "plan", "--municipality", "bb", "--year", "2022", "--out", "b.toml")
    planner("solve", "tiny", "--scenario", "b.toml", "--quiet", "--out", "out")
    made = json.loads((tmp_path / "out" / "plan.json").read_text("utf-8"))
    assert made["verification"]["holds"]
    lines = (tmp_path / "out" / "allocation.csv").read_text("utf-8").splitlines()
    there = sum(int(row.split(",")[-1]) for row in lines if row.startswith("outflow,2022,bb,"))
    assert there >= B1.dwellings


def test_what_is_promised_already(planner: Planner, tmp_path: Path) -> None:
    """A larger number takes the place of a smaller one; one as large is left as it is."""
    kept = {**commitment("outflow", 2022, "b1", 2), "source": "deed"}
    fewer = {**commitment("outflow", 2021, "a1", 1), "source": "deed"}
    write_folder(tmp_path / "tiny", tiny(commitments=[kept, fewer]))
    said = planner("lock", "tiny", "plan", "--programme", "outflow", "--out", "x.toml", "--json")
    assert said.document["known"] == 1
    assert "promised already" in said.err
    assert promised(tmp_path / "tiny", scenarios=[tmp_path / "x.toml"]) == {A1, A2, B1}
    again = planner("lock", "tiny", "plan", "--scenario", "x.toml", "--programme", "outflow",
                    "--out", "y.toml", "--json")  # fmt: skip
    assert again.document["commitments"] == []
    planner("check", "tiny", "--scenario", "x.toml", "--scenario", "y.toml")


def test_lines_that_are_only_proposed(planner: Planner, tmp_path: Path) -> None:
    said = planner("lock", "tiny", "plan", "--status", "proposed", "--out", "x.toml", lang="nl")
    assert "Voorgestelde toezeggingen" in said.out
    region = load(tmp_path / "tiny", scenarios=[tmp_path / "x.toml"]).region
    assert region.signed == ()
    assert len(region.commitments) == len(PLAN)


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("--municipality", "zz"), 2, "zz"),
        (("--year", "1999"), 2, "Choose from 2021, 2022"),
        (("--municipality", "aa", "--programme", "clustered"), 2, "Nothing in the plan"),
        (("--out", "tiny"), 3, "tiny"),
        (("--out", "there.toml"), 3, "there.toml"),
    ],
)
def test_what_cannot_be_locked(
    planner: Planner, tmp_path: Path, arguments: tuple[str, ...], code: int, word: str
) -> None:
    (tmp_path / "there.toml").write_text("mine")
    out = () if "--out" in arguments else ("--out", "new")
    assert word in planner("lock", "tiny", "plan", *arguments, *out, code=code).err
    assert not (tmp_path / "new").exists()
    assert (tmp_path / "there.toml").read_text() == "mine"


def test_a_reorganisation_goes_into_a_scenario_only(planner: Planner, tmp_path: Path) -> None:
    """A promise of a municipality that merged is one of the neighbourhood's own."""
    merger = """[[reorganisation]]\nfrom_year = 2021\nmunicipalities = ["aa", "bb"]\ninto = "cc"
name = "Ceedorp"\nsource = "law"\n"""
    (tmp_path / "merger.toml").write_text(merger, encoding="utf-8")
    write_plan(tmp_path / "plan", [line._replace(municipality="cc") for line in PLAN])
    call = ("lock", "tiny", "plan", "--scenario", "merger.toml", "--municipality", "Ceedorp")
    assert "reorganisation" in planner(*call, "--out", "next", code=2).err
    planner(*call, "--out", "x.toml")
    both = [tmp_path / "merger.toml", tmp_path / "x.toml"]
    assert promised(tmp_path / "tiny", scenarios=both) == {
        line._replace(municipality="cc") for line in PLAN
    }


def test_the_library_locks_the_same(tmp_path: Path) -> None:
    import planner

    region = planner.load(tmp_path / "tiny")
    parts = {"municipality": ["bb"], "year": [2022]}
    scenario = planner.lock(region, tmp_path / "plan", tmp_path / "x.toml", **parts)
    folder = planner.lock(region, tmp_path / "plan", tmp_path / "new", **parts)
    rows = [sorted(one.table("commitments")["dwellings"]) for one in (scenario, folder)]
    assert rows == [[2, 4], [2, 4]]


LINES = st.lists(
    st.builds(
        A1._replace, year=st.sampled_from([2021, 2022]), dwellings=st.integers(1, 9),
        support_point=st.just(""),
    ),
    max_size=6,
)  # fmt: skip
REGION = region_of(tiny())


@given(LINES)
def test_no_dwelling_is_lost_or_made(lines: list[Line]) -> None:
    found = lock(REGION, lines, "signed", "plan")
    assert sum(row.dwellings for row in found.rows) == sum(line.dwellings for line in lines)
    assert len({(row.year, row.neighbourhood) for row in found.rows}) == len(found.rows)
