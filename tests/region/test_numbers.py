"""Numbers as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.region.numbers import CellError, Sample, boolean, notation, number, readings


def sample(text: str, integer: bool = False) -> Sample:
    return Sample(2, "column", text, integer)


@pytest.mark.parametrize("text", ["0,05", "12,5", "1.234,5", "0,123", "1.234.567", "1234,567"])
def test_shows_a_comma(text: str) -> None:
    assert notation([sample(text)]).mark == ","


@pytest.mark.parametrize("text", ["0.05", "12.5", "1,234.5", "0.123", "1,234,567", "-1234.567"])
def test_shows_a_point(text: str) -> None:
    assert notation([sample(text)]).mark == "."


@pytest.mark.parametrize("text", ["1.234", "1,234", "12", "1 234", "-7", "12.000"])
def test_shows_nothing(text: str) -> None:
    assert notation([sample(text)]) == notation([])
    assert notation([sample(text)], contract=".").mark == "."


def test_three_digits_in_a_column_of_whole_numbers_group_thousands() -> None:
    assert notation([sample("1.234", integer=True)]).mark == ","
    assert notation([sample("123,456", integer=True)]).mark == "."
    assert number("1.234", ",", integer=True) == 1234
    assert number("12.000", ",", integer=True) == 12000


def test_both_marks_in_one_file_conflict_and_show_an_example_of_each() -> None:
    found = notation([sample("7"), sample("0,5"), sample("0.5"), sample("0.7")])
    assert found.conflict == (sample("0.5"), sample("0,5"))


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1.234", ".", "1.234"),
        ("1.234", ",", "1234"),
        ("1,234", ".", "1234"),
        ("1,234", ",", "1.234"),
        ("1 234 567", "", "1234567"),
        ("1\u00a0234,5", ",", "1234.5"),
        ("1\u202f234", "", "1234"),
        (",5", ",", "0.5"),
        ("\u22123,5", ",", "-3.5"),
        (" 12 ", "", "12"),
        ("007", "", "7"),
    ],
)
def test_values(text: str, mark: str, value: str) -> None:
    assert number(text, mark) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("5%", "region.percent"),
        ("€ 5", "region.currency"),
        ("5 EUR", "region.currency"),
        ("1e5", "region.scientific"),
        ("1,5E+03", "region.scientific"),
        ("nan", "region.not_finite"),
        ("-Infinity", "region.not_finite"),
        ("twelve", "region.not_number"),
        ("1 23", "region.not_number"),
        ("1.23.456", "region.not_number"),
        ("5.", "region.not_number"),
        ("--5", "region.not_number"),
        ("٣", "region.not_number"),
        ("9" * 31, "region.not_number"),
    ],
)
def test_refused(text: str, key: str) -> None:
    with pytest.raises(CellError, match=key):
        number(text, ".")


def test_an_ambiguous_number_is_refused_where_no_mark_is_known() -> None:
    with pytest.raises(CellError, match=r"region\.ambiguous"):
        number("1.234", "")


@pytest.mark.parametrize("word", ["true", "WAAR", "ja", "Yes", "1"])
def test_yes(word: str) -> None:
    assert boolean(f" {word} ")


@pytest.mark.parametrize("word", ["False", "onwaar", "NEE", "no", "0"])
def test_no(word: str) -> None:
    assert not boolean(word)


@pytest.mark.parametrize("word", ["", "2", "maybe", "y"])
def test_neither_yes_nor_no(word: str) -> None:
    with pytest.raises(CellError, match="not_boolean"):
        boolean(word)


@given(st.decimals(-(10**9), 10**9, places=4))
def test_reads_back_what_either_language_writes(value: Decimal) -> None:
    english = f"{value:,.4f}"
    dutch = english.translate(str.maketrans(",.", ".,"))
    assert number(english, ".") == number(dutch, ",") == value
    assert readings(english)["."] == value


@given(st.integers(-(10**9), 10**9))
def test_reads_back_grouped_whole_numbers(value: int) -> None:
    for group in ",. \u00a0":
        text = f"{value:,}".replace(",", group)
        assert number(text, "", integer=True) == value


@given(st.text(max_size=40), st.sampled_from(["", ".", ","]), st.booleans())
def test_any_text_is_a_number_or_refused(text: str, mark: str, integer: bool) -> None:
    try:
        value = number(text, mark, integer)
    except CellError:
        return
    assert value.is_finite()
