"""The result as tables of machine codes, the same for the CSV files and the workbook."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from planner.outcome import Outcome
from planner.quota.levy import kept_by_fund
from planner.region.domain import Line, Region
from planner.region.figures import totals
from planner.text import text

type Cell = str | int | Decimal | None

_ZERO = Decimal(0)
# What a formula begins with in a spreadsheet that opens a CSV file.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns; `None` is an empty cell."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def column(self, name: str) -> list[Cell]:
        """The cells of one column, from the top."""
        position = self.columns.index(name)
        return [row[position] for row in self.rows]


def allocation(outcome: Outcome) -> Table:
    """The lines of the plan (dwellings), sorted by every column from the left."""
    return Table(Line._fields, tuple(sorted(outcome.plan.lines)))


def municipalities(outcome: Outcome) -> Table:
    """What each municipality delivers in each quota group (dwellings), and its levy (EUR).

    The levy, in all and by year, is above zero for who pays and below zero for who receives. What
    the fund keeps, where nobody is there to receive, is a row without a municipality: the levies of
    a group always add up to zero.
    """
    names = outcome.region.municipalities
    years = outcome.region.years
    rows: Iterator[tuple[Cell, ...]] = (
        (
            account.group,
            account.municipality,
            names[account.municipality].name,
            account.quota,
            account.delivered,
            account.shortfall,
            account.surplus,
            *_euros(account.levy, *(account.by_year[year] for year in years)),
        )
        for account in outcome.accounts
    )
    kept: Iterator[tuple[Cell, ...]] = (
        (
            group,
            "",
            text("levy.fund"),
            *(None, None, None, None),
            *_euros(-sum(by_year.values()), *(-by_year[year] for year in years)),
        )
        for group, by_year in kept_by_fund(outcome.accounts).items()
    )
    columns = (
        "group",
        "municipality",
        "name",
        "quota",
        "delivered",
        "shortfall",
        "surplus",
        "levy",
        *(f"levy_{year}" for year in years),
    )
    return Table(columns, tuple(sorted((*rows, *kept), key=lambda row: row[:2])))


def _euros(*amounts: Decimal | int) -> tuple[Decimal, ...]:
    return tuple(Decimal(amount).quantize(Decimal("0.01")) for amount in amounts)


def flows(levy: object) -> tuple[Decimal | None, Decimal | None]:
    """What is paid and what is received (EUR), of a levy above or below zero."""
    return (max(levy, _ZERO), max(-levy, _ZERO)) if isinstance(levy, Decimal) else (None, None)


def corporations(outcome: Outcome) -> Table:
    """What each corporation delivers in a municipality, programme and year (dwellings).

    `expected_vacancies` are the dwellings it expects to fall vacant in that municipality in a year;
    the share of them is empty for programmes that are not taken from vacancies, and where no
    vacancy is expected.
    """
    region = outcome.region
    expected = expected_vacancies(region)
    by = ("corporation", "municipality", "programme", "year")
    dwellings = totals(outcome.plan.lines, *by)
    rows = []
    for (corporation, municipality, programme, year), number in sorted(dwellings.items()):
        vacancies = expected.get((corporation, municipality), Decimal(0))
        taken = region.programmes[programme].uses_vacancies and vacancies > 0
        share = (number / vacancies).quantize(Decimal("0.0001"), ROUND_HALF_UP) if taken else None
        rows.append((corporation, municipality, programme, year, number, vacancies, share))
    columns = (
        "corporation",
        "municipality",
        "programme",
        "year",
        "dwellings",
        "expected_vacancies",
        "share_of_expected_vacancies",
    )
    return Table(columns, tuple(rows))


def expected_vacancies(region: Region) -> dict[tuple[str, str], Decimal]:
    """Dwellings a corporation expects to fall vacant in a municipality in a year, exact."""
    expected: dict[tuple[str, str], Decimal] = {}
    for stock in region.stock.values():
        key = (stock.corporation, region.municipality_of(stock.neighbourhood))
        vacancies = stock.dwellings * region.turnover_rate(stock)
        expected[key] = expected.get(key, Decimal(0)) + vacancies
    return expected


def write_csv(table: Table, path: Path) -> None:
    """Write a table as UTF-8 with commas, decimal points and a line feed after every row.

    A name that a spreadsheet would run as a formula gets an apostrophe before it; no code does.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows([_written(cell) for cell in row] for row in table.rows)


def _written(cell: Cell) -> str | int | None:
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    # Fixed point: the text of a Decimal may carry an exponent.
    return format(cell, "f") if isinstance(cell, Decimal) else cell
