"""`plan.xlsx`: the plan to read in a meeting, and every table as a sheet."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any

from planner.outcome import Outcome
from planner.present import tables
from planner.present.plan_json import totals
from planner.present.tables import Cell, Table
from planner.present.wording import label, worded
from planner.text import text

# How the numbers of a column are shown; a column not named here holds whole numbers or text.
_NUMBER_FORMATS = {
    "levy": "#,##0.00",
    "expected_vacancies": "#,##0.00",
    "share_of_expected_vacancies": "0.00%",
    "year": "0",
    "in_force": "General",
    "value": "#,##0.00##",
    "bound": "#,##0.00##",
    "gap": "0.00%",
    "in_plan": "#,##0.00##",
}
_WHOLE = "#,##0"
_WIDEST = 60
_NARROWEST = 9
_SUMMARY_WIDTH = 20
# A workbook carries the moment it was made; a fixed one keeps the same plan the same bytes.
_MADE = datetime(2000, 1, 1)


def write_workbook(outcome: Outcome, path: Path) -> None:
    """Write `plan.xlsx`; no text in it is ever run as a formula or turned into a link."""
    import xlsxwriter

    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": _title(outcome), "created": _MADE})
        formats = _Formats(book)
        _Summary(book.add_worksheet("plan"), formats).write(outcome)
        municipal = tables.municipalities(outcome)
        corporate = tables.corporations(outcome)
        money = ("quota", "delivered", "shortfall", "surplus", "levy")
        for name, table, summed in (
            ("allocation", tables.allocation(outcome), ()),
            ("municipalities", municipal, money),
            ("corporations", corporate, ("dwellings",)),
            ("aims", _aims(outcome), ()),
            ("settings", _settings(outcome), ()),
            ("assumptions", _assumptions(outcome), ()),
        ):
            _write_table(book.add_worksheet(name), formats, table, summed)
        for sheet in book.worksheets():
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)


class _Formats:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.header = book.add_format(
            {"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "valign": "top", "text_wrap": True}
        )
        self.strong = book.add_format({"bold": True})

    def number(self, shown: str, total: bool = False) -> Any:
        if (shown, total) not in self._made:
            extra = {"bold": True, "top": 1} if total else {}
            self._made[shown, total] = self._book.add_format({"num_format": shown, **extra})
        return self._made[shown, total]


def _put(sheet: Any, row: int, column: int, value: Any, number: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    else:
        sheet.write_number(row, column, float(value), number)


def _write_table(sheet: Any, formats: _Formats, table: Table, summed: Sequence[str]) -> None:
    for column, name in enumerate(table.columns):
        shown = formats.number(_NUMBER_FORMATS.get(name, _WHOLE))
        sheet.write_string(0, column, name, formats.header)
        for row, cell in enumerate(table.column(name), start=1):
            _put(sheet, row, column, cell, shown)
        sheet.set_column(column, column, _width([name, *table.column(name)]))
    last = len(table.rows)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)
    if not summed or not table.rows:
        return
    # A blank row keeps the total out of the filter and out of the table.
    total = last + 2
    sheet.write_string(total, 0, text("present.total"), formats.strong)
    for name in summed:
        column = table.columns.index(name)
        shown = formats.number(_NUMBER_FORMATS.get(name, _WHOLE), total=True)
        _put_sum(sheet, total, column, (1, last), table.column(name), shown)


def _put_sum(
    sheet: Any, row: int, column: int, rows: tuple[int, int], cells: Sequence[Any], number: Any
) -> None:
    from xlsxwriter.utility import xl_range

    value = float(sum((cell for cell in cells if cell is not None), Decimal(0)))
    cells_summed = xl_range(rows[0], column, rows[1], column)
    sheet.write_formula(row, column, f"=SUM({cells_summed})", number, value)


def _width(cells: Sequence[Any]) -> int:
    longest = max(len(str(cell)) for cell in cells if cell is not None)
    return min(_WIDEST, max(_NARROWEST, longest + 2))


def _title(outcome: Outcome) -> str:
    return text("present.title", region=label(outcome.region.identity))


def _aims(outcome: Outcome) -> Table:
    # Seconds differ from run to run and stay out: the same plan is the same workbook.
    columns = ("aim", "part", "unit", "status", "value", "bound", "gap", "in_plan")
    return Table(
        columns,
        tuple(
            (
                str(tier.aim),
                tier.part,
                tier.unit,
                tier.status,
                *(_number(value) for value in (tier.value, tier.bound, tier.gap, tier.in_plan)),
            )
            for tier in outcome.plan.tiers
        ),
    )


def _number(value: float | None) -> Decimal | None:
    number = Decimal(0) if value is None else Decimal(repr(value))
    return None if value is None or not number.is_finite() else number


def _settings(outcome: Outcome) -> Table:
    loaded = outcome.loaded
    sources = outcome.region.settings.sources
    names = sorted({*loaded.settings, *loaded.defaults})
    return Table(
        ("setting", "in_force", "default", "source"),
        tuple(
            (name, _shown(loaded.settings.get(name)), loaded.defaults.get(name), sources.get(name))
            for name in names
        ),
    )


def _shown(value: object) -> Cell:
    if isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    return None if value is None else str(value)


def _assumptions(outcome: Outcome) -> Table:
    return Table(
        ("table", "row", "source"),
        tuple((found.table, found.key, found.source) for found in outcome.loaded.assumptions),
    )


class _Summary:
    """The first sheet, in the user's language, written from top to bottom."""

    def __init__(self, sheet: Any, formats: _Formats) -> None:
        self._sheet = sheet
        self._formats = formats
        self._row = 0

    def write(self, outcome: Outcome) -> None:
        self._sheet.set_column(0, 0, 44)
        self._sheet.set_column(1, 1, 38)
        self._sheet.set_column(2, 20, _SUMMARY_WIDTH)
        self._sheet.write_string(0, 0, _title(outcome), self._formats.title)
        self._row = 2
        self._facts(outcome)
        self._aims(outcome)
        self._need(outcome)
        self._dwellings(outcome)

    def _line(self, *values: Any, shown: str = _WHOLE) -> None:
        for column, value in enumerate(values):
            _put(self._sheet, self._row, column, value, self._formats.number(shown))
        self._row += 1

    def _header(self, *words: str) -> None:
        self._row += 1
        # Excel does not make room for a header of several lines by itself.
        lines = max(ceil(len(word) / (_SUMMARY_WIDTH - 4)) for word in words[2:] or words)
        self._sheet.set_row(self._row, 15 * lines)
        for column, word in enumerate(words):
            self._sheet.write_string(self._row, column, word, self._formats.header)
        self._row += 1

    def _facts(self, outcome: Outcome) -> None:
        identity = outcome.region.identity
        years = identity.years
        found = outcome.verification
        self._line(text("present.status"), worded("status", outcome.plan.status))
        count = len(found.violations)
        checked = text("present.holds") if found.holds else text("present.violations", count=count)
        self._line(text("present.verification"), checked)
        for violation in found.violations:
            self._line(None, str(violation.problem))
        self._line(text("present.years"), text("present.span", first=years[0], last=years[-1]))
        self._line(text("present.price_level"), identity.price_level, shown="0")
        self._line(text("present.edition"), text("present.internal"))

    def _aims(self, outcome: Outcome) -> None:
        names = ("aim", "part", "unit", "status", "value", "bound", "gap", "in_plan")
        self._header(*(text(f"present.column.{name}") for name in names))
        for row in _aims(outcome).rows:
            named: Mapping[str, Any] = dict(zip(names, row, strict=True))
            for column, name in enumerate(names):
                value = named[name]
                if name in ("aim", "part", "unit", "status"):
                    value = worded(name, value)
                shown = self._formats.number(_NUMBER_FORMATS.get(name, _WHOLE))
                _put(self._sheet, self._row, column, value, shown)
            self._row += 1

    def _need(self, outcome: Outcome) -> None:
        names = ("programme", "planned", "minimum", "unmet")
        self._header(*(text(f"present.column.{name}") for name in names))
        first = self._row
        rows = totals(outcome)
        for code, numbers in rows.items():
            self._line(label(outcome.region.programmes[code]), *numbers.values())
        columns = list(zip(*(numbers.values() for numbers in rows.values()), strict=True))
        self._sums(first, columns)

    def _dwellings(self, outcome: Outcome) -> None:
        region = outcome.region
        dwellings: Counter[tuple[str, str]] = Counter()
        for line in outcome.plan.lines:
            dwellings[line.municipality, line.programme] += line.dwellings
        self._header(
            text("present.column.municipality"),
            *(label(programme) for programme in region.programmes.values()),
            text("present.total"),
        )
        first = self._row
        width = len(region.programmes)
        across = []
        for code, municipality in region.municipalities.items():
            numbers = [dwellings[code, programme] for programme in region.programmes]
            across.append([*numbers, sum(numbers)])
            self._line(municipality.name, *numbers)
            self._sum_across(self._row - 1, width, sum(numbers))
        self._sums(first, list(zip(*across, strict=True)))

    def _sum_across(self, row: int, width: int, value: int) -> None:
        from xlsxwriter.utility import xl_range

        formula = f"=SUM({xl_range(row, 1, row, width)})"
        self._sheet.write_formula(row, width + 1, formula, self._formats.number(_WHOLE), value)

    def _sums(self, first: int, columns: Sequence[Sequence[int]]) -> None:
        last = self._row - 1
        self._row += 1
        self._sheet.write_string(self._row, 0, text("present.total"), self._formats.strong)
        shown = self._formats.number(_WHOLE, total=True)
        for column, cells in enumerate(columns, start=1):
            _put_sum(self._sheet, self._row, column, (first, last), cells, shown)
        self._row += 1
