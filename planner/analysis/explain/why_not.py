"""Why not here: a place forced into the plan, and what that costs; or the rule that forbids it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from planner.analysis.explain.complaints import Complaint, Kind
from planner.analysis.explain.reach import ways
from planner.analysis.explain.remedies import Clock, Finding, diagnose
from planner.errors import ExitCode, PlannerError, Problem
from planner.models.bounds import room
from planner.models.diagnosis import within
from planner.optimise.requests import parse_slices
from planner.optimise.solve import Report
from planner.optimise.solver import Options
from planner.outcome import Outcome
from planner.region.domain import Instance, Lot, Presence, Region, Request, Slice, Tier
from planner.run import run


@dataclass(frozen=True, slots=True)
class Wish:
    """A site or neighbourhood that is asked about, as the user wrote it."""

    words: str
    slice: Slice

    @property
    def request(self) -> Request:
        """One dwelling there at least; where a site opens, its least size follows."""
        return Request(self.slice, at_least=1)


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that by itself forbids a programme at a place: its name, and the numbers."""

    rule: str
    programme: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The answer for a place.

    `there` are the dwellings the plan has there; `reasons` the rules that forbid a programme by
    themselves. `aims` are the values of `aim.part` before and after one dwelling there is forced
    in, `None` where it was not tried or cannot be; `finding` is then what would allow it.
    """

    wish: Wish
    there: int
    programmes: tuple[str, ...]
    reasons: tuple[Reason, ...]
    aims: tuple[tuple[Tier, float, float], ...] | None
    finding: Finding | None


def wishes(texts: Iterable[str], region: Region) -> tuple[Wish, ...]:
    """The places that texts stand for, perhaps with a programme: `weesp-zuid,outflow`.

    Raises `PlannerError` (exit code 2) for a name the region does not have, or that is no place.
    """
    texts = list(texts)
    slices = parse_slices(texts, region)
    found = [Wish(text, one) for text, one in zip(texts, slices, strict=True)]
    problems = [
        Problem("explain.not_a_place", {"text": wish.words})
        for wish in found
        if not (wish.slice.site or wish.slice.neighbourhood)
    ]
    if problems:
        raise PlannerError(problems, ExitCode.USAGE)
    return tuple(found)


def why_not(
    before: Outcome,
    wish: Wish,
    options: Options,
    clock: Clock,
    watch: Callable[[Report], None] = lambda report: None,
) -> WhyNot:
    """What one dwelling at a place costs in every aim, or which rule forbids it."""
    region = before.region
    there = sum(
        line.dwellings
        for line in before.plan.lines
        if wish.slice.holds(line.programme, line.year, line.municipality, line.lot)
    )
    lots = _lots(region, wish.slice)
    reasons = tuple(_reasons(before.instance, lots))
    if there:
        return WhyNot(wish, there, tuple(lots), (), None, None)
    if lots.keys() <= {reason.programme for reason in reasons}:
        return WhyNot(
            wish, 0, tuple(lots), reasons, None, _allowing(region, wish, lots, options, clock)
        )
    try:
        after = run(before.loaded, options, watch, requests=(wish.request,))
    except PlannerError as error:
        if error.exit_code is not ExitCode.NO_PLAN:
            raise
        finding = _allowing(region, wish, lots, options, clock)
        return WhyNot(wish, 0, tuple(lots), reasons, None, finding)
    return WhyNot(wish, 0, tuple(lots), reasons, _both(before, after), None)


def _both(before: Outcome, after: Outcome) -> tuple[tuple[Tier, float, float], ...]:
    old, new = before.verification.aims, after.verification.aims
    rows = []
    for tier in after.plan.tiers:
        name = f"{tier.aim}.{tier.part}"
        if name in old and name in new and tier.aim != "ties":
            rows.append((tier, old[name], new[name]))
    return tuple(rows)


def _allowing(
    region: Region, wish: Wish, lots: Mapping[str, list[Lot]], options: Options, clock: Clock
) -> Finding | None:
    if not lots:
        return None
    return diagnose(region, Complaint(Kind.REQUEST, requests=(wish.request,)), options, clock)


def _lots(region: Region, part: Slice) -> dict[str, list[Lot]]:
    """The lots at a place, by each programme that could take dwellings from them."""
    found = {}
    for code in region.programmes:
        lots = [
            lot
            for lot in region.lots(code)
            if part.holds(code, region.years[0], region.municipality_of(lot.neighbourhood), lot)
        ]
        if lots:
            found[code] = lots
    return found


def _reasons(instance: Instance, lots: Mapping[str, list[Lot]]) -> Iterator[Reason]:
    for code, some in lots.items():
        for check in _CHECKS:
            found = [check(instance, code, lot) for lot in some]
            known = [one for one in found if one is not None]
            if len(known) == len(found):
                yield known[0]


def _least(region: Region, code: str, lot: Lot) -> int:
    """The fewest dwellings of a programme that a lot starts with."""
    if not lot.site:
        return 1
    smallest = region.sites[lot.site].min_dwellings or 0
    return max(1, smallest, region.programmes[code].min_cluster or 0)


def _participation(instance: Instance, code: str, lot: Lot) -> Reason | None:
    home = instance.region.municipality_of(lot.neighbourhood)
    if not instance.region.never(home, code):
        return None
    return Reason("participation", code, {"municipality": home})


def _target(instance: Instance, code: str, lot: Lot) -> Reason | None:
    region, total = instance.region, 0
    for year in region.years:
        maximum = region.maximum(code, year)
        if maximum is None:
            return None
        total += maximum
    least = _least(region, code, lot)
    return Reason("target", code, {"limit": total, "least": least}) if total < least else None


def _site(instance: Instance, code: str, lot: Lot) -> Reason | None:
    if not lot.site:
        return None
    region = instance.region
    site, rules = region.sites[lot.site], region.programmes[code]
    if site.from_year and site.from_year > region.years[-1]:
        return Reason("opening", code, {"site": lot.site, "year": site.from_year})
    limits = [one for one in (site.max_dwellings, rules.max_cluster) if one is not None]
    least = _least(region, code, lot)
    if limits and min(limits) < least:
        return Reason("site", code, {"site": lot.site, "least": least, "limit": min(limits)})
    return None


def _edge(instance: Instance, code: str, lot: Lot) -> Reason | None:
    if instance.region.at_edge(code, lot.location):
        return None
    return Reason("edge", code, {})


def _support(instance: Instance, code: str, lot: Lot) -> Reason | None:
    region = instance.region
    rules = region.programmes[code]
    found = instance.access.get(Presence(code, lot.location))
    if found and (found.links or not rules.support_service):
        return None
    alone = replace(region, programmes={code: rules})
    near = ways(alone, beyond=True).get(Presence(code, lot.location), ())
    for service in dict.fromkeys((rules.support_service or "", *rules.near_services)):
        some = [way for way in near if way.service == service]
        if service and not some:
            return Reason("no_support", code, {"service": service})
        for column, position in (("max_minutes", 2), ("max_metres", 3)):
            limit = getattr(rules, column)
            sizes = [(float(way[position]), way.support_point) for way in some]
            if limit is not None and sizes and not within(min(sizes)[0], limit):
                size, nearest = min(sizes)
                values = {"support_point": nearest, "service": service}
                return Reason(column, code, {**values, "size": size, "limit": limit})
    return Reason("support", code, {})


def _load(instance: Instance, code: str, lot: Lot) -> Reason | None:
    region = instance.region
    least = _least(region, code, lot)
    added = Fraction(region.programmes[code].load_weight) * least
    left = room(region, lot.neighbourhood)
    if left >= added and left >= 0:
        return None
    row = region.neighbourhoods[lot.neighbourhood]
    limit = region.settings.max_load_per_1000_dwellings * row.dwellings / 1000
    values = {"neighbourhood": lot.neighbourhood, "existing": row.existing_load, "limit": limit}
    return Reason("neighbourhood_load", code, {**values, "added": float(added)})


def _per_neighbourhood(instance: Instance, code: str, lot: Lot) -> Reason | None:
    limit = instance.region.programmes[code].max_per_neighbourhood
    least = _least(instance.region, code, lot)
    if limit is None or limit >= least:
        return None
    return Reason("per_neighbourhood", code, {"limit": limit, "least": least})


def _vacancies(instance: Instance, code: str, lot: Lot) -> Reason | None:
    region = instance.region
    if not region.programmes[code].uses_vacancies or lot.site:
        return None
    home = region.municipality_of(lot.neighbourhood)
    vacated = sum(
        (
            row.dwellings * region.turnover_rate(row)
            for (owner, place), row in region.stock.items()
            if owner == lot.corporation and region.municipality_of(place) == home
        ),
        Decimal(0),
    )
    own = region.stock[lot.corporation, lot.neighbourhood]
    share = region.settings.max_share_of_vacancies
    if floor(share * vacated) >= 1 and ceil(own.dwellings * region.turnover_rate(own)) >= 1:
        return None
    values = {"corporation": lot.corporation, "municipality": home, "vacated": vacated}
    return Reason("vacancy_share", code, {**values, "share": share})


def _budget(instance: Instance, code: str, lot: Lot) -> Reason | None:
    region = instance.region
    cost = region.cost(code, lot.site) * _least(region, code, lot)
    amounts = []
    for year in region.years:
        budget = region.budgets.get((code, year))
        if budget is None or budget.amount is None:
            return None
        amounts.append(budget.amount)
    if cost <= max(amounts):
        return None
    return Reason("budget", code, {"cost": cost, "limit": max(amounts)})


def _separation(instance: Instance, code: str, lot: Lot) -> Reason | None:
    here = Presence(code, lot.location)
    signed = {Presence(line.programme, line.lot.location) for line in instance.region.signed
              if line.dwellings}  # fmt: skip
    for one, other in instance.conflicts:
        if here in (one, other):
            there = other if one == here else one
            if there in signed:
                values = {"other": there.programme, "there": _place(there)}
                return Reason("separation", code, values)
    return None


def _place(place: Presence) -> tuple[str, str]:
    return place.location.neighbourhood, place.location.site


def _distinct(instance: Instance, code: str, lot: Lot) -> Reason | None:
    region = instance.region
    if not region.programmes[code].distinct_municipalities:
        return None
    home = region.municipality_of(lot.neighbourhood)
    for line in region.signed:
        same = line.programme == code and line.municipality == home and line.dwellings
        if same and line.site and line.site != lot.site:
            values = {"municipality": home, "site": line.site}
            return Reason("distinct_municipalities", code, values)
    return None


_CHECKS: tuple[Callable[[Instance, str, Lot], Reason | None], ...] = (
    _participation,
    _target,
    _site,
    _edge,
    _support,
    _load,
    _per_neighbourhood,
    _vacancies,
    _budget,
    _separation,
    _distinct,
)
