"""What the plan adds to neighbourhoods, against what they can bear."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from planner.analysis.spread_figures import figures
from planner.outcome import Outcome
from planner.output.report.parts import MAIN, PLAIN, Bars, Grid, amount, bars, percent, whole
from planner.text import text

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Spread:
    """Sentences, a chart and a table of the neighbourhoods closest to their limit, and measures."""

    sentences: tuple[str, ...]
    chart: Bars
    table: Grid
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """A neighbourhood's load in weighted dwellings: today, added by the plan, and the most."""

    name: str
    municipality: str
    today: Decimal
    added: Decimal
    limit: Decimal
    rate: Decimal

    @property
    def after(self) -> Decimal:
        """Load with the plan."""
        return self.today + self.added

    @property
    def used(self) -> Decimal:
        """Share of the limit in use with the plan; a limit of nothing counts as full."""
        return self.after / self.limit if self.limit else Decimal(1)


def chapter(outcome: Outcome) -> Spread:
    """The neighbourhoods closest to their limit with the plan, and how evenly the load is spread.

    Raises `PlannerError` for a file of boundaries that cannot be used.
    """
    loads = loads_of(outcome)
    closest = sorted(loads, key=lambda load: -load.used)[:_SHOWN]
    measures = tuple(figure.sentence for figure in figures(outcome))
    return Spread(tuple(_sentences(loads)), _chart(closest), _table(closest), measures)


def loads_of(outcome: Outcome) -> list[Load]:
    """The load of every neighbourhood that has dwellings, in the order of the region."""
    region = outcome.region
    weighted = {code: row.load_weight for code, row in region.programmes.items()}
    total: dict[str, Decimal] = dict.fromkeys(region.neighbourhoods, Decimal(0))
    for line in outcome.plan.lines:
        total[line.neighbourhood] += weighted[line.programme] * line.dwellings
    most = region.settings.max_load_per_1000_dwellings
    return [
        Load(
            name=row.name,
            municipality=region.municipalities[row.municipality].name,
            today=row.existing_load,
            added=total[code],
            limit=most * row.dwellings / 1000,
            rate=total[code] * 1000 / row.dwellings,
        )
        for code, row in region.neighbourhoods.items()
        if row.dwellings
    ]


def _sentences(loads: list[Load]) -> list[str]:
    touched = [load for load in loads if load.added]
    if not touched:
        return [text("report.spread.nothing")]
    highest = max(touched, key=lambda load: load.rate)
    sentences = [
        text("report.spread.touched", touched=whole(len(touched)), all=whole(len(loads))),
        text(
            "report.spread.highest",
            neighbourhood=highest.name,
            municipality=highest.municipality,
            rate=amount(highest.rate),
        ),
    ]
    over = [load for load in loads if load.today > load.limit]
    if over:
        sentences.append(text("report.spread.over", count=len(over)))
    return sentences


def _place(load: Load) -> str:
    return text("report.place", place=load.name, municipality=load.municipality)


def _chart(loads: list[Load]) -> Bars:
    rows = []
    for load in loads:
        limit = float(load.limit) or 1.0
        today = text("report.spread.today", load=amount(load.today))
        added = text("report.spread.added", load=amount(load.added))
        pieces = [
            (PLAIN, float(load.today) / limit, today),
            (MAIN, float(load.added) / limit, added),
        ]
        rows.append((_place(load), pieces, 1.0, percent(load.used)))
    return bars(
        "spread",
        text("report.spread.chart"),
        text("report.spread.description"),
        rows,
        [(PLAIN, text("report.spread.key_today")), (MAIN, text("report.spread.key_added"))],
        text("report.spread.mark"),
    )


def _table(loads: list[Load]) -> Grid:
    rows = tuple(
        (
            load.name,
            load.municipality,
            amount(load.today),
            amount(load.added),
            amount(load.after),
            amount(load.limit),
            percent(load.used),
            amount(load.rate),
        )
        for load in loads
    )
    keys = ("neighbourhood", "municipality", "today", "added", "after", "limit", "used", "rate")
    heads = tuple(text(f"report.column.{key}") for key in keys)
    return Grid(text("report.spread.caption"), heads, rows, words=2)
