"""The one way in which numbers, shares, money and lists are written, except in machine files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from math import isfinite

from planner.text import language, number, text

NONE = "–"


def whole(value: int) -> str:
    """A whole number."""
    return number(value, 0)


def amount(value: float | Decimal, digits: int = 2) -> str:
    """A number with so many decimals; those that say nothing are left out."""
    return number(round(float(value), digits) or 0)  # no minus before a zero


def percent(value: float | Decimal | Fraction) -> str:
    """A share in per cent, with at most one decimal."""
    return text("report.percent", number=amount(float(value) * 100, 1))


def measure(value: float | None, unit: str) -> str:
    """A value of an objective: a share in per cent; a dash where it is not told or not finite."""
    if value is None or not isfinite(value):
        return NONE
    return percent(value) if unit == "share" else amount(value)


def euros(value: float | Decimal, digits: int = 0) -> str:
    """Money."""
    key = "report.euros_below" if value < 0 else "report.euros"
    return text(key, number=number(-value if value < 0 else value, digits))


def sides(levy: Decimal, written: Callable[[Decimal], str]) -> tuple[str, str]:
    """What is paid and what is received, of a levy above or below zero; a dash for what is not."""
    return written(levy) if levy > 0 else NONE, written(-levy) if levy < 0 else NONE


def flows(
    levies: Iterable[Decimal], written: Callable[[Decimal], str]
) -> list[tuple[str, list[str]]]:
    """Levies by year and their sum, what is paid apart from what is received; a dash for neither.

    Pairs of the side (`pays` or `receives`) and its amounts; a side without an amount is left out.
    """
    found = []
    amounts = list(levies)
    for side, sign in (("pays", 1), ("receives", -1)):
        own = [max(sign * levy, Decimal(0)) for levy in amounts]
        if any(own):
            total = sum(own, start=Decimal(0))
            found.append((side, [written(euros) if euros else NONE for euros in (*own, total)]))
    return found


def dwellings(count: int) -> str:
    """So many dwellings, in words."""
    key = "report.dwelling" if count == 1 else "report.dwellings"
    return text(key, number=whole(count))


def listed(words: Iterable[str]) -> str:
    """Words in a row: a, b and c."""
    from babel.lists import format_list

    return format_list(list(words), locale=language())


def short(name: str, longest: int) -> str:
    """A name, cut where it is too long for its place."""
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"
