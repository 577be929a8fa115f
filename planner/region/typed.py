"""Types, ranges and choices of every cell and setting: pydantic models made from the field table.

Every pydantic error becomes a `Problem` at the cell it is about.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    create_model,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from planner.errors import Problem
from planner.region import fields as field_table
from planner.region.cells import from_text
from planner.region.fields import SETTINGS, fields_of
from planner.region.hints import hint
from planner.region.raw import RawRow

LARGEST = 10**12
LONGEST_LIST = 1_000  # items
LONGEST_TEXT = 10_000  # characters
_CODE = r"^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._-]*$"
# Controls, marks that turn the direction of text, halves of a character and no characters.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_KEYS = {
    "missing": "region.empty",
    "int_type": "region.not_integer",
    "is_instance_of": "region.not_number",
    "decimal_type": "region.not_number",
    "decimal_parsing": "region.not_number",
    "decimal_max_places": "region.too_many_places",
    "finite_number": "region.not_finite",
    "bool_type": "region.not_boolean",
    "string_type": "region.not_text",
    "date_type": "region.not_date",
    "tuple_type": "region.not_list",
    "string_pattern_mismatch": "region.not_code",
    "string_too_long": "region.not_code",
    "too_short": "region.empty_list",
}
Values = dict[str, Any]


def typed_rows(
    table: str, rows: Sequence[RawRow]
) -> tuple[list[tuple[RawRow, Values]], list[Problem]]:
    """The rows whose every cell is right, with their values by column; a problem for each other."""
    return _validate(table, rows)


def typed_settings(row: RawRow) -> tuple[Values | None, list[Problem]]:
    """All settings by dotted key, defaults included; `None` where one is wrong."""
    found, problems = _validate(SETTINGS, [row])
    return (found[0][1] if found else None), problems


def _validate(
    table: str, rows: Sequence[RawRow]
) -> tuple[list[tuple[RawRow, Values]], list[Problem]]:
    adapter, names = _adapter(table)
    cells = [
        {column: value for column, value in row.cells.items()
         if value is not None and column not in row.refused}
        for row in rows
    ]  # fmt: skip
    try:
        models = adapter.validate_python(cells)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
        bad = {int(detail["loc"][0]) for detail in details}
        problems = [_problem(table, rows, detail) for detail in details]
        good = [row for index, row in enumerate(rows) if index not in bad]
        found, _ = _validate(table, good) if good else ([], [])
        return found, [problem for problem in problems if problem]
    return [
        (row, {column: getattr(model, name) for column, name in names.items()})
        for row, model in zip(rows, models, strict=True)
        if not row.refused
    ], []


@cache
def _adapter(table: str) -> tuple[TypeAdapter[list[BaseModel]], Mapping[str, str]]:
    fields = fields_of(table)
    names = {column: column.replace(".", "__") for column in fields}
    parts: dict[str, Any] = {
        names[column]: (kind(field), Field(default(field), alias=column))
        for column, field in fields.items()
    }
    model = create_model("Row", __config__=ConfigDict(strict=True), **parts)
    return TypeAdapter(list[model]), names  # type: ignore[valid-type]


def kind(field: field_table.Field) -> Any:
    """The type of a value of a field, its range and choices included."""
    low = field.minimum
    high = LARGEST if field.maximum is None else field.maximum
    if low is None:
        low = Decimal(-LARGEST)
    match field.type:
        case "integer":
            value: Any = Annotated[int, Field(ge=int(low), le=int(high))]
        case "decimal" | "x" | "y":
            value = Annotated[Decimal, Field(ge=low, le=high, decimal_places=30)]
        case "boolean":
            value = bool
        case "date" | "month":
            value = datetime.date
        case "choice":
            value = Literal[field.choices]
        case "code":
            value = _code()
        case "list":
            item: Any = Literal[field.choices] if field.choices else _code()
            least = 1 if field.table == SETTINGS else 0
            unique = AfterValidator(_unique)
            size = Field(min_length=least, max_length=LONGEST_LIST)
            value = Annotated[tuple[item, ...], size, unique]
        case "years":
            year = Annotated[int, Field(ge=int(low), le=int(high))]
            value = Annotated[tuple[year, ...], Field(min_length=1), AfterValidator(_distinct)]
        case _:
            value = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_printable)]
    return value if field.empty != "none" else value | None


def default(field: field_table.Field) -> Any:
    """The value of a field that is not given; `...` where it must be."""
    if field.empty == "refuse":
        return ...
    if field.default is not None:
        return from_text(field, field.default, ".")
    return () if field.type == "list" else None


def _code() -> Any:
    return Annotated[str, Field(pattern=_CODE, max_length=60)]


def _unique(items: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(items)) < len(items):
        raise PydanticCustomError("region.list_twice", "")
    return items


def _distinct(years: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(years)) < len(years):
        raise PydanticCustomError("region.year_twice", "")
    return tuple(sorted(years))


def _printable(text: str) -> str:
    if _UNPRINTABLE.search(text):
        raise PydanticCustomError("region.unprintable", "")
    return text


def _problem(table: str, rows: Sequence[RawRow], detail: ErrorDetails) -> Problem | None:
    row, column = rows[int(detail["loc"][0])], str(detail["loc"][1])
    if column in row.refused:
        return None
    field = fields_of(table)[column]
    values: Values = {}
    match detail["type"]:
        case "literal_error":
            key = "region.not_a_choice"
            values["hint"] = hint(str(detail["input"]), field.choices)
        case "greater_than_equal":
            key = "region.negative" if field.minimum == 0 else "region.below_minimum"
            values["limit"] = detail["ctx"]["ge"]
        case "less_than_equal":
            key = "region.share_above_one" if field.maximum == 1 else "region.above_maximum"
            values["limit"] = detail["ctx"]["le"]
        case "too_long":
            key = "region.list_long"
            values["limit"] = LONGEST_LIST
        case "string_too_long" if field.type == "text":
            key = "region.text_long"
            values["limit"] = LONGEST_TEXT
        case other:
            key = _KEYS.get(other, other)
    return row.problem(key, column, **values)
