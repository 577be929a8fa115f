"""A quota over the years of a plan.

With b_t the group's minima of year t, over the years in which a municipality takes part in any of
its programmes, and B_t their sum up to t (B over all years):

    quota up to year t   Q_t = ⌊ Q · B_t / B + 1/2 ⌋          quota of year t   Q_t − Q_{t−1}

Of the two parts that Q falls into at t, what comes up to t and what comes later, the one with the
larger remainder gets the dwelling that rounding leaves: so the sums are as near to the exact ones
as whole dwellings can be, and the years add up. With equal remainders the dwelling comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from math import floor


def spread_over_years(quota: int, weights: Sequence[int]) -> list[int]:
    """The dwellings of each year, in proportion to `weights`; without any they count alike."""
    parts = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(parts)
    sums = [floor(Fraction(quota * part, whole) + Fraction(1, 2)) for part in accumulate(parts)]
    return [later - earlier for earlier, later in pairwise([0, *sums])]


def up_to(by_year: Mapping[int, int]) -> dict[int, int]:
    """The sums of numbers by year up to and including each year."""
    return dict(zip(by_year, accumulate(by_year.values()), strict=True))
