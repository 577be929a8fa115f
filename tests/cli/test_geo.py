"""`planner geo`."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.region.load import load
from tests.cli.process import Ran, command, contents, environment, run
from tests.geography import official, service
from tests.geography.service import Stand
from tests.tiny import tiny, write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a region of assumptions and official files."""
    tables: dict[str, Any] = {
        table: [{**row, "source": "assumption: by estimate"} for row in tiny()[table]]
        for table in ("municipalities", "neighbourhoods")
    }
    write_folder(tmp_path / "region", tiny(**tables))
    both = official.both()
    official.save(tmp_path / "towns.gpkg", gemeenten_2022=both["gemeenten"])
    official.save(tmp_path / "districts.gpkg", wijken_2022=both["wijken"])
    official.save(tmp_path / "country.gpkg", **both)
    return tmp_path


FILES = ("--file", "towns.gpkg", "--file", "districts.gpkg")


@pytest.fixture
def stand() -> Iterator[Stand]:
    with service.serving(Stand(2020, size=1)) as found:
        yield found


def fetch(folder: Path, stand: Stand, *arguments: str, code: int = 0) -> Ran:
    more = {"XDG_CACHE_HOME": str(folder / "cache"), "NO_PROXY": "127.0.0.1"}
    return run(folder, "geo", "region", "--service", stand.url, *arguments, code=code, **more)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("nl", ("gewijzigd", "nieuw", "Optelling", "4.060", "Geschreven in region: geo.gpkg")),
        ("en", ("changed", "added", "Totals", "4,060", "Written to region: geo.gpkg")),
    ],
)
def test_files_are_laid_over_a_region(folder: Path, lang: str, words: tuple[str, ...]) -> None:
    ran = run(folder, "geo", "region", *FILES, "--yes", lang=lang)
    shown = ran.out + ran.err
    assert [word for word in words if word not in shown] == []
    assert load(folder / "region").region.neighbourhoods["a1"].dwellings == 2040
    run(folder, "check", "region")


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    before = contents(folder / "region")
    ran = run(folder, "geo", "region", *FILES, "--dry-run")
    assert "4.060" in ran.out
    assert "Er is niets geschreven" in ran.err
    assert contents(folder / "region") == before


def test_json(folder: Path) -> None:
    document = run(folder, "geo", "region", *FILES, "--json", "--dry-run").document
    assert (document["product"], document["written"]) == ("CBS wijken en buurten 2022", False)
    [change] = [
        change
        for change in document["changes"]
        if (change["row"], change["column"]) == ("a1", "dwellings")
    ]
    assert (change["old"], change["new"], change["status"]) == (2000, 2040, "changed")
    assert {total["municipality"] for total in document["totals"]} == {"aa", "bb"}
    assert len(document["stock"]) == 3
    assert document["files"] == [
        "geo.gpkg", "municipalities.csv", "neighbourhoods.csv", "stock.csv",
    ]  # fmt: skip


@pytest.fixture
def renamed(folder: Path) -> Path:
    """The folder with a district under another name, and a scenario that names our own."""
    rows = [
        {**row, "wijknaam": "[b]Elders" if row["wijkcode"] == "WK900201" else row["wijknaam"]}
        for row in official.DISTRICTS
    ]
    (folder / "districts.gpkg").unlink()
    official.save(folder / "districts.gpkg", wijken_2022=official.frame(rows))
    (folder / "region" / "scenarios").mkdir()
    (folder / "region" / "scenarios" / "less.toml").write_text(
        '[[remove.stock]]\nneighbourhood = "b1"\n'
    )
    return folder


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("nl", ("vervangen door WK900201 ([b]Elders)", "gaat mee", "1 eigen buurt die een aanname",
                "scenarios/less.toml noemt buurten die vervangen zijn: b1")),
        ("en", ("replaced by WK900201 ([b]Elders)", "follows", "1 own neighbourhood that was",
                "scenarios/less.toml names neighbourhoods that are replaced: b1")),
    ],
)  # fmt: skip
def test_an_assumed_neighbourhood_is_replaced(
    renamed: Path, lang: str, words: tuple[str, ...]
) -> None:
    ran = run(renamed, "geo", "region", *FILES, "--yes", lang=lang)
    assert [word for word in words if word not in ran.out + ran.err] == []
    assert "b1" not in load(renamed / "region").region.neighbourhoods
    run(renamed, "check", "region")
    # The scenario is as it was, and says itself what it lacks.
    assert "b1" in run(renamed, "check", "region", "--scenario", "less", code=3).err


