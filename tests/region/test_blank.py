"""Regions to start from."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from planner.errors import PlannerError
from planner.region.blank import (
    blank_settings,
    bundled_to_workbook,
    copy_bundled,
    write_blank,
    write_blank_workbook,
)
from planner.region.bundled import bundled_names
from planner.region.cells import from_toml
from planner.region.fields import SETTINGS, fields_of, tables
from planner.region.load import load
from planner.region.read import flatten
from planner.region.typed import default
from planner.text import use
from tests.region.conftest import Refused, speaks

NAME = bundled_names()[0]


def test_a_blank_folder_asks_for_what_must_be_filled_in(tmp_path: Path, refused: Refused) -> None:
    write_blank(tmp_path / "deep" / "new")
    folder = tmp_path / "deep" / "new"
    names = {path.name for path in folder.iterdir()}
    assert names == {"region.toml", "README.md", *(f"{table}.csv" for table in tables())}
    found = {(p.key, p.file, p.column) for p in refused(folder)}
    assert found == {
        *(("region.no_rows", f"{table}.csv", "") for table in
          ("municipalities", "neighbourhoods", "programmes", "targets")),
        *(("region.empty", "region.toml", f"region.{name}") for name in
          ("name", "label_nl", "label_en", "years")),
    }  # fmt: skip


def test_a_blank_workbook_asks_for_the_same(tmp_path: Path, refused: Refused) -> None:
    write_blank_workbook(tmp_path / "new.xlsx")
    keys = sorted(p.key for p in refused(tmp_path / "new.xlsx"))
    assert keys == ["region.empty"] * 4 + ["region.no_rows"] * 4
    book = openpyxl.load_workbook(tmp_path / "new.xlsx")
    assert book.sheetnames == [SETTINGS, *tables(), "fields"]
    assert [cell.value for cell in book["stock"][1]] == list(fields_of("stock"))
    assert all(sheet.freeze_panes == "A2" for sheet in book)
    assert book["fields"].max_row == 1 + sum(len(fields_of(t)) for t in (SETTINGS, *tables()))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_blank_settings_with_the_marks_taken_away_are_the_defaults(language: str) -> None:
    use(language)
    lines = [
        line[2:] if line.startswith("# ") and " = " in line and ";" not in line else line
        for line in blank_settings().splitlines()
    ]
    found = flatten(tomllib.loads("\n".join(lines), parse_float=Decimal), fields_of(SETTINGS))
    found.pop("sources.supply.max_share_of_vacancies", None)
    assert list(found) == list(fields_of(SETTINGS))
    for key, field in fields_of(SETTINGS).items():
        if field.default is not None:
            assert from_toml(field, found[key]) == default(field)


def test_the_language_in_use(tmp_path: Path) -> None:
    write_blank(tmp_path / "nl")
    use("en")
    write_blank(tmp_path / "en")
    assert "verplicht" in (tmp_path / "nl" / "region.toml").read_text()
    assert "required" in (tmp_path / "en" / "region.toml").read_text()
    assert "leeg of weggelaten" in (tmp_path / "nl" / "README.md").read_text()


@pytest.mark.parametrize("name", bundled_names())
def test_a_copy_and_a_workbook_load_to_an_equal_region(tmp_path: Path, name: str) -> None:
    original = load(name).region
    copy_bundled(name, tmp_path / "copy")
    bundled_to_workbook(name, tmp_path / "book.xlsx")
    assert load(tmp_path / "copy").region == original
    assert load(tmp_path / "book.xlsx").region == original


def test_the_same_bytes_every_time(tmp_path: Path) -> None:
    for path in (tmp_path / "a.xlsx", tmp_path / "b.xlsx"):
        bundled_to_workbook(NAME, path)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


WRITERS: list[Callable[[Path], None]] = [
    write_blank,
    write_blank_workbook,
    lambda path: copy_bundled(NAME, path),
    lambda path: bundled_to_workbook(NAME, path),
]


@pytest.mark.parametrize("write", WRITERS)
def test_nothing_is_overwritten_and_nothing_is_left_behind(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    target = tmp_path / "taken"
    target.mkdir()
    (target / "mine.txt").write_text("x")
    with pytest.raises(PlannerError) as caught:
        write(target)
    speaks(caught.value.problems)
    assert [p.key for p in caught.value.problems] == ["region.target_exists"]
    assert [path.name for path in tmp_path.rglob("*")] == ["taken", "mine.txt"]


@pytest.mark.parametrize("write", [WRITERS[0], WRITERS[2]])
def test_an_empty_folder_may_be_filled(tmp_path: Path, write: Callable[[Path], None]) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "empty")
    assert (tmp_path / "empty" / "region.toml").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


@pytest.mark.parametrize("write", WRITERS)
def test_a_place_that_cannot_be_written(tmp_path: Path, write: Callable[[Path], None]) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PlannerError) as caught:
        write(tmp_path / "file" / "below")
    speaks(caught.value.problems)
    assert [p.key for p in caught.value.problems] == ["region.cannot_write"]


@pytest.mark.parametrize("write", [copy_bundled, bundled_to_workbook])
def test_an_unknown_name(tmp_path: Path, write: Callable[[str, Path], None]) -> None:
    with pytest.raises(PlannerError) as caught:
        write(NAME[:-1], tmp_path / "x")
    speaks(caught.value.problems)
    assert NAME in caught.value.problems[0].remedy
