"""`planner roll`: the region one year on."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import planner as library
from planner.quota.quotas import shares
from planner.region.domain import Line, Realised, Region
from planner.region.load import load, read_changed
from planner.region.plan_file import read_lines
from planner.years.roll import roll
from tests.models.small import commitment
from tests.tiny import tiny, write_folder
from tests.years.conftest import Planner, write_plan

A1 = Line("outflow", 2021, "aa", "a1", "cc", "", "", 3)
B1 = Line("outflow", 2021, "bb", "b1", "cc", "", "", 1)
SITE = Line("clustered", 2022, "bb", "b1", "cc", "s1", "p1", 4)
LATER = {"site": "s1", "programmes": "clustered", "from_year": 2021}


def delivered(folder: Path, *lines: Line) -> None:
    """Lines as `delivered.csv`."""
    with (folder / "delivered.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*Line._fields, "date", "source"])
        writer.writerows([*line, "", "report"] for line in lines)


def rolled(planner: Planner, folder: Path, tables: dict[str, Any], *lines: Line) -> Region:
    """The region of tables one year on, after deliveries."""
    write_folder(folder / "tiny", tables)
    delivered(folder, *lines)
    planner("roll", "tiny", "next", "--realised", "delivered.csv")
    return load(folder / "next").region


def quotas(region: Region) -> dict[str, int]:
    return {code: share.quota for (_, code), share in shares(region).items()}


def test_years_targets_and_what_is_owed(planner: Planner, tmp_path: Path) -> None:
    """Of ten dwellings four were due in 2021: aa made 3 of its 2, bb 1 of its 2; aa has 3 of 6 left
    and bb 3 of 4. The most of 2021 was ten, so six of it are left; 2022 has no limit."""
    region = rolled(planner, tmp_path, tiny(), A1, B1)
    assert region.years == (2022, 2023)
    assert region.minimum("outflow", 2022) == 6
    assert region.maximum("outflow", 2022) is None
    assert (region.minimum("clustered", 2022), region.maximum("clustered", 2022)) == (4, 12)
    assert quotas(region) == {"aa": 3, "bb": 3}
    assert region.neighbourhoods["a1"].existing_load == 8
    assert region.stock.keys() == load(tmp_path / "tiny").region.stock.keys()


def test_what_is_ahead_is_needed_no_more_and_what_is_left_may_still_come(
    planner: Planner, tmp_path: Path
) -> None:
    targets = [
        {"programme": "outflow", "year": 2021, "minimum": 4, "maximum": 5, "source": "x"},
        {"programme": "outflow", "year": 2022, "minimum": 2, "maximum": 3, "source": "x"},
        {"programme": "clustered", "year": 2021, "minimum": 0, "maximum": 8, "source": "x"},
    ]
    region = rolled(planner, tmp_path, tiny(targets=targets), A1._replace(dwellings=5))
    assert (region.minimum("outflow", 2022), region.maximum("outflow", 2022)) == (1, 3)
    assert region.maximum("clustered", 2022) == 8
    assert sum(quotas(region).values()) == 1 + (quotas(region)["aa"] == 0)


def test_lines_that_were_not_delivered_move_on(planner: Planner, tmp_path: Path) -> None:
    lines = [
        {**commitment("outflow", 2021, "a1", 4), "source": "deed"},
        {**commitment("outflow", 2022, "a1", 1), "source": "deed"},
        {**commitment("outflow", 2021, "b1", 1), "source": "deed"},
    ]
    region = rolled(planner, tmp_path, tiny(commitments=lines), A1, B1)
    [line] = region.commitments
    assert (line.year, line.neighbourhood, line.dwellings) == (2022, "a1", 2)
    assert "deed" in (line.source or "")


def test_an_opened_site_is_taken(planner: Planner, tmp_path: Path) -> None:
    """Its places at the support point are taken too, and in its municipality no other may open."""
    base = tiny()
    site = {**base["sites"][0], **LATER}
    other = {**site, "site": "s2"}
    away = {**site, "site": "s3", "neighbourhood": "a1"}
    opened = SITE._replace(year=2021, dwellings=6)
    promise = {**commitment("clustered", 2022, "b1", 4), "site": "s1", "source": "deed",
               "status": "proposed"}  # fmt: skip
    tables = tiny(sites=[site, other, away], commitments=[promise])
    tables["targets"][2]["year"] = 2021
    write_folder(tmp_path / "tiny", tables)
    delivered(tmp_path, opened)
    said = planner("roll", "tiny", "next", "--realised", "delivered.csv")
    region = load(tmp_path / "next").region
    assert list(region.sites) == ["s3"]
    assert region.support_points["p1"].capacity == 14
    assert region.neighbourhoods["b1"].existing_load == 14.5
    assert region.commitments == ()
    assert "s1" in said.out


def test_people_move_on(planner: Planner, tmp_path: Path) -> None:
    """Ten places, 9 waiting, 5 come and 1 leaves: 4 homes free 4 more places, so 9 + 5 − 5 wait.
    Of 7 households 4 have a dwelling."""
    pools = [
        {"pool": "bw", "year": 2021, "places": 10, "waiting": 9, "inflow": 5, "other_outflow": 1},
        {"pool": "bw", "year": 2022, "inflow": 5, "other_outflow": 1},
    ]
    demand = [
        {"programme": "outflow", "municipality": "aa", "year": 2021, "households": 5},
        {"programme": "outflow", "municipality": "bb", "year": 2021, "households": 2},
        {"programme": "outflow", "municipality": "bb", "year": 2022, "households": 1},
    ]
    costs = [{"year": 2021, "result": 40}, {"year": 2022, "contribution": 7}]
    tables = tiny({"reserve.start": 10}, demand=demand, pools=pools, costs=costs)
    region = rolled(planner, tmp_path, tables, A1, B1)
    first = region.pools["bw", 2022]
    assert (first.places, first.waiting, first.inflow) == (10, 9, 5)
    assert (region.pools["bw", 2023].inflow, region.pools["bw", 2023].places) == (5, None)
    households = {key[1]: row.households for key, row in region.demand.items()}
    assert households == {"aa": 2, "bb": 2}
    assert region.settings.reserve.start == 50
    assert list(region.costs) == [2022]


def closing(planner: Planner, folder: Path, *rows: tuple[int, str, int, int]) -> list[object]:
    """What is left of closures (year, facility, least, most) after four homes freed four places."""
    pools = [{"pool": "bw", "year": 2021, "places": 10, "waiting": 0, "source": "x"}]
    closures = [
        {"pool": "bw", "year": year, "facility": facility, "minimum": least, "maximum": most,
         "kind": "closure", "source": "x"}
        for year, facility, least, most in rows
    ]  # fmt: skip
    region = rolled(planner, folder, tiny(pools=pools, closures=closures), A1, B1)
    assert region.pools["bw", 2022].places == 6
    found = [(row.year, row.facility or "", row.minimum, row.maximum) for row in region.closures]
    return sorted(found)


def test_what_closed_is_taken_off_one_facility_or_another(planner: Planner, tmp_path: Path) -> None:
    """Of six places that might close four did, one of each facility because it had to."""
    left = closing(planner, tmp_path, (2021, "", 1, 3), (2021, "p1", 1, 3))
    assert left == [(2022, "", 0, 0), (2022, "p1", 0, 2)]


def test_what_closed_early_has_to_close_no_more(planner: Planner, tmp_path: Path) -> None:
    """One had to close and four did; two more had to in 2022, and eight might have by then."""
    left = closing(planner, tmp_path, (2021, "", 1, 5), (2022, "", 2, 3))
    assert left == [(2022, "", 0, 4)]


def test_with_local_initiatives_alone_no_plan_is_taken_for_delivered(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tiny", tiny())
    region = load(folder).region
    row = Realised("outflow", 2021, "aa", "a1", "cc", None, None, 1, "initiative", None, None, "x")
    found = roll(read_changed(folder), region, [row], [A1, B1])
    assert (found.planned, found.delivered) == (False, ())
    assert [one.delivered for one in found.position.values()] == [1, 0]


def test_as_planned_gives_the_same_plan(planner: Planner, tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", tiny())
    planner("solve", "tiny", "--quiet", "--out", "old")
    said = planner("roll", "tiny", "next", "--plan", "old")
    assert "plan was taken" in said.err
    planner("solve", "next", "--quiet", "--start", "old", "--out", "new")
    old = {line for line in read_lines(tmp_path / "old") if line.year > 2021}
    assert set(read_lines(tmp_path / "new")) == old
    planner("verify", "next", "new")


def test_that_nothing_was_delivered_is_said(planner: Planner, tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", tiny())
    delivered(tmp_path, A1)
    assert "whole quota" in planner("roll", "tiny", "without").err
    assert "whole quota" not in planner("roll", "tiny", "with", "--realised", "delivered.csv").err


def test_what_is_left_to_a_person_is_listed(planner: Planner, tmp_path: Path) -> None:
    index = [{"year": year, "index": 1 + (year - 2021) / 10} for year in (2021, 2022)]
    write_folder(tmp_path / "tiny", tiny(index=index))
    delivered(tmp_path, A1)
    said = planner("roll", "tiny", "next.xlsx", "--realised", "delivered.csv", "--json").document
    keys = {one["key"] for one in said["todo"]}
    assert keys == {"roll.todo.new_year", "roll.todo.figures", "roll.todo.index"}
    assert said["municipalities"][1] == {
        "municipality": "bb", "quota": 2, "delivered": 0, "shortfall": 2, "arrears": 1,
        "quota_left": 4,
    }  # fmt: skip
    planner("check", "next.xlsx")
    assert "targets" in planner("roll", "tiny", "again", "--realised", "delivered.csv").out


@pytest.mark.parametrize("words", ["tiny", "reorganised"])
def test_what_cannot_be_moved_on(planner: Planner, tmp_path: Path, words: str) -> None:
    write_folder(tmp_path / "tiny", tiny())
    if words == "tiny":
        assert "tiny" in planner("roll", "tiny", "tiny", code=3).err
        return
    merger = """[[reorganisation]]\nfrom_year = 2021\nmunicipalities = ["aa", "bb"]\ninto = "cc"
