"""What all tests share: patience, golden texts that can be written again, and a browser."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from planner.text import use

CHROMIUM = Path("/usr/bin/chromium")

# Examples take as long as the machine needs.
settings.register_profile("planner", deadline=None)
settings.load_profile("planner")


def pytest_configure() -> None:
    # What a shell starts in the background ignores Ctrl-C, which some tests send themselves.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    # The language that the tests of a file chose ends with the file.
    if nextitem is None or nextitem.path != item.path:
        use("nl")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden texts again: the rows of the model, the examples in docs/",
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip("pages are shown in Chromium, and /usr/bin/chromium is not there")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
        shown = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield shown
        shown.close()
