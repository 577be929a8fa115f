from __future__ import annotations

from dataclasses import astuple, replace

import pytest

from planner.output.palette import AT_LIMIT, DIFFERENT, contrast, load_colours, sign, signs
from tests.output.conftest import make_region


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_no_two_programmes_look_the_same() -> None:
    looks = {astuple(sign(number))[1:3] for number in range(DIFFERENT)}
    assert len(looks) == DIFFERENT == 64
    assert len({sign(number).shape for number in range(8)}) == 8


def test_a_programme_looks_the_same_in_editions_that_know_fewer() -> None:
    region = make_region()
    programmes = {code: row for code, row in region.programmes.items() if not row.confidential}
    shown = signs(replace(region, programmes=programmes))
    assert shown.keys() == {"cluster", "near", "outflow"}
    assert {code: signs(region)[code] for code in shown} == shown
    assert len(set(signs(region).values())) == 4


@pytest.mark.parametrize("number", range(8))
def test_shapes_are_about_as_large_as_a_circle(number: int) -> None:
    corners = sign(number).corners
    if corners:
        pairs = zip(corners, corners[1:] + corners[:1], strict=True)
        area = abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2
        assert 2.4 < area < 3.5
        assert len(sign(number).points(10, 10, 5).split()) == len(corners)


@pytest.mark.parametrize("position", range(8))
def test_a_number_can_be_read_on_its_sign(position: int) -> None:
    assert contrast(sign(position).ink, sign(position).colour) >= 4.5


@pytest.mark.parametrize("classes", range(1, 8))
def test_load_goes_from_light_to_dark(classes: int) -> None:
    *colours, last = load_colours(classes)
    assert last == AT_LIMIT
    darkness = [contrast(colour, "#ffffff") for colour in colours]
    assert len(set(colours)) == classes
    assert darkness == sorted(darkness)
