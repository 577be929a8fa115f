"""An official product laid over a region: what changes, what is kept, and all or nothing."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import replace as with_
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
import pytest
import shapely

from planner.errors import PlannerError
from planner.geography import write
from planner.geography.areas import Level
from planner.geography.update import Files, Update, prepare, read_region, usual_year
from planner.region.load import load
from planner.region.read import read
from planner.text import use
from tests.geography.official import DISTRICTS, MUNICIPALITIES, frame, save
from tests.tiny import tiny, write_folder

type Row = dict[str, Any]


@pytest.fixture(autouse=True)
def english() -> None:
    use("en")


def guessed(table: str, **cells: Row) -> list[Row]:
    """A table of the tiny region in which every row is an assumption, with some cells others."""
    rows = []
    for row in tiny()[table]:
        code = str(next(iter(row.values())))
        rows.append({**row, "source": "assumption: by estimate", **cells.get(code, {})})
    return rows


def everything_guessed(**tables: list[Row]) -> dict[str, Any]:
    base = {name: guessed(name) for name in ("municipalities", "neighbourhoods")}
    return tiny(**(base | tables))


def update(
    folder: Path, tables: dict[str, Any] | None = None, year: int | None = 2022, **layers: Any
) -> Update:
    """Lay layers (the made-up country) over a region written to `folder`."""
    if tables is not None:
        write_folder(folder / "region", tables)
    path = folder / "areas.gpkg"
    path.unlink(missing_ok=True)
    save(path, **layers)
    return prepare(read_region(str(folder / "region")), Files([path]), Level.DISTRICT, year)


def applied(folder: Path, *arguments: Any, **more: Any) -> dict[str, Row]:
    """The neighbourhoods by code once an update has been written."""
    update(folder, *arguments, **more).apply()
    return rows_of(folder, "neighbourhoods")


def rows_of(folder: Path, table: str) -> dict[str, Row]:
    with (folder / "region" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = 2 if table == "stock" else 1
    return {" ".join(list(row.values())[:keys]): row for row in rows}


def statuses(found: Update, row: str) -> dict[str, str]:
    return {c.column: c.status for c in found.merged.changes if c.row == row}


def other(rows: list[Row], **changes: Row) -> list[Row]:
    """Official rows with some cells changed, by code."""
    return [{**row, **changes.get(row.get("wijkcode") or row["gemeentecode"], {})} for row in rows]


def refused(call: Callable[[], Any]) -> list[str]:
    with pytest.raises(PlannerError) as caught:
        call()
    assert all(problem.message and problem.remedy for problem in caught.value.problems)
    return [problem.key for problem in caught.value.problems]


# figures and the keep rule


def test_assumptions_become_official_figures(tmp_path: Path) -> None:
    rows = applied(tmp_path, everything_guessed())
    north = rows["a1"]
    assert (north["inhabitants"], north["dwellings"], north["social_dwellings"]) == (
        "4060", "2040", "612",
    )  # fmt: skip
    assert (north["x"], north["y"], north["existing_load"]) == ("140000", "475000", "5")
    assert north["name"] == "Noord"
    assert north["source"] == (
        "assumption: by estimate; planner geo: CBS wijken en buurten 2022, WK900101: "
        "inhabitants, dwellings, social_dwellings, x, y"
    )
    town = rows_of(tmp_path, "municipalities")["aa"]
    assert (town["inhabitants"], town["dwellings"], town["social_dwellings"]) == (
        "6100", "3050", "915",
    )  # fmt: skip
    assert town["existing_places"] == "10"


def test_numbers_the_user_entered_are_kept_and_shown(tmp_path: Path) -> None:
    tables = everything_guessed(
        neighbourhoods=guessed("neighbourhoods", a1={"source": "municipality, 2024"}),
        municipalities=tiny()["municipalities"],
    )
    found = update(tmp_path, tables)
    assert statuses(found, "a1") == {
        "inhabitants": "kept", "dwellings": "kept", "social_dwellings": "kept",
    }  # fmt: skip
    assert set(statuses(found, "aa").values()) == {"kept"}
    assert "kept" not in statuses(found, "a2").values()
    found.apply()
    assert rows_of(tmp_path, "neighbourhoods")["a1"]["inhabitants"] == "4000"
    assert rows_of(tmp_path, "municipalities")["aa"]["source"] == "made up"


def test_empty_cells_are_filled_and_only_those(tmp_path: Path) -> None:
    blank = {"dwellings": "", "source": "municipality, 2024"}
    tables = everything_guessed(neighbourhoods=guessed("neighbourhoods", a1=blank))
    row = applied(tmp_path, tables)["a1"]
    assert (row["inhabitants"], row["dwellings"]) == ("4000", "2040")
    assert row["source"].endswith("WK900101: dwellings")
    # A later product replaces what came from the earlier one, and nothing else.
    later = other(DISTRICTS, WK900101={"woningvoorraad": 2050, "aantal_inwoners": 1})
    row = applied(tmp_path, year=2023, gemeenten=frame(MUNICIPALITIES), wijken=frame(later))["a1"]
    assert (row["inhabitants"], row["dwellings"]) == ("4000", "2050")


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    update(tmp_path, everything_guessed()).apply()
    before = {path.name: path.read_bytes() for path in (tmp_path / "region").iterdir()}
    again = update(tmp_path)
    assert again.merged.changes == []
    assert list(again.files) == ["geo.gpkg"]
    again.apply()
    assert {path.name: path.read_bytes() for path in (tmp_path / "region").iterdir()} == before


def test_secret_figures_leave_the_old_ones(tmp_path: Path) -> None:
    secret = other(DISTRICTS, WK900101={"aantal_inwoners": -99997, "woningvoorraad": -99997})
    rows = applied(
        tmp_path, everything_guessed(), gemeenten=frame(MUNICIPALITIES), wijken=frame(secret)
    )
    assert (rows["a1"]["inhabitants"], rows["a1"]["dwellings"]) == ("4000", "2000")
    assert "WK900101: x, y" in rows["a1"]["source"]


def test_corporation_dwellings_never_exceed_all(tmp_path: Path) -> None:
    few = other(DISTRICTS, WK900101={
        "woningvoorraad": 100, "perc_huurwoningen_in_bezit_woningcorporaties": None,
    })  # fmt: skip
    layers = {"gemeenten": frame(MUNICIPALITIES), "wijken": frame(few)}
    guesses = everything_guessed(stock=[{**tiny()["stock"][0], "dwellings": 100}])
    rows = applied(tmp_path, guesses, **layers)
    assert (rows["a1"]["dwellings"], rows["a1"]["social_dwellings"]) == ("100", "30")
    # Stock is the user's own: where it cannot be any more, nothing is written.
    more = everything_guessed(stock=[{**tiny()["stock"][0], "dwellings": 101}])
    assert refused(lambda: update(tmp_path, more, **layers)) == ["region.stock_above_dwellings"]


# new districts and own neighbourhoods


def test_new_districts_come_with_stock_in_proportion(tmp_path: Path) -> None:
    corporations = [*tiny()["corporations"], {"corporation": "dd", "name": "Thuis", "source": "x"}]
    stock = [*tiny()["stock"], {"corporation": "dd", "neighbourhood": "b1", "dwellings": 250,
                                "source": "x"}]  # fmt: skip
    found = update(tmp_path, everything_guessed(corporations=corporations, stock=stock))
    found.apply()
    row = rows_of(tmp_path, "neighbourhoods")["WK900202"]
    assert (row["name"], row["municipality"], row["existing_load"]) == ("Buitengebied", "bb", "0")
    assert row["source"].startswith("assumption: existing load unknown, 0 taken; planner geo: ")
    # b1 holds 500 of one and 250 of the other: 50 dwellings are shared out two to one.
    rows = rows_of(tmp_path, "stock")
    assert rows["cc WK900202"]["dwellings"] == "33"
    assert rows["dd WK900202"]["dwellings"] == "17"
    assert rows["cc WK900202"]["source"].startswith("assumption: ")
    assert rows["cc b1"]["dwellings"] == "500"
    assert found.merged.unowned == []


def test_stock_that_no_longer_adds_up_is_told(tmp_path: Path) -> None:
    found = update(tmp_path, everything_guessed())
    assert found.merged.stock == {"a1": (612, 600), "a2": (303, 300), "b1": (450, 500)}


def test_a_new_district_without_figures_is_an_assumption(tmp_path: Path) -> None:
    columns = ["wijkcode", "wijknaam", "geometry"]
    found = update(
        tmp_path, everything_guessed(), gemeenten=frame(MUNICIPALITIES),
        wijken=frame(DISTRICTS)[columns],
    )  # fmt: skip
    found.apply()
    row = rows_of(tmp_path, "neighbourhoods")["WK900202"]
    assert (row["inhabitants"], row["dwellings"], row["social_dwellings"]) == ("0", "0", "0")
    assert "inhabitants unknown or secret at CBS, 0 taken" in row["source"]
    assert {field for level, field in found.lacking if level == "wijk"} == {
        "inhabitants", "dwellings", "social_dwellings",
    }  # fmt: skip
    assert rows_of(tmp_path, "neighbourhoods")["a1"]["inhabitants"] == "4000"


def named_otherwise(**b1: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A region whose b1 is no official district, and the layers in which it is none."""
    tables = everything_guessed(neighbourhoods=guessed("neighbourhoods", b1=b1))
    named = other(DISTRICTS, WK900201={"wijknaam": "Somewhere"})
    return tables, {"gemeenten": frame(MUNICIPALITIES), "wijken": frame(named)}


