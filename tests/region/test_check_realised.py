"""Delivered lines and moves between facilities."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.region.domain import Line
from planner.region.load import load
from tests.region.conftest import Refused
from tests.tiny import tiny, write_folder

DELIVERED = {
    "programme": "outflow", "year": 2021, "municipality": "aa", "neighbourhood": "a1",
    "corporation": "cc", "dwellings": 2, "date": "2021-03-01", "source": "report of April",
}  # fmt: skip
ON_SITE = {
    "programme": "clustered", "year": 2022, "municipality": "bb", "neighbourhood": "b1",
    "corporation": "cc", "site": "s1", "support_point": "p1", "dwellings": 4, "source": "x",
}  # fmt: skip


def test_what_was_delivered_is_read(tmp_path: Path) -> None:
    initiative = {
        "programme": "outflow", "year": 2022, "municipality": "bb", "dwellings": 1,
        "kind": "initiative", "source": "letter",
    }  # fmt: skip
    tables = tiny(realised=[DELIVERED, ON_SITE, initiative])
    site, first, second = load(write_folder(tmp_path / "r", tables)).region.realised
    assert first.line == Line("outflow", 2021, "aa", "a1", "cc", "", "", 2)
    assert site.line == Line("clustered", 2022, "bb", "b1", "cc", "s1", "p1", 4)
    assert not first.initiative
    assert second.initiative
    assert second.line == Line("outflow", 2022, "bb", "", "", "", "", 1)


@pytest.mark.parametrize(
    ("line", "cells", "key", "column"),
    [
        (DELIVERED, {"date": "2022-01-01"}, "region.realised_other_year", "date"),
        (DELIVERED, {"municipality": "bb"}, "region.commitment_municipality", "municipality"),
        (DELIVERED, {"neighbourhood": ""}, "region.realised_where", "neighbourhood"),
        (DELIVERED, {"corporation": ""}, "region.realised_where", "corporation"),
        (DELIVERED, {"site": "s1"}, "region.commitment_site_given", "site"),
        (ON_SITE, {"site": ""}, "region.commitment_no_site", "site"),
        (DELIVERED, {"dwellings": -1}, "region.negative", "dwellings"),
    ],
)
def test_what_cannot_have_been_delivered(
    refused: Refused, line: dict[str, Any], cells: dict[str, Any], key: str, column: str
) -> None:
    [problem] = refused(tiny(realised=[{**line, **cells}]))
    assert (problem.key, problem.file, problem.row) == (key, "realised.csv", 2)
    assert problem.column == column


def test_nobody_moves_to_where_they_are(refused: Refused) -> None:
    pools = [{"pool": "bw", "year": 2021, "places": 10, "source": "x"}]
    moves = [{"from": "bw", "to": "bw", "year": 2021, "persons": 3, "source": "x"}]
    [problem] = refused(tiny(pools=pools, moves_between=moves))
    assert (problem.key, problem.column) == ("region.move_to_itself", "to")


def test_places_that_close_between_two_numbers(refused: Refused) -> None:
    pools = [{"pool": "bw", "year": 2021, "places": 10, "waiting": 5, "source": "x"}]
    closures = [
        {"pool": "bw", "year": 2021, "minimum": 5, "maximum": 4, "kind": "closure", "source": "x"}
    ]
    [problem] = refused(tiny(pools=pools, closures=closures))
    assert (problem.key, problem.file) == ("region.crossed", "closures.csv")
