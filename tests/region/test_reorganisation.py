"""What is wrong with a reorganisation: names, years, and what the region does not allow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.region.conftest import Refused
from tests.tiny import tiny, write_folder

HEAD = "[[reorganisation]]\n"
MERGER = HEAD + 'from_year = 2022\nmunicipalities = ["bb"]\ninto = "aa"\n'
PART = HEAD + 'from_year = 2022\nmunicipalities = ["aa"]\nneighbourhoods = ["a1"]\ninto = "bb"\n'
LEAVING = HEAD + 'from_year = 2022\nmunicipalities = ["bb"]\nleaves_to = "Stad"\n'


def wrong(
    refused: Refused, tmp_path: Path, text: str, **tables: Any
) -> list[tuple[str, str, str, str]]:
    """The problems of the tiny region under a scenario: key, file, column and value."""
    folder = write_folder(tmp_path / "region", tiny(**tables))
    path = tmp_path / "change.toml"
    path.write_text(text, encoding="utf-8")
    problems = refused(folder, scenarios=[path])
    return [(p.key, p.file, p.column, p.value) for p in problems]


@pytest.mark.parametrize(
    ("text", "key", "column"),
    [
        ("reorganisation = 1", "region.scenario_form", "reorganisation"),
        ("[reorganisation]\nfrom_year = 2022", "region.scenario_form", "reorganisation"),
        (MERGER + "frm_year = 2021", "region.unknown_column", "frm_year"),
        (HEAD + 'municipalities = ["bb"]\ninto = "aa"', "region.empty", "from_year"),
        (HEAD + 'from_year = 2022\ninto = "aa"', "region.empty", "municipalities"),
        (MERGER.replace("2022", '"soon"'), "region.not_integer", "from_year"),
        (MERGER.replace('["bb"]', "[1]"), "region.not_text", "municipalities"),
        (MERGER.replace('["bb"]', '["bb", "bb"]'), "region.list_twice", "municipalities"),
        (MERGER.replace('["bb"]', "[]"), "reorganise.no_municipalities", "municipalities"),
        (MERGER.replace('"aa"', '"+"'), "region.not_code", "into"),
        (MERGER.replace('"bb"', '"bd"'), "region.dangling", "municipalities"),
        (MERGER.replace("2022", "2023"), "reorganise.too_late", "from_year"),
        (MERGER + 'leaves_to = "Stad"', "reorganise.one_destination", "into"),
        (MERGER.replace("into", "name"), "reorganise.one_destination", "into"),
        (MERGER.replace('"aa"', '"new"'), "reorganise.no_name", "name"),
        (MERGER.replace('"aa"', '"bb"'), "reorganise.into_itself", "into"),
        (MERGER + MERGER, "reorganise.again", "municipalities"),
        (MERGER + LEAVING, "reorganise.again", "municipalities"),
        (LEAVING + LEAVING, "reorganise.again", "municipalities"),
        (LEAVING + MERGER.replace('"aa"', '"cc"') + 'name = "C"', "reorganise.again",
         "municipalities"),
        (LEAVING + HEAD + 'from_year = 2022\nmunicipalities = ["aa"]\ninto = "bb"',
         "reorganise.again", "into"),
        (PART.replace("a1", "a9"), "region.dangling", "neighbourhoods"),
        (PART.replace('"a1"', '"a1", "a2"'), "reorganise.whole", "neighbourhoods"),
        (PART.replace('"a1"', '"a1", "b1"'), "reorganise.other_municipality", "neighbourhoods"),
        (PART.replace('["aa"]', '["aa", "bb"]'), "reorganise.into_itself", "into"),
        (PART.replace("into", "leaves_to"), "reorganise.part_leaves", "neighbourhoods"),
        (PART.replace('"bb"', '"new"'), "reorganise.no_name", "name"),
        (PART + PART, "reorganise.other_municipality", "neighbourhoods"),
        (LEAVING.replace("Stad", "aa"), "reorganise.leaves_inside", "leaves_to"),
        (LEAVING.replace("Stad", "Aadorp"), "reorganise.leaves_inside", "leaves_to"),
        (LEAVING + 'name = "B"', "reorganise.name_unused", "name"),
        (LEAVING.replace('"bb"', '"aa", "bb"'), "reorganise.nobody_left", "municipalities"),
        (LEAVING + LEAVING.replace('"bb"', '"aa"'), "reorganise.nobody_left", "municipalities"),
    ],
)  # fmt: skip
def test_a_reorganisation_is_refused(
    refused: Refused, tmp_path: Path, text: str, key: str, column: str
) -> None:
    found = wrong(refused, tmp_path, text)
    assert (key, "change.toml", column) in [(one[0], one[1], one[2]) for one in found]
    assert {one[0] for one in found} <= {key, "reorganise.no_part", "reorganise.whole"}


def test_a_near_name_is_suggested(refused: Refused, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "region", tiny())
    (tmp_path / "change.toml").write_text(MERGER.replace('"bb"', '"bbb"'))
    [problem] = refused(folder, scenarios=[tmp_path / "change.toml"])
    assert "“bb”" in problem.remedy


def test_everything_wrong_is_said_at_once(refused: Refused, tmp_path: Path) -> None:
    text = (
        '[settings.quota]\nkye = "x"\n'
        + MERGER.replace('"bb"', '"zz"').replace("2022", "2030")
        + LEAVING.replace("Stad", "Beedorp")
        + HEAD
        + 'from_year = 2022\nmunicipalities = ["new"]\n'
    )
    stock = [{**row, "dwellings": -1} for row in tiny()["stock"][:1]]
    found = wrong(refused, tmp_path, text, stock=stock)
    assert {(key, column) for key, _, column, _ in found} == {
        ("region.unknown_setting", "quota.kye"),
        ("region.negative", "dwellings"),
        ("reorganise.too_late", "from_year"),
        ("region.dangling", "municipalities"),
        ("reorganise.leaves_inside", "leaves_to"),
        ("reorganise.one_destination", "into"),
    }


def test_what_an_unreadable_reorganisation_would_make_is_not_called_unknown(
    refused: Refused, tmp_path: Path
) -> None:
    made = HEAD + 'from_year = "soon"\nmunicipalities = ["aa"]\ninto = "new"\nname = "N"\n'
    used = HEAD + 'from_year = 2022\nmunicipalities = ["bb"]\ninto = "new"\n'
    found = wrong(refused, tmp_path, made + used)
    assert [key for key, *_ in found] == ["region.not_integer"]


def test_weights_of_all_or_of_none(refused: Refused, tmp_path: Path) -> None:
    rows = tiny()["municipalities"]
    rows[0]["quota_weight"] = 3
    found = wrong(refused, tmp_path, MERGER, municipalities=rows)
    assert found == [("reorganise.weights", "change.toml", "municipalities", "bb")]


@pytest.mark.parametrize(
    ("rows", "refusals"),
    [
        ([("bb", "outflow", False, None)], 1),
        ([("bb", "outflow", False, None), ("aa", "clustered", False, 2022)], 2),
        ([("bb", "outflow", False, 2022), ("aa", "outflow", False, 2021)], 1),
        ([("bb", "outflow", True, None)], 0),
        ([("bb", "clustered", False, None), ("aa", "clustered", False, 2020)], 0),
        ([("bb", "clustered", False, 2023)], 0),  # after the plan
    ],
)
def test_participation_that_differs_is_settled_first(
    refused: Refused, tmp_path: Path, rows: list[Any], refusals: int
) -> None:
    columns = ("municipality", "programme", "participates", "from_year")
    table = [dict(zip(columns, row, strict=True)) for row in rows]
    for row in table:
        row["participates"] = str(row["participates"]).lower()
    targets = [row for row in tiny()["targets"] if row["programme"] == "clustered"]
    text = MERGER if refusals else MERGER + "x = 1"  # something is always refused
    found = wrong(refused, tmp_path, text, participation=table, targets=targets)
    assert sum(key == "reorganise.participation" for key, *_ in found) == refusals


@pytest.mark.parametrize("status", ["signed", "proposed"])
def test_a_line_that_stays_may_not_rest_on_support_that_leaves(
    refused: Refused, tmp_path: Path, status: str
) -> None:
    line = {
        "programme": "clustered", "year": 2022, "municipality": "bb", "neighbourhood": "b1",
        "corporation": "cc", "site": "s1", "support_point": "p1", "dwellings": 4, "status": status,
    }  # fmt: skip
    text = LEAVING.replace('"bb"', '"aa"')
    found = wrong(refused, tmp_path, text, commitments=[line])
    assert found == [("reorganise.support_leaves", "change.toml", "municipalities", "aa")]
