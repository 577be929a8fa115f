"""The report as a page: what it asks for, what it shows to whom, in a browser and on paper."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import planner.output.report
from planner import text
from planner.outcome import Outcome
from planner.output.edition import edition
from planner.output.names import isolated
from planner.output.report.page import CHAPTERS, page, write_report
from planner.region.domain import Audience
from planner.text import catalogue
from tests.output.conftest import Make, make_region
from tests.output.pages import EVIL, evil, open_page

PACKAGE = Path(planner.output.report.__file__).parent
PAGE = PACKAGE.parent / "page"
# Nothing was reorganised in the small plan, and none came before it.
SHOWN = [name for name in CHAPTERS if name not in ("moves", "stability", "pools")]
LONG = "Wijk" * 50
TURNED = "\N{RIGHT-TO-LEFT OVERRIDE}dlo \N{POP DIRECTIONAL ISOLATE}x"
HEBREW = "שכונה"


def named(make: Make, name: str, **changes: Any) -> Outcome:
    """The small plan with this name for everything that has one."""
    region = make_region()

    def rows(table: Any) -> Any:
        return {code: replace(row, name=name) for code, row in table.items()}

    programmes = region.programmes.items()
    return make(
        region=replace(
            region,
            identity=replace(region.identity, label_nl=name),
            municipalities=rows(region.municipalities),
            neighbourhoods=rows(region.neighbourhoods),
            corporations=rows(region.corporations),
            support_points=rows(region.support_points),
            sites=rows(region.sites),
            programmes={code: replace(row, label_nl=name) for code, row in programmes},
        ),
        **changes,
    )


def words(html: str) -> str:
    """What a reader sees."""
    body = html[html.index("<body") :]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def test_it_asks_no_server_for_anything(outcome: Outcome) -> None:
    html = page(outcome)
    assert "default-src 'none'; style-src 'unsafe-inline'" in html
    assert re.findall(r"<(?:script|link|iframe|img|object|embed|form)\b", html) == []
    assert re.findall(r"(?:src|href)=\"(?!#)", html) == []
    assert re.findall(r"url\((?!#)", html) == []
    assert "@import" not in html


def test_the_same_plan_is_the_same_page(make: Make, tmp_path: Path) -> None:
    assert page(make()) == page(make(folder=tmp_path / "elsewhere"))
    assert str(tmp_path) not in page(make())


def test_every_chapter_has_its_place(outcome: Outcome) -> None:
    html = page(outcome)
    assert re.findall(r'<section id="(\w+)"', html) == SHOWN
    assert re.findall(r'<li><a href="#(\w+)"', html) == SHOWN
    levels = [int(level) for level in re.findall(r"<h(\d)", html)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_and_charts_say_what_they_are(outcome: Outcome) -> None:
    html = page(outcome)
    tables = re.findall(r"<table.*?</table>", html, re.DOTALL)
    assert len(tables) > 8
    for table in tables:
        assert "<caption>" in table
        assert "<th>" not in table
        assert re.findall(r"<th (?!scope=)", table) == []
    charts = re.findall(r'<svg class="chart".*?</svg>\n</div>', html, re.DOTALL)
    assert len(charts) == 4
    for chart in charts:
        [names] = re.findall(r'role="img" aria-labelledby="([^"]+)"', chart)
        assert [f'id="{name}"' in chart for name in names.split()] == [True, True]
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_no_colour_is_alone(outcome: Outcome) -> None:
    """Two programmes differ in their hatching too, whatever colours a printer has."""
    html = page(outcome)
    patterns = dict(re.findall(r'<pattern id="p(\d+)".*?<path d="([^"]*)"', html))
    assert len({patterns[str(number)] for number in range(8)}) == 8
    both = re.findall(r'<pattern id="p\d+".*?fill="(#\w+)"/><path d="([^"]*)"', html)
    assert len(set(both)) == 64


@pytest.mark.parametrize("audience", list(Audience))
def test_every_page_says_whom_it_is_for(outcome: Outcome, audience: Audience) -> None:
    html = page(edition(outcome, audience))
    said = text.text(f"report.edition.{audience}")
    assert f'<p class="edition">{said.replace(chr(39), "&#39;")}</p>' in html
    assert "@top-right" in html
    assert ("ntern" in words(html)) == (audience is Audience.INTERNAL)


@pytest.mark.parametrize("audience", [Audience.PARTNERS, Audience.PUBLIC])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_edition_holds_no_confidential_place(
    make: Make, audience: Audience, language: str
) -> None:
    text.use(language)
    region = make_region()
    hidden = replace(region.programmes["hidden"], label_nl="Geheim", label_en="Secret")
    only = replace(
        region,
        programmes={**region.programmes, "hidden": hidden},
        neighbourhoods={
            **region.neighbourhoods, "c2": replace(region.neighbourhoods["c2"], name="Schuilplek"),
        },
    )  # fmt: skip
    lines = tuple(
        line._replace(neighbourhood="c2", municipality="cc") if line.programme == "hidden" else line
        for line in make().plan.lines
    )
    shown = words(page(edition(make(region=only, lines=lines), audience)))
    label = "Geheim" if language == "nl" else "Secret"
    # By name in the one table or sentence of totals; the neighbourhood takes nothing.
    assert shown.count(label) == 1
    row = re.search(r"Schuilplek Stad CC (\S+) (\S+)", shown)
    assert row
    assert row.groups() == ("0", "0")


# languages


def keys_in_templates() -> set[str]:
    found = set()
    for path in [*PACKAGE.glob("*.html"), *PAGE.glob("*.html")]:
        found |= set(re.findall(r'\bt\("([\w.]+)"\s*[,)]', path.read_text("utf-8")))
    return found


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_message_of_a_template_exists(language: str) -> None:
    assert len(keys_in_templates()) > 20
    assert keys_in_templates() - catalogue(language).keys() == set()
    for name in SHOWN:
        assert f"report.{name}.title" in catalogue(language)


def test_every_message_of_the_report_is_used() -> None:
    files = (*PACKAGE.glob("*.*"), *PAGE.glob("*.*"), *PACKAGE.parent.glob("*.py"))
    sources = [path.read_text("utf-8") for path in files]
    literals = {key for source in sources for key in re.findall(r'"(report\.[\w.]+)"', source)}
    stems = {
        stem
        for source in sources
        for stem in re.findall(r'"(report\.[\w.]+[._])(?:\{|" ~)', source)
    }
    choices = ("report.receivers.", "report.mode.")  # named in a table, completed with a code
    for key in catalogue("nl"):
        if key.startswith("report.") and not key.endswith((".title", ".kicker")):
            assert key in literals or key.startswith((*stems, *choices)), key


def sentences_of(language: str) -> set[str]:
    """The fixed parts of every message that are words of that language only."""
    other = {
        part
        for forms in catalogue("nl" if language == "en" else "en").values()
        for form in forms
        for part in re.split(r"{\w+}", form)
    }
    parts = {
        part.strip(" .,:;()")
        for forms in catalogue(language).values()
        for form in forms
        for part in re.split(r"{\w+}", form)
        if part not in other
    }
    return {part for part in parts if len(part) > 8 and " " in part}


@pytest.mark.parametrize("audience", list(Audience))
def test_no_language_has_sentences_of_the_other(outcome: Outcome, audience: Audience) -> None:
    shown = {}
    for language in ("nl", "en"):
        text.use(language)
        shown[language] = words(page(edition(outcome, audience)))
        assert f'<html lang="{language}">' in page(outcome)
    english, dutch = sentences_of("en"), sentences_of("nl")
    assert [part for part in english if part in shown["nl"]] == []
    assert [part for part in dutch if part in shown["en"]] == []
    assert sum(part in shown["en"] for part in english) > 60
    assert sum(part in shown["nl"] for part in dutch) > 60
    assert "14,5" in shown["nl"]
    assert "14.5" in shown["en"]


# names nobody can trust


def test_names_are_text(make: Make) -> None:
    html = page(evil(make))
    assert "<script" not in html
    assert "<img" not in html
    assert "7*7" in html
    assert "49" not in re.findall(r"<title>.*?</title>", html)[0]
    assert EVIL[0] in unescape(html)


def test_a_name_ends_no_style(make: Make) -> None:
    html = page(named(make, '"; } </style><b>\n@import url(x)'))
    assert html.count("</style>") == 2
    [running] = re.findall(r"<style>(@page.*?)</style>", html)
    assert "<" not in running
    assert running.count("{") == running.count("}") == 3
    assert "import url" not in running.replace("\\40 import", "")


def test_a_name_turns_no_sentence() -> None:
    assert isolated("Laren") == "Laren"
    assert isolated(HEBREW) == f"\u2068{HEBREW}\u2069"
    assert isolated(TURNED) == "\u2068dlo x\u2069"


def test_long_and_turned_names_keep_their_place(make: Make) -> None:
    for name in (LONG, HEBREW, TURNED):
        html = page(named(make, name))
        assert isolated(name) in html
        assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in html
    html = page(named(make, LONG))
    assert all(
        len(label) < 40
        for label in re.findall(r'text-anchor="end"><title>\w+</title>([^<]*)', html)
    )


# in a browser


@pytest.fixture
def shown(outcome: Outcome, tmp_path: Path) -> Path:
    write_report(outcome, tmp_path / "report.html")
    return tmp_path / "report.html"


def test_a_browser_shows_it(browser: Any, shown: Path) -> None:
    view, wrong = open_page(browser, shown)
    assert view.title() == "Woonplan Testland"
    assert view.locator("section h2").count() == len(SHOWN)
    assert view.locator("svg.chart rect").count() > 10
    assert not view.locator("#assumptions dd").first.is_visible()
    view.locator("#assumptions summary").first.click()
    assert view.locator("#assumptions dd").first.is_visible()
    assert wrong == []


def test_a_phone_scrolls_tables_and_not_the_page(browser: Any, make: Make, tmp_path: Path) -> None:
    for number, outcome in enumerate((make(), named(make, LONG), evil(make))):
        path = tmp_path / f"{number}.html"
        write_report(outcome, path)
        view, wrong = open_page(browser, path, 390, 844)
        assert view.evaluate("document.documentElement.scrollWidth") == 390
        assert view.evaluate(
            "[...document.querySelectorAll('.scroll')].some(b => b.scrollWidth > b.clientWidth)"
        )
        assert wrong == []
        view.context.close()


def printed(browser: Any, path: Path) -> list[str]:
    """The text of each page of A4."""
    view, wrong = open_page(browser, path)
    pdf = path.with_suffix(".pdf")
    view.pdf(path=pdf, prefer_css_page_size=True)
    assert wrong == []
    told = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    return told.stdout.decode().split("\f")[:-1]


def clipped(browser: Any, path: Path) -> list[str]:
    """The tables that are wider than a page of A4 within its margins."""
    view, _ = open_page(browser, path)
    view.emulate_media(media="print")
    view.set_viewport_size({"width": 672, "height": 900})  # 178 mm at 96 dots an inch
    found: list[str] = view.evaluate(
        "[...document.querySelectorAll('table, .chart')]"
        ".filter(t => t.getBoundingClientRect().right > 673)"
        ".map(t => t.textContent.trim().slice(0, 60))"
    )
    return found


def test_paper_has_everything(browser: Any, shown: Path) -> None:
    pages = printed(browser, shown)
    assert len(pages) > 5
    for number, told in enumerate(pages, start=1):
        assert "Intern: toont vertrouwelijke locaties" in told
        assert "Woonplan Testland" in told
        assert f"{number}/{len(pages)}" in told.replace(" ", "")
    whole = " ".join(pages)
    assert "Ontvangt" in whole  # the last column of the widest plain table
    assert "assumption: a third" in whole  # what a screen keeps folded
    assert clipped(browser, shown) == []


def test_no_table_is_cut_off_on_paper(browser: Any, make: Make, tmp_path: Path) -> None:
    region = make_region()
    years = tuple(range(2021, 2041))
    many = {
        f"m{number:02d}": replace(
            region.municipalities["aa"], code=f"m{number:02d}", name=f"Geertruidenberg {number}"
        )
        for number in range(30)
    }
    wide = replace(
        region,
        identity=replace(region.identity, years=years),
        municipalities={**region.municipalities, **many},
    )
    for number, outcome in enumerate((make(region=wide), named(make, LONG))):
        path = tmp_path / f"{number}.html"
        write_report(outcome, path)
        assert clipped(browser, path) == []


def test_no_name_runs_in_a_browser(browser: Any, make: Make, tmp_path: Path) -> None:
    write_report(evil(make), tmp_path / "report.html")
    view, wrong = open_page(browser, tmp_path / "report.html")
    assert view.title() == f"Woonplan {EVIL[0]}"
    assert view.locator("img, script").count() == 0
    assert wrong == []
