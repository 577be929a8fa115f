"""`monitor.html` and `monitor.json`: the half-yearly and the yearly report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from planner.output import swaps
from planner.output.compared.page import as_json, write_texts
from planner.output.folder import Seen
from planner.output.monitored import grids
from planner.output.names import isolated
from planner.output.page.blocks import Figures, Text
from planner.output.page.frame import framed
from planner.output.wording import label
from planner.region.domain import Audience
from planner.text import text
from planner.years.monitor import Status
from planner.years.store import Import

PAGE, DATA = "monitor.html", "monitor.json"


def write(found: Status, audit: tuple[Import, ...], folder: Path, seen: Seen) -> list[Path]:
    """Write page and data into a folder, `seen` before.

    Raises `PlannerError` as `write_folder` does.
    """
    contents: dict[str, Callable[[], str]] = {
        DATA: lambda: as_json(document(found, audit)),
        PAGE: lambda: page(found, audit),
    }
    write_texts(folder, contents, seen)
    return [folder / name for name in contents]


def page(found: Status, audit: tuple[Import, ...]) -> str:
    """The page in the language in use."""
    behind = [row for row in found.courses if row.behind]
    made = sum(row.delivered for row in found.courses)
    figures = Figures(
        (
            (str(made), text("monitor.figure.made_available")),
            (str(len(behind)), text("monitor.figure.behind")),
            (str(sum(1 for row in found.reporters if row.missing)), text("monitor.figure.missing")),
        )
    )
    swapped = swaps.grid(found.region, found.region.settings.quota.groups)
    exchanged = (swapped,) if swapped.rows else ()
    chapters = {
        "overview": (figures, Text(tuple(notes(found)))),
        "courses": (Text((text("monitor.courses.intro"),)), grids.courses(found), *exchanged),
        "people": (grids.people(found), Text((text("report.people.note"),), note=True)),
        "reporters": (grids.reporters(found),),
        "imports": (grids.imports(audit),),
    }
    return framed(
        "monitor",
        text("monitor.title", region=isolated(label(found.region.identity))),
        text("monitor.lead", first=str(found.months[0]), last=str(found.months[-1])),
        Audience.INTERNAL,
        list(chapters.items()),
        text("monitor.edition"),
    )


def notes(found: Status) -> list[str]:
    """What to bear in mind, in words."""
    names = found.region.municipalities
    said = []
    for row in found.courses:
        if row.behind:
            name = isolated(names[row.municipality].name)
            said.append(
                text("monitor.behind", municipality=name, count=row.behind, year=str(found.year))
            )
    if found.state.corrected:
        said.append(text("monitor.corrected", count=found.state.corrected))
    for one in found.state.contradictions:
        name = isolated(names[one.municipality].name)
        item = text(f"monitor.column.{one.item}")
        said.append(
            text("monitor.contradiction", municipality=name, month=str(one.month), item=item)
        )
    return said


def document(found: Status, audit: tuple[Import, ...]) -> dict[str, Any]:
    """What the monitor knows as JSON holds it; a count of people that is withheld is `null`."""
    people = grids.shown_people(found)
    return {
        "region": found.region.identity.name,
        "day": found.day.isoformat(),
        "months": [str(month) for month in found.months],
        "municipalities": [
            {
                "municipality": row.municipality,
                "earlier": row.earlier,
                "made_available": row.delivered,
                "months_reported": row.months,
                "expected": row.expected,
                "planned": row.planned,
                "quota": row.quota,
                "behind": row.behind,
            }
            for row in found.courses
        ],
        "people": {
            code or "total": {
                **{item: None if value == "" else value for item, value in cells.items()},
                "withheld": [item for item, value in cells.items() if value == ""],
            }
            for code, cells in people.items()
        },
        "reporters": [
            {
                "municipality": row.municipality,
                "last": str(row.last) if row.last else None,
                "missing": [str(month) for month in row.missing],
                "late": [str(month) for month in row.late],
            }
            for row in found.reporters
        ],
        "deliveries": sum(row.dwellings for row in found.state.realised),
        "corrected": found.state.corrected,
        "imports": [
            {
                "moment": row.moment,
                "who": row.who,
                "file": row.file,
                "sha256": row.sha256,
                "lines": row.lines,
            }
            for row in audit
        ],
        "notes": notes(found),
    }
