"""What steers a terminal is shown as what it is; many problems are counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.process import run
from tests.tiny import tiny, write_folder

STEERING = "\x1b[31m\x9b2J\u202e"


def unharmed(*outputs: str) -> bool:
    return not any(sign in output for output in outputs for sign in "\x1b\x9b\u202e\x07")


def test_cells_and_file_names(tmp_path: Path) -> None:
    tables = tiny()
    tables["stock"][0]["dwellings"] = f"4{STEERING}"
    folder = write_folder(tmp_path / "tiny", tables)
    (folder / f"x{STEERING}.csv").write_text("a,b\n")
    ran = run(tmp_path, "check", "tiny", code=3)
    assert unharmed(ran.out, ran.err)
    assert "4\\x1b[31m\\x9b2J\\u202e" in ran.err
    ran = run(tmp_path, "check", "tiny", "--json", code=3)
    assert unharmed(ran.out, ran.err)
    assert f"4{STEERING}" in {problem["value"] for problem in json.loads(ran.out)["problems"]}


@pytest.mark.parametrize("arguments", [
    ["check", f"no{STEERING}"], [f"so{STEERING}"], ["solve", "x", f"--gap={STEERING}"],
    ["geo", "x", "--service", f"ftp://{STEERING}", "--dry-run"],
])  # fmt: skip
def test_arguments(tmp_path: Path, arguments: list[str]) -> None:
    ran = run(tmp_path, *arguments, code=3 if arguments[0] == "check" else 2)
    assert unharmed(ran.out, ran.err)
    assert "\\x1b[31m" in ran.err


def test_a_name_that_turns_the_direction_of_text_is_refused(tmp_path: Path) -> None:
    tables = tiny()
    tables["corporations"][0]["name"] = "De \u202eSleutel"
    write_folder(tmp_path / "tiny", tables)
    assert "stuurteken" in run(tmp_path, "check", "tiny", code=3).err


def test_the_first_of_many_problems_and_how_many_more(tmp_path: Path) -> None:
    tables = tiny()
    tables["stock"] += [
        {"corporation": "cc", "neighbourhood": f"z{n}", "dwellings": 1} for n in range(33)
    ]
    write_folder(tmp_path / "tiny", tables)
    ran = run(tmp_path, "check", "tiny", code=3, lang="en")
    assert ran.err.startswith("There are 33 problems.")
    assert ran.err.count("stock.csv, row ") == 20
    assert "stock.csv, column neighbourhood: 13 more problems of this kind" in ran.err
    document = json.loads(run(tmp_path, "check", "tiny", "--json", code=3).out)
    assert len(document["problems"]) == 33
