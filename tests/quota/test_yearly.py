"""A quota over the years: sums as near as whole dwellings can be."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from planner.quota.yearly import spread_over_years, up_to


def test_the_sum_up_to_each_year_is_rounded() -> None:
    # 75, 85, 80 and 60 of 300: 13 dwellings are 3.25, 6.93, 10.4 and 13 up to each year.
    assert spread_over_years(13, [75, 85, 80, 60]) == [3, 4, 3, 3]
    # What rounding leaves of a third in one year comes in the next, not at the end.
    assert spread_over_years(5, [2, 2, 2]) == [2, 1, 2]
    assert spread_over_years(1, [1, 1, 1]) == [0, 1, 0]


def test_without_any_need_the_years_count_alike() -> None:
    assert spread_over_years(5, [0, 0, 0]) == [2, 1, 2]


def test_with_equal_remainders_the_dwelling_comes_first() -> None:
    assert spread_over_years(1, [1, 1]) == [1, 0]
    assert spread_over_years(11, [1] * 12) == [1] * 6 + [0] + [1] * 5


@given(st.integers(0, 500), st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_every_sum_is_as_near_as_it_can_be(quota: int, weights: list[int]) -> None:
    found = spread_over_years(quota, weights)
    assert sum(found) == quota
    assert all(dwellings >= 0 for dwellings in found)
    parts = weights if sum(weights) else [1] * len(weights)
    for year in range(len(weights)):
        exact = Fraction(quota * sum(parts[: year + 1]), sum(parts))
        assert abs(exact - sum(found[: year + 1])) <= Fraction(1, 2)


def test_sums_up_to_each_year() -> None:
    assert up_to({2021: 3, 2022: 0, 2023: 2}) == {2021: 3, 2022: 3, 2023: 5}
