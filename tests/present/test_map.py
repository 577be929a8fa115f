from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner import text
from planner.domain import Line
from planner.outcome import Outcome
from planner.present.map import page, write_map
from planner.present.markup import escape

from .conftest import make_region
from .test_geometry import save

type Make = Callable[..., Outcome]
CHROMIUM = Path("/usr/bin/chromium")
EVIL = (
    "</script><script>document.title='x'</script><img src=x onerror=\"document.title='x'\">"
    "`${1}'{{ 7*7 }}{% x %}{# y"
)


def evil(make: Make) -> Outcome:
    """Every name that a file can bring in tries to be more than text."""
    region = make_region()

    def named(rows: Any) -> Any:
        return {code: replace(row, name=EVIL) for code, row in rows.items()}

    programmes = region.programmes.items()
    return make(
        region=replace(
            region,
            identity=replace(region.identity, label_nl=EVIL),
            municipalities=named(region.municipalities),
            neighbourhoods=named(region.neighbourhoods),
            corporations=named(region.corporations),
            support_points={
                code: replace(row, name=EVIL, services=(EVIL,))
                for code, row in region.support_points.items()
            },
            sites=named(region.sites),
            programmes={code: replace(row, label_nl=EVIL) for code, row in programmes},
        )
    )


def test_it_asks_no_server_for_anything(outcome: Outcome) -> None:
    html = page(outcome)
    assert re.findall(r"""(?:src|href)\s*=\s*["']?(?!data:)[^"'\s>]*//[^"'\s>]*""", html) == []
    assert re.findall(r"""url\(\s*["']?(?!data:|#)[^)]*\)""", html) == []
    assert re.findall(r"<(?:link|iframe|script[^>]+src)", html) == []
    assert "@import" not in html
    assert "sourceMappingURL" not in html
    assert "cdn" not in html
    assert "jquery" not in html.lower()
    assert "default-src 'none'" in html


def test_names_are_text(make: Make) -> None:
    html = page(evil(make))
    assert "<script>document.title" not in html
    assert "<img src=x" not in html
    assert f"<title>Plan {escape(EVIL)}</title>" in html


def test_the_same_plan_is_the_same_page(make: Make) -> None:
    assert page(make()) == page(make())
    assert re.findall(r"_[0-9a-f]{32}\b", page(make())) == []


def test_it_stays_small(make: Make) -> None:
    region = make_region()
    model = region.neighbourhoods["a1"]
    places = {
        f"n{number}": replace(model, code=f"n{number}", x=model.x + 40 * number)
        for number in range(400)
    }
    lines = tuple(
        Line(programme, 2021, "aa", code, "noord", "", "", 3)
        for code in places
        for programme in ("hidden", "near", "outflow")
    )
    many = replace(region, neighbourhoods={**region.neighbourhoods, **places})
    assert len(page(make(region=many, lines=lines))) < 5_000_000


def test_both_languages(outcome: Outcome) -> None:
    dutch = page(outcome)
    text.use("en")
    english = page(outcome)
    assert '<html lang="nl">' in dutch
    assert '<html lang="en">' in english
    assert "outflow (nl)" in dutch
    assert "outflow (nl)" not in english
    assert "Steunpunten" in dutch
    assert "Support points" in english
    assert "Intern: toont" in dutch
    assert "Internal: shows" in english


def test_points_are_called_schematic_and_boundaries_are_not(make: Make, tmp_path: Path) -> None:
    assert "Schematisch" in page(make())
    save(tmp_path / "geo.gpkg", municipality=["aa", "bb"])
    assert "Schematisch" in page(make())  # cc has no boundary
    region = make_region()
    two = {code: row for code, row in region.municipalities.items() if code != "cc"}
    near = {code: row for code, row in region.neighbourhoods.items() if row.municipality != "cc"}
    smaller = replace(
        region,
        municipalities=two,
        neighbourhoods=near,
        stock={key: row for key, row in region.stock.items() if key[1] in near},
    )
    lines = tuple(line for line in make().plan.lines if line.municipality != "cc")
    html = page(make(region=smaller, lines=lines))
    assert "Schematisch" not in html
    assert '"Polygon"' in html


