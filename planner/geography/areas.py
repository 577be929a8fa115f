"""From layers to official areas: what each is called, its figures and its polygon."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from planner.errors import PlannerError, Problem
from planner.geography.attributes import FIGURES, columns, year_of
from planner.geography.figures import FigureError, count, rounded, share
from planner.geography.layers import Layer
from planner.region.raw import shown
from planner.region.shapes import sound, united

PUBLISHED = ("inhabitants", "dwellings", "social_dwellings")
_CODES = ("buurt_code", "wijk_code", "code", "municipality_code")
_FORM = re.compile(r"(GM|WK|BU)?([0-9A-Z]{1,8})(?:\.0)?")
# A municipality has a number; a district or quarter in it may since 2023 have letters.
_NUMBER = re.compile(r"[0-9]{4}[0-9A-Z]{0,4}")
_WATER = frozenset({"ja", "b", "true", "1"})


class Level(StrEnum):
    """The sizes of area CBS divides municipalities into; the value is the CBS word."""

    MUNICIPALITY = "gemeente"
    DISTRICT = "wijk"
    QUARTER = "buurt"


_PREFIX = {"GM": Level.MUNICIPALITY, "WK": Level.DISTRICT, "BU": Level.QUARTER}
_DIGITS = {Level.MUNICIPALITY: 4, Level.DISTRICT: 6, Level.QUARTER: 8}
_LEVEL_OF = {
    "buurt_code": Level.QUARTER,
    "wijk_code": Level.DISTRICT,
    "municipality_code": Level.MUNICIPALITY,
}
_NAME_OF = {
    Level.QUARTER: ("buurt_name", "name"),
    Level.DISTRICT: ("wijk_name", "name"),
    Level.MUNICIPALITY: ("municipality_name", "name"),
}


@dataclass(frozen=True, slots=True)
class Area:
    """An official area: its CBS code and name, its municipality's code, figures, polygon (m).

    A figure is `None` where the product has none or keeps it secret.
    """

    code: str
    name: str
    municipality: str
    inhabitants: int | None
    dwellings: int | None
    social_dwellings: int | None
    shape: Any


@dataclass(frozen=True, slots=True)
class Sheet:
    """A layer that is understood: the level of its areas, the column of each field, the codes."""

    layer: Layer
    level: Level
    columns: Mapping[str, str]
    codes: Sequence[str]

    @property
    def name_column(self) -> str | None:
        """The column with the names of the areas."""
        known = (self.columns.get(field) for field in _NAME_OF[self.level])
        return next((column for column in known if column), None)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The figures that the layer has no column for."""
        found = set(self.columns)
        if "social_share" in found:
            found.add("social_dwellings")
        return tuple(field for field in PUBLISHED if field not in found)


def understand(layer: Layer, year: int | None) -> Sheet:
    """Find out what a layer holds from its columns and codes.

    Raises `PlannerError` naming what is missing: a code, a name, or codes of one level.
    """
    found = columns(layer.columns, year)
    field = next((name for name in _CODES if name in found), None)
    place = f"{layer.file} [{layer.name}]"
    if field is None:
        values = {"columns": ", ".join(layer.columns[:12])}
        raise PlannerError(Problem("geo.no_code", values, place))
    codes, wrong = [], []
    for row in layer.rows:
        code = official_code(row.get(found[field]), _LEVEL_OF.get(field))
        codes.append(code or "")
        if code is None:
            wrong.append(shown(row.get(found[field])))
    if wrong:
        raise PlannerError(
            Problem("geo.not_a_code", {"count": len(wrong)}, place, None, found[field], wrong[0])
        )
    levels = {_PREFIX[code[:2]] for code in codes}
    if len(levels) > 1:
        raise PlannerError(Problem("geo.mixed_levels", {"levels": sorted(levels)}, place))
    level = levels.pop() if levels else _LEVEL_OF.get(field, Level.DISTRICT)
    sheet = Sheet(layer, level, found, codes)
    if sheet.name_column is None:
        values = {"columns": ", ".join(layer.columns[:12])}
        raise PlannerError(Problem("geo.no_name", values, place))
    return sheet


def official_code(value: Any, level: Level | None) -> str | None:
    """A code as CBS writes it, `WK040201` or `BU0363AD07`; `None` for what is none.

    Zeros that it lost are put back: 363 and GM363 are GM0363. `level` says what a code without
    GM, WK or BU is of; without it such a code is refused.
    """
    match = _FORM.fullmatch(str(value).strip().upper()) if value is not None else None
    if match is None:
        return None
    letters = match[1]
    level = _PREFIX[letters] if letters else level
    if level is None:
        return None
    number = f"{match[2]:0>{_DIGITS[level]}}"
    if len(number) > _DIGITS[level] or not _NUMBER.fullmatch(number):
        return None
    letters = letters or next(key for key, known in _PREFIX.items() if known is level)
    return f"{letters}{number}"


def municipality_of(code: str) -> str:
    """The code of the municipality that an area lies in: `GM0402` for `WK040201`."""
    return f"GM{code[2:6]}"


