"""A neighbourhood takes no more of a programme than the programme allows, over all years.

    Σ_t Σ_{l in n} x[p,t,l]  ≤  most[p]        for every p with a limit, n

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| most[p] | most dwellings in one neighbourhood; empty is no limit | dwellings | `programmes.max_per_neighbourhood` |

Source: data contract, rule `per_neighbourhood`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planner.models.limit import Limit, Subject, Weight
from planner.region.domain import Field, Instance, Slice


def limits(instance: Instance) -> Iterator[Limit]:
    """The most of each programme with a limit, in each neighbourhood it could stand in."""
    region = instance.region
    for programme, rules in region.programmes.items():
        if rules.max_per_neighbourhood is None:
            continue
        for place in dict.fromkeys(lot.neighbourhood for lot in region.lots(programme)):
            yield Limit(
                rule="per_neighbourhood",
                kind="",
                subject=Subject(programme=programme, neighbourhood=place),
                slice=Slice(programme=programme, neighbourhood=place),
                weight=Weight.DWELLINGS,
                amount=Fraction(rules.max_per_neighbourhood),
                fields=(Field("programmes", (programme,), "max_per_neighbourhood"),),
            )
