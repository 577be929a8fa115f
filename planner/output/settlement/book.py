"""`settlement.xlsx`: standings, ledger and reserve, a sheet each."""

from __future__ import annotations

from pathlib import Path

from planner.output.settlement.grids import party_name
from planner.output.wording import group_name
from planner.output.workbook.formats import Formats
from planner.output.workbook.sheet import write_sheet
from planner.output.workbook.table import Cell, Column, Kind, Sheet
from planner.text import text
from planner.years.settlement import Settlement


def write_book(found: Settlement, path: Path) -> None:
    """Write the workbook; no text in it is ever run as a formula or turned into a link."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        formats = Formats(book)
        for sheet in (_standings(found), _ledger(found), _reserve(found)):
            write_sheet(book, formats, sheet)


def _column(code: str, kind: Kind = Kind.TEXT, *, total: bool = False) -> Column:
    return Column(code, kind, total, text(f"settle.column.{code}"))


def _standings(found: Settlement) -> Sheet:
    counts = ("quota", "delivered", "initiatives", "shortfall")
    columns = (
        _column("year", Kind.YEAR),
        _column("group"),
        _column("municipality"),
        *(_column(code, Kind.DWELLINGS) for code in counts),
        _column("rate", Kind.EUR),
        _column("levy", Kind.EUR, total=True),
        _column("state"),
    )
    names = found.region.municipalities
    rows = tuple(
        (
            row.year,
            group_name(row.group),
            names[row.municipality].name,
            row.position.quota,
            row.position.delivered,
            row.initiatives,
            max(0, -row.position.balance),
            row.rate,
            row.levy,
            text("settle.planned" if row.planned else "settle.delivered"),
        )
        for row in found.standings
    )
    return _sheet("standings", columns, rows)


def _ledger(found: Settlement) -> Sheet:
    columns = (
        _column("year", Kind.YEAR),
        _column("kind"),
        _column("account"),
        _column("amount", Kind.EUR, total=True),
    )
    names = found.region.municipalities
    rows = tuple(
        (
            row.year,
            text(f"settle.kind.{row.kind}"),
            names[row.municipality].name if row.municipality else party_name(row.party),
            row.amount,
        )
        for row in sorted(found.entries, key=lambda row: (row.year, row.kind, row.municipality))
    )
    return _sheet("ledger", columns, rows)


def _reserve(found: Settlement) -> Sheet:
    amounts = (_column(code, Kind.EUR) for code in ("start", "result", "end"))
    columns = (_column("year", Kind.YEAR), *amounts)
    rows = tuple((row.year, row.start, row.result, row.end) for row in found.reserve)
    return _sheet("reserve", columns, rows)


def _sheet(code: str, columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...]) -> Sheet:
    return Sheet(code, columns, rows, text(f"settle.sheet.{code}"))
