"""What a plan takes of every limit, and what the limits leave, as the plan grows.

    taken_i  =  already_i + Σ_{(p,t,l) in S_i} w_i[p,l] · x[p,t,l]            for every limit i
    room[p,t,l]  =  min_i ⌊ (amount_i − taken_i) / w_i[p,l] ⌋    over the i that (p,t,l) counts in

| symbol | meaning | unit | source |
|---|---|---|---|
| S_i, w_i, amount_i, already_i | limit i | | `models.limit` |
| x[p,t,l] | dwellings taken so far | dwellings | `Usage.take` |
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from math import floor

from planner.models.limit import Limit, Weight
from planner.models.rules import limits
from planner.region.domain import Instance, Line, Lot

# More dwellings than any region has.
UNLIMITED = 10**9


class Usage:
    """The limits of an instance and what is taken of each; a site is opened once."""

    def __init__(self, instance: Instance, lines: Iterable[Line] = ()) -> None:
        self.region = instance.region
        self.limits = tuple(limits(instance))
        self.taken = [limit.already for limit in self.limits]
        self.opened: set[tuple[str, str]] = set()
        self._everywhere: list[int] = []
        self._at_place: dict[str, list[int]] = defaultdict(list)
        self._at_point: dict[str, list[int]] = defaultdict(list)
        self._known: dict[tuple[str, int, Lot], list[tuple[int, Fraction]]] = {}
        for number, limit in enumerate(self.limits):
            if limit.slice.support_point:
                self._at_point[limit.slice.support_point].append(number)
            elif places := self.region.places_of(limit.slice):
                for place in places:
                    self._at_place[place].append(number)
            else:
                self._everywhere.append(number)
        for line in lines:
            self.take(line.programme, line.year, line.lot, line.dwellings, line.support_point)

    def take(self, programme: str, year: int, lot: Lot, number: int, point: str = "") -> None:
        """Take dwellings from a lot, served by a support point (empty for none)."""
        opens = bool(lot.site) and (programme, lot.site) not in self.opened
        if opens:
            self.opened.add((programme, lot.site))
        for index, weight in self.counting(programme, year, lot):
            of_sites = self.limits[index].weight is Weight.SITES
            self.taken[index] += weight * (opens if of_sites else number)
        self.serve(point, number)

    def serve(self, point: str, number: int) -> None:
        """Let a support point (empty for none) serve dwellings that are taken."""
        for index in self._at_point.get(point, ()):
            self.taken[index] += number

    def counting(self, programme: str, year: int, lot: Lot) -> list[tuple[int, Fraction]]:
        """The limits that a dwelling counts in, by number, with its weight; not of support."""
        key = (programme, year, lot)
        found = self._known.get(key)
        if found is None:
            home = self.region.municipality_of(lot.neighbourhood)
            found = self._known[key] = [
                (number, self.limits[number].weigh(self.region, programme, lot))
                for number in (*self._everywhere, *self._at_place[lot.neighbourhood])
                if self.limits[number].slice.holds(programme, year, home, lot)
            ]
        return found

    def room(self, programme: str, year: int, lot: Lot) -> int:
        """The most dwellings that every limit leaves, support apart; 0 or less for none."""
        most = UNLIMITED
        for index, weight in self.counting(programme, year, lot):
            most = min(most, self.leaves(index, weight))
        return most

    def leaves(self, index: int, weight: Fraction) -> int:
        """The most dwellings of a weight that one limit leaves."""
        limit = self.limits[index]
        left = limit.amount - self.taken[index]
        if limit.left < 0:
            return 0
        if weight <= 0:
            return UNLIMITED
        if limit.weight is Weight.SITES:
            return UNLIMITED if left >= weight else 0
        return floor(left / weight)

    def of_point(self, point: str) -> list[Limit]:
        """The limits on a support point."""
        return [self.limits[index] for index in self._at_point.get(point, ())]

    def free(self, point: str) -> int:
        """Dwellings that a support point can yet serve."""
        one = Fraction(1)
        found = (self.leaves(index, one) for index in self._at_point.get(point, ()))
        return min(found, default=UNLIMITED)

    def exceeded(self) -> list[tuple[Limit, Fraction]]:
        """The limits that what was taken exceeds, with what was taken."""
        touched: set[int] = set()
        for found in self._known.values():
            touched.update(index for index, _ in found)
        return [
            (limit, taken)
            for number, (limit, taken) in enumerate(zip(self.limits, self.taken, strict=True))
            if taken > limit.amount and (limit.left >= 0 or number in touched)
        ]
