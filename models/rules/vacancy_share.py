"""Corporations give at most a part of the dwellings that fall vacant.

    Σ_{t' ≤ t} Σ_{p in V} Σ_{l of c in m} x[p,t',l]  ≤  ⌊ α · n_t · v[c,m] ⌋     for every c, m, t
    Σ_{p in V} Σ_{l of c in m} x[p,t,l]  ≤  ⌈ α · v[c,m] ⌉                       for every c, m, t
    Σ_{t' ≤ t} Σ_{p in V} Σ_{l in b} x[p,t',l]  ≤  ⌈ β · n_t · Σ_c v[c,b] ⌉      for every b, t
    Σ_{t' ≤ t} Σ_{p in V} Σ_{l of c in b} x[p,t',l]  ≤  ⌈ n_t · v[c,b] ⌉         for every c, b, t
    Σ_{p in V} Σ_{l of c in b} x[p,t,l]  ≤  ⌈ v[c,b] ⌉                           for every c, b, t

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| V | programmes that use vacancies | | `programmes.uses_vacancies` |
| α | largest share of the vacancies of a corporation | share | `supply.max_share_of_vacancies` |
| β | largest share of all vacancies in a neighbourhood; empty is no limit | share | `supply.max_share_in_neighbourhood` |
| v[c,b], v[c,m] | dwellings of c that fall vacant a year: stock × turnover, in b and summed over m; 0 where it has none | dwellings a year | `stock`, `municipalities` |
| n_t | years of the plan up to and including t | years | `region.years` |

Whole dwellings of the sums over the years: rounding costs a corporation less than one dwelling over
the whole plan, not one a year. What one year may give on top is bounded, so that no year is asked
for what several years bring. In the first year the sum is the year, and says it alone. Floors and
ceilings are taken of exact decimals. Source: data contract, rule `vacancy_share`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from planner.models.limit import Limit, Subject, Weight
from planner.region.domain import Field, Instance, Region, Slice

SHARE = Field("region", (), "supply.max_share_of_vacancies")
LOCAL_SHARE = Field("region", (), "supply.max_share_in_neighbourhood")


def limits(instance: Instance) -> Iterator[Limit]:
    """The limits of each corporation in a municipality and a neighbourhood, and of each of these."""
    region = instance.region
    users = tuple(code for code, row in region.programmes.items() if row.uses_vacancies)
    if not users:
        return
    here: dict[tuple[str, str], Fraction] = dict.fromkeys(_taken_from(region, users), Fraction(0))
    here |= {key: Fraction(number) for key, number in region.vacancies.items()}
    in_municipality: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    in_neighbourhood: dict[str, Fraction] = defaultdict(Fraction)
    for (corporation, place), number in here.items():
        in_municipality[corporation, region.municipality_of(place)] += number
        in_neighbourhood[place] += number

    share = Fraction(region.settings.max_share_of_vacancies)
    for (corporation, municipality), number in in_municipality.items():
        subject = Subject(corporation=corporation, municipality=municipality)
        part = Slice(corporation=corporation, municipality=municipality, programmes=users)
        for years in _so_far(region):
            most = floor(share * number * len(years))
            yield _limit("municipality", subject, part, years, most, SHARE)
        for year in region.years[1:]:
            yield _limit("municipality_year", subject, part, (year,), ceil(share * number), SHARE)

    local = region.settings.max_share_in_neighbourhood
    for place, number in in_neighbourhood.items() if local is not None else ():
        assert local is not None
        subject, part = Subject(neighbourhood=place), Slice(neighbourhood=place, programmes=users)
        for years in _so_far(region):
            most = ceil(Fraction(local) * number * len(years))
            yield _limit("neighbourhood", subject, part, years, most, LOCAL_SHARE)

    for (corporation, place), number in here.items():
        subject = Subject(corporation=corporation, neighbourhood=place)
        part = Slice(corporation=corporation, neighbourhood=place, programmes=users)
        for years in _so_far(region):
            yield _limit("vacancies", subject, part, years, ceil(number * len(years)), None)
        for year in region.years[1:]:
            yield _limit("vacancies_year", subject, part, (year,), ceil(number), None)


def _taken_from(region: Region, users: tuple[str, ...]) -> list[tuple[str, str]]:
    """The corporations and neighbourhoods whose vacancies a programme could use."""
    lots = {lot for code in users for lot in region.lots(code)}
    return sorted({(lot.corporation, lot.neighbourhood) for lot in lots})


def _so_far(region: Region) -> Iterator[tuple[int, ...]]:
    """The years up to and including each."""
    for number in range(1, len(region.years) + 1):
        yield region.years[:number]


def _limit(
    kind: str,
    subject: Subject,
    part: Slice,
    years: tuple[int, ...],
    most: int,
    field: Field | None,
) -> Limit:
    return Limit(
        rule="vacancy_share",
        kind=kind,
        subject=subject._replace(year=years[-1]),
        slice=replace(part, years=years),
        weight=Weight.DWELLINGS,
        amount=Fraction(most),
        fields=(field,) if field else (),
    )
