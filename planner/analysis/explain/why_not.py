"""Why not here: a place forced into the plan, and what that costs; or the rule that forbids it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from planner.analysis.explain.complaints import Complaint, Kind
from planner.analysis.explain.remedies import Clock, Finding, diagnose
from planner.errors import ExitCode, PlannerError, Problem
from planner.models.limit import Bar, Limit, Subject, Weight
from planner.models.rules import RULES
from planner.models.rules.site import sizes
from planner.models.usage import Usage
from planner.optimise.requests import parse_slices
from planner.optimise.solve import Watch, unwatched
from planner.optimise.solver import Options
from planner.optimise.ways import ways, within
from planner.outcome import Outcome
from planner.region.domain import Instance, Lot, Presence, Region, Request, Slice, Tier
from planner.run import Asked, run


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
    """One rule that by itself forbids a programme at a place: its words, and the numbers."""

    words: str
    subject: Subject
    values: Mapping[str, Any]

    @property
    def rule(self) -> str:
        """The name of the rule."""
        return self.words.partition(".")[0]


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
    watch: Watch = unwatched,
) -> WhyNot:
    """What one dwelling at a place costs in every objective, or which rule forbids it."""
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
    if lots.keys() <= {reason.subject.programme for reason in reasons}:
        return WhyNot(
            wish, 0, tuple(lots), reasons, None, _allowing(region, wish, lots, options, clock)
        )
    try:
        after = run(before.loaded, options, watch, Asked(requests=(wish.request,)))
    except PlannerError as error:
        if error.exit_code is not ExitCode.NO_PLAN:
            raise
        finding = _allowing(region, wish, lots, options, clock)
        return WhyNot(wish, 0, tuple(lots), reasons, None, finding)
    return WhyNot(wish, 0, tuple(lots), reasons, _both(before, after), None)


def forbidden(instance: Instance, part: Slice) -> tuple[Reason, ...]:
    """The rules that by themselves keep programmes out of a place; nothing is solved."""
    return tuple(_reasons(instance, _lots(instance.region, part)))


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
    """For each programme the rules that forbid it in every lot of the place, by themselves."""
    forbidden = _Forbidden(instance)
    for code, some in lots.items():
        found = [{one.rule: one for one in forbidden.by(code, lot)} for lot in some]
        for rule, one in found[0].items():
            if all(rule in others for others in found):
                yield one


class _Forbidden:
    """The rules that keep a programme out of a lot in every year.

    Limits count what is there already; those on sites, and what must stand apart, what is signed.
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.region = instance.region
        self.empty = Usage(instance)
        self.signed = Usage(instance)
        for line in self.region.signed:
            if line.dwellings:
                self.signed.take(line.programme, line.year, line.lot, line.dwellings)

    def by(self, code: str, lot: Lot) -> Iterator[Reason]:
        """Each such rule once, with the numbers of the year that comes nearest."""
        least = 1
        if lot.site:
            least = max(1, sizes(self.region.sites[lot.site], self.region.programmes[code])[0])
        over = {year: list(self._exceeded(code, year, lot, least)) for year in self.region.years}
        for name, rule in RULES.items():
            nearest: list[tuple[Fraction, Reason]] = []
            for year in self.region.years:
                limits = [limit for limit in over[year] if limit.rule == name]
                if bar := next(rule.bars(self.instance, code, year, lot), None):
                    nearest.append((Fraction(-1), self._bar(code, lot, bar)))
                elif limits:
                    tightest = min(limits, key=lambda limit: limit.left)
                    nearest.append((tightest.left, self._limit(code, lot, least, tightest)))
            if len(nearest) == len(self.region.years):
                yield max(reversed(nearest), key=lambda one: one[0])[1]
        yield from self._separation(code, lot)

    def _exceeded(self, code: str, year: int, lot: Lot, least: int) -> Iterator[Limit]:
        """The limits that the smallest beginning in a year would exceed."""
        for index, weight in self.empty.counting(code, year, lot):
            limit = self.empty.limits[index]
            if limit.makes_room:
                continue
            if limit.weight is Weight.SITES:
                fits = (code, lot.site) in self.signed.opened or self.signed.leaves(index, weight)
            else:
                fits = self.empty.leaves(index, weight) >= least
            if not fits:
                yield limit
        reach = self.instance.access.get(Presence(code, lot.location))
        points = (
            [link.support_point for link in reach.links if link.from_year <= year] if reach else []
        )
        if points and sum(self.empty.free(point) for point in points) < least:
            yield from self.empty.of_point(max(points, key=self.empty.free))

    def _limit(self, code: str, lot: Lot, least: int, limit: Limit) -> Reason:
        values = {
            "existing": limit.number(limit.already),
            "added": limit.number(limit.weigh(self.region, code, lot) * least),
            "limit": limit.number(limit.amount),
        }
        return Reason(limit.words, limit.subject._replace(programme=code), values)

    def _bar(self, code: str, lot: Lot, bar: Bar) -> Reason:
        if bar.words == "support.support" or bar.words == "support.near":
            return self._out_of_reach(code, lot, bar)
        return Reason(bar.words, self._subject(code, lot), bar.values)

    def _out_of_reach(self, code: str, lot: Lot, bar: Bar) -> Reason:
        """Which support point comes nearest, and what keeps it out."""
        rules = self.region.programmes[code]
        subject = self._subject(code, lot)
        alone = replace(self.region, programmes={code: rules})
        near = ways(alone, beyond=True).get(Presence(code, lot.location), ())
        for service in dict.fromkeys((rules.support_service or "", *rules.near_services)):
            some = [way for way in near if way.service == service]
            if service and not some:
                return Reason("support.none", subject, {"service": service})
            for column in ("max_minutes", "max_metres"):
                limit = getattr(rules, column)
                found = [(way.size(column), way.support_point) for way in some]
                if limit is not None and found and not within(min(found)[0], limit):
                    size, nearest = min(found)
                    values = {"service": service, "size": size, "limit": limit}
                    there = subject._replace(support_point=nearest)
                    return Reason(f"support.{column}", there, values)
        return Reason(bar.words, subject, bar.values)

    def _separation(self, code: str, lot: Lot) -> Iterator[Reason]:
        here = Presence(code, lot.location)
        signed = {Presence(line.programme, line.lot.location) for line in self.region.signed
                  if line.dwellings}  # fmt: skip
        for one, other in self.instance.conflicts:
            there = other if one == here else one
            if here in (one, other) and there in signed:
                values = {"other": there.programme, "there": tuple(there.location)}
                yield Reason("separation", self._subject(code, lot), values)
                return

    def _subject(self, code: str, lot: Lot) -> Subject:
        municipality = self.region.municipality_of(lot.neighbourhood)
        return Subject(code, lot.corporation, municipality, lot.neighbourhood, lot.site)
