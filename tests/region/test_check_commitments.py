"""Signed lines that contradict the region or each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.region.load import load
from tests.region.conftest import Refused
from tests.tiny import tiny, write_folder

STOCK = {
    "programme": "outflow", "year": 2021, "municipality": "aa", "neighbourhood": "a1",
    "corporation": "cc", "dwellings": 2, "status": "signed", "source": "letter",
}  # fmt: skip
SITE = {
    "programme": "clustered", "year": 2022, "municipality": "bb", "neighbourhood": "b1",
    "corporation": "cc", "site": "s1", "support_point": "p1", "dwellings": 6,
    "status": "signed", "source": "letter",
}  # fmt: skip


def region(*lines: dict[str, Any]) -> dict[str, Any]:
    """The tiny region with more to contradict, and these commitments."""
    tables = tiny(
        commitments=list(lines),
        participation=[
            {"municipality": "bb", "programme": "outflow", "participates": "nee", "source": "x"}
        ],
    )
    tables["corporations"].append({"corporation": "dd", "name": "D"})
    tables["support_points"].append(
        {"support_point": "p2", "name": "Later", "neighbourhood": "a1", "x": 140000, "y": 475000,
         "services": "ambulatory", "from_year": 2023}
    )  # fmt: skip
    tables["support_points"].append(
        {"support_point": "p3", "name": "Other", "neighbourhood": "a1", "x": 140000, "y": 475000,
         "services": "day_activity"}
    )  # fmt: skip
    tables["sites"].append(
        {"site": "s2", "name": "Unfit", "neighbourhood": "b1", "corporation": "cc",
         "kind": "existing"}
    )  # fmt: skip
    other = dict(tables["programmes"][1], programme="near_bw")
    tables["programmes"].append(other)
    tables["sites"][0]["programmes"] = "clustered;near_bw"
    return tables


CASES = [
    (STOCK, {"municipality": "bb"}, "region.commitment_municipality", "municipality"),
    (STOCK, {"municipality": "bb"}, "region.commitment_excluded", "municipality"),
    (STOCK, {"site": "s1"}, "region.commitment_site_given", "site"),
    (STOCK, {"corporation": "dd"}, "region.commitment_no_stock", "corporation"),
    (STOCK, {"support_point": "p1"}, "region.commitment_support_given", "support_point"),
    (SITE, {"site": ""}, "region.commitment_no_site", "site"),
    (SITE, {"neighbourhood": "a1"}, "region.commitment_other_site", "neighbourhood"),
    (SITE, {"corporation": "dd"}, "region.commitment_other_site", "corporation"),
    (SITE, {"site": "s2"}, "region.commitment_unfit", "site"),
    (SITE, {"year": 2021}, "region.commitment_early", "year"),
    (SITE, {"support_point": "p2"}, "region.commitment_early", "year"),
    (SITE, {"support_point": "p3"}, "region.commitment_service", "support_point"),
]


@pytest.mark.parametrize(("line", "change", "key", "column"), CASES)
def test_a_signed_line_is_refused(
    refused: Refused, line: dict[str, Any], change: dict[str, Any], key: str, column: str
) -> None:
    found = [(p.key, p.file, p.row, p.column) for p in refused(region({**line, **change}))]
    assert (key, "commitments.csv", 2, column) in found
    assert {file for _, file, _, _ in found} == {"commitments.csv"}


@pytest.mark.parametrize(("line", "change", "key", "column"), CASES)
def test_a_proposed_line_may_contradict(
    tmp_path: Path, line: dict[str, Any], change: dict[str, Any], key: str, column: str
) -> None:
    load(write_folder(tmp_path / "r", region({**line, **change, "status": "proposed"})))


@pytest.mark.parametrize(
    ("change", "key", "column"),
    [
        ({"programme": "near_bw"}, "region.commitment_two_programmes", "programme"),
        ({"year": 2023}, "region.commitment_two_years", "year"),
    ],
)
def test_a_site_is_used_once(
    refused: Refused, change: dict[str, Any], key: str, column: str
) -> None:
    tables = region(SITE, {**SITE, **change})
    tables["settings"]["region.years"] = [2021, 2022, 2023]
    [problem] = refused(tables)
    assert (problem.key, problem.file, problem.row, problem.column) == (
        key, "commitments.csv", 3, column,
    )  # fmt: skip
    assert "commitments.csv, rij 2" in problem.message


def test_sound_lines(tmp_path: Path) -> None:
    loaded = load(write_folder(tmp_path / "r", region(SITE, STOCK)))
    assert [line.programme for line in loaded.region.signed] == ["clustered", "outflow"]


def test_a_line_of_a_year_in_which_the_municipality_takes_part(
    refused: Refused, tmp_path: Path
) -> None:
    tables = tiny(
        commitments=[{**STOCK, "year": 2021}, {**STOCK, "year": 2022}],
        participation=[
            {"municipality": "aa", "programme": "outflow", "participates": "nee", "from_year": 2022}
        ],
    )
    [problem] = refused(tables)
    assert (problem.key, problem.row) == ("region.commitment_excluded", 3)
    assert problem.values["year"] == 2022
    load(write_folder(tmp_path / "fine", {**tables, "commitments": tables["commitments"][:1]}))
