"""A region whose names try to be more than names: every file is written, opens and shows them."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner.output.plain import plain
from tests.cli.process import FILES
from tests.output.pages import open_page
from tests.output.written import planner
from tests.tiny import tiny, write_folder

NAMES = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x.invalid","y")',
    "../../x",
    "dorp שכונה",
    "Lang" * 50,
    "'\"`“’ & \\ %s {0}",
    "]]></svg>--><!--",
    '</script><!--<img src="http://x.invalid/p" onerror="alert(2)">',
    "{{7*7}}{% x %}${7*7}",
    "🏠👨‍👩‍👧 é ẞ",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1|-1\tx",
)
NAMED = (
    "municipalities", "neighbourhoods", "corporations", "support_points", "sites",
)  # fmt: skip


def hostile(start: int) -> dict[str, Any]:
    """A region in which everything has one of the names."""
    turn = count(start)

    def name() -> str:
        return NAMES[next(turn) % len(NAMES)]

    made = tiny({"region.label_nl": "Streek", "region.label_en": "Area"})
    for table in NAMED:
        made[table] = [{**row, "name": name(), "source": name()} for row in made[table]]
    made["programmes"] = [
        {**row, "label_nl": name(), "label_en": name(), "source": name()}
        for row in made["programmes"]
    ]
    for table in ("stock", "targets"):
        made[table] = [{**row, "source": f"assumption: {name()}"} for row in made[table]]
    made["pools"] = [{"pool": "bw", "year": 2021, "waiting": 9, "source": name()}]
    made["demand"] = [
        {"programme": "outflow", "municipality": "aa", "year": 2021, "households": 9,
         "source": name()}
    ]  # fmt: skip
    return made


# Where the first name goes, so that every name is that of a municipality and of a neighbourhood.
@pytest.fixture(scope="module", params=[0, 1, 5, 6])
def out(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the planner wrote for a region of hostile names, in a folder with nothing else in it."""
    folder = tmp_path_factory.mktemp("hostile")
    write_folder(folder / "tiny", hostile(request.param))
    (folder / "here").mkdir()
    before = set(folder.rglob("*"))
    code, _, err = planner("solve", folder / "tiny", "--out", folder / "here" / "out", "--quiet")
    assert code == 0, err
    written = set(folder.rglob("*")) - before
    assert all(path.is_relative_to(folder / "here" / "out") for path in written)
    return folder / "here" / "out"


def test_every_file_lies_in_its_folder(out: Path) -> None:
    assert {path.name for path in out.iterdir()} == FILES
    assert [path.name for path in (out / "agreements").iterdir()] == ["cc.docx"]
    for path in out.rglob("*.[xd][lo][sc]x"):
        with zipfile.ZipFile(path) as archive:
            for part in archive.namelist():
                assert ".." not in part
                assert not part.startswith("/")


@pytest.mark.parametrize("page", ["map.html", "report.html"])
def test_pages_run_nothing_and_ask_for_nothing(browser: Any, out: Path, page: str) -> None:
    view, wrong = open_page(browser, out / page)
    dialogs: list[str] = []
    view.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    view.reload()
    view.wait_for_timeout(300)
    title = view.title()
    assert wrong == []
    assert dialogs == []
    assert "Streek" in title
    assert view.locator("img[src*=invalid], script[src], iframe").count() == 0
    assert view.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    view.close()


