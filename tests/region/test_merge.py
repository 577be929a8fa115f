"""Municipalities that merge: what the successor has."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planner.quota.quotas import shares
from planner.region.load import Loaded, load
from tests.tiny import tiny, write_folder

INTO_NEW = """
[scenario]
source = "assumption: what if"
[[reorganisation]]
from_year = 2022
municipalities = ["bb", "aa"]
into = "ab"
name = "Abdorp"
"""
INTO_AA = '[[reorganisation]]\nfrom_year = 2022\nmunicipalities = ["bb"]\ninto = "aa"\n'
THIRD = {"municipality": "dd", "name": "Deedorp", "inhabitants": 10, "dwellings": 5,
         "social_dwellings": 1, "turnover_rate": "0.1", "existing_places": 1}  # fmt: skip


def merged(tmp_path: Path, text: str, **tables: Any) -> Loaded:
    folder = write_folder(tmp_path / "region", tiny(**tables))
    (tmp_path / "change.toml").write_text(text, encoding="utf-8")
    return load(folder, scenarios=[tmp_path / "change.toml"])


def test_the_successor_has_the_sums(tmp_path: Path) -> None:
    rows = tiny()["municipalities"]
    for row, weight, owed in zip(rows, ("1.5", "2"), (1, 2), strict=True):
        row |= {"quota_weight": weight, "arrears": owed}
    region = merged(tmp_path, INTO_NEW, municipalities=rows).region
    [one] = region.municipalities.values()
    assert (one.code, one.name) == ("ab", "Abdorp")
    assert (one.inhabitants, one.dwellings, one.social_dwellings) == (10_000, 5_000, 1_400)
    assert (one.existing_places, one.arrears, one.quota_weight) == (10, 3, Decimal("3.5"))
    # (900 · 0.06 + 500 · 0.05) / 1400, to be read only
    assert one.turnover_rate == Decimal("0.056429")
    assert one.source == "assumption: what if; made up"
    assert {row.municipality for row in region.neighbourhoods.values()} == {"ab"}


def test_stock_keeps_the_rate_of_its_old_municipality(tmp_path: Path) -> None:
    rows = tiny()["stock"]
    rows[2]["turnover_rate"] = ""
    region = merged(tmp_path, INTO_AA, stock=rows).region
    assert {key: row.turnover_rate for key, row in region.stock.items()} == {
        ("cc", "a1"): Decimal("0.06"),
        ("cc", "a2"): Decimal("0.06"),
        ("cc", "b1"): Decimal("0.05"),
    }


def test_one_moves_into_another_that_keeps_its_name(tmp_path: Path) -> None:
    loaded = merged(tmp_path, INTO_AA, municipalities=[*tiny()["municipalities"], THIRD])
    assert list(loaded.region.municipalities) == ["aa", "dd"]
    assert loaded.region.municipalities["aa"].name == "Aadorp"
    assert {(move.origin, move.destination) for move in loaded.moves} == {("bb", "aa")}
    renamed = merged(tmp_path, INTO_AA + 'name = "Samen"')
    assert renamed.region.municipalities["aa"].name == "Samen"


def test_demand_is_added_up_and_lines_follow(tmp_path: Path) -> None:
    demand = [
        {"programme": "outflow", "municipality": place, "year": year, "households": number,
         "source": source}
        for place, year, number, source in (("aa", 2021, 2, "x"), ("bb", 2021, 3, "y"),
                                            ("bb", 2022, 4, "z"))
    ]  # fmt: skip
    lines = [
        {"programme": "outflow", "year": 2021, "municipality": f"{place[0]}{place[0]}",
         "neighbourhood": place, "corporation": "cc", "dwellings": 1, "status": "signed"}
        for place in ("b1", "a2")
    ]  # fmt: skip
    region = merged(tmp_path, INTO_NEW, demand=demand, commitments=lines).region
    assert [(*key, row.households, row.source) for key, row in region.demand.items()] == [
        ("outflow", "ab", 2021, 5, "assumption: what if; x; y"),
        ("outflow", "ab", 2022, 4, "z"),
    ]
    assert [(line.municipality, line.neighbourhood) for line in region.commitments] == [
        ("ab", "a2"),
        ("ab", "b1"),
    ]


def test_participation_that_is_alike_stands_once(tmp_path: Path) -> None:
    rows = [
        {"municipality": place, "programme": "clustered", "participates": "false",
         "from_year": year, "source": source}
        for place, year, source in (("aa", "", "x"), ("bb", 2019, "y"), ("aa", 2019, "z"))
    ]  # fmt: skip
    region = merged(tmp_path, INTO_NEW, participation=rows).region
    assert [(row.municipality, row.from_year, row.source) for row in region.participation] == [
        ("ab", None, "x"),
        ("ab", 2019, "z; y"),
    ]
    assert region.absent == {("ab", "clustered", 2021), ("ab", "clustered", 2022)}


def test_assumptions_name_the_successor_only(tmp_path: Path) -> None:
    loaded = merged(tmp_path, INTO_NEW)
    assert [(row.table, row.key, row.source) for row in loaded.assumptions] == [
        ("municipalities", "ab", "assumption: what if; made up")
    ]


def test_what_moved_is_the_whole_account(tmp_path: Path) -> None:
    loaded = merged(tmp_path, INTO_AA, demand=[
        {"programme": "outflow", "municipality": "bb", "year": 2021, "households": 3}
    ])  # fmt: skip
    assert {(move.what, move.subject, move.year, move.amount) for move in loaded.moves} == {
        ("inhabitants", "", 2022, 4000),
        ("dwellings", "", 2022, 2000),
        ("social_dwellings", "", 2022, 500),
        ("stock", "", 2022, 500),
        ("vacancies", "", 2022, 20),
        ("neighbourhoods", "", 2022, 1),
        ("sites", "", 2022, 1),
        ("quota", "homes", 2022, 4),  # of the 10 over all years
        ("demand", "outflow", 2021, 3),
    }


def test_reorganisations_follow_one_another(tmp_path: Path) -> None:
    again = '[[reorganisation]]\nfrom_year = 2022\nmunicipalities = ["ab"]\ninto = "dd"\n'
    loaded = merged(tmp_path, INTO_NEW + again, municipalities=[*tiny()["municipalities"], THIRD])
    assert list(loaded.region.municipalities) == ["dd"]
    moved = [move for move in loaded.moves if move.what == "inhabitants"]
    assert [(move.origin, move.destination, move.amount) for move in moved] == [
        ("aa", "ab", 6000),
        ("bb", "ab", 4000),
        ("ab", "dd", 10_000),
    ]


def test_changes_name_the_municipalities_as_the_tables_do(tmp_path: Path) -> None:
    change = '[[change.municipalities]]\nmunicipality = "bb"\ninhabitants = 5000\n'
    region = merged(tmp_path, INTO_AA + change).region
    assert region.municipalities["aa"].inhabitants == 11_000


@pytest.mark.parametrize("method", ["largest_remainder", "dhondt", "huntington_hill"])
def test_the_quota_of_the_successor_is_that_of_its_predecessors(
    tmp_path: Path, method: str
) -> None:
    tables: dict[str, Any] = {"municipalities": [*tiny()["municipalities"], THIRD],
                              "settings": {"quota.method": method}}  # fmt: skip
    before = load(write_folder(tmp_path / "before", tiny(**tables))).region
    exact = {code: share.exact for (_, code), share in shares(before).items()}
    after = shares(merged(tmp_path, INTO_NEW, **tables).region)
    assert after["homes", "ab"].exact == exact["aa"] + exact["bb"]
    assert sum(share.quota for share in after.values()) == 10
