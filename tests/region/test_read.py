"""Region folders: which files, how settings are read, what is stated about the reading."""

from __future__ import annotations

import hashlib
from pathlib import Path

import geopandas
import pytest
from shapely.geometry import box

from planner.errors import PlannerError
from planner.region.load import load
from planner.region.read import read
from tests.region.conftest import Refused
from tests.tiny import tiny, write_folder


def test_every_file_read_has_its_digest(folder: Path) -> None:
    hashes = load(folder).hashes
    assert list(hashes) == sorted(path.name for path in folder.iterdir())
    content = (folder / "stock.csv").read_bytes()
    assert hashes["stock.csv"] == hashlib.sha256(content).hexdigest()


def test_these_may_stand_beside_the_tables(folder: Path) -> None:
    before = load(folder).hashes
    for name in ("README.md", ".hidden", "~$stock.csv"):
        (folder / name).write_bytes(b"\x00")
    (folder / "scenarios").mkdir()
    shape = geopandas.GeoSeries([box(140_000, 470_000, 141_000, 471_000)], crs="EPSG:28992")
    frame = geopandas.GeoDataFrame({"code": ["aa"]}, geometry=shape)
    frame.to_file(folder / "geo.gpkg", layer="municipalities", driver="GPKG")
    assert load(folder).hashes == before


@pytest.mark.parametrize("name", ["neighborhoods.csv", "Stock.csv", "notes.txt", "geo.gpkg.bak"])
def test_any_other_name_is_refused(folder: Path, refused: Refused, name: str) -> None:
    (folder / name).write_text("x")
    [problem] = refused(folder)
    assert (problem.key, problem.file) == ("region.unknown_file", name)
    if name == "neighborhoods.csv":
        assert "“neighbourhoods.csv”" in problem.remedy


def test_missing_files(folder: Path, refused: Refused) -> None:
    (folder / "stock.csv").unlink()
    (folder / "region.toml").unlink()
    (folder / "sites.csv").unlink()
    found = {(problem.key, problem.file) for problem in refused(folder)}
    assert found == {
        ("region.missing_file", "stock.csv"),
        ("region.no_settings", "region.toml"),
    }


@pytest.mark.parametrize("names", [(), ("plan.json", "municipalities.csv", "corporations.csv")])
def test_another_folder_is_one_problem(tmp_path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        (tmp_path / name).write_text("x")
    with pytest.raises(PlannerError) as caught:
        read(tmp_path)
    [problem] = caught.value.problems
    assert (problem.key, problem.file) == ("region.no_region_folder", tmp_path.as_posix())


def test_a_folder_in_the_place_of_a_file(folder: Path, refused: Refused) -> None:
    (folder / "stock.csv").unlink()
    (folder / "stock.csv").mkdir()
    assert ("region.unreadable", "stock.csv") in {(p.key, p.file) for p in refused(folder)}


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "region.empty_file"),
        (b"\n\n", "region.empty_file"),
        (b"[region]\nname = tiny\n", "region.toml_form"),
        (b"[region]\nname = 'a'\nname = 'b'\n", "region.toml_form"),
        (b"[region]\nname = '\xe9'\n", "region.toml_encoding"),
        (b"[levy]\namount_per_dwelling_year = " + b"9" * 5000, "region.toml_unreadable"),
        (b"x = " + b"[" * 5000, None),
        (b"a" + b".a" * 500 + b" = 1", "region.unknown_setting"),
    ],
)
def test_settings_that_are_no_toml(
    folder: Path, refused: Refused, content: bytes, key: str | None
) -> None:
    (folder / "region.toml").write_bytes(content)
    problem = refused(folder)[0]
    assert problem.file == "region.toml"
    assert key is None or problem.key == key


def test_a_toml_error_names_its_line(folder: Path, refused: Refused) -> None:
    (folder / "region.toml").write_text('[region]\nname = "x"\nyears = [2021,, 2022]\n')
    assert "Regel 3 " in refused(folder)[0].message
    (folder / "region.toml").write_text('[region]\nname = "x"\nyears = [2021')
    assert "Regel 3 " in refused(folder)[0].message


def test_unknown_settings_and_sources(folder: Path, refused: Refused) -> None:
    with (folder / "region.toml").open("a") as file:
        file.write(
            '[quota]\nmehod = "adams"\n[extra]\na = 1\n[sources]\n'
            '"quota.kye" = "x"\n"quota.key" = 5\n'
        )
    problems = refused(folder)
    assert [(p.key, p.column) for p in problems] == [
        ("region.unknown_setting", "quota.mehod"),
        ("region.unknown_setting", "extra.a"),
        ("region.unknown_setting", "sources.quota.kye"),
        ("region.not_text", "sources.quota.key"),
    ]
    assert "“quota.method”" in problems[0].remedy


def test_sources_must_be_a_table(folder: Path, refused: Refused) -> None:
    text = (folder / "region.toml").read_text()
    (folder / "region.toml").write_text("sources = 1\n" + text)
    assert [p.key for p in refused(folder)] == ["region.unknown_setting"]


def test_a_source_may_cover_a_table_of_settings(folder: Path) -> None:
    with (folder / "region.toml").open("a") as file:
        file.write('[sources]\nproximity.speed_kmh.walk = "own"\n"proximity" = "study"\n')
    # Two spellings of one table cannot stand together in TOML; the quoted form covers all.
    text = (folder / "region.toml").read_text().replace("proximity.speed_kmh.walk =", '"x" =')
    (folder / "region.toml").write_text(text.replace('"x" = "own"\n', ""))
    sources = load(folder).region.settings.sources
    assert sources["proximity.speed_kmh.walk"] == sources["proximity.mode"] == "study"


def test_how_a_file_was_read_is_stated(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "r", tiny())
    path = folder / "municipalities.csv"
    content = path.read_text().replace("Aadorp", "Aadórp").replace(",", ";").replace("0.0", "0,0")
    path.write_bytes(content.encode("cp1252"))
    stock = folder / "stock.csv"
    stock.write_text(stock.read_text().replace(",", "\t"), encoding="utf-8-sig")
    loaded = load(folder)
    assert loaded.notes == (
        "municipalities.csv: gelezen als Windows-1252, puntkomma's, decimale komma",
        "stock.csv: gelezen als UTF-8 (BOM), tabs, decimale punt",
    )
    assert loaded.region.municipalities["aa"].name == "Aadórp"
    assert str(loaded.region.municipalities["aa"].turnover_rate) == "0.06"


def test_a_plain_folder_needs_no_notes(folder: Path) -> None:
    assert read(folder).notes == []


def test_an_ambiguous_number_in_a_semicolon_file_is_refused(folder: Path, refused: Refused) -> None:
    header = "programme_a;programme_b;min_metres;source\n"
    (folder / "separation.csv").write_text(header + "clustered;outflow;1.500;x\n")
    [problem] = refused(folder)
    assert (problem.key, problem.file, problem.row, problem.column, problem.value) == (
        "region.ambiguous", "separation.csv", 2, "min_metres", "1.500",
    )  # fmt: skip


def test_both_decimal_marks_in_one_file_are_refused(folder: Path, refused: Refused) -> None:
    path = folder / "municipalities.csv"
    path.write_text(path.read_text().replace("0.05", '"0,05"'))
    [problem] = refused(folder)
    assert (problem.key, problem.file, problem.row) == (
        "region.mixed_marks", "municipalities.csv", 3,
    )  # fmt: skip
    assert "0.06" in problem.message
    assert "0,05" in problem.message
