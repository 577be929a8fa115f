"""Which support points there are for a programme beyond its limits, and how far they are.

What they would give access to when the limits are wider is worked out here too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from planner.geography.reach import access
from planner.region.domain import Access, Link, Location, Presence, Programme, Region

# Support points beyond a limit that a location is offered, the nearest first.
_BEYOND = 3


class Way(NamedTuple):
    """A support point that offers a service, as seen from a location; `from_year` as it is now."""

    support_point: str
    service: str
    minutes: float
    metres: float
    from_year: int

    def size(self, column: str) -> float:
        """What a limit of that name is on: minutes or metres."""
        return self.minutes if column == "max_minutes" else self.metres


@dataclass(frozen=True, slots=True)
class YearlyAccess(Access):
    """Access where the first year of a support point could change: years are kept apart."""

    def epoch(self, year: int) -> int:
        """The year itself, 0 where nothing could be there yet."""
        return year if any(link.from_year <= year for link in self.links) else 0


def within(size: float, limit: Decimal) -> bool:
    """Whether minutes or metres keep to a limit, up to the noise of floating-point numbers."""
    return size <= float(limit) * (1 + 1e-9)


def ways(region: Region, *, beyond: bool) -> dict[Presence, tuple[Way, ...]]:
    """The support points with a service of the programme, from every location it could stand at.

    All within its limits, whatever their first year; with `beyond` also the nearest outside them,
    and those that a signed line names.
    """
    found = {}
    for programme in region.programmes.values():
        services = dict.fromkeys((programme.support_service, *programme.near_services))
        near: dict[Location, list[Way]] = {}
        for service in services:
            if service:
                for location, some in _of_service(region, programme, service).items():
                    kept = _kept(region, programme, location, some, beyond=beyond)
                    near.setdefault(location, []).extend(kept)
        found.update({Presence(programme.code, place): tuple(rows) for place, rows in near.items()})
    return found


def _of_service(region: Region, programme: Programme, service: str) -> Mapping[Location, list[Way]]:
    """Every support point with a service that can be travelled to at all, from each location."""
    anywhere = replace(
        programme, support_service=service, near_services=(), max_metres=None, max_minutes=None
    )
    points = {code: replace(point, from_year=None) for code, point in region.support_points.items()}
    open_ = replace(region, programmes={programme.code: anywhere}, support_points=points)
    start = region.years[0]
    result = {}
    for (_, location), reach in access(open_).items():
        here = region.point(location)
        result[location] = [
            Way(
                link.support_point,
                service,
                link.minutes,
                math.dist(here, _point(region, link.support_point)),
                max(start, region.support_points[link.support_point].from_year or start),
            )
            for link in reach.links
        ]
    return result


def _kept(
    region: Region, programme: Programme, location: Location, some: list[Way], *, beyond: bool
) -> Iterator[Way]:
    limits = (programme.max_minutes, programme.max_metres)
    signed = {
        line.support_point
        for line in region.signed
        if line.programme == programme.code and line.lot.location == location
    }
    left = _BEYOND if beyond else 0
    for way in sorted(some, key=lambda way: (way.minutes, way.metres, way.support_point)):
        inside = all(_keeps(size, limit) for size, limit in zip(way[2:4], limits, strict=True))
        if inside or left or (beyond and way.support_point in signed):
            left -= 0 if inside or not left else 1
            yield way


def _keeps(size: float, limit: Decimal | None) -> bool:
    return limit is None or within(size, limit)


def _point(region: Region, code: str) -> tuple[float, float]:
    return region.support_points[code].x, region.support_points[code].y


def wide_access(
    region: Region, wide: Region, ways: Mapping[Presence, Sequence[Way]]
) -> dict[Presence, Access]:
    """Access along the ways of a region, with the first years of a wider one.

    Where a support point could open earlier, years are kept apart.
    """
    start, end = region.years[0], region.years[-1]
    found: dict[Presence, Access] = {}
    for code, row in region.programmes.items():
        services = {*row.near_services, *((row.support_service,) if row.support_service else ())}
        for location in sorted({lot.location for lot in region.lots(code)}):
            place = Presence(code, location)
            some = ways.get(place, ())
            if services - {way.service for way in some}:
                continue
            links = []
            for way in some:
                opens = max(start, wide.support_points[way.support_point].from_year or start)
                if way.service == row.support_service and opens <= end:
                    links.append((way, Link(way.support_point, way.minutes, opens)))
            earlier = any(way.from_year != link.from_year for way, link in links)
            kind = YearlyAccess if earlier else Access
            found[place] = kind(start, tuple(link for _, link in links))
    return found
