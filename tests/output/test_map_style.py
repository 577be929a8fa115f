from __future__ import annotations

import pytest

from planner.output.map_style import contrast, load_colours, programme_style


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_no_two_programmes_look_the_same() -> None:
    signs = {tuple(programme_style(position).values()) for position in range(64)}
    assert len(signs) == 64
    assert len({programme_style(position)["shape"] for position in range(8)}) == 8


@pytest.mark.parametrize("position", range(8))
def test_a_number_can_be_read_on_its_sign(position: int) -> None:
    style = programme_style(position)
    ink = "#000000" if style["ink"] == "#000" else style["ink"]
    assert contrast(ink, style["colour"]) >= 4.5


@pytest.mark.parametrize("classes", range(1, 8))
def test_load_goes_from_light_to_dark(classes: int) -> None:
    colours = load_colours(classes)
    darkness = [contrast(colour, "#ffffff") for colour in colours]
    assert len(set(colours)) == classes
    assert darkness == sorted(darkness)
