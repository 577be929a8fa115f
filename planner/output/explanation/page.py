"""`explanation.html` and `explanation.json`: the same explanation to read and for machines."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import ExitCode, PlannerError, Problem
from planner.output.explanation import words
from planner.output.explanation.document import document
from planner.output.report.parts import Grid
from planner.output.report.templates import dress, environment
from planner.output.wording import label
from planner.output.write import EXPLANATION
from planner.text import text

if TYPE_CHECKING:
    from planner.analysis.explain.explain import Explanation
    from planner.analysis.explain.remedies import Finding
    from planner.analysis.explain.why_not import WhyNot


def write_explanation(explanation: Explanation, folder: Path) -> list[Path]:
    """Write both files into a folder, each as a whole; other files there stay as they are.

    Raises `PlannerError` (exit code 2) where the folder cannot be written.
    """
    contents = (
        json.dumps(document(explanation), ensure_ascii=False, indent=2, allow_nan=False) + "\n",
        page(explanation),
    )
    paths = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in zip(EXPLANATION, contents, strict=True):
            part = folder / f".{name}.part"
            part.write_text(content, encoding="utf-8", newline="\n")
            os.replace(part, folder / name)
            paths.append(folder / name)
    except OSError as error:
        problem = Problem("present.unwritable", {"folder": str(folder)})
        raise PlannerError(problem, ExitCode.USAGE) from error
    return paths


def page(explanation: Explanation) -> str:
    """The explanation as one HTML page that asks no server for anything."""
    region = explanation.region
    title = text("explain.title", region=label(region.identity))
    template = environment(Path(__file__).parent).get_template("page.html")
    return template.render(
        dress(title, text("explain.page.edition")),
        lead=words.lead(explanation),
        findings=[_finding(explanation, one) for one in explanation.findings],
        arithmetic=words.arithmetic(explanation) or [text("explain.arithmetic.nothing")],
        tables=tables(explanation),
        given=explanation.given and explanation.outcome is not None,
        gains=[words.gain(region, one) for one in explanation.gains],
        places=list(words.places(explanation)),
        limits=words.limits(explanation),
        why_not=[_why_not(explanation, one) for one in explanation.why_not],
    )


def tables(explanation: Explanation) -> list[Grid]:
    """The tables of the sums."""
    made = (
        ("supply", words.supply_rows(explanation)),
        ("years", words.year_rows(explanation)),
        ("rooms", words.room_rows(explanation)),
    )
    return [
        Grid(text(f"explain.table.{name}"), tuple(heads), tuple(rows))
        for name, (heads, rows) in made
        if rows
    ]


def _finding(explanation: Explanation, one: Finding) -> dict[str, Any]:
    return {
        "heading": words.heading(explanation.region, one.complaint),
        "remedies": words.remedies(explanation.region, one),
        "after": words.after_remedies(one),
    }


def _why_not(explanation: Explanation, one: WhyNot) -> dict[str, Any]:
    place = words.where(explanation.region, one)
    heads, rows = words.aim_rows(one)
    caption = text("explain.table.aims", at=words.there(explanation.region, one))
    return {
        "place": place,
        "said": words.why_not(explanation.region, one),
        "aims": Grid(caption, tuple(heads), tuple(rows), words=3) if rows else None,
        "finding": _finding(explanation, one.finding) if one.finding else None,
    }
