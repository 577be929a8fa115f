"""One word for one thing: what the glossary rules out stands in no message."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planner.text import LANGUAGES, catalogue

GLOSSARY = Path(__file__).parent.parent / "docs" / "glossary.md"
# Names that users type or read as they are: options, settings, codes, commands, files, places.
NAMES = re.compile(r"`[^`]*`|--\w[\w-]*|\{\w*\}|\w+(?:[._/=\[,-]+\w+)+|\bplanner \w+")


def rows() -> list[list[str]]:
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if line[:1] == "|"
    ]
    return [row for row in cells if row[0] != "English" and set(row[0]) != {"-"}]


def ruled_out(code: str) -> set[str]:
    """The words that messages of a language do not use; a few are ruled out in Dutch only."""
    found = set()
    for *_, cell in rows():
        for word in re.split(r"[,;] ", cell):
            if word.endswith("(in Dutch)") and code == "en":
                continue
            found.add(word.removesuffix(" (in Dutch)"))
    return found - {""}


def test_every_term_is_there_in_both_languages_and_has_a_place() -> None:
    found = rows()
    assert len(found) > 35
    for row in found:
        assert len(row) == 5
        assert all((row[0], row[1], row[3])), row


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_that_are_ruled_out_are_in_no_message(code: str) -> None:
    banned = ruled_out(code)
    assert len(banned) > 10
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(banned)))})s?\b", re.IGNORECASE)
    wrong = {
        key: found[0]
        for key, forms in catalogue(code).items()
        for form in forms
        if (found := pattern.search(NAMES.sub(" ", form)))
    }
    assert wrong == {}
