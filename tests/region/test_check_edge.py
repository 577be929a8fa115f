"""The numbers that a programme at the edge of the built-up area asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.region.load import load
from planner.text import text
from tests.region.conftest import Refused
from tests.tiny import tiny, write_folder

EXCLUDED = [{"municipality": "bb", "programme": "clustered", "participates": "false"}]


def region(programme: int, limits: dict[str, Any], **tables: Any) -> dict[str, Any]:
    """The tiny region whose first (stock) or second (site) programme has limits."""
    result = tiny(**tables)
    result["programmes"][programme] |= limits
    return result


def test_stock_cannot_ask_for_metres(refused: Refused) -> None:
    [problem] = refused(region(0, {"min_metres_to_dwellings": 100}))
    assert (problem.key, problem.file, problem.row, problem.column, problem.value) == (
        "region.edge_in_stock", "programmes.csv", 2, "min_metres_to_dwellings", "100",
    )  # fmt: skip
    assert "placement" in problem.remedy


def test_every_neighbourhood_with_stock_is_named_at_once(refused: Refused) -> None:
    tables = region(0, {"max_address_density": 1000})
    tables["neighbourhoods"][1]["address_density"] = 900
    problems = refused(tables)
    assert [(p.key, p.file, p.row, p.column) for p in problems] == [
        ("region.edge_density_of_neighbourhood", "neighbourhoods.csv", row, "address_density")
        for row in (2, 4)
    ]
    assert "“a1”" in problems[0].message
    assert "“outflow”" in problems[0].message


@pytest.mark.parametrize("where", ["no stock", "takes no part"])
def test_where_stock_cannot_stand_nothing_is_asked(tmp_path: Path, where: str) -> None:
    tables = region(0, {"max_address_density": 1000})
    for row in tables["neighbourhoods"][:2]:
        row["address_density"] = 1000
    if where == "no stock":
        del tables["stock"][2]
    else:
        tables["participation"] = [{**EXCLUDED[0], "programme": "outflow"}]
    assert load(write_folder(tmp_path / "r", tables)).region.programmes["outflow"]


def test_a_site_lacks_both_numbers(refused: Refused) -> None:
    limits = {"max_address_density": 500, "min_metres_to_dwellings": 100}
    problems = refused(region(1, limits))
    assert [(p.key, p.file, p.row, p.column) for p in problems] == [
        ("region.edge_density_of_site", "sites.csv", 2, "address_density"),
        ("region.edge_metres_of_site", "sites.csv", 2, "metres_to_dwellings"),
    ]


def test_the_neighbourhoods_density_will_do(tmp_path: Path) -> None:
    tables = region(1, {"max_address_density": 500})
    tables["neighbourhoods"][2]["address_density"] = 500
    loaded = load(write_folder(tmp_path / "r", tables))
    assert loaded.notes == ()


def test_a_site_that_cannot_serve_it_needs_no_number(tmp_path: Path) -> None:
    limits = {"max_address_density": 500, "min_metres_to_dwellings": 100}
    load(write_folder(tmp_path / "r", region(1, limits, participation=EXCLUDED)))
    tables = region(1, limits)
    tables["sites"][0]["programmes"] = ""
    load(write_folder(tmp_path / "s", tables))


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        ([{"participates": "false"}, {"participates": "true", "from_year": 2022}], True),
        ([{"participates": "false", "from_year": 2022}], True),
        ([{"participates": "false", "from_year": 2023}], True),
        ([{"participates": "false", "from_year": 2021}], False),
    ],
    ids=["false then true from 2022", "from 2022", "from after the plan", "from the first year"],
)
def test_only_who_never_takes_part_needs_no_number(
    tmp_path: Path, refused: Refused, rows: list[dict[str, Any]], asked: bool
) -> None:
    participation = [EXCLUDED[0] | row for row in rows]
    tables = region(1, {"min_metres_to_dwellings": 100}, participation=participation)
    if asked:
        assert [problem.key for problem in refused(tables)] == ["region.edge_metres_of_site"]
    else:
        load(write_folder(tmp_path / "r", tables))


def test_that_no_place_will_do_is_said(tmp_path: Path) -> None:
    tables = region(1, {"min_metres_to_dwellings": 100})
    tables["sites"][0]["metres_to_dwellings"] = 99
    loaded = load(write_folder(tmp_path / "r", tables))
    assert loaded.notes == (text("region.note.edge", programme="clustered"),)


def test_without_limits_nothing_is_asked(tmp_path: Path) -> None:
    found = load(write_folder(tmp_path / "r", tiny())).region
    assert found.sites["s1"].metres_to_dwellings is None
    assert found.programmes["clustered"].max_address_density is None
