"""The model of a region stated a second time, for plans that are too many to try one by one.

Written from the data contract, with the places, limits and minutes of `tests.brute_force` and the
quotas of the region; it shares nothing with `planner.models`, and is solved level by level by the
HiGHS inside SciPy, each time anew and without a start. It is stated as plainly as it can be: an
assignment for every year and lot, no row that only helps the search.

`Reference.least(name)` is what the part `aim.part` comes to with everything in `hold` kept.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from planner.region.domain import Instance, Line
from tests.brute_force import Cell, _Search

type Terms = Mapping[int, float]

_INFEASIBLE = 2


class UnsolvedError(Exception):
    """The solver of the reference came to no answer."""


class Problem:
    """Columns and rows as arrays; every solve begins from nothing."""

    def __init__(self) -> None:
        self.upper: list[float] = []
        self.whole: list[bool] = []
        self.rows: list[tuple[Terms, float, float]] = []

    def column(self, upper: float = math.inf, whole: bool = False) -> int:
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.upper) - 1

    def row(self, terms: Iterable[tuple[int, float]], low: float, high: float) -> None:
        summed: Counter[int] = Counter()
        for column, coefficient in terms:
            summed[column] += coefficient  # type: ignore[assignment]
        self.rows.append((summed, low, high))

    def least(self, terms: Sequence[tuple[int, float]], *, presolve: bool = True) -> float | None:
        """The least value of `terms`; `None` where no plan can be."""
        if not self.upper:
            return 0.0 if all(low <= 0 <= high for _, low, high in self.rows) else None
        costs = np.zeros(len(self.upper))
        for column, coefficient in terms:
            costs[column] += coefficient
        entries = [
            (number, column, coefficient)
            for number, (row, _, _) in enumerate(self.rows)
            for column, coefficient in row.items()
        ]
        numbers, columns, coefficients = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(self.rows), len(self.upper))
        matrix = csr_array((coefficients, (numbers, columns)), shape=shape)
        limits = np.array([(low, high) for _, low, high in self.rows])
        rows = LinearConstraint(matrix, limits[:, 0], limits[:, 1])
        whole = np.array(self.whole, dtype=bool)
        lower, upper = np.zeros(len(whole)), np.array(self.upper)
        options = {"mip_rel_gap": 0.0, "presolve": presolve, "time_limit": 60.0}
        found = milp(
            costs, integrality=whole, bounds=Bounds(lower, upper), constraints=rows, options=options
        )
        if found.status == _INFEASIBLE:
            # Presolve has been wrong about that: no plan is believed only without it.
            return self.least(terms, presolve=False) if presolve else None
        if found.status != 0:
            raise UnsolvedError(found.message)
        # Almost whole passes for whole to a solver: the value is that of the whole numbers.
        chosen = np.round(found.x)
        bounds = Bounds(np.where(whole, chosen, lower), np.where(whole, chosen, upper))
        exact = milp(costs, bounds=bounds, constraints=rows)
        return float(costs @ (exact.x if exact.status == 0 else found.x))


class Reference:
    """A region's rules as rows, its objectives as terms, and what is held of them so far."""

    def __init__(self, instance: Instance, *, presolve: bool = True) -> None:
        region, earlier = instance.region, instance.earlier
        self.region = region
        self.quotas, self.by_year = instance.quotas, instance.quotas_by_year
        self.plain = _Search(region, None, earlier)
        self.presolve = presolve
        self.problem = Problem()
        self.most = {cell: self.bound(cell) for cell in self.plain.cells() if self.may_stand(cell)}
        self.x = {cell: self.problem.column(most, whole=True) for cell, most in self.most.items()}
        self.minutes: list[tuple[int, float]] = []
        self.targets()
        self.vacancies()
        self.stock()
        self.types()
        self.agreed: list[tuple[int, float]] = []
        self.contingents()
        self.shares()
        self.loads()
        self.budgets()
        self.sites()
        self.support()
        self.separation()
        self.commitments()
        self.waiting: list[tuple[int, float]] = []
        self.pools()
        self.parts: dict[str, list[tuple[int, float]]] = {}
        self.late()
        self.shortfalls()
        self.origins()
        self.excess()
        self.pace()
        self.balance()
        self.parts["closeness.minutes"] = self.minutes
        self.spread()
        self.parts["cost.cost"] = [(x, float(self.plain.price(c))) for c, x in self.x.items()]
        self.parts["waiting.waiting"] = self.waiting
        self.parts["ties.dwellings"] = [(x, 1.0) for x in self.x.values()]
        if earlier is not None:
            self.stability(earlier)

    def may_stand(self, cell: Cell) -> bool:
        """What one dwelling alone would break is left out."""
        if not cell.site:
            return True
        site = self.region.sites[cell.site]
        programme = self.region.programmes[cell.programme]
        smallest = max(site.min_dwellings or 0, programme.min_cluster or 0)
        largest = [n for n in (site.max_dwellings, programme.max_cluster) if n is not None]
        return smallest <= min(largest, default=smallest)

    def grouped(self, key: object) -> dict[object, list[tuple[int, float]]]:
        found: dict[object, list[tuple[int, float]]] = defaultdict(list)
        for cell, x in self.x.items():
            name = key(cell)  # type: ignore[operator]
            if name is not None:
                found[name].append((x, 1.0))
        return found

    # The rules.

    def targets(self) -> None:
        region = self.region
        for code, programme in region.programmes.items():
            limit = 0
            for year in region.years:
                row = region.targets.get((code, year))
                if row is not None and row.maximum is None:
                    break
                limit += row.maximum or 0 if row else 0
                terms = [
                    (x, 1.0)
                    for cell, x in self.x.items()
                    if cell.programme == code and cell.year <= year
                ]
                self.problem.row(terms, 0, limit)
            if programme.max_per_neighbourhood is not None:
                for terms in self.grouped(
                    lambda cell, code=code: cell.neighbourhood if cell.programme == code else None
                ).values():
                    self.problem.row(terms, 0, programme.max_per_neighbourhood)

    def vacancies(self) -> None:
        region, vacant = self.region, self.plain.vacancies
        users = {code for code, row in region.programmes.items() if row.uses_vacancies}
        share = Fraction(region.settings.max_share_of_vacancies)
        local = region.settings.max_share_in_neighbourhood

        def taken(key: Any, years: Sequence[int]) -> list[tuple[Any, list[tuple[int, float]]]]:
            def inside(cell: Cell) -> Any:
                return key(cell) if cell.programme in users and cell.year in years else None

            return list(self.grouped(inside).items())

        def of_owner(cell: Cell) -> tuple[str, str]:
            return cell.corporation, self.plain.home(cell)

        def of_stock(cell: Cell) -> tuple[str, str]:
            return cell.corporation, cell.neighbourhood

        def in_home(owner: str, home: str) -> Fraction:
            homes = region.neighbourhoods
            return sum(
                (v for (c, n), v in vacant.items() if (c, homes[n].municipality) == (owner, home)),
                Fraction(0),
            )

        for number, year in enumerate(region.years, start=1):
            so_far = region.years[:number]
            for key, terms in taken(of_owner, so_far):
                self.problem.row(terms, 0, math.floor(share * in_home(*key) * number))
            for key, terms in taken(of_owner, (year,)):
                self.problem.row(terms, 0, math.ceil(share * in_home(*key)))
            for key, terms in taken(of_stock, so_far):
                self.problem.row(terms, 0, math.ceil(vacant.get(key, Fraction(0)) * number))
            for key, terms in taken(of_stock, (year,)):
                self.problem.row(terms, 0, math.ceil(vacant.get(key, Fraction(0))))
            if local is not None:
                for place, terms in taken(lambda cell: cell.neighbourhood, so_far):
                    here = sum((v for (_, n), v in vacant.items() if n == place), Fraction(0))
                    self.problem.row(terms, 0, math.ceil(Fraction(local) * here * number))

    def types(self) -> None:
        """Where the type of a neighbourhood allows a programme, and how much of it."""
        for (place, programme), terms in self.grouped(
            lambda c: (c.neighbourhood, c.programme)
        ).items():
            row = self.region.neighbourhoods[place]
            says = self.region.neighbourhood_types.get((row.kind or "", programme))
            if says and not says.allowed:
                self.problem.row(terms, 0, 0)
            if says and says.max_per_1000_dwellings is not None:
                most = Fraction(says.max_per_1000_dwellings) * row.dwellings / 1000
                self.problem.row(terms, 0, math.floor(most))
        for (place, programme, _), terms in self.grouped(
            lambda c: (c.neighbourhood, c.programme, c.site) if c.site else None
        ).items():
            kind = self.region.neighbourhoods[place].kind
            says = self.region.neighbourhood_types.get((kind or "", programme))
            if says and says.max_cluster is not None:
                self.problem.row(terms, 0, says.max_cluster)

    def contingents(self) -> None:
        """No more than is agreed on, and what is missing of the least as need that is not met."""
        for key, row in self.region.contingents.items():
            terms = [
                (x, 1.0) for cell, x in self.x.items() if self.plain.in_contingent(key, {cell: 1})
            ]
            if row.maximum is not None:
                self.problem.row(terms, 0, row.maximum)
            if row.minimum:
                missing = self.problem.column(row.minimum, whole=True)
                self.problem.row([(missing, 1.0), *terms], row.minimum, math.inf)
                weight = 10.0 ** (3 - self.region.programmes[row.programme].priority)
                self.agreed.append((missing, weight))

    def shares(self) -> None:
        """What part of a whole some programmes are, over a year or all of them."""
        for row in self.region.shares.values():
            inside = [(c, x) for c, x in self.x.items() if row.year in (None, c.year)]
            for share, lower, upper in ((row.minimum, 0, math.inf), (row.maximum, -math.inf, 0)):
                if share is not None:
                    terms = [
                        (x, float((c.programme in row.part) - share * (c.programme in row.whole)))
                        for c, x in inside
                    ]
                    self.problem.row(terms, lower - 1e-7, upper + 1e-7)

    def pools(self) -> None:
        """People and places of each pool, year by year, as flows."""
        first = self.region.years[0]
        for (pool, year), row in self.region.pools.items():
            if year == first and row.places is not None and row.waiting is not None:
                self.pool(pool, row.places, row.waiting)

    def pool(self, pool: str, places: int, queue: int) -> None:
        region, row, column = self.region, self.problem.row, self.problem.column
        inflow = sum(one.inflow or 0 for one in region.pools.values() if one.pool == pool)
        moved = sum(move.persons for move in region.moves_between.values() if move.to == pool)
        large = float(1000 + places + queue + inflow + moved)
        every: dict[str, list[tuple[int, float]]] = defaultdict(list)  # sums up to the year
        before: dict[str, list[tuple[int, float]]] = defaultdict(list)
        inside, waiting, untouched = float(places), float(queue), float(places + queue)
        for year in region.years:
            now = region.pools.get((pool, year))
            came = float((now.inflow if now else None) or 0)
            gone = float((now.other_outflow if now else None) or 0)
            for move in region.moves_between.values():
                came += move.persons * ((move.to, move.year) == (pool, year))
                gone += move.persons * ((move.from_, move.year) == (pool, year))
            into = {
                cell: region.sites[cell.site].converts if cell.site else None for cell in self.x
            }
            turned = [(x, 1.0) for c, x in self.x.items() if (into[c], c.year) == (pool, year)]
            homes = [
                (x, 1.0)
                for c, x in self.x.items()
                if not into[c] and (region.programmes[c.programme].frees, c.year) == (pool, year)
            ]
            names = ("admitted", "left", "inside", "waiting", "closed", "left_0", "persons", "idle")
            new = {name: column(math.inf, whole=True) for name in names}
            every["closed"].append((new["closed"], 1.0))
            every["turned"] += turned
            every["homes"] += homes
            gives = [(x, -1.0) for x, _ in (*homes, *turned)]
            # Who comes is admitted or waits; who leaves was inside; all places hold whoever is.
            row([(new["inside"], 1.0), (new["admitted"], -1.0), (new["left"], 1.0),
                 *before["inside"]], inside, inside)  # fmt: skip
            row([(new["waiting"], 1.0), (new["admitted"], 1.0), *before["waiting"]],
                waiting + came, waiting + came)  # fmt: skip
            row([(new["left"], 1.0), *gives], -math.inf, gone)
            there = [*every["closed"], *every["turned"]]
            row([(new["inside"], 1.0), *there], -math.inf, places)
            # Where somebody waits no place is empty; where fewer leave than could, all are gone.
            full, none = column(1, whole=True), column(1, whole=True)
            row([(new["waiting"], 1.0), (full, -large)], -math.inf, 0)
            row([(new["inside"], -1.0), *((x, -1.0) for x, _ in there), (full, large)],
                -math.inf, large - places)  # fmt: skip
            row([(new["left"], -1.0), *((x, 1.0) for x, _ in (*homes, *turned)), (none, -large)],
                -math.inf, -gone)  # fmt: skip
            row([(new["inside"], 1.0), (new["waiting"], 1.0), (none, large)], -math.inf, large)
            # The same people if no place were ever closed, and what would be idle then.
            gone_too, some = column(1, whole=True), column(1, whole=True)
            short = column(math.inf, whole=False)
            row([(new["persons"], 1.0), (new["left_0"], 1.0), *before["persons"]],
                untouched + came, untouched + came)  # fmt: skip
            row([(new["left_0"], 1.0), *gives], -math.inf, gone)
            row([(new["left_0"], -1.0), *((x, 1.0) for x, _ in (*homes, *turned)),
                 (gone_too, -large)], -math.inf, -gone)  # fmt: skip
            row([(new["persons"], 1.0), (gone_too, large)], -math.inf, large)
            row([(new["idle"], 1.0), (short, -1.0), (new["persons"], 1.0), *every["turned"]],
                places, places)  # fmt: skip
            row([(new["idle"], 1.0), (some, -large)], -math.inf, 0)
            row([(short, 1.0), (some, large)], -math.inf, large)
            freed = [(x, -1.0) for x, _ in every["homes"]]
            row([*every["closed"], (new["idle"], -1.0), *freed], -math.inf, 0)
            self.closing(pool, year, every, places)
            if now is not None and now.max_wait_months is not None:
                limit = float(now.max_wait_months)
                row([(new["waiting"], 12.0), *((x, -limit) for x, _ in homes)],
                    -math.inf, limit * gone + 1e-7)  # fmt: skip
            self.waiting.append((new["waiting"], 1.0))
            before = {name: [(new[name], -1.0)] for name in ("inside", "waiting", "persons")}
            inside = waiting = untouched = 0.0

    def closing(
        self, pool: str, year: int, every: Mapping[str, list[tuple[int, float]]], places: int
    ) -> None:
        """Closed and converted places between their limits, and enough left."""
        region = self.region
        for kind, terms in (("closure", every["closed"]), ("conversion", every["turned"])):
            rows = [one for one in region.closures if (one.pool, one.kind) == (pool, kind)]
            due = [one for one in rows if one.year <= year]
            limited = all(one.maximum is not None for one in due) and (rows or kind == "closure")
            most = sum(one.maximum or 0 for one in due) if limited else math.inf
            self.problem.row(terms, sum(one.minimum or 0 for one in due), most)
        now = region.pools.get((pool, year))
        kept = (now.min_places if now else None) or 0
        self.problem.row([*every["closed"], *every["turned"]], -math.inf, places - kept)

    def stock(self) -> None:
        """No more of a corporation's dwellings than it has, over all years."""
        for key, terms in self.grouped(
            lambda c: None if c.site else (c.corporation, c.neighbourhood)
        ).items():
            self.problem.row(terms, 0, self.region.stock[key].dwellings)  # type: ignore[index]

    def load(self, places: Iterable[str]) -> list[tuple[int, float]]:
        weights = {p: float(row.load_weight) for p, row in self.region.programmes.items()}
        inside = set(places)
        return [(x, weights[c.programme]) for c, x in self.x.items() if c.neighbourhood in inside]

    def loads(self) -> None:
        region = self.region
        each = region.settings.max_load_per_1000_dwellings
        groups = [({code}, each) for code in region.neighbourhoods]
        beside = region.settings.max_adjacent_load_per_1000_dwellings
        if beside is not None:
            assert region.adjacency is not None
            for centre in region.neighbourhoods:
                pairs = [pair for pair in region.adjacency.pairs if centre in pair]
                groups.append(({centre, *(code for pair in pairs for code in pair)}, beside))
        for group, limit in groups:
            rows = [region.neighbourhoods[code] for code in group]
            room = Fraction(limit) * sum(row.dwellings for row in rows) / 1000
            room -= sum(Fraction(row.existing_load) for row in rows)
            if room < 0:
                terms = [(x, 1.0) for cell, x in self.x.items() if cell.neighbourhood in group]
                self.problem.row(terms, 0, 0)
            else:
                self.problem.row(self.load(group), 0, float(room) + 1e-7)

    def budgets(self) -> None:
        for (programme, year), row in self.region.budgets.items():
            if row.amount is not None:
                terms = [
                    (x, float(self.plain.price(cell)))
                    for cell, x in self.x.items()
                    if (cell.programme, cell.year) == (programme, year)
                ]
                self.problem.row(terms, 0, float(row.amount) + 1e-7)

    def sites(self) -> None:
        region = self.region
        opened: dict[str, list[tuple[int, float]]] = defaultdict(list)
        in_municipality: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
        for cell, x in self.x.items():
            if not cell.site:
                continue
            site, programme = region.sites[cell.site], region.programmes[cell.programme]
            opens = self.problem.column(1, whole=True)
            least = max(site.min_dwellings or 0, programme.min_cluster or 0)
            largest = [n for n in (site.max_dwellings, programme.max_cluster) if n is not None]
            self.problem.row([(x, 1.0), (opens, -float(least))], 0, math.inf)
            most = min(largest, default=self.most[cell])
            self.problem.row([(x, 1.0), (opens, -float(most))], -math.inf, 0)
            opened[cell.site].append((opens, 1.0))
            if programme.distinct_municipalities:
                in_municipality[cell.programme, self.plain.home(cell)].append((opens, 1.0))
        for terms in (*opened.values(), *in_municipality.values()):
            self.problem.row(terms, 0, 1)

    def bound(self, cell: Cell) -> int:
        """The most dwellings that any single rule lets a cell have."""
        region = self.region
        programme = region.programmes[cell.programme]
        row = region.neighbourhoods[cell.neighbourhood]
        limits: list[int | None] = [programme.max_per_neighbourhood]
        if cell.site:
            # A new site may hold more dwellings than its neighbourhood has today.
            limits += [region.sites[cell.site].max_dwellings, programme.max_cluster]
        else:
            limits.append(row.dwellings)
        if programme.uses_vacancies:
            here = (cell.corporation, cell.neighbourhood)
            limits.append(math.ceil(self.plain.vacancies.get(here, Fraction(0))))
        if programme.load_weight:
            limit = Fraction(region.settings.max_load_per_1000_dwellings) * row.dwellings / 1000
            limits.append(max(0, math.floor(limit / Fraction(programme.load_weight))))
        maxima = [
            target.maximum
            for (code, year), target in region.targets.items()
            if code == cell.programme and year <= cell.year
        ]
        if None not in maxima:
            limits.append(sum(limit for limit in maxima if limit is not None))
        return min(limit for limit in limits if limit is not None)

    def support(self) -> None:
        region = self.region
        served: dict[str, list[tuple[int, float]]] = defaultdict(list)
        signed: Counter[tuple[Cell, str]] = Counter()
        for line in region.commitments:
            if line.status == "signed" and line.support_point:
                signed[_cell(line), line.support_point] += line.dwellings
        for cell, x in self.x.items():
            service = region.programmes[cell.programme].support_service
            if not service:
                continue
            given = [(x, -1.0)]
            for point, minutes in self.plain.points(cell, service).items():
                z = self.problem.column()
                given.append((z, 1.0))
                served[point].append((z, 1.0))
                self.minutes.append((z, minutes))
                if number := signed.pop((cell, point), 0):
                    self.problem.row([(z, 1.0)], number, math.inf)
            self.problem.row(given, 0, 0)
        for number in signed.values():
            self.problem.row([], number, math.inf)
        for point, terms in served.items():
            capacity = region.support_points[point].capacity
            if capacity is not None:
                self.problem.row(terms, 0, capacity)

    def separation(self) -> None:
        region = self.region
        standing = self.grouped(lambda cell: (cell.programme, cell.neighbourhood, cell.site))
        near = []
        for rule in region.separation:
            for one, other in product(standing, standing):
                assert isinstance(one, tuple)
                assert isinstance(other, tuple)
                if one == other or (one[0], other[0]) != (rule.programme_a, rule.programme_b):
                    continue
                apart = math.dist(self.plain.point(*one[1:]), self.plain.point(*other[1:]))
                if rule.min_metres == 0:
                    if one[1] == other[1]:
                        near.append((one, other))
                elif apart < float(rule.min_metres) * (1 - 1e-9):
                    near.append((one, other))
        stands: dict[object, int] = {}
        for place in dict.fromkeys(place for pair in near for place in pair):
            stands[place] = self.problem.column(1, whole=True)
            cells = [c for c in self.x if (c.programme, c.neighbourhood, c.site) == place]
            most = sum(self.most[cell] for cell in cells)
            terms = [*standing[place], (stands[place], -float(most))]
            self.problem.row(terms, -math.inf, 0)
        for one, other in near:
            self.problem.row([(stands[one], 1.0), (stands[other], 1.0)], 0, 1)

    def commitments(self) -> None:
        # Lines that name no point may be the same dwellings as lines that do, not each other's.
        anywhere: Counter[Cell] = Counter()
        at_points: Counter[Cell] = Counter()
        for line in self.region.commitments:
            if line.status == "signed":
                (at_points if line.support_point else anywhere)[_cell(line)] += line.dwellings
        for cell in {**anywhere, **at_points}:
            x = self.x.get(cell)
            least = max(anywhere[cell], at_points[cell])
            self.problem.row([] if x is None else [(x, 1.0)], least, math.inf)

    # The objectives.

    def late(self) -> None:
        region = self.region
        unmet, lateness = [], []
        for code, programme in region.programmes.items():
            weight = float({1: 100, 2: 10, 3: 1}[programme.priority])
            needed = 0
            for year in region.years:
                row = region.targets.get((code, year))
                needed += row.minimum if row else 0
                late = self.problem.column()
                delivered = [
                    (x, 1.0)
                    for cell, x in self.x.items()
                    if cell.programme == code and cell.year <= year
                ]
                self.problem.row([(late, 1.0), *delivered], needed, math.inf)
                lateness.append((late, weight))
                if year == region.years[-1]:
                    unmet.append((late, weight))
        self.parts["unmet_need.unmet"] = [*unmet, *self.agreed]
        self.parts["unmet_need.lateness"] = lateness

    def shortfalls(self) -> None:
        self.short: dict[tuple[str, str], int] = {}
        self.owed = {key: quota for key, quota in self.quotas.items() if quota}
        for (group, municipality), quota in self.owed.items():
            short = self.problem.column(quota)
            self.short[group, municipality] = short
            delivered = [
                (x, 1.0)
                for cell, x in self.x.items()
                if self.region.programmes[cell.programme].quota_group == group
                and self.plain.home(cell) == municipality
            ]
            self.problem.row([(short, 1.0), *delivered], quota, math.inf)
        self.parts["quota_fairness.shortfall"] = [(f, 1.0) for f in self.short.values()]

    def excess(self) -> None:
        """What is delivered of a programme above the sum of its minima."""
        found = []
        for code in self.region.programmes:
            years = [row for (p, _), row in self.region.targets.items() if p == code]
            beyond = self.problem.column()
            delivered = [(x, -1.0) for cell, x in self.x.items() if cell.programme == code]
            needed = sum(row.minimum for row in years)
            self.problem.row([(beyond, 1.0), *delivered], -needed, math.inf)
            found.append((beyond, 1.0))
        self.parts["unmet_need.excess"] = found

    def pace(self) -> None:
        """What is behind a quota in the years before the last, less what is short at the end."""
        found = []
        years = self.region.years
        for (group, municipality), quota in self.owed.items():
            cells = [
                cell
                for cell in self.x
                if self.region.programmes[cell.programme].quota_group == group
                and self.plain.home(cell) == municipality
            ]
            met = self.problem.column(1, whole=True)
            excused = self.problem.column()  # at most what is short at the end
            self.problem.row([(excused, 1.0), (met, float(quota))], -math.inf, quota)
            everything = [(self.x[cell], 1.0) for cell in cells]
            most = float(sum(self.most[cell] for cell in cells))
            self.problem.row([(excused, 1.0), *everything, (met, -most)], -math.inf, quota)
            due = 0
            for year in years[:-1]:
                due += self.by_year[group, municipality][year]
                behind = self.problem.column()
                so_far = [(self.x[cell], 1.0) for cell in cells if cell.year <= year]
                self.problem.row([(behind, 1.0), (excused, 1.0), *so_far], due, math.inf)
                found.append((behind, 1.0))
        self.parts["pace.behind"] = found

    def balance(self) -> None:
        """What a corporation gives above its part of what falls vacant in a municipality."""
        region, found = self.region, []
        users = {code for code, row in region.programmes.items() if row.uses_vacancies}
        for municipality in region.municipalities:
            vacant: dict[str, Fraction] = defaultdict(Fraction)
            for (owner, place), amount in self.plain.vacancies.items():
                if region.neighbourhoods[place].municipality == municipality:
                    vacant[owner] += amount
            cells = [
                cell
                for cell in self.x
                if cell.programme in users and self.plain.home(cell) == municipality
            ]
            total = sum(vacant.values(), Fraction(0))
            for owner in {cell.corporation for cell in cells} if total else ():
                part = float(vacant.get(owner, Fraction(0)) / total)
                above = self.problem.column()
                terms = [(self.x[c], part - (c.corporation == owner)) for c in cells]
                self.problem.row([(above, 1.0), *terms], 0, math.inf)
                found.append((above, 1.0))
        self.parts["corporation_balance.above_part"] = found

    def at_most(self, rank: int, share: float) -> None:
        """Let no more than `rank` − 1 relative shortfalls lie above a share."""
        above = []
        for key, short in self.short.items():
            exempt = self.problem.column(1, whole=True)
            limit = math.floor(self.owed[key] * share + 1e-7)
            self.problem.row([(short, 1.0), (exempt, -float(self.owed[key]))], -math.inf, limit)
            above.append((exempt, 1.0))
        self.problem.row(above, 0, rank - 1)

    def worst(self, rank: int) -> list[tuple[int, float]]:
        """The relative shortfall of this rank, as terms to minimise."""
        value = self.problem.column()
        exempt = []
        for key, short in self.short.items():
            free = self.problem.column(1, whole=True)
            exempt.append((free, 1.0))
            quota = float(self.owed[key])
            self.problem.row([(short, 1.0), (value, -quota), (free, -quota)], -math.inf, 0)
        self.problem.row(exempt, 0, rank - 1)
        return [(value, 1.0)]

    def origins(self) -> None:
        """Households to dwellings: as many as there are of both, whichever there are fewer of."""
        region = self.region
        for programme, year in sorted({(p, t) for p, _, t in region.demand}):
            cells = [c for c in self.x if (c.programme, c.year) == (programme, year)]
            starts = {
                origin: row.households
                for (code, origin, when), row in region.demand.items()
                if (code, when) == (programme, year) and row.households
            }
            if not starts or not cells:
                continue
            pace = self.plain.pace(programme)
            moving = {}
            for origin, cell in product(starts, cells):
                moving[origin, cell] = self.problem.column()
                there = self.plain.point(cell.neighbourhood, cell.site)
                minutes = math.dist(self.plain.centre(origin), there) * pace
                self.minutes.append((moving[origin, cell], minutes))
            for origin, number in starts.items():
                self.problem.row([(moving[origin, c], 1.0) for c in cells], 0, number)
            for cell in cells:
                terms = [(moving[origin, cell], 1.0) for origin in starts]
                self.problem.row([*terms, (self.x[cell], -1.0)], -math.inf, 0)
            everyone = sum(starts.values())
            housed = self.problem.column(1, whole=True)  # 1: all households have a dwelling
            all_of_them = [(q, 1.0) for q in moving.values()]
            self.problem.row([*all_of_them, (housed, -float(everyone))], 0, math.inf)
            taken = [*all_of_them, *((self.x[cell], -1.0) for cell in cells)]
            beyond = float(sum(self.most[cell] for cell in cells))
            self.problem.row([*taken, (housed, beyond)], 0, math.inf)

    def spread(self) -> None:
        region = self.region
        stock = sum(row.dwellings for row in region.neighbourhoods.values())
        top = self.problem.column()
        everywhere = self.load(region.neighbourhoods)
        above = []
        for code, row in region.neighbourhoods.items():
            if not row.dwellings:
                continue
            rate = [(x, 1000 * weight / row.dwellings) for x, weight in self.load([code])]
            if row.dwellings >= region.settings.spread_min_dwellings:
                self.problem.row([(top, 1.0), *((x, -r) for x, r in rate)], 0, math.inf)
            over = self.problem.column()
            average = [(x, 1000 * weight / stock) for x, weight in everywhere]
            self.problem.row([(over, 1.0), *average, *((x, -r) for x, r in rate)], 0, math.inf)
            above.append((over, 1.0))
        self.parts["spread.highest"] = [(top, 1.0)]
        self.parts["spread.above_average"] = above

    def stability(self, earlier: Sequence[Line]) -> None:
        before: Counter[Cell] = Counter()
        for line in earlier:
            key = (line.programme, line.year, line.corporation, line.neighbourhood, line.site)
            before[Cell(*key)] += line.dwellings
        moved = []
        for cell in {**self.x, **before}:
            apart = self.problem.column()
            here = [(self.x[cell], 1.0)] if cell in self.x else []
            self.problem.row([(apart, 1.0), *here], before[cell], math.inf)
            self.problem.row([(apart, 1.0), *((x, -1.0) for x, _ in here)], -before[cell], math.inf)
            moved.append((apart, 0.5))
        self.parts["stability.moved"] = moved

    # Level by level.

    def least(self, name: str) -> float | None:
        """The least value of a part with all that is held; `None` where no plan can be."""
        part = name.split(".")[1]
        if part.startswith("worst_"):
            terms = self.worst(int(part.removeprefix("worst_")))
        else:
            terms = self.parts[name]
        return self.problem.least(terms, presolve=self.presolve)

    def possible(self) -> bool:
        """Whether any plan holds every rule."""
        return self.problem.least([], presolve=self.presolve) is not None

    def hold(self, name: str, value: float, tolerance: Fraction) -> None:
        """Keep a part within its tolerance of a value."""
        part = name.split(".")[1]
        limit = value * float(1 + tolerance)
        if part.startswith("worst_"):
            self.at_most(int(part.removeprefix("worst_")), limit)
        else:
            noise = max(1e-6, 1e-7 * abs(value))
            self.problem.row(self.parts[name], -math.inf, limit + noise)


def _cell(line: object) -> Cell:
    return Cell(
        line.programme,  # type: ignore[attr-defined]
        line.year,  # type: ignore[attr-defined]
        line.corporation,  # type: ignore[attr-defined]
        line.neighbourhood,  # type: ignore[attr-defined]
        line.site or "",  # type: ignore[attr-defined]
    )