def names_of(out: Path, table: str) -> list[str]:
    """The names in a table of the region, as the planner reads them."""
    with (out.parent.parent / "tiny" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [" ".join(row["name"].split()) for row in csv.DictReader(file)]


def test_the_report_shows_the_names(browser: Any, out: Path) -> None:
    view, _ = open_page(browser, out / "report.html")
    shown = " ".join(view.locator("body").inner_text().split())
    for table in ("municipalities", "neighbourhoods"):
        for name in names_of(out, table):
            assert name.replace("\N{RIGHT-TO-LEFT OVERRIDE}", "") in shown
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in shown
    view.close()


def test_nothing_in_the_workbook_runs(out: Path) -> None:
    book = openpyxl.load_workbook(out / "plan.xlsx")
    words = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.hyperlink is None
                if cell.data_type == "f":
                    # Only formulas of the planner's own: cells, numbers and three functions.
                    assert re.fullmatch(r"=[A-Z0-9$:(),+\-*/]+", str(cell.value)), cell.value
                    assert set(re.findall(r"[A-Z]+(?=\()", str(cell.value))) <= {"SUM", "MAX"}
                elif isinstance(cell.value, str):
                    words.add(cell.value)
    for table in NAMED:
        assert {plain(name) for name in names_of(out, table)} <= words, table
    for name in book.defined_names.values():
        assert "HYPERLINK" not in name.attr_text
    with zipfile.ZipFile(out / "plan.xlsx") as archive:
        assert not any("External" in archive.read(part).decode("utf-8", "replace")
                       for part in archive.namelist() if part.endswith(".rels"))  # fmt: skip


def test_the_tables_begin_no_formula(out: Path) -> None:
    """A spreadsheet runs what begins with such a sign, also out of a CSV file."""
    for path in out.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        for cell in cells:
            number = re.fullmatch(r"-?[\d.]+", cell)
            assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell
    with (out / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name"].removeprefix("'") for row in csv.DictReader(file)]
    assert sorted(names) == sorted(
        name.removeprefix("'") for name in names_of(out, "municipalities")
    )


def test_the_agreement_is_text(out: Path) -> None:
    import docx

    document = docx.Document(str(out / "agreements" / "cc.docx"))
    words = "\n".join(
        [paragraph.text for paragraph in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    assert "Overeenkomst" in words or "overeenkomst" in words
    with zipfile.ZipFile(out / "agreements" / "cc.docx") as archive:
        body = archive.read("word/document.xml").decode("utf-8")
        for part in archive.namelist():
            if part.endswith(".rels"):
                assert 'TargetMode="External"' not in archive.read(part).decode("utf-8")
    assert "<w:instrText" not in re.sub(r"<w:instrText[^>]*>\s*(PAGE|NUMPAGES)\b", "", body)
    assert "<script" not in body


def test_the_geopackage_is_sound(out: Path) -> None:
    with closing(sqlite3.connect(out / "plan.gpkg")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        names = {name for (name,) in database.execute("SELECT name FROM neighbourhoods")}
    assert len(names) == 3
    assert json.loads((out / "plan.json").read_text("utf-8"))["verification"]["holds"]


def test_a_code_cannot_be_a_path(tmp_path: Path) -> None:
    made = tiny()
    for code in ("../../x", "a/b", "..", "=1+1", "<b>"):
        made["corporations"] = [{"corporation": code, "name": "x", "source": "x"}]
        for table in ("stock", "sites"):
            made[table] = [{**row, "corporation": code} for row in made[table]]
        write_folder(tmp_path / "tiny", made)
        found, _, err = planner("solve", tmp_path / "tiny", "--out", tmp_path / "out")
        assert found == 3, code
        assert "corporations.csv" in err
    assert {path.name for path in tmp_path.iterdir()} == {"tiny"}


def test_a_label_of_a_region_is_a_label(tmp_path: Path, browser: Any) -> None:
    for name in NAMES[:5]:
        folder = tmp_path / str(NAMES.index(name))
        made = tiny({"region.label_nl": name.replace('"', "'"), "region.label_en": "x"})
        write_folder(folder / "tiny", made)
        code, _, err = planner("solve", folder / "tiny", "--out", folder / "out", "--quiet")
        assert code == 0, err
        for page in ("report.html", "map.html"):
            view, wrong = open_page(browser, folder / "out" / page)
            assert wrong == []
            view.close()
        book = openpyxl.load_workbook(folder / "out" / "plan.xlsx")
        assert len(book["plan"].oddHeader.left.text) <= 255


@pytest.fixture(autouse=True)
def only_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A path that climbs out of a folder would be seen."""
    monkeypatch.chdir(tmp_path)
    return
