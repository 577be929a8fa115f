"""The message catalogues of both languages, and the way numbers and plurals are written."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import planner
from planner.text import LANGUAGES, catalogue, from_environment, language, number, text, use

PACKAGE = Path(planner.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    """Every test starts and ends in Dutch."""
    use("nl")
    yield
    use("nl")


@pytest.fixture
def sample(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, ...]]:
    """Messages of the test's own, in every language."""
    messages: dict[str, tuple[str, ...]] = {}
    monkeypatch.setattr("planner.text.catalogue", lambda _: messages)
    return messages


# the catalogues


def places(template: str) -> set[str]:
    return set(re.findall(r"{(\w*)}", template))


def test_every_language_has_the_same_files() -> None:
    names = [{path.name for path in (PACKAGE / "locale" / code).glob("*.po")} for code in LANGUAGES]
    assert names[0] == names[1]
    assert "common.po" in names[0]


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_message_is_written_twice(code: str) -> None:
    found = Counter(
        message
        for path in (PACKAGE / "locale" / code).glob("*.po")
        for message in re.findall(r'^msgid "(.+)"$', path.read_text("utf-8"), re.MULTILINE)
    )
    assert found
    assert [message for message, times in found.items() if times > 1] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_written_message_is_read(code: str) -> None:
    for path in (PACKAGE / "locale" / code).glob("*.po"):
        for message in re.findall(r'^msgid "(.+)"$', path.read_text("utf-8"), re.MULTILINE):
            assert message in catalogue(code), path.name


def test_every_language_has_the_same_messages() -> None:
    assert catalogue("nl").keys() ^ catalogue("en").keys() == set()


def test_every_language_has_the_same_places() -> None:
    dutch, english = catalogue("nl"), catalogue("en")
    for key in dutch.keys() & english.keys():
        assert len(dutch[key]) == len(english[key]), key
        assert places(dutch[key][-1]) == places(english[key][-1]), key
        for forms in (dutch[key], english[key]):
            # one dwelling need not be written as a number
            assert places(forms[-1]) - places(forms[0]) <= {"count"}, key
            assert places(forms[0]) <= places(forms[-1]), key
            assert "" not in places(forms[-1]), key


def test_a_message_with_a_plural_counts() -> None:
    for code in LANGUAGES:
        for key, forms in catalogue(code).items():
            if len(forms) > 1:
                assert len(forms) == 2, key
                assert "count" in places(forms[1]), key


def test_no_message_is_empty_or_untidy() -> None:
    for code in LANGUAGES:
        for key, forms in catalogue(code).items():
            for form in forms if key else ():
                assert form.strip(), key
                assert form == form.strip(), key


def test_a_remedy_belongs_to_a_message() -> None:
    messages = catalogue("nl")
    for key in messages:
        assert key.removesuffix(".remedy") in messages


# what the code asks for


def literals(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.IfExp):
        return [*literals(node.body), *literals(node.orelse)]
    return [node]


