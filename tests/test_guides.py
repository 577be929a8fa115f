"""What the guides show is what the planner prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.region.blank import to_workbook
from tests.examples import carried_out

DOCS = Path(__file__).parent.parent / "docs"
GUIDES = {
    "nl": ("eerste-uur", "vergadering", "jaar"),
    "en": ("first-hour", "meeting", "year"),
}


@pytest.mark.parametrize("lang", GUIDES)
def test_a_guide_shows_what_is_printed(
    lang: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    to_workbook(DOCS / "example", tmp_path / "voorbeeld.xlsx")
    for name in GUIDES[lang]:
        path = DOCS / lang / f"{name}.md"
        page = path.read_text(encoding="utf-8")
        found = carried_out(page, tmp_path, lang)
        if request.config.getoption("--update-golden"):
            path.write_text(found, encoding="utf-8")
        else:
            assert page == found, f"{path.name}: see tests/test_guides.py --update-golden"