def test_own_neighbourhoods_the_user_entered_stay_with_a_note(tmp_path: Path) -> None:
    tables, layers = named_otherwise(source="municipality, 2024")
    found = update(tmp_path, tables, **layers)
    assert found.merged.replaced == []
    [own] = found.merged.beside
    assert (own.code, own.used_by) == ("b1", ("stock", "sites"))
    assert own.district == "Somewhere (WK900201)"
    assert found.merged.alone == ["bb"]
    # Its stock stands for that of both districts: they get none of their own.
    assert sorted(found.merged.unowned) == ["WK900201", "WK900202"]
    found.apply()
    assert {"b1", "WK900201", "WK900202"} <= load(tmp_path / "region").region.neighbourhoods.keys()


def test_an_assumed_neighbourhood_is_replaced_by_the_district_it_lies_in(tmp_path: Path) -> None:
    tables, layers = named_otherwise()
    found = update(tmp_path, tables, **layers)
    [own] = found.merged.replaced
    assert (own.code, own.by, own.by_name) == ("b1", "WK900201", "Somewhere")
    assert statuses(found, "b1") == {"neighbourhood": "replaced"}
    assert (found.merged.beside, found.merged.alone) == ([], ["bb"])
    # What it held went along; the other district of its municipality gets no stock besides.
    assert found.merged.unowned == ["WK900202"]
    assert found.merged.stock["WK900201"] == (450, 500)
    assert all(total.neighbourhoods == total.districts for total in found.totals)
    found.apply()
    region = load(tmp_path / "region").region
    assert set(region.neighbourhoods) == {"a1", "a2", "WK900201", "WK900202"}
    assert region.sites["s1"].neighbourhood == "WK900201"
    [lot] = [lot for (_, place), lot in region.stock.items() if place == "WK900201"]
    assert (lot.dwellings, str(lot.turnover_rate)) == (500, "0.04")
    assert lot.source == "made up; was in b1, replaced by the area that its point lies in"
    assert float(region.neighbourhoods["WK900201"].existing_load) == 2.5
    before = {path.name: path.read_bytes() for path in (tmp_path / "region").iterdir()}
    again = update(tmp_path, **layers)
    assert (again.merged.changes, list(again.files)) == ([], ["geo.gpkg"])
    again.apply()
    assert {path.name: path.read_bytes() for path in (tmp_path / "region").iterdir()} == before


