"""Writes the result of a run: the plan first, then what presents it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from planner.analysis.recorded import INPUTS, RECORD, document
from planner.outcome import Outcome
from planner.output import moved, pools, tables
from planner.output.agreements import write_agreements
from planner.output.agreements.template import Template
from planner.output.edition import edition
from planner.output.folder import Seen, check_target, write_folder
from planner.output.geopackage import write_geopackage
from planner.output.map import write_map
from planner.output.map_tiles import Tiles
from planner.output.plan_json import write_plan_json
from planner.output.report.page import write_report
from planner.output.workbook import write_workbook
from planner.region.domain import Audience
from planner.region.inputs import inputs_of

type Writer = Callable[[Outcome, Path], None]

# The mark by which a folder is known to hold a plan.
_RECORD = RECORD
# What `planner explain`, and a solve that finds no plan, write: never part of a plan, and of no use
# beside the next one.
EXPLANATION = ("explanation.json", "explanation.html")
_AGREEMENTS = "agreements"
# Folders of the editions that come with the internal one.
_OPEN = (str(Audience.PARTNERS), str(Audience.PUBLIC))
# The plan itself, which is made whatever stops the writing.
_FIRST = (_RECORD, "allocation.csv")


def _write_moves(outcome: Outcome, path: Path) -> None:
    if outcome.stability is not None:
        tables.write_csv(moved.table(outcome.stability.relocations), path)


def _write_inputs(outcome: Outcome, path: Path) -> None:
    """What the plan was made from, in the internal edition only."""
    if outcome.audience is Audience.INTERNAL:
        loaded = outcome.loaded
        content = document(inputs_of(loaded.region, loaded.settings))
        written = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        path.write_text(written, encoding="utf-8", newline="\n")


def _write_pools(outcome: Outcome, path: Path) -> None:
    """The pools, where the region follows any."""
    found = pools.table(outcome)
    if found.rows:
        tables.write_csv(found, path)


def _csv(table: Callable[[Outcome], tables.Table]) -> Writer:
    return lambda outcome, path: tables.write_csv(table(outcome), path)


# In the order of writing: first what a plan can be read from again.
WRITERS: dict[str, Writer] = {
    _RECORD: write_plan_json,
    "allocation.csv": _csv(tables.allocation),
    INPUTS: _write_inputs,
    "municipalities.csv": _csv(tables.municipalities),
    "corporations.csv": _csv(tables.corporations),
    "pools.csv": _write_pools,
    "moves.csv": _write_moves,
    "plan.xlsx": write_workbook,
    "plan.gpkg": write_geopackage,
    "map.html": write_map,
    "report.html": write_report,
    _AGREEMENTS: write_agreements,
}


def write(
    outcome: Outcome,
    folder: Path,
    *,
    audience: Audience,
    force: bool,
    also: Collection[Audience] = (),
    seen: Seen | None = None,
    template: Template | None = None,
    background: Tiles | None = None,
    as_of: date | None = None,
) -> list[Path]:
    """Write everything of the edition for `audience` into `folder` and return the paths.

    The editions of `also` come into folders of their name in it; those of an earlier plan go.
    The agreements are one path, their folder, where there are any; `template` is the user's own for
    them, `background` the map's, `as_of` the day that files say they are of. What moved is written
    where there was an earlier plan, pools where the region follows any, the inputs in the internal
    edition. A folder that holds a plan is replaced only with `force`; files in it that the planner
    does not write stay, but not in the folder of the agreements, which is replaced as a whole.
    `seen` is what `check_plan_target` found before the plan was made, if that was a while ago; else
    it is asked now.

    Raises `PlannerError` (exit code 2) for a folder with a plan and no `force`, and for one
    that holds something else than a plan; else as `planner.output.folder.write_folder` does.
    """
    seen = seen or check_plan_target(folder, force)
    writers = _writers(template, background)

    def files(shown_to: Audience) -> dict[str, Callable[[Path], None]]:
        shown = replace(edition(outcome, shown_to), as_of=as_of)
        return {name: partial(writer, shown) for name, writer in writers.items()}

    def whole(shown_to: Audience, path: Path) -> None:
        path.mkdir()
        for name, writer in files(shown_to).items():
            writer(path / name)

    everything = files(audience) | {str(other): partial(whole, other) for other in also}
    obsolete = {*EXPLANATION, *_OPEN}
    return write_folder(folder, everything, seen, first=_FIRST, obsolete=obsolete)


def check_plan_target(folder: Path, force: bool) -> Seen:
    """Refuse a folder that a plan may not be written into; raises `PlannerError` (exit code 2).

    Returns what it holds now.
    """
    return check_target(folder, force, _RECORD, EXPLANATION)


def _writers(template: Template | None, background: Tiles | None) -> dict[str, Writer]:
    return {
        **WRITERS,
        "map.html": partial(write_map, background=background),
        _AGREEMENTS: partial(write_agreements, template=template),
    }
