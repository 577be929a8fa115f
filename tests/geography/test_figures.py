from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.geography.figures import FigureError, count, figure, share


@pytest.mark.parametrize(
    "value",
    [
        None,
        float("nan"),
        "",
        " . ",
        ".",
        "-",
        "x",
        -99997,
        -99995.0,
        "-99999999",
        "-99999,0",
        -9999,
    ],
)
def test_missing_and_secret_figures(value: object) -> None:
    assert figure(value) is None
    assert count(value) is None
    assert share(value) is None


@given(st.integers(max_value=-9999))
def test_no_large_negative_number_is_a_figure(value: int) -> None:
    for written in (value, float(value), str(value), f"{value},0"):
        assert count(written) is None


@given(st.integers(min_value=0, max_value=10**9))
def test_whole_numbers_are_read_however_they_are_written(value: int) -> None:
    for written in (value, float(value), str(value), f"{value}.0", f" {value},0 "):
        assert count(written) == value


@given(st.integers(min_value=-9998, max_value=-1))
def test_other_negative_numbers_are_refused(value: int) -> None:
    with pytest.raises(FigureError) as caught:
        count(value)
    assert caught.value.key == "geo.negative"


@pytest.mark.parametrize("value", ["many", "1.2.3", True, "inf"])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(FigureError) as caught:
        figure(value)
    assert caught.value.key == "geo.not_a_number"


def test_a_share_is_a_part_of_all() -> None:
    assert share("30,5") == Decimal("0.305")
    assert share(100) == 1
    with pytest.raises(FigureError):
        share(101)