name = "Ceedorp"\nsource = "law"\n"""
    (tmp_path / "merger.toml").write_text(merger, encoding="utf-8")
    planner("roll", "tiny", "next", "--scenario", "merger.toml", code=2)
    assert not (tmp_path / "next").exists()


def test_the_library_rolls_too(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", tiny())
    write_plan(tmp_path / "plan", [A1, B1])
    made = library.roll(library.load(tmp_path / "tiny"), tmp_path / "next", plan=tmp_path / "plan")
    assert made.years == (2022, 2023)


LINES = st.lists(
    st.tuples(st.sampled_from(["a1", "a2", "b1"]), st.integers(0, 6), st.booleans()), max_size=5
)


@given(LINES)
def test_no_dwelling_is_lost_or_made(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, int, bool]]
) -> None:
    """What was asked is delivered or still asked; what each owes is its quota less what it did."""
    folder = write_folder(tmp_path_factory.mktemp("roll") / "tiny", tiny())
    before = load(folder).region
    rows = [
        Realised("outflow", 2021, place[0] * 2, place, "cc", None, None, number,
                 "initiative" if local else "delivery", None, None, "x")
        for place, number, local in lines
    ]  # fmt: skip
    made = roll(read_changed(folder), before, rows).loaded.region
    done: Counter[bool] = Counter()
    by_place: Counter[str] = Counter()
    for row in rows:
        done[row.initiative] += row.dwellings
        by_place[row.municipality] += row.dwellings
    asked = sum(made.minimum("outflow", year) for year in made.years)
    assert asked == max(0, 10 - done[False])
    for code, quota in quotas(made).items():
        assert quota == max(0, quotas(before)[code] - by_place[code])
