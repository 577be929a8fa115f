"""The rules again, from a region and the lines of a plan alone.

This file knows no solver and shares no code with `models/`: it reads the data contract a second
time, in plain loops and exact numbers, so that an error in the mathematics shows. A line's codes
are taken to exist (`planner.region.plan_file` refuses those that do not).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from itertools import combinations
from typing import Any

from planner.errors import Problem
from planner.quota.quotas import shares
from planner.region.domain import Contingent, Line, Programme, Region, Request, Site, SupportPoint
from planner.verification.network import network_minutes
from planner.verification.pools import closure_problems, wait_problems, waiting

_NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: its name in the data contract, and what is wrong and where."""

    rule: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Verification:
    """What the independent check found.

    `rules` are the rules it recomputed, `violations` what is broken, `aims` the value of every
    objective and its parts recomputed from the lines, as `aim.part`: value.
    """

    rules: tuple[str, ...]
    violations: tuple[Violation, ...]
    aims: Mapping[str, float]

    @property
    def holds(self) -> bool:
        """Whether every rule holds."""
        return not self.violations


def verify(
    region: Region,
    lines: Sequence[Line],
    *,
    earlier: Sequence[Line] | None = None,
    requests: Sequence[Request] = (),
) -> Verification:
    """Recompute every rule and every objective from the lines of a plan.

    With the lines of an `earlier` plan stability is an objective too; `requests` are checked like
    rules.
    """
    checked = [line for line in lines if line.dwellings]
    violations = [
        Violation(rule, problem)
        for rule, check in RULES.items()
        for problem in _distinct(check(region, checked))
    ]
    violations += [Violation("request", found) for found in _requests(requests, checked)]
    found = aims(region, checked)
    if earlier is not None:
        found["stability.moved"] = moved(earlier, checked)
    return Verification(
        rules=(*RULES, *(("request",) if requests else ())),
        violations=tuple(violations),
        aims=found,
    )


def _distinct(problems: Iterator[Problem]) -> list[Problem]:
    """Problems without those that say the same."""
    return list({(found.key, repr(found.values)): found for found in problems}.values())


def _count(lines: Sequence[Line], key: Callable[[Line], Any]) -> Counter[Any]:
    counted: Counter[Any] = Counter()
    for line in lines:
        if (group := key(line)) is not None:
            counted[group] += line.dwellings
    return counted


