from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.output.classes import LoadClasses, fulfilment, load_classes


def expected(quota: int, delivered: int) -> int | None:
    if not quota:
        return 5 if delivered else None
    ratio = Fraction(delivered, quota)
    bounds = (Fraction(1, 2), Fraction(4, 5), Fraction(1))
    below = sum(ratio >= bound for bound in bounds)
    return below + (ratio > 1) + (ratio > Fraction(6, 5))


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 400)), max_size=12))
def test_fulfilment_is_exact_at_every_bound(pairs: list[tuple[int, int]]) -> None:
    quotas, delivered = [one for one, _ in pairs], [other for _, other in pairs]
    assert fulfilment(quotas, delivered) == [expected(*pair) for pair in pairs]


@pytest.mark.parametrize(
    ("rates", "limit", "bounds", "classes"),
    [
        ([0.0, 2.0, 5.82], 20.0, (2, 4, 6), [0, 0, 2]),
        ([0.0, 4.9, 19.9, 20.0, 31.0], 20.0, (5, 10, 15, 20), [0, 0, 3, 4, 4]),
        ([0.0], 20.0, (20,), [0]),
        ([1.0], 0.0, (), [0]),
        ([], 20.0, (20,), []),
    ],
)
def test_load_has_round_bounds_up_to_the_limit(
    rates: list[float], limit: float, bounds: tuple[float, ...], classes: list[int]
) -> None:
    found = load_classes(rates, limit)
    assert found.bounds == pytest.approx(bounds)
    assert found.of(rates) == classes


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30), st.floats(0.5, 60))
def test_what_reaches_the_limit_has_a_class_of_its_own(rates: list[float], limit: float) -> None:
    found = load_classes(rates, limit)
    for rate, place in zip(rates, found.of(rates), strict=True):
        assert (place == len(found.bounds)) == (rate >= limit)


@settings(deadline=None)  # the first example pays for the import
@given(st.floats(1e-5, 1e5, allow_subnormal=False))
def test_the_bounds_are_those_of_the_library(highest: float) -> None:
    import numpy as np
    from mapclassify import PrettyBreaks

    breaks = PrettyBreaks(np.array([0.0, highest]), k=6).bins
    found = load_classes([highest], 1e9)
    below = found.bounds[:-1] if found.bounds[-1] == 1e9 else found.bounds
    assert below == tuple(round(float(bound), 6) for bound in breaks)


@settings(deadline=None)
@given(
    st.lists(st.floats(0, 40), min_size=1, max_size=12),
    st.lists(st.integers(1, 30), min_size=1, max_size=5, unique=True),
)
def test_the_classes_are_those_of_the_library(rates: list[float], bounds: list[int]) -> None:
    import numpy as np
    from mapclassify import UserDefined

    bins = tuple(sorted(map(float, bounds)))
    found = LoadClasses(bins, 100.0).of(rates)
    assert found == UserDefined(np.array(rates), bins=list(bins)).yb.tolist()
