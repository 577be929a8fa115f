"""The official files of the bundled region, where somebody has put them beside the checkout."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import geopandas
import pytest

from planner.geography.areas import Level
from planner.geography.update import Files, prepare, read_region
from planner.region.blank import copy_bundled
from planner.region.domain import Region
from planner.region.load import load
from tests.cli.process import BUNDLED, run

FOLDER = Path(__file__).parents[2].parent / "shared" / "geo"
FILES = [FOLDER / f"gooi_en_vechtstreek_{level}_2022_rd.gpkg" for level in ("gemeente", "wijk")]
pytestmark = pytest.mark.skipif(
    not all(path.is_file() for path in FILES), reason="no official files beside the checkout"
)


def test_the_official_districts_of_the_bundled_region(tmp_path: Path) -> None:
    folder = tmp_path / "region"
    copy_bundled(BUNDLED, folder)
    names = [argument for path in FILES for argument in ("--file", path)]
    ran = run(tmp_path, "geo", "region", *names, "--yes", "--json")
    assert ran.document["written"] is True
    assert ran.document["year"] == 2022
    assert len(ran.document["totals"]) == 16
    assert all(total["fits"] for total in ran.document["totals"])
    dwellings = [each for each in ran.document["totals"] if each["figure"] == "dwellings"]
    assert all(total["districts"] == total["official"] for total in dwellings)
    towns, districts = (geopandas.read_file(path) for path in FILES)
    assert sum(total["official"] for total in dwellings) == towns["woningen_2022"].sum()
    drawn = {
        layer: geopandas.read_file(folder / "geo.gpkg", layer=layer)
        for layer in ("municipalities", "neighbourhoods")
    }
    assert (len(drawn["municipalities"]), len(drawn["neighbourhoods"])) == (8, 46)
    region = load(folder).region
    assert set(drawn["municipalities"]["municipality"]) == set(region.municipalities)
    assert set(drawn["neighbourhoods"]["neighbourhood"]) == set(region.neighbourhoods)
    assert (len(towns), len(districts)) == (8, 46)
    known = dict(zip(districts["code"], districts["woningen_2022"], strict=True))
    for code, official in zip(
        drawn["neighbourhoods"]["neighbourhood"], drawn["neighbourhoods"]["cbs_code"], strict=True
    ):
        assert region.neighbourhoods[code].dwellings == known[official]
    run(tmp_path, "check", "region")


def test_every_assumed_quarter_of_the_bundled_region_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "region"
    copy_bundled(BUNDLED, folder)
    before = load(folder).region
    found = prepare(read_region(str(folder)), Files(FILES), Level.DISTRICT, None)
    assert (len(found.merged.replaced), found.merged.beside) == (28, [])
    assert all(total.neighbourhoods == total.districts for total in found.totals)
    found.apply()
    region = load(folder).region
    assert _stock(region) == _stock(before)
    loads = [sum(row.existing_load for row in one.neighbourhoods.values())
             for one in (before, region)]  # fmt: skip
    assert loads[0] == loads[1]
    again = prepare(read_region(str(folder)), Files(FILES), Level.DISTRICT, None)
    assert (again.merged.changes, list(again.files)) == ([], ["geo.gpkg"])


def _stock(region: Region) -> Counter[tuple[str, str]]:
    """Dwellings by corporation and municipality."""
    total: Counter[tuple[str, str]] = Counter()
    for lot in region.stock.values():
        total[lot.corporation, region.municipality_of(lot.neighbourhood)] += lot.dwellings
    return total


def test_what_the_figures_lack_is_said(tmp_path: Path) -> None:
    copy_bundled(BUNDLED, tmp_path / "region")
    raw = read_region(str(tmp_path / "region"))
    found = prepare(raw, Files(FILES), Level.DISTRICT, None)
    assert list(found.lacking) == [(Level.DISTRICT, "social_dwellings")]
    # The quarters of the bundled region are its own; none of Laren's is an official district.
    assert "laren" in found.merged.alone
