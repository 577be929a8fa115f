"""From a cell as found to a value of the kind its column holds.

Whole numbers become `int`, other numbers `Decimal`, lists tuples, texts stripped `str`, empty cells
`None`. Ranges and choices are not judged here.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any

from planner.errors import Problem
from planner.region.fields import NUMBERS, Field, fields_of
from planner.region.numbers import CellError, Notation, Sample, boolean, notation, number
from planner.region.raw import RawRow, RawTable

_DATES = (datetime.date, datetime.time, datetime.timedelta)
_MONTHS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})"),
    re.compile(r"(?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})"),
)
_WRITTEN = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{1,2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})"),
)


def from_text(field: Field, text: str, mark: str) -> Any:
    """The value of a text cell under the decimal mark of its file; raises `CellError`."""
    text = " ".join(text.split())
    if not text:
        return None
    if field.type in NUMBERS:
        return _of_kind(field, _number(field, text, mark))
    if field.type == "boolean":
        return boolean(text)
    if field.type == "date":
        return _day(text, _WRITTEN, "region.not_date")
    if field.type == "month":
        return _day(text, (*_MONTHS, *_WRITTEN), "region.not_month").replace(day=1)
    if field.type in ("list", "years"):
        items = [item.strip() for item in text.split(";") if item.strip()]
        if field.type == "list":
            return tuple(items)
        if not all(re.fullmatch("[0-9]{4}", item) for item in items):
            raise CellError("region.not_years")
        return tuple(int(item) for item in items)
    return text


def from_cell(field: Field, value: Any, mark: str) -> Any:
    """The value of a cell of a table or workbook; raises `CellError`."""
    if value is None:
        return None
    if isinstance(value, str):
        return from_text(field, value, mark)
    if isinstance(value, _DATES):
        if field.type == "text":
            return str(value)
        if field.type in ("date", "month") and isinstance(value, datetime.date):
            day = 1 if field.type == "month" else value.day
            return datetime.date(value.year, value.month, day)
        raise CellError("region.date")
    if field.type == "boolean":
        if value in (0, 1):
            return bool(value)
        raise CellError("region.not_boolean")
    if isinstance(value, bool):
        raise CellError("region.boolean_here")
    exact = Decimal(repr(value))
    if not exact.is_finite():
        raise CellError("region.not_finite")
    if field.type in NUMBERS:
        return _of_kind(field, exact)
    plain = str(int(exact)) if exact == int(exact) else str(value)
    return from_text(field, plain, mark)


def from_toml(field: Field, value: Any) -> Any:
    """The value of a TOML value; one of the wrong kind stays, for the types to refuse."""
    if isinstance(value, str):
        if field.type == "list":
            return from_text(field, value, "")
        if is_percent(field, value) or (field.type == "date" and value.strip()):
            with suppress(CellError):  # stays a text, for the types to refuse
                return from_text(field, value, ".")
        return " ".join(value.split()) or None
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    exact = Decimal(value)
    if field.type == "integer":
        whole = exact.is_finite() and abs(exact) < 10**15 and exact == int(exact)
        return int(exact) if whole else exact
    return exact if field.type in NUMBERS else value


def convert_table(table: str, raw: RawTable) -> tuple[Notation, list[Problem]]:
    """Turn every cell of a table into its kind, in place; the notation found and the problems."""
    fields = [field for field in fields_of(table).values() if field.column in raw.columns]
    cells = [(row, field) for row in raw.rows for field in fields]
    return _convert(cells, contract="." if raw.delimiter == "," else "", file=raw.file)


def convert_settings(row: RawRow) -> tuple[Notation, list[Problem]]:
    """Turn every setting of a workbook into its kind, in place."""
    fields = fields_of("region")
    cells = [(row, fields[key]) for key in row.cells if key in fields]
    return _convert(cells, contract="", file=row.file)


def _convert(
    cells: list[tuple[RawRow, Field]], contract: str, file: str
) -> tuple[Notation, list[Problem]]:
    found = notation(_samples(cells), contract)
    problems = []
    if found.conflict:
        point, comma = found.conflict
        values = {
            "point": point.text, "point_row": point.row, "point_column": point.column,
            "comma": comma.text, "comma_row": comma.row, "comma_column": comma.column,
        }  # fmt: skip
        place = (file, comma.row, comma.column, comma.text)
        problems.append(Problem("region.mixed_marks", values, *place))
    for row, field in cells:
        if field.column in row.refused:
            continue
        if found.conflict and field.type in NUMBERS and isinstance(row.cells[field.column], str):
            row.refused.add(field.column)
            continue
        try:
            row.cells[field.column] = from_cell(field, row.cells[field.column], found.mark)
        except CellError as refusal:
            problems.append(row.problem(refusal.key, field.column))
            row.refused.add(field.column)
    return found, problems


def _samples(cells: Iterable[tuple[RawRow, Field]]) -> Iterator[Sample]:
    for row, field in cells:
        value = row.cells[field.column]
        if field.type in NUMBERS and isinstance(value, str):
            number_ = row.elsewhere.get(field.column, (row.file, row.number))[1]
            text = value.rstrip().removesuffix("%") if is_percent(field, value) else value
            yield Sample(number_, field.column, text, field.type == "integer")


def _number(field: Field, text: str, mark: str) -> Decimal:
    """A number; a share may be given in per cent."""
    if is_percent(field, text):
        return number(text[:-1], mark) / 100
    return number(text, mark, field.type == "integer")


def is_percent(field: Field, text: str) -> bool:
    """Whether a text gives a share in per cent: `7%` for 0.07."""
    return field.unit_en.startswith("share") and text.rstrip().endswith("%")


def _day(text: str, forms: Iterable[re.Pattern[str]], refusal: str) -> datetime.date:
    """A day written as 2022-03-01 or, as the Dutch do, 1-3-2022; the first of a month without one.

    Raises `CellError`.
    """
    for form in forms:
        if found := form.fullmatch(text):
            parts = found.groupdict(default="1")
            try:
                return datetime.date(
                    *(int(parts.get(part, 1)) for part in ("year", "month", "day"))
                )
            except ValueError as error:
                raise CellError(refusal) from error
    raise CellError(refusal)


def _of_kind(field: Field, value: Decimal) -> int | Decimal:
    if field.type != "integer":
        return value
    if abs(value) >= 10**15 or value != int(value):
        raise CellError("region.not_integer")
    return int(value)
