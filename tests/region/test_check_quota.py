"""What the shares are worked out from."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from planner.region.load import load
from tests.region.conftest import Refused
from tests.tiny import tiny, write_folder

NOBODY = [
    {"municipality": code, "programme": "outflow", "participates": "nee"} for code in ("aa", "bb")
]
WEIGHT = {"quota.key": "quota_weight"}


def test_every_weight_is_needed(refused: Refused) -> None:
    region = tiny(settings=WEIGHT)
    region["municipalities"][0]["quota_weight"] = 3
    [problem] = refused(region)
    assert (problem.key, problem.file, problem.row, problem.column) == (
        "region.no_weight", "municipalities.csv", 3, "quota_weight",
    )  # fmt: skip


def weightless(participation: list[dict[str, Any]]) -> dict[str, Any]:
    region = tiny(settings=WEIGHT, participation=participation)
    for municipality, weight in zip(region["municipalities"], (0, 5), strict=True):
        municipality["quota_weight"] = weight
    return region


def test_a_key_of_zero_over_those_that_take_part(refused: Refused) -> None:
    [problem] = refused(weightless(NOBODY[1:]))
    assert (problem.key, problem.file, problem.row, problem.column) == (
        "region.zero_key", "programmes.csv", 2, "quota_group",
    )  # fmt: skip


def test_a_key_of_zero_from_a_year_on(refused: Refused) -> None:
    [problem] = refused(weightless([{**NOBODY[1], "from_year": 2022}]))
    assert problem.key == "region.zero_key"


def test_a_key_above_zero_is_fine(tmp_path: Any) -> None:
    load(write_folder(tmp_path / "r", weightless(NOBODY[:1])))


def test_a_municipality_that_could_not_be_read_may_have_a_key(refused: Refused) -> None:
    region = tiny()
    region["municipalities"][0]["inhabitants"] = 0
    region["municipalities"][1]["inhabitants"] = "many"
    assert [p.key for p in refused(region)] == ["region.not_integer"]


def test_nobody_takes_part(refused: Refused) -> None:
    [problem] = refused(tiny(participation=NOBODY))
    assert (problem.key, problem.file, problem.row, problem.column) == (
        "region.nobody_takes_part", "programmes.csv", 2, "quota_group",
    )  # fmt: skip
    assert "in 2021, 2022 samen 10 " in problem.message


def test_nobody_takes_part_in_a_year(refused: Refused) -> None:
    [problem] = refused(tiny(participation=[{**row, "from_year": 2022} for row in NOBODY]))
    assert (problem.key, problem.values["years"]) == ("region.nobody_takes_part", [2022])
    assert "in 2022 samen 6 " in problem.message


@pytest.mark.parametrize("change", ["no minimum", "no group"])
def test_nobody_needs_to_take_part_without_a_quota(tmp_path: Any, change: str) -> None:
    region = tiny(participation=NOBODY)
    if change == "no minimum":
        region["targets"] = [dict(row, minimum=0) for row in region["targets"]]
    else:
        region["programmes"][0]["quota_group"] = ""
    load(write_folder(tmp_path / "r", region))


SWAP = {"from": "aa", "to": "bb", "quota_group": "homes", "dwellings": 2, "source": "made up"}


@pytest.mark.parametrize("day", ["2022-03-01", "1-3-2022", "01.03.2022"])
def test_a_day_is_written_in_either_order(tmp_path: Any, day: str) -> None:
    region = load(write_folder(tmp_path / "r", tiny(swaps=[{**SWAP, "date": day}]))).region
    [swap] = region.swaps
    assert swap.date == datetime.date(2022, 3, 1)


@pytest.mark.parametrize("day", ["2022-02-30", "March", "2022"])
def test_what_is_no_day_is_refused(refused: Refused, day: str) -> None:
    [problem] = refused(tiny(swaps=[{**SWAP, "date": day}]))
    assert (problem.key, problem.file, problem.column) == ("region.not_date", "swaps.csv", "date")


def test_nobody_exchanges_with_itself(refused: Refused) -> None:
    [problem] = refused(tiny(swaps=[{**SWAP, "to": "aa"}]))
    assert (problem.key, problem.row) == ("region.swap_itself", 2)


def test_an_indexed_levy_knows_the_index_of_every_year(refused: Refused, tmp_path: Any) -> None:
    index = [{"year": 2021, "index": 1, "source": "made up"}]
    [problem] = refused(tiny(index=index))
    assert (problem.key, problem.values) == ("region.index_missing", {"years": [2022]})
    for settings in ({"levy.indexed": False}, {"region.price_level": 2022}):
        load(
            write_folder(tmp_path / str(len(settings)) / str(settings), tiny(settings, index=index))
        )


def test_two_that_merge_exchange_nothing_any_more(tmp_path: Any) -> None:
    swaps = [SWAP, {**SWAP, "from": "bb", "to": "cc"}, {**SWAP, "to": "cc", "dwellings": 1}]
    tables = tiny(swaps=swaps)
    tables["municipalities"].append({**tables["municipalities"][1], "municipality": "cc"})
    tables["neighbourhoods"].append(
        {**tables["neighbourhoods"][2], "neighbourhood": "c1", "municipality": "cc"}
    )
    path = write_folder(tmp_path / "r", tables)
    (tmp_path / "merged.toml").write_text(
        '[scenario]\nlabel_nl = "A"\nlabel_en = "A"\nsource = "made up"\n'
        '[[reorganisation]]\nfrom_year = 2021\nmunicipalities = ["aa", "bb"]\ninto = "bb"\n'
    )
    region = load(path, scenarios=[tmp_path / "merged.toml"]).region
    assert [(row.from_, row.to, row.dwellings) for row in region.swaps] == [("bb", "cc", 3)]
