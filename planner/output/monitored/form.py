"""The form in which a municipality reports its months: a workbook to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from planner.errors import PlannerError, Problem
from planner.region.describe import field_header, field_rows
from planner.region.domain import Region
from planner.region.fields import MONITOR, fields_of
from planner.region.workbook import IGNORED
from planner.region.write import written
from planner.region.xlsx import add_sheet, new_book, save_book

_ROWS = 200


def write_form(path: Path, region: Region | None = None) -> None:
    """Write the form; of a region it offers the codes of its municipalities and its months.

    Raises `PlannerError` for a file that exists, and one that cannot be written.
    """
    book = new_book()
    sheet = add_sheet(book, MONITOR, list(fields_of(MONITOR)), [])
    described = field_rows(MONITOR)
    add_sheet(book, IGNORED, field_header("column"), described)
    columns = {name: place for place, name in enumerate(fields_of(MONITOR), start=1)}
    if region is not None:
        names = [(code, row.name) for code, row in region.municipalities.items()]
        add_sheet(book, "municipalities", ("municipality", "name"), names)
        _offer(sheet, columns["municipality"], f"=municipalities!$A$2:$A${len(names) + 1}")
    for name in ("users", "waiting", "outflow", "made_available"):
        _whole(sheet, columns[name])
    for row in range(2, _ROWS + 2):
        sheet.cell(row, columns["month"]).number_format = "@"
    with written(path):
        if path.exists():
            raise PlannerError(Problem("region.target_exists", {}, str(path)))
        path.parent.mkdir(parents=True, exist_ok=True)
        save_book(book, path)


def _offer(sheet: Any, column: int, formula: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type="list", formula1=formula, allow_blank=True)
    _add(sheet, rule, column)


def _whole(sheet: Any, column: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0")
    rule.allow_blank = True
    _add(sheet, rule, column)


def _add(sheet: Any, rule: Any, column: int) -> None:
    from openpyxl.utils import get_column_letter

    letter = get_column_letter(column)
    rule.add(f"{letter}2:{letter}{_ROWS + 1}")
    sheet.add_data_validation(rule)
