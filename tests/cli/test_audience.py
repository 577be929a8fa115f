"""Whoever a question is answered for, nothing confidential is in the answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.process import contents, run
from tests.output.placements import CODES, LABELS, PLACEMENTS, region
from tests.tiny import write_folder

QUESTIONS: dict[str, tuple[Any, ...]] = {
    "price": ("price", "tiny", "--demand", "a1<=8"),
    "explain": ("explain", "tiny", "--why-not", "b1"),
    "frontier": ("frontier", "tiny", "--aims", "closeness,cost", "--points", 2),
    "alternatives": ("alternatives", "tiny", "-n", 1),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    found = []
    for name in ("here", "far"):
        folder = tmp_path_factory.mktemp(name)
        write_folder(folder / "tiny", region(PLACEMENTS[name]))
        found.append(folder)
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_for_the_public_knows_no_confidential_dwelling(
    folders: list[Path], question: str
) -> None:
    answers = []
    for folder in folders:
        ran = run(folder, *QUESTIONS[question], "--audience", "public", "--json")
        said = ran.out + ran.err
        assert not any(word in said for word in (*CODES, *LABELS, "hid-"))
        answers.append(_untimed(json.loads(ran.out)))
    assert answers[0] == answers[1]


def _untimed(document: Any) -> Any:
    if isinstance(document, dict):
        return {key: _untimed(item) for key, item in document.items() if key != "seconds"}
    if isinstance(document, list):
        return [_untimed(item) for item in document]
    return document


def test_editions_that_show_more_than_asked_are_not_compared(folders: list[Path]) -> None:
    folder = folders[0]
    run(folder, "solve", "tiny", "--out", "internal", "--quiet")
    run(folder, "solve", "tiny", "--out", "public", "--audience", "public", "--quiet")
    ran = run(folder, "compare", "internal", "public", "--audience", "public", code=3)
    assert "internal" in ran.err
    run(folder, "compare", "public", "public", "--audience", "public")


def test_all_editions_come_from_one_solve(folders: list[Path]) -> None:
    folder = folders[0]
    ran = run(folder, "solve", "tiny", "--audience", "all", "--lang", "nl")
    assert "partners/, public/" in ran.err
    for audience in ("partners", "public"):
        alone = folder / f"{audience}-alone"
        run(folder, "solve", "tiny", "--fresh", "--audience", audience, "--out", alone, "--quiet")
        together = contents(folder / "out" / "tiny" / audience)
        assert together.keys() == contents(alone).keys()
        for name in together.keys() - {"plan.json"}:  # which tells the seconds
            assert together[name] == contents(alone)[name], name
    run(folder, "verify", "tiny", "out/tiny")
    # The editions of an earlier plan do not stay beside a new one.
    run(folder, "solve", "tiny", "--force", "--quiet")
    assert not (folder / "out" / "tiny" / "public").exists()
