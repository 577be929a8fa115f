"""What arithmetic alone shows impossible, before any solver is asked.

Need and quotas may stay unmet, so a plan exists unless what is signed breaks a rule. What is signed
is set against every limit and every bar of the rules, and both numbers are named. What only several
rules together rule out is left to the solver.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from planner.errors import Problem
from planner.models.rules import bars
from planner.models.rules.site import sizes
from planner.models.usage import Usage
from planner.region.domain import Instance, Location, Lot, Presence

type Signed = dict[tuple[str, int, Lot], int]


def impossible(instance: Instance) -> list[Problem]:
    """Every rule that the signed lines break by themselves, with both numbers."""
    signed = _signed(instance)
    return [
        *_limits(instance, signed),
        *_bars(instance, signed),
        *_support_points(instance),
        *_separation(instance, signed),
    ]


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
            region = instance.region
            least, _ = sizes(region.sites[lot.site], region.programmes[programme])
            result[programme, year, lot] = max(dwellings, least)
    return {key: dwellings for key, dwellings in sorted(result.items()) if dwellings}


def _limits(instance: Instance, signed: Signed) -> Iterator[Problem]:
    """The limits that the sums of what is signed exceed; of sums up to a year the first."""
    region = instance.region
    usage = Usage(instance)
    for (programme, year, lot), dwellings in signed.items():
        usage.take(programme, year, lot, dwellings)
    for line in region.signed:
        usage.serve(line.support_point or "", line.dwellings)
    said = set()
    for limit, taken in usage.exceeded():
        if limit.makes_room or (limit.words, limit.subject._replace(year=None)) in said:
            continue
        said.add((limit.words, limit.subject._replace(year=None)))
        values = {
            **limit.subject.named,
            "existing": limit.number(limit.already),
            "signed": limit.number(taken - limit.already),
            "limit": limit.number(limit.amount),
        }
        yield Problem(f"impossible.{limit.words}", values)


def _bars(instance: Instance, signed: Signed) -> Iterator[Problem]:
    """What is signed for where, or when, nothing may stand."""
    said: set[tuple[str, str, Location]] = set()
    for programme, year, lot in signed:
        for bar in bars(instance, programme, year, lot):
            values = {"programme": programme, "year": year, **_place(lot.location)}
            if (bar.words, programme, lot.location) not in said:
                said.add((bar.words, programme, lot.location))
                yield Problem(f"impossible.{bar.words}", {**values, **bar.values})


def _support_points(instance: Instance) -> Iterator[Problem]:
    """Support points named in signed lines that are not there for them, where others are."""
    for line in instance.region.signed:
        reach = instance.access.get(Presence(line.programme, line.lot.location))
        links = reach.links if reach else ()
        there = {link.support_point for link in links if link.from_year <= line.year}
        if line.dwellings and line.support_point and there and line.support_point not in there:
            values = {"programme": line.programme, "year": line.year, **_place(line.lot.location)}
            yield Problem(
                "impossible.support.point", {**values, "support_point": line.support_point}
            )


def _separation(instance: Instance, signed: Signed) -> Iterator[Problem]:
    standing = {Presence(programme, lot.location) for programme, _, lot in signed}
    for one, other in instance.conflicts:
        if one in standing and other in standing:
            values = {"one": one.programme, "other": other.programme}
            here, there = _place(one.location)["place"], _place(other.location)["place"]
            yield Problem("impossible.separation", {**values, "here": here, "there": there})


def _place(location: Location) -> dict[str, Any]:
    return {"place": location.site or location.neighbourhood}
