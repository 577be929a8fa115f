"""Every plan of a tiny region, one after the other, and the best of them.

Written from the data contract alone: plain loops and exact numbers, no solver, no code of `models`
or `planner.verification.rules`. `best` enumerates whole dwellings by programme, year and lot, drops
a branch as soon as a rule that more dwellings cannot mend is broken, looks for the cheapest
assignment to support points and from places of origin by trying all, and then takes the objectives
in the region's order, each held within its tolerance.

Minutes are floats: two that differ by less than 1e-7 of their size count as the same. Everything
else is exact.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple

from planner.region.domain import Line, Objective, Pool, Region, Request

type Number = int | float | Fraction
type Vector = tuple[Number, ...]
type Point = tuple[float, float]

_NOISE = 1e-7


class Cell(NamedTuple):
    """Where dwellings of a programme come from in a year."""

    programme: str
    year: int
    corporation: str
    neighbourhood: str
    site: str


def best(
    region: Region,
    at_most: int | None = None,
    *,
    earlier: Sequence[Line] | None = None,
    keep: bool = False,
    requests: Sequence[Request] = (),
) -> dict[str, float] | None:
    """The best value of every part of every objective in order, as `aim.part`; `None` for no plan.

    `at_most` bounds the dwellings of a programme over all years where the region gives no maximum;
    it must be large enough that no better plan has more. `earlier` is the plan that stability is
    measured from, second with `keep`; `requests` bind like rules.
    """
    return _Search(region, at_most, earlier, requests, keep).best()


def every_plan(
    region: Region, at_most: int | None = None
) -> list[tuple[dict[Cell, int], dict[str, Number]]]:
    """Every plan that holds every rule, with the value of every part of every objective."""
    search = _Search(region, at_most)
    return [
        (
            plan,
            {
                f"{aim}.{part}": value
                for aim, parts in search.aims(plan, minutes).items()
                for part, value in parts.items()
            },
        )
        for plan, minutes in search.plans()
    ]


def at_most(value: Number, limit: Number) -> bool:
    """Whether a value is no higher than a limit; floats may differ by their noise."""
    return _at_most(value, limit)


class _Search:
    def __init__(
        self,
        region: Region,
        at_most: int | None,
        earlier: Sequence[Line] | None = None,
        requests: Sequence[Request] = (),
        keep: bool = False,
    ) -> None:
        self.region = region
        self.at_most = at_most
        self.earlier = earlier
        self.requests = requests
        self.keep = keep
        self.spread_known: dict[Vector, tuple[Fraction, Fraction]] = {}
        self.support_known: dict[tuple[tuple[Cell, int], ...], float | None] = {}
        self.waiting_known: dict[tuple[Any, ...], int | None] = {}
        self.origin_known: dict[tuple[str, int, tuple[tuple[Point, int], ...]], float] = {}

    # The search.

    def best(self) -> dict[str, float] | None:
        """Objective after objective over all plans."""
        found: dict[tuple[tuple[Number, ...], ...], None] = {}
        names: list[list[str]] = []
        order = [str(aim) for aim in self.region.settings.objective.order]
        if self.earlier is None:
            order = [aim for aim in order if aim != "stability"]
        elif self.keep:
            order = [aim for aim in order if aim != "stability"]
            order.insert(1, "stability")
        elif "stability" not in order:
            order.append("stability")
        order.append("ties")
        for plan, minutes in self.plans():
            values = self.aims(plan, minutes)
            names = [list(values[aim]) for aim in order]
            found[tuple(tuple(values[aim].values()) for aim in order)] = None
        if not found:
            return None
        left = list(found)
        result: dict[str, float] = {}
        for place, aim in enumerate(order):
            held = left
            reached: list[Number] = []
            for part, name in enumerate(names[place]):
                value = min(plan[place][part] for plan in held)
                held = [plan for plan in held if _at_most(plan[place][part], value)]
                reached.append(value)
                result[f"{aim}.{name}"] = float(value)
            left = [plan for plan in left if self.within(aim, plan[place], reached)]
        return result

    def within(self, aim: str, values: Sequence[Number], reached: Sequence[Number]) -> bool:
        """Whether a plan gives back no more of an objective than its tolerance."""
        tolerance = self.region.settings.objective.tolerance
        factor = 1 + Fraction(tolerance.get(Objective(aim), 0)) if aim != "ties" else Fraction(1)
        return all(
            _at_most(value, goal * (float(factor) if isinstance(goal, float) else factor))
            for value, goal in zip(values, reached, strict=True)
        )

    def plans(self) -> Iterator[tuple[dict[Cell, int], float]]:
        """Every plan that holds every rule, with its least minutes to support."""
        cells = self.cells()
        plan: dict[Cell, int] = {}

        def extend(position: int) -> Iterator[tuple[dict[Cell, int], float]]:
            if position == len(cells):
                if self.complete(plan):
                    minutes = self.support_minutes(plan)
                    if minutes is not None:
                        yield dict(plan), minutes
                return
            yield from extend(position + 1)
            cell = cells[position]
            number = 1
            while True:
                plan[cell] = number
                if self.too_much(plan):
                    break
                yield from extend(position + 1)
                number += 1
            del plan[cell]

        yield from extend(0)

    def cells(self) -> list[Cell]:
        """Everything that could have dwellings at all."""
        region = self.region
        found = []
        for code, programme in region.programmes.items():
            lots: list[tuple[str, str, str]]
            if programme.placement == "stock":
                lots = [(corporation, place, "") for corporation, place in region.stock]
            else:
                lots = [
                    (site.corporation, site.neighbourhood, site.code)
                    for site in region.sites.values()
                    if code in site.programmes
                ]
            for year, lot in product(region.years, lots):
                cell = Cell(code, year, *lot)
                municipality = region.neighbourhoods[cell.neighbourhood].municipality
                if not self.takes_part(municipality, code, year):
                    continue
                if cell.site and year < (region.sites[cell.site].from_year or year):
                    continue
                if not all(self.points(cell, service) for service in programme.near_services):
                    continue
                if programme.support_service and not self.points(cell, programme.support_service):
                    continue
                if self.too_built_up(cell):
                    continue
                found.append(cell)
        return found

    def too_built_up(self, cell: Cell) -> bool:
        programme = self.region.programmes[cell.programme]
        density = self.region.neighbourhoods[cell.neighbourhood].address_density
        metres = None
        if cell.site:
            site = self.region.sites[cell.site]
            metres = site.metres_to_dwellings
            density = density if site.address_density is None else site.address_density
        most, least = programme.max_address_density, programme.min_metres_to_dwellings
        if most is not None and not (density is not None and density <= most):
            return True
        return least is not None and not (metres is not None and metres >= least)

    def takes_part(self, municipality: str, programme: str, year: int) -> bool:
        """Whether a municipality takes part in a programme in a year: its latest word on it."""
        word, since = True, -1
        for row in self.region.participation:
            begins = row.from_year or 0
            ours = (row.municipality, row.programme) == (municipality, programme)
            if ours and since < begins <= year:
                word, since = row.participates, begins
        return word

    # Rules that more dwellings can only break further.

    def too_much(self, plan: Mapping[Cell, int]) -> bool:
        """Whether a rule is broken that no further dwelling can mend."""
        return (
            self.above_target(plan)
            or self.above_vacancies(plan)
            or self.above_stock(plan)
            or self.against_type(plan)
            or self.above_contingent(plan)
            or self.above_load(plan)
            or self.above_adjacent_load(plan)
            or self.above_budget(plan)
            or self.above_site(plan)
            or self.too_close(plan)
        )

    def above_target(self, plan: Mapping[Cell, int]) -> bool:
        region = self.region
        for code, programme in region.programmes.items():
            so_far = limit = 0
            bounded = True
            for year in region.years:
                so_far += sum(
                    n for cell, n in plan.items() if (cell.programme, cell.year) == (code, year)
                )
                row = region.targets.get((code, year))
                if row is not None and row.maximum is None:
                    bounded = False
                limit += row.maximum or 0 if row else 0
                if bounded and so_far > limit:
                    return True
            if not bounded:
                if self.at_most is None:
                    raise ValueError("a programme without a maximum needs at_most")
                if so_far > self.at_most:
                    return True
            if programme.max_per_neighbourhood is not None:
                of_programme = {cell: n for cell, n in plan.items() if cell.programme == code}
                for count in _sums(of_programme, lambda cell: cell.neighbourhood).values():
                    if count > programme.max_per_neighbourhood:
                        return True
        return False

    @cached_property
    def vacancies(self) -> dict[tuple[str, str], Fraction]:
        """Expected vacancies a year by corporation and neighbourhood."""
        result = {}
        for key, stock in self.region.stock.items():
            home = self.region.neighbourhoods[stock.neighbourhood].municipality
            rate = stock.turnover_rate
            if rate is None:
                rate = self.region.municipalities[home].turnover_rate
            result[key] = stock.dwellings * Fraction(rate)
        return result

    def above_vacancies(self, plan: Mapping[Cell, int]) -> bool:
        """Whether more is taken from vacancies, in a year or up to one, than allowed."""
        region, settings = self.region, self.region.settings
        users = {code for code, row in region.programmes.items() if row.uses_vacancies}
        taken = {cell: n for cell, n in plan.items() if cell.programme in users}
        for cell in taken:
            home, here = self.home(cell), (cell.corporation, cell.neighbourhood)
            of_municipality = sum(
                v
                for (corporation, place), v in self.vacancies.items()
                if corporation == cell.corporation
                and region.neighbourhoods[place].municipality == home
            )
            of_corporation = self.vacancies.get(here, Fraction(0))
            of_all = sum(v for (_, place), v in self.vacancies.items() if place == here[1])
            share = Fraction(settings.max_share_of_vacancies)
            local = settings.max_share_in_neighbourhood
            for number, year in enumerate(region.years, start=1):
                in_year: Counter[str] = Counter()
                up_to: Counter[str] = Counter()
                for other, n in taken.items():
                    for name, together in (
                        ("municipality", (other.corporation, self.home(other))
                         == (cell.corporation, home)),
                        ("corporation", (other.corporation, other.neighbourhood) == here),
                        ("all", other.neighbourhood == here[1]),
                    ):  # fmt: skip
                        in_year[name] += n if together and other.year == year else 0
                        up_to[name] += n if together and other.year <= year else 0
                if (
                    up_to["municipality"] > math.floor(share * of_municipality * number)
                    or in_year["municipality"] > math.ceil(share * of_municipality)
                    or in_year["corporation"] > math.ceil(of_corporation)
                    or up_to["corporation"] > math.ceil(of_corporation * number)
                    or (local is not None
                        and up_to["all"] > math.ceil(Fraction(local) * of_all * number))
                ):  # fmt: skip
                    return True
        return False

    def above_stock(self, plan: Mapping[Cell, int]) -> bool:
        """Whether a corporation gives more dwellings in a neighbourhood than it has."""
        in_stock = {cell: n for cell, n in plan.items() if not cell.site}
        given = _sums(in_stock, lambda cell: (cell.corporation, cell.neighbourhood))
        return any(n > self.region.stock[key].dwellings for key, n in given.items())

    def against_type(self, plan: Mapping[Cell, int]) -> bool:
        """Whether more stands somewhere than the type of the neighbourhood allows."""
        for cell in plan:
            row = self.region.neighbourhoods[cell.neighbourhood]
            says = self.region.neighbourhood_types.get((row.kind or "", cell.programme))
            if says is None:
                continue
            here = sum(n for c, n in plan.items()
                       if (c.programme, c.neighbourhood) == (cell.programme, row.code))  # fmt: skip
            together = sum(n for c, n in plan.items()
                           if (c.programme, c.site) == (cell.programme, cell.site))  # fmt: skip
            rate, cluster = says.max_per_1000_dwellings, says.max_cluster
            if (
                not says.allowed
                or (rate is not None and here * 1000 > Fraction(rate) * row.dwellings)
                or (cell.site and cluster is not None and together > cluster)
            ):
                return True
        return False

    def in_contingent(self, key: tuple[str | int, ...], plan: Mapping[Cell, int]) -> int:
        """Dwellings that an agreement on numbers is about."""
        row = self.region.contingents[key]
        return sum(
            n
            for cell, n in plan.items()
            if cell.programme == row.programme
            and cell.year == row.year
            and self.home(cell) == row.municipality
            and (row.corporation is None or cell.corporation == row.corporation)
        )

    def above_contingent(self, plan: Mapping[Cell, int]) -> bool:
        return any(
            row.maximum is not None and self.in_contingent(key, plan) > row.maximum
            for key, row in self.region.contingents.items()
        )

    def against_share(self, plan: Mapping[Cell, int]) -> bool:
        """Whether a part of a plan is too little or too much of a whole."""
        for row in self.region.shares.values():
            part = whole = 0
            for cell, n in plan.items():
                if row.year is None or cell.year == row.year:
                    part += n * (cell.programme in row.part)
                    whole += n * (cell.programme in row.whole)
            if row.minimum is not None and part < Fraction(row.minimum) * whole:
                return True
            if row.maximum is not None and part > Fraction(row.maximum) * whole:
                return True
        return False

    def above_load(self, plan: Mapping[Cell, int]) -> bool:
        region = self.region
        for place in {cell.neighbourhood for cell in plan}:
            row = region.neighbourhoods[place]
            load = Fraction(row.existing_load) + sum(
                n * Fraction(region.programmes[cell.programme].load_weight)
                for cell, n in plan.items()
                if cell.neighbourhood == place
            )
            most = Fraction(region.settings.max_load_per_1000_dwellings) * row.dwellings / 1000
            if load > most or row.existing_load > most:
                return True
        return False

    def above_adjacent_load(self, plan: Mapping[Cell, int]) -> bool:
        region = self.region
        each = region.settings.max_adjacent_load_per_1000_dwellings
        if each is None:
            return False
        assert region.adjacency is not None
        for centre in region.neighbourhoods:
            group = {centre}
            for pair in region.adjacency.pairs:
                if centre in pair:
                    group.update(pair)
            there = {cell: n for cell, n in plan.items() if cell.neighbourhood in group}
            if not there:
                continue
            load = before = sum(
                (Fraction(region.neighbourhoods[code].existing_load) for code in group), Fraction(0)
            )
            for cell, n in there.items():
                load += n * Fraction(region.programmes[cell.programme].load_weight)
            dwellings = sum(region.neighbourhoods[code].dwellings for code in group)
            if max(load, before) * 1000 > Fraction(each) * dwellings:
                return True
        return False

    def above_budget(self, plan: Mapping[Cell, int]) -> bool:
        for (programme, year), row in self.region.budgets.items():
            if row.amount is not None and row.amount < sum(
                n * self.price(cell)
                for cell, n in plan.items()
                if (cell.programme, cell.year) == (programme, year)
            ):
                return True
        return False

    def above_site(self, plan: Mapping[Cell, int]) -> bool:
        region = self.region
        used: dict[str, set[tuple[str, int]]] = {}
        for cell, n in plan.items():
            if not cell.site:
                continue
            used.setdefault(cell.site, set()).add((cell.programme, cell.year))
            for limit in (
                region.sites[cell.site].max_dwellings,
                region.programmes[cell.programme].max_cluster,
            ):
                if limit is not None and n > limit:
                    return True
        if any(len(uses) > 1 for uses in used.values()):
            return True
        homes = Counter(
            (cell.programme, self.home(cell))
            for cell in plan
            if region.programmes[cell.programme].distinct_municipalities and cell.site
        )
        return any(count > 1 for count in homes.values())

    def too_close(self, plan: Mapping[Cell, int]) -> bool:
        standing = sorted({(cell.programme, cell.neighbourhood, cell.site) for cell in plan})
        for rule in self.region.separation:
            for one, other in product(standing, standing):
                if one == other or (one[0], other[0]) != (rule.programme_a, rule.programme_b):
                    continue
                if rule.min_metres == 0:
                    if one[1] == other[1]:
                        return True
                elif math.dist(self.point(*one[1:]), self.point(*other[1:])) < float(
                    rule.min_metres
                ) * (1 - 1e-9):
                    return True
        return False

    # Rules that only a whole plan can be held to.

    def complete(self, plan: Mapping[Cell, int]) -> bool:
        """Whether sites are large enough and signed lines are there."""
        region = self.region
        for cell, n in plan.items():
            if cell.site and n < max(
                region.sites[cell.site].min_dwellings or 0,
                region.programmes[cell.programme].min_cluster or 0,
            ):
                return False
        if not all(self.granted(plan, request) for request in self.requests):
            return False
        if self.against_share(plan) or self.people_waiting(plan) is None:
            return False
        return all(
            plan.get(
                Cell(
                    line.programme, line.year, line.corporation, line.neighbourhood, line.site or ""
                ),
                0,
            )
            >= line.dwellings
            for line in region.commitments
            if line.status == "signed"
        )

    def people_waiting(self, plan: Mapping[Cell, int]) -> int | None:
        """The least people waiting, added up over pools and years; `None` where no closing will do.

        Every closing of every year is tried, and people come, move in and leave one year after
        the other.
        """
        if not self.region.pools:
            return 0
        key = tuple(sorted(_sums(plan, lambda c: (c.programme, c.year, c.site)).items()))
        if key not in self.waiting_known:
            pools = {
                name: row
                for (name, year), row in self.region.pools.items()
                if year == self.region.years[0] and None not in (row.places, row.waiting)
            }
            found = [self.course(plan, name, row) for name, row in pools.items()]
            known = [number for number in found if number is not None]
            self.waiting_known[key] = sum(known) if len(known) == len(found) else None
        return self.waiting_known[key]

    def course(self, plan: Mapping[Cell, int], pool: str, first: Pool) -> int | None:
        region = self.region
        start, queue = first.places or 0, first.waiting or 0
        came, gone, homes, turned = ([0] * len(region.years) for _ in range(4))
        for at, year in enumerate(region.years):
            row = region.pools.get((pool, year))
            came[at] = (row.inflow or 0) if row else 0
            gone[at] = (row.other_outflow or 0) if row else 0
            for (source, target, when), move in region.moves_between.items():
                came[at] += move.persons * ((target, when) == (pool, year))
                gone[at] += move.persons * ((source, when) == (pool, year))
            for cell, n in plan.items():
                into = region.sites[cell.site].converts if cell.site else None
                if cell.year == year and into == pool:
                    turned[at] += n
                elif cell.year == year and not into:
                    homes[at] += n * (region.programmes[cell.programme].frees == pool)

        def year_by_year(
            at: int, inside: int, waiting: int, closed: int, idle: tuple[int, int]
        ) -> int | None:
            """The least waiting from a year on; `idle` are people as if no place ever closed."""
            if at == len(region.years):
                return 0
            row = region.pools.get((pool, region.years[at]))
            away = sum(turned[: at + 1])
            untouched = _moved_on(start - away, *idle, came[at], homes[at] + gone[at] + turned[at])
            standing_empty = start - away - untouched[0]
            best: int | None = None
            for more in range(start + 1):
                places = start - away - closed - more
                if places < ((row.min_places or 0) if row else 0):
                    break
                if not self.may_close(pool, at, closed + more, away):
                    continue
                if closed + more > sum(homes[: at + 1]) + standing_empty:
                    break
                now = _moved_on(
                    places, inside, waiting, came[at], homes[at] + gone[at] + turned[at]
                )
                if now[1] > waiting + came[at]:
                    break  # somebody would be put out
                limit = row.max_wait_months if row else None
                if limit is not None and 12 * now[1] > limit * (homes[at] + gone[at]):
                    continue
                rest = year_by_year(at + 1, *now, closed + more, untouched)
                if rest is not None:
                    best = now[1] + rest if best is None else min(best, now[1] + rest)
            return best

        return year_by_year(0, start, queue, 0, (start, queue))

    def may_close(self, pool: str, at: int, closed: int, away: int) -> bool:
        """Whether so many may be closed, and so many be dwellings, by a year."""
        year = self.region.years[at]
        for kind, number in (("closure", closed), ("conversion", away)):
            rows = [row for row in self.region.closures if (row.pool, row.kind) == (pool, kind)]
            due = [row for row in rows if row.year <= year]
            if number < sum(row.minimum or 0 for row in due):
                return False
            if not rows and kind == "conversion":
                continue
            limited = all(row.maximum is not None for row in due)
            if limited and number > sum(row.maximum or 0 for row in due):
                return False
        return True

    def granted(self, plan: Mapping[Cell, int], request: Request) -> bool:
        """Whether as many dwellings as asked are in the slice."""
        asked = request.slice
        number = sum(
            n
            for cell, n in plan.items()
            if (not asked.years or cell.year in asked.years)
            and all(
                not wish or wish == code
                for wish, code in (
                    (asked.programme, cell.programme),
                    (asked.municipality, self.home(cell)),
                    (asked.corporation, cell.corporation),
                    (asked.neighbourhood, cell.neighbourhood),
                    (asked.site, cell.site),
                )
            )
        )
        least = 0 if request.at_least is None else request.at_least
        most = number if request.at_most is None else request.at_most
        return least <= number <= most

    def moved(self, plan: Mapping[Cell, int]) -> Number:
        """Half of what came and went since the earlier plan."""
        before: Counter[Cell] = Counter()
        for line in self.earlier or ():
            cell = Cell(line.programme, line.year, line.corporation, line.neighbourhood, line.site)
            before[cell] += line.dwellings
        cells = {*before, *plan}
        return math.ceil(Fraction(sum(abs(plan.get(cell, 0) - before[cell]) for cell in cells), 2))

    def support_minutes(self, plan: Mapping[Cell, int]) -> float | None:
        """Least minutes to support points with room; `None` where no assignment holds the rules."""
        parcels = tuple(
            sorted(
                (cell, n)
                for cell, n in plan.items()
                if self.region.programmes[cell.programme].support_service
            )
        )
        if parcels not in self.support_known:
            self.support_known[parcels] = self.assign(parcels, {})
        return self.support_known[parcels]

    def assign(self, parcels: Sequence[tuple[Cell, int]], served: dict[str, int]) -> float | None:
        if not parcels:
            return 0.0
        (cell, number), rest = parcels[0], parcels[1:]
        service = self.region.programmes[cell.programme].support_service
        assert service is not None
        minutes = self.points(cell, service)
        promised = {
            line.support_point: line.dwellings
            for line in self.region.commitments
            if line.status == "signed"
            and line.support_point
            and Cell(
                line.programme, line.year, line.corporation, line.neighbourhood, line.site or ""
            )
            == cell
        }
        least: float | None = None
        for split in _splits(number, len(minutes)):
            shares = dict(zip(minutes, split, strict=True))
            if any(shares.get(point, 0) < least_here for point, least_here in promised.items()):
                continue
            now = {point: served.get(point, 0) + n for point, n in shares.items()}
            if any(
                (capacity := self.region.support_points[point].capacity) is not None
                and n > capacity
                for point, n in now.items()
                if shares[point]
            ):
                continue
            after = self.assign(rest, {**served, **now})
            if after is not None:
                total = after + sum(n * minutes[point] for point, n in shares.items())
                least = total if least is None else min(least, total)
        return least

    # The objectives.

    def aims(self, plan: Mapping[Cell, int], minutes: float) -> dict[str, dict[str, Number]]:
        """Every part of every objective."""
        highest, above = self.spread(plan)
        return {
            "unmet_need": self.unmet_need(plan),
            "quota_fairness": self.quota_fairness(plan),
            "pace": {"behind": self.behind(plan)},
            "closeness": {"minutes": minutes + self.origin_minutes(plan)},
            "spread": {"highest": highest, "above_average": above},
            "cost": {"cost": sum((n * self.price(cell) for cell, n in plan.items()), Fraction(0))},
            "corporation_balance": {"above_part": self.above_part(plan)},
            "waiting": {"waiting": self.people_waiting(plan) or 0},
            "stability": {"moved": self.moved(plan)},
            "ties": self.ties(plan, minutes),
        }

    def ties(self, plan: Mapping[Cell, int], minutes: float) -> dict[str, Number]:
        """What settles plans that are equally good, in order."""
        yearly = _sums(plan, lambda cell: (cell.programme, self.home(cell), cell.year))
        values: dict[str, Number] = {
            "dwellings": sum(plan.values()),
            "support_minutes": minutes,
            "years": sum(map(_square, yearly.values())),
        }
        if Objective.CORPORATION_BALANCE not in self.region.settings.objective.order:
            values["above_part"] = self.above_part(plan)
        return {**values, "codes": sum(n * _weight(cell) for cell, n in plan.items())}

    def unmet_need(self, plan: Mapping[Cell, int]) -> dict[str, Number]:
        unmet = lateness = excess = 0
        for code, programme in self.region.programmes.items():
            weight = {1: 100, 2: 10, 3: 1}[programme.priority]
            needed = delivered = 0
            for year in self.region.years:
                row = self.region.targets.get((code, year))
                needed += row.minimum if row else 0
                delivered += sum(
                    n for cell, n in plan.items() if (cell.programme, cell.year) == (code, year)
                )
                lateness += weight * max(0, needed - delivered)
            unmet += weight * max(0, needed - delivered)
            excess += max(0, delivered - needed)
        for key, row in self.region.contingents.items():
            missing = max(0, (row.minimum or 0) - self.in_contingent(key, plan))
            unmet += missing * 10 ** (3 - self.region.programmes[row.programme].priority)
        return {"unmet": unmet, "lateness": lateness, "excess": excess}

    def quota_fairness(self, plan: Mapping[Cell, int]) -> dict[str, Number]:
        short: list[tuple[int, int]] = []
        for (group, municipality), quota in self.quotas.items():
            delivered = sum(
                n
                for cell, n in plan.items()
                if self.region.programmes[cell.programme].quota_group == group
                and self.home(cell) == municipality
            )
            if quota:
                short.append((max(0, quota - delivered), quota))
        ratios = sorted((Fraction(few, quota) for few, quota in short), reverse=True)
        ranked: dict[str, Number] = {f"worst_{rank}": r for rank, r in enumerate(ratios, start=1)}
        return {**ranked, "shortfall": sum(few for few, _ in short)}

    def behind(self, plan: Mapping[Cell, int]) -> int:
        """What is behind the quotas by year, beyond what is short at the end."""
        total = 0
        for (group, municipality), quota in self.quotas.items():
            needed = [
                sum(
                    row.minimum
                    for (code, when), row in self.region.targets.items()
                    if when == year
                    and self.region.programmes[code].quota_group == group
                    and self.takes_part_in_any(municipality, group, year)
                )
                for year in self.region.years
            ]
            needed = needed if any(needed) else [1] * len(needed)
            late = []
            for at, year in enumerate(self.region.years):
                so_far = sum(
                    n
                    for cell, n in plan.items()
                    if cell.year <= year
                    and self.region.programmes[cell.programme].quota_group == group
                    and self.home(cell) == municipality
                )
                due = math.floor(
                    Fraction(quota * sum(needed[: at + 1]), sum(needed)) + Fraction(1, 2)
                )
                late.append(max(0, due - so_far))
            total += sum(max(0, number - late[-1]) for number in late[:-1])
        return total

    def takes_part_in_any(self, municipality: str, group: str, year: int) -> bool:
        """Whether it takes part in any programme of a group in a year, or never in any."""
        codes = [code for code, row in self.region.programmes.items() if row.quota_group == group]
        years = [
            when
            for when in self.region.years
            if any(self.takes_part(municipality, code, when) for code in codes)
        ]
        return year in years or not years

    def above_part(self, plan: Mapping[Cell, int]) -> Fraction:
        """What corporations give above their part of what falls vacant in a municipality."""
        users = {code for code, row in self.region.programmes.items() if row.uses_vacancies}
        total = Fraction(0)
        for municipality in self.region.municipalities:
            vacant = _sums_of(
                (owner, amount)
                for (owner, place), amount in self.vacancies.items()
                if self.region.neighbourhoods[place].municipality == municipality
            )
            taken = _sums_of(
                (cell.corporation, Fraction(n))
                for cell, n in plan.items()
                if cell.programme in users and self.home(cell) == municipality
            )
            if sum(vacant.values()):
                for owner, number in taken.items():
                    part = vacant.get(owner, Fraction(0)) / sum(vacant.values())
                    total += max(Fraction(0), number - part * sum(taken.values()))
        return total

    def spread(self, plan: Mapping[Cell, int]) -> tuple[Fraction, Fraction]:
        places = [row for row in self.region.neighbourhoods.values() if row.dwellings]
        weights = {code: Fraction(row.load_weight) for code, row in self.region.programmes.items()}
        loads = tuple(
            sum(
                (n * weights[cell.programme] for cell, n in plan.items()
                 if cell.neighbourhood == row.code),
                Fraction(0),
            )
            for row in places
        )  # fmt: skip
        if loads not in self.spread_known:
            rates = [1000 * load / row.dwellings for load, row in zip(loads, places, strict=True)]
            all_dwellings = sum(row.dwellings for row in places)
            average = 1000 * sum(loads, Fraction(0)) / all_dwellings if places else Fraction(0)
            above = sum((max(Fraction(0), rate - average) for rate in rates), Fraction(0))
            large = [
                rate
                for rate, row in zip(rates, places, strict=True)
                if row.dwellings >= self.region.settings.spread_min_dwellings
            ]
            self.spread_known[loads] = (max(large, default=Fraction(0)), above)
        return self.spread_known[loads]

    def origin_minutes(self, plan: Mapping[Cell, int]) -> float:
        total = 0.0
        for programme, year in sorted({(p, t) for p, _, t in self.region.demand}):
            there = {
                cell: n
                for cell, n in plan.items()
                if (cell.programme, cell.year) == (programme, year)
            }
            homes = _sums(there, lambda cell: self.point(cell.neighbourhood, cell.site))
            key = (programme, year, tuple(sorted(homes.items())))
            if key not in self.origin_known:
                self.origin_known[key] = self.move(programme, year, dict(homes))
            total += self.origin_known[key]
        return total

    def move(self, programme: str, year: int, homes: dict[Point, int]) -> float:
        """Least minutes when as many households move as there are households and homes."""
        households = [
            self.centre(origin)
            for (code, origin, when), row in self.region.demand.items()
            if (code, when) == (programme, year)
            for _ in range(row.households)
        ]
        number = min(len(households), sum(homes.values()))
        pace = self.pace(programme)
        # Least minutes by how many of the homes at each point are taken.
        points = sorted(homes)
        states: dict[tuple[int, ...], float] = {tuple(0 for _ in points): 0.0}
        for start in households:
            following = dict(states)
            for taken, minutes in states.items():
                for place, point in enumerate(points):
                    if taken[place] < homes[point]:
                        after = (*taken[:place], taken[place] + 1, *taken[place + 1 :])
                        longer = minutes + math.dist(start, point) * pace
                        following[after] = min(following.get(after, math.inf), longer)
            states = following
        return min(minutes for taken, minutes in states.items() if sum(taken) == number)

    # Shares, places and minutes.

    @cached_property
    def quotas(self) -> dict[tuple[str, str], int]:
        """The quota of every group and municipality, by largest remainder."""
        region = self.region
        settings = region.settings.quota
        if settings.method != "largest_remainder":
            raise ValueError("only largest remainders are known here")
        result: dict[tuple[str, str], int] = {}
        owing = ""
        for group in settings.groups:
            exact = dict.fromkeys(region.municipalities, Fraction(0))
            target = 0
            for (code, year), need in region.targets.items():
                needed = need.minimum
                if region.programmes[code].quota_group != group or not needed:
                    continue
                target += needed
                keys = {
                    name: Fraction(getattr(row, settings.key))
                    for name, row in region.municipalities.items()
                    if self.takes_part(name, code, year)
                }
                for name, key in keys.items():
                    exact[name] += needed * key / sum(keys.values())
            if settings.credit_existing and target:
                here = {name: row.existing_places for name, row in region.municipalities.items()}
                whole = target + sum(here.values())
                credited = {
                    name: max(Fraction(0), share / target * whole - here[name])
                    for name, share in exact.items()
                }
                exact = {
                    name: share * target / sum(credited.values())
                    for name, share in credited.items()
                }
            rounded = {name: math.floor(share) for name, share in exact.items()}
            # The larger remainder first, then the larger share, then the alphabet.
            in_line = sorted(
                exact, key=lambda name: (math.floor(exact[name]) - exact[name], -exact[name], name)
            )
            for name in in_line[: target - sum(rounded.values())]:
                rounded[name] += 1
            result |= {(group, name): share for name, share in rounded.items()}
            owing = owing or (group if target else "")
        # Arrears are owed once: in the first group that has anything to share out.
        for name, row in region.municipalities.items():
            if settings.carry_arrears:
                result[owing or settings.groups[0], name] += row.arrears
        return result

    def home(self, cell: Cell) -> str:
        return self.region.neighbourhoods[cell.neighbourhood].municipality

    def price(self, cell: Cell) -> Fraction:
        own = self.region.sites[cell.site].cost_per_dwelling if cell.site else None
        each = self.region.programmes[cell.programme].cost_per_dwelling
        return Fraction(each if own is None else own)

    def point(self, neighbourhood: str, site: str) -> Point:
        if site:
            row = self.region.sites[site]
            if row.x is not None and row.y is not None:
                return (row.x, row.y)
        place = self.region.neighbourhoods[neighbourhood]
        return (place.x, place.y)

    def centre(self, municipality: str) -> Point:
        places = [
            row for row in self.region.neighbourhoods.values() if row.municipality == municipality
        ]
        people = sum(row.inhabitants for row in places)
        return (
            sum(row.inhabitants * row.x for row in places) / people,
            sum(row.inhabitants * row.y for row in places) / people,
        )

    def pace(self, programme: str) -> float:
        """Minutes for a metre in a straight line."""
        proximity = self.region.settings.proximity
        mode = self.region.programmes[programme].mode or proximity.mode
        return float(proximity.detour_factor) / 1000 / float(proximity.speed_kmh[mode]) * 60

    def points(self, cell: Cell, service: str) -> dict[str, float]:
        """Minutes to the points that offer a service in the cell's year within its limits."""
        programme = self.region.programmes[cell.programme]
        found = {}
        for code, point in self.region.support_points.items():
            if service not in point.services or cell.year < (point.from_year or cell.year):
                continue
            home = self.region.neighbourhoods[point.neighbourhood].municipality
            here = self.region.neighbourhoods[cell.neighbourhood].municipality
            if home in self.region.left and home != here:
                continue
            metres = math.dist(self.point(cell.neighbourhood, cell.site), (point.x, point.y))
            minutes = metres * self.pace(cell.programme)
            for pair in (
                (point.neighbourhood, cell.neighbourhood),
                (cell.neighbourhood, point.neighbourhood),
            ):
                if pair in self.region.travel:
                    known = self.region.travel[pair].minutes
                    minutes = math.inf if known is None else float(known)
            if metres > _limit(programme.max_metres) or minutes > _limit(programme.max_minutes):
                continue
            if math.isinf(minutes):
                continue
            found[code] = minutes
        return found


