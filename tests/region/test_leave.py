"""Municipalities that leave the region: what stays, what goes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planner.quota.quotas import shares
from planner.region.load import Loaded, load
from tests.models.small import CLUSTERED, OUTFLOW, POINT, POINT_B, agrees, broken, line, small
from tests.tiny import tiny, write_folder

LEAVES = (
    '[scenario]\nsource = "decree"\n'
    '[[reorganisation]]\nfrom_year = {year}\nmunicipalities = ["bb"]\nleaves_to = "Stad"\n'
)
TARGETS = [
    {"programme": "outflow", "year": 2021, "minimum": 10, "maximum": 12},
    {"programme": "outflow", "year": 2022, "minimum": 5, "maximum": 5},
    {"programme": "outflow", "year": 2023, "minimum": 6},
    {"programme": "clustered", "year": 2023, "minimum": 0, "maximum": 7},
]
LINES = [
    {"programme": "outflow", "year": year, "municipality": f"{place[0]}{place[0]}",
     "neighbourhood": place, "corporation": "cc", "dwellings": number, "status": status,
     "source": "letter"}
    for year, place, number, status in (
        (2021, "b1", 1, "signed"), (2022, "b1", 2, "signed"), (2022, "b1", 1, "proposed"),
        (2022, "a1", 1, "signed"),
    )
]  # fmt: skip
DEMAND = [
    {"programme": "outflow", "municipality": place, "year": year, "households": 2}
    for place in ("aa", "bb")
    for year in (2021, 2022, 2023)
]
YEARS = {"region.years": [2021, 2022, 2023]}


def left(tmp_path: Path, year: int = 2022, text: str = LEAVES, **tables: Any) -> Loaded:
    settings = YEARS | tables.pop("settings", {})
    folder = write_folder(tmp_path / "region", tiny(settings, **{"targets": TARGETS} | tables))
    (tmp_path / "change.toml").write_text(text.format(year=year), encoding="utf-8")
    return load(folder, scenarios=[tmp_path / "change.toml"])


def test_it_takes_part_in_nothing_from_then_on(tmp_path: Path) -> None:
    before = [
        {"municipality": "bb", "programme": "outflow", "participates": "true", "from_year": year}
        for year in (2020, 2022, 2023)
    ]
    region = left(tmp_path, participation=before).region
    assert region.absent == {
        ("bb", programme, year) for programme in ("outflow", "clustered") for year in (2022, 2023)
    }
    assert region.left == {"bb": 2022}
    # what is there for the years before stays
    assert {"b1", "a1", "a2"} == region.neighbourhoods.keys()
    assert region.municipalities["bb"].inhabitants == 4000


def test_its_part_of_the_targets_leaves(tmp_path: Path) -> None:
    loaded = left(tmp_path)
    found = {key: (row.minimum, row.maximum) for key, row in loaded.region.targets.items()}
    # 4 of 10 inhabitants: 2 of 5 and 2.4 of 6
    assert found == {
        ("outflow", 2021): (10, 12),
        ("outflow", 2022): (3, 3),
        ("outflow", 2023): (4, None),
        ("clustered", 2023): (0, 7),
    }
    went = {(m.subject, m.year): m.amount for m in loaded.moves if m.what == "target"}
    assert went == {("outflow", 2022): 2, ("outflow", 2023): 2}
    assert loaded.region.targets["outflow", 2022].source == "decree"


def test_who_does_not_take_part_has_no_part_to_take_along(tmp_path: Path) -> None:
    rows = [
        {"municipality": "bb", "programme": "outflow", "participates": "false", "from_year": 2022}
    ]
    loaded = left(tmp_path, participation=rows)
    assert loaded.region.minimum("outflow", 2023) == 6
    assert not [move for move in loaded.moves if move.what in ("target", "quota")]


def test_its_quota_is_that_of_the_years_before(tmp_path: Path) -> None:
    rows = tiny()["municipalities"]
    rows[1]["arrears"] = 2
    found = shares(left(tmp_path, municipalities=rows).region)
    bb = found["homes", "bb"]
    assert (bb.exact, bb.quota, bb.by_year) == (4, 6, {2021: 6, 2022: 0, 2023: 0})
    assert found["homes", "aa"].exact == 6 + 3 + 4


def test_lines_and_demand_leave_with_it(tmp_path: Path) -> None:
    loaded = left(tmp_path, commitments=LINES, demand=DEMAND)
    region = loaded.region
    assert [(row.year, row.municipality) for row in region.commitments] == [
        (2021, "bb"),
        (2022, "aa"),
    ]
    assert [key[1:] for key in region.demand] == [
        ("aa", 2021), ("aa", 2022), ("aa", 2023), ("bb", 2021),
    ]  # fmt: skip
    went = {(m.what, m.year): m.amount for m in loaded.moves if m.subject == "outflow"}
    assert went == {
        ("signed_lines", 2022): 2,
        ("proposed_lines", 2022): 1,
        ("demand", 2022): 2,
        ("demand", 2023): 2,
        ("target", 2022): 2,
        ("target", 2023): 2,
    }
    assert {m.destination for m in loaded.moves} == {"Stad"}


@pytest.mark.parametrize("year", [2020, 2021])
def test_who_leaves_before_the_plan_is_gone(tmp_path: Path, year: int) -> None:
    travel = [{"from": "a1", "to": "b1", "minutes": 9}, {"from": "a1", "to": "a2", "minutes": 4}]
    rows = [{"municipality": "bb", "programme": "outflow", "participates": "true"}]
    points = [*tiny()["support_points"], {**POINT_B, "support_point": "p9"}]
    lines = [*LINES, {**LINES[2], "municipality": "aa", "neighbourhood": "a1", "year": 2022,
                      "site": "s1"}]  # fmt: skip
    loaded = left(
        tmp_path, year, commitments=lines, demand=DEMAND, travel=travel, participation=rows,
        support_points=points,
    )  # fmt: skip
    region = loaded.region
    assert list(region.municipalities) == ["aa"]
    assert list(region.neighbourhoods) == ["a1", "a2"]
    assert list(region.stock) == [("cc", "a1"), ("cc", "a2")]
    assert list(region.support_points) == ["p1"]
    assert region.sites == {}
    assert region.participation == ()
    assert [line.municipality for line in region.commitments] == ["aa"]
    assert {origin for _, origin, _ in region.demand} == {"aa"}
    assert list(region.travel) == [("a1", "a2")]
    assert region.left == {}
    assert shares(region)["homes", "aa"].quota == 6 + 3 + 4
    assert sum(m.amount for m in loaded.moves if m.what == "target") == 4 + 2 + 2


def test_arrears_leave_with_who_is_gone(tmp_path: Path) -> None:
    rows = tiny()["municipalities"]
    rows[1]["arrears"] = 2
    went = {
        year: [move.amount for move in left(tmp_path, year, municipalities=rows).moves
               if move.what == "arrears"]
        for year in (2021, 2022)
    }  # fmt: skip
    assert went == {2021: [2], 2022: []}


def test_existing_places_are_not_credited_in_what_leaves(tmp_path: Path) -> None:
    loaded = left(tmp_path, settings={"quota.credit_existing": True})
    assert loaded.region.minimum("outflow", 2022) == 3


def test_several_leave_together(tmp_path: Path) -> None:
    third = {**tiny()["municipalities"][0], "municipality": "dd", "name": "D"}
    text = LEAVES.replace('"bb"', '"bb", "dd"')
    loaded = left(tmp_path, text=text, municipalities=[*tiny()["municipalities"], third])
    # 6, 4 and 6 of 16: of 5 dwellings 1.875, 1.25 and 1.875; the alphabet gives aa 2, bb 1, dd 2
    assert loaded.region.minimum("outflow", 2022) == 2
    went = {m.origin: m.amount for m in loaded.moves if (m.what, m.year) == ("target", 2022)}
    assert went == {"bb": 1, "dd": 2}


# the plan

SUPPORTED = small(
    programmes=[{**OUTFLOW, "support_service": "ambulatory"}],
    sites=[],
    support_points=[POINT, POINT_B],
    targets=[
        {"programme": "outflow", "year": year, "minimum": 2, "maximum": 2} for year in (2021, 2022)
    ],
)


def region_after(tmp_path: Path, tables: dict[str, Any]) -> Any:
    folder = write_folder(tmp_path / "plan", tables)
    (tmp_path / "change.toml").write_text(LEAVES.format(year=2022), encoding="utf-8")
    return load(folder, scenarios=[tmp_path / "change.toml"]).region


def test_the_best_plan_places_nothing_there_from_then_on(tmp_path: Path) -> None:
    plan = agrees(region_after(tmp_path, SUPPORTED))
    assert {row.year for row in plan.lines if row.municipality == "bb"} <= {2021}
    assert sum(row.dwellings for row in plan.lines) == 3


def test_support_that_leaves_serves_only_where_it_stands(tmp_path: Path) -> None:
    only_b = {**SUPPORTED, "support_points": [POINT_B]}
    region = region_after(tmp_path, only_b)
    plan = agrees(region)
    assert {(row.year, row.municipality) for row in plan.lines} == {(2021, "bb")}
    assert broken(region, [line("outflow", 2021, "b1", 1, point="p2")]) == {}
    for_another = [line("outflow", 2021, "a1", 1, point="p2")]
    assert broken(region, for_another) == {"support": ["verify.support_leaves"]}


def test_a_near_service_that_leaves_is_near_only_where_it_stands(tmp_path: Path) -> None:
    programme = {**OUTFLOW, "near_services": "ambulatory"}
    region = region_after(
        tmp_path, {**SUPPORTED, "programmes": [programme], "support_points": [POINT_B]}
    )
    plan = agrees(region)
    assert {row.municipality for row in plan.lines} == {"bb"}
    assert broken(region, [line("outflow", 2021, "a1", 1)]) == {"support": ["verify.near_service"]}


def test_clusters_too(tmp_path: Path) -> None:
    tables = small(programmes=[OUTFLOW, {**CLUSTERED, "support_service": ""}])
    assert agrees(region_after(tmp_path, tables)).lines


def test_its_part_of_the_joint_costs_goes_along(tmp_path: Path) -> None:
    """Of 6,000 and 4,000 inhabitants; the result stays with those who stay."""
    costs = [
        {"year": year, "contribution": "100.01", "result": 7, "source": "accounts"}
        for year in (2021, 2022, 2023)
    ]
    loaded = left(tmp_path, costs=costs)
    paid = {year: row.contribution for year, row in loaded.region.costs.items()}
    assert paid == {2021: Decimal("100.01"), 2022: Decimal("60.01"), 2023: Decimal("60.01")}
    assert {row.result for row in loaded.region.costs.values()} == {7}
    moved = {move.year: move.amount for move in loaded.moves if move.what == "contribution"}
    assert moved == {2022: 40, 2023: 40}
    assert loaded.region.sharers(2021) == ("aa", "bb")
    assert loaded.region.sharers(2022) == ("aa",)
