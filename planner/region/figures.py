"""Sums over the lines of a plan: dwellings by any columns, load by neighbourhood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from planner.region.domain import Line, Region


def totals(lines: Iterable[Line], *by: str) -> Counter[tuple[Any, ...]]:
    """Dwellings of the lines by the values of some columns; without any, all under `()`.

    Raises `KeyError` for a column that a line does not have.
    """
    places = [_PLACES[column] for column in by]
    found: Counter[tuple[Any, ...]] = Counter()
    for line in lines:
        found[tuple(line[place] for place in places)] += line.dwellings
    return found


def added_load(region: Region, lines: Iterable[Line]) -> dict[str, Fraction]:
    """Weighted dwellings that lines add to every neighbourhood of a region, exact."""
    added = dict.fromkeys(region.neighbourhoods, Fraction(0))
    for (programme, neighbourhood), number in totals(lines, "programme", "neighbourhood").items():
        added[neighbourhood] += Fraction(region.programmes[programme].load_weight) * number
    return added


def needs(region: Region, lines: Iterable[Line]) -> dict[str, dict[str, int]]:
    """Dwellings of each programme over all years: planned, the minimum asked, and what is unmet."""
    planned = totals(lines, "programme")
    found = {}
    for programme in region.programmes:
        minimum = sum(region.minimum(programme, year) for year in region.years)
        number = planned[programme,]
        found[programme] = {
            "planned": number,
            "minimum": minimum,
            "unmet": max(0, minimum - number),
        }
    return found


_PLACES = {name: place for place, name in enumerate(Line._fields) if name != "dwellings"}
