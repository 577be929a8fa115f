"""Places, people waiting and expected wait of every pool, with the plan and without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from planner.analysis.pools import cost_so_far
from planner.outcome import Outcome
from planner.output.format import NONE, euros, whole
from planner.output.names import pool_name
from planner.output.page.blocks import Block, Blocks, Grid, Text
from planner.output.page.charts import MAIN, BarRow, Bars, bars
from planner.output.pools import Course, by_pool, courses, months, people, withheld
from planner.region.domain import Region
from planner.text import text

_YEARLY = ("places", "closed", "converted", "free", "admissions", "waiting", "wait")


def chapter(outcome: Outcome) -> Blocks | None:
    """The pools of a plan; nothing where the region follows none."""
    region = outcome.region
    found = courses(region, outcome.plan.lines)
    if not found:
        return None
    blocks: list[Block] = [Text((text("report.pools.intro"), text("report.pools.how")))]
    blocks += [chart for chart in (_chart(region, found),) if chart]
    blocks.append(_table(region, found))
    if withheld(found):
        blocks.append(Text((text("report.people.note"),), note=True))
    if any(one.saving is not None for one in found):
        blocks += [Text((text("report.pools.saving"),)), _savings(outcome, found)]
    return tuple(blocks)


def _table(region: Region, found: Sequence[Course]) -> Grid:
    heads = (
        text("report.column.facility"),
        text("report.column.measure"),
        *map(str, region.years),
    )
    rows = [
        (pool_name(region, pool), said, *cells)
        for pool, years in by_pool(found)
        for said, cells in _rows(years)
    ]
    return Grid(text("report.pools.caption"), heads, tuple(rows), words=2)


def _rows(years: Sequence[Course]) -> Iterator[tuple[str, Iterable[str]]]:
    for name in _YEARLY:
        cells = [_cell(one, name) for one in years]
        if name not in ("closed", "converted") or any(getattr(one.planned, name) for one in years):
            yield text(f"report.pools.{name}"), cells
    yield text("report.pools.waiting_without"), [people(one.without.waiting) for one in years]
    yield text("report.pools.wait_without"), [months(one.without) for one in years]


def _cell(one: Course, name: str) -> str:
    if name == "wait":
        return months(one.planned)
    number = getattr(one.planned, name)
    return people(number) if name in ("free", "admissions", "waiting") else whole(number)


def _chart(region: Region, found: Sequence[Course]) -> Bars | None:
    """Who waits at the end of each year, with a mark at who would without the plan."""
    rows: list[BarRow] = []
    for one in found:
        planned, without = one.planned.waiting, one.without.waiting
        if planned is not None and without is not None:
            said = text("report.pools.of", waiting=whole(planned), without=whole(without))
            name = f"{pool_name(region, one.planned.pool)} {one.planned.year}"
            rows.append((name, [(MAIN, float(planned), said)], float(without), said))
    chart = bars(
        "pools",
        text("report.pools.chart"),
        text("report.pools.description"),
        rows,
        [(MAIN, text("report.pools.key"))],
        text("report.pools.mark"),
    )
    return chart if rows else None


def _savings(outcome: Outcome, found: Sequence[Course]) -> Grid:
    """What closed places save a year, beside what the homes cost so far."""
    region = outcome.region
    rows = [
        (
            text("report.pools.saved", pool=pool_name(region, pool)),
            *(NONE if one.saving is None else euros(one.saving) for one in years),
        )
        for pool, years in by_pool(found)
        if any(one.saving is not None for one in years)
    ]
    cost = cost_so_far(region, outcome.plan.lines)
    rows.append((text("report.pools.cost"), *(euros(cost[year]) for year in region.years)))
    heads = (text("report.column.measure"), *map(str, region.years))
    return Grid(text("report.pools.savings"), heads, tuple(rows))