def test_a_programme_without_dwellings_has_no_layer(make: Make) -> None:
    lines = tuple(line for line in make().plan.lines if line.programme != "near")
    html = page(make(lines=lines))
    assert "data-code=\\u0022near\\u0022" not in html
    assert 'data-code=\\"near\\"' not in html


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip("the map is shown in Chromium, and /usr/bin/chromium is not there")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
        shown = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield shown
        shown.close()


def visit(browser: Any, path: Path, wide: bool = True) -> tuple[Any, list[str]]:
    """Open a page without a network; returns it with everything that went wrong."""
    size = {"width": 1400, "height": 900} if wide else {"width": 390, "height": 844}
    view = browser.new_context(viewport=size, offline=True, has_touch=not wide).new_page()
    wrong: list[str] = []
    view.on("console", lambda message: wrong.append(message.text))
    view.on("pageerror", lambda error: wrong.append(str(error)))
    view.on("requestfailed", lambda request: wrong.append(request.url))
    view.on(
        "request", lambda request: wrong.append(request.url) if request.url[:4] == "http" else None
    )
    view.goto(path.as_uri())
    return view, wrong


def test_a_browser_shows_it(browser: Any, outcome: Outcome, tmp_path: Path) -> None:
    write_map(outcome, tmp_path / "map.html")
    view, wrong = visit(browser, tmp_path / "map.html")
    # a1 has three programmes, a2, b1, b2 (the site) and c1 one each.
    assert view.locator(".dwellings").count() == 7
    assert view.locator(".leaflet-marker-icon .support").count() == 2
    assert view.locator("path.leaflet-interactive").count() == 3
    control = view.locator(".leaflet-control-layers-expanded")
    assert control.count() == 1
    # quota, support points and the four programmes
    assert control.locator("input[type=checkbox]").count() == 6
    control.locator("label", has_text="cluster (nl)").locator("input").uncheck()
    assert view.locator(".dwellings").count() == 6
    view.locator(".leaflet-marker-icon .support").first.click()
    popup = view.locator(".leaflet-popup-content").inner_text()
    assert popup.split("\n")[0] == "Steunpunt Eén"
    assert "Bediende woningen\t6" in popup
    assert "Capaciteit (woningen)\t8" in popup
    assert wrong == []


def test_a_municipality_tells_its_quota(browser: Any, outcome: Outcome, tmp_path: Path) -> None:
    write_map(outcome, tmp_path / "map.html")
    view, _ = visit(browser, tmp_path / "map.html")
    # The circle with the largest quota is drawn first: aa, 12 of 15.
    view.locator("path.leaflet-interactive").first.dispatch_event("click")
    popup = view.locator(".leaflet-popup-content").inner_text()
    assert "Stad AA" in popup
    assert "Onder het quotum" in popup
    assert "Quotum (woningen)\t15" in popup
    assert "Tekort\t3" in popup
    assert "75.000,00" in popup


def test_a_phone_shows_it(browser: Any, outcome: Outcome, tmp_path: Path) -> None:
    write_map(outcome, tmp_path / "map.html")
    view, wrong = visit(browser, tmp_path / "map.html", wide=False)
    assert view.locator("#legend[open]").count() == 0
    assert view.locator(".leaflet-control-layers-expanded").count() == 0
    view.locator(".leaflet-control-layers-toggle").tap()
    assert view.locator(".leaflet-control-layers-expanded").count() == 1
    assert view.evaluate("document.documentElement.scrollWidth") == 390
    assert wrong == []


def test_no_name_runs_in_a_browser(browser: Any, make: Make, tmp_path: Path) -> None:
    write_map(evil(make), tmp_path / "map.html")
    view, wrong = visit(browser, tmp_path / "map.html")
    for marker in view.locator(".leaflet-marker-icon.leaflet-interactive").all():
        marker.dispatch_event("mouseover")
        marker.dispatch_event("click")
    assert view.locator(".leaflet-popup-content h2").first.inner_text() == EVIL
    assert view.title() == f"Plan {EVIL}"
    assert wrong == []
