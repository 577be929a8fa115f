"""What is within reach of what: support for programmes, places of origin, and what is too close.

Travel minutes come from `planner.geography.travel`; places of origin and separations keep to
straight lines.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from itertools import compress

from planner.geography.network import modes_in_use
from planner.geography.travel import (
    NOISE,
    Travel,
    distances,
    metres_between,
    minutes_per_metre,
    pairs_within,
)
from planner.quota.quotas import Share
from planner.region.domain import (
    Access,
    Instance,
    Link,
    Location,
    Presence,
    Programme,
    Region,
    SupportPoint,
)


def prepare(region: Region, shares: Mapping[tuple[str, str], Share]) -> Instance:
    """The problem to solve: the region with its quotas, its reach and its conflicts."""
    reach = access(region)
    return Instance(
        region=region,
        quotas={key: share.quota for key, share in shares.items()},
        quotas_by_year={key: share.by_year for key, share in shares.items()},
        access=reach,
        conflicts=conflicts(region, reach),
        origin_minutes=origin_minutes(region, reach),
    )


def access(region: Region) -> dict[Presence, Access]:
    """What every programme finds at every location it could stand at.

    A pair is missing where no support point with the service, or none with a near service, is
    within the programme's limits in any year.
    """
    travels = {mode: Travel(region, mode) for mode in modes_in_use(region)}
    result = {}
    for code, programme in region.programmes.items():
        if not region.services(code):
            for location in region.locations(code):
                result[Presence(code, location)] = Access(region.years[0], ())
            continue
        for location, points, minutes in travels[region.mode_of(code)].near(code):
            serving = [region.serves(point, location.neighbourhood) for point in points]
            points, minutes = list(compress(points, serving)), list(compress(minutes, serving))
            if found := _near(region, programme, points, minutes):
                result[Presence(code, location)] = found
    return result


def _near(
    region: Region, programme: Programme, points: list[SupportPoint], minutes: list[float]
) -> Access | None:
    """What a location with these support points near offers; nothing unless all services do."""
    start, end = region.years[0], region.years[-1]
    first_year = max(
        min((p.from_year or start for p in points if service in p.services), default=end + 1)
        for service in region.services(programme.code)
    )
    if first_year > end:
        return None
    support = programme.support_service
    links = [
        Link(point.code, time, max(start, point.from_year or start))
        for point, time in zip(points, minutes, strict=True)
        if support in point.services
    ]
    return Access(max(start, first_year), tuple(links))


def conflicts(
    region: Region, reach: Mapping[Presence, Access]
) -> tuple[tuple[Presence, Presence], ...]:
    """The pairs of a programme and location that the region's separations forbid together."""
    locations: dict[str, list[Location]] = defaultdict(list)
    for programme, location in reach:
        locations[programme].append(location)
    found = set()
    for rule in region.separation:
        ours, theirs = locations[rule.programme_a], locations[rule.programme_b]
        if not ours or not theirs:
            continue
        if rule.min_metres == 0:
            pairs = _same_neighbourhood(ours, theirs)
        else:
            pairs = _closer(region, ours, theirs, float(rule.min_metres))
        for here, there in pairs:
            one, other = Presence(rule.programme_a, here), Presence(rule.programme_b, there)
            if one != other:
                found.add((min(one, other), max(one, other)))
    return tuple(sorted(found))


def _closer(
    region: Region, ours: list[Location], theirs: list[Location], metres: float
) -> list[tuple[Location, Location]]:
    import numpy as np

    here, there = (np.array([*map(region.point, places)]) for places in (ours, theirs))
    one, other = pairs_within(here, there, metres)
    near = metres_between(here[one], there[other]) < metres * (1 - NOISE)
    found = zip(one[near].tolist(), other[near].tolist(), strict=True)
    return [(ours[i], theirs[j]) for i, j in found]


def _same_neighbourhood(
    ours: list[Location], theirs: list[Location]
) -> list[tuple[Location, Location]]:
    by_neighbourhood = defaultdict(list)
    for location in theirs:
        by_neighbourhood[location.neighbourhood].append(location)
    return [(here, there) for here in ours for there in by_neighbourhood[here.neighbourhood]]


def origin_minutes(
    region: Region, reach: Mapping[Presence, Access]
) -> dict[tuple[str, str, Location], float]:
    """Travel from each municipality of origin in `demand` to each location of the programme.

    A municipality's point is the mean of its neighbourhoods' points weighted by inhabitants.
    """
    wanted = sorted({(programme, origin) for programme, origin, _ in region.demand})
    locations: dict[str, list[Location]] = defaultdict(list)
    for programme, location in reach:
        locations[programme].append(location)
    result = {}
    for programme, origin in wanted:
        places = locations[programme]
        factor = minutes_per_metre(region, region.mode_of(programme))
        metres = distances([centre(region, origin)], map(region.point, places))
        for place, distance in zip(places, metres[0], strict=True):
            result[programme, origin, place] = float(distance) * factor
    return result


def centre(region: Region, municipality: str) -> tuple[float, float]:
    """The mean point (m) of a municipality's neighbourhoods, weighted by inhabitants."""
    places = [row for row in region.neighbourhoods.values() if row.municipality == municipality]
    weights = [row.inhabitants for row in places]
    if not sum(weights):
        weights = [1] * len(places)
    total = sum(weights)
    return (
        math.fsum(weight * row.x for weight, row in zip(weights, places, strict=True)) / total,
        math.fsum(weight * row.y for weight, row in zip(weights, places, strict=True)) / total,
    )
