"""The catalogues of this part: the same ids and places in both languages, none unused."""

from __future__ import annotations

import re
from pathlib import Path

from planner.region import numbers, typed
from planner.text import LANGUAGES, catalogue

PACKAGE = Path(__file__).parent.parent.parent / "planner" / "region"
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(PACKAGE.glob("*.py")))


def messages(language: str) -> dict[str, str]:
    found = catalogue(language)
    return {key: forms[0] for key, forms in found.items() if key.startswith("region.")}


def test_both_languages_have_the_same_ids_and_places() -> None:
    dutch, english = map(messages, LANGUAGES)
    assert dutch.keys() == english.keys()
    for key in dutch:
        assert dutch[key]
        assert english[key]
        places = [set(re.findall(r"{(\w+)}", text[key])) for text in (dutch, english)]
        assert places[0] == places[1], key


def test_every_problem_has_a_message_and_a_remedy() -> None:
    found = set(re.findall(r'(?:Problem|problem|CellError)\(\s*"(region\.\w+)"', SOURCE))
    found |= set(re.findall(r'key = "(region\.\w+)"', SOURCE))
    found |= set(typed._KEYS.values()) | {key for key, _ in numbers._REFUSED}
    assert len(found) > 80
    assert found <= messages("nl").keys()
    assert {f"{key}.remedy" for key in found} <= messages("nl").keys()


def test_every_message_is_used() -> None:
    for key in messages("nl"):
        stem = key.removesuffix(".remedy")
        made_up = stem.startswith(("region.readme.", "region.type."))
        assert made_up or f'"{stem}"' in SOURCE or f"'{stem}'" in SOURCE, key
