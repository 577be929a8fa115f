"""No programme runs ahead of its targets.

    Σ_{t' ≤ t} Σ_l x[p,t',l]  ≤  Σ_{t' ≤ t} maximum[p,t']        for every p, t

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| maximum[p,t] | most dwellings of p in t; empty is no limit from t on | dwellings | `targets` |

Years that a programme does not use may be used later, never earlier. What is missing from the
minima is the objective `unmet_need`, not a rule. Source: data contract, rule `target`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planner.models.limit import Limit, Subject, Weight
from planner.region.domain import Field, Instance, Slice


def limits(instance: Instance) -> Iterator[Limit]:
    """The sum of the maxima up to each year, of each programme."""
    region = instance.region
    for programme in region.programmes:
        for position, year in enumerate(region.years):
            so_far = region.years[: position + 1]
            most = region.cumulative_maximum(programme, year)
            if most is not None:
                yield Limit(
                    rule="target",
                    kind="",
                    subject=Subject(programme=programme, year=year),
                    slice=Slice(programme=programme, years=so_far),
                    weight=Weight.DWELLINGS,
                    amount=Fraction(most),
                    fields=tuple(Field("targets", (programme, past), "maximum") for past in so_far),
                )
