"""Numbers as CBS publishes them, where what is secret is written as a number too."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

# CBS writes what is secret or unknown as -99997, -99995, -99999999 and the like.
_SECRET = -9999
_BLANK = frozenset({"", ".", "-", "x", "nan", "null", "none"})


class FigureError(ValueError):
    """A cell that is neither a figure nor one of the ways to leave it out; `key` names why."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


def figure(value: Any) -> Decimal | None:
    """A figure from 0 up; `None` for one that is missing or secret. Raises `FigureError`."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    words = str(value).strip().lower().replace(",", ".")
    if words in _BLANK:
        return None
    try:
        found = Decimal(words)
    except InvalidOperation as error:
        raise FigureError("geo.not_a_number") from error
    if not found.is_finite():
        raise FigureError("geo.not_a_number")
    if found <= _SECRET:
        return None
    if found < 0:
        raise FigureError("geo.negative")
    return found


def count(value: Any) -> int | None:
    """A whole number of persons or dwellings; `None` for a missing one. Raises `FigureError`."""
    found = figure(value)
    return None if found is None else rounded(found)


def share(value: Any) -> Decimal | None:
    """A percentage of the dwellings as a share from 0 to 1. Raises `FigureError`."""
    found = figure(value)
    if found is not None and found > 100:
        raise FigureError("geo.above_all")
    return None if found is None else found / 100


def rounded(value: Decimal) -> int:
    """The nearest whole number, halves up."""
    return int(value.to_integral_value(ROUND_HALF_UP))
