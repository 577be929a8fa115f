"""Both pages: what they say, what they ask for, and how a browser shows them."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from planner import text
from planner.analysis.variants import Alternatives, Frontier
from planner.output.variants import alternatives_page, frontier_page
from planner.output.variants.drawing import drawing
from planner.output.variants.words import main
from tests.analysis.test_alternatives import NEAR
from tests.models.small import CLUSTERED, OUTFLOW, SITE_A, SITE_B
from tests.output.pages import EVIL, open_page
from tests.output.variants.conftest import found_in
from tests.tiny import tiny


@pytest.fixture
def pages(swept: Frontier, several: Alternatives) -> dict[str, str]:
    return {
        "frontier": frontier_page.page(swept),
        "alternatives": alternatives_page.page(several),
    }


def words(html: str) -> str:
    """What a reader sees."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[html.index("<body") :]))


def test_they_ask_no_server_for_anything(pages: dict[str, str]) -> None:
    for html in pages.values():
        assert "default-src 'none'; style-src 'unsafe-inline'" in html
        assert re.findall(r"<(?:script|link|iframe|img|object|embed|form)\b", html) == []
        assert re.findall(r"(?:src|href)=\"(?!#)", html) == []
        assert re.findall(r"url\((?!#)", html) == []


def test_they_say_that_they_are_internal(pages: dict[str, str]) -> None:
    for html in pages.values():
        assert words(html).count("Intern: toont vertrouwelijke locaties") == 2


def test_the_same_plans_are_the_same_pages(
    pages: dict[str, str], swept: Frontier, several: Alternatives
) -> None:
    assert frontier_page.page(swept) == pages["frontier"]
    assert alternatives_page.page(several) == pages["alternatives"]


def test_both_languages(pages: dict[str, str], swept: Frontier, several: Alternatives) -> None:
    text.use("en")
    english = {
        "frontier": frontier_page.page(swept),
        "alternatives": alternatives_page.page(several),
    }
    for name, html in pages.items():
        assert '<html lang="nl">' in html
        assert '<html lang="en">' in english[name]
    assert "Nabijheid tegenover spreiding: Klein" in pages["frontier"]
    assert "Closeness against spread: Tiny" in english["frontier"]
    assert "Alternatieven voor het beste plan: Klein" in pages["alternatives"]
    assert "Alternatives to the best plan: Tiny" in english["alternatives"]


def test_the_frontier_has_every_point_in_chart_and_table(
    swept: Frontier, pages: dict[str, str]
) -> None:
    html = pages["frontier"]
    number = len(swept.plans)
    assert html.count('r="7" class="dot"') == number
    grid = frontier_page.points(swept)
    assert [row[0] for row in grid.rows] == [str(n + 1) for n in range(number)]
    assert {row[1] for row in grid.rows} == {"ja"}
    assert grid.rows[0][2:4] == ("3,12", "3")
    assert grid.heads[2:4] == (
        "Reistijd in woningminuten",
        "Hoogste belasting (per 1.000 woningen)",
    )
    assert len(grid.heads) == 2 + len(main(swept.plans[0]))
    assert "onvervulde vraag" in " ".join(frontier_page.sentences(swept))


def test_a_point_that_is_not_proven_is_open(swept: Frontier) -> None:
    last = swept.plans[-1]
    unproven = replace(last, plan=replace(last.plan, status="feasible"))
    found = replace(swept, plans=(*swept.plans[:-1], unproven))
    assert frontier_page.points(found).rows[-1][1] == "nee"
    html = frontier_page.page(found)
    assert html.count('r="7" class="dot open"') == 1
    assert "Niet elk punt is bewezen" in html
    assert "De tijd was op" in frontier_page.page(replace(found, complete=False))


def test_a_single_plan_is_drawn_too(swept: Frontier) -> None:
    html = frontier_page.page(replace(swept, plans=swept.plans[:1]))
    assert "er valt niets af te wegen" in html
    assert "nan" not in html


def test_what_each_municipality_delivers(swept: Frontier) -> None:
    grid = frontier_page.municipalities(swept, swept.plans[0].region)
    for position, account in enumerate(swept.plans[0].accounts):
        delivered = [str(plan.accounts[position].delivered) for plan in swept.plans]
        assert list(grid.rows[position][1:]) == [str(account.quota), *delivered]


def test_always_sometimes_and_never_on_the_map(several: Alternatives) -> None:
    drawn = drawing(several, several.best)
    signs = {sign.title.split(":")[0]: sign for sign in drawn.signs}
    assert signs["Klooster, Beedorp"].use == "always"
    assert signs["Klooster, Beedorp"].site
    assert signs["Oude school, Aadorp"].use in ("sometimes", "never")
    uses = {sign.use for sign in drawn.signs if not sign.site}
    assert uses <= {"always", "sometimes", "never"}
    total = len(several.plans)
    assert f"In {total} van {total} plannen" in signs["Klooster, Beedorp"].title
    for sign in drawn.signs:
        assert 0 <= sign.x <= 760
        assert 0 <= sign.y <= drawn.height
    # north is up, and east is right
    assert signs["Noord, Aadorp"].y < signs["Zuid, Aadorp"].y
    assert signs["Noord, Aadorp"].x < signs["Kern, Beedorp"].x


