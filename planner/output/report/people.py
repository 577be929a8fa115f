"""Who waits for a dwelling, in counts that tell of nobody: by facility and by place of origin.

The tables are the same for every audience: confidential programmes are in none of them, so that
two editions together tell no more than one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from planner.output.format import whole
from planner.output.names import pool_name
from planner.output.page.blocks import Grid
from planner.output.small_counts import small, suppressed, with_totals
from planner.output.wording import label
from planner.region.domain import Region
from planner.text import text

_NONE = "–"


@dataclass(frozen=True, slots=True)
class People:
    """Tables of counts of people, and a sentence on the counts that are withheld, if any are."""

    tables: tuple[Grid, ...]
    note: str


def people(region: Region) -> People:
    """What the region tells of who waits; without any tables where it tells nothing."""
    tables = [table for table in (_pools(region), _demand(region)) if table]
    hidden = any(_mark() in row for table in tables for row in table.rows)
    return People(tuple(tables), text("report.people.note") if hidden else "")


def _mark() -> str:
    return text("edition.suppressed")


def _pools(region: Region) -> Grid | None:
    """People waiting and coming in, by facility and year; nothing here is a total."""
    if not region.pools:
        return None
    rows = []
    for pool in dict.fromkeys(code for code, _ in region.pools):
        for what in ("waiting", "inflow"):
            found = (region.pools.get((pool, year)) for year in region.years)
            counts = [None if row is None else getattr(row, what) for row in found]
            if any(count is not None for count in counts):
                rows.append(
                    (pool_name(region, pool), text(f"report.people.{what}"), *map(_shown, counts))
                )
    heads = (
        text("report.column.facility"),
        text("report.column.people"),
        *map(str, region.years),
    )
    return Grid(text("report.people.pools"), heads, tuple(rows), words=2) if rows else None


def _demand(region: Region) -> Grid | None:
    """Households by municipality of origin and programme, all years together, with totals."""
    asked: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in region.demand.values():
        if not region.programmes[row.programme].confidential:
            asked[row.municipality, row.programme] += row.households
    if not asked:
        return None
    places = [code for code in region.municipalities if any(key[0] == code for key in asked)]
    programmes = [code for code in region.programmes if any(key[1] == code for key in asked)]
    counts = with_totals([[asked.get((place, code)) for code in programmes] for place in places])
    hidden = suppressed(counts)
    cells = [
        [_mark() if (i, j) in hidden else _plain(count) for j, count in enumerate(row)]
        for i, row in enumerate(counts)
    ]
    total = text("present.total")
    heads = [label(region.programmes[code]) for code in programmes]
    if len(programmes) > 1:
        heads.append(total)
    else:  # the total of one programme is that programme again
        cells = [row[:-1] for row in cells]
    names = [*(region.municipalities[code].name for code in places), total]
    return Grid(
        text("report.people.demand"),
        (text("report.column.origin"), *heads),
        tuple((name, *row) for name, row in zip(names, cells, strict=True)),
        total=True,
    )


def _shown(count: int | None) -> str:
    return _mark() if count is not None and small(count) else _plain(count)


def _plain(count: int | None) -> str:
    return _NONE if count is None else whole(count)
