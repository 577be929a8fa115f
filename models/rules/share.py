"""A part of the plan is at least, or at most, a share of a whole.

    Σ_{p in W} a · x[p,t,l]  −  Σ_{p in P} x[p,t,l]  ≤  0        for every least share a of P in W
    Σ_{p in P} x[p,t,l]  −  Σ_{p in W} b · x[p,t,l]  ≤  0        for every largest share b of P in W

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t; over the year named, else over all years | dwellings | variable |
| P, W | the programmes of the part and of the whole | | `shares.part`, `shares.whole` |
| a, b | least and largest share; empty asks nothing | share | `shares.minimum`, `shares.maximum` |

Written in whole numbers (`Model.write`), so the comparison is exact. A share is replaced by the
nearest fraction on its safe side whose denominator is no more than the whole can be: it parts the
same whole numbers, and keeps the numbers in the solver small (Farey neighbours; Hardy and Wright,
chapter 3). Source: data contract, rule `share`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from planner.models.limit import Limit, Subject, Weight
from planner.region.domain import Field, Instance, Region, Share, Slice


def limits(instance: Instance) -> Iterator[Limit]:
    """The least and the largest share of each row."""
    for key, row in instance.region.shares.items():
        largest = _largest(instance.region, row)
        for column, share, sign in (("minimum", row.minimum, -1), ("maximum", row.maximum, 1)):
            if share is not None:
                exact = Fraction(share)
                near = below(exact, largest) if sign > 0 else 1 - below(1 - exact, largest)
                yield Limit(
                    rule="share",
                    kind=column,
                    subject=Subject(share=row.share, year=row.year),
                    slice=Slice(
                        programmes=tuple(dict.fromkeys((*row.part, *row.whole))),
                        years=(row.year,) if row.year else (),
                    ),
                    weight=Weight.DWELLINGS,
                    amount=Fraction(0),
                    fields=(Field("shares", key, column),),
                    factors=_factors(row, near, sign),
                )


def below(share: Fraction, largest: int) -> Fraction:
    """The largest fraction up to a share whose denominator is at most `largest`."""
    near = share.limit_denominator(largest)
    if near <= share:
        return near
    top, bottom = near.numerator, near.denominator
    # The left neighbour r/s of a fraction p/q in lowest terms has p·s − q·r = 1.
    inverse = pow(top, -1, bottom) if bottom > 1 else 0
    other = largest - (largest - inverse) % bottom
    return Fraction((top * other - 1) // bottom, other)


def _largest(region: Region, row: Share) -> int:
    """The most dwellings that the whole of a share can have."""
    most = [region.cumulative_maximum(programme, region.years[-1]) for programme in row.whole]
    known = [number for number in most if number is not None]
    if len(known) == len(most):
        return max(1, sum(known))
    return max(1, sum(place.dwellings for place in region.neighbourhoods.values()))


def _factors(row: Share, share: Fraction, sign: int) -> tuple[tuple[str, Fraction], ...]:
    """How much a dwelling of each programme counts: 1 in the part, less the share in the whole."""
    counts: dict[str, Fraction] = defaultdict(Fraction)
    for programme in row.part:
        counts[programme] += sign
    for programme in row.whole:
        counts[programme] -= sign * share
    return tuple(counts.items())
