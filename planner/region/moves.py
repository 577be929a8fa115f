"""What a municipality takes along in a reorganisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from planner.quota.apportionment import exact_parts
from planner.region.domain import Commitment, Municipality, Region
from planner.region.reorganisation import Move, Reorganisation


def account(
    region: Region,
    one: Municipality,
    destination: tuple[str, str],
    wish: Reorganisation,
    since: int,
) -> list[Move]:
    """All that a municipality takes along; of what has a year, that of `since` and later."""
    here = {code for code, row in region.neighbourhoods.items() if row.municipality == one.code}
    stock = [row for row in region.stock.values() if row.neighbourhood in here]
    # What a municipality owes from before stays with the account of the years it takes part in.
    owed = one.arrears if wish.into or since <= region.years[0] else 0
    amounts: list[tuple[str, Fraction | Decimal | int, str]] = [
        ("inhabitants", one.inhabitants, "persons"),
        ("dwellings", one.dwellings, "dwellings"),
        ("social_dwellings", one.social_dwellings, "dwellings"),
        ("stock", sum(row.dwellings for row in stock), "dwellings"),
        (
            "vacancies",
            sum((row.dwellings * Fraction(region.turnover_rate(row)) for row in stock), Fraction()),
            "dwellings_a_year",
        ),
        ("existing_places", one.existing_places, "places"),
        ("arrears", owed, "dwellings"),
        ("quota_weight", one.quota_weight or 0, "weight"),
        ("neighbourhoods", len(here), "number"),
        ("sites", _count(region.sites, here), "number"),
        ("support_points", _count(region.support_points, here), "number"),
    ]
    codes = {*wish.municipalities, wish.into or one.code}
    moves = [
        move(what, "", one, destination, wish.from_year, amount, unit)
        for what, amount, unit in amounts
    ]
    moves += [
        move("quota", group, one, destination, wish.from_year, share, "dwellings")
        for group, share in _shares(region, one.code, since).items()
    ]
    lines: dict[tuple[str, str, int], int] = defaultdict(int)
    for line in region.commitments:
        if line.year >= since and _owner(region, line, codes) == one.code:
            lines[f"{line.status}_lines", line.programme, line.year] += line.dwellings
    moves += [
        move(what, programme, one, destination, year, dwellings, "dwellings")
        for (what, programme, year), dwellings in sorted(lines.items())
    ]
    moves += [
        move("demand", row.programme, one, destination, row.year, row.households, "households")
        for row in region.demand.values()
        if row.municipality == one.code and row.year >= since
    ]
    return [move for move in moves if move.amount]


def move(
    what: str,
    subject: str,
    origin: Municipality,
    destination: tuple[str, str],
    year: int,
    amount: Fraction | Decimal | int,
    unit: str,
) -> Move:
    """One thing that moved to a destination, given by its code and name."""
    return Move(what, subject, origin.code, origin.name, *destination, year, Fraction(amount), unit)


def _shares(region: Region, municipality: str, since: int) -> dict[str, Fraction]:
    """The exact share (dwellings) of a municipality in the needs of each group from a year on."""
    shares = dict.fromkeys(region.settings.quota.groups, Fraction(0))
    for programme in region.programmes.values():
        for year in region.years:
            if programme.quota_group and year >= since:
                parts = exact_parts(region, programme.code, year)
                shares[programme.quota_group] += parts.get(municipality, Fraction(0))
    return shares


def _count(rows: Mapping[str, Any], neighbourhoods: Collection[str]) -> int:
    return sum(row.neighbourhood in neighbourhoods for row in rows.values())


def lies_in(region: Region, line: Commitment, municipalities: Collection[str]) -> bool:
    """Whether a line is about one of these municipalities."""
    return _owner(region, line, municipalities) in municipalities


def _owner(region: Region, line: Commitment, municipalities: Collection[str]) -> str:
    # A line that only proposes may name a neighbourhood or site in another municipality.
    named = [line.municipality, region.municipality_of(line.neighbourhood)]
    if line.site:
        named.append(region.municipality_of(region.sites[line.site].neighbourhood))
    return next((code for code in named if code in municipalities), line.municipality)
