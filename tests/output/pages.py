"""What the tests of pages share: names that try to be more than text, and a browser offline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

from planner.outcome import Outcome

from .conftest import make_region

type Make = Callable[..., Outcome]
EVIL = (
    "</script><script>document.title='x'</script><img src=x onerror=\"document.title='x'\">",
    '=HYPERLINK("http://example.nl")',
    "../../x",
    "wrong\u202eway\u200f round",
    "L" * 200,
    "`${1}'{{ 7*7 }}{% x %}{# y <!-- <script>",
)


def evil(make: Make) -> Outcome:
    """Every name that a file can bring in tries to be more than text."""
    region = make_region()
    names = cycle(EVIL)

    def named(rows: Any) -> Any:
        return {code: replace(row, name=next(names)) for code, row in rows.items()}

    programmes = region.programmes.items()
    return make(
        region=replace(
            region,
            identity=replace(region.identity, label_nl=EVIL[0]),
            municipalities=named(region.municipalities),
            neighbourhoods=named(region.neighbourhoods),
            corporations=named(region.corporations),
            support_points={
                code: replace(row, name=EVIL[0], services=(EVIL[0], "day"))
                for code, row in region.support_points.items()
            },
            sites=named(region.sites),
            programmes={code: replace(row, label_nl=next(names)) for code, row in programmes},
        )
    )


def open_page(
    browser: Any, path: Path, width: int = 1400, height: int = 900
) -> tuple[Any, list[str]]:
    """Open a page without a network; returns it with everything that goes wrong."""
    size = {"width": width, "height": height}
    view = browser.new_context(viewport=size, offline=True, has_touch=width < 700).new_page()
    view.set_default_timeout(10_000)
    wrong: list[str] = []
    view.on("console", lambda message: wrong.append(message.text))
    view.on("pageerror", lambda error: wrong.append(str(error)))
    view.on("requestfailed", lambda request: wrong.append(request.url))
    view.on(
        "request", lambda request: wrong.append(request.url) if request.url[:4] == "http" else None
    )
    view.goto(path.as_uri())
    return view, wrong