def test_an_assumed_neighbourhood_outside_every_district_stays(tmp_path: Path) -> None:
    # Its point lies in the other municipality.
    tables, layers = named_otherwise(x=140000)
    found = update(tmp_path, tables, **layers)
    assert [own.code for own in found.merged.beside] == ["b1"]
    assert found.merged.replaced == []


def extra(source: str) -> list[Row]:
    more = {**tiny()["neighbourhoods"][0], "neighbourhood": "a9", "name": "Elders"}
    return [*guessed("neighbourhoods"), {**more, "source": source}]


def test_an_unused_assumption_goes_and_an_own_one_stays(tmp_path: Path) -> None:
    rows = extra("assumption: a guess")
    found = update(tmp_path, everything_guessed(neighbourhoods=rows))
    assert statuses(found, "a9") == {"neighbourhood": "replaced"}
    found.apply()
    assert "a9" not in rows_of(tmp_path, "neighbourhoods")
    # Its load went to the district.
    assert rows_of(tmp_path, "neighbourhoods")["a1"]["existing_load"] == "10"
    # In no district it goes only where it has no load that would be lost.
    rows[-1] |= {"x": 100_000}
    found = update(tmp_path, everything_guessed(neighbourhoods=rows))
    assert [own.code for own in found.merged.beside] == ["a9"]
    rows[-1] |= {"existing_load": 0}
    found = update(tmp_path, everything_guessed(neighbourhoods=rows))
    assert set(statuses(found, "a9").values()) == {"removed"}
    found = update(tmp_path, everything_guessed(neighbourhoods=extra("municipality, 2024")))
    assert [own.code for own in found.merged.beside] == ["a9"]


