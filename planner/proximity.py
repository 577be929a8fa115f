"""Who can be reached from where: distances, travel minutes, reach and conflicts.

Travel minutes between two points are taken from the region's travel table where it has the pair of
neighbourhoods (in either direction); an empty cell there is unreachable. Otherwise

    minutes = straight line (m) · detour factor / 1000 / speed (km/h) · 60

A limit counts as kept up to a relative error of 1e-9, the noise of floating-point arithmetic.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from planner.domain import (
    Access,
    Instance,
    Link,
    Location,
    Mode,
    Presence,
    Programme,
    Region,
    SupportPoint,
)
from planner.quota import Share

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NOISE = 1e-9


def prepare(region: Region, shares: Mapping[tuple[str, str], Share]) -> Instance:
    """The problem to solve: the region with its quotas, its reach and its conflicts."""
    reach = access(region)
    return Instance(
        region=region,
        quotas={key: share.quota for key, share in shares.items()},
        access=reach,
        conflicts=conflicts(region, reach),
        origin_minutes=origin_minutes(region, reach),
    )


def access(region: Region) -> dict[Presence, Access]:
    """What every programme finds at every location it could stand at.

    A pair is missing where no support point with the service, or none with a near service, is
    within the programme's limits in any year.
    """
    result = {}
    for programme in region.programmes.values():
        locations = sorted({lot.location for lot in region.lots(programme.code)})
        for location, found in _access(region, programme, locations).items():
            result[Presence(programme.code, location)] = found
    return result


def _access(
    region: Region, programme: Programme, locations: list[Location]
) -> dict[Location, Access]:
    services = {*programme.near_services}
    if programme.support_service:
        services.add(programme.support_service)
    points = [
        point for point in region.support_points.values() if services.intersection(point.services)
    ]
    start, end = region.years[0], region.years[-1]
    if not services:
        return {location: Access(start, ()) for location in locations}
    metres = distances(
        [region.point(location) for location in locations],
        [(point.x, point.y) for point in points],
    )
    minutes = _minutes(region, region.mode_of(programme.code), locations, points, metres)
    within = (metres <= _limit(programme.max_metres)) & (minutes <= _limit(programme.max_minutes))
    within &= minutes < math.inf
    result = {}
    for row, location in enumerate(locations):
        near = [
            (points[column], float(minutes[row, column]))
            for column in within[row].nonzero()[0]
            if region.serves(points[column], location.neighbourhood)
        ]
        links = tuple(
            Link(point.code, travel, max(start, point.from_year or start))
            for point, travel in near
            if programme.support_service in point.services
        )
        first_year = max(
            (
                min(
                    (p.from_year or start for p, _ in near if service in p.services),
                    default=end + 1,
                )
                for service in services
            ),
        )
        if first_year <= end:
            result[location] = Access(max(start, first_year), links)
    return result


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
            metres = distances(map(region.point, ours), map(region.point, theirs))
            near = metres < float(rule.min_metres) * (1 - _NOISE)
            pairs = [(ours[i], theirs[j]) for i, j in zip(*near.nonzero(), strict=True)]
        for here, there in pairs:
            one, other = Presence(rule.programme_a, here), Presence(rule.programme_b, there)
            if one != other:
                found.add((min(one, other), max(one, other)))
    return tuple(sorted(found))


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


def minutes_per_metre(region: Region, mode: Mode) -> float:
    """Travel minutes for one metre in a straight line."""
    settings = region.settings.proximity
    return float(settings.detour_factor * 60 / (1000 * settings.speed_kmh[mode]))


def distances(
    here: Iterable[tuple[float, float]], there: Iterable[tuple[float, float]]
) -> NDArray[np.float64]:
    """Straight lines (m) from every point of one list (rows) to each of the other (columns)."""
    import numpy as np

    rows = np.array(list(here), dtype=np.float64).reshape(-1, 1, 2)
    columns = np.array(list(there), dtype=np.float64).reshape(1, -1, 2)
    return np.hypot(rows[..., 0] - columns[..., 0], rows[..., 1] - columns[..., 1])


def _minutes(
    region: Region,
    mode: Mode,
    locations: list[Location],
    points: list[SupportPoint],
    metres: NDArray[np.float64],
) -> NDArray[np.float64]:
    minutes = metres * minutes_per_metre(region, mode)
    if region.travel:
        for row, location in enumerate(locations):
            for column, point in enumerate(points):
                known = _table_minutes(region, location.neighbourhood, point.neighbourhood)
                if known is not None:
                    minutes[row, column] = known
    return minutes


def _table_minutes(region: Region, start: str, end: str) -> float | None:
    row = region.travel.get((start, end)) or region.travel.get((end, start))
    if row is None:
        return None
    return math.inf if row.minutes is None else float(row.minutes)


def _limit(limit: Decimal | None) -> float:
    return math.inf if limit is None else float(limit) * (1 + _NOISE)
