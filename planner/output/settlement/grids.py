"""The tables of a settlement, for the terminal and the page."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planner.output.format import sides, whole
from planner.output.names import isolated
from planner.output.page.blocks import Grid
from planner.output.wording import group_name
from planner.text import number, text
from planner.years.settlement import Entry, Kind, Settlement, Standing


def standings(found: Settlement) -> Iterator[Grid]:
    """Quota, deliveries and levy of every municipality, a table for each year and group."""
    for year in found.years:
        for group in found.region.settings.quota.groups:
            rows = [row for row in found.standings if (row.year, row.group) == (year, group)]
            yield _standings(found, year, group, rows)


def _standings(found: Settlement, year: int, group: str, rows: list[Standing]) -> Grid:
    names = found.region.municipalities
    several = found.region.settings.quota.groups[1:]
    key = "settle.standing_of" if several else "settle.standing"
    caption = text(key, year=str(year), group=group_name(group))
    if year in found.planned:
        caption = f"{caption} ({text('settle.planned')})"
    body: list[tuple[str, ...]] = [
        (
            isolated(names[row.municipality].name),
            whole(row.position.quota),
            whole(row.position.delivered),
            whole(row.initiatives),
            whole(max(0, -row.position.balance)),
            *sides(row.levy, euros),
        )
        for row in rows
    ]
    body += [
        (text("levy.fund"), *[""] * 4, *sides(entry.amount, euros))
        for entry in found.entries
        if entry.party and (entry.year, entry.kind, entry.group) == (year, Kind.LEVY, group)
    ]
    columns = (
        "municipality", "quota", "delivered", "initiatives", "shortfall", "pays", "receives",
    )  # fmt: skip
    heads = tuple(text(f"settle.column.{column}") for column in columns)
    return Grid(caption, heads, tuple(body))


def costs(found: Settlement) -> Iterator[Grid]:
    """Contributions, shares of results and the reserve; nothing where no costs are known."""
    if not found.reserve:
        return
    for kind in (Kind.CONTRIBUTION, Kind.RESULT):
        yield _by_year(found, kind)
    heads = tuple(text(f"settle.column.{name}") for name in ("year", "start", "result", "end"))
    rows = tuple(
        (str(row.year), *map(euros, (row.start, row.result, row.end))) for row in found.reserve
    )
    yield Grid(text("settle.reserve"), heads, rows)


def totals(found: Settlement) -> Grid:
    """What each municipality pays on balance in each year."""
    return _by_year(found, None)


def _by_year(found: Settlement, kind: Kind | None) -> Grid:
    """Amounts by municipality and year; below zero it receives. The other side stands below."""
    entries = [row for row in found.entries if kind in (None, row.kind)]
    parties = dict.fromkeys(row.party for row in entries if row.party)

    def row(name: str, ours: list[Entry]) -> tuple[str, ...]:
        amounts = [
            sum((one.amount for one in ours if one.year == year), start=Decimal(0))
            for year in found.years
        ]
        return (name, *map(euros, (*amounts, sum(amounts, start=Decimal(0)))))

    rows = [
        row(isolated(one.name), [entry for entry in entries if entry.municipality == code])
        for code, one in found.region.municipalities.items()
    ]
    rows += [
        row(party_name(party), [entry for entry in entries if entry.party == party])
        for party in parties
    ]
    heads = (text("settle.column.municipality"), *map(str, found.years), text("present.total"))
    return Grid(text(f"settle.by_year.{kind or 'all'}"), heads, tuple(rows))


def party_name(party: str) -> str:
    """What the fund, the joint budget or the reserve is called."""
    return text("levy.fund") if party == "fund" else text(f"settle.party.{party}")


def euros(amount: Decimal) -> str:
    """An amount to the cent."""
    return number(amount, 2)
