"""Each municipality's dwellings against its quota, and the levy between them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from planner.outcome import Outcome
from planner.output import swaps
from planner.output.format import euros, flows, percent, sides, whole
from planner.output.need import counted
from planner.output.page.blocks import Grid
from planner.output.page.charts import MAIN, MORE, Bars, bars
from planner.output.ties import tie_note
from planner.output.wording import group_name
from planner.quota.levy import Account, kept_by_fund
from planner.quota.quotas import decided_ties
from planner.text import number, text


@dataclass(frozen=True, slots=True)
class Group:
    """One quota group: its name where there are several, a chart, a table, the levy by year."""

    name: str
    chart: Bars
    table: Grid
    levies: Grid


@dataclass(frozen=True, slots=True)
class FairShare:
    """The groups shown, and what is said of them and of those left out."""

    groups: tuple[Group, ...]
    swaps: Grid | None
    notes: tuple[str, ...]


def chapter(outcome: Outcome) -> FairShare:
    """Quota, dwellings and levy of every municipality in every group that may be shown."""
    names = dict.fromkeys(group for group, _ in outcome.shares)
    shown = {group: [row for row in outcome.accounts if row.group == group] for group in names}
    groups = tuple(
        _group(outcome, group_name(group) if len(names) > 1 else "", position, rows)
        for position, (group, rows) in enumerate(shown.items())
        if rows
    )
    notes = counted(outcome.region, outcome.plan.lines)
    if not all(shown.values()):
        notes.append(text("report.fair_share.withheld"))
    if groups:
        notes.append(text("report.fair_share.levy"))
    region = outcome.region
    notes += [
        tie_note(region, tie) for tie in decided_ties(region, outcome.shares) if shown[tie.group]
    ]
    exchanged = swaps.grid(region, [group for group, rows in shown.items() if rows])
    return FairShare(groups, exchanged if exchanged.rows else None, tuple(notes))


def _group(outcome: Outcome, name: str, position: int, accounts: list[Account]) -> Group:
    names = outcome.region.municipalities
    rows = []
    for row in accounts:
        words = text("report.fair_share.of", delivered=whole(row.delivered), quota=whole(row.quota))
        met = min(row.delivered, row.quota)
        rows.append(
            (
                names[row.municipality].name,
                [(MAIN, met, words), (MORE, row.surplus, words)],
                float(row.quota),
                words,
            )
        )
    title = text("report.fair_share.chart")
    chart = bars(
        f"share-{position}",
        f"{title}: {name}" if name else title,
        text("report.fair_share.description"),
        rows,
        [
            (MAIN, text("report.fair_share.within")),
            (MORE, text("report.fair_share.above")),
        ],
        text("report.fair_share.mark"),
    )
    return Group(name, chart, _table(outcome, accounts), _levies(outcome, accounts))


def _table(outcome: Outcome, accounts: list[Account]) -> Grid:
    names = outcome.region.municipalities
    rows: list[tuple[str, ...]] = [
        (
            names[row.municipality].name,
            whole(row.quota),
            whole(row.delivered),
            whole(row.shortfall),
            percent(row.shortfall / row.quota) if row.quota else "–",
            whole(row.surplus),
            *sides(row.levy, lambda amount: euros(amount, 2)),
        )
        for row in accounts
    ]
    rows.append(
        (
            text("present.total"),
            whole(sum(row.quota for row in accounts)),
            whole(sum(row.delivered for row in accounts)),
            whole(sum(row.shortfall for row in accounts)),
            "",
            whole(sum(row.surplus for row in accounts)),
            *(euros(sum(amounts, start=Decimal(0)), 2) for amounts in _flows(accounts)),
        )
    )
    keys = ("municipality", "quota", "delivered", "shortfall", "relative", "surplus")
    heads = tuple(text(f"report.column.{key}") for key in (*keys, "pays", "receives"))
    return Grid(text("report.fair_share.caption"), heads, tuple(rows), total=True)


def _levies(outcome: Outcome, accounts: list[Account]) -> Grid:
    """The levy of every year and of all together (EUR): who pays, and who receives it."""
    names = outcome.region.municipalities
    named = [(names[account.municipality].name, account.by_year) for account in accounts]
    named += [
        (text("levy.fund"), {year: -euros for year, euros in kept.items()})
        for kept in kept_by_fund(accounts).values()
    ]
    rows = [
        (name, text(f"report.column.{side}"), *amounts)
        for name, by_year in named
        for side, amounts in flows(by_year.values(), lambda amount: number(amount, 0))
    ]
    years = map(str, outcome.region.years)
    first = (text("report.column.municipality"), text("report.column.side"))
    heads = (*first, *years, text("present.total"))
    return Grid(text("report.fair_share.levies"), heads, tuple(rows), words=2)


def _flows(accounts: list[Account]) -> tuple[list[Decimal], list[Decimal]]:
    """What is paid and what is received (EUR)."""
    paid = [row.levy for row in accounts if row.levy > 0]
    return paid, [-row.levy for row in accounts if row.levy < 0]
