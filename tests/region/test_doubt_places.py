"""Places, numbers and pools that can hardly be meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas
import pytest
from shapely.geometry import box

from planner.region.load import load
from tests.region.conftest import Refused
from tests.tiny import tiny, write_boundaries, write_folder


def doubts(folder: Path) -> list[tuple[str, int | None, str]]:
    return [(doubt.key, doubt.row, doubt.column) for doubt in load(folder).doubts]


def around(x: float, y: float, size: float = 900) -> Any:
    return box(x - size, y - size, x + size, y + size)


AREAS = {row["neighbourhood"]: around(row["x"], row["y"]) for row in tiny()["neighbourhoods"]}


@pytest.mark.parametrize(("x", "y"), [(0, 475_000), (140_000, 560_000), (20_000, 390_000)])
def test_a_point_far_from_all_others(tmp_path: Path, x: int, y: int) -> None:
    tables = tiny()
    tables["sites"][0] |= {"x": x, "y": y}
    assert doubts(write_folder(tmp_path / "r", tables)) == [("doubt.far_point", 2, "x")]


def test_more_people_than_a_country_has(tmp_path: Path) -> None:
    tables = tiny()
    tables["municipalities"][0]["inhabitants"] = 20_000_001
    found = doubts(write_folder(tmp_path / "r", tables))
    assert ("doubt.above_any_country", 2, "inhabitants") in found


def test_a_pool_that_no_programme_frees(tmp_path: Path) -> None:
    pools = [
        {
            "pool": pool,
            "year": year,
            "inflow": 1,
            "other_outflow": 0,
            "source": "made up",
            **({"places": 10, "waiting": 5} if year == 2021 else {}),
        }
        for pool in ("bw", "bww")
        for year in (2021, 2022)
    ]
    found = doubts(write_folder(tmp_path / "r", tiny(pools=pools)))
    assert found == [("doubt.pool", 4, "pool")]
    taken_over = tiny(pools=pools)
    taken_over["sites"][0]["converts"] = "bww"
    assert doubts(write_folder(tmp_path / "s", taken_over)) == []


def test_the_state_of_a_pool_counts_at_the_start_only(tmp_path: Path) -> None:
    pools = [
        {"pool": "bw", "year": 2021, "places": 9, "waiting": 2, "inflow": 1, "source": "made up"},
        {"pool": "bw", "year": 2022, "places": 9, "inflow": 1, "source": "made up"},
    ]
    found = doubts(write_folder(tmp_path / "r", tiny(pools=pools)))
    assert found == [("doubt.pool_state", 3, "places")]


def test_a_dwelling_that_frees_a_place_of_a_pool_nobody_knows(tmp_path: Path) -> None:
    pools = [{"pool": "mo", "year": 2021, "places": 9, "inflow": 1, "source": "made up"}]
    found = doubts(write_folder(tmp_path / "r", tiny(pools=pools)))
    assert found == [("doubt.pool", 2, "pool"), ("doubt.frees", 2, "frees")]


def test_boundaries_of_another_region(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "r", tiny())
    write_boundaries(folder, {"zz": around(140_000, 475_000)})
    assert doubts(folder) == [("doubt.other_geometry", None, "")]
    write_boundaries(folder, AREAS)
    assert doubts(folder) == []


def test_a_point_outside_its_own_boundary(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "r", tiny())
    write_boundaries(folder, {**AREAS, "a2": around(142_000, 473_000)})
    assert doubts(folder) == [("doubt.outside_itself", 3, "x")]


def test_a_point_outside_its_municipality(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "r", tiny())
    write_boundaries(folder, AREAS)
    whole = {"aa": box(138_000, 474_000, 142_000, 476_000), "bb": around(144_000, 475_000)}
    geopandas.GeoDataFrame(
        {"code": list(whole)}, geometry=list(whole.values()), crs="EPSG:28992"
    ).to_file(folder / "geo.gpkg", layer="municipalities", driver="GPKG")
    assert doubts(folder) == [("doubt.outside_municipality", 3, "x")]


@pytest.mark.parametrize(
    ("key", "value"),
    [("objective.tolerance.closeness", 7), ("proximity.speed_kmh.cycle", 2021)],
)
def test_settings_beyond_the_possible(refused: Refused, key: str, value: int) -> None:
    assert [problem.column for problem in refused(tiny({key: value}))] == [key]
