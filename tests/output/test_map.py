"""The map in a browser without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import pytest
from markupsafe import escape
from shapely.geometry import box

from planner import text
from planner.outcome import Outcome
from planner.output.edition import edition
from planner.output.map import page, write_map
from planner.output.map_tiles import background
from planner.region.domain import Audience, Commitment, Line, Site
from planner.text import catalogue

from .conftest import make_region
from .pages import EVIL, evil, open_page

type Make = Callable[..., Outcome]


def rich(make: Make, folder: Path | None = None) -> Outcome:
    """The small plan with a site that is free, two commitments and limits on distance."""
    region = make_region()
    free = replace(region.sites["s1"], code="s2", name="Oude school", neighbourhood="b1", x=None)
    commitment = Commitment("near", 2021, "aa", "a1", "noord", None, "sp", 5, "signed", "test")
    proposed = replace(commitment, programme="outflow", year=2022, dwellings=9, status="proposed")
    near = replace(region.programmes["near"], max_metres=1500)
    sites: dict[str, Site] = {**region.sites, "s2": free}
    region = replace(
        region,
        sites=sites,
        commitments=(commitment, proposed),
        programmes={**region.programmes, "near": near},
    )
    return make(region=region, folder=folder)


def draw_boundaries(folder: Path, schematic: bool = False) -> None:
    """Squares around the points of the small region."""
    region = make_region()
    for layer, column in (("municipalities", "municipality"), ("neighbourhoods", "neighbourhood")):
        rows = region.neighbourhoods.values()
        frame = geopandas.GeoDataFrame(
            {
                "municipality": [row.municipality for row in rows],
                "neighbourhood": [row.code for row in rows],
                "schematic": [schematic] * len(rows),
            },
            geometry=[box(row.x - 480, row.y - 480, row.x + 480, row.y + 480) for row in rows],
            crs="EPSG:28992",
        )
        kept = frame[[column, "schematic", "geometry"]].dissolve(by=column).reset_index()
        kept.to_file(folder / "geo.gpkg", layer=layer, driver="GPKG")


# what is written


def test_it_asks_no_server_for_anything(outcome: Outcome) -> None:
    html = page(outcome)
    code = re.sub(r'<a href="https://leafletjs.com"[^>]*>', "", html)
    assert re.findall(r"""(?:src|href)\s*=\s*["']?(?!data:|#)[^"'\s>]*//[^"'\s>]*""", code) == []
    assert re.findall(r"""url\(\s*["']?(?!data:|#)[^)]*\)""", html) == []
    assert re.findall(r"<(?:link|iframe|script[^>]+src)", html) == []
    assert "@import" not in html
    assert "sourceMappingURL" not in html
    assert "jquery" not in html.lower()
    policy = re.findall(r'Content-Security-Policy" content="([^"]+)"', html)
    assert len(policy) == 1
    assert policy[0].startswith("default-src &#39;none&#39;; script-src &#39;sha256-")
    assert "img-src data:;" in policy[0]


def test_a_background_opens_the_page_to_one_host(outcome: Outcome) -> None:
    tiles = background("https://{s}.tiles.nl/{z}/{x}/{y}.png", "Wij <b>{{ x }}</b>")
    html = page(outcome, tiles)
    assert "img-src data: https://a.tiles.nl https://b.tiles.nl https://c.tiles.nl;" in html
    assert "De achtergrond komt van tiles.nl en vraagt een netwerk" in html
    assert "<b>{{" not in html
    assert "achtergrond" not in page(outcome)


def test_the_same_plan_is_the_same_page(make: Make) -> None:
    tiles = background("https://tiles.nl/{z}/{x}/{y}.png", None)
    assert page(make(), tiles) == page(make(), tiles)
    assert re.findall(r"_[0-9a-f]{32}\b", page(make())) == []


def test_it_stays_small(make: Make) -> None:
    region = make_region()
    model = region.neighbourhoods["a1"]
    places = {
        f"n{number}": replace(model, code=f"n{number}", x=model.x + 40 * number)
        for number in range(500)
    }
    lines = tuple(
        Line(programme, 2021, "aa", code, "noord", "", "", 3)
        for code in places
        for programme in ("hidden", "near", "outflow")
    )
    many = replace(region, neighbourhoods={**region.neighbourhoods, **places})
    assert len(page(make(region=many, lines=lines))) < 1_000_000


def test_every_word_is_in_the_language_asked_for(make: Make) -> None:
    dutch = page(rich(make))
    text.use("en")
    english = page(rich(make))
    assert '<html lang="nl">' in dutch
    assert '<html lang="en">' in english
    for key, forms in catalogue("nl").items():
        if key.startswith("map.ui.") and forms != catalogue("en")[key]:
            for form in forms:
                assert json.dumps(form, ensure_ascii=False) in dutch
                assert json.dumps(form, ensure_ascii=False) not in english
    assert "Intern: toont" in dutch
    assert "Internal: shows" in english


def test_points_and_made_up_boundaries_are_called_schematic(make: Make, tmp_path: Path) -> None:
    assert "Schematisch: cirkels" in page(make())
    draw_boundaries(tmp_path)
    assert "chematisch" not in re.sub(r"<style>.*?</style>", "", page(make()), flags=re.DOTALL)
    draw_boundaries(tmp_path, schematic=True)
    assert "Schematische grenzen" in page(make())


def data_of(html: str) -> Any:
    found = re.findall(r'<script type="application/json" id="data">(.*?)</script>', html)
    assert len(found) == 1
    return json.loads(found[0])


def test_an_edition_holds_nothing_confidential(make: Make) -> None:
    region = make_region()
    hidden = replace(region.programmes["hidden"], quota_group="homes")
    plan = make(region=replace(region, programmes={**region.programmes, "hidden": hidden}))
    internal, partners, public = (
        page(edition(plan, audience))
        for audience in (Audience.INTERNAL, Audience.PARTNERS, Audience.PUBLIC)
    )
    assert "Intern: toont" in internal
    assert "Intern: toont" not in partners + public
    assert [len(data_of(html)["programmes"]) for html in (internal, partners, public)] == [4, 3, 3]
    told = data_of(partners)
    # What is delivered of a quota would tell what the confidential programme does in it.
    assert told["withheld"] == [["hidden (nl), 2021", 2]]
    assert not any(row["accounts"] for row in told["municipalities"])
    assert data_of(internal)["municipalities"][0]["accounts"]["0"]["soFar"] == [7, 14]
    told = data_of(public)
    assert told["withheld"] == [["hidden (nl), 2021", 2]]
    assert not told["groups"][0]["shown"]
    assert not any(row["accounts"] for row in told["municipalities"])


# what is shown


@pytest.fixture
def visit(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens a page without a network; a message, an error or a request fails the test."""
    views: list[tuple[Any, list[str]]] = []

    def opened(outcome: Outcome, width: int = 1440, height: int = 900) -> Any:
        write_map(outcome, tmp_path / "map.html")
        view, wrong = open_page(browser, tmp_path / "map.html", width, height)
        views.append((view, wrong))
        return view

    yield opened
    for view, _ in views:
        view.context.close()
    assert [message for _, wrong in views for message in wrong] == []


def numbers(view: Any) -> list[int]:
    """The dwellings that the signs on the map say."""
    labels = [sign.get_attribute("aria-label") for sign in view.locator(".symbol").all()]
    return sorted(int(re.findall(r"(\d+) woning(?:en)?$", label)[0]) for label in labels)


def test_layers_can_be_chosen(visit: Callable[..., Any], make: Make, tmp_path: Path) -> None:
    draw_boundaries(tmp_path)
    view = visit(rich(make))
    assert numbers(view) == [1, 2, 3, 4, 5, 6, 10]
    view.get_by_role("checkbox", name="cluster (nl)").uncheck()
    assert numbers(view) == [1, 2, 3, 4, 5, 6]
    assert view.locator(".leaflet-marker-icon.support").count() == 2
    view.get_by_role("checkbox", name="Steunpunten").uncheck()
    assert view.locator(".leaflet-marker-icon.support").count() == 0
    for name, drawn in (
        ("Van woning naar steunpunt", ".leaflet-ties-pane path"),
        ("day", ".leaflet-areas-pane path"),
        ("niet is gebruikt", ".leaflet-marker-icon.site"),
    ):
        assert view.locator(drawn).count() == 0
        view.get_by_role("checkbox", name=name).check()
        assert view.locator(drawn).count() >= 1, name
    view.get_by_role("checkbox", name="Toezeggingen").check()
    signs = view.locator(".commitment")
    assert [sign.get_attribute("aria-label") for sign in signs.all()] == [
        "\u2068Buurt a1\u2069: getekend voor 5 woningen in 2021",
        "\u2068Buurt a1\u2069: voorstel voor 9 woningen in 2022",
    ]
    assert view.locator("path[aria-label*=belasting]").count() == 0
    view.get_by_role("radio", name="Belasting per buurt").check()
    # a1: 4 + 5 + 2 weighted dwellings, 500 dwellings in all.
    assert view.get_by_label("Buurt a1\u2069: belasting 22,0 per 1.000").count() == 1
    assert view.get_by_label("Buurt a2\u2069: belasting 6,0 per 1.000").count() == 1
    assert view.get_by_text("op of boven de grens van 20").is_visible()


def test_the_plan_grows_with_the_year(visit: Callable[..., Any], outcome: Outcome) -> None:
    view = visit(outcome)
    assert view.locator("#moment").inner_text() == "Alle jaren, 2021–2022"
    assert view.locator("#count").inner_text() == "31 van 31 woningen"
    slider = view.get_by_role("slider")
    slider.focus()
    view.keyboard.press("ArrowLeft")
    assert view.locator("#moment").inner_text() == "Tot en met 2021"
    assert slider.get_attribute("aria-valuetext") == "Tot en met 2021"
    assert view.locator("#count").inner_text() == "17 van 31 woningen"
    assert numbers(view) == [2, 5, 10]
    # aa: 5 in 2021 (the confidential two do not count), 12 in all, of 15.
    assert "5 van 15" in view.locator(".place-name", has_text="Stad AA").inner_text()
    view.get_by_role("button", name="Alle jaren").click()
    assert numbers(view) == [1, 2, 3, 4, 5, 6, 10]
    assert "12 van 15" in view.locator(".place-name", has_text="Stad AA").inner_text()


def test_a_municipality_tells_its_account(visit: Callable[..., Any], outcome: Outcome) -> None:
    view = visit(outcome)
    view.locator(".place-name", has_text="Stad AA").click()
    panel = view.locator("#panel").inner_text()
    assert "12 van 15 woningen" in panel
    assert "3 woningen te weinig" in panel
    assert "Betaalt € 150.000,00 heffing" in panel.replace("\xa0", " ")
    rows = [row.inner_text().split("\t") for row in view.locator("#panel table.years tr").all()]
    assert [row[1:] for row in rows if "outflow" in row[0]] == [["–", "7", "7"]]
    assert [row[1:] for row in rows if row[0].strip() == "Totaal"] == [["7", "7", "14"]]
    assert [row[1:] for row in rows if "Telt voor" in row[0]] == [["5", "7", "12"]]
    view.keyboard.press("Escape")
    assert view.locator("#panel h2").inner_text() == "Testland"
    view.get_by_role("button", name="Stad BB", exact=True).click()
    # The cluster of ten fills b2: 20 for every 1,000 of its 500 dwellings.
    bounds = view.locator("#panel .bounds").inner_text()
    assert "Buurt b2 heeft een belasting van 10, bij een grens van 10." in bounds


def test_everything_works_by_keyboard(visit: Callable[..., Any], outcome: Outcome) -> None:
    view = visit(outcome)
    view.keyboard.press("Tab")
    assert view.evaluate("document.activeElement.className") == "skip"
    name = view.locator(".place-name", has_text="Stad CC")
    name.focus()
    view.keyboard.press("Enter")
    assert view.locator("#panel h2").inner_text() == "Stad CC"
    assert view.evaluate("document.activeElement.closest('#panel') !== null")
    view.keyboard.press("Escape")
    assert view.locator("#panel h2").inner_text() == "Testland"
    sign = view.locator(".symbol").first
    sign.focus()
    assert view.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    view.keyboard.press(" ")
    assert view.locator(".leaflet-popup-content h2").count() == 1
    assert view.get_by_role("button", name="Sluiten").last.is_visible()
    view.keyboard.press("Escape")
    view.locator(".leaflet-popup").wait_for(state="detached")
    point = view.locator(".leaflet-marker-icon.support").first
    point.focus()
    assert view.locator(".leaflet-ties-pane path").count() >= 1
    view.keyboard.press("Enter")
    card = view.locator(".leaflet-popup-content").inner_text()
    assert card.split("\n")[0] == "Steunpunt Eén"
    assert "Ondersteunt 6 van hoogstens 8 woningen" in card


@pytest.mark.parametrize(
    ("words", "kind", "heading"),
    [
        ("stad b", "gemeente", "Stad BB"),
        ("BUURT C2", "buurt", "Buurt c2"),
        ("een", "steunpunt", "Steunpunt Eén"),
        ("werf", "locatie", "Werf"),
    ],
)
def test_a_place_is_found_by_name(
    visit: Callable[..., Any], outcome: Outcome, words: str, kind: str, heading: str
) -> None:
    view = visit(outcome)
    search = view.get_by_role("combobox")
    search.fill(words)
    assert kind in view.get_by_role("option").first.inner_text()
    view.keyboard.press("ArrowDown")
    assert search.get_attribute("aria-activedescendant") == "found-0"
    view.keyboard.press("Enter")
    where = "#panel h2" if kind == "gemeente" else ".leaflet-popup-content h2"
    assert view.locator(where).inner_text() == heading
    search.fill("nergens")
    assert view.get_by_role("option").inner_text() == "Niets gevonden"


def test_no_name_is_more_than_text(visit: Callable[..., Any], make: Make) -> None:
    plan = evil(make)
    html = page(plan)
    assert "<script>document.title" not in html
    assert "<img src=x" not in html
    assert f"<title>Plan {escape(EVIL[0])}</title>" in html
    view = visit(plan)
    said = set()
    for marker in view.locator(".leaflet-marker-icon.leaflet-interactive").all():
        marker.dispatch_event("mouseover")
        marker.dispatch_event("click")
        said.add(view.locator(".leaflet-popup-content h2, #panel h2").last.text_content())
    assert said <= {*EVIL}
    assert len(said) >= 3
    view.get_by_role("combobox").fill("LLL")
    assert view.get_by_role("option").count() >= 1
    assert view.title() == f"Plan {EVIL[0]}"
    assert view.locator("img, iframe, object, link").count() == 0
    assert view.evaluate("document.documentElement.scrollWidth") == 1440


@pytest.mark.parametrize(("width", "height"), [(1440, 500), (820, 1180)])
def test_on_paper_it_is_one_page(
    visit: Callable[..., Any], make: Make, tmp_path: Path, width: int, height: int
) -> None:
    draw_boundaries(tmp_path)
    view = visit(rich(make), width, height)
    for choice in view.locator("#choices input[type=checkbox]").all():
        choice.evaluate("(input) => input.checked || input.click()")
    pdf = view.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    box_of_page = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)[0]
    assert [round(float(side) / 72 * 25.4) for side in box_of_page] == [297, 210]
    # Afterwards the page is as it was.
    assert view.locator(".printing").count() == 0
    assert view.locator("#year").is_visible()
    view.evaluate("dispatchEvent(new Event('beforeprint'))")
    for gone in ("#year", "#panel", ".search", ".leaflet-control-zoom", "#choices input"):
        assert not view.locator(gone).first.is_visible(), gone
    for there in ("h1", "#choices .classes", ".note.internal", "#moment"):
        assert view.locator(there).first.is_visible(), there
    legend = view.locator("#layers")
    assert legend.evaluate("(one) => one.scrollHeight <= one.clientHeight && !one.scrollTop")
    paper = view.locator("#map").bounding_box()
    assert paper["width"] / 96 * 25.4 == pytest.approx(196, abs=1)


OVERLAP = """
() => {
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const boxes = [...document.querySelectorAll(
    'h1, .note, .search, #map, #moment, #all-years, .slide, #tabs button, .leaflet-control'
  )].filter(seen).map((element) => [element, element.getBoundingClientRect()]);
  const found = [];
  for (const [one, a] of boxes) {
    if (a.left < 0 || a.right > innerWidth || a.bottom > innerHeight) found.push(one.outerHTML);
    for (const [other, b] of boxes) {
      if (one === other || one.contains(other) || other.contains(one)) continue;
      if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) {
        found.push(`${one.id || one.className} / ${other.id || other.className}`);
      }
    }
  }
  return found;
}
"""


@pytest.mark.parametrize(("width", "height"), [(360, 740), (820, 1180), (1440, 900)])
def test_nothing_overlaps_or_sticks_out(
    visit: Callable[..., Any], make: Make, tmp_path: Path, width: int, height: int
) -> None:
    draw_boundaries(tmp_path, schematic=True)
    view = visit(rich(make), width, height)
    assert view.evaluate("document.documentElement.scrollWidth") == width
    assert view.evaluate(OVERLAP) == []


def test_on_a_phone_lists_come_from_below(visit: Callable[..., Any], outcome: Outcome) -> None:
    view = visit(outcome, 360, 740)
    assert not view.locator("#layers").is_visible()
    view.get_by_role("button", name="Lagen").tap()
    view.locator("#layers").wait_for(state="visible")
    view.keyboard.press("Escape")
    view.locator("#layers").wait_for(state="hidden")
    view.locator(".place-name", has_text="Stad BB").tap()
    view.locator("#panel").wait_for(state="visible")
    place = view.locator("#panel").bounding_box()
    assert place["width"] == 360
    assert place["y"] > 200
    view.locator("#panel .close").tap()
    view.locator("#panel").wait_for(state="hidden")
    assert view.evaluate("document.documentElement.scrollWidth") == 360


def test_who_wants_no_motion_gets_none(browser: Any, outcome: Outcome, tmp_path: Path) -> None:
    write_map(outcome, tmp_path / "map.html")
    context = browser.new_context(reduced_motion="reduce", offline=True)
    view = context.new_page()
    view.goto((tmp_path / "map.html").as_uri())
    moves = "map_plan.options.zoomAnimation || map_plan.options.fadeAnimation"
    assert view.evaluate(moves) is False
    context.close()