def test_replacements_in_json(renamed: Path) -> None:
    document = run(renamed, "geo", "region", *FILES, "--json", "--dry-run").document
    assert document["replaced"] == [
        {"neighbourhood": "b1", "name": "Kern", "municipality": "bb", "by": "WK900201",
         "by_name": "[b]Elders"}
    ]  # fmt: skip
    assert document["scenarios"] == [{"file": "scenarios/less.toml", "neighbourhoods": ["b1"]}]
    assert document["own_neighbourhoods"] == []
    moved = [(each["table"], each["row"], each["column"], each["old"], each["new"])
             for each in document["changes"] if each["status"] == "moved"]  # fmt: skip
    assert moved == [
        ("stock", "cc, b1", "neighbourhood", "b1", "WK900201"),
        ("sites", "s1", "neighbourhood", "b1", "WK900201"),
    ]
    [change] = [each for each in document["changes"] if each["status"] == "replaced"]
    assert (change["row"], change["new"]) == ("b1", "WK900201")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((*FILES,), "--yes"),
        ((*FILES, "--json"), "--yes"),
        ((*FILES, "--yes", "--service", "http://127.0.0.1"), "--file"),
        (("--yes", "--service", "ftp://x"), "https://"),
        (("--yes", "--level", "provincie"), "wijk"),
        (("--yes", "--year", "soon"), "--year"),
    ],
)
def test_a_wrong_command_line_ends_at_once(
    folder: Path, arguments: tuple[str, ...], word: str
) -> None:
    before = contents(folder / "region")
    assert word in run(folder, "geo", "region", *arguments, code=2).err
    assert contents(folder / "region") == before


def test_what_is_not_a_region_folder_has_a_remedy(folder: Path) -> None:
    ran = run(folder, "geo", "gooi-en-vechtstreek", *FILES, "--yes", code=3)
    assert "planner init MAP --from gooi-en-vechtstreek" in ran.err


@pytest.mark.parametrize(
    ("answer", "written"), [("j", True), ("Ja", True), ("n", False), ("", False)]
)
def test_it_asks_on_a_terminal(folder: Path, answer: str, written: bool) -> None:
    before = contents(folder / "region")
    pty = pytest.importorskip("pty")  # not on Windows
    ours, theirs = pty.openpty()
    try:
        os.write(ours, f"{answer}\n".encode())
        done = subprocess.run(
            command("geo", "region", *FILES), cwd=folder, env=environment(), stdin=theirs,
            capture_output=True, timeout=600, encoding="utf-8", check=False,
        )  # fmt: skip
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 0, done.stderr
    assert "Deze wijzigingen schrijven in region?" in done.stderr
    assert (contents(folder / "region") != before) is written


def test_the_service_of_the_year_before_the_plan(folder: Path, stand: Stand) -> None:
    stand.geopackage = (folder / "country.gpkg").read_bytes()
    ran = fetch(folder, stand, "--yes")
    assert "wijken en buurten 2020" in ran.err
    region = load(folder / "region").region
    assert region.neighbourhoods["a1"].inhabitants == 4060
    assert "WK900202" in region.neighbourhoods
    assert region.neighbourhoods["WK900202"].source
    assert "CBS wijken en buurten 2020" in region.neighbourhoods["WK900202"].source


def test_a_busy_service_in_the_end_gives_its_features(folder: Path, stand: Stand) -> None:
    stand.year = 2023
    items = "/cbs/wijken-en-buurten-2023/ogc/v1/collections/wijken/items"
    stand.faults[items] = [service.busy(after="0")]
    ran = fetch(folder, stand, "--yes", "--year", "2023")
    assert "opnieuw over 0" in ran.err
    assert load(folder / "region").region.neighbourhoods["a1"].inhabitants == 4060


def test_no_network_leaves_everything_as_it_was(folder: Path) -> None:
    with service.serving(Stand(2020)) as gone:
        pass
    before = contents(folder / "region")
    ran = fetch(folder, gone, "--yes", code=3)
    assert "niet bereikbaar" in ran.err
    assert "--file" in ran.err
    assert contents(folder / "region") == before


def test_a_year_without_a_product(folder: Path, stand: Stand) -> None:
    ran = fetch(folder, stand, "--yes", "--year", "2024", code=3)
    assert "2024" in ran.err
    assert "--year" in ran.err


def test_names_from_files_are_no_markup(folder: Path) -> None:
    named = [{**row, "wijknaam": "[red]\x1b[31m"} for row in official.DISTRICTS[3:]]
    rows = official.DISTRICTS[:3] + named
    (folder / "districts.gpkg").unlink()
    official.save(folder / "districts.gpkg", wijken_2022=official.frame(rows))
    # The sign that begins a colour is left out, and brackets are no markup.
    assert "[red][31m" in run(folder, "geo", "region", *FILES, "--dry-run").out