def test_a_scenario_that_names_a_replaced_neighbourhood_is_told(tmp_path: Path) -> None:
    tables = everything_guessed(neighbourhoods=extra("assumption: a guess"))
    folder = write_folder(tmp_path / "region", tables)
    (folder / "scenarios").mkdir()
    less = '[[change.neighbourhoods]]\nneighbourhood = "a9"\ndwellings = 10\n'
    (folder / "scenarios" / "less.toml").write_text(less)
    (folder / "scenarios" / "text.toml").write_text('[scenario]\nlabel_nl = "a9"\n')
    (folder / "scenarios" / "broken.toml").write_text('neighbourhood = "a9')
    (folder / "scenarios" / "folder.toml").mkdir()
    found = update(tmp_path)
    assert found.merged.scenarios == {"scenarios/less.toml": ["a9"]}
    found.apply()
    assert (folder / "scenarios" / "less.toml").read_text() == less


def test_what_a_scenario_names_stays_where_nothing_replaces_it(tmp_path: Path) -> None:
    rows = extra("assumption: a guess")
    rows[-1] |= {"x": 100_000, "existing_load": 0}
    folder = write_folder(tmp_path / "region", everything_guessed(neighbourhoods=rows))
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "less.toml").write_text(
        '[[remove.neighbourhoods]]\nneighbourhood = "a9"\n'
    )
    [own] = update(tmp_path).merged.beside
    assert (own.code, own.used_by) == ("a9", ("scenarios",))


def test_an_own_neighbourhood_renamed_takes_the_place_of_an_unused_district(
    tmp_path: Path,
) -> None:
    tables, layers = named_otherwise(source="municipality, 2024")
    assert "WK900201" in applied(tmp_path, tables, **layers)
    path = tmp_path / "region" / "neighbourhoods.csv"
    path.write_text(path.read_text().replace("b1,Kern", "b1,Somewhere"))
    rows = applied(tmp_path, **layers)
    assert "WK900201" not in rows
    assert rows["b1"]["dwellings"] == "2000"


def test_a_municipality_without_districts_is_left_alone(tmp_path: Path) -> None:
    found = update(
        tmp_path, everything_guessed(), gemeenten=frame(MUNICIPALITIES), wijken=frame(DISTRICTS[:2])
    )
    assert found.merged.without == ["Beedorp"]
    assert statuses(found, "b1") == {}


def test_an_empty_table_of_neighbourhoods_is_filled(tmp_path: Path) -> None:
    tables = everything_guessed(
        neighbourhoods=[], stock=[], sites=[], support_points=[],
        programmes=tiny()["programmes"][:1], targets=tiny()["targets"][:2],
    )  # fmt: skip
    assert set(applied(tmp_path, tables)) == {row["wijkcode"] for row in DISTRICTS}


# municipalities


def renamed(name: str, code: str = "aa", **more: Any) -> dict[str, Any]:
    rows = guessed("municipalities", aa={"name": name, "municipality": code, **more})
    inside = guessed("neighbourhoods", a1={"municipality": code}, a2={"municipality": code})
    return everything_guessed(municipalities=rows, neighbourhoods=inside)


@pytest.mark.parametrize(
    ("name", "code"),
    [("Aadorp", "aa"), ("gem. AÀDORP", "aa"), ("Aadorp (NH)", "aa"), ("Ons Dorp", "gm9001"),
     ("Ons Dorp", "aadorp-nh")],
)  # fmt: skip
def test_municipalities_by_code_or_name(tmp_path: Path, name: str, code: str) -> None:
    found = update(tmp_path, renamed(name, code))
    assert found.product.municipalities[code].code == "GM9001"


