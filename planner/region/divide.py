"""A municipality divided by neighbourhood: a part of it set apart, to go its own way.

The part has the figures of its neighbourhoods where they have any (inhabitants, dwellings, social
dwellings); of what is known of the municipality only (existing places, arrears, quota weight,
demand) it has its share of the inhabitants, in whole numbers. What is left is what was, less the
part: nothing is lost or made. Stock, sites, support points and lines go with their neighbourhood.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import floor

from planner.region.domain import Demand, Municipality, Region
from planner.region.overrides import joined

# No code of a region holds a colon: the part is never mistaken for a municipality.
PART = ":part"
_WEIGHT_PLACES = 6


def divide(
    region: Region, municipality: str, neighbourhoods: Collection[str], source: str | None
) -> Region:
    """The region with some neighbourhoods of a municipality as one of its own, `<code>:part`.

    `source` says where the division comes from: what is left has it in its own.
    """
    whole, code = region.municipalities[municipality], municipality + PART
    part = _part(region, whole, neighbourhoods)
    rest = replace(
        whole,
        inhabitants=whole.inhabitants - part.inhabitants,
        dwellings=whole.dwellings - part.dwellings,
        social_dwellings=whole.social_dwellings - part.social_dwellings,
        existing_places=whole.existing_places - part.existing_places,
        arrears=whole.arrears - part.arrears,
        quota_weight=None
        if whole.quota_weight is None or part.quota_weight is None
        else whole.quota_weight - part.quota_weight,
        source=joined(source, whole.source),
    )
    share = _share(whole, part)
    demand: dict[tuple[str, str, int], Demand] = {}
    for key, row in region.demand.items():
        if row.municipality != municipality:
            demand[key] = row
            continue
        going = _rounded(row.households * share)
        demand[key] = replace(
            row, households=row.households - going, source=joined(source, row.source)
        )
        demand[row.programme, code, row.year] = replace(row, municipality=code, households=going)
    return replace(
        region,
        municipalities=dict(
            sorted({**region.municipalities, municipality: rest, code: part}.items())
        ),
        neighbourhoods={
            place: replace(row, municipality=code) if place in neighbourhoods else row
            for place, row in region.neighbourhoods.items()
        },
        participation=(
            *region.participation,
            *(
                replace(row, municipality=code)
                for row in region.participation
                if row.municipality == municipality
            ),
        ),
        commitments=tuple(
            replace(row, municipality=code)
            if row.municipality == municipality and row.neighbourhood in neighbourhoods
            else row
            for row in region.commitments
        ),
        demand=dict(sorted(demand.items())),
    )


def _part(region: Region, whole: Municipality, neighbourhoods: Collection[str]) -> Municipality:
    places = [region.neighbourhoods[code] for code in neighbourhoods]
    part = replace(
        whole,
        code=whole.code + PART,
        # The neighbourhoods may come to more than their municipality: it has no more to give.
        inhabitants=min(whole.inhabitants, sum(row.inhabitants for row in places)),
        dwellings=min(whole.dwellings, sum(row.dwellings for row in places)),
        social_dwellings=min(whole.social_dwellings, sum(row.social_dwellings for row in places)),
    )
    share = _share(whole, part)
    weight = whole.quota_weight
    return replace(
        part,
        existing_places=_rounded(whole.existing_places * share),
        arrears=_rounded(whole.arrears * share),
        quota_weight=None if weight is None else _weight(Fraction(weight) * share),
    )


def _share(whole: Municipality, part: Municipality) -> Fraction:
    """The share of the inhabitants; of the dwellings where there are no inhabitants."""
    if whole.inhabitants:
        return Fraction(part.inhabitants, whole.inhabitants)
    return Fraction(part.dwellings, whole.dwellings) if whole.dwellings else Fraction(0)


def _rounded(exact: Fraction) -> int:
    """The nearest whole number; a half goes with the part."""
    return floor(exact + Fraction(1, 2))


def _weight(exact: Fraction) -> Decimal:
    return round(Decimal(exact.numerator) / Decimal(exact.denominator), _WEIGHT_PLACES)
