"""Assumed stock that an official district has no room for, given to districts that have.

An assumed neighbourhood gives way to the district its point lies in, and its stock follows. The
district may be far smaller than the neighbourhood was thought to be. What is an assumption then
spreads: the district keeps as much as it has corporation dwellings, and the rest goes to the
districts of the same municipality in proportion to their corporation dwellings without stock.
What a corporation owns in a municipality stays the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from planner.geography.changes import Change, row_changes, row_name
from planner.quota.apportionment import apportion
from planner.region.domain import QuotaMethod
from planner.region.overrides import ASSUMPTION, is_assumption
from planner.text import text

type Row = dict[str, Any]


@dataclass
class Spread:
    """The rows of stock as they become, the changes, and the districts that gained or lost."""

    rows: list[Row]
    changes: list[Change] = field(default_factory=list)
    moved: set[str] = field(default_factory=set)


def spread(rows: Sequence[Row], places: Mapping[str, Row]) -> Spread:
    """Spread assumed stock of districts that have more stock than dwellings.

    `places` are the rows of neighbourhoods by code. Stock that somebody entered stays where it is.
    """
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        sums[row["neighbourhood"]] += row.get("dwellings") or 0
    found = Spread(list(rows))
    known = {code: place for code, place in places.items() if place.get("dwellings") is not None}
    full = [code for code, place in known.items() if sums[code] > place["dwellings"]]
    for code in sorted(full):
        municipality = known[code]["municipality"]
        room = {
            other: place["social_dwellings"] - sums[other]
            for other, place in sorted(known.items())
            if place["municipality"] == municipality
            and (place.get("social_dwellings") or 0) > sums[other]
        }
        kept = known[code].get("social_dwellings") or 0
        excess = min(sums[code] - kept, sum(room.values()))
        for index, amount in _taken(found.rows, code, excess).items():
            given = _parts(amount, room)
            _move(found, index, given, places[code])
            for other, dwellings in given.items():
                room[other] -= dwellings
                sums[other] += dwellings
                sums[code] -= dwellings
    return found


def _taken(rows: Sequence[Row], code: str, excess: int) -> dict[int, int]:
    """What each assumed row of a district gives, in proportion to its dwellings."""
    assumed = {
        str(index): row["dwellings"]
        for index, row in enumerate(rows)
        if row["neighbourhood"] == code
        and row.get("dwellings")
        and is_assumption(row.get("source") or "")
    }
    return {int(index): part for index, part in _parts(excess, assumed).items()}


def _parts(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """A number in whole parts in proportion to weights, none above its weight."""
    whole = sum(weights.values())
    total = min(total, whole)
    if not total:
        return {}
    exact = {code: Fraction(total * weight, whole) for code, weight in weights.items()}
    parts = apportion(exact, total, QuotaMethod.LARGEST_REMAINDER)
    return {code: part for code, part in parts.items() if part}


def _move(found: Spread, index: int, given: Mapping[str, int], place: Row) -> None:
    """Take dwellings from the row of a number, and give them to its corporation elsewhere."""
    note = text("geo.source.overflow", name=place["municipality"])
    _add(found, index, -sum(given.values()), note)
    corporation = found.rows[index]["corporation"]
    for code, dwellings in given.items():
        there = {
            (row["corporation"], row["neighbourhood"]): number
            for number, row in enumerate(found.rows)
        }.get((corporation, code))
        if there is not None:
            _add(found, there, dwellings, note)
            continue
        added = {
            "corporation": corporation,
            "neighbourhood": code,
            "dwellings": dwellings,
            "turnover_rate": found.rows[index].get("turnover_rate"),
            "source": f"{ASSUMPTION}: {note}",
        }
        found.rows.append(added)
        found.moved.add(code)
        found.changes += row_changes("stock", added, "added")


def _add(found: Spread, index: int, dwellings: int, note: str) -> None:
    """Change the dwellings of a row of stock, and say so in its source."""
    old = found.rows[index]
    source = old.get("source") or ""
    if is_assumption(source) and note not in source:
        source = f"{source}; {note}"
    new = old | {"dwellings": (old.get("dwellings") or 0) + dwellings, "source": source}
    found.rows[index] = new
    found.moved.add(new["neighbourhood"])
    key = row_name("stock", new)
    for column in ("dwellings", "source"):
        if old.get(column) != new[column]:
            found.changes.append(
                Change("stock", key, "", column, old.get(column), new[column], "changed")
            )
