"""The bytes on the standard output of a real process: what a command says, in UTF-8, alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from planner.cli.app import COMMANDS, planner
from tests.cli.process import command, environment, run_process
from tests.geography import official

# A command line for every command that knows --json, on the tiny region and its plan.
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "regions": (),
    "check": ("tiny",),
    "quota": ("tiny",),
    "solve": ("tiny", "--out", "new"),
    "verify": ("tiny", "out/tiny"),
    "explain": ("tiny",),
    "price": ("tiny", "--demand", "bb<=1"),
    "frontier": ("tiny", "--aims", "closeness,spread", "--points", "2"),
    "alternatives": ("tiny", "-n", "2"),
    "compare": ("out/tiny", "out/tiny"),
    "lock": ("tiny", "out/tiny", "--out", "signed.toml"),
    "settle": ("tiny", "--plan", "out/tiny"),
    "monitor": ("tiny", "status"),
    "roll": ("tiny", "next", "--plan", "out/tiny"),
    "geo": ("official", "--file", "country.gpkg", "--year", "2022", "--dry-run"),
}
NAME = "Aadorp −≤ Ő"  # in neither cp1252 nor cp850
# A module of this name is read when Python starts: the solver then prints even more than it does.
NOISE = """
import ctypes, os, sys
library = ctypes.CDLL("ucrtbase" if os.name == "nt" else None)

class Finder:
    def find_spec(self, name, path, target=None):
        if name in ("pulp", "highspy", "pyogrio", "openpyxl"):
            os.write(1, b"noise\\n")
            library.puts(b"noise")

sys.meta_path.insert(0, Finder())
"""


@pytest.fixture
def folder(solved: Path) -> Path:
    """The tiny region, its plan and official boundaries, with a name that no code page has."""
    official.save(solved / "country.gpkg", **official.both())
    shutil.copytree(solved / "tiny", solved / "official")  # known by its names
    table = solved / "tiny" / "municipalities.csv"
    rows = table.read_text(encoding="utf-8")
    table.write_text(rows.replace("Aadorp", NAME), encoding="utf-8")
    return solved


def raw(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        command(*arguments), cwd=folder, env=environment(**variables), capture_output=True,
        timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return done


def test_every_command_with_json_is_tried() -> None:
    context = click.Context(planner)
    commands = {name: planner.get_command(context, name) for name in COMMANDS}
    with_json = {
        name
        for name, known in commands.items()
        if known and any("--json" in option.opts for option in known.params)
    }
    assert ARGUMENTS.keys() == with_json


@pytest.mark.parametrize("name", ARGUMENTS)
def test_one_json_document_and_nothing_else(folder: Path, name: str) -> None:
    done = raw(folder, name, *ARGUMENTS[name], "--json", PYTHONIOENCODING="cp1252")
    # Python refuses anything before or after the one document.
    assert json.loads(done.stdout.decode("utf-8"))
    done.stderr.decode("utf-8")


@pytest.mark.parametrize("name", ARGUMENTS)
def test_no_code_page_stands_in_the_way_of_a_table(folder: Path, name: str) -> None:
    done = raw(folder, name, *ARGUMENTS[name], PYTHONIOENCODING="cp850")
    shown = done.stdout.decode("utf-8")
    assert shown or name == "check"
    assert NAME in shown or name not in ("quota", "solve", "price")
    done.stderr.decode("utf-8")


def test_a_library_that_prints_does_not_reach_it(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "noisy").mkdir()
    (tmp_path / "noisy" / "sitecustomize.py").write_text(NOISE, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path / "noisy"), environment()["PYTHONPATH"]])
    done = raw(folder, "solve", *ARGUMENTS["solve"], "--json", PYTHONPATH=path)
    assert json.loads(done.stdout.decode("utf-8"))
    assert b"noise" in done.stderr


@pytest.mark.parametrize("name", ["solve", "explain"])
def test_quiet_is_quiet(folder: Path, name: str) -> None:
    assert raw(folder, name, *ARGUMENTS[name], "--quiet").stderr == b""


def test_a_mistake_is_told_in_utf_8_too(folder: Path) -> None:
    ran = run_process(folder, "check", "geen−regio", code=3, PYTHONIOENCODING="cp1252")
    assert "geen−regio" in ran.err


@pytest.mark.skipif(os.name == "nt", reason="the shell of Windows closes no output")
def test_nobody_listens_for_mistakes(folder: Path) -> None:
    """With standard error closed a command ends as it would."""
    line = [*command("quota", "tiny", "--json"), "2>&-"]
    done = subprocess.run(
        " ".join(line), shell=True, cwd=folder, env=environment(), stdout=subprocess.PIPE,
        check=True,
    )  # fmt: skip
    assert json.loads(done.stdout.decode("utf-8"))
