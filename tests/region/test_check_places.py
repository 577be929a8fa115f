"""Coordinates."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.region.load import load
from tests.region.conftest import Refused
from tests.tiny import tiny, write_folder


@pytest.mark.parametrize("table", ["neighbourhoods", "support_points", "sites"])
@pytest.mark.parametrize(
    ("x", "y", "key", "column"),
    [
        ("5.17", "52.29", "region.degrees", "x"),
        ("52.29", "5.17", "region.degrees", "x"),
        ("475000", "140000", "region.swapped", "x"),
        ("300001", "475000", "region.outside", "x"),
        ("-7001", "475000", "region.outside", "x"),
        ("140000", "288999", "region.outside", "y"),
        ("140000", "629001", "region.outside", "y"),
    ],
)
def test_refused(refused: Refused, table: str, x: str, y: str, key: str, column: str) -> None:
    region = tiny()
    region[table][0] |= {"x": x, "y": y}
    [problem] = refused(region)
    assert (problem.key, problem.file, problem.row, problem.column) == (
        key, f"{table}.csv", 2, column,
    )  # fmt: skip
    assert x in problem.message
    assert y in problem.message


@pytest.mark.parametrize(("given", "missing"), [("x", "y"), ("y", "x")])
def test_half_a_point(refused: Refused, given: str, missing: str) -> None:
    region = tiny()
    region["sites"][0][missing] = ""
    [problem] = refused(region)
    assert (problem.key, problem.row, problem.column) == ("region.half_point", 2, missing)


def test_a_site_may_have_no_point_and_the_corners_are_inside(tmp_path: Path) -> None:
    region = tiny()
    region["sites"][0] |= {"x": "", "y": ""}
    region["neighbourhoods"][0] |= {"x": "-7000", "y": "289000"}
    region["neighbourhoods"][1] |= {"x": "300000", "y": "629000"}
    loaded = load(write_folder(tmp_path / "r", region)).region
    assert loaded.sites["s1"].x is None
