"""Polygons made sound, united, and with a point that lies on them."""

from __future__ import annotations

from typing import Any

import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon, box

from planner.region.shapes import point_on, sound, united


def test_a_polygon_that_crosses_itself_is_repaired() -> None:
    bow = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    mended: Any = sound(bow)
    assert mended.is_valid
    assert mended.geom_type == "MultiPolygon"
    assert mended.area == pytest.approx(50)


def test_only_polygons_are_left() -> None:
    collection = shapely.geometrycollections([box(0, 0, 1, 1), LineString([(0, 0), (5, 5)])])
    assert sound(collection).equals(box(0, 0, 1, 1))
    flat = Polygon([(0, 0), (1, 1), (2, 2), (0, 0)])
    for nothing in (None, Polygon(), LineString([(0, 0), (1, 1)]), flat):
        assert sound(nothing) is None


def test_parts_of_an_area_become_one() -> None:
    one = united([sound(box(0, 0, 1, 1)), sound(box(1, 0, 2, 1))])
    assert one.equals(box(0, 0, 2, 1))
    apart = united([sound(box(0, 0, 1, 1)), sound(box(5, 0, 6, 1))])
    assert isinstance(apart, MultiPolygon)
    assert len(apart.geoms) == 2


def test_the_point_lies_on_the_polygon() -> None:
    horseshoe = box(0, 0, 90, 90).difference(box(10, 10, 80, 90))
    for shape in (horseshoe, box(140_000.3, 470_000, 140_000.4, 470_500), box(0, 0, 3, 3)):
        x, y = point_on(shape)
        assert shapely.intersects_xy(shape, x, y)
    assert point_on(box(0, 0, 100, 60)) == (50, 30)
