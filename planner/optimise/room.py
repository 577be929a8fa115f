"""What still fits under every rule while a plan is built up line by line.

The rules are those of the data contract that more dwellings can break. A site opens once, in one
year, for one programme. Shares, loads and budgets are exact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal
from math import ceil, floor

from planner.region.domain import Instance, Line, Lot, Presence

_NO_LIMIT = 10**9


class Room:
    """The room left in an instance after the lines taken so far."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.region = instance.region
        self.served: Counter[str] = Counter()
        self.delivered: Counter[tuple[str, int]] = Counter()
        self._lines: Counter[tuple[str, int, Lot, str]] = Counter()
        self._opened: set[str] = set()
        self._hosts: set[tuple[str, str]] = set()
        self._blocked: set[Presence] = set()
        self._spent: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
        self._placed: Counter[tuple[str, str]] = Counter()
        self._vacancies: Counter[tuple[str, str, int]] = Counter()
        self._loads = {code: row.existing_load for code, row in self.region.neighbourhoods.items()}
        self._apart: dict[Presence, set[Presence]] = defaultdict(set)
        for one, other in instance.conflicts:
            self._apart[one].add(other)
            self._apart[other].add(one)
        expected: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self._most_vacancies: dict[tuple[str, str], int] = {}
        for (owner, place), stock in self.region.stock.items():
            vacated = stock.dwellings * self.region.turnover_rate(stock)
            expected[owner, self.region.municipality_of(place)] += vacated
            self._most_vacancies[owner, place] = ceil(vacated)
        share = self.region.settings.max_share_of_vacancies
        self._most_shared = {key: floor(share * number) for key, number in expected.items()}

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines taken, sorted; dwellings of one lot, year and support point in one line."""
        home = self.region.municipality_of
        return tuple(
            sorted(
                Line(
                    programme, year, home(lot.neighbourhood), lot.neighbourhood, lot.corporation,
                    lot.site, point, number,
                )
                for (programme, year, lot, point), number in self._lines.items()
                if number
            )
        )  # fmt: skip

    def fitting(self, programme: str, year: int, lot: Lot, wanted: int) -> int:
        """Dwellings to place now: one from stock; a whole site at once; 0 where nothing fits.

        A site takes what is wanted within its sizes, more where its least size asks for it.
        """
        most = self._most(programme, year, lot)
        if not lot.site:
            return min(1, wanted, most)
        least = max(1, self.least(programme, lot))
        return min(most, max(wanted, least)) if most >= least else 0

    def least(self, programme: str, lot: Lot) -> int:
        """The least dwellings a site opens with; 0 for stock."""
        if not lot.site:
            return 0
        smallest = self.region.sites[lot.site].min_dwellings or 0
        return max(smallest, self.region.programmes[programme].min_cluster or 0)

    def support(self, programme: str, year: int, lot: Lot) -> list[tuple[float, str, int]]:
        """Support points with room, nearest first: minutes, code, and dwellings it can yet serve.

        One nameless point without limit stands for a programme that needs no support.
        """
        if not self.region.programmes[programme].support_service:
            return [(0.0, "", _NO_LIMIT)]
        reach = self.instance.access[Presence(programme, lot.location)]
        free = [
            (link.minutes, link.support_point, self.free(link.support_point))
            for link in reach.links
            if link.from_year <= year
        ]
        return sorted(point for point in free if point[2] > 0)

    def free(self, point: str) -> int:
        """Dwellings that a support point can yet serve."""
        capacity = self.region.support_points[point].capacity
        return _NO_LIMIT if capacity is None else capacity - self.served[point]

    def take(self, programme: str, year: int, lot: Lot, number: int, point: str) -> None:
        """Take dwellings from a lot, served by a support point (empty for none)."""
        region = self.region
        rules = region.programmes[programme]
        municipality = region.municipality_of(lot.neighbourhood)
        self._lines[programme, year, lot, point] += number
        self.delivered[programme, year] += number
        self._placed[programme, lot.neighbourhood] += number
        self._loads[lot.neighbourhood] += rules.load_weight * number
        self._spent[programme, year] += region.cost(programme, lot.site) * number
        self._blocked |= self._apart[Presence(programme, lot.location)]
        if point:
            self.served[point] += number
        if rules.uses_vacancies:
            self._vacancies[lot.corporation, municipality, year] += number
            self._vacancies[lot.corporation, lot.neighbourhood, year] += number
        if lot.site:
            self._opened.add(lot.site)
            self._hosts.add((programme, municipality))

    def _most(self, programme: str, year: int, lot: Lot) -> int:
        """The most dwellings that every rule leaves room for."""
        place = Presence(programme, lot.location)
        reach = self.instance.access.get(place)
        municipality = self.region.municipality_of(lot.neighbourhood)
        if reach is None or year < reach.first_year or place in self._blocked:
            return 0
        if (municipality, programme, year) in self.region.absent:
            return 0
        if not self.region.at_edge(programme, lot.location):
            return 0
        return min(
            self._within_target(programme, year),
            self._within_site(programme, year, lot),
            self._within_vacancies(programme, year, lot),
            self._within_neighbourhood(programme, lot.neighbourhood),
            self._within_adjacent(programme, lot.neighbourhood),
            self._within_budget(programme, year, lot),
            sum(free for _, _, free in self.support(programme, year, lot)),
        )

    def _within_target(self, programme: str, year: int) -> int:
        room, so_far, limit = _NO_LIMIT, 0, 0
        for then in self.region.years:
            maximum = self.region.maximum(programme, then)
            if maximum is None:
                break
            so_far += self.delivered[programme, then]
            limit += maximum
            if then >= year:
                room = min(room, limit - so_far)
        return room

    def _within_site(self, programme: str, year: int, lot: Lot) -> int:
        if not lot.site:
            return _NO_LIMIT
        site, rules = self.region.sites[lot.site], self.region.programmes[programme]
        host = (programme, self.region.municipality_of(lot.neighbourhood))
        if lot.site in self._opened or year < (site.from_year or year):
            return 0
        if rules.distinct_municipalities and host in self._hosts:
            return 0
        limits = (site.max_dwellings, rules.max_cluster)
        return min((limit for limit in limits if limit is not None), default=_NO_LIMIT)

    def _within_vacancies(self, programme: str, year: int, lot: Lot) -> int:
        if not self.region.programmes[programme].uses_vacancies:
            return _NO_LIMIT
        owner, place = lot.corporation, lot.neighbourhood
        home = self.region.municipality_of(place)
        return min(
            self._most_shared.get((owner, home), 0) - self._vacancies[owner, home, year],
            self._most_vacancies.get((owner, place), 0) - self._vacancies[owner, place, year],
        )

    def _within_neighbourhood(self, programme: str, code: str) -> int:
        rules = self.region.programmes[programme]
        room = self._within_load(
            programme, (code,), self.region.settings.max_load_per_1000_dwellings
        )
        if rules.max_per_neighbourhood is not None:
            room = min(room, rules.max_per_neighbourhood - self._placed[programme, code])
        return room

    def _within_adjacent(self, programme: str, code: str) -> int:
        largest = self.region.settings.max_adjacent_load_per_1000_dwellings
        adjacency = self.region.adjacency
        if largest is None or adjacency is None:
            return _NO_LIMIT
        # A dwelling counts around its own neighbourhood and around each neighbour of that.
        return min(
            self._within_load(programme, adjacency.group(centre), largest)
            for centre in adjacency.group(code)
        )

    def _within_load(self, programme: str, places: Sequence[str], largest: Decimal) -> int:
        """Dwellings that neighbourhoods together can bear; none where they are above it today."""
        rows = [self.region.neighbourhoods[code] for code in places]
        limit = largest * sum(row.dwellings for row in rows) / 1000
        if sum(row.existing_load for row in rows) > limit:
            return 0
        weight = self.region.programmes[programme].load_weight
        if not weight:
            return _NO_LIMIT
        return floor((limit - sum(self._loads[code] for code in places)) / weight)

    def _within_budget(self, programme: str, year: int, lot: Lot) -> int:
        budget = self.region.budgets.get((programme, year))
        cost = self.region.cost(programme, lot.site)
        if budget is None or budget.amount is None or not cost:
            return _NO_LIMIT
        return floor((budget.amount - self._spent[programme, year]) / cost)
