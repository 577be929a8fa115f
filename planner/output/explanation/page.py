"""`explanation.html` and `explanation.json`: the same explanation to read and for machines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from planner.disk import write_file
from planner.output.explanation import words
from planner.output.explanation.document import document
from planner.output.folder import unwritable
from planner.output.page.blocks import Blocks, Grid, Heading, Points, Text
from planner.output.page.frame import framed
from planner.output.wording import label
from planner.output.write import EXPLANATION
from planner.region.domain import Audience
from planner.text import text

if TYPE_CHECKING:
    from planner.analysis.explain.explain import Explanation
    from planner.analysis.explain.remedies import Finding
    from planner.analysis.explain.why_not import WhyNot


def write_explanation(explanation: Explanation, folder: Path, audience: Audience) -> list[Path]:
    """Write both files into a folder, each as a whole; other files there stay as they are.

    `audience` is whom the region was explained for.

    Raises `PlannerError` (exit code 2) where the folder cannot be written.
    """
    contents = (
        json.dumps(document(explanation, audience), ensure_ascii=False, indent=2, allow_nan=False)
        + "\n",
        page(explanation, audience),
    )
    paths = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in zip(EXPLANATION, contents, strict=True):
            write_file(folder / name, content.encode())
            paths.append(folder / name)
    except OSError as error:
        raise unwritable(folder, error) from error
    return paths


def page(explanation: Explanation, audience: Audience) -> str:
    """The explanation as one HTML page that asks no server for anything."""
    region = explanation.region
    sums = words.arithmetic(explanation) or [text("explain.arithmetic.nothing")]
    chapters: dict[str, Blocks] = {
        "answer": (Text(tuple(words.lead(explanation))),),
        "why_not": tuple(
            block for one in explanation.why_not for block in _why_not(explanation, one)
        ),
        "remedies": tuple(
            block for one in explanation.findings for block in _finding(explanation, one)
        ),
        "arithmetic": (Text(tuple(sums)), *tables(explanation)),
    }
    if explanation.given and explanation.outcome is not None:
        gains = tuple(words.gain(region, one) for one in explanation.gains)
        intro = Text((text("explain.gains.intro"),), note=True)
        chapters["gains"] = (intro, Points(gains)) if gains else ()
        limits = words.limits(explanation) or (text("explain.limits.nothing"),)
        chapters["places"] = (
            *(
                block
                for name, _, said in words.places(explanation)
                for block in (Heading(name), Points(tuple(said)))
            ),
            Heading(text("explain.part.region")),
            Points(tuple(limits)),
        )
    return framed(
        "explain",
        text("explain.title", region=label(region.identity)),
        text("explain.lead"),
        audience,
        [(name, blocks) for name, blocks in chapters.items() if blocks],
        text("explain.edition") if audience is Audience.INTERNAL else "",
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


def _finding(explanation: Explanation, one: Finding) -> Blocks:
    remedies = tuple(words.remedies(explanation.region, one))
    return (
        Heading(words.heading(explanation.region, one.complaint)),
        *((Points(remedies, numbered=True),) if remedies else ()),
        Text((words.after_remedies(one),), note=True),
    )


def _why_not(explanation: Explanation, one: WhyNot) -> Blocks:
    region = explanation.region
    heads, rows = words.aim_rows(one)
    caption = text("explain.table.aims", at=words.there(region, one))
    table = Grid(caption, tuple(heads), tuple(rows), words=3)
    return (
        Heading(words.where(region, one)),
        Text(tuple(words.why_not(region, one))),
        *((table,) if rows else ()),
        *(_finding(explanation, one.finding) if one.finding else ()),
    )
