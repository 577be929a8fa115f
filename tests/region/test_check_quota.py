"""What the shares are worked out from."""

from __future__ import annotations

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
