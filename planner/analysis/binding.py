"""Which limits a plan has used up: arithmetic on the lines, nothing about causes.

A limit is used up when one more dwelling (or site) that falls under it would exceed it. Everything
is counted from the lines and the region of the outcome, so an edition speaks of what it shows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from planner.outcome import Outcome
from planner.region.domain import Audience, Lot, Placement, Presence, Programme, Region


@dataclass(frozen=True, slots=True)
class Bound:
    """One limit that is used up.

    `municipality` is empty for a limit of the region, `subject` the code of what the limit is on:
    a corporation (with `, neighbourhood` where the limit is on its stock there), support point,
    site or neighbourhood; empty for the programme in that municipality as a whole. `year` and
    `programme` are `None` for all years and all programmes. `used` and `limit` are dwellings;
    weighted dwellings for `neighbourhood_load` and `adjacent_load`, EUR for `budget`, sites for
    `distinct_municipalities` and for `site` without a subject. Both are 0 where nothing is allowed
    or nothing is there: no part taken, no site, no support within reach, no place at the edge.

    What more than one municipality has to do with is one bound for each of them.
    """

    rule: str
    municipality: str
    subject: str
    year: int | None
    programme: str | None
    used: int | Decimal
    limit: int | Decimal


def binding(outcome: Outcome) -> tuple[Bound, ...]:
    """The limits used up, ordered by rule, then municipality, subject, year and programme.

    - `vacancy_share`: a corporation in a municipality and year; its stock in one neighbourhood.
      Also where the share is less than one dwelling (0 of 0).
    - `support`: a support point's capacity, where it lies and in each municipality whose dwellings
      it serves; no support within reach anywhere in the municipality.
    - `edge`: no place in the municipality that is open and remote enough for the programme.
    - `site`: a site's largest size; all suitable sites for a programme in a municipality, or none
      there. The latter only in the internal edition: others do not hold every site.
    - `neighbourhood_load`: less room than the lightest dwelling weighs.
    - `adjacent_load`: the same for a neighbourhood together with its neighbours, in each
      municipality with a place among them where a dwelling could stand.
    - `per_neighbourhood`, `participation`, `distinct_municipalities` (with a suitable site left).
    - `target`: the sum of the maxima up to a year.
    - `budget`: less left than one dwelling costs, or the smallest opening of a site not in use.
    """
    found = (bound for rule in _RULES for bound in sorted(rule(outcome), key=_order))
    return tuple(found)


def _order(bound: Bound) -> tuple[str, str, int, str]:
    return bound.municipality, bound.subject, bound.year or 0, bound.programme or ""


def _vacancy_share(outcome: Outcome) -> Iterator[Bound]:
    region = outcome.region
    users = {code for code, row in region.programmes.items() if row.uses_vacancies}
    taken: Counter[tuple[str, str, int]] = Counter()
    for line in outcome.plan.lines:
        if line.programme in users:
            taken[line.corporation, line.municipality, line.year] += line.dwellings
            taken[line.corporation, line.neighbourhood, line.year] += line.dwellings
    expected: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for (corporation, neighbourhood), stock in region.stock.items():
        vacated = stock.dwellings * region.turnover_rate(stock)
        home = region.municipality_of(neighbourhood)
        expected[corporation, home] += vacated
        limit = ceil(vacated)
        for year in region.years if users and limit else ():
            used = taken[corporation, neighbourhood, year]
            if used >= limit:
                subject = f"{corporation}, {neighbourhood}"
                yield Bound("vacancy_share", home, subject, year, None, used, limit)
    for (corporation, home), number in expected.items():
        limit = floor(region.settings.max_share_of_vacancies * number)
        for year in region.years if users and number else ():
            used = taken[corporation, home, year]
            if used >= limit:
                yield Bound("vacancy_share", home, corporation, year, None, used, limit)


def _support(outcome: Outcome) -> Iterator[Bound]:
    region = outcome.region
    asked = {row.support_service for row in region.programmes.values()}
    served: Counter[str] = Counter()
    homes: dict[str, set[str]] = defaultdict(set)
    for line in outcome.plan.lines:
        served[line.support_point] += line.dwellings
        homes[line.support_point].add(line.municipality)
    for point in region.support_points.values():
        limit = point.capacity
        if (
            limit is not None
            and served[point.code] >= limit
            and not asked.isdisjoint(point.services)
        ):
            for home in {region.municipality_of(point.neighbourhood), *homes[point.code]}:
                yield Bound("support", home, point.code, None, None, served[point.code], limit)
    for code, programme, lots in _places(region):
        if lots and not any(_reached(outcome, programme.code, lot) for lot in lots):
            yield Bound("support", code, "", None, programme.code, 0, 0)


def _reached(outcome: Outcome, programme: str, lot: Lot) -> bool:
    return Presence(programme, lot.location) in outcome.instance.access


def _edge(outcome: Outcome) -> Iterator[Bound]:
    region = outcome.region
    for code, programme, lots in _places(region):
        if lots and not any(region.at_edge(programme.code, lot.location) for lot in lots):
            yield Bound("edge", code, "", None, programme.code, 0, 0)


def _site(outcome: Outcome) -> Iterator[Bound]:
    region = outcome.region
    size: Counter[str] = Counter()
    on: dict[str, str] = {}
    for line in outcome.plan.lines:
        if line.site:
            size[line.site] += line.dwellings
            on[line.site] = line.programme
    for code, programme in on.items():
        limits = (region.sites[code].max_dwellings, region.programmes[programme].max_cluster)
        limit = min((most for most in limits if most is not None), default=None)
        if limit is not None and size[code] >= limit:
            home = region.municipality_of(region.sites[code].neighbourhood)
            yield Bound("site", home, code, None, programme, size[code], limit)
    if outcome.audience is Audience.INTERNAL:
        for code, rules, lots in _places(region):
            fit = _suitable(outcome, rules.code, lots)
            opened = sum(lot.site in size for lot in fit)
            # Where no site has support, or none is at the edge, that limit says so.
            said = lots and not (
                any(_reached(outcome, rules.code, lot) for lot in lots)
                and any(region.at_edge(rules.code, lot.location) for lot in lots)
            )
            if rules.placement is Placement.SITE and opened == len(fit) and not said:
                yield Bound("site", code, "", None, rules.code, opened, len(fit))


def _suitable(outcome: Outcome, programme: str, lots: list[Lot]) -> list[Lot]:
    """The lots with support within reach that are as open and remote as the programme asks."""
    return [
        lot
        for lot in lots
        if _reached(outcome, programme, lot) and outcome.region.at_edge(programme, lot.location)
    ]


def _neighbourhood_load(outcome: Outcome) -> Iterator[Bound]:
    region, lightest = outcome.region, _lightest(outcome.region)
    if lightest is None:
        return
    loads = _loads(outcome)
    for code in _usable(region):
        row = region.neighbourhoods[code]
        limit = region.settings.max_load_per_1000_dwellings * row.dwellings / 1000
        if loads[code] + lightest > limit:
            yield Bound(
                "neighbourhood_load", row.municipality, code, None, None, loads[code], limit
            )


def _adjacent_load(outcome: Outcome) -> Iterator[Bound]:
    region, lightest = outcome.region, _lightest(outcome.region)
    largest = region.settings.max_adjacent_load_per_1000_dwellings
    if largest is None or lightest is None or region.adjacency is None:
        return
    loads, usable = _loads(outcome), _usable(region)
    for code in region.neighbourhoods:
        group = region.adjacency.group(code)
        limit = largest * sum(region.neighbourhoods[place].dwellings for place in group) / 1000
        used = sum((loads[place] for place in group), Decimal(0))
        if used + lightest > limit:
            for home in {region.municipality_of(place) for place in usable.intersection(group)}:
                yield Bound("adjacent_load", home, code, None, None, used, limit)


def _lightest(region: Region) -> Decimal | None:
    """The least weight of one more dwelling; none where no dwelling weighs anything."""
    weights = (row.load_weight for row in region.programmes.values() if row.load_weight)
    return min(weights, default=None)


def _loads(outcome: Outcome) -> dict[str, Decimal]:
    """Weighted dwellings in every neighbourhood, today's and the plan's."""
    region = outcome.region
    loads = {code: row.existing_load for code, row in region.neighbourhoods.items()}
    for line in outcome.plan.lines:
        weight = region.programmes[line.programme].load_weight
        loads[line.neighbourhood] += weight * line.dwellings
    return loads


def _usable(region: Region) -> set[str]:
    """The neighbourhoods where any dwelling could stand."""
    return {lot.neighbourhood for code in region.programmes for lot in region.lots(code)}


def _per_neighbourhood(outcome: Outcome) -> Iterator[Bound]:
    region = outcome.region
    placed: Counter[tuple[str, str]] = Counter()
    for line in outcome.plan.lines:
        placed[line.programme, line.neighbourhood] += line.dwellings
    for (programme, place), used in placed.items():
        limit = region.programmes[programme].max_per_neighbourhood
        if limit is not None and used >= limit:
            home = region.municipality_of(place)
            yield Bound("per_neighbourhood", home, place, None, programme, used, limit)


def _participation(outcome: Outcome) -> Iterator[Bound]:
    region = outcome.region
    for municipality in region.municipalities:
        for programme in region.programmes:
            if region.never(municipality, programme):
                yield Bound("participation", municipality, "", None, programme, 0, 0)
                continue
            for year in region.years:
                if (municipality, programme, year) in region.absent:
                    yield Bound("participation", municipality, "", year, programme, 0, 0)


def _target(outcome: Outcome) -> Iterator[Bound]:
    region = outcome.region
    delivered: Counter[tuple[str, int]] = Counter()
    for line in outcome.plan.lines:
        delivered[line.programme, line.year] += line.dwellings
    for programme in region.programmes:
        used, limit = 0, 0
        for year in region.years:
            maximum = region.maximum(programme, year)
            if maximum is None:
                break  # no limit in a year is none from then on
            used += delivered[programme, year]
            limit += maximum
            if limit and used >= limit:
                yield Bound("target", "", "", year, programme, used, limit)


def _budget(outcome: Outcome) -> Iterator[Bound]:
    region = outcome.region
    spent: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for line in outcome.plan.lines:
        spent[line.programme, line.year] += region.cost(line.programme, line.site) * line.dwellings
    opened = {line.site for line in outcome.plan.lines}
    for (programme, year), budget in region.budgets.items():
        steps = [
            max(1, _least(region, programme, lot.site)) * region.cost(programme, lot.site)
            for lot in region.lots(programme)
            if not lot.site
            or (lot.site not in opened and (region.sites[lot.site].from_year or year) <= year)
        ]
        used = spent[programme, year]
        if budget.amount is not None and steps and used + min(steps) > budget.amount:
            yield Bound("budget", "", "", year, programme, used, budget.amount)


def _least(region: Region, programme: str, site: str) -> int:
    """The least dwellings a site opens with; 0 for stock."""
    if not site:
        return 0
    smallest = region.sites[site].min_dwellings or 0
    return max(smallest, region.programmes[programme].min_cluster or 0)


def _distinct_municipalities(outcome: Outcome) -> Iterator[Bound]:
    region = outcome.region
    used = {line.site for line in outcome.plan.lines}
    hosts = {(line.programme, line.municipality) for line in outcome.plan.lines if line.site}
    for code, rules, lots in _places(region):
        free = any(lot.site not in used for lot in _suitable(outcome, rules.code, lots))
        if rules.distinct_municipalities and (rules.code, code) in hosts and free:
            yield Bound("distinct_municipalities", code, "", None, rules.code, 1, 1)


def _places(region: Region) -> Iterator[tuple[str, Programme, list[Lot]]]:
    """Every municipality and programme it takes part in, with the lots it could be taken from."""
    for rules in region.programmes.values():
        of_municipality: dict[str, list[Lot]] = defaultdict(list)
        for lot in region.lots(rules.code):
            of_municipality[region.municipality_of(lot.neighbourhood)].append(lot)
        for code in region.municipalities:
            if not region.never(code, rules.code):
                yield code, rules, of_municipality[code]


_RULES: tuple[Callable[[Outcome], Iterator[Bound]], ...] = (
    _vacancy_share,
    _support,
    _edge,
    _site,
    _neighbourhood_load,
    _adjacent_load,
    _per_neighbourhood,
    _participation,
    _target,
    _budget,
    _distinct_municipalities,
)
