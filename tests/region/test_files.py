"""Files that are no files, and more than a region holds: named at once."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from planner.region import files, tables, workbook_kind
from planner.region.files import content_of
from planner.region.plan_file import audience_of
from planner.region.raw import shown
from planner.region.typed import LONGEST_LIST, LONGEST_TEXT
from tests.region.conftest import Refused
from tests.tiny import tiny, write_workbook

pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")


def test_an_ordinary_file(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    assert content_of(tmp_path / "x") == b"abc"
    with pytest.raises(FileNotFoundError):
        content_of(tmp_path / "y")


@pipes
@pytest.mark.parametrize("name", ["stock.csv", "region.toml", "geo.gpkg", "network.gpkg"])
def test_a_pipe_is_named(folder: Path, refused: Refused, name: str) -> None:
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    found = {(problem.key, problem.file) for problem in refused(folder)}
    assert found == {("region.unreadable", name)}


@pipes
def test_a_device_is_named(folder: Path, refused: Refused) -> None:
    (folder / "stock.csv").unlink()
    (folder / "stock.csv").symlink_to(os.devnull)
    [problem] = refused(folder)
    assert "pijp of een apparaat" in problem.message


@pipes
def test_a_pipe_beside_a_plan_is_no_record(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "plan.json")
    assert audience_of(tmp_path) is None


def test_a_record_nested_without_end(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("[" * 200_000)
    assert audience_of(tmp_path) is None


def test_a_file_too_large(folder: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 200)
    assert {problem.key for problem in refused(folder)} == {"region.unreadable"}


def test_too_many_rows(
    folder: Path, tmp_path: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.region.csvfile.MOST_ROWS", 3)
    monkeypatch.setattr("planner.region.workbook.MOST_ROWS", 20)
    keys = [(problem.key, problem.file) for problem in refused(folder)]
    assert ("region.too_many_rows", "stock.csv") in keys
    many = [{**tiny()["corporations"][0], "corporation": f"c{n}"} for n in range(20)]
    path = write_workbook(tmp_path / "r.xlsx", tiny(corporations=many))
    assert [problem.key for problem in refused(path)] == ["region.too_many_rows"]
    assert tables.MOST_ROWS >= 100_000  # as many as a table of travel times has


def test_a_workbook_that_unpacks_to_more_than_memory_holds(
    tmp_path: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 1_000_000)
    (tmp_path / "r.xlsx").write_bytes(written.getvalue())
    monkeypatch.setattr(workbook_kind, "MOST_BYTES", 999_999)
    assert len(written.getvalue()) < 10_000
    assert [problem.key for problem in refused(tmp_path / "r.xlsx")] == ["region.workbook_large"]


def test_lists_and_texts_have_a_length(refused: Refused) -> None:
    region = tiny()
    region["support_points"][0]["services"] = ";".join(f"s{n}" for n in range(LONGEST_LIST + 1))
    region["corporations"][0]["name"] = "x" * (LONGEST_TEXT + 1)
    assert {(problem.key, problem.column) for problem in refused(region)} == {
        ("region.list_long", "services"), ("region.text_long", "name"),
    }  # fmt: skip


def test_a_long_list_is_shown_by_its_beginning() -> None:
    assert shown(["ab"] * 10**6) == "ab;" * 19 + "ab…"
