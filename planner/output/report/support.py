"""How much of the support points' capacity the plan uses."""

from __future__ import annotations

from dataclasses import dataclass

from planner.outcome import Outcome
from planner.output.format import percent, whole
from planner.output.page.blocks import Grid
from planner.output.page.charts import MAIN, Bars, bars
from planner.region.figures import totals
from planner.text import text


@dataclass(frozen=True, slots=True)
class Support:
    """A chart of points with a capacity, a table of all that serve dwellings, and sentences."""

    chart: Bars | None
    table: Grid | None
    sentences: tuple[str, ...]


def chapter(outcome: Outcome) -> Support:
    """Dwellings served by each support point that a programme can be assigned to."""
    region = outcome.region
    asked = {row.support_service for row in region.programmes.values()} - {None}
    points = [row for row in region.support_points.values() if not asked.isdisjoint(row.services)]
    if not points:
        return Support(None, None, (text("report.support.none"),))
    served = totals(outcome.plan.lines, "support_point")
    rows, drawn = [], []
    for point in points:
        home = region.municipalities[region.municipality_of(point.neighbourhood)].name
        used, limit = served[point.code,], point.capacity
        rows.append(
            (
                point.name,
                home,
                whole(used),
                text("report.support.no_limit") if limit is None else whole(limit),
                _share(used, limit),
            )
        )
        if limit is not None:
            words = text("report.support.of", used=whole(used), capacity=whole(limit))
            drawn.append((point.name, [(MAIN, float(used), words)], float(limit), words))
    full = sum(
        row.capacity is not None and row.capacity > 0 and served[row.code,] >= row.capacity
        for row in points
    )
    others = len(region.support_points) - len(points)
    sentences = [text("report.support.full", count=full, all=whole(len(points)))]
    if others:
        sentences.append(text("report.support.others", count=others))
    keys = ("support_point", "municipality", "served", "capacity", "used_share")
    heads = tuple(text(f"report.column.{key}") for key in keys)
    chart = bars(
        "support",
        text("report.support.chart"),
        text("report.support.description"),
        drawn,
        [(MAIN, text("report.support.key"))],
        text("report.support.mark"),
    )
    table = Grid(text("report.support.caption"), heads, tuple(rows), words=2)
    return Support(chart if drawn else None, table, tuple(sentences))


def _share(used: int, limit: int | None) -> str:
    return percent(used / limit) if limit else "–"
