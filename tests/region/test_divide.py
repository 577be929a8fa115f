"""A municipality divided by neighbourhood: what goes, and what stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from planner.quota.quotas import shares
from planner.region.load import Loaded, load
from tests.tiny import tiny, write_folder

PART = """
[scenario]
source = "assumption: what if"
[[reorganisation]]
from_year = 2022
municipalities = ["aa"]
neighbourhoods = ["a2"]
into = "bb"
"""


def divided(tmp_path: Path, text: str = PART, **tables: Any) -> Loaded:
    folder = write_folder(tmp_path / "region", tiny(**tables))
    (tmp_path / "change.toml").write_text(text, encoding="utf-8")
    return load(folder, scenarios=[tmp_path / "change.toml"])


def municipalities(**cells: Any) -> list[dict[str, Any]]:
    first, second = tiny()["municipalities"]
    return [{**first, **cells}, second]


def test_figures_of_the_neighbourhood_go_along(tmp_path: Path) -> None:
    """Zuid has 2,000 of the 6,000 inhabitants of Aadorp, 1,000 dwellings, 300 social ones."""
    loaded = divided(tmp_path, municipalities=municipalities(arrears=4))
    aa, bb = loaded.region.municipalities.values()
    assert (aa.inhabitants, aa.dwellings, aa.social_dwellings) == (4000, 2000, 600)
    assert (bb.inhabitants, bb.dwellings, bb.social_dwellings) == (6000, 3000, 800)
    # A third of 10 places and of 4 dwellings carried over.
    assert (aa.existing_places, bb.existing_places) == (7, 3)
    assert (aa.arrears, bb.arrears) == (3, 1)
    assert aa.source == "assumption: what if; made up"
    assert loaded.region.neighbourhoods["a2"].municipality == "bb"
    # Its stock keeps the turnover of the municipality it was in.
    assert str(loaded.region.stock["cc", "a2"].turnover_rate) == "0.06"
    assert loaded.region.stock["cc", "a1"].turnover_rate is None
    quotas = {code: share.quota for (_, code), share in shares(loaded.region).items()}
    assert quotas == {"aa": 4 + 3, "bb": 6 + 1}
    assert loaded.doubts == ()


def test_demand_and_lines_follow(tmp_path: Path) -> None:
    line = {"programme": "outflow", "year": 2021, "municipality": "aa", "corporation": "cc",
            "dwellings": 1, "status": "signed"}  # fmt: skip
    region = divided(
        tmp_path,
        demand=[
            {"programme": "outflow", "municipality": "aa", "year": 2021, "households": 8},
            {"programme": "outflow", "municipality": "bb", "year": 2021, "households": 5},
        ],
        commitments=[{**line, "neighbourhood": place} for place in ("a1", "a2")],
    ).region
    assert {key[1]: row.households for key, row in region.demand.items()} == {"aa": 5, "bb": 8}
    assert {row.neighbourhood: row.municipality for row in region.commitments} == {
        "a1": "aa", "a2": "bb",
    }  # fmt: skip


def test_who_takes_no_part_stays_out(tmp_path: Path) -> None:
    """Both take no part in outflow: so does what goes over."""
    outside = [
        {"municipality": code, "programme": "clustered", "participates": "false"}
        for code in ("aa", "bb")
    ]
    region = divided(tmp_path, participation=outside, sites=[],
                     targets=tiny()["targets"][:2]).region  # fmt: skip
    assert [row.municipality for row in region.participation] == ["aa", "bb"]


def test_more_in_its_neighbourhoods_than_a_municipality_has(tmp_path: Path) -> None:
    rows = municipalities(inhabitants=1500)
    aa, bb = divided(tmp_path, municipalities=rows).region.municipalities.values()
    assert (aa.inhabitants, bb.inhabitants) == (0, 5500)


def test_nobody_lives_there(tmp_path: Path) -> None:
    """Without inhabitants the dwellings tell the part; the key of the quota is another."""
    rows = municipalities(inhabitants=0)
    text = '[settings.quota]\nkey = "dwellings"\n' + PART
    aa, bb = divided(tmp_path, text, municipalities=rows).region.municipalities.values()
    assert (aa.existing_places, bb.existing_places) == (7, 3)


def test_the_rest_may_leave_as_a_whole(tmp_path: Path) -> None:
    rest = '[[reorganisation]]\nfrom_year = 2021\nmunicipalities = ["aa"]\nleaves_to = "Stad"\n'
    region = divided(tmp_path, PART + rest).region
    assert list(region.municipalities) == ["bb"]
    assert list(region.neighbourhoods) == ["a2", "b1"]


def test_neighbourhoods_that_leave_form_a_municipality_first(tmp_path: Path) -> None:
    text = PART.replace('"bb"', '"zz"\nname = "Zuid"') + (
        '[[reorganisation]]\nfrom_year = 2021\nmunicipalities = ["zz"]\nleaves_to = "Stad"\n'
    )
    region = divided(tmp_path, text).region
    assert list(region.municipalities) == ["aa", "bb"]
    assert list(region.neighbourhoods) == ["a1", "b1"]
