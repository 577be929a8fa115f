"""The plan in one table: programme by municipality, with totals."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from planner.outcome import Outcome
from planner.output.report.parts import Grid, dwellings, whole
from planner.output.wording import label
from planner.region.domain import Audience
from planner.text import text


@dataclass(frozen=True, slots=True)
class PlanTable:
    """The table, and what is said of programmes that appear as totals only."""

    table: Grid
    withheld: Grid | None
    notes: tuple[str, ...]


def chapter(outcome: Outcome) -> PlanTable:
    """The dwellings of each programme in each municipality over all years."""
    region = outcome.region
    placed: Counter[tuple[str, str]] = Counter()
    for line in outcome.plan.lines:
        placed[line.programme, line.municipality] += line.dwellings
    rows = [
        (label(programme), [placed[code, place] for place in region.municipalities])
        for code, programme in region.programmes.items()
    ]
    partners = outcome.audience is Audience.PARTNERS
    return PlanTable(
        _grid(outcome, text("report.plan.caption"), rows),
        _withheld(outcome) if partners and outcome.withheld else None,
        ()
        if partners or not outcome.withheld
        else tuple(
            text(
                "report.plan.withheld",
                programme=label(row.programme),
                dwellings=dwellings(row.dwellings),
            )
            for row in outcome.withheld
        ),
    )


def _withheld(outcome: Outcome) -> Grid:
    programmes = {row.programme.code: row.programme for row in outcome.withheld}
    number = {(row.programme.code, row.municipality): row.dwellings for row in outcome.withheld}
    places = outcome.region.municipalities
    rows = [
        (label(programme), [number.get((code, place), 0) for place in places])
        for code, programme in programmes.items()
    ]
    return _grid(outcome, text("report.plan.withheld_caption"), rows)


def _grid(outcome: Outcome, caption: str, numbers: list[tuple[str, list[int]]]) -> Grid:
    names = [row.name for row in outcome.region.municipalities.values()]
    sums = [sum(row[position] for _, row in numbers) for position in range(len(names))]
    rows = [(name, *map(whole, row), whole(sum(row))) for name, row in numbers]
    total = text("present.total")
    rows.append((total, *map(whole, sums), whole(sum(sums))))
    heads = (text("present.column.programme"), *names, total)
    return Grid(caption, heads, tuple(rows), total=True)
