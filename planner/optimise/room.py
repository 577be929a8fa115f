"""What still fits under every rule while a plan is built up line by line.

The limits and bars are those of the rules (`models.rules`). A site opens once, in one year, for one
programme; what must stand apart does.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from planner.models.rules import bars
from planner.models.rules.site import sizes
from planner.models.usage import UNLIMITED, Usage
from planner.region.domain import Instance, Line, Lot, Presence


class Room:
    """The room left in an instance after the lines taken so far."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.region = instance.region
        self.delivered: Counter[tuple[str, int]] = Counter()
        self._usage = Usage(instance)
        self._lines: Counter[tuple[str, int, Lot, str]] = Counter()
        self._opened: set[str] = set()
        self._blocked: set[Presence] = set()
        self._barred: dict[tuple[str, int, Lot], bool] = {}
        self._apart: dict[Presence, set[Presence]] = defaultdict(set)
        for one, other in instance.conflicts:
            self._apart[one].add(other)
            self._apart[other].add(one)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines taken, sorted; dwellings of one lot, year and support point in one line."""
        return tuple(
            sorted(
                self.region.line(programme, year, lot, point, number)
                for (programme, year, lot, point), number in self._lines.items()
                if number
            )
        )

    def fitting(self, programme: str, year: int, lot: Lot, wanted: int) -> int:
        """Dwellings to place now: one from stock; a whole site at once; 0 where nothing fits.

        A site takes what is wanted within its sizes, more where its least size asks for it.
        """
        most = self._most(programme, year, lot)
        if not lot.site:
            return max(0, min(1, wanted, most))
        least = max(1, self.least(programme, lot))
        return min(most, max(wanted, least)) if most >= least else 0

    def least(self, programme: str, lot: Lot) -> int:
        """The least dwellings a site opens with; 0 for stock."""
        if not lot.site:
            return 0
        return sizes(self.region.sites[lot.site], self.region.programmes[programme])[0]

    def support(self, programme: str, year: int, lot: Lot) -> list[tuple[float, str, int]]:
        """Support points with room, nearest first: minutes, code, and dwellings it can yet serve.

        One nameless point without limit stands for a programme that needs no support.
        """
        if not self.region.programmes[programme].support_service:
            return [(0.0, "", UNLIMITED)]
        reach = self.instance.access[Presence(programme, lot.location)]
        free = [
            (link.minutes, link.support_point, self._usage.free(link.support_point))
            for link in reach.links
            if link.from_year <= year
        ]
        return sorted(point for point in free if point[2] > 0)

    def take(self, programme: str, year: int, lot: Lot, number: int, point: str) -> None:
        """Take dwellings from a lot, served by a support point (empty for none)."""
        self._lines[programme, year, lot, point] += number
        self.delivered[programme, year] += number
        self._usage.take(programme, year, lot, number, point)
        self._blocked |= self._apart[Presence(programme, lot.location)]
        if lot.site:
            self._opened.add(lot.site)

    def _most(self, programme: str, year: int, lot: Lot) -> int:
        """The most dwellings that every rule leaves room for."""
        if lot.site in self._opened or Presence(programme, lot.location) in self._blocked:
            return 0
        key = (programme, year, lot)
        if key not in self._barred:
            self._barred[key] = any(bars(self.instance, *key))
        if self._barred[key]:
            return 0
        within = self._usage.room(programme, year, lot)
        return min(within, sum(free for _, _, free in self.support(programme, year, lot)))