def test_unknown_municipalities_are_told_together_with_near_names(tmp_path: Path) -> None:
    rows = guessed("municipalities", aa={"name": "Adorp"}, bb={"name": "Qqqqq"})
    with pytest.raises(PlannerError) as caught:
        update(tmp_path, everything_guessed(municipalities=rows))
    one, two = caught.value.problems
    assert (one.key, one.file, one.row) == ("geo.unmatched", "municipalities.csv", 2)
    assert "Aadorp (NH.)" in one.message
    assert (two.key, two.row) == ("geo.unmatched_far", 3)
    assert two.message.endswith("none with a name like it.")


@pytest.mark.parametrize("code", ["9001", "GM9001", "gm9001", "GM9001 "])
def test_a_code_however_it_is_written(tmp_path: Path, code: str) -> None:
    found = update(tmp_path, renamed("Qqqqq", code))
    assert found.product.municipalities[code.strip()].code == "GM9001"


def test_a_number_that_is_a_code_beside_the_name_of_another(tmp_path: Path) -> None:
    """9002 may be the code of CBS for Beedorp, or the user's own for Aadorp."""
    rows = renamed("Aadorp (NH.)", "9002")
    assert refused(lambda: update(tmp_path, rows)) == ["geo.several"]


def test_a_name_that_two_municipalities_share(tmp_path: Path) -> None:
    twins = other(MUNICIPALITIES, GM9002={"gemeentenaam": "Aadorp (L.)"})
    layers = {"gemeenten": frame(twins), "wijken": frame(DISTRICTS)}
    call = lambda: update(tmp_path, everything_guessed(), **layers)  # noqa: E731
    assert refused(call) == ["geo.several", "geo.unmatched"]
    rows = guessed("municipalities", aa={"name": "Aadorp NH"}, bb={"name": "Aadorp (L)"})
    found = update(tmp_path, everything_guessed(municipalities=rows), **layers)
    assert [area.code for area in found.product.municipalities.values()] == ["GM9001", "GM9002"]


def test_two_rows_of_one_municipality(tmp_path: Path) -> None:
    rows = guessed("municipalities", bb={"name": "Aadorp"})
    call = lambda: update(tmp_path, everything_guessed(municipalities=rows))  # noqa: E731
    assert refused(call) == ["geo.twice"]


# totals, years and levels


def test_districts_that_do_not_add_up_are_told(tmp_path: Path) -> None:
    assert all(total.fits for total in update(tmp_path, everything_guessed()).totals)
    short = other(DISTRICTS, WK900101={"woningvoorraad": 2000})
    layers = {"gemeenten": frame(MUNICIPALITIES), "wijken": frame(short)}
    found = update(tmp_path, everything_guessed(), **layers)
    [wrong] = [total for total in found.totals if not total.fits]
    assert (wrong.municipality, wrong.figure) == ("aa", "dwellings")
    assert (wrong.districts, wrong.official) == (3010, 3050)


def test_the_year_is_never_guessed(tmp_path: Path) -> None:
    call = lambda: update(tmp_path, everything_guessed(), year=None)  # noqa: E731
    assert refused(call) == ["geo.no_year"]
    layers = {"gemeenten_2021": frame(MUNICIPALITIES), "wijken_2022": frame(DISTRICTS)}
    call = lambda: update(tmp_path, year=None, **layers)  # noqa: E731
    assert refused(call) == ["geo.years_differ"]
    layers = {"gemeenten_2022": frame(MUNICIPALITIES), "wijken_2022": frame(DISTRICTS)}
    assert update(tmp_path, year=None, **layers).product.year == 2022


def test_the_usual_year_is_that_before_the_plan(tmp_path: Path) -> None:
    raw = read(write_folder(tmp_path, tiny()))
    assert usual_year(raw, 2025) == 2020
    assert usual_year(raw, 2018) == 2018


def test_a_level_that_is_not_there(tmp_path: Path) -> None:
    write_folder(tmp_path / "region", everything_guessed())
    raw = read_region(str(tmp_path / "region"))
    path = save(tmp_path / "areas.gpkg")
    assert refused(lambda: prepare(raw, Files([path]), Level.QUARTER, 2022)) == ["geo.no_level"]


def test_districts_alone_draw_their_municipalities(tmp_path: Path) -> None:
    found = update(tmp_path, everything_guessed(), wijken=frame(DISTRICTS))
    assert found.product.municipalities["aa"].shape.area == 16_000_000
    assert statuses(found, "aa") == {}


