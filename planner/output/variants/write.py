"""Writes a frontier or alternatives into a folder: the plans first, then what presents them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from planner.analysis.variants import Alternatives, Frontier, frequency
from planner.outcome import Outcome
from planner.output import tables
from planner.output.folder import Seen, Writer, write_folder
from planner.output.tables import Cell, Table, write_csv
from planner.output.variants import alternatives_page, frontier_page
from planner.output.variants.record import alternatives_record, frontier_record
from planner.output.variants.words import folder

# The marks by which a folder is known to hold one or the other.
FRONTIER = "frontier.json"
ALTERNATIVES = "alternatives.json"
_PLANS = "plans"


def write_frontier(found: Frontier[Outcome], target: Path, seen: Seen) -> list[Path]:
    """Write the plan of each point, the record, the table and the page; returns what is there.

    Raises `PlannerError` as `planner.output.folder.write_folder` does.
    """
    files: dict[str, Writer] = {
        _PLANS: lambda path: _write_plans(path, found.plans, start=1),
        FRONTIER: lambda path: _write(path, _json(frontier_record(found))),
        "frontier.csv": lambda path: write_csv(_table(found.plans, start=1), path),
        "frontier.html": lambda path: _write(path, frontier_page.page(found)),
    }
    return write_folder(target, files, seen)


def write_alternatives(found: Alternatives[Outcome], target: Path, seen: Seen) -> list[Path]:
    """Write every plan, the record, both tables and the page; returns what is there.

    Raises `PlannerError` as `planner.output.folder.write_folder` does.
    """

    def table() -> Table:
        shared = [_decimal(found.shared(plan)) for plan in found.plans]
        return _table(found.plans, start=0, shared=shared)

    files: dict[str, Writer] = {
        _PLANS: lambda path: _write_plans(path, found.plans, start=0),
        ALTERNATIVES: lambda path: _write(path, _json(alternatives_record(found))),
        "alternatives.csv": lambda path: write_csv(table(), path),
        "places.csv": lambda path: write_csv(_places(found), path),
        "alternatives.html": lambda path: _write(path, alternatives_page.page(found)),
    }
    return write_folder(target, files, seen)


def _table(plans: tuple[Outcome, ...], start: int, **more: list[Decimal | None]) -> Table:
    """The values of every plan (in the unit of each objective), one row a plan."""
    # A value that is withheld in one plan is an empty cell.
    known = dict.fromkeys(name for plan in plans for name in plan.verification.aims)
    aims = [name for name in known if not name.startswith("ties.")]
    rows = tuple(
        (
            number,
            f"{folder(number)}/allocation.csv",
            "true" if plan.plan.status == "optimal" else "false",
            *(column[position] for column in more.values()),
            *(_decimal(plan.verification.aims.get(name)) for name in aims),
        )
        for position, (number, plan) in enumerate(enumerate(plans, start=start))
    )
    return Table(("number", "plan", "proven", *more, *aims), rows)


def _places(found: Alternatives[Outcome]) -> Table:
    """How often each place is used, and its dwellings in every plan."""
    region = found.best.region
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            place.programme,
            region.municipality_of(place.location.neighbourhood),
            place.location.neighbourhood,
            place.location.site,
            frequency(numbers),
            sum(1 for number in numbers if number),
            *numbers,
        )
        for place, numbers in found.use().items()
    )
    columns = ("programme", "municipality", "neighbourhood", "site", "use", "plans")
    numbers = (f"dwellings_{number:02d}" for number in range(len(found.plans)))
    return Table((*columns, *numbers), rows)


def _write_plans(target: Path, plans: Iterable[Outcome], start: int) -> None:
    for number, plan in enumerate(plans, start=start):
        path = target.parent / folder(number)
        path.mkdir(parents=True)
        write_csv(tables.allocation(plan), path / "allocation.csv")


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(round(value, 6)))


def _json(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _write(path: Path, words: str) -> None:
    path.write_text(words, encoding="utf-8", newline="\n")
