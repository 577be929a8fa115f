"""Numbers that contradict each other."""

from __future__ import annotations

import pytest

from tests.region.conftest import Refused
from tests.tiny import tiny


@pytest.mark.parametrize(
    ("table", "cells", "key", "column"),
    [
        ("municipalities", {"dwellings": 899}, "region.social_above_all", "social_dwellings"),
        ("neighbourhoods", {"dwellings": 599}, "region.social_above_all", "social_dwellings"),
        ("targets", {"minimum": 11, "maximum": 10}, "region.crossed", "minimum"),
        ("sites", {"min_dwellings": 13}, "region.crossed", "min_dwellings"),
        ("programmes", {"min_cluster": 9, "max_cluster": 8}, "region.crossed", "min_cluster"),
    ],
)
def test_refused(
    refused: Refused, table: str, cells: dict[str, int], key: str, column: str
) -> None:
    region = tiny()
    region[table][0] |= cells
    region["stock"] = [row for row in region["stock"] if row["neighbourhood"] != "a1"]
    [problem] = refused(region)
    assert (problem.key, problem.file, problem.row, problem.column) == (
        key, f"{table}.csv", 2, column,
    )  # fmt: skip


def test_a_stock_programme_on_a_site(refused: Refused) -> None:
    region = tiny()
    region["sites"][0]["programmes"] = "clustered;outflow"
    [problem] = refused(region)
    assert (problem.key, problem.file, problem.row, problem.column) == (
        "region.stock_on_site", "sites.csv", 2, "programmes",
    )  # fmt: skip
    assert "“outflow”" in problem.message