# what is written


def test_the_boundaries_that_are_written(tmp_path: Path) -> None:
    applied(tmp_path, everything_guessed())
    path = tmp_path / "region" / "geo.gpkg"
    assert {str(name) for name, _ in pyogrio.list_layers(path)} == {
        "municipalities", "neighbourhoods",
    }  # fmt: skip
    drawn = geopandas.read_file(path, layer="neighbourhoods")
    assert drawn.crs.to_epsg() == 28992
    assert list(drawn.columns) == ["neighbourhood", "name", "cbs_code", "geometry"]
    assert list(drawn["neighbourhood"]) == ["WK900202", "a1", "a2", "b1"]
    region = load(tmp_path / "region").region
    for code, shape in zip(drawn["neighbourhood"], drawn.geometry, strict=True):
        place = region.neighbourhoods[code]
        assert shapely.intersects_xy(shape, place.x, place.y)
    towns = geopandas.read_file(path, layer="municipalities")
    assert list(towns.columns) == ["municipality", "name", "cbs_code", "geometry"]
    assert list(towns["municipality"]) == ["aa", "bb"]


def test_a_dutch_spreadsheet_stays_one(tmp_path: Path) -> None:
    tables = everything_guessed()
    write_folder(tmp_path / "region", tables)
    path = tmp_path / "region" / "neighbourhoods.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    text = "\n".join(";".join(cell.replace("2.5", "2,1250") for cell in row) for row in rows)
    path.write_text(text, encoding="cp1252")
    update(tmp_path).apply()
    assert path.read_bytes().startswith(b"\xef\xbb\xbfneighbourhood;name;")
    assert float(load(tmp_path / "region").region.neighbourhoods["b1"].existing_load) == 2.125


def test_a_region_that_would_not_load_is_left_as_it_was(tmp_path: Path) -> None:
    # The number of corporation dwellings is the user's own, and would exceed all dwellings.
    own = {"dwellings": "", "social_dwellings": 1000, "source": "municipality, 2024"}
    tables = everything_guessed(neighbourhoods=guessed("neighbourhoods", a2=own))
    few = other(DISTRICTS, WK900102={"woningvoorraad": 900})
    layers = {"gemeenten": frame(MUNICIPALITIES), "wijken": frame(few)}
    assert refused(lambda: update(tmp_path, tables, **layers)) == ["region.social_above_all"]
    assert not (tmp_path / "region" / "geo.gpkg").exists()


def test_a_table_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    found = update(tmp_path, everything_guessed())
    path = tmp_path / "region" / "stock.csv"
    path.write_text(path.read_text() + "\n")
    assert refused(found.apply) == ["geo.meanwhile"]
    assert not (tmp_path / "region" / "geo.gpkg").exists()


@pytest.mark.parametrize("failing", ["geo.gpkg", "municipalities.csv", "neighbourhoods.csv"])
def test_all_files_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    found = update(tmp_path, everything_guessed())
    folder = tmp_path / "region"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    rename = Path.replace

    def breaks(self: Path, target: Path) -> Path:
        if self.parent.name == "new" and self.name == failing:
            raise OSError(28, "no space")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", breaks)
    assert refused(found.apply) == ["region.cannot_write"]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_what_is_not_a_region_folder(tmp_path: Path) -> None:
    assert refused(lambda: read_region("gooi-en-vechtstreek")) == ["geo.bundled"]
    (tmp_path / "book.xlsx").write_bytes(b"")
    assert refused(lambda: read_region(str(tmp_path / "book.xlsx"))) == ["geo.workbook"]
    folder = write_folder(tmp_path / "region", tiny())
    (folder / "typo.csv").write_text("a\n")
    (folder / "geo.gpkg").mkdir()
    assert refused(lambda: read_region(str(folder))) == ["region.unknown_file", "geo.folder"]


def test_the_same_bytes_twice(tmp_path: Path) -> None:
    one = update(tmp_path, everything_guessed())
    shutil.copytree(tmp_path / "region", tmp_path / "again" / "region")
    other_ = update(tmp_path / "again")
    assert one.files == other_.files
    assert with_(one.product, municipalities={}, districts={}) == with_(
        other_.product, municipalities={}, districts={}
    )
    assert write.BOUNDARIES in one.files
