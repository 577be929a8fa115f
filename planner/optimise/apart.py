"""Confidential programmes planned after the open ones, so that the open plan tells nothing of them.

With O the open programmes and H the confidential ones, r_k and r_n the reserves:

    1. plan O alone:       capacity[k] − r_k  and  existing[n] + r_n   in place of
                           capacity[k]        and  existing[n]
    2. plan O and H, every line of O as it stands in the first plan

| symbol | meaning (unit) | source |
|---|---|---|
| r_k | places kept free at support point k that H may use (dwellings) | `privacy.reserve_places` |
| r_n | load kept free in neighbourhood n (weighted dwellings) | `privacy.reserve_load` |

A reserve gives way to what is signed for open programmes, and to nothing else. The first plan is
made from open input alone: no row of a confidential programme, none of its sites and none of its
signed lines is read, so that no change of them can show in it (non-interference, Goguen and
Meseguer 1982). Source: data contract, confidential programmes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from planner.region.domain import Commitment, Confidentiality, Line, Region, Target
from planner.region.figures import totals


def hidden_programmes(region: Region) -> frozenset[str]:
    """The confidential programmes of a region."""
    return frozenset(code for code, row in region.programmes.items() if row.confidential)


def planned_apart(region: Region) -> bool:
    """Whether the region's confidential programmes are planned after the open ones."""
    apart = region.settings.privacy.confidential is Confidentiality.APART
    return apart and bool(hidden_programmes(region))


def open_part(region: Region) -> Region:
    """The region without its confidential programmes, and without whatever names one of them.

    A site that only confidential programmes may use goes; one that others may use too stays, for
    those. A row about several programmes goes where one of them is confidential.
    """
    hidden = hidden_programmes(region)

    def is_open(row: Any) -> bool:
        named = (getattr(row, name, None) for name in ("programme", "programme_a", "programme_b"))
        lists = (getattr(row, name, ()) for name in ("part", "whole"))
        return hidden.isdisjoint(named) and all(map(hidden.isdisjoint, lists))

    changed: dict[str, Any] = {}
    for part in fields(region):
        rows = getattr(region, part.name)
        if isinstance(rows, Mapping) and part.name not in ("programmes", "sites", "left"):
            changed[part.name] = {key: row for key, row in rows.items() if is_open(row)}
        elif isinstance(rows, tuple):
            changed[part.name] = tuple(filter(is_open, rows))
    programmes = {code: row for code, row in region.programmes.items() if code not in hidden}
    sites = {
        code: replace(row, programmes=tuple(p for p in row.programmes if p not in hidden))
        for code, row in region.sites.items()
        if not hidden.issuperset(row.programmes)
    }
    return replace(region, **changed, programmes=programmes, sites=sites)


def with_reserves(region: Region) -> Region:
    """The open part of a region with places and load kept free for confidential programmes."""
    privacy = region.settings.privacy
    services = {region.programmes[code].support_service for code in hidden_programmes(region)} - {
        None
    }
    part = open_part(region)
    served: Counter[str] = Counter()
    for line in part.signed:
        served[line.support_point or ""] += line.dwellings
    points = {
        code: point
        if point.capacity is None or services.isdisjoint(point.services)
        else replace(
            point,
            capacity=max(
                min(point.capacity, served[code]), point.capacity - privacy.reserve_places
            ),
        )
        for code, point in part.support_points.items()
    }
    reserve = _reserves(part, Fraction(privacy.reserve_load))
    neighbourhoods = {
        code: replace(row, existing_load=row.existing_load + reserve[code])
        for code, row in part.neighbourhoods.items()
    }
    return replace(part, support_points=points, neighbourhoods=neighbourhoods)


def with_lines(region: Region, lines: Iterable[Line]) -> Region:
    """The region with the open programmes bound to these lines: no dwelling more, none less.

    Each line is signed, and what may be delivered of its programme in its year is what it has.
    """
    hidden = hidden_programmes(region)
    lines = [line for line in lines if line.programme not in hidden]
    delivered = totals(lines, "programme", "year")
    targets = {
        (programme, year): Target(
            programme, year, region.minimum(programme, year), delivered[programme, year], None
        )
        for programme in region.programmes
        if programme not in hidden
        for year in region.years
    }
    signed = (
        Commitment(
            line.programme, line.year, line.municipality, line.neighbourhood, line.corporation,
            line.site or None, line.support_point or None, line.dwellings, "signed", None,
        )
        for line in lines
    )  # fmt: skip
    kept = (row for row in region.commitments if row.programme in hidden)
    return replace(
        region,
        targets=dict(sorted({**region.targets, **targets}.items())),
        commitments=(*signed, *kept),
    )


def _reserves(region: Region, wanted: Fraction) -> dict[str, Decimal]:
    """The load to keep free in each neighbourhood: as much as wanted and what is signed leaves."""
    settings = region.settings
    load = {code: Fraction(row.existing_load) for code, row in region.neighbourhoods.items()}
    for line in region.signed:
        weight = Fraction(region.programmes[line.programme].load_weight)
        load[line.neighbourhood] += weight * line.dwellings
    size = {code: row.dwellings for code, row in region.neighbourhoods.items()}
    most = Fraction(settings.max_load_per_1000_dwellings) / 1000
    free = {code: most * size[code] - load[code] for code in load}
    if settings.max_adjacent_load_per_1000_dwellings is not None and region.adjacency is not None:
        together = Fraction(settings.max_adjacent_load_per_1000_dwellings) / 1000
        for centre in region.neighbourhoods:
            group = region.adjacency.group(centre)
            left = sum((together * size[code] - load[code] for code in group), Fraction(0))
            for code in group:
                free[code] = min(free[code], left / len(group))
    reserve = {code: max(Fraction(0), min(wanted, room)) for code, room in free.items()}
    return {
        # Rounded down: a reserve may not be more than what is free.
        code: Decimal(number.numerator * 1000 // number.denominator) / 1000
        for code, number in reserve.items()
    }