def test_a_neighbourhood_that_nothing_can_use(several: Alternatives) -> None:
    """Without stock and without a site there is nothing to take."""
    gone = {
        key: found
        for key, found in several.best.instance.access.items()
        if key.location.neighbourhood != "a2"
    }
    lines = tuple(line for line in several.best.plan.lines if line.neighbourhood != "a2")
    best = replace(
        several.best,
        instance=replace(several.best.instance, access=gone),
        plan=replace(several.best.plan, lines=lines),
    )
    drawn = drawing(replace(several, best=best, others=()), best)
    assert [sign.use for sign in drawn.signs if sign.title.startswith("Zuid")] == ["impossible"]


def test_boundaries_are_drawn_as_areas(several: Alternatives, tmp_path: Path) -> None:
    from tests.output.test_geometry import save

    save(tmp_path / "geo.gpkg", municipality=["aa", "bb"])
    loaded = replace(several.best.loaded, folder=tmp_path)
    best = replace(several.best, loaded=loaded)
    drawn = drawing(replace(several, best=best), best)
    assert len(drawn.borders) == 2
    assert all(path.startswith("M") and path.endswith("Z") for path in drawn.borders)
    assert {name for _, _, name in drawn.names} == {"Aadorp", "Beedorp"}


def test_the_tables_of_alternatives(several: Alternatives) -> None:
    region = several.best.region
    plans = alternatives_page.plans(several)
    assert plans.rows[0][0] == "beste plan"
    assert plans.rows[0][2] == "100\N{NO-BREAK SPACE}%"
    assert [row[0] for row in plans.rows[1:]] == [
        f"alternatief {n + 1}" for n in range(len(several.others))
    ]
    counts = alternatives_page.counts(several, region)
    possible = len(several.use())
    assert sum(int(cell) for row in counts.rows for cell in row[1:]) == possible
    listed = sum(len(grid.rows) for grid in alternatives_page.places(several, region))
    never = sum(len(names) for _, names in alternatives_page.unused(several, region))
    assert listed + never == possible


def test_what_was_not_found_is_said(several: Alternatives) -> None:
    alone = replace(several, others=())
    assert "geen ander plan" in " ".join(alternatives_page.sentences(alone))
    assert "De tijd was op" in " ".join(alternatives_page.sentences(replace(alone, complete=False)))
    unproven = replace(several.best, plan=replace(several.best.plan, status="feasible"))
    said = " ".join(alternatives_page.sentences(replace(several, best=unproven)))
    assert "Niet elk doel" in said


def evil(folder: Path) -> Alternatives:
    """Every name that a file can bring in tries to be more than text."""
    base = tiny()
    # What turns a line around is refused where it comes in.
    names = cycle(name for name in EVIL if "\u202e" not in name)
    return found_in(
        folder,
        **{
            table: [{**row, "name": next(names)} for row in base[table]]
            for table in ("municipalities", "neighbourhoods", "corporations")
        },
        sites=[{**SITE_A, "name": EVIL[0]}, {**SITE_B, "name": EVIL[-1]}],
        programmes=[{**row, **NEAR, "label_nl": EVIL[0]} for row in (OUTFLOW, CLUSTERED)],
    )


def test_names_are_text(tmp_path: Path) -> None:
    html = alternatives_page.page(evil(tmp_path / "evil"))
    assert "<script" not in html
    assert "<img" not in html


def test_no_name_runs_in_a_browser(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        alternatives_page.page(evil(tmp_path / "evil")), encoding="utf-8"
    )
    view, wrong = open_page(browser, tmp_path / "page.html")
    assert view.title() == "Alternatieven voor het beste plan: Klein"
    assert EVIL[0] in view.locator("#places").inner_text()
    assert wrong == []


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("name", ["frontier", "alternatives"])
def test_a_browser_shows_them(
    browser: Any, pages: dict[str, str], tmp_path: Path, name: str, wide: bool
) -> None:
    (tmp_path / "page.html").write_text(pages[name], encoding="utf-8")
    width, height = (1400, 900) if wide else (390, 844)
    view, wrong = open_page(browser, tmp_path / "page.html", width, height)
    drawn = view.locator("svg.chart" if name == "frontier" else "svg.map")
    assert drawn.is_visible()
    assert drawn.bounding_box()["height"] > 100
    # Wide tables and charts scroll inside, never the page.
    assert view.evaluate("document.documentElement.scrollWidth") == width
    if name == "frontier":
        assert view.locator("svg.chart circle.dot").count() == 4
    else:
        filled = view.locator("svg.map rect.place.always").first
        assert filled.evaluate("shape => getComputedStyle(shape).fill") == "rgb(11, 79, 125)"
        half = view.locator("svg.map .sometimes").first
        assert "#half" in half.evaluate("shape => getComputedStyle(shape).fill")
    assert wrong == []
