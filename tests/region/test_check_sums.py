"""Parts and wholes across tables: what cannot be is refused, what is unlikely is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.errors import PlannerError, Problem
from planner.region.load import load
from tests.tiny import tiny, write_folder


def table(name: str, **changes: dict[str, Any]) -> list[dict[str, Any]]:
    """A table of `tiny()` with cells of rows, by their first cell, changed."""
    rows = tiny()[name]
    code = next(iter(rows[0]))
    return [{**row, **changes.get(row[code], {})} for row in rows]


def problems(path: Path, **tables: Any) -> list[Problem]:
    with pytest.raises(PlannerError) as caught:
        load(write_folder(path / "r", tiny(**tables)))
    return caught.value.problems


def doubts(path: Path, **tables: Any) -> list[Problem]:
    return list(load(write_folder(path / "r", tiny(**tables))).doubts)


def stock(*dwellings: int) -> list[dict[str, Any]]:
    """Stock of two corporations in a1, which has 2,000 dwellings, 600 of them social."""
    return [
        {"corporation": code, "neighbourhood": "a1", "dwellings": number, "source": "made up"}
        for code, number in zip(("cc", "dd"), dwellings, strict=True)
    ] + tiny()["stock"][1:]


TWO = [{"corporation": code, "name": code, "source": "made up"} for code in ("cc", "dd")]


def test_nothing_to_say_of_the_tiny_region(tmp_path: Path) -> None:
    assert doubts(tmp_path) == []


def test_more_corporation_dwellings_than_dwellings(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, corporations=TWO, stock=stock(900, 1101))
    assert problem.key == "region.stock_above_dwellings"
    assert (problem.file, problem.row, problem.column) == ("stock.csv", 3, "dwellings")
    assert (problem.values["total"], problem.values["dwellings"]) == (2001, 2000)


def test_more_corporation_dwellings_than_social_ones(tmp_path: Path) -> None:
    [doubt] = doubts(tmp_path, corporations=TWO, stock=stock(900, 1100))
    assert doubt.key == "doubt.stock_above_social"
    assert (doubt.values["total"], doubt.values["social"]) == (2000, 600)
    assert doubts(tmp_path, corporations=TWO, stock=stock(300, 300)) == []


@pytest.mark.parametrize("column", ["inhabitants", "dwellings", "social_dwellings"])
def test_a_neighbourhood_larger_than_its_municipality(tmp_path: Path, column: str) -> None:
    """Beedorp has 4,000 inhabitants, 2,000 dwellings and 500 social ones, all in b1."""
    part = {"inhabitants": 4100, "dwellings": 2100, "social_dwellings": 600}[column]
    [doubt] = doubts(tmp_path, neighbourhoods=table("neighbourhoods", b1={column: part}))
    assert (doubt.key, doubt.file, doubt.row, doubt.column) == (
        "doubt.parts_above_whole", "municipalities.csv", 3, column,
    )  # fmt: skip


def test_neighbourhoods_against_their_municipality(tmp_path: Path) -> None:
    """The neighbourhoods of Aadorp have 6,000 inhabitants."""
    for inhabitants, key in ((5882, "doubt.parts_above_whole"), (6667, "doubt.parts_below_whole")):
        rows = table("municipalities", aa={"inhabitants": inhabitants})
        [doubt] = doubts(tmp_path, municipalities=rows)
        assert (doubt.key, doubt.row, doubt.column) == (key, 2, "inhabitants")
        assert (doubt.values["total"], doubt.values["whole"]) == (6000, inhabitants)
    for inhabitants in (5883, 6666):
        rows = table("municipalities", aa={"inhabitants": inhabitants})
        assert doubts(tmp_path, municipalities=rows) == []


# municipalities that can deliver nothing

CEDORP = {
    "municipality": "ce", "name": "Cedorp", "inhabitants": 900, "dwellings": 400,
    "social_dwellings": 100, "turnover_rate": "0.05", "existing_places": 0, "source": "made up",
}  # fmt: skip


def test_a_municipality_without_neighbourhoods(tmp_path: Path) -> None:
    [doubt] = doubts(tmp_path, municipalities=[*tiny()["municipalities"], CEDORP])
    assert (doubt.key, doubt.file, doubt.row) == (
        "doubt.no_neighbourhoods", "municipalities.csv", 4,
    )  # fmt: skip
    assert doubt.values["name"] == "Cedorp"


def test_a_municipality_without_stock_or_sites(tmp_path: Path) -> None:
    tables = {"stock": tiny()["stock"][:2], "sites": []}
    [doubt] = doubts(tmp_path, **tables)
    assert (doubt.key, doubt.values["name"]) == ("doubt.no_stock", "Beedorp")
    tables["sites"] = tiny()["sites"]
    assert doubts(tmp_path, **tables) == []


def test_who_takes_no_part_need_not_be_able_to(tmp_path: Path) -> None:
    outside = [{"municipality": "ce", "programme": "outflow", "participates": "false"}]
    places = [*tiny()["municipalities"], CEDORP]
    assert doubts(tmp_path, municipalities=places, participation=outside) == []


# a row that adds up the others


def total(**cells: Any) -> dict[str, Any]:
    return {**CEDORP, "inhabitants": 10000, "dwellings": 5000, "social_dwellings": 1400, **cells}


def test_a_municipality_that_is_the_sum_of_the_others(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, municipalities=[*tiny()["municipalities"], total()])
    assert (problem.key, problem.row) == ("region.total_row", 4)


@pytest.mark.parametrize("cells", [{"inhabitants": 10001}, {"social_dwellings": 0}])
def test_a_large_municipality_is_no_total(tmp_path: Path, cells: dict[str, Any]) -> None:
    rows = [*tiny()["municipalities"], total(**cells)]
    assert [d.key for d in doubts(tmp_path, municipalities=rows)] == ["doubt.no_neighbourhoods"]


def test_a_large_municipality_with_neighbourhoods_is_no_total(tmp_path: Path) -> None:
    place = {**tiny()["neighbourhoods"][2], "neighbourhood": "c1", "municipality": "ce",
             "inhabitants": 10000, "dwellings": 5000, "social_dwellings": 1400}  # fmt: skip
    tables = {
        "municipalities": [*tiny()["municipalities"], total()],
        "neighbourhoods": [*tiny()["neighbourhoods"], place],
    }
    assert [doubt.key for doubt in doubts(tmp_path, **tables)] == ["doubt.no_stock"]
