"""How the plan builds up year by year, against the least that is asked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from planner.outcome import Outcome
from planner.output.format import whole
from planner.output.page.blocks import Grid
from planner.output.page.charts import Columns, columns
from planner.output.palette import DIFFERENT, signs
from planner.output.wording import label
from planner.region.figures import totals
from planner.text import text


@dataclass(frozen=True, slots=True)
class BuildUp:
    """A chart of dwellings so far by programme, its table, and sentences on what comes late."""

    chart: Columns
    table: Grid
    sentences: tuple[str, ...]


def chapter(outcome: Outcome) -> BuildUp:
    """Dwellings so far by programme and year, against the sum of the minima so far."""
    region = outcome.region
    delivered = totals(outcome.plan.lines, "programme", "year")
    labels = {code: label(row) for code, row in region.programmes.items()}
    found = signs(region)
    patterns = {code: sign.number % DIFFERENT for code, sign in found.items()}
    bars, late = [], []
    reached: dict[str, list[int]] = {code: [] for code in labels}
    asked: dict[str, list[int]] = {code: [] for code in labels}
    for position, year in enumerate(region.years):
        past = region.years[: position + 1]
        for code, name in labels.items():
            so_far = sum(delivered[code, then] for then in past)
            least = sum(region.minimum(code, then) for then in past)
            reached[code].append(so_far)
            asked[code].append(least)
            if so_far < least:
                late.append(
                    text(
                        "report.build_up.late",
                        programme=name,
                        year=year,
                        so_far=whole(so_far),
                        asked=whole(least),
                    )
                )
        pieces = [
            (patterns[code], reached[code][-1], _piece(name, year, reached[code][-1]))
            for code, name in labels.items()
        ]
        bars.append((str(year), pieces, sum(least[-1] for least in asked.values())))
    chart = columns(
        "build-up",
        text("report.build_up.chart"),
        text("report.build_up.description"),
        bars,
        [(patterns[code], name) for code, name in labels.items()],
        text("report.build_up.mark"),
        found.values(),
    )
    sums = [sum(row[position] for row in reached.values()) for position in range(len(region.years))]
    new = [now - before for before, now in pairwise([0, *sums])]
    needed = [sum(row[position] for row in asked.values()) for position in range(len(region.years))]
    rows = (
        *((labels[code], *map(whole, row)) for code, row in reached.items()),
        (text("report.build_up.so_far"), *map(whole, sums)),
        (text("report.build_up.mark"), *map(whole, needed)),
        (text("report.build_up.new"), *map(whole, new)),
    )
    heads = (text("present.column.programme"), *map(str, region.years))
    table = Grid(text("report.build_up.caption"), heads, rows)
    return BuildUp(chart, table, tuple(late) or (text("report.build_up.on_time"),))


def _piece(programme: str, year: int, count: int) -> str:
    return text("report.build_up.piece", programme=programme, year=year, number=whole(count))