def municipality_names(sheets: Sequence[Sheet]) -> dict[str, str]:
    """The municipalities that sheets are about, by code; districts name theirs as well."""
    found: dict[str, str] = {}
    for sheet in sorted(sheets, key=lambda each: each.level is not Level.MUNICIPALITY):
        own = sheet.level is Level.MUNICIPALITY
        column = sheet.name_column if own else sheet.columns.get("municipality_name")
        for code, row in zip(sheet.codes, sheet.layer.rows, strict=True):
            if column and isinstance(row.get(column), str) and not _is_water(sheet, row):
                found.setdefault(municipality_of(code), _spelled(row[column]))
    return found


def areas(sheets: Sequence[Sheet], wanted: Collection[str]) -> dict[str, Area]:
    """The areas of the municipalities wanted (by code), each once, by code.

    Water is left out; the parts of one area are united. Raises `PlannerError` with every figure
    that is none, and every area without a polygon.
    """
    problems: list[Problem] = []
    parts: dict[str, list[Area]] = {}
    for sheet in sheets:
        for code, row, shape in zip(sheet.codes, sheet.layer.rows, sheet.layer.shapes, strict=True):
            if municipality_of(code) in wanted and not _is_water(sheet, row):
                area, wrong = _area(sheet, code, row, sound(shape))
                problems += wrong
                parts.setdefault(code, []).append(area)
    for code, found in parts.items():
        if all(area.shape is None for area in found):
            values = {"name": found[0].name, "code": code}
            problems.append(Problem("geo.no_area", values))
    if problems:
        raise PlannerError(problems)
    return {code: _one(parts[code]) for code in sorted(parts)}


def years(sheets: Sequence[Sheet]) -> set[int]:
    """The years that sheets say they are of: in a layer's or file's name, else in its columns."""
    found = set()
    for sheet in sheets:
        for words in (sheet.layer.name, sheet.layer.file):
            named = {int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", words)}
            if len(named) == 1:
                found |= named
                break
        else:
            figures = (sheet.columns[field] for field in FIGURES if field in sheet.columns)
            own = {year for column in figures if (year := year_of(column)) is not None}
            found |= {max(own)} if own else set()
    return found


def _is_water(sheet: Sheet, row: Mapping[str, Any]) -> bool:
    column = sheet.columns.get("water")
    return column is not None and str(row.get(column)).strip().lower() in _WATER


def _area(
    sheet: Sheet, code: str, row: Mapping[str, Any], shape: Any
) -> tuple[Area, list[Problem]]:
    problems: list[Problem] = []
    cell = row.get(sheet.name_column or "")
    name = _spelled(cell) or code

    def read[T](field: str, reader: Callable[[Any], T | None]) -> T | None:
        column = sheet.columns.get(field)
        if column is None:
            return None
        try:
            return reader(row.get(column))
        except FigureError as error:
            place = f"{sheet.layer.file} [{sheet.layer.name}]"
            values = {"name": name, "code": code}
            found = shown(row.get(column))
            problems.append(Problem(error.key, values, place, None, column, found))
            return None

    dwellings = read("dwellings", count)
    part = read("social_share", share)
    social = read("social_dwellings", count)
    if social is None and part is not None and dwellings is not None:
        social = rounded(part * Decimal(dwellings))
    inhabitants = read("inhabitants", count)
    area = Area(code, name, municipality_of(code), inhabitants, dwellings, social, shape)
    return area, problems


def _spelled(name: Any) -> str:
    """A name on one line, without signs that cannot be seen; empty for none.

    Nor does it begin with a sign that makes a spreadsheet take it for a formula.
    """
    words = " ".join(name.split()) if isinstance(name, str) else ""
    return "".join(letter for letter in words if letter.isprintable()).lstrip("=+-@ ")


def _one(parts: list[Area]) -> Area:
    """One area of its parts; a part on water repeats the figures of the land or has none."""

    def largest(figures: list[int | None]) -> int | None:
        return max((figure for figure in figures if figure is not None), default=None)

    first = parts[0]
    return Area(
        code=first.code,
        name=first.name,
        municipality=first.municipality,
        inhabitants=largest([part.inhabitants for part in parts]),
        dwellings=largest([part.dwellings for part in parts]),
        social_dwellings=largest([part.social_dwellings for part in parts]),
        shape=united([part.shape for part in parts if part.shape is not None]),
    )


def outline(code: str, name: str, districts: Mapping[str, Area]) -> Area:
    """A municipality that a product has districts of only, as these together; without figures.

    Raises `PlannerError` where it has none of those either.
    """
    shapes = [area.shape for area in districts.values() if area.municipality == code]
    if not shapes:
        raise PlannerError(Problem("geo.no_outline", {"name": name, "code": code}))
    return Area(code, name, code, None, None, None, united(shapes))


def lacking(sheets: Sequence[Sheet]) -> list[tuple[Level, str]]:
    """The figures that no sheet of a level has a column for."""
    return [
        (level, field)
        for level in Level
        for field in PUBLISHED
        if any(sheet.level is level for sheet in sheets)
        and all(field in sheet.lacking for sheet in sheets if sheet.level is level)
    ]
