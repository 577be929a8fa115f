from __future__ import annotations

from itertools import combinations
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.present.map_style import fulfilment, offsets, radius


@pytest.mark.parametrize(
    ("quota", "delivered", "kind"),
    [
        (10, 7, "far_below"),
        (10, 8, "below"),
        (10, 9, "below"),
        (10, 10, "met"),
        (10, 11, "above"),
        (0, 0, "none"),
        (0, 1, "above"),
        (1, 0, "far_below"),
    ],
)
def test_fulfilment(quota: int, delivered: int, kind: str) -> None:
    assert fulfilment(quota, delivered) == kind


def test_area_goes_with_the_number() -> None:
    assert radius(100, 100) == 18
    assert radius(25, 100) == 9
    assert radius(1, 100) == 5
    assert radius(0, 0) == 5


@given(st.lists(st.integers(5, 18), min_size=1, max_size=8))
def test_circles_at_one_point_do_not_cover_each_other(radii: list[int]) -> None:
    places = offsets(radii)
    for (first, one), (second, other) in combinations(zip(radii, places, strict=True), 2):
        # Whole pixels may cost a little of the touching distance.
        assert dist(one, other) >= max(first, second)
