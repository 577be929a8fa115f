"""What to say of a region's network: points that it does not serve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from planner.errors import Problem
from planner.geography.network import modes_in_use, places, ways
from planner.region.domain import Location, Mode, Network, Region, SupportPoint
from planner.text import number, text

_NAMED = 5  # points by name in one note


def closed_modes(region: Region) -> list[Problem]:
    """A problem for each mode that some programme travels by and no edge is open to."""
    return [
        Problem("network.closed", {"mode": mode.value})
        for mode in (modes_in_use(region) if region.network else ())
        if region.network and not any(mode in edge.modes for edge in region.network.edges)
    ]


def network_notes(region: Region) -> list[str]:
    """Per mode in use: the points too far from the network, and those in a part of its own."""
    if not region.network:
        return []
    return [note for mode in modes_in_use(region) for note in _notes(region, region.network, mode)]


def _notes(region: Region, network: Network, mode: Mode) -> list[str]:
    settings = region.settings.proximity
    locations, points = places(region, mode)
    graph = ways(network, mode, settings.speed_kmh[mode])
    where = [*map(region.point, locations), *((point.x, point.y) for point in points)]
    names = [*map(_place, locations), *map(_place, points)]
    joints = graph.join(where, settings.snap_metres)
    by = text(f"network.by.{mode}")
    notes = []
    far = [
        text("network.far", place=name, metres=number(metres, 0))
        for name, node, metres in zip(
            names, joints.nodes.tolist(), joints.metres.tolist(), strict=True
        )
        if node < 0
    ]
    if far:
        limit = settings.snap_metres
        notes.append(
            text("network.note.far", count=len(far), by=by, limit=limit, places=_some(far))
        )
    parts = graph.parts()
    part_of = [
        (name, int(parts[node]))
        for name, node in zip(names, joints.nodes, strict=True)
        if node >= 0
    ]
    joined = Counter(part for _, part in part_of)
    if len(joined) > 1:
        largest = max(sorted(joined), key=joined.__getitem__)
        apart = [name for name, part in part_of if part != largest]
        notes.append(text("network.note.apart", count=len(apart), by=by, places=_some(apart)))
    return notes


def _place(place: Location | SupportPoint) -> str:
    if isinstance(place, SupportPoint):
        return text("network.support_point", name=place.code)
    if place.site:
        return text("network.site", name=place.site)
    return text("network.neighbourhood", name=place.neighbourhood)


def _some(names: Sequence[str]) -> list[str]:
    return [*names[:_NAMED], "…"] if len(names) > _NAMED else list(names)
