"""`planner regions`, `planner init` and `planner check`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.region.load import load
from tests.cli.process import BUNDLED, contents, run
from tests.models.small import commitment, small
from tests.tiny import tiny, write_folder, write_workbook

SCENARIOS = [
    "bel", "cluster-20", "clustered-90", "eemnes-takes-part", "existing-places",
    "turnover-doubled", "weesp-2022",
]  # fmt: skip


def test_regions_lists_the_bundled_ones(tmp_path: Path) -> None:
    ran = run(tmp_path, "regions")
    assert ran.err == ""
    [line] = [line for line in ran.out.splitlines() if BUNDLED in line]
    assert line.split()[0] == BUNDLED
    assert line.split()[-4 - len(SCENARIOS) :] == [
        "2021–2024",
        "8",
        "46",
        "7",
        *", ".join(SCENARIOS).split(),
    ]
    assert run(tmp_path, "regions", "--json").document == {
        "regions": [
            {"region": BUNDLED, "name": "Gooi en Vechtstreek", "years": [2021, 2022, 2023, 2024],
             "municipalities": 8, "neighbourhoods": 46, "programmes": 7,
             "scenarios": SCENARIOS}
        ]
    }  # fmt: skip


def test_init_writes_a_blank_folder(tmp_path: Path) -> None:
    ran = run(tmp_path, "init", "new/mine")
    assert (ran.out, ran.err) == ("", "Geschreven: new/mine\n")
    names = {path.name for path in (tmp_path / "new" / "mine").iterdir()}
    assert {"region.toml", "targets.csv", "README.md"} <= names
    # It says what is to be filled in, and does not fail in another way.
    assert "region.toml, kolom region.name" in run(tmp_path, "check", "new/mine", code=3).err


def test_init_copies_a_bundled_region(tmp_path: Path) -> None:
    run(tmp_path, "init", "mine", "--from", BUNDLED)
    assert load(tmp_path / "mine").region == load(BUNDLED).region
    copied = load(tmp_path / "mine", scenarios=["bel"])
    assert copied.region == load(BUNDLED, scenarios=["bel"]).region
    assert "bel" in copied.region.municipalities


@pytest.mark.parametrize(
    ("name", "made"),
    [("mine", "mine.xlsx"), ("mine.xlsx", "mine.xlsx"), ("gooi.v2", "gooi.v2.xlsx"),
     ("deep/mine.XLSX", "deep/mine.XLSX")],
)  # fmt: skip
def test_init_writes_a_workbook(tmp_path: Path, name: str, made: str) -> None:
    assert run(tmp_path, "init", name, "--excel").err == f"Geschreven: {made}\n"
    assert (tmp_path / made).is_file()


def test_init_copies_a_bundled_region_to_a_workbook(tmp_path: Path) -> None:
    run(tmp_path, "init", "mine", "--excel", "--from", BUNDLED)
    assert load(tmp_path / "mine.xlsx").region == load(BUNDLED).region


def test_init_names_a_workbook_after_the_folder_it_is_in(tmp_path: Path) -> None:
    run(tmp_path, "init", ".", "--excel")
    assert [path.name for path in tmp_path.iterdir()] == [f"{tmp_path.name}.xlsx"]


@pytest.mark.parametrize("more", [(), ("--from", BUNDLED), ("--excel",)])
def test_init_never_overwrites(region: Path, more: tuple[str, ...]) -> None:
    if "--excel" in more:
        (region / "tiny.xlsx").write_bytes(b"mine")
    before = contents(region / "tiny")
    ran = run(region, "init", "tiny", *more, code=3)
    assert "Hier staat al iets." in ran.err
    assert contents(region / "tiny") == before
    if "--excel" in more:
        assert (region / "tiny.xlsx").read_bytes() == b"mine"


def test_init_knows_no_such_region(tmp_path: Path) -> None:
    ran = run(tmp_path, "init", "mine", "--from", "gooi-en-vechstreek", code=3)
    assert f"“{BUNDLED}”" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_check_finds_a_region_in_order(region: Path) -> None:
    ran = run(region, "check", "tiny")
    assert ran.err == "In orde: 2 gemeenten, 3 buurten, 2 programma's, 1 locaties.\n"
    assert "supply.max_share_of_vacancies" in ran.out
    assert "aanname" not in ran.out


def test_check_shows_the_assumptions_whole(region: Path) -> None:
    source = "assumption: " + "long " * 100
    rows = [{**row, "source": source} for row in tiny()["targets"]]
    write_folder(region / "tiny", tiny(targets=rows))
    ran = run(region, "check", "tiny")
    assert ran.out.startswith("3 aannames")
    assert sum(source.strip() in line for line in ran.out.splitlines()) == 3


def test_check_of_a_workbook(tmp_path: Path) -> None:
    write_workbook(tmp_path / "tiny.xlsx", tiny())
    assert "In orde" in run(tmp_path, "check", "tiny.xlsx").err


WRONG = tiny(
    programmes=[{**row, "priority": 7} for row in tiny()["programmes"]],
    stock=[*tiny()["stock"], {"corporation": "zz", "neighbourhood": "a1", "dwellings": "-3"}],
)


def test_check_reports_every_problem_at_once(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", WRONG)
    ran = run(tmp_path, "check", "tiny", code=3)
    assert ran.out == ""
    assert ran.err.startswith("Er zijn ")
    for place in (
        "programmes.csv, rij 2, kolom priority, waarde “7”",
        "programmes.csv, rij 3, kolom priority, waarde “7”",
        "stock.csv, rij 5, kolom dwellings, waarde “-3”",
    ):
        _, _, after = ran.err.partition(f"{place}\n")
        message, remedy = after.splitlines()[:2]
        assert message.startswith("  ")
        assert remedy.startswith("  → ")


def test_check_reports_problems_as_json(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", WRONG)
    ran = run(tmp_path, "check", "tiny", "--json", code=3, lang="en")
    assert ran.err == ""
    problems = ran.document["problems"]
    assert all(problem["message"] and problem["remedy"] for problem in problems)
    places = [(p["file"], p["row"], p["column"], p["value"]) for p in problems]
    assert ("stock.csv", 5, "dwellings", "-3") in places
    assert ("programmes.csv", 2, "priority", "7") in places


def test_check_as_json_is_one_document(region: Path) -> None:
    rows = [{**row, "source": "assumption: qq"} for row in tiny()["corporations"]]
    write_folder(region / "tiny", tiny(corporations=rows))
    ran = run(region, "check", "tiny", "--json")
    assert ran.err == ""
    document = ran.document
    assert document["problems"] == document["impossible"] == []
    assert document["assumptions"] == [
        {"table": "corporations", "row": "cc", "source": "assumption: qq"}
    ]
    assert document["defaults"]["quota.method"] == "largest_remainder"


IMPOSSIBLE = small(commitments=[commitment("outflow", 2021, "a1", 3)])


def test_check_finds_what_arithmetic_rules_out(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", IMPOSSIBLE)
    ran = run(tmp_path, "check", "tiny", code=4)
    assert "voor 3 woningen getekend; het maximum tot dan toe is 2." in ran.err
    assert "→ Verhoog het maximum in de tabel gevraagde aantallen (targets)" in ran.err
    ran = run(tmp_path, "check", "tiny", "--json", code=4, lang="en")
    [problem] = ran.document["impossible"]
    assert problem["key"] == "impossible.target"
    assert problem["message"].startswith("3 dwellings")
    assert problem["message"].endswith("is 2.")


def test_check_applies_settings_and_scenarios(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", IMPOSSIBLE)
    run(tmp_path, "check", "tiny", "--set", "targets[outflow,2021].maximum=3")
    (tmp_path / "tiny" / "scenarios").mkdir()
    wider = '[[change.targets]]\nprogramme = "outflow"\nyear = 2021\nmaximum = 3\n'
    (tmp_path / "tiny" / "scenarios" / "wider.toml").write_text(wider)
    run(tmp_path, "check", "tiny", "--scenario", "wider")
    found = run(tmp_path, "check", "tiny", "--set", "supply.share=1", code=3).err
    assert "--set supply.share=1, kolom supply.share" in found


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_check_of_no_region(tmp_path: Path, lang: str) -> None:
    (tmp_path / "notes.txt").write_text("qq")
    wrong: list[Any] = ["nowhere", "notes.txt", "a" * 300, "a\nb"]
    for name in wrong:
        assert run(tmp_path, "check", name, code=3, lang=lang).out == ""
