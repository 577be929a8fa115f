"""No English is left in a Dutch file, and no Dutch in an English one: every file is read."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner.text import LANGUAGES, catalogue
from tests.output.placements import PLACEMENTS, region
from tests.output.written import planner, rows
from tests.tiny import write_folder


def words_of(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


# Words that are no words of the other language, also not by accident.
ENGLISH = words_of(
    """
    the and with from this that these are not each which where when its were been have has by for
    dwelling dwellings municipality municipalities neighbourhood neighbourhoods corporation
    corporations support years year share shortfall unmet need needs levy household households
    waiting people shown rule rules value bound assumption assumptions unused used location
    locations agreement signed number numbers every than their what who only all
    """
)
DUTCH = words_of(
    """
    de het een en van voor uit deze dit zijn niet elke elk welke waar wanneer wordt worden woning
    woningen gemeente gemeenten buurt buurten corporatie corporaties ondersteuning jaar jaren
    aandeel tekort behoefte heffing huishouden huishoudens mensen getoond regel regels waarde
    grens aanname aannames gebruikt locatie locaties overeenkomst getekend aantal ook naar hun wie
    alleen alle door bij
    """
)
WORDS = {"nl": ENGLISH, "en": DUTCH}
# Names for machines: codes of settings and rows, file names, columns of the table that is handed
# back, and what a source calls itself.
MACHINE = re.compile(
    r"\w+(?:[._/-]\w+)+|\bassumption(?=:)|, (?:signed|proposed)\b"
    r"|\((?:programme|year|municipality)\)"
    r"|(?:\b[a-z_]+; ?){2,}[a-z_]+|\byear(?=: elk jaar|\s+standaardwaarde|\s+year\b)"
    r"|(?<=year )\s*year\b"
    r"|\b[0-9a-f]{8,64}\b"
)


def tables(language: str) -> dict[str, Any]:
    """The region, with names and sources that are words of neither language."""
    made = region(PLACEMENTS["here"])
    made["settings"] |= {"region.label_nl": "Klan", "region.label_en": "Klan"}
    for table, found in made.items():
        if table == "settings":
            found["region.source"] = "Qq"
            continue
        for number, row in enumerate(found):
            row["source"] = "assumption: Qq" if number % 2 else "Qq"
            if "name" in row:
                row["name"] = f"Naxo {number}"
            if "label_nl" in row:
                row["label_nl"] = row["label_en"] = f"Proxo {number}"
    return made


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, str]]:
    """What people read in each file, by language and audience."""
    found = {}
    for language in LANGUAGES:
        folder = tmp_path_factory.mktemp(language)
        write_folder(folder / "tiny", tables(language))
        for audience in ("internal", "partners", "public"):
            out = folder / audience
            arguments = ("solve", folder / "tiny", "--audience", audience, "--out", out)
            code, screen, messages = planner(*arguments, lang=language)
            assert code == 0, messages
            said = dict(read(out))
            # The folder and its files are named as they are.
            said["screen"] = screen + re.sub(r"\S+/\S+|\w+\.\w+", "", messages)
            found[language, audience] = said
    return found


def read(out: Path) -> Iterator[tuple[str, str]]:
    """The words for people in each file: no markup, no codes of tables that machines read."""
    for name in ("report.html", "map.html"):
        page = (out / name).read_text("utf-8")
        bare = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
        shown = re.findall(r'\b(?:title|aria-label|alt)="([^"]*)"', bare)
        yield name, unescape(" ".join([re.sub(r"<[^>]+>", " ", bare), *shown]))
    book = openpyxl.load_workbook(out / "plan.xlsx", data_only=True)
    for sheet in book:
        cells = [str(cell) for row in sheet.values for cell in row if isinstance(cell, str)]
        if sheet.title == "allocation":
            cells = []  # the table that `planner verify` reads back
        rules = [
            f"{rule.errorTitle} {rule.error}" for rule in sheet.data_validations.dataValidation
        ]
        heads = [sheet.oddHeader.left.text, sheet.oddHeader.right.text, sheet.oddFooter.right.text]
        yield f"plan.xlsx {sheet.title}", " \n ".join(filter(None, [*cells, *rules, *heads]))
    yield "plan.xlsx properties", f"{book.properties.title} {book.properties.category}"
    for path in sorted((out / "agreements").iterdir()):
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            for part in archive.namelist():
                if re.fullmatch(
                    r"word/(document|header\d*|footer\d*)\.xml|docProps/core.xml", part
                ):
                    xml = archive.read(part).decode("utf-8")
                    xml = re.sub(r"<w:instrText.*?</w:instrText>|<dc:language>.*?<", " ", xml)
                    yield f"{path.name} {part}", unescape(re.sub(r"<[^>]+>", " ", xml))
    yield (
        "plan.gpkg",
        " \n ".join(
            str(cell)
            for row in rows(
                out, "SELECT description FROM gpkg_contents WHERE table_name NOT LIKE 'l%'"
            )
            for cell in row
        ),
    )
    yield "plan.gpkg styles", " ".join(_legends(out))


def _legends(out: Path) -> Iterator[str]:
    with closing(sqlite3.connect(out / "plan.gpkg")) as database:
        for (qml,) in database.execute("SELECT styleQML FROM layer_styles"):
            yield from map(unescape, re.findall(r'(?:label|name)="([^"]*)"(?=[^>]*symbol=)', qml))
            yield from map(unescape, re.findall(r'<alias [^>]*?name="([^"]*)"', qml))


def sentences(language: str) -> set[str]:
    """The fixed parts of every message that are words of that language only."""
    other = _parts("nl" if language == "en" else "en")
    return {part for part in _parts(language) - other if len(part) > 8 and " " in part}


def _parts(language: str) -> set[str]:
    return {
        part.strip(" .,:;()\n")
        for forms in catalogue(language).values()
        for form in forms
        for part in re.split(r"{\w+}", form)
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", ["internal", "partners", "public"])
def test_no_file_has_sentences_of_the_other_language(
    spoken: dict[tuple[str, str], dict[str, str]], language: str, audience: str
) -> None:
    foreign = sentences("nl" if language == "en" else "en")
    own = sentences(language)
    used = set()
    for file, words in spoken[language, audience].items():
        assert [part for part in foreign if part in words] == [], file
        used |= {part for part in own if part in words}
    assert len(used) > 200


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", ["internal", "partners", "public"])
def test_no_file_has_words_of_the_other_language(
    spoken: dict[tuple[str, str], dict[str, str]], language: str, audience: str
) -> None:
    for file, said in spoken[language, audience].items():
        plain = MACHINE.sub(" ", said)
        found = set(re.findall(r"[^\W\d_]+", plain.casefold())) & WORDS[language]
        assert found == set(), (file, [near(plain, word) for word in found])


def near(words: str, word: str) -> str:
    """The place of a word, for the message."""
    found = re.search(rf"\b{word}\b", words, re.IGNORECASE)
    assert found
    return words[max(0, found.start() - 40) : found.end() + 40]


def test_numbers_and_plurals_are_dutch(spoken: dict[tuple[str, str], dict[str, str]]) -> None:
    dutch, english = spoken["nl", "internal"], spoken["en", "internal"]
    assert re.search(r"€\s?25\.000", dutch["report.html"])
    assert "€25,000" in english["report.html"]
    agreement = next(words for file, words in dutch.items() if file.startswith("key.docx word/doc"))
    assert "31 december 2022" in agreement
    british = next(words for file, words in english.items() if file.startswith("key.docx word/doc"))
    assert "31 December 2022" in british
