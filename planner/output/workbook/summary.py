"""The first sheet: the plan to read in a meeting, from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planner.outcome import Outcome
from planner.output.names import named
from planner.output.need import counted
from planner.output.wording import label, worded
from planner.output.workbook.formats import Formats, height, lines, put
from planner.output.workbook.record import aims
from planner.output.workbook.table import Kind, Measured
from planner.region.figures import needs, totals
from planner.text import text

_WIDTHS = (44, 30)
_OTHERS = 15


class Summary:
    """Writes the sheet `plan`, line by line."""

    def __init__(self, sheet: Any, formats: Formats) -> None:
        self._sheet = sheet
        self._formats = formats
        self._row = 0

    def write(self, outcome: Outcome, sheets: Sequence[str]) -> None:
        """Write the summary; `sheets` are the codes of the sheets that follow."""
        for column, width in enumerate(_WIDTHS):
            self._sheet.set_column(column, column, width)
        self._sheet.set_column(len(_WIDTHS), len(outcome.region.municipalities) + 8, _OTHERS)
        title = text("present.title", region=label(outcome.region.identity))
        put(self._sheet, 0, 0, title, self._formats.title)
        self._row = 2
        self._facts(outcome)
        self._need(outcome)
        self._dwellings(outcome)
        self._withheld(outcome)
        self._aims(outcome)
        self._contents(sheets)

    def _line(self, *values: Any, broken: bool = False) -> None:
        """A line; text that is too long runs on over empty cells, or is `broken`."""
        if broken:
            self._sheet.set_row(self._row, _height(values))
        for column, value in enumerate(values):
            kind = Kind.TEXT if isinstance(value, str) else Kind.DWELLINGS
            found, kind = (
                (value.value, value.kind) if isinstance(value, Measured) else (value, kind)
            )
            wrapped = broken and kind is Kind.TEXT
            shown = self._formats.wrapped if wrapped else self._formats.of(kind)
            put(self._sheet, self._row, column, found, shown)
        self._row += 1

    def _header(self, *words: str, numbers: int = len(_WIDTHS)) -> None:
        """The headings of a table whose numbers begin at the column `numbers`."""
        self._row += 1
        self._sheet.set_row(self._row, _height(words))
        for column, word in enumerate(words):
            kind = Kind.TEXT if column < numbers else Kind.DWELLINGS
            put(self._sheet, self._row, column, word, self._formats.header(kind))
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
            self._line(None, str(named(outcome.region, violation.problem)))
        self._line(text("present.years"), text("present.span", first=years[0], last=years[-1]))
        if identity.price_level is not None:
            self._line(text("present.price_level"), str(identity.price_level))
        self._line(text("present.edition"), text(f"workbook.edition.{outcome.audience}"))

    def _need(self, outcome: Outcome) -> None:
        names = ("planned", "minimum", "unmet")
        columns = (text(f"present.column.{name}") for name in names)
        self._header(text("present.column.programme"), text("workbook.column.code"), *columns)
        first = self._row
        rows = needs(outcome.region, outcome.plan.lines)
        for code, numbers in rows.items():
            self._line(label(outcome.region.programmes[code]), code, *numbers.values(), broken=True)
        self._sums(first, 2, list(zip(*(row.values() for row in rows.values()), strict=True)))
        for sentence in counted(outcome.region, outcome.plan.lines):
            self._line(sentence)

    def _dwellings(self, outcome: Outcome) -> None:
        region = outcome.region
        dwellings = totals(outcome.plan.lines, "programme", "municipality")
        self._header(
            text("present.column.programme"),
            text("workbook.column.code"),
            *(municipality.name for municipality in region.municipalities.values()),
            text("present.total"),
        )
        first = self._row
        width = len(region.municipalities)
        across = []
        for code, programme in region.programmes.items():
            numbers = [dwellings[code, municipality] for municipality in region.municipalities]
            across.append([*numbers, sum(numbers)])
            self._line(label(programme), code, *numbers, broken=True)
            self._sum_across(self._row - 1, 2, width, sum(numbers))
        self._sums(first, 2, list(zip(*across, strict=True)))

    def _withheld(self, outcome: Outcome) -> None:
        if not outcome.withheld:
            return
        names = ("programme", "year", "planned")
        self._header(*(text(f"present.column.{name}") for name in names))
        first = self._row
        for row in outcome.withheld:
            self._line(label(row.programme), row.year, row.dwellings, broken=True)
        self._sums(first, 2, [[row.dwellings for row in outcome.withheld]])
        self._line(text("workbook.withheld"))
        if outcome.inferable:
            self._line(text("edition.inferable"))

    def _aims(self, outcome: Outcome) -> None:
        table = aims(outcome)
        self._header(*(column.title for column in table.columns), numbers=4)
        for row in table.rows:
            self._line(*row, broken=True)

    def _contents(self, sheets: Sequence[str]) -> None:
        self._header(text("workbook.column.sheet"), text("workbook.column.holds"))
        for code in sheets:
            self._line(text(f"workbook.sheet.{code}"), text(f"workbook.holds.{code}"))

    def _sum_across(self, row: int, first: int, width: int, value: int) -> None:
        from xlsxwriter.utility import xl_range

        formula = f"=SUM({xl_range(row, first, row, first + width - 1)})"
        shown = self._formats.of(Kind.DWELLINGS)
        self._sheet.write_formula(row, first + width, formula, shown, value)

    def _sums(self, first: int, start: int, columns: Sequence[Sequence[int]]) -> None:
        from xlsxwriter.utility import xl_range

        last = self._row - 1
        self._sheet.write_string(self._row, 0, text("present.total"), self._formats.strong)
        shown = self._formats.of(Kind.DWELLINGS, total=True)
        for column, cells in enumerate(columns, start=start):
            formula = f"=SUM({xl_range(first, column, last, column)})"
            self._sheet.write_formula(self._row, column, formula, shown, sum(cells))
        self._row += 1


def _height(cells: Sequence[Any]) -> int:
    """The height of a line of the summary (points)."""
    widths = (*_WIDTHS, *[_OTHERS] * len(cells))
    pairs = zip(cells, widths, strict=False)
    return height(max(lines(cell, width - 1) for cell, width in pairs if isinstance(cell, str)))
