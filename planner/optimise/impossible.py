"""What arithmetic alone shows impossible, before any solver is asked.

Need and quotas may stay unmet, so a plan exists unless what is signed breaks a rule. Each check
here adds up signed lines and sets the sum against one limit, and names both numbers. What only
several rules together rule out is left to the solver.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import ceil, floor
from typing import Any

from planner.errors import Problem
from planner.region.domain import Instance, Lot, Presence

type Signed = dict[tuple[str, int, Lot], int]


def impossible(instance: Instance) -> list[Problem]:
    """Every rule that the signed lines break by themselves, with both numbers."""
    signed = _signed(instance)
    return [problem for check in _CHECKS for problem in check(instance, signed)]


def _signed(instance: Instance) -> Signed:
    """Dwellings signed for, by programme, year and lot.

    Lines for any support point and lines for a named one may be about the same dwellings; a site
    opens with no less than its smallest size.
    """
    anywhere: Counter[tuple[str, int, Lot]] = Counter()
    at_points: Counter[tuple[str, int, Lot]] = Counter()
    for line in instance.region.signed:
        counted = at_points if line.support_point else anywhere
        counted[line.programme, line.year, line.lot] += line.dwellings
    result = {key: max(anywhere[key], at_points[key]) for key in {*anywhere, *at_points}}
    for (programme, year, lot), dwellings in result.items():
        if lot.site and dwellings:
            site, rules = instance.region.sites[lot.site], instance.region.programmes[programme]
            least = max(site.min_dwellings or 0, rules.min_cluster or 0)
            result[programme, year, lot] = max(dwellings, least)
    return {key: dwellings for key, dwellings in sorted(result.items()) if dwellings}


def _sums(signed: Signed, key: Callable[[str, int, Lot], Any]) -> Counter[Any]:
    sums: Counter[Any] = Counter()
    for (programme, year, lot), dwellings in signed.items():
        sums[key(programme, year, lot)] += dwellings
    return sums


def _target(instance: Instance, signed: Signed) -> Iterator[Problem]:
    region = instance.region
    sums = _sums(signed, lambda programme, year, lot: (programme, year))
    for programme in region.programmes:
        promised, limit = 0, 0
        for year in region.years:
            maximum = region.maximum(programme, year)
            if maximum is None:
                break
            promised += sums[programme, year]
            limit += maximum
            if promised > limit:
                values = {"programme": programme, "year": year}
                yield Problem("impossible.target", {**values, "signed": promised, "limit": limit})
                break


def _vacancy_share(instance: Instance, signed: Signed) -> Iterator[Problem]:
    region = instance.region
    vacancies = {
        key: row.dwellings * region.turnover_rate(row) for key, row in region.stock.items()
    }
    users = {key: n for key, n in signed.items() if region.programmes[key[0]].uses_vacancies}
    in_municipality = _sums(
        users,
        lambda _, year, lot: (lot.corporation, region.municipality_of(lot.neighbourhood), year),
    )
    for (corporation, municipality, year), dwellings in sorted(in_municipality.items()):
        expected = sum(
            (
                number
                for (owner, place), number in vacancies.items()
                if owner == corporation and region.municipality_of(place) == municipality
            ),
            Decimal(0),
        )
        limit = floor(region.settings.max_share_of_vacancies * expected)
        if dwellings > limit:
            values = {"corporation": corporation, "place": municipality, "year": year}
            yield Problem(
                "impossible.vacancy_share", {**values, "signed": dwellings, "limit": limit}
            )
    in_neighbourhood = _sums(users, lambda _, year, lot: (lot.corporation, lot.neighbourhood, year))
    for (corporation, neighbourhood, year), dwellings in sorted(in_neighbourhood.items()):
        limit = ceil(vacancies.get((corporation, neighbourhood), Decimal(0)))
        if dwellings > limit:
            values = {"corporation": corporation, "place": neighbourhood, "year": year}
            yield Problem("impossible.vacancies", {**values, "signed": dwellings, "limit": limit})


def _site(instance: Instance, signed: Signed) -> Iterator[Problem]:
    region = instance.region
    for (code, _, lot), dwellings in signed.items():
        if lot.site:
            site, programme = region.sites[lot.site], region.programmes[code]
            for limit in (site.max_dwellings, programme.max_cluster):
                if limit is not None and dwellings > limit:
                    values = {"site": lot.site, "programme": code}
                    yield Problem(
                        "impossible.site", {**values, "signed": dwellings, "limit": limit}
                    )


def _support(instance: Instance, signed: Signed) -> Iterator[Problem]:
    region = instance.region
    for programme, year, lot in signed:
        rules = region.programmes[programme]
        reach = instance.access.get(Presence(programme, lot.location))
        there = (
            {link.support_point for link in reach.links if link.from_year <= year} if reach else ()
        )
        values = {"programme": programme, "year": year, "place": lot.site or lot.neighbourhood}
        if rules.support_service and not there:
            yield Problem("impossible.support", {**values, "service": rules.support_service})
        elif reach is None or year < reach.first_year:
            yield Problem("impossible.near", {**values, "services": rules.near_services})
        for line in region.signed:
            point = line.support_point
            ours = (line.programme, line.year, line.lot) == (programme, year, lot)
            if ours and point and there and point not in there:
                yield Problem("impossible.support_point", {**values, "support_point": point})
    named = Counter(dict.fromkeys(region.support_points, 0))
    for line in region.signed:
        if line.support_point:
            named[line.support_point] += line.dwellings
    for point, dwellings in sorted(named.items()):
        capacity = region.support_points[point].capacity
        if capacity is not None and dwellings > capacity:
            values = {"support_point": point, "signed": dwellings, "limit": capacity}
            yield Problem("impossible.capacity", values)


def _edge(instance: Instance, signed: Signed) -> Iterator[Problem]:
    region = instance.region
    places = sorted({(programme, lot.location) for programme, _, lot in signed})
    for code, location in places:
        programme = region.programmes[code]
        values = {"programme": code, "place": location.site or location.neighbourhood}
        density, largest = region.address_density(location), programme.max_address_density
        if largest is not None and density is not None and density > largest:
            yield Problem(
                "impossible.edge_density", {**values, "density": density, "limit": largest}
            )
        metres = region.sites[location.site].metres_to_dwellings if location.site else None
        least = programme.min_metres_to_dwellings
        if least is not None and metres is not None and metres < least:
            yield Problem("impossible.edge_metres", {**values, "metres": metres, "limit": least})


def _neighbourhood_load(instance: Instance, signed: Signed) -> Iterator[Problem]:
    region = instance.region
    for code, load in sorted(_loads(instance, signed).items()):
        row = region.neighbourhoods[code]
        limit = Fraction(region.settings.max_load_per_1000_dwellings) * row.dwellings / 1000
        existing = Fraction(row.existing_load)
        if existing + load > limit or existing > limit:
            values = {"neighbourhood": code, "existing": float(existing), "limit": float(limit)}
            yield Problem("impossible.load", {**values, "signed": float(load)})


def _adjacent_load(instance: Instance, signed: Signed) -> Iterator[Problem]:
    region = instance.region
    largest, adjacency = region.settings.max_adjacent_load_per_1000_dwellings, region.adjacency
    if largest is None or adjacency is None:
        return
    added = _loads(instance, signed)
    for code in region.neighbourhoods:
        group = adjacency.group(code)
        if added.keys().isdisjoint(group):
            continue
        rows = [region.neighbourhoods[place] for place in group]
        limit = Fraction(largest) * sum(row.dwellings for row in rows) / 1000
        existing = sum((Fraction(row.existing_load) for row in rows), Fraction(0))
        load = sum((added[place] for place in group if place in added), Fraction(0))
        if existing + load > limit:
            values = {"neighbourhood": code, "existing": float(existing), "limit": float(limit)}
            yield Problem("impossible.adjacent_load", {**values, "signed": float(load)})


def _loads(instance: Instance, signed: Signed) -> dict[str, Fraction]:
    """Load (weighted dwellings) that is signed for, by neighbourhood."""
    added: dict[str, Fraction] = defaultdict(Fraction)
    for (programme, _, lot), dwellings in signed.items():
        weight = Fraction(instance.region.programmes[programme].load_weight)
        added[lot.neighbourhood] += weight * dwellings
    return added


def _per_neighbourhood(instance: Instance, signed: Signed) -> Iterator[Problem]:
    sums = _sums(signed, lambda programme, year, lot: (programme, lot.neighbourhood))
    for (programme, neighbourhood), dwellings in sorted(sums.items()):
        limit = instance.region.programmes[programme].max_per_neighbourhood
        if limit is not None and dwellings > limit:
            values = {"programme": programme, "neighbourhood": neighbourhood}
            yield Problem(
                "impossible.per_neighbourhood", {**values, "signed": dwellings, "limit": limit}
            )


def _separation(instance: Instance, signed: Signed) -> Iterator[Problem]:
    standing = {Presence(programme, lot.location) for programme, _, lot in signed}
    for one, other in instance.conflicts:
        if one in standing and other in standing:
            yield Problem(
                "impossible.separation",
                {
                    "one": one.programme,
                    "here": one.location.site or one.location.neighbourhood,
                    "other": other.programme,
                    "there": other.location.site or other.location.neighbourhood,
                },
            )


def _distinct_municipalities(instance: Instance, signed: Signed) -> Iterator[Problem]:
    region = instance.region
    on_sites = sorted(
        {
            (programme, region.municipality_of(lot.neighbourhood), lot.site)
            for programme, _, lot in signed
            if lot.site and region.programmes[programme].distinct_municipalities
        }
    )
    for one, other in combinations(on_sites, 2):
        if one[:2] == other[:2]:
            values = {"programme": one[0], "municipality": one[1]}
            yield Problem("impossible.distinct", {**values, "one": one[2], "other": other[2]})


def _budget(instance: Instance, signed: Signed) -> Iterator[Problem]:
    region = instance.region
    spent: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for (programme, year, lot), dwellings in signed.items():
        spent[programme, year] += region.cost(programme, lot.site) * dwellings
    for (programme, year), amount in sorted(spent.items()):
        budget = region.budgets.get((programme, year))
        if budget and budget.amount is not None and amount > budget.amount:
            values = {"programme": programme, "year": year}
            yield Problem("impossible.budget", {**values, "signed": amount, "limit": budget.amount})


_CHECKS: tuple[Callable[[Instance, Signed], Iterator[Problem]], ...] = (
    _target,
    _vacancy_share,
    _site,
    _support,
    _edge,
    _neighbourhood_load,
    _adjacent_load,
    _per_neighbourhood,
    _separation,
    _distinct_municipalities,
    _budget,
)
