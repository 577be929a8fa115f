"""Rows over whole numbers without rounding."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import gcd

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.models.exact import whole_row

FRACTIONS = st.fractions(min_value=0, max_value=5, max_denominator=12)


@settings(derandomize=True, max_examples=300)
@given(
    st.lists(FRACTIONS, min_size=1, max_size=3),
    st.fractions(min_value=-2, max_value=30, max_denominator=60),
)
def test_the_same_whole_points_hold(coefficients: list[Fraction], limit: Fraction) -> None:
    whole, most = whole_row(coefficients, limit)
    assert all(isinstance(number, int) for number in (*whole, most))
    for point in product(range(7), repeat=len(coefficients)):
        exactly = sum(c * x for c, x in zip(coefficients, point, strict=True)) <= limit
        assert exactly == (sum(c * x for c, x in zip(whole, point, strict=True)) <= most)


@settings(derandomize=True)
@given(st.lists(FRACTIONS, min_size=1, max_size=4), FRACTIONS)
def test_the_numbers_are_as_small_as_they_go(coefficients: list[Fraction], limit: Fraction) -> None:
    whole, _ = whole_row(coefficients, limit)
    assert gcd(*whole) in (0, 1)


def test_a_tenth_three_times_fits_three_tenths() -> None:
    assert whole_row([Fraction("0.1"), Fraction("0.2")], Fraction("0.3")) == ([1, 2], 3)
    assert whole_row([Fraction(2), Fraction(4)], Fraction(7)) == ([1, 2], 3)
    assert whole_row([Fraction(0)], Fraction(-1)) == ([0], -1)
