"""The tutorials run, and the site shows what they print."""

from __future__ import annotations

from pathlib import Path

import pytest

import planner
from tests.examples import told

ROOT = Path(__file__).parent.parent
TUTORIALS = sorted((ROOT / "docs" / "tutorials").glob("*.py"))


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_a_tutorial_prints_what_its_page_shows(
    path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    page = path.with_suffix(".md")
    found = told(path.read_text(encoding="utf-8"))
    if request.config.getoption("--update-golden"):
        page.write_text(found, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == found


def test_the_tutorials_use_the_whole_library() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in TUTORIALS)
    assert [
        name
        for name in planner.__all__
        if not isinstance(getattr(planner, name), type) and f"planner.{name}" not in code
    ] == []
