"""The documentation site: built without a warning, and read without a network.

Needs the dependency group `docs`, as `scripts/docs` installs it.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from scripts.build_docs import SITE, fetched, main


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="https://example.org/a.js"></script>',
        '<link rel="stylesheet" href="//example.org/a.css">',
        "<img alt='' src='http://example.org/a.png'>",
        'body { background: url("https://example.org/a.png") }',
        "@import '//example.org/a.css';",
    ],
)
def test_what_a_page_would_fetch_is_found(markup: str) -> None:
    assert [address.rsplit("/", 2)[1] for address in fetched(markup)] == ["example.org"]


def test_a_link_to_click_on_fetches_nothing() -> None:
    assert fetched('<a href="https://example.org/">elsewhere</a> <img src="a.png">') == []


@pytest.fixture(scope="module")
def site() -> Path:
    """The site, as `scripts/docs` builds it."""
    if find_spec("zensical") is None:
        pytest.skip("the dependency group docs is not installed")
    assert main() == 0
    return SITE


def test_pages_are_in_their_own_language(site: Path) -> None:
    for page, lang in {"index": "en", "en/meeting": "en", "nl/vergadering": "nl"}.items():
        assert f'<html lang="{lang}"' in (site / f"{page}.html").read_text(encoding="utf-8")


def test_the_site_works_from_a_folder_without_a_network(site: Path, browser: Any) -> None:
    page = browser.new_context(offline=True).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((site / "nl" / "vergadering.html").as_uri())
    page.locator(".md-search__button").first.click()
    page.keyboard.type("adjacent")
    page.get_by_text("Adjacent load").first.wait_for()
    assert errors == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
