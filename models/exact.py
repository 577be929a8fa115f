"""Rows over whole numbers without rounding.

A row Σ c_i · x_i ≤ L with fractions c_i ≥ 0 and whole x_i holds exactly when
Σ (c_i·D/G) · x_i ≤ ⌊L·D/G⌋ with D the common denominator and G the greatest common divisor of the
c_i·D: every number in the solver is then a whole one.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor, gcd, lcm


def whole_row(coefficients: Sequence[Fraction], limit: Fraction) -> tuple[list[int], int]:
    """The same row in whole numbers: coefficients and limit, as small as they go."""
    denominator = lcm(*(coefficient.denominator for coefficient in coefficients))
    scaled = [int(coefficient * denominator) for coefficient in coefficients]
    divisor = gcd(*scaled) or 1
    return [number // divisor for number in scaled], floor(limit * denominator / divisor)
