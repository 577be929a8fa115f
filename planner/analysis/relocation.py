"""What moved between two plans, dwelling by dwelling: from where to where.

Two plans differ in the dwellings of a programme, year and lot. What left one is matched with what
came to another, the likest first: the same lot in another year, then the same neighbourhood, the
same municipality, the same year, and at last anything of the programme. What finds no match was
taken out or added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any, NamedTuple

from planner.region.domain import Line, Lot


class Spot(NamedTuple):
    """Where and when dwellings are delivered."""

    year: int
    municipality: str
    neighbourhood: str
    corporation: str
    site: str


@dataclass(frozen=True, slots=True)
class Relocation:
    """Dwellings of a programme that moved; without an origin added, without a destination gone."""

    programme: str
    origin: Spot | None
    destination: Spot | None
    dwellings: int


# From the likest to the least alike; what is compared of two spots.
_ALIKE: tuple[Callable[[Spot], Any], ...] = (
    lambda spot: (spot.neighbourhood, spot.corporation, spot.site),
    lambda spot: (spot.year, spot.neighbourhood),
    lambda spot: spot.neighbourhood,
    lambda spot: (spot.year, spot.municipality),
    lambda spot: spot.municipality,
    lambda spot: spot.year,
    lambda spot: (),
)


def relocations(before: Iterable[Line], after: Iterable[Line]) -> tuple[Relocation, ...]:
    """What moved, ordered; `dwellings_moved` of it is what the objective `stability` counts."""
    balance: Counter[tuple[str, int, Lot]] = Counter()
    homes: dict[str, str] = {}
    for sign, lines in ((-1, before), (1, after)):
        for line in lines:
            balance[line.programme, line.year, line.lot] += sign * line.dwellings
            # A reorganisation that gives a neighbourhood another municipality moves nothing.
            homes[line.neighbourhood] = line.municipality
    found: list[Relocation] = []
    for programme in sorted({programme for programme, _, _ in balance}):
        left, came = Counter[Spot](), Counter[Spot]()
        for (code, year, lot), number in balance.items():
            if code == programme and number:
                place = lot.neighbourhood
                spot = Spot(year, homes[place], place, lot.corporation, lot.site)
                (left if number < 0 else came)[spot] = abs(number)
        for alike in _ALIKE:
            found += _matched(programme, left, came, alike)
        found += [Relocation(programme, spot, None, number) for spot, number in left.items()]
        found += [Relocation(programme, None, spot, number) for spot, number in came.items()]
    return tuple(sorted(filter(lambda row: row.dwellings, found), key=_order))


def dwellings_moved(found: Iterable[Relocation]) -> int:
    """Dwellings moved; of those only added or only taken out two count as one, one as one."""
    halves = sum(row.dwellings * (2 if row.origin and row.destination else 1) for row in found)
    return ceil(halves / 2)


def _matched(
    programme: str, left: Counter[Spot], came: Counter[Spot], alike: Callable[[Spot], Any]
) -> Iterator[Relocation]:
    """Pairs of what left and what came that are alike, taken out of both."""
    for origin in sorted(left):
        for destination in sorted(came):
            number = min(left[origin], came[destination])
            if number and alike(origin) == alike(destination):
                left[origin] -= number
                came[destination] -= number
                yield Relocation(programme, origin, destination, number)


def _order(row: Relocation) -> tuple[Any, ...]:
    return row.programme, row.origin or (), row.destination or (), row.dwellings
