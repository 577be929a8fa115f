"""`planner monitor --replan`: what is delivered is fixed, the rest is planned anew."""

from __future__ import annotations

import csv
import datetime
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import planner as library
from planner.errors import PlannerError
from planner.quota.quotas import shares
from planner.region.domain import Line, Realised
from planner.region.plan_file import read_lines
from planner.years.replan import fixed
from tests.models.small import commitment, region_of
from tests.tiny import tiny, write_folder
from tests.years.conftest import Planner

REGION = region_of(tiny())
JUNE = datetime.date(2022, 6, 1)


def row(place: str, dwellings: int, year: int = 2021, kind: str = "delivery") -> Realised:
    return Realised("outflow", year, place[0] * 2, place, "cc", None, None, dwellings, kind, None,
                    None, "x")  # fmt: skip


def delivered(folder: Path, *lines: Line) -> None:
    """Lines as the region's table of what was delivered."""
    with (folder / "tiny" / "realised.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*Line._fields, "date", "source"])
        writer.writerows([*line, "", "report"] for line in lines)


@pytest.fixture
def old(planner: Planner, tmp_path: Path) -> tuple[Line, ...]:
    """The lines of the plan of the tiny region, in `out/tiny`."""
    write_folder(tmp_path / "tiny", tiny())
    planner("solve", "tiny", "--quiet")
    return read_lines(tmp_path / "out" / "tiny")


def test_nothing_delivered_and_nothing_changed_is_the_same_plan(
    planner: Planner, tmp_path: Path, old: tuple[Line, ...]
) -> None:
    planner("monitor", "tiny", "--replan", "--as-of", "2021-03-01", "--quiet", "--out", "new")
    assert read_lines(tmp_path / "new") == old


def test_delivered_as_planned_is_the_same_plan(
    planner: Planner, tmp_path: Path, old: tuple[Line, ...]
) -> None:
    delivered(tmp_path, *(line for line in old if line.year == 2021))
    planner("monitor", "tiny", "--replan", "--as-of", "2022-06-01", "--quiet", "--out", "new")
    assert read_lines(tmp_path / "new") == old


def test_what_was_delivered_stays_and_what_is_late_is_caught_up(
    planner: Planner, tmp_path: Path, old: tuple[Line, ...]
) -> None:
    """Of the four of 2021 one came; ten are asked in all, six of aa and four of bb."""
    one = Line("outflow", 2021, "aa", "a1", "cc", "", "", 1)
    delivered(tmp_path, one)
    said = planner("monitor", "tiny", "--replan", "--as-of", "2022-06-01", "--plan", "out/tiny")
    assert "out/tiny-2022" in said.err
    assert "not looked into" in said.err
    assert "does not keep its inputs" not in said.err
    lines = read_lines(tmp_path / "out" / "tiny-2022")
    assert [line for line in lines if line.year == 2021] == [one]
    owed = Counter[str]()
    for line in lines:
        if line.programme == "outflow":
            owed[line.municipality] += line.dwellings
    assert sum(owed.values()) <= 10
    assert owed["aa"] >= 1
    planner("verify", "tiny", "out/tiny-2022")
    found = library.replan(library.load(tmp_path / "tiny"), old, JUNE)
    assert found.plan.lines == lines


def test_few_people_waiting_are_not_told(planner: Planner, tmp_path: Path) -> None:
    """Nobody waits: neither the sum that was made small nor a count of a year is shown."""
    state = {"pool": "bw", "places": 10, "inflow": 0, "source": "made up"}
    order = ["unmet_need", "waiting", "cost"]
    pools = [{**state, "year": 2021, "waiting": 1}]
    write_folder(tmp_path / "tiny", tiny({"objective.order": order}, pools=pools))
    planner("solve", "tiny", "--quiet")
    said = planner("monitor", "tiny", "--replan", "--as-of", "2021-03-01", "--quiet", "--json",
                   "--out", "new")  # fmt: skip
    assert "waiting.waiting" not in said.out
    [row] = [row for row in json.loads(said.out)["objective"] if row["aim"] == "waiting"]
    assert row["value"] is row["in_plan"] is None


def test_a_plan_to_stay_close_to_is_needed(planner: Planner, tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", tiny())
    assert "out/tiny" in planner("monitor", "tiny", "--replan", "--as-of", "2021-03-01", code=2).err
    assert "--replan" in planner("monitor", "tiny", "report", "--replan", code=2).err


def test_after_the_last_year_there_is_nothing_left_to_plan() -> None:
    with pytest.raises(PlannerError, match="2022"):
        fixed(REGION, [], datetime.date(2023, 1, 1))


@pytest.mark.parametrize(
    ("late", "done", "least"),
    [
        pytest.param(3, 0, 2, id="what is left of 2021 comes on top of the promise of 2022"),
        pytest.param(3, 1, 2, id="what was delivered in 2022 is part of both"),
        pytest.param(3, 2, 2, id="all was delivered, a year late"),
        pytest.param(3, 4, 4, id="more was delivered than promised"),
        pytest.param(4, 0, 1, id="2021 was kept"),
    ],
)
def test_a_promise_that_was_not_kept_is_one_of_this_year(late: int, done: int, least: int) -> None:
    region = region_of(tiny(commitments=[
        {**commitment("outflow", 2021, "a1", 4), "source": "deed"},
        {**commitment("outflow", 2022, "a1", 1), "source": "deed"},
    ]))  # fmt: skip
    rows = [row("a1", late), *([row("a1", done, 2022)] if done else [])]
    found = fixed(region, rows, JUNE).region
    lines = {(line.year, line.neighbourhood): line.dwellings for line in found.signed}
    assert lines == {(2021, "a1"): late, (2022, "a1"): least}


def test_more_than_was_allowed_was_delivered() -> None:
    found = fixed(REGION, [row("a1", 12)], JUNE)
    assert found.region.maximum("outflow", 2021) == 12
    [most] = [one.at_most for one in found.requests if one.slice.programme == "outflow"]
    assert most == 12


ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from(["a1", "a2", "b1"]),
        st.integers(0, 5),
        st.sampled_from([2021, 2022]),
        st.sampled_from(["delivery", "initiative"]),
    ),
    max_size=6,
)


@given(ROWS)
def test_no_dwelling_is_lost_or_made(rows: list[Realised]) -> None:
    """All that was delivered is signed; an initiative lowers a quota, at most to nothing."""
    found = fixed(REGION, rows, JUNE)
    built = sum(one.dwellings for one in rows if not one.initiative)
    assert sum(line.dwellings for line in found.region.signed) == built
    credit = Counter[str]()
    for one in rows:
        if one.initiative:
            credit[one.municipality] += one.dwellings
    before, after = shares(REGION), shares(found.region)
    for key, share in after.items():
        assert share.quota == max(0, before[key].quota - credit[key[1]])
