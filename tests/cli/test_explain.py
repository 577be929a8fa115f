"""`planner explain`, and `planner solve` where no plan can exist."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.analysis.explain.planted import PLANTED
from tests.cli.process import run
from tests.models.small import small
from tests.tiny import write_folder

FILES = ["explanation.html", "explanation.json"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_would_help(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", PLANTED["capacity"])
    ran = run(tmp_path, "explain", "tiny", "--quiet")
    assert "Uitstroom: 2 woningen tekort." in ran.out
    assert "1. Geef steunpunt Het Baken 2 plaatsen meer" in ran.out
    assert "hooguit" in ran.out
    assert ran.err == ""
    assert names(tmp_path) == ["tiny"]
    ran = run(tmp_path, "explain", "tiny", "--quiet", lang="en")
    assert "1. Give support point Het Baken 2 places more" in ran.out


def test_json_and_files(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", PLANTED["budget"])
    ran = run(tmp_path, "explain", "tiny", "--json", "--out", "why")
    assert [one["kind"] for one in ran.document["complaints"]] == ["unmet"]
    assert names(tmp_path / "why") == FILES
    assert json.loads((tmp_path / "why/explanation.json").read_text("utf-8")) == ran.document
    assert "why: explanation.json, explanation.html" in ran.err


def test_a_place_is_named_as_it_was_typed(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", small())
    ran = run(tmp_path, "explain", "tiny", "--why-not", "nope", code=2)
    assert "“nope”" in ran.err
    assert ">=1" not in ran.err


def test_a_plan_and_a_place(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", PLANTED["participation"])
    run(tmp_path, "solve", "tiny", "--quiet")
    ran = run(
        tmp_path, "explain", "tiny", "--plan", "out/tiny", "--why-not", "Oude school", "--quiet"
    )
    assert "Wat één eenheid meer oplevert" in ran.out
    assert "Waarom hier niet? Oude school" in ran.out
    assert "Geclusterd: Aadorp doet niet mee." in ran.out
    assert "Laat Aadorp meedoen met Geclusterd." in ran.out
    # The explanation goes into the folder of the plan, and leaves the plan alone.
    before = names(tmp_path / "out/tiny")
    run(tmp_path, "explain", "tiny", "--plan", "out/tiny", "--out", "out/tiny", "--quiet")
    assert names(tmp_path / "out/tiny") == sorted([*before, *FILES])
    # A new plan takes the place of the old one and of what was said of it, and says what moved.
    run(tmp_path, "solve", "tiny", "--quiet", "--force")
    assert names(tmp_path / "out/tiny") == sorted([*before, "moves.csv"])


def test_a_place_without_a_plan_given(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", small())
    ran = run(tmp_path, "explain", "tiny", "--why-not", "a2,outflow", "--json", "--quiet")
    assert ran.document["possible"] is True
    assert ran.document["plan"] is not None
    [answer] = ran.document["why_not"]
    assert answer["in_plan"] or answer["aims"]


def test_no_plan_is_explained(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", PLANTED["commitment"])
    ran = run(tmp_path, "explain", "tiny", "--json", "--quiet")
    assert ran.document["possible"] is False
    assert ran.document["complaints"][0]["remedies"]
    ran = run(tmp_path, "explain", "tiny", "--quiet")
    assert "Wat zou een plan mogelijk maken?" in ran.out


def test_a_solve_without_a_plan_says_why(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", PLANTED["commitment"])
    ran = run(tmp_path, "solve", "tiny", code=4)
    assert "Wat zou een plan mogelijk maken?" in ran.err
    assert "Verlaag de ondertekende toezegging van De Sleutel" in ran.err
    assert "Op locatie s1" in ran.err
    assert ran.out == ""
    assert names(tmp_path / "out/tiny") == FILES
    # Once it is mended the plan comes into the same folder, without the old explanation.
    (tmp_path / "tiny/commitments.csv").unlink()
    run(tmp_path, "solve", "tiny", "--quiet")
    assert not set(FILES) & set(names(tmp_path / "out/tiny"))
    assert "plan.json" in names(tmp_path / "out/tiny")


def test_an_explanation_that_fails_does_not_hide_the_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from planner.cli.plan_commands import solve
    from planner.errors import ExitCode, PlannerError
    from planner.text import use

    def broken(*arguments: object, **more: object) -> None:
        raise RuntimeError("out of paper")

    monkeypatch.setattr("planner.analysis.explain.explain.diagnose", broken)
    use("nl")
    write_folder(tmp_path / "tiny", PLANTED["commitment"])
    ran = CliRunner().invoke(solve, [str(tmp_path / "tiny"), "--out", str(tmp_path / "out")])
    assert "De uitleg zelf is niet gelukt (RuntimeError: out of paper)" in ran.output
    assert isinstance(ran.exception, PlannerError)
    assert ran.exception.exit_code is ExitCode.NO_PLAN
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_read(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", small())
    assert "geen locatie en geen buurt" in run(
        tmp_path, "explain", "tiny", "--why-not", "Beedorp", "--quiet", code=2
    ).err  # fmt: skip
    assert run(tmp_path, "explain", "tiny", "--plan", "nowhere", "--quiet", code=3).err