def asked() -> Iterator[tuple[str, str, str]]:
    """Where, by what call, and for which message (a pattern for one that is put together)."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            match node.func:
                case ast.Name(id=("text" | "Problem") as name):
                    pass
                case ast.Attribute(
                    value=ast.Name(id="text" | "errors"), attr=("text" | "Problem") as name
                ):
                    pass
                case _:
                    continue
            where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
            for key in literals(node.args[0]):
                # A problem without a key is asked for its place only.
                if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value:
                    yield where, name, re.escape(key.value)
                elif isinstance(key, ast.JoinedStr):
                    parts = (
                        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r".+"
                        for part in key.values
                    )
                    yield where, name, "".join(parts)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_message_asked_for_exists(code: str) -> None:
    found = list(asked())
    assert len(found) > 50
    keys = catalogue(code).keys()
    missing = set()
    for where, name, pattern in found:
        for ending in ("", r"\.remedy") if name == "Problem" else ("",):
            if not any(re.fullmatch(pattern + ending, key) for key in keys):
                missing.add(f"{where}: {pattern}{ending}".replace("\\", ""))
    assert missing == set()


# the language


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "nl"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "nl_NL.UTF-8"}, "nl"),
        ({"LANG": "C.UTF-8"}, "nl"),
        ({"LANG": "POSIX"}, "nl"),
        ({"LANG": ""}, "nl"),
        ({"LANG": "fr_FR.UTF-8"}, "nl"),
        ({"LANG": "en"}, "en"),
        ({"LANG": "EN_us"}, "en"),
        ({"LANG": "nl_NL", "LC_MESSAGES": "en_US"}, "en"),
        ({"LC_MESSAGES": "nl_NL", "LC_ALL": "en_US"}, "en"),
        ({"LC_ALL": "nl_NL", "LANGUAGE": "en"}, "en"),
        ({"LANG": "en_US", "LANGUAGE": "fr:nl:en"}, "nl"),
        ({"LANG": "en_US", "LANGUAGE": "fr:de"}, "en"),
    ],
)
def test_language_of_the_environment(environment: dict[str, str], expected: str) -> None:
    assert from_environment(environment) == expected


def test_language_of_this_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert from_environment() == "nl"
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert from_environment() == "en"


def test_the_language_can_be_changed() -> None:
    assert language() == "nl"
    assert text("problem.row", row=3) == "rij 3"
    use("en")
    assert language() == "en"
    assert text("problem.row", row=3) == "row 3"


# numbers


@pytest.mark.parametrize(
    ("value", "digits", "in_dutch", "in_english"),
    [
        (0, None, "0", "0"),
        (1234567, None, "1.234.567", "1,234,567"),
        (1234.5, None, "1.234,5", "1,234.5"),
        (Decimal("0.070"), None, "0,07", "0.07"),
        (Decimal("1E+3"), None, "1.000", "1,000"),
        (-2.25, None, "-2,25", "-2.25"),
        (0.1 + 0.2, None, "0,3", "0.3"),
        (5, 2, "5,00", "5.00"),
        (1234.567, 1, "1.234,6", "1,234.6"),
        (1234.567, 0, "1.235", "1,235"),
        (Decimal("25000"), 2, "25.000,00", "25,000.00"),
    ],
)
def test_numbers(
    value: float | Decimal, digits: int | None, in_dutch: str, in_english: str
) -> None:
    assert number(value, digits) == in_dutch
    use("en")
    assert number(value, digits) == in_english


def test_values_are_filled_in(sample: dict[str, tuple[str, ...]]) -> None:
    sample["test.values"] = ("{a} | {b} | {c} | {d} | {e}",)
    values = {"a": "{x}", "b": 2021, "c": 1234.5, "d": [Decimal("0.5"), "s1"], "e": ()}
    assert text("test.values", **values) == "{x} | 2021 | 1.234,5 | 0,5, s1 | "
    use("en")
    assert text("test.values", **values) == "{x} | 2021 | 1,234.5 | 0.5, s1 | "


def test_plural_forms(sample: dict[str, tuple[str, ...]]) -> None:
    sample["test.homes"] = ("{count} woning", "{count} woningen")
    shown = [text("test.homes", count=count) for count in (0, 1, 2, 21)]
    assert shown == ["0 woningen", "1 woning", "2 woningen", "21 woningen"]


def test_without_a_plural_the_number_does_not_matter(sample: dict[str, tuple[str, ...]]) -> None:
    sample["test.limit"] = ("ten minste {count}",)
    assert [text("test.limit", count=count) for count in (1, 2)] == [
        "ten minste 1",
        "ten minste 2",
    ]


def test_what_is_not_there_is_a_defect(sample: dict[str, tuple[str, ...]]) -> None:
    sample["test.place"] = ("in {place}",)
    with pytest.raises(KeyError):
        text("test.other")
    with pytest.raises(KeyError):
        text("test.place")
    assert text("test.place", place="a1", more="unused") == "in a1"


@pytest.mark.parametrize(
    ("template", "name", "said"),
    [
        ("Steunpunt {name} is vol.", "Steunpunt Maasdorp", "Steunpunt Maasdorp is vol."),
        ("Het steunpunt “{name}”", "Steunpunt Maasdorp", "Het “Steunpunt Maasdorp”"),
        (
            "bij steunpunt {name}",
            "\u2068steunpunt Maasdorp\u2069",
            "bij \u2068steunpunt Maasdorp\u2069",
        ),
        ("Support point {name}", "Support point West", "Support point West"),
        ("Locatie {name}: vol", "Locatie 3", "Locatie 3: vol"),
        ("Steunpunt {name} is vol.", "De Haven", "Steunpunt De Haven is vol."),
        ("Steunpunt {name} is vol.", "Steunpunten Oost", "Steunpunt Steunpunten Oost is vol."),
    ],
)
def test_a_kind_of_thing_is_not_said_twice(
    sample: dict[str, tuple[str, ...]], template: str, name: str, said: str
) -> None:
    sample["it"] = (template,)
    assert text("it", name=name) == said
