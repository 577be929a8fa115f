"""Which support points there are for a programme beyond its limits, and how far they are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from planner.geography.reach import access
from planner.models.diagnosis import Way, within
from planner.region.domain import Location, Presence, Programme, Region

# Support points beyond a limit that a location is offered, the nearest first.
_BEYOND = 3


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
