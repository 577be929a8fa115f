"""Keys given twice and references to nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.region.fields import ALLOCATION, MONITOR, OPTIONAL, all_fields, fields_of, tables
from planner.region.load import load
from tests.region.conftest import Refused
from tests.tiny import tiny, write_folder

FULL: dict[str, dict[str, Any]] = {
    "separation": {"programme_a": "clustered", "programme_b": "outflow", "min_metres": 0},
    "participation": {"municipality": "aa", "programme": "outflow", "participates": "ja"},
    "shares": {"share": "sites", "part": "clustered", "whole": "clustered;outflow", "year": 2022,
               "minimum": "0"},
    "contingents": {
        "corporation": "cc", "municipality": "aa", "programme": "outflow", "year": 2021,
        "minimum": 1,
    },
    "neighbourhood_types": {"kind": "town", "programme": "outflow", "allowed": "ja"},
    "commitments": {
        "programme": "outflow", "year": 2021, "municipality": "aa", "neighbourhood": "a1",
        "corporation": "cc", "dwellings": 2, "status": "proposed",
    },
    "budgets": {"programme": "outflow", "year": 2021, "amount": 5000},
    "demand": {"programme": "outflow", "municipality": "aa", "year": 2021, "households": 3},
    "pools": {"pool": "bw", "year": 2021, "places": 30, "waiting": 5},
    "travel": {"from": "a1", "to": "b1", "minutes": 12},
    "swaps": {"from": "aa", "to": "bb", "quota_group": "homes", "dwellings": 1,
              "date": "2021-03-01"},
    "index": {"year": 2022, "index": "1.03"},
    "closures": {
        "pool": "bw", "year": 2022, "minimum": 1, "maximum": 4, "facility": "p1", "kind": "closure",
    },
    "moves_between": {"from": "mo", "to": "bw", "year": 2021, "persons": 6},
    "realised": {
        "programme": "outflow", "year": 2021, "municipality": "aa", "neighbourhood": "a1",
        "corporation": "cc", "dwellings": 2, "date": "2021-03-01",
    },
    "costs": {"year": 2021, "contribution": 1000, "result": "-12.50"},
}  # fmt: skip


def full() -> dict[str, Any]:
    """The tiny region with a row in every optional table."""
    region = tiny() | {table: [{**row, "source": "made up"}] for table, row in FULL.items()}
    region["pools"].append({**region["pools"][0], "pool": "mo"})
    return region


def test_the_full_region_has_every_table(tmp_path: Path) -> None:
    assert set(full()) == {"settings", *tables()}
    assert set(FULL) <= OPTIONAL
    load(write_folder(tmp_path / "full", full()))


@pytest.mark.parametrize("table", tables())
def test_a_key_given_twice(refused: Refused, table: str) -> None:
    region = full()
    region[table].append(dict(region[table][0]))
    last = len(region[table]) + 1
    problem = next(p for p in refused(region) if p.key == "region.duplicate")
    assert (problem.file, problem.row) == (f"{table}.csv", last)
    assert f"{table}.csv, rij 2" in problem.message


def test_a_pair_in_either_order_is_one_pair(refused: Refused) -> None:
    region = full()
    row = dict(region["separation"][0], programme_a="outflow", programme_b="clustered")
    region["separation"].append(row)
    [problem] = refused(region)
    assert (problem.key, problem.file, problem.row) == ("region.duplicate", "separation.csv", 3)


REFERENCES = [
    (f.table, f.column)
    for f in all_fields()
    if f.references and f.table not in (ALLOCATION, MONITOR)
]


@pytest.mark.parametrize(("table", "column"), REFERENCES)
def test_a_reference_to_nothing(refused: Refused, table: str, column: str) -> None:
    region = full()
    wrong = "2030" if fields_of(table)[column].references == "years" else "nowhere"
    region[table][0][column] = wrong
    found = [(p.key, p.file, p.row, p.column, p.value) for p in refused(region)]
    assert ("region.dangling", f"{table}.csv", 2, column, wrong) in found


def test_a_near_name_is_suggested(refused: Refused) -> None:
    region = full()
    region["budgets"][0]["programme"] = "outflw"
    [problem] = refused(region)
    assert problem.message == "“outflw” komt niet voor in programmes."
    assert problem.remedy.startswith("Bedoelt u “outflow”?")


def test_one_wrong_item_of_a_list(refused: Refused) -> None:
    region = tiny()
    region["sites"][0]["programmes"] = "clustered;clusterd"
    [problem] = refused(region)
    assert (problem.key, problem.column) == ("region.dangling", "programmes")
    assert "“clusterd”" in problem.message


def test_rows_with_another_problem_still_count_as_there(refused: Refused) -> None:
    region = tiny()
    region["municipalities"][0]["inhabitants"] = "x"
    region["neighbourhoods"][2]["municipality"] = "zz"
    assert [(p.key, p.file, p.row) for p in refused(region)] == [
        ("region.not_integer", "municipalities.csv", 2),
        ("region.dangling", "neighbourhoods.csv", 4),
    ]


def test_a_table_that_could_not_be_read_proves_nothing_missing(refused: Refused) -> None:
    region = tiny()
    del region["corporations"]
    assert [p.key for p in refused(region)] == ["region.missing_file"]


def test_wrong_years_prove_no_year_missing(refused: Refused) -> None:
    found = refused(tiny(settings={"region.years": [2021, 2021]}))
    assert [p.key for p in found] == ["region.year_twice"]


def test_references_that_differ_in_leading_zeros_only(refused: Refused) -> None:
    """One problem for all of them; a code that is no number keeps its zeros."""
    region = tiny()
    region["municipalities"][0]["municipality"] = "363"
    for row in region["neighbourhoods"][:2]:
        row["municipality"] = "0363"
    [problem] = refused(region)
    assert (problem.key, problem.file, problem.row, problem.column) == (
        "region.zeros", "neighbourhoods.csv", 2, "municipality",
    )  # fmt: skip
    assert (problem.values["count"], problem.values["known"]) == (2, "363")

    region["municipalities"][0]["municipality"] = "aa"
    for row in region["neighbourhoods"][:2]:
        row["municipality"] = "0aa"
    assert {problem.key for problem in refused(region)} == {"region.dangling"}
