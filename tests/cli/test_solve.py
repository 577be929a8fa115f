"""`planner solve`: what it writes, what it says and how it ends."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import signal
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.process import (
    BUNDLED,
    FILES,
    Ran,
    checked,
    command,
    contents,
    environment,
    interruptible,
    run,
    run_process,
)
from tests.models.small import CLUSTERED, OUTFLOW, POINT, commitment, small
from tests.tiny import tiny, write_folder, write_workbook


def test_a_plan_is_written_as_a_whole(solved: Path) -> None:
    assert {path.name for path in (solved / "out/tiny").iterdir()} == FILES
    assert {path.name for path in (solved / "out").iterdir()} == {"tiny"}
    plan = json.loads((solved / "out/tiny/plan.json").read_text(encoding="utf-8"))
    assert plan["status"] == "optimal"
    assert plan["verification"]["holds"] is True
    assert plan["totals"]["outflow"] == {"planned": 10, "minimum": 10, "unmet": 0}
    assert all(tier["gap"] <= 1e-3 for tier in plan["objective"])


def test_what_is_said(region: Path) -> None:
    ran = run(region, "solve", "tiny", lang="en")
    assert "Objectives, in order" in ran.out
    assert "Municipalities" in ran.out
    assert "Unmet need, Missing dwellings" in ran.err
    assert ran.err.endswith(
        "Written to out/tiny: plan.json, allocation.csv, inputs.json, municipalities.csv, "
        "corporations.csv, plan.xlsx, plan.gpkg, map.html, report.html, agreements/\n"
    )


def test_quiet_says_nothing(solved: Path) -> None:
    """Nor that the region was read from semicolons."""
    targets = solved / "tiny" / "targets.csv"
    targets.write_text(targets.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    assert "targets.csv" in run(solved, "check", "tiny").err
    ran = run(solved, "solve", "tiny", "--quiet", "--out", "quiet")
    assert (ran.out, ran.err) == ("", "")
    before = contents(solved / "quiet")
    assert run(solved, "solve", "tiny", "--quiet", "--out", "quiet", code=2).err
    assert contents(solved / "quiet") == before


def test_json_is_one_document(region: Path) -> None:
    ran = run(region, "solve", "tiny", "--json", "--out", "there/deep")
    assert ran.document == json.loads((region / "there/deep/plan.json").read_text("utf-8"))
    assert "there/deep" in ran.err
    assert not (region / "out").exists()


def test_a_plan_is_replaced_only_when_asked(solved: Path) -> None:
    (solved / "out/tiny/notes.txt").write_text("mine")
    before = contents(solved / "out/tiny")
    ran = run(solved, "solve", "tiny", code=2)
    assert "out/tiny staat al een plan" in ran.err
    assert "--force" in ran.err
    assert contents(solved / "out/tiny") == before
    run(solved, "solve", "tiny", "--force", "--set", "targets[outflow,2022].minimum=7")
    after = contents(solved / "out/tiny")
    assert after["plan.json"] != before["plan.json"]
    assert after["notes.txt"] == b"mine"


def test_a_folder_with_something_else_is_left_alone(region: Path) -> None:
    before = contents(region / "tiny")
    ran = run(region, "solve", "tiny", "--out", "tiny", "--force", code=2)
    assert "tiny" in ran.err
    assert contents(region / "tiny") == before


def test_the_same_region_gives_the_same_files(solved: Path) -> None:
    """Only the seconds it took may differ. Neither the order of rows nor the form matters."""
    run(solved, "solve", "tiny", "--quiet", "--out", "again")
    once, again = contents(solved / "out/tiny"), contents(solved / "again")
    timed = {"plan.json", "plan.xlsx"}
    for name in once.keys() - timed:
        assert once[name] == again[name], name
    assert _untimed(once["plan.json"]) == _untimed(again["plan.json"])
    assert _cells(solved / "out/tiny/plan.xlsx") == _cells(solved / "again/plan.xlsx")

    draw = random.Random(3)
    tables = tiny()
    mixed = {
        name: rows if name == "settings" else draw.sample(rows, len(rows))
        for name, rows in tables.items()
    }
    assert mixed != tables
    write_workbook(solved / "mixed.xlsx", mixed)
    run(solved, "solve", "mixed.xlsx", "--quiet", "--out", "mixed")
    assert contents(solved / "mixed")["allocation.csv"] == once["allocation.csv"]


def _untimed(content: bytes) -> bytes:
    return re.sub(rb'"seconds": [\d.]+', b"", content)


def _cells(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(path)
    found = {}
    for sheet in book:
        header = [cell.value for cell in sheet[1]]
        kept = [column for column, name in enumerate(header) if name != "seconds"]
        rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [tuple(row[column] for column in kept) for row in rows]
    return found


def test_settings_and_scenarios(region: Path) -> None:
    (region / "more.toml").write_text(
        '[[change.targets]]\nprogramme = "clustered"\nyear = 2022\nminimum = 8\n'
    )
    more = ("--scenario", "more.toml", "--set", "objective.order=cost;unmet_need", "--json")
    document = run(region, "solve", "tiny", *more).document
    assert document["settings"]["objective.order"] == ["cost", "unmet_need"]
    assert document["totals"]["clustered"]["minimum"] == 8
    assert document["totals"]["clustered"]["unmet"] == 8
    sources = [found["source"] for found in document["assumptions"]]
    assert any("more.toml" in source for source in sources)
    assert any("--set" in source for source in sources)


def test_need_that_stays_unmet_is_said(region: Path) -> None:
    ran = run(region, "solve", "tiny", "--set", "supply.max_share_of_vacancies=0", lang="en")
    assert "\nOutflow: 10 dwellings missing.\n" in ran.err


def test_a_second_opinion(solved: Path) -> None:
    ran = run(solved, "solve", "tiny", "--out", "other", "--solver", "cbc", "--json")
    ours = json.loads((solved / "out/tiny/plan.json").read_text("utf-8"))
    assert [tier["value"] for tier in ran.document["objective"]] == pytest.approx(
        [tier["value"] for tier in ours["objective"]], rel=2e-3
    )


def test_a_broken_region(region: Path) -> None:
    write_folder(region / "tiny", tiny(corporations=[{"corporation": "x/y", "name": ""}]))
    ran = run(region, "solve", "tiny", "--json", code=3)
    assert ran.out == ""
    assert "corporations.csv, rij 2, kolom corporation, waarde “x/y”" in ran.err
    assert not (region / "out").exists()


BY_SUMS = small(commitments=[commitment("outflow", 2021, "a1", 3)])
# Each line fits; the two together need more support than there is.
BY_SOLVER = small(
    programmes=[{**OUTFLOW, "support_service": "ambulatory"}, CLUSTERED],
    support_points=[{**POINT, "capacity": 1}],
    commitments=[commitment("outflow", 2021, "a1", 1), commitment("outflow", 2022, "a2", 1)],
)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_signed_lines_that_arithmetic_rules_out(tmp_path: Path, lang: str) -> None:
    write_folder(tmp_path / "tiny", BY_SUMS)
    ran = run(tmp_path, "solve", "tiny", code=4, lang=lang)
    assert ran.out == ""
    expected = "voor 3 woningen getekend; het maximum tot dan toe is 2."
    assert (expected if lang == "nl" else "3 dwellings of outflow are signed for") in ran.err
    assert contents(tmp_path / "out/tiny").keys() == {"explanation.html", "explanation.json"}


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_signed_lines_that_only_the_solver_rules_out(tmp_path: Path, lang: str) -> None:
    write_folder(tmp_path / "tiny", BY_SOLVER)
    run(tmp_path, "check", "tiny", lang=lang)
    ran = run(tmp_path, "solve", "tiny", code=4, lang=lang)
    expected = "Er kan geen plan bestaan" if lang == "nl" else "No plan can exist"
    assert expected in ran.err
    assert "→" in ran.err
    assert contents(tmp_path / "out/tiny").keys() == {"explanation.html", "explanation.json"}


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_no_time_at_all(tmp_path: Path, solver: str) -> None:
    done = subprocess.run(
        command("solve", BUNDLED, "--time-limit", "0.000001", "--solver", solver, "--quiet"),
        cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8", timeout=600,
        check=False,
    )  # fmt: skip
    ran = checked(Ran(done.returncode, done.stdout, done.stderr), 5, 6)
    assert ran.out == ""
    assert (tmp_path / "out").exists() == (ran.code == 6)
    if ran.code == 5:
        assert "De tijd was om voordat een plan was gevonden." in ran.err
        assert "--time-limit" in ran.err


def test_the_day_of_a_plan(region: Path) -> None:
    ran = run(region, "solve", "tiny", "--as-of", "2025-02-30", code=2)
    assert "2025-02-30 is geen dag; schrijf hem als 2025-12-31." in ran.err
    ran = run(region, "solve", "tiny", "--as-of", "2025-02-28", "--json", "--quiet")
    assert ran.document["as_of"] == "2025-02-28"
    written = json.loads((region / "out/tiny/plan.json").read_text("utf-8"))
    assert written["as_of"] == "2025-02-28"


def test_a_file_that_cannot_be_made_costs_no_other(region: Path, tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    without = 'import sys\nsys.modules["xlsxwriter"] = None\n'  # as if it were not installed
    (tmp_path / "broken" / "sitecustomize.py").write_text(without, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path / "broken"), environment()["PYTHONPATH"]])
    ran = run_process(region, "solve", "tiny", "--json", "--quiet", code=1, PYTHONPATH=path)
    assert ran.document["verification"]["holds"]
    assert "Het bestand plan.xlsx kon niet worden gemaakt" in ran.err
    made = {path.name for path in (region / "out" / "tiny").iterdir()}
    assert made == FILES - {"plan.xlsx"}
    run(region, "verify", "tiny", "out/tiny")


def test_a_little_time(tmp_path: Path) -> None:
    ran = run(tmp_path, "solve", BUNDLED, "--time-limit", "2", "--out", "out", "--json", code=6)
    assert ran.document["status"] == "feasible"
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES | {"pools.csv"}
    run(tmp_path, "verify", BUNDLED, "out")


def test_ctrl_c_keeps_the_best_plan(tmp_path: Path) -> None:
    with interruptible():
        process = subprocess.Popen(
            command("solve", BUNDLED, "--out", "out"), cwd=tmp_path, env=environment(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
    with process:
        assert process.stderr is not None
        for line in process.stderr:
            if "Nabijheid" in line:
                break
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=600)
    ran = checked(Ran(process.returncode, out, err), 6)
    assert "of u stopte" in ran.err
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES | {"pools.csv"}
    plan = json.loads((tmp_path / "out/plan.json").read_text("utf-8"))
    assert plan["status"] == "feasible"
    begun = [tier for tier in plan["objective"] if tier["aim"] != "ties" and tier["part"]]
    assert begun[-1]["status"] in ("interrupted", "optimal")
    assert {tier["aim"] for tier in plan["objective"]} >= {"closeness", "spread", "cost"}
    run(tmp_path, "verify", BUNDLED, "out")


def test_a_plan_stays_close_to_an_earlier_one(solved: Path) -> None:
    ran = run(solved, "solve", "tiny", "--start", "out/tiny", "--out", "again", "--json")
    tiers = {f"{tier['aim']}.{tier['part']}": tier for tier in json.loads(ran.out)["objective"]}
    assert tiers["stability.moved"]["value"] == 0
    aims = list(dict.fromkeys(tier["aim"] for tier in json.loads(ran.out)["objective"]))
    assert aims[-2:] == ["stability", "ties"]
    before = (solved / "out/tiny/allocation.csv").read_bytes()
    assert (solved / "again/allocation.csv").read_bytes() == before


def test_a_plan_at_hand_is_stayed_close_to_and_named(solved: Path) -> None:
    plan = solved / "out/tiny"
    digest = hashlib.sha256((plan / "allocation.csv").read_bytes()).hexdigest()
    change = ("--set", "supply.max_share_of_vacancies=0.2")

    def earlier(*arguments: str) -> Any:
        ran = run(solved, "solve", "tiny", *arguments, "--json")
        return json.loads(ran.out)["earlier"], ran.err

    named, said = earlier(*change, "--out", "variant")
    assert named == {"path": "out/tiny", "why": "as_it_is", "sha256": digest}
    assert "out/tiny" in said
    assert (solved / "variant/allocation.csv").read_bytes() == (
        plan / "allocation.csv"
    ).read_bytes()
    # The plan that is written over comes before that of the region as it is.
    named, _ = earlier(*change, "--out", "variant", "--force")
    assert (named["path"], named["why"]) == ("variant", "written_over")
    # A variant in the default folder is not the region as it is.
    assert earlier(*change, "--force")[0]["why"] == "written_over"
    assert earlier(*change, "--out", "other")[0] is None
    named, said = earlier("--force", "--fresh")
    assert named is None
    assert "--fresh" not in said


def test_an_earlier_plan_at_hand_that_cannot_be_read_is_told_of(solved: Path) -> None:
    (solved / "out/tiny/allocation.csv").write_text("programme;year\n")
    ran = run(solved, "solve", "tiny", "--force", "--json")
    assert json.loads(ran.out)["earlier"] is None
    assert "out/tiny" in ran.err


@pytest.mark.parametrize(
    "options", [("--fresh", "--start", "tiny"), ("--fresh", "--keep"), ("--keep",)]
)
def test_options_about_the_earlier_plan_that_do_not_go_together(
    region: Path, options: tuple[str, ...]
) -> None:
    assert run(region, "solve", "tiny", *options, code=2).err


def test_an_earlier_plan_that_is_not_there(region: Path) -> None:
    ran = run(region, "solve", "tiny", "--start", "nowhere", code=3)
    assert "nowhere" in ran.err
    assert not (region / "out").exists()


def test_a_template_for_the_agreements_is_checked_before_solving(region: Path) -> None:
    import docx

    document = docx.Document()
    for words in ("{{marking}}", "{{numbers}}", "{{grounds}}", "{{corporatoin}}"):
        document.add_paragraph(words)
    document.save(str(region / "mine.docx"))
    ran = run(region, "solve", "tiny", "--agreement-template", "mine.docx", code=2)
    assert ran.out == ""
    assert "mine.docx: De plaatshouder {{corporatoin}} bestaat niet." in ran.err
    assert "Bedoelt u “corporation”?" in ran.err
    assert "ontbreekt de plaatshouder {{corporation}}" in ran.err
    assert not (region / "out").exists()

    document.paragraphs[-1].text = "Wij, {{corporation}}"
    document.save(str(region / "mine.docx"))
    run(region, "solve", "tiny", "--agreement-template", "mine.docx", "--quiet")
    made = docx.Document(str(region / "out/tiny/agreements/cc.docx"))
    assert "Wij, De Sleutel" in [paragraph.text for paragraph in made.paragraphs]


def test_a_background_is_asked_for_by_its_address(region: Path) -> None:
    ran = run(region, "solve", "tiny", "--tiles", "tiles/{z}.png", code=2)
    assert "tiles/{z}.png" in ran.err
    assert "https://" in ran.err
    assert run(region, "solve", "tiny", "--tiles-attribution", "Wij", code=2).err
    assert not (region / "out").exists()
    address = "https://tiles.example.nl/{z}/{x}/{y}.png"
    run(region, "solve", "tiny", "--quiet", "--tiles", address, "--tiles-attribution", "Wij & co")
    page = (region / "out/tiny/map.html").read_text(encoding="utf-8")
    assert "img-src data: https://tiles.example.nl;" in page
    assert address in page
    assert "Wij \\u0026amp; co" in page
