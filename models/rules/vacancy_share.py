"""Corporations give at most a part of the dwellings that fall vacant.

    Σ_{p in V} Σ_{l of c in m} x[p,t,l]  ≤  ⌊ α · Σ_{n in m} h[c,n] · r[c,n] ⌋     for every c, m, t
    Σ_{p in V} Σ_{l of c in n} x[p,t,l]  ≤  ⌈ h[c,n] · r[c,n] ⌉                    for every c, n, t

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| V | programmes that use vacancies | | `programmes.uses_vacancies` |
| α | largest share of the vacancies | share | `supply.max_share_of_vacancies` |
| h[c,n] | dwellings of c in n; 0 where it has none | dwellings | `stock` |
| r[c,n] | turnover of c in n, else of the municipality | share a year | `stock`, `municipalities` |

Floors and ceilings are taken of exact decimals. Source: data contract, rule `vacancy_share`.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from math import ceil, floor

from planner.models.model import Model


def add(model: Model) -> None:
    """Write one row for each corporation, municipality or neighbourhood, and year."""
    region = model.region
    in_municipality: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    in_neighbourhood: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for (corporation, neighbourhood), stock in region.stock.items():
        vacancies = stock.dwellings * region.turnover_rate(stock)
        in_municipality[corporation, region.municipality_of(neighbourhood)] += vacancies
        in_neighbourhood[corporation, neighbourhood] = vacancies

    users = {code for code, programme in region.programmes.items() if programme.uses_vacancies}
    by_municipality = model.by(
        lambda p, t, lot: (
            (lot.corporation, region.municipality_of(lot.neighbourhood), t) if p in users else None
        )
    )
    for (corporation, municipality, year), taken in by_municipality.items():
        limit = floor(
            region.settings.max_share_of_vacancies * in_municipality[corporation, municipality]
        )
        index = ("municipality", corporation, municipality, year)
        model.row("vacancy_share", index, [(x, 1.0) for _, x in taken], "<=", limit)

    by_neighbourhood = model.by(
        lambda p, t, lot: (lot.corporation, lot.neighbourhood, t) if p in users else None
    )
    for (corporation, neighbourhood, year), taken in by_neighbourhood.items():
        limit = ceil(in_neighbourhood[corporation, neighbourhood])
        index = ("neighbourhood", corporation, neighbourhood, year)
        model.row("vacancy_share", index, [(x, 1.0) for _, x in taken], "<=", limit)
