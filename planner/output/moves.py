"""What reorganisations of municipalities moved, in words and as data; few people as a mark."""

from __future__ import annotations

from typing import Any

from planner.output.small_counts import small
from planner.output.wording import label
from planner.region.domain import Region
from planner.region.reorganisation import Move
from planner.text import number, text

COLUMNS = ("what", "subject", "origin", "destination", "year", "amount", "unit")
NUMBERS = (4, 5)  # the columns set flush right


def header() -> list[str]:
    """The names of the columns of `cells`."""
    return [text(f"reorganise.column.{column}") for column in COLUMNS]


def cells(region: Region, move: Move) -> list[str]:
    """A move as a row of a table, in the language in use."""
    programme = region.programmes.get(move.subject) if move.what != "quota" else None
    return [
        text(f"reorganise.what.{move.what}"),
        label(programme) if programme else move.subject,
        move.origin_name,
        move.destination_name,
        str(move.year),
        text("edition.suppressed")
        if _few_people(move)
        else number(float(move.amount), None if move.amount.is_integer() else 2),
        text(f"reorganise.unit.{move.unit}"),
    ]


def record(move: Move) -> dict[str, Any]:
    """A move as JSON holds it; an amount that is not whole is rounded to a float.

    The amount is `None` where it would be a small count of people.
    """
    whole = move.amount.is_integer()
    amount = int(move.amount) if whole else float(move.amount)
    return {
        "what": move.what,
        "subject": move.subject or None,
        "from": move.origin,
        "from_name": move.origin_name,
        "to": move.destination,
        "to_name": move.destination_name,
        "year": move.year,
        "amount": None if _few_people(move) else amount,
        "unit": move.unit,
    }


def _few_people(move: Move) -> bool:
    return move.what == "demand" and small(int(move.amount))
