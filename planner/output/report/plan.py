"""The plan in one table: programme by municipality, with totals."""

from __future__ import annotations

from dataclasses import dataclass

from planner.outcome import Outcome
from planner.output.format import whole
from planner.output.page.blocks import Grid
from planner.output.wording import label
from planner.region.figures import totals
from planner.text import text


@dataclass(frozen=True, slots=True)
class PlanTable:
    """The table, and what is said of programmes that appear as totals only."""

    table: Grid
    withheld: Grid | None


def chapter(outcome: Outcome) -> PlanTable:
    """The dwellings of each programme in each municipality over all years."""
    region = outcome.region
    placed = totals(outcome.plan.lines, "programme", "municipality")
    rows = [
        (label(programme), [placed[code, place] for place in region.municipalities])
        for code, programme in region.programmes.items()
    ]
    names = [row.name for row in region.municipalities.values()]
    return PlanTable(
        _grid(text("report.plan.caption"), names, rows),
        _withheld(outcome) if outcome.withheld else None,
    )


def _withheld(outcome: Outcome) -> Grid:
    """What an edition tells of confidential programmes: programme by year, for the whole region."""
    programmes = {row.programme.code: row.programme for row in outcome.withheld}
    number = {(row.programme.code, row.year): row.dwellings for row in outcome.withheld}
    years = outcome.region.years
    rows = [
        (label(programme), [number.get((code, year), 0) for year in years])
        for code, programme in programmes.items()
    ]
    return _grid(text("report.plan.withheld_caption"), [str(year) for year in years], rows)


def _grid(caption: str, names: list[str], numbers: list[tuple[str, list[int]]]) -> Grid:
    sums = [sum(row[position] for _, row in numbers) for position in range(len(names))]
    rows = [(name, *map(whole, row), whole(sum(row))) for name, row in numbers]
    total = text("present.total")
    rows.append((total, *map(whole, sums), whole(sum(sums))))
    heads = (text("present.column.programme"), *names, total)
    return Grid(caption, heads, tuple(rows), total=True)
