"""Small phrases of an agreement: numbers, limits and lists the way its language writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from planner.output.format import NONE, euros
from planner.region.domain import Region
from planner.text import language, number, text

# Dates in English are the British ones, day first.
_PLACES = {"nl": "nl_NL", "en": "en_GB"}


def columns(names: Sequence[str]) -> tuple[str, ...]:
    """The headings of columns."""
    return tuple(text(f"agreement.column.{name}") for name in names)


def span(region: Region) -> str:
    """The years of a region: `2021–2024`."""
    first, last = region.years[0], region.years[-1]
    return str(first) if first == last else text("present.span", first=first, last=last)


def full_date(day: date) -> str:
    """A day in full."""
    from babel.dates import format_date

    return format_date(day, "long", locale=_PLACES[language()])


def euro(amount: Decimal) -> str:
    """An amount of money, without cents where there are none."""
    return euros(amount, 0 if amount == int(amount) else 2)


def some(dwellings: int) -> str:
    """A number of dwellings; a dash for none."""
    return number(dwellings) if dwellings else NONE


def measured(value: Decimal | None, key: str) -> str:
    """A limit with its unit; a dash for none."""
    return NONE if value is None else text(key, value=number(value))


def asked(year: int, minimum: int, maximum: int | None) -> str:
    """The dwellings asked in a year."""
    if maximum is None:
        return text("agreement.asked.least", year=str(year), minimum=minimum)
    if minimum == maximum:
        return text("agreement.asked.exact", year=str(year), minimum=minimum)
    return text("agreement.asked.range", year=str(year), minimum=minimum, maximum=maximum)
