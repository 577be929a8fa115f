"""Bounds that hold whatever the other variables are, for rows that switch something on or off."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from planner.models.model import Model
from planner.region.domain import Location, Region


def room(region: Region, neighbourhood: str) -> Fraction:
    """Load (weighted dwellings) a neighbourhood can still take; negative when it is above."""
    row = region.neighbourhoods[neighbourhood]
    most = Fraction(region.settings.max_load_per_1000_dwellings) * row.dwellings / 1000
    return most - Fraction(row.existing_load)


def most(model: Model, programme: str, location: Location) -> int:
    """Most dwellings of a programme at a location under the tightest rule that limits it alone.

    Where no rule does, it is more dwellings than the region has.
    """
    region = model.region
    rules = region.programmes[programme]
    bounds = [model.plenty]
    target = region.cumulative_maximum(programme, region.years[-1])
    if target is not None:
        bounds.append(target)
    if rules.max_per_neighbourhood is not None:
        bounds.append(rules.max_per_neighbourhood)
    if rules.load_weight:
        left = room(region, location.neighbourhood) / Fraction(rules.load_weight)
        bounds.append(max(0, floor(left)))
    if location.site:
        limits = (region.sites[location.site].max_dwellings, rules.max_cluster)
        bounds += [limit for limit in limits if limit is not None]
    return min(bounds)
