from __future__ import annotations

import string

import pytest

from planner.output.wording import worded
from planner.region.fields import key_of, tables
from planner.text import LANGUAGES, catalogue, use


def own(language: str) -> dict[str, tuple[str, ...]]:
    return {key: m for key, m in catalogue(language).items() if key.startswith("present.")}


def places(messages: tuple[str, ...]) -> set[str]:
    formatter = string.Formatter()
    return {name for form in messages for _, name, _, _ in formatter.parse(form) if name}


def test_both_catalogues_hold_the_same_messages_with_the_same_places() -> None:
    dutch, english = own("nl"), own("en")
    assert dutch.keys() == english.keys()
    for key, messages in dutch.items():
        assert places(messages) == places(english[key]), key
        assert len(messages) == len(english[key]), key


def test_every_message_says_something() -> None:
    assert [key for language in LANGUAGES for key, m in own(language).items() if not all(m)] == []


def test_every_problem_has_a_remedy() -> None:
    for key in own("nl"):
        if key.endswith(".remedy"):
            assert key.removesuffix(".remedy") in own("nl")


@pytest.mark.parametrize(
    ("kind", "code", "dutch"),
    [
        ("aim", "spread", "Spreiding"),
        ("part", "worst_2", "Op één na grootste tekort"),
        ("unit", "share", "deel van de taakstelling"),
        ("unit", "parsecs", "parsecs"),
        ("part", "strange_3", "strange_3"),
    ],
)
def test_codes_are_named_where_a_name_is_known(kind: str, code: str, dutch: str) -> None:
    use("nl")
    assert worded(kind, code) == dutch


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("table", tables())
def test_every_table_and_its_rows_have_a_name(lang: str, table: str) -> None:
    known = catalogue(lang)
    assert f"report.table.{table}" in known
    [row] = known[f"compare.thing.{table}"]
    assert row.format(**dict.fromkeys(key_of(table), "…"))
