"""The tables of the monitor, for the terminal and the page; few people are a mark."""

from __future__ import annotations

from collections.abc import Mapping

from planner.output.format import NONE, listed, whole
from planner.output.names import isolated
from planner.output.page.blocks import Grid
from planner.output.small_counts import suppressed, with_totals
from planner.text import text
from planner.years.monitor import Status
from planner.years.store import Import

PEOPLE = ("users", "waiting", "outflow")


def courses(found: Status) -> Grid:
    """Dwellings made available against plan and quota, and what is expected of the year."""
    columns = ("earlier", "made_available", "months", "expected", "planned", "quota", "behind")
    rows = [
        (
            isolated(found.region.municipalities[row.municipality].name),
            *map(_count, (row.earlier, row.delivered, row.months)),
            *map(_count, (row.expected, row.planned, row.quota, row.behind)),
        )
        for row in found.courses
    ]
    heads = (text("monitor.column.municipality"), *map(_head, columns))
    return Grid(text("monitor.courses", year=str(found.year)), heads, tuple(rows))


def people(found: Status) -> Grid:
    """Users, waiting and outflow by municipality, with the totals of what is reported."""
    shown = shown_people(found)
    mark = text("edition.suppressed")
    rows = [
        (
            isolated(found.region.municipalities[code].name) if code else text("present.total"),
            *(mark if cell == "" else _count(cell) for cell in cells.values()),
        )
        for code, cells in shown.items()
    ]
    heads = (text("monitor.column.municipality"), *map(_head, PEOPLE))
    caption = text("monitor.people", first=str(found.months[0]), last=str(found.months[-1]))
    return Grid(caption, heads, tuple(rows), total=True)


def shown_people(found: Status) -> Mapping[str, Mapping[str, int | str | None]]:
    """Counts of people by municipality and item; the totals under an empty code.

    A count that is withheld is an empty text, one that was not reported `None`.
    """
    codes = list(found.people)
    shown: dict[str, dict[str, int | str | None]] = {code: {} for code in (*codes, "")}
    for item in PEOPLE:
        table = with_totals([[found.people[code][item]] for code in codes])
        hidden = {row for row, _ in suppressed(table)}
        for place, (code, cells) in enumerate(zip((*codes, ""), table, strict=True)):
            shown[code][item] = "" if place in hidden else cells[0]
    return shown


def reporters(found: Status) -> Grid:
    """How each municipality reports: its last month, what is missing and what came late."""
    rows = [
        (
            isolated(found.region.municipalities[row.municipality].name),
            str(row.last) if row.last else NONE,
            listed(map(str, row.missing)) if row.missing else NONE,
            listed(map(str, row.late)) if row.late else NONE,
        )
        for row in found.reporters
    ]
    columns = ("municipality", "last", "missing", "late")
    heads = tuple(map(_head, columns))
    return Grid(text("monitor.reporters"), heads, tuple(rows), words=4, look="text")


def imports(audit: tuple[Import, ...]) -> Grid:
    """Who brought in which file, and when."""
    rows = [
        (row.moment, isolated(row.who), isolated(row.file), row.sha256[:12], whole(row.lines))
        for row in audit
    ]
    heads = tuple(map(_head, ("moment", "who", "file", "sha256", "lines")))
    return Grid(text("monitor.imports"), heads, tuple(rows), words=4, look="text")


def _head(column: str) -> str:
    return text(f"monitor.column.{column}")


def _count(value: int | str | None) -> str:
    return whole(value) if isinstance(value, int) else NONE
