"""The pages that hold plans side by side: in a browser, without a network, with any name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner import text
from planner.analysis.compare import compare
from planner.analysis.recorded import Recorded, read_recorded
from planner.analysis.scenarios import AS_IS, Scenario, Variant
from planner.outcome import Outcome
from planner.output.compared import page, scenarios
from planner.output.page import frame
from planner.output.write import write
from planner.region.domain import Audience
from planner.text import catalogue
from tests.output.pages import EVIL, evil, open_page

type Make = Callable[..., Outcome]


def recorded(outcome: Outcome, folder: Path) -> Recorded:
    write(outcome, folder, audience=Audience.INTERNAL, force=False)
    return read_recorded(folder)


def moved_away(outcome: Outcome) -> Outcome:
    """The plan with its first line in other neighbourhoods."""
    first, *others = outcome.plan.lines
    place = "b1" if first.neighbourhood != "b1" else "a1"
    other = first._replace(neighbourhood=place, municipality=place[0] * 2)
    return replace(outcome, plan=replace(outcome.plan, lines=(other, *others)))


@pytest.fixture
def pair(make: Make, tmp_path: Path) -> tuple[Recorded, Recorded]:
    outcome = make()
    return recorded(outcome, tmp_path / "a"), recorded(moved_away(outcome), tmp_path / "b")


def variants(a: Recorded, b: Recorded, label: str = "Anders") -> list[Variant]:
    return [
        Variant(Scenario(AS_IS, "", "", ""), a),
        Variant(Scenario("other", label, label, label), b),
    ]


def test_the_pages_ask_no_server_for_anything(pair: tuple[Recorded, Recorded]) -> None:
    for html in (page.page(compare(*pair)), scenarios.page(variants(*pair))):
        assert "default-src 'none'; style-src 'unsafe-inline'" in html
        assert re.findall(r"<(?:script|link|iframe|img|object|embed|form)\b", html) == []
        assert re.findall(r"url\((?!#)", html) == []
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids))


def test_the_map_has_signs_beside_colours(pair: tuple[Recorded, Recorded]) -> None:
    found = compare(*pair)
    html = page.page(found)
    assert found.places
    for row in found.places:
        net = row.more - row.fewer
        assert f">{'+' if net > 0 else '−'}{abs(net)}</text>" in html
    assert html.count('class="land"') == 0  # this region has points only


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_browser_shows_them(
    browser: Any, pair: tuple[Recorded, Recorded], tmp_path: Path, language: str
) -> None:
    text.use(language)
    made = {"compare": page.page(compare(*pair)), "scenarios": scenarios.page(variants(*pair))}
    text.use("nl")
    for name, html in made.items():
        path = tmp_path / f"{name}.html"
        path.write_text(html, encoding="utf-8")
        for width in (1400, 390):
            view, wrong = open_page(browser, path, width)
            assert wrong == []
            assert view.locator("table").count() >= 3
            assert view.evaluate("document.documentElement.scrollWidth <= innerWidth")
            view.context.close()


def test_evil_names_are_words_only(browser: Any, make: Make, tmp_path: Path) -> None:
    outcome = evil(make)
    a, b = recorded(outcome, tmp_path / "a"), recorded(moved_away(outcome), tmp_path / "b")
    for number, html in enumerate(
        (page.page(compare(a, b)), scenarios.page(variants(a, b, EVIL[0])))
    ):
        assert EVIL[0] not in html
        path = tmp_path / f"{number}.html"
        path.write_text(html, encoding="utf-8")
        view, wrong = open_page(browser, path)
        assert wrong == []
        assert view.locator("script").count() == 0
        view.context.close()


def test_every_message_of_the_templates_exists() -> None:
    blocks = Path(frame.__file__).with_name("blocks.html").read_text("utf-8")
    keys = set(re.findall(r'\bt\("([\w.]+)"[),]', blocks))
    assert keys
    for language in text.LANGUAGES:
        assert keys <= catalogue(language).keys()
        for kind in ("more", "fewer", "swap"):
            assert f"compare.map.{kind}" in catalogue(language)
