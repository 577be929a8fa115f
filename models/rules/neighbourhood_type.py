"""A programme stands only where the type of the neighbourhood allows it, and within its numbers.

    Σ_t Σ_{l in n} x[p,t,l]  =  0                            for every p, n with allowed[κ(n),p] false
    Σ_t Σ_{l in n} x[p,t,l]  ≤  ρ[κ(n),p] · d_n / 1000       for every p, n with such a number
    Σ_t x[p,t,s]  ≤  γ[κ(n),p]                               for every p and site s in n with one

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| κ(n) | type of neighbourhood n; without one nothing is asked of it | | `neighbourhoods.kind` |
| allowed[κ,p] | whether p may stand in a neighbourhood of type κ; yes without a row | | `neighbourhood_types.allowed` |
| ρ[κ,p] | most dwellings of p; empty is no limit | dwellings per 1,000 dwellings | `neighbourhood_types.max_per_1000_dwellings` |
| γ[κ,p] | most dwellings of p together on one site; empty is no limit | dwellings | `neighbourhood_types.max_cluster` |
| d_n | dwellings of the neighbourhood | dwellings | `neighbourhoods` |

Source: data contract, rule `neighbourhood_type`; measure 17d, criteria per type of neighbourhood
(002:2614-2626).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planner.models.limit import Bar, Limit, Subject, Weight
from planner.models.model import Model
from planner.region.domain import Field, Instance, Lot, Slice


def limits(instance: Instance) -> Iterator[Limit]:
    """The most of each programme in each neighbourhood, and on each site there."""
    region = instance.region
    for place, row in region.neighbourhoods.items():
        for programme in region.programmes:
            rules = region.neighbourhood_types.get((row.kind or "", programme))
            if rules is not None and rules.max_per_1000_dwellings is not None:
                yield Limit(
                    rule="neighbourhood_type",
                    kind="density",
                    subject=Subject(programme=programme, neighbourhood=place),
                    slice=Slice(programme=programme, neighbourhood=place),
                    weight=Weight.DWELLINGS,
                    amount=Fraction(rules.max_per_1000_dwellings) * row.dwellings / 1000,
                    fields=(_field(row.kind, programme, "max_per_1000_dwellings"),),
                )
    for site in region.sites.values():
        kind = region.neighbourhoods[site.neighbourhood].kind
        for programme in site.programmes:
            rules = region.neighbourhood_types.get((kind or "", programme))
            if rules is not None and rules.max_cluster is not None:
                yield Limit(
                    rule="neighbourhood_type",
                    kind="cluster",
                    subject=Subject(programme=programme, site=site.code),
                    slice=Slice(
                        programme=programme, neighbourhood=site.neighbourhood, site=site.code
                    ),
                    weight=Weight.DWELLINGS,
                    amount=Fraction(rules.max_cluster),
                    fields=(_field(kind, programme, "max_cluster"),),
                )


def bars(instance: Instance, programme: str, year: int, lot: Lot) -> Iterator[Bar]:
    """That the type of the neighbourhood does not allow the programme."""
    kind = instance.region.neighbourhoods[lot.neighbourhood].kind
    rules = instance.region.neighbourhood_types.get((kind or "", programme))
    if rules is not None and not rules.allowed:
        yield Bar("neighbourhood_type", "", _field(kind, programme, "allowed"), True, {})


def add(model: Model) -> None:
    """Write one row for each programme and neighbourhood that does not allow it, and the limits."""
    barred = model.by(
        lambda p, t, lot: (p, lot.neighbourhood) if any(bars(model.instance, p, t, lot)) else None
    )
    for place, dwellings in barred.items():
        terms = [(x, 1.0) for _, x in dwellings]
        model.row("neighbourhood_type", ("allowed", *place), terms, "==", 0)
    for limit in limits(model.instance):
        model.write(limit)


def _field(kind: str | None, programme: str, column: str) -> Field:
    return Field("neighbourhood_types", (kind or "", programme), column)
