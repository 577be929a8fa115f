from __future__ import annotations

import pytest

from planner.output.page.scatter import Scatter, scatter


def drawn(points: list[tuple[float, float]]) -> Scatter:
    return scatter("n", "t", "d", [(pair, True, "") for pair in points], ("a", "b"), (str, str))


def test_small_values_are_left_and_low() -> None:
    first, second, third = drawn([(1.0, 9.0), (2.0, 5.0), (4.0, 1.0)]).dots
    assert first.x < second.x < third.x
    assert first.y < second.y < third.y
    assert second.x - first.x == pytest.approx((third.x - second.x) / 2, abs=0.2)
    assert second.y - first.y == pytest.approx(third.y - second.y, abs=0.2)


def test_stairs_go_right_before_they_go_down() -> None:
    chart = drawn([(1.0, 9.0), (4.0, 1.0)])
    first, second = chart.dots
    assert chart.stairs == f"M{first.x} 24V{first.y}H{second.x}V{second.y}H730"


def test_ticks_are_round_and_within_the_axes() -> None:
    chart = drawn([(2941.5, 0.38), (3014.4, 0.85)])
    values = [float(words) for _, words in chart.across]
    assert values == [2940.0, 2960.0, 2980.0, 3000.0]
    assert all(chart.left <= x <= chart.right for x, _ in chart.across)
    assert [float(words) for _, words in chart.up] == [0.4, 0.5, 0.6, 0.7, 0.8]
    assert all(chart.top <= y <= chart.base for y, _ in chart.up)


@pytest.mark.parametrize("pair", [(0.0, 0.0), (1e-7, 3e9)])
def test_one_point_has_axes(pair: tuple[float, float]) -> None:
    chart = drawn([pair])
    assert chart.left < chart.dots[0].x < chart.right
    assert chart.top < chart.dots[0].y < chart.base
    assert chart.across
    assert chart.up
