"""What is possible in a region but unlikely: doubts, which are told and refuse nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from planner.errors import Problem
from planner.region.check_sums import COUNTED, stock_by_neighbourhood
from planner.region.domain import Region
from planner.region.doubt_places import doubts_of_places
from planner.region.raw import RawRow
from planner.region.rows import Rows

_NAMED = 5  # names in one message
# How far the neighbourhoods of a municipality may lie above and below it: figures are rounded, and
# may be a few years apart; some may be left out where nothing can stand.
_ABOVE, _BELOW = Fraction(1, 50), Fraction(1, 10)


def doubts(rows: Rows, region: Region, folder: Path) -> tuple[Problem, ...]:
    """All doubts about a checked region read from a folder; `rows` say where each stands."""
    return (
        *_stock_above_social(rows),
        *_neighbourhoods_and_municipality(rows),
        *_nothing_to_plan_in(rows, region),
        *_neighbours(rows, region),
        *doubts_of_places(rows, region, folder),
    )


def _stock_above_social(rows: Rows) -> Iterator[Problem]:
    places = rows.by_code("neighbourhoods")
    for code, owned in stock_by_neighbourhood(rows).items():
        place, total = places[code], sum(stock.dwellings for _, stock in owned)
        if total > place.social_dwellings:
            row, _ = max(owned, key=lambda pair: pair[1].dwellings)
            values = {"name": place.name, "total": total, "social": place.social_dwellings}
            yield row.problem("doubt.stock_above_social", "dwellings", **values)


def _neighbourhoods_and_municipality(rows: Rows) -> Iterator[Problem]:
    sums: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for _, place in rows.of("neighbourhoods"):
        for column in COUNTED:
            sums[place.municipality][column] += getattr(place, column)
    for row, one in rows.of("municipalities"):
        for column in COUNTED if one.code in sums else ():
            total, whole = sums[one.code][column], getattr(one, column)
            if total > whole * (1 + _ABOVE):
                key = "doubt.parts_above_whole"
            elif total < whole * (1 - _BELOW):
                key = "doubt.parts_below_whole"
            else:
                continue
            yield row.problem(key, column, name=one.name, total=total, whole=whole)


def _nothing_to_plan_in(rows: Rows, region: Region) -> Iterator[Problem]:
    """Municipalities with a share in what is needed and no place for a single dwelling."""
    inhabited = {row.municipality for row in region.neighbourhoods.values()}
    owned = {row.neighbourhood for row in region.stock.values() if row.dwellings}
    owned |= {row.neighbourhood for row in region.sites.values()}
    with_places = {region.municipality_of(code) for code in owned}
    for code, one in region.municipalities.items():
        if code not in with_places and _shares(region, code):
            key = "doubt.no_stock" if code in inhabited else "doubt.no_neighbourhoods"
            yield _row(rows, "municipalities", code).problem(key, "municipality", name=one.name)


def _shares(region: Region, municipality: str) -> bool:
    """Whether a municipality takes part in something that counts for a quota and is needed."""
    return any(
        region.programmes[programme].quota_group
        and target.minimum
        and (municipality, programme, year) not in region.absent
        for (programme, year), target in region.targets.items()
    )


def _neighbours(rows: Rows, region: Region) -> Iterator[Problem]:
    """Neighbourhoods that may lack neighbours they have; only where a rule asks for neighbours."""
    known = region.adjacency
    if known is None:
        return
    file = rows.tables["neighbourhoods"].file
    names = {code: row.name for code, row in region.neighbourhoods.items()}

    def about(key: str, found: list[str], **values: Any) -> Iterator[Problem]:
        if found:
            more = ["…"] if len(found) > _NAMED else []
            listed = [*found[:_NAMED], *more]
            yield Problem(key, {"count": len(found), "names": listed, **values}, file)

    yield from about("doubt.no_boundary", [names[code] for code in known.without_boundary])
    alone = region.neighbourhoods.keys() - known.neighbours.keys() - {*known.without_boundary}
    if len(region.neighbourhoods) > 1:
        yield from about("doubt.island", [names[code] for code in sorted(alone)])
    pairs = set(known.pairs)
    touch = region.settings.touch_metres
    for key in ("doubt.gap_closed", "doubt.gap_open"):
        gaps = [gap for gap in known.gaps if (gap[:2] in pairs) == (key == "doubt.gap_closed")]
        found = [f"{names[gap.one]} – {names[gap.other]}" for gap in gaps]
        widest = max((gap.metres for gap in gaps), default=0.0)
        yield from about(key, found, metres=widest, touch=touch)


def _row(rows: Rows, table: str, code: str) -> RawRow:
    """Where a row stands; one that a reorganisation made stands nowhere but in its table."""
    found = (row for row, built in rows.of(table) if built.code == code)
    return next(found, RawRow(rows.tables[table].file, None, {}))
