"""What sums alone say, before any solver: supply against quota, and room against need.

Every number is what one rule leaves by itself, so it is never too low: where it is below what is
asked, no plan can deliver it; where it is not, the rules together still may not allow it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from math import floor

from planner.models.rules import vacancy_share
from planner.quota.quotas import Share
from planner.region.domain import Instance, Lot, Placement, Presence, Region


@dataclass(frozen=True, slots=True)
class Supply:
    """A municipality's quota in a group against what it could at most deliver (dwellings).

    `vacated` is what is expected to fall vacant there in a year; of what does so over all years
    `allowed` whole dwellings may be used, `shared` of them within reach of support; `on_stock` and
    `on_sites` are the most over all years, `None` for no limit. `years` are quota and most on stock
    up to and including each year.
    """

    group: str
    municipality: str
    quota: int
    vacated: Decimal
    allowed: int
    shared: int
    on_stock: int | None
    on_sites: int
    years: tuple[tuple[int, int, int | None], ...]

    @property
    def most(self) -> int | None:
        """The most the municipality can deliver; `None` for no limit."""
        return None if self.on_stock is None else self.on_stock + self.on_sites

    @property
    def lacking(self) -> int:
        """Dwellings that are certain to fall short."""
        return 0 if self.most is None else max(0, self.quota - self.most)


@dataclass(frozen=True, slots=True)
class Room:
    """What is asked of a programme up to and including a year against what each rule leaves it.

    `support` is the capacity of the support points within reach that are open by then, `sites` the
    largest sizes of the candidate sites that can be open, `vacancies` what may be used of them,
    `budget` the cheapest dwellings the money buys; `None` is no limit.
    """

    programme: str
    year: int
    need: int
    limits: Mapping[str, int | None]

    @property
    def tightest(self) -> tuple[str, int] | None:
        """The rule that leaves least, and how many dwellings."""
        known = [(limit, name) for name, limit in self.limits.items() if limit is not None]
        return (min(known)[1], min(known)[0]) if known else None

    @property
    def lacking(self) -> int:
        """Dwellings that are certain to be missing."""
        return max(0, self.need - self.tightest[1]) if self.tightest else 0


def supplies(instance: Instance, shares: Mapping[tuple[str, str], Share]) -> tuple[Supply, ...]:
    """Supply against quota of every municipality with a quota."""
    return tuple(_supply(instance, share) for share in shares.values() if share.quota)


def rooms(instance: Instance) -> tuple[Room, ...]:
    """Room against need of every programme and year in which something is asked."""
    return tuple(_rooms(instance))


def _supply(instance: Instance, share: Share) -> Supply:
    region, home = instance.region, share.municipality
    programmes = [
        code
        for code, row in region.programmes.items()
        if row.quota_group == share.group and not region.never(home, code)
    ]
    stock = {
        lot: region.programmes[code].uses_vacancies
        for code in programmes
        if region.programmes[code].placement is Placement.STOCK
        for lot in _reached(instance, code)
        if region.municipality_of(lot.neighbourhood) == home
    }
    vacant = {lot for lot, uses in stock.items() if uses}
    vacated = sum((region.vacancies[owner, place] for owner, place in region.stock
                   if region.municipality_of(place) == home), Decimal(0))  # fmt: skip
    last = region.years[-1]
    unlimited = not all(stock.values())
    quota = accumulate(share.by_year.values())
    return Supply(
        group=share.group,
        municipality=home,
        quota=share.quota,
        vacated=vacated,
        allowed=_vacancies(instance, home, last, None),
        shared=_vacancies(instance, home, last, vacant),
        on_stock=None if unlimited else _vacancies(instance, home, last, vacant),
        on_sites=_on_sites(instance, programmes, home),
        years=tuple(
            (year, due, None if unlimited else _vacancies(instance, home, year, vacant))
            for year, due in zip(share.by_year, quota, strict=True)
        ),
    )


def _reached(instance: Instance, programme: str) -> Iterator[Lot]:
    """The lots of a programme from which support can be reached."""
    rules = instance.region.programmes[programme]
    for lot in instance.region.lots(programme):
        found = instance.access.get(Presence(programme, lot.location))
        open_enough = instance.region.at_edge(programme, lot.location)
        if found and (found.links or not rules.support_service) and open_enough:
            yield lot


def _vacancies(instance: Instance, home: str, year: int, lots: set[Lot] | None) -> int:
    """What may be used up to a year of the vacancies in a municipality: all, or from some lots."""
    most: dict[str, int] = {}
    usable: dict[str, int] = defaultdict(int)
    for limit in vacancy_share.limits(instance):
        owner, place = limit.subject.corporation, limit.subject.neighbourhood
        if limit.subject.year != year:
            continue
        if limit.kind == "municipality" and limit.subject.municipality == home:
            most[owner] = int(limit.amount)
        elif limit.kind == "vacancies" and (lots is None or Lot(owner, place) in lots):
            usable[owner] += int(limit.amount) * (instance.region.municipality_of(place) == home)
    return sum(min(number, usable[owner]) for owner, number in most.items())


def _on_sites(instance: Instance, programmes: list[str], home: str = "", year: int = 0) -> int:
    """The most on the sites of some programmes: in a municipality, or that are open by a year."""
    region = instance.region
    last = year or region.years[-1]
    sizes: dict[tuple[str, str], int] = {}
    for code in programmes:
        rules = region.programmes[code]
        for lot in _reached(instance, code):
            place = region.municipality_of(lot.neighbourhood)
            if not lot.site or home not in ("", place) or region.never(place, code):
                continue
            site = region.sites[lot.site]
            limits = [one for one in (site.max_dwellings, rules.max_cluster) if one is not None]
            largest = min(limits, default=_maximum(region, code))
            least = max(site.min_dwellings or 0, rules.min_cluster or 0)
            if (site.from_year or last) <= last and least <= largest:
                # Where one site a municipality is the rule, the largest stands for all.
                key = (code, place) if rules.distinct_municipalities else ("", lot.site)
                sizes[key] = max(sizes.get(key, 0), largest)
    return sum(sizes.values())


def _maximum(region: Region, programme: str) -> int:
    """Most dwellings of a programme by its targets; all of the region without a limit."""
    total = 0
    for year in region.years:
        maximum = region.maximum(programme, year)
        if maximum is None:
            return sum(row.dwellings for row in region.neighbourhoods.values())
        total += maximum
    return total


def _rooms(instance: Instance) -> Iterator[Room]:
    region = instance.region
    for code, rules in region.programmes.items():
        need = 0
        bought: int | None = 0
        lots = {
            lot
            for lot in _reached(instance, code)
            if not region.never(region.municipality_of(lot.neighbourhood), code)
        }
        costs = [region.cost(code, lot.site) for lot in _reached(instance, code)]
        for year in region.years:
            need += region.minimum(code, year)
            budget = region.budgets.get((code, year))
            if budget is None or budget.amount is None or not min(costs, default=Decimal(0)):
                bought = None
            elif bought is not None:
                bought += floor(budget.amount / min(costs))
            on_site = rules.placement is Placement.SITE
            vacancies = None
            if rules.uses_vacancies and not on_site:
                vacancies = sum(
                    _vacancies(instance, home, year, lots) for home in region.municipalities
                )
            limits = {
                "support": _capacity(instance, code, year),
                "sites": _on_sites(instance, [code], year=year) if on_site else None,
                "vacancies": vacancies,
                "budget": bought,
            }
            if need:
                yield Room(code, year, need, limits)


def _capacity(instance: Instance, programme: str, year: int) -> int | None:
    """The capacity of all support points within reach of some location, open by a year."""
    region = instance.region
    if not region.programmes[programme].support_service:
        return None
    points = {
        link.support_point
        for lot in _reached(instance, programme)
        if not region.never(region.municipality_of(lot.neighbourhood), programme)
        for link in instance.access[Presence(programme, lot.location)].links
        if link.from_year <= year
    }
    capacities = [region.support_points[point].capacity for point in points]
    known = [capacity for capacity in capacities if capacity is not None]
    return sum(known) if len(known) == len(capacities) else None
