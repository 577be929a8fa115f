"""What the plan adds to neighbourhoods, against what they can bear."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from planner.analysis.spread_figures import figures
from planner.outcome import Outcome
from planner.output.format import amount, percent, whole
from planner.output.loads import Load, loads
from planner.output.page.blocks import Grid
from planner.output.page.charts import MAIN, PLAIN, Bars, bars
from planner.text import text

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Spread:
    """Sentences, a chart and a table of the neighbourhoods closest to their limit, and measures."""

    sentences: tuple[str, ...]
    chart: Bars
    table: Grid
    measures: tuple[str, ...]


def chapter(outcome: Outcome) -> Spread:
    """The neighbourhoods closest to their limit with the plan, and how evenly the load is spread.

    Raises `PlannerError` for a file of boundaries that cannot be used.
    """
    found = [load for load in loads(outcome).values() if load.place.dwellings]
    closest = sorted(found, key=lambda load: -load.used)[:_SHOWN]
    measures = tuple(figure.sentence for figure in figures(outcome))
    return Spread(
        tuple(_sentences(outcome, found)),
        _chart(outcome, closest),
        _table(outcome, closest),
        measures,
    )


def _sentences(outcome: Outcome, loads: list[Load]) -> list[str]:
    touched = [load for load in loads if load.added]
    if not touched:
        return [text("report.spread.nothing")]
    highest = max(touched, key=_rate)
    sentences = [
        text("report.spread.touched", touched=whole(len(touched)), all=whole(len(loads))),
        text(
            "report.spread.highest",
            neighbourhood=highest.place.name,
            municipality=_home(outcome, highest),
            rate=amount(_rate(highest)),
        ),
    ]
    over = [load for load in loads if load.today > load.limit]
    if over:
        sentences.append(text("report.spread.over", count=len(over)))
    return sentences


def _home(outcome: Outcome, load: Load) -> str:
    return outcome.region.municipalities[load.place.municipality].name


def _rate(load: Load) -> Decimal:
    return load.per_1000(load.added) or Decimal(0)


def _chart(outcome: Outcome, loads: list[Load]) -> Bars:
    rows = []
    for load in loads:
        limit = float(load.limit) or 1.0
        today = text("report.spread.today", load=amount(load.today))
        added = text("report.spread.added", load=amount(load.added))
        pieces = [
            (PLAIN, float(load.today) / limit, today),
            (MAIN, float(load.added) / limit, added),
        ]
        name = text("report.place", place=load.place.name, municipality=_home(outcome, load))
        rows.append((name, pieces, 1.0, percent(load.used)))
    return bars(
        "spread",
        text("report.spread.chart"),
        text("report.spread.description"),
        rows,
        [(PLAIN, text("report.spread.key_today")), (MAIN, text("report.spread.key_added"))],
        text("report.spread.mark"),
    )


def _table(outcome: Outcome, loads: list[Load]) -> Grid:
    rows = tuple(
        (
            load.place.name,
            _home(outcome, load),
            amount(load.today),
            amount(load.added),
            amount(load.after),
            amount(load.limit),
            percent(load.used),
            amount(_rate(load)),
        )
        for load in loads
    )
    keys = ("neighbourhood", "municipality", "today", "added", "after", "limit", "used", "rate")
    heads = tuple(text(f"report.column.{key}") for key in keys)
    return Grid(text("report.spread.caption"), heads, rows, words=2)
