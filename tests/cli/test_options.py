"""The help of every command, and the example in it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.process import BUNDLED, COMMANDS, run


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(tmp_path: Path, name: str, lang: str) -> None:
    shown = run(tmp_path, name, "--help", lang=lang).out
    assert shown.startswith(f"{'Gebruik' if lang == 'nl' else 'Usage'}: planner {name} [OPTI")
    for option in re.findall(r"^  (--[\w-]+)(.*)$", shown, flags=re.MULTILINE):
        assert re.search(rf"{option[0]}\b.*\n?.*[a-z]{{4}}", shown)
    assert "--lang [nl|en]" in shown
    assert (name == "init") != ("--json" in shown)


def test_the_help_says_what_is_written(tmp_path: Path) -> None:
    """`planner explain` writes nothing unless it is asked to; `planner solve` writes all this."""
    for lang in ("nl", "en"):
        assert "out/<regi" not in run(tmp_path, "explain", "--help", lang=lang).out
    shown = " ".join(run(tmp_path, "solve", "--help").out.split())
    assert "kaart, rapport, overeenkomsten en kaartlagen voor GIS" in shown
    shown = " ".join(run(tmp_path, "solve", "--help", lang="en").out.split())
    assert "map, report, agreements and layers for GIS" in shown


def example(cwd: Path, name: str, lang: str) -> list[str]:
    """The arguments of the example that the help of a command gives."""
    shown = run(cwd, name, "--help", lang=lang).out
    heading = "Voorbeeld:" if lang == "nl" else "Example:"
    [line] = re.findall(rf"^{heading}\n  planner (.*)$", shown, flags=re.MULTILINE)
    return shlex.split(line)


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("name", ["regions", "init", "check", "quota"])
def test_the_example_runs(tmp_path: Path, name: str, lang: str) -> None:
    arguments = example(tmp_path, name, lang)
    assert arguments[0] == name
    run(tmp_path, *arguments, lang=lang)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_examples_of_solve_and_verify_run(tmp_path: Path, lang: str) -> None:
    """Cut short: to solve the bundled region to the end takes long."""
    solve, verify = (example(tmp_path, name, lang) for name in ("solve", "verify"))
    run(tmp_path, *solve, "--time-limit", "1", "--quiet", code=6, lang=lang)
    made = tmp_path / solve[solve.index("--out") + 1]
    made.rename(tmp_path / "out" / BUNDLED)
    # Another plan than the example's own: it uses more of the vacancies.
    run(tmp_path, *verify, "--set", solve[solve.index("--set") + 1], lang=lang)


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e999"])
@pytest.mark.parametrize("option", ["--gap", "--time-limit"])
def test_numbers_that_are_none(tmp_path: Path, option: str, value: str, lang: str) -> None:
    ran = run(tmp_path, "solve", BUNDLED, f"{option}={value}", code=2, lang=lang)
    assert option in ran.err
    assert ran.out == ""