def _moved_on(places: int, inside: int, waiting: int, came: int, leaving: int) -> tuple[int, int]:
    """People inside and waiting a year later: one after the other leaves and lets the next in."""
    queue = waiting + came
    while leaving and inside + queue:
        if not inside:
            inside, queue = 1, queue - 1
        inside, leaving = inside - 1, leaving - 1
        if queue and inside < places:
            inside, queue = inside + 1, queue - 1
    while queue and inside < places:
        inside, queue = inside + 1, queue - 1
    while inside > places:  # whoever lives in a place that closes has to wait again
        inside, queue = inside - 1, queue + 1
    return inside, queue


def _limit(limit: object) -> float:
    return math.inf if limit is None else float(str(limit)) * (1 + 1e-9)


def _at_most(value: Number, goal: Number) -> bool:
    if isinstance(value, float) or isinstance(goal, float):
        limit = float(goal)
        return float(value) <= limit + _NOISE * max(1.0, abs(limit))
    return bool(value <= goal)


def _sums[Key: Hashable](plan: Mapping[Cell, int], key: Callable[[Cell], Key]) -> Counter[Key]:
    """Dwellings by group."""
    counted: Counter[Key] = Counter()
    for cell, n in plan.items():
        counted[key(cell)] += n
    return counted


def _sums_of(pairs: Iterable[tuple[str, Fraction]]) -> dict[str, Fraction]:
    """Amounts added up by name."""
    total: dict[str, Fraction] = {}
    for name, amount in pairs:
        total[name] = total.get(name, Fraction(0)) + amount
    return total


def _square(number: int) -> Fraction:
    """The square of a number; above 32 on the straight line between steps a tenth apart."""
    low = 32
    if number <= low:
        return Fraction(number * number)
    while low + low // 10 < number:
        low += low // 10
    high = low + low // 10
    return low**2 + Fraction(high**2 - low**2, high - low) * (number - low)


def _weight(cell: Cell) -> int:
    """The number from 1 to 65,536 that is drawn from the codes of a cell."""
    codes = (cell.programme, cell.year, cell.corporation, cell.neighbourhood, cell.site)
    digest = hashlib.sha256("\x1f".join(str(code) for code in codes).encode()).hexdigest()
    return 1 + int(digest[:4], 16)


def _splits(number: int, parts: int) -> Iterable[tuple[int, ...]]:
    """Every way to divide a number over so many parts."""
    if parts == 0:
        return
    if parts == 1:
        yield (number,)
        return
    for first in range(number + 1):
        for rest in _splits(number - first, parts - 1):
            yield (first, *rest)
