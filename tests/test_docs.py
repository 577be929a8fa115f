"""What the documents say is what the planner does."""

from __future__ import annotations

import re
from pathlib import Path

from planner.cli.app import COMMANDS
from planner.region.domain import Aim
from planner.text import text, use

ROOT = Path(__file__).parent.parent


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `planner (\w+)", readme, flags=re.MULTILINE))
    assert named == set(COMMANDS)


def test_the_readme_shows_the_columns_that_solve_prints() -> None:
    use("en")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.split("```console")[1].split("```")[0]
    for column in ("aim", "part", "value", "bound", "gap", "in_plan", "unit", "seconds", "pays"):
        assert text(f"cli.column.{column}") in shown
    for aim in set(Aim) - {Aim.STABILITY}:
        assert text(f"present.aim.{aim}") in shown


def test_links_between_documents_lead_somewhere() -> None:
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