def _target(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    delivered = _count(lines, lambda line: (line.programme, line.year))
    for programme in region.programmes:
        so_far, limit = 0, 0
        for year in region.years:
            maximum = region.maximum(programme, year)
            if maximum is None:
                break  # no limit in a year is no limit on the sum from then on
            so_far += delivered[programme, year]
            limit += maximum
            if so_far > limit:
                values = {"programme": programme, "year": year, "count": so_far, "limit": limit}
                yield Problem("verify.target", values)


def _participation(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    placed = _count(lines, lambda line: (line.municipality, line.programme, line.year))
    for (municipality, programme, year), count in sorted(placed.items()):
        begun = [
            row
            for row in region.participation
            if (row.municipality, row.programme) == (municipality, programme)
            and (row.from_year is None or row.from_year <= year)
        ]
        if begun and not max(begun, key=lambda row: row.from_year or -math.inf).participates:
            values = {"municipality": municipality, "programme": programme, "year": year}
            yield Problem("verify.participation", {**values, "count": count})


def _vacancy_share(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    vacant: dict[tuple[str, str, str], Fraction] = {}  # owner, municipality, neighbourhood: a year
    for stock in region.stock.values():
        home = region.neighbourhoods[stock.neighbourhood].municipality
        rate = stock.turnover_rate
        if rate is None:
            rate = region.municipalities[home].turnover_rate
        key = (stock.corporation, home, stock.neighbourhood)
        vacant[key] = Fraction(stock.dwellings) * Fraction(rate)

    taking = [line for line in lines if region.programmes[line.programme].uses_vacancies]
    share = Fraction(region.settings.max_share_of_vacancies)
    local = region.settings.max_share_in_neighbourhood
    numbers = range(1, len(region.years) + 1)
    for owner, home in sorted({(line.corporation, line.municipality) for line in taking}):
        v = sum((n for key, n in vacant.items() if key[:2] == (owner, home)), Fraction(0))
        there = [line for line in taking if (line.corporation, line.municipality) == (owner, home)]
        values = {"corporation": owner, "place": home}
        up_to = [math.floor(share * v * number) for number in numbers]
        for found in _above(region, there, up_to, sums=True):
            yield Problem("verify.vacancy_share_total", {**values, **found})
        for found in _above(region, there, [math.ceil(share * v)] * len(region.years)):
            yield Problem("verify.vacancy_share", {**values, **found})
    for place in sorted({line.neighbourhood for line in taking}) if local is not None else ():
        v = sum((n for (_, _, here), n in vacant.items() if here == place), Fraction(0))
        there = [line for line in taking if line.neighbourhood == place]
        up_to = [math.ceil(Fraction(local or 0) * v * number) for number in numbers]
        for found in _above(region, there, up_to, sums=True):
            yield Problem("verify.vacancies_together", {"place": place, **found})
    for owner, place in sorted({(line.corporation, line.neighbourhood) for line in taking}):
        v = vacant.get((owner, region.neighbourhoods[place].municipality, place), Fraction(0))
        there = [
            line for line in taking if (line.corporation, line.neighbourhood) == (owner, place)
        ]
        values = {"corporation": owner, "place": place}
        up_to = [math.ceil(v * number) for number in numbers]
        for found in _above(region, there, up_to, sums=True):
            yield Problem("verify.vacancies_total", {**values, **found})
        for found in _above(region, there, [math.ceil(v)] * len(region.years)):
            yield Problem("verify.vacancies", {**values, **found})


def _above(
    region: Region, lines: Sequence[Line], limits: Sequence[int], *, sums: bool = False
) -> Iterator[dict[str, int]]:
    """The years with too many dwellings; with `sums` the first up to which there are."""
    counted = _count(lines, lambda line: line.year)
    count = 0
    for year, limit in zip(region.years, limits, strict=True):
        count = counted[year] + (count if sums else 0)
        if count > limit:
            yield {"year": year, "count": count, "limit": limit}
            if sums:
                return


def _stock(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    in_stock = [line for line in lines if region.programmes[line.programme].placement == "stock"]
    given = _count(in_stock, lambda line: (line.corporation, line.neighbourhood))
    for (corporation, neighbourhood), count in sorted(given.items()):
        row = region.stock.get((corporation, neighbourhood))
        values = {"corporation": corporation, "neighbourhood": neighbourhood}
        if row is None:
            yield Problem("verify.no_stock", values)
        elif count > row.dwellings:
            yield Problem("verify.stock", {**values, "count": count, "limit": row.dwellings})


def _site(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    of_site: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        on_sites = region.programmes[line.programme].placement == "site"
        if on_sites and not line.site:
            values = {"programme": line.programme, "neighbourhood": line.neighbourhood}
            yield Problem("verify.site_missing", values)
        elif line.site and not on_sites:
            yield Problem("verify.site_unwanted", {"programme": line.programme, "site": line.site})
        elif line.site:
            of_site[line.site].append(line)
    for code, served in sorted(of_site.items()):
        yield from _one_site(region, region.sites[code], served)


def _one_site(region: Region, site: Site, lines: list[Line]) -> Iterator[Problem]:
    programmes = sorted({line.programme for line in lines})
    years = sorted({line.year for line in lines})
    if len(programmes) > 1:
        yield Problem("verify.site_programmes", {"site": site.code, "programmes": programmes})
    if len(years) > 1:
        yield Problem("verify.site_years", {"site": site.code, "years": years})
    if site.from_year is not None and years[0] < site.from_year:
        values = {"site": site.code, "year": years[0], "from_year": site.from_year}
        yield Problem("verify.site_early", values)
    for line in lines:
        if (line.corporation, line.neighbourhood) != (site.corporation, site.neighbourhood):
            yield Problem(
                "verify.site_elsewhere",
                {
                    "site": site.code,
                    "corporation": site.corporation,
                    "neighbourhood": site.neighbourhood,
                },
            )
    size = sum(line.dwellings for line in lines)
    for code in programmes:
        programme = region.programmes[code]
        if code not in site.programmes:
            yield Problem("verify.site_unfit", {"site": site.code, "programme": code})
        values = {"site": site.code, "count": size, "programme": code}
        least = max(site.min_dwellings or 0, programme.min_cluster or 0)
        if size < least:
            yield Problem("verify.site_small", {**values, "limit": least})
        largest = [
            limit for limit in (site.max_dwellings, programme.max_cluster) if limit is not None
        ]
        if largest and size > min(largest):
            yield Problem("verify.site_large", {**values, "limit": min(largest)})


def _support(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    for line in lines:
        programme = region.programmes[line.programme]
        if programme.support_service:
            yield from _assigned(region, programme, line)
        elif line.support_point:
            given = {"programme": programme.code, "place": _place(line)}
            yield Problem("verify.support_given", {**given, "support_point": line.support_point})
        for service in programme.near_services:
            offering = [
                point
                for point in region.support_points.values()
                if service in point.services
                and (point.from_year or line.year) <= line.year
                and not _leaves_without(region, point, line)
            ]
            offering.sort(key=lambda point: _distance(region, line, point))
            if not any(_within(region, programme, line, point) for point in offering):
                values = {"programme": programme.code, "service": service, "place": _place(line)}
                yield Problem("verify.near_service", {**values, "year": line.year})
    served = _count(lines, lambda line: line.support_point or None)
    for code, count in sorted(served.items()):
        capacity = region.support_points[code].capacity
        if capacity is not None and count > capacity:
            served_by = {"support_point": code, "count": count, "limit": capacity}
            yield Problem("verify.support_capacity", served_by)


def _leaves_without(region: Region, point: SupportPoint, line: Line) -> bool:
    """Whether a support point leaves the region with another municipality than the line's."""
    home = region.neighbourhoods[point.neighbourhood].municipality
    return home in region.left and home != line.municipality


def _assigned(region: Region, programme: Programme, line: Line) -> Iterator[Problem]:
    values = {
        "programme": programme.code,
        "place": _place(line),
        "support_point": line.support_point,
    }
    if not line.support_point:
        yield Problem("verify.support_missing", values)
        return
    point = region.support_points[line.support_point]
    if programme.support_service not in point.services:
        yield Problem("verify.support_service", {**values, "service": programme.support_service})
    if point.from_year is not None and line.year < point.from_year:
        yield Problem(
            "verify.support_early", {**values, "year": line.year, "from_year": point.from_year}
        )
    if _leaves_without(region, point, line):
        yield Problem("verify.support_leaves", values)
    metres, minutes = _distance(region, line, point), _minutes(region, line, point)
    if _exceeds(metres, programme.max_metres):
        metres_off = {"metres": _shown(metres), "limit": programme.max_metres}
        yield Problem("verify.support_metres", {**values, **metres_off})
    if math.isinf(minutes):
        yield Problem("verify.support_unreachable", values)
    elif _exceeds(minutes, programme.max_minutes):
        minutes_off = {"minutes": _shown(minutes), "limit": programme.max_minutes}
        yield Problem("verify.support_minutes", {**values, **minutes_off})


def _shown(value: float) -> float:
    """A value above a limit in so few decimals that it still is above it."""
    return math.ceil(value * 1000) / 1000


def _within(region: Region, programme: Programme, line: Line, point: SupportPoint) -> bool:
    return not (
        _exceeds(_distance(region, line, point), programme.max_metres)
        or _exceeds(_minutes(region, line, point), programme.max_minutes)
    )


def _exceeds(value: float, limit: Any) -> bool:
    if limit is None:
        return math.isinf(value)
    return value > float(limit) * (1 + _NOISE)


def _place(line: Line) -> str:
    return line.site or line.neighbourhood


def _point(region: Region, neighbourhood: str, site: str) -> tuple[float, float]:
    if site:
        row = region.sites[site]
        if row.x is not None and row.y is not None:
            return row.x, row.y
    place = region.neighbourhoods[neighbourhood]
    return place.x, place.y


def _distance(region: Region, line: Line, point: SupportPoint) -> float:
    return math.dist(_point(region, line.neighbourhood, line.site), (point.x, point.y))


def _minutes(region: Region, line: Line, point: SupportPoint) -> float:
    for pair in (
        (line.neighbourhood, point.neighbourhood),
        (point.neighbourhood, line.neighbourhood),
    ):
        if pair in region.travel:
            minutes = region.travel[pair].minutes
            return math.inf if minutes is None else float(minutes)
    if region.network:
        mode = region.programmes[line.programme].mode or region.settings.proximity.mode
        dwelling = _point(region, line.neighbourhood, line.site)
        return network_minutes(region, mode, (point.x, point.y), dwelling)
    return _distance(region, line, point) * _pace(region, line.programme)


def _pace(region: Region, programme: str) -> float:
    """Minutes for one metre."""
    proximity = region.settings.proximity
    mode = region.programmes[programme].mode or proximity.mode
    return float(proximity.detour_factor) / 1000 / float(proximity.speed_kmh[mode]) * 60


def _edge(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    for line in lines:
        programme = region.programmes[line.programme]
        site = region.sites[line.site] if line.site else None
        density = region.neighbourhoods[line.neighbourhood].address_density
        if site and site.address_density is not None:
            density = site.address_density
        metres = site.metres_to_dwellings if site else None
        values = {"programme": programme.code, "place": _place(line)}
        limit = programme.max_address_density
        if limit is not None and density is None:
            yield Problem("verify.edge_density_unknown", values)
        elif limit is not None and density is not None and density > limit:
            yield Problem("verify.edge_density", {**values, "density": density, "limit": limit})
        limit = programme.min_metres_to_dwellings
        if limit is not None and metres is None:
            yield Problem("verify.edge_metres_unknown", values)
        elif limit is not None and metres is not None and metres < limit:
            yield Problem("verify.edge_metres", {**values, "metres": metres, "limit": limit})


def _neighbourhood_type(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    in_place = _count(lines, lambda line: (line.neighbourhood, line.programme))
    for (place, programme), count in sorted(in_place.items()):
        row = region.neighbourhoods[place]
        rules = region.neighbourhood_types.get((row.kind or "", programme))
        if rules is None:
            continue
        values = {"programme": programme, "neighbourhood": place, "kind": row.kind}
        if not rules.allowed:
            yield Problem("verify.neighbourhood_type", values)
        if rules.max_per_1000_dwellings is not None:
            limit = Fraction(rules.max_per_1000_dwellings) * row.dwellings / 1000
            if count > limit:
                found = {**values, "count": count, "limit": float(limit)}
                yield Problem("verify.neighbourhood_density", found)
        sites = _count(
            [line for line in lines if (line.neighbourhood, line.programme) == (place, programme)],
            lambda line: line.site or None,
        )
        for site, size in sorted(sites.items()):
            if rules.max_cluster is not None and size > rules.max_cluster:
                found = {"site": site, "count": size, "limit": rules.max_cluster}
                yield Problem("verify.neighbourhood_cluster", {**values, **found})


def _neighbourhood_load(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    added = _loads(region, lines)
    placed = _count(lines, lambda line: line.neighbourhood)
    for code, count in sorted(placed.items()):
        row = region.neighbourhoods[code]
        limit = Fraction(region.settings.max_load_per_1000_dwellings) * row.dwellings / 1000
        existing = Fraction(row.existing_load)
        values = {"neighbourhood": code, "limit": float(limit), "existing": float(existing)}
        if existing > limit:
            yield Problem("verify.load_full", {**values, "count": count})
        elif existing + added[code] > limit:
            yield Problem("verify.load", {**values, "load": float(existing + added[code])})


def _adjacent_load(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    largest = region.settings.max_adjacent_load_per_1000_dwellings
    if largest is None:
        return
    if region.adjacency is None:
        raise ValueError("the limit on adjacent load needs Region.adjacency")
    around: dict[str, set[str]] = {code: {code} for code in region.neighbourhoods}
    for one, other in region.adjacency.pairs:
        around[one].add(other)
        around[other].add(one)
    added = _loads(region, lines)
    placed = _count(lines, lambda line: line.neighbourhood)
    for code, group in sorted(around.items()):
        count = sum(placed[place] for place in group)
        rows = [region.neighbourhoods[place] for place in group]
        limit = Fraction(largest) * sum(row.dwellings for row in rows) / 1000
        existing = sum((Fraction(row.existing_load) for row in rows), Fraction(0))
        load = existing + sum((added[place] for place in group), Fraction(0))
        names = {"neighbourhood": code, "neighbours": sorted(group - {code}) or "–"}
        values = {**names, "limit": float(limit), "existing": float(existing)}
        if count and existing > limit:
            yield Problem("verify.adjacent_load_full", {**values, "count": count})
        elif count and load > limit:
            yield Problem("verify.adjacent_load", {**values, "load": float(load)})


def _loads(region: Region, lines: Sequence[Line]) -> dict[str, Fraction]:
    loads: dict[str, Fraction] = defaultdict(Fraction)
    for line in lines:
        weight = Fraction(region.programmes[line.programme].load_weight)
        loads[line.neighbourhood] += weight * line.dwellings
    return loads


def _per_neighbourhood(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    placed = _count(lines, lambda line: (line.programme, line.neighbourhood))
    for (programme, neighbourhood), count in sorted(placed.items()):
        limit = region.programmes[programme].max_per_neighbourhood
        if limit is not None and count > limit:
            values = {"programme": programme, "neighbourhood": neighbourhood}
            yield Problem("verify.per_neighbourhood", {**values, "count": count, "limit": limit})


def _separation(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    standing: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for line in lines:
        standing[line.programme].add((line.neighbourhood, line.site))
    for rule in region.separation:
        one, other = rule.programme_a, rule.programme_b
        if one == other:
            pairs = list(combinations(sorted(standing[one]), 2))
        else:
            pairs = [(a, b) for a in sorted(standing[one]) for b in sorted(standing[other])]
        for here, there in pairs:
            ends = {"here": here[1] or here[0], "there": there[1] or there[0]}
            values: dict[str, Any] = {"one": one, "other": other, **ends}
            if rule.min_metres == 0:
                if here[0] == there[0]:
                    yield Problem("verify.separation_same", {**values, "neighbourhood": here[0]})
                continue
            metres = math.dist(_point(region, *here), _point(region, *there))
            if metres < float(rule.min_metres) * (1 - _NOISE):
                limits = {"metres": math.floor(metres * 1000) / 1000, "limit": rule.min_metres}
                yield Problem("verify.separation", values | limits)


def _distinct_municipalities(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    sites: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in lines:
        if region.programmes[line.programme].distinct_municipalities and line.site:
            sites[line.programme, line.municipality].add(line.site)
    for (programme, municipality), found in sorted(sites.items()):
        if len(found) > 1:
            values = {"programme": programme, "municipality": municipality}
            yield Problem("verify.distinct_municipalities", {**values, "sites": sorted(found)})


def _budget(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    for (programme, year), budget in region.budgets.items():
        spent = sum(
            (
                _cost(region, line)
                for line in lines
                if (line.programme, line.year) == (programme, year)
            ),
            Fraction(0),
        )
        if budget.amount is not None and spent > Fraction(budget.amount):
            values = {"programme": programme, "year": year}
            yield Problem(
                "verify.budget", {**values, "spent": float(spent), "limit": budget.amount}
            )


def _cost(region: Region, line: Line) -> Fraction:
    own = region.sites[line.site].cost_per_dwelling if line.site else None
    each = region.programmes[line.programme].cost_per_dwelling if own is None else own
    return Fraction(each) * line.dwellings


def _contingent(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    for row in region.contingents.values():
        count = _of_contingent(row, lines)
        if row.maximum is not None and count > row.maximum:
            values = {"programme": row.programme, "municipality": row.municipality}
            who = {"corporation": row.corporation or "–", "year": row.year}
            yield Problem(
                "verify.contingent", {**values, **who, "count": count, "limit": row.maximum}
            )


def _of_contingent(row: Contingent, lines: Sequence[Line]) -> int:
    return sum(
        line.dwellings
        for line in lines
        if (line.municipality, line.programme, line.year)
        == (row.municipality, row.programme, row.year)
        and row.corporation in (None, line.corporation)
    )


def _share(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    for row in region.shares.values():
        ours = [line for line in lines if row.year in (None, line.year)]
        part = sum(line.dwellings for line in ours if line.programme in row.part)
        whole = sum(line.dwellings for line in ours if line.programme in row.whole)
        values = {
            "share": row.share,
            "years": row.year or region.years,
            "part": part,
            "whole": whole,
        }
        if row.minimum is not None and part < Fraction(row.minimum) * whole:
            yield Problem("verify.share_least", {**values, "limit": row.minimum})
        if row.maximum is not None and part > Fraction(row.maximum) * whole:
            yield Problem("verify.share_most", {**values, "limit": row.maximum})


def _commitment(region: Region, lines: Sequence[Line]) -> Iterator[Problem]:
    for signed in region.commitments:
        if signed.status != "signed":
            continue
        count = sum(
            line.dwellings
            for line in lines
            if (line.programme, line.year, line.municipality, line.neighbourhood)
            == (signed.programme, signed.year, signed.municipality, signed.neighbourhood)
            and (line.corporation, line.site) == (signed.corporation, signed.site or "")
            and signed.support_point in (None, line.support_point)
        )
        if count < signed.dwellings:
            yield Problem(
                "verify.commitment",
                {
                    "corporation": signed.corporation,
                    "programme": signed.programme,
                    "year": signed.year,
                    "place": signed.site or signed.neighbourhood,
                    "count": count,
                    "limit": signed.dwellings,
                },
            )


def _requests(requests: Sequence[Request], lines: Sequence[Line]) -> Iterator[Problem]:
    for request in requests:
        asked = request.slice
        count = sum(
            line.dwellings
            for line in lines
            if asked.programme in ("", line.programme)
            and asked.municipality in ("", line.municipality)
            and asked.corporation in ("", line.corporation)
            and asked.neighbourhood in ("", line.neighbourhood)
            and asked.site in ("", line.site)
            and (line.year in asked.years or not asked.years)
        )
        codes = (asked.programme, asked.municipality, asked.corporation, asked.neighbourhood)
        named = tuple(part for part in (*codes, asked.site, *asked.years) if part)
        values = {"slice": named, "count": count}
        if request.at_most is not None and count > request.at_most:
            yield Problem("verify.request_most", {**values, "limit": request.at_most})
        if request.at_least is not None and count < request.at_least:
            yield Problem("verify.request_least", {**values, "limit": request.at_least})


def moved(earlier: Sequence[Line], lines: Sequence[Line]) -> float:
    """Dwellings moved between two plans: half of what came and went by programme, year and lot.

    An unpaired half counts as one.
    """
    before, after = (
        _count(plan, lambda line: (line.programme, line.year, *line.lot))
        for plan in (earlier, lines)
    )
    both = sum(abs(after[key] - before[key]) for key in before.keys() | after.keys())
    return float(math.ceil(both / 2))


RULES: dict[str, Callable[[Region, Sequence[Line]], Iterator[Problem]]] = {
    "target": _target,
    "participation": _participation,
    "vacancy_share": _vacancy_share,
    "stock": _stock,
    "site": _site,
    "support": _support,
    "edge": _edge,
    "neighbourhood_type": _neighbourhood_type,
    "neighbourhood_load": _neighbourhood_load,
    "adjacent_load": _adjacent_load,
    "per_neighbourhood": _per_neighbourhood,
    "separation": _separation,
    "distinct_municipalities": _distinct_municipalities,
    "budget": _budget,
    "share": _share,
    "contingent": _contingent,
    "closure": closure_problems,
    "wait": wait_problems,
    "commitment": _commitment,
}


def aims(region: Region, lines: Sequence[Line]) -> dict[str, float]:
    """The value of every objective and part for the lines of a plan, as `aim.part`."""
    support_minutes = _support_minutes(region, lines)
    return {
        **_unmet_need(region, lines),
        **_quota_fairness(region, lines),
        "pace.behind": _behind(region, lines),
        "closeness.minutes": support_minutes + _from_origins(region, lines),
        **_spread(region, lines),
        "cost.cost": float(sum((_cost(region, line) for line in lines), Fraction(0))),
        "corporation_balance.above_part": _above_part(region, lines),
        "waiting.waiting": float(waiting(region, lines)),
        "ties.dwellings": float(sum(line.dwellings for line in lines)),
        "ties.support_minutes": support_minutes,
        "ties.years": _squares(lines),
        "ties.above_part": _above_part(region, lines),
        "ties.codes": _code_weights(lines),
    }


def _unmet_need(region: Region, lines: Sequence[Line]) -> dict[str, float]:
    delivered = _count(lines, lambda line: (line.programme, line.year))
    unmet, lateness, excess = 0, 0, 0
    for code, programme in region.programmes.items():
        weight = 10 ** (3 - programme.priority)
        missing = 0
        for year in region.years:
            missing += region.minimum(code, year) - delivered[code, year]
            lateness += weight * max(0, missing)
        unmet += weight * max(0, missing)
        excess += max(0, -missing)
    for row in region.contingents.values():
        short = (row.minimum or 0) - _of_contingent(row, lines)
        unmet += 10 ** (3 - region.programmes[row.programme].priority) * max(0, short)
    return {
        "unmet_need.unmet": float(unmet),
        "unmet_need.lateness": float(lateness),
        "unmet_need.excess": float(excess),
    }


def _quota_fairness(region: Region, lines: Sequence[Line]) -> dict[str, float]:
    delivered = _count(
        lines, lambda line: (region.programmes[line.programme].quota_group, line.municipality)
    )
    short = {
        key: max(0, share.quota - delivered[key]) / share.quota
        for key, share in shares(region).items()
        if share.quota
    }
    values = {
        f"quota_fairness.worst_{rank}": ratio
        for rank, ratio in enumerate(sorted(short.values(), reverse=True), start=1)
    }
    total = sum(
        max(0, share.quota - delivered[key]) for key, share in shares(region).items() if share.quota
    )
    return {**values, "quota_fairness.shortfall": float(total)}


def _behind(region: Region, lines: Sequence[Line]) -> float:
    delivered = _count(
        lines,
        lambda line: (region.programmes[line.programme].quota_group, line.municipality, line.year),
    )
    total = 0
    for key, share in shares(region).items():
        quota, so_far, behind = 0, 0, []
        for year in region.years:
            quota += share.by_year[year]
            so_far += delivered[*key, year]
            behind.append(max(0, quota - so_far))
        short = behind.pop()
        total += sum(max(0, dwellings - short) for dwellings in behind)
    return float(total)


def _above_part(region: Region, lines: Sequence[Line]) -> float:
    vacancies: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for stock in region.stock.values():
        home = region.neighbourhoods[stock.neighbourhood].municipality
        rate = stock.turnover_rate
        rate = region.municipalities[home].turnover_rate if rate is None else rate
        vacancies[stock.corporation, home] += stock.dwellings * Fraction(rate)
    taken = _count(
        [line for line in lines if region.programmes[line.programme].uses_vacancies],
        lambda line: (line.corporation, line.municipality),
    )
    total = Fraction(0)
    for (corporation, municipality), number in taken.items():
        whole = sum(v for (_, place), v in vacancies.items() if place == municipality)
        given = sum(n for (_, place), n in taken.items() if place == municipality)
        if whole:
            total += max(Fraction(0), number - given * vacancies[corporation, municipality] / whole)
    return float(total)


def _squares(lines: Sequence[Line]) -> float:
    """Dwellings by programme, municipality and year, squared; above 32 by chords a tenth apart."""
    total = 0
    counts = _count(lines, lambda line: (line.programme, line.municipality, line.year))
    for number in counts.values():
        low, high = 0, 1
        while high < number:
            low, high = high, high + (1 if high < 32 else max(1, high // 10))
        total += (low + high) * number - low * high
    return float(total)


def _code_weights(lines: Sequence[Line]) -> float:
    """The weights that decide last: a hash of the codes of each line, without its support point."""
    total = 0
    for line in lines:
        codes = (line.programme, line.year, line.corporation, line.neighbourhood, line.site)
        digest = sha256("\x1f".join(map(str, codes)).encode()).digest()
        total += line.dwellings * (1 + int.from_bytes(digest[:2], "big"))
    return float(total)


def _support_minutes(region: Region, lines: Sequence[Line]) -> float:
    return math.fsum(
        line.dwellings * _minutes(region, line, region.support_points[line.support_point])
        for line in lines
        if line.support_point
    )


def _from_origins(region: Region, lines: Sequence[Line]) -> float:
    """The least minutes from the places of origin: a minimum-cost flow per programme and year."""
    if not region.demand:
        return 0.0
    import networkx as nx

    total = 0.0
    for programme, year in sorted({(row.programme, row.year) for row in region.demand.values()}):
        households = {
            row.municipality: row.households
            for row in region.demand.values()
            if (row.programme, row.year) == (programme, year)
        }
        homes = _count(
            lines,
            lambda line, key=(programme, year): (  # type: ignore[misc]
                (line.neighbourhood, line.site) if (line.programme, line.year) == key else None
            ),
        )
        number = min(sum(households.values()), sum(homes.values()))
        graph: nx.DiGraph[Any] = nx.DiGraph()
        graph.add_node("from", demand=-number)
        graph.add_node("to", demand=number)
        for home, count in homes.items():
            graph.add_edge(("home", home), "to", capacity=count, weight=0)
        for origin, count in households.items():
            graph.add_edge("from", ("origin", origin), capacity=count, weight=0)
            start = _centre(region, origin)
            for home in homes:
                minutes = math.dist(start, _point(region, *home)) * _pace(region, programme)
                # The flow algorithm is exact on whole numbers only: millionths of a minute.
                graph.add_edge(("origin", origin), ("home", home), weight=round(minutes * 1e6))
        cost, _ = nx.network_simplex(graph)
        total += cost / 1e6
    return total


def _centre(region: Region, municipality: str) -> tuple[float, float]:
    places = [row for row in region.neighbourhoods.values() if row.municipality == municipality]
    weights = [row.inhabitants for row in places]
    if not sum(weights):
        weights = [1] * len(places)
    return (
        sum(weight * row.x for weight, row in zip(weights, places, strict=True)) / sum(weights),
        sum(weight * row.y for weight, row in zip(weights, places, strict=True)) / sum(weights),
    )


def _spread(region: Region, lines: Sequence[Line]) -> dict[str, float]:
    loads = _loads(region, lines)
    rates = {
        code: 1000 * loads[code] / row.dwellings
        for code, row in region.neighbourhoods.items()
        if row.dwellings
    }
    stock = sum(row.dwellings for row in region.neighbourhoods.values())
    average = 1000 * sum(loads.values(), Fraction(0)) / stock if stock else Fraction(0)
    above = sum((max(Fraction(0), rate - average) for rate in rates.values()), Fraction(0))
    least = region.settings.spread_min_dwellings
    large = [rate for code, rate in rates.items() if region.neighbourhoods[code].dwellings >= least]
    return {
        "spread.highest": float(max(large, default=Fraction(0))),
        "spread.above_average": float(above),
    }
