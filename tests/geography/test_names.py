from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.geography.names import inside, nearest, normalised, of_district, without_suffix


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Gooise Meren", "gooise-meren"),
        ("Súdwest-Fryslân", "sudwest fryslan"),
        ("Gem. Laren", "LAREN"),
        ("Gemeente Den Haag", "den  haag"),
        ("'s-Gravenhage", "s gravenhage"),
        ("Huizen (gem.)", "Huizen"),
    ],
)
def test_the_same_name_in_other_clothes(name: str, other: str) -> None:
    assert normalised(name) == normalised(other)


def test_a_province_in_brackets_tells_two_apart_unless_left_out() -> None:
    assert normalised("Bergen (L.)") != normalised("Bergen (NH.)")
    assert without_suffix("Bergen (L.)") == without_suffix("Bergen (NH.)") == "bergen"
    assert without_suffix("Laren (NH.)") == "laren"


def test_a_district_without_its_number_and_its_municipality() -> None:
    assert of_district("Wijk 00 Oude Dorp") == "oude dorp"
    assert of_district("Buurt 01 02 Kern") == "kern"
    assert of_district("Wijk 01") == "wijk 01"
    assert inside("Hilversum-Centrum", "Hilversum") == "centrum"
    assert inside("Centrum", "Hilversum") == "centrum"
    assert inside("Hilversumse Meent", "Hilversum") == "hilversumse meent"
    assert inside("Laren", "Laren (NH.)") == "laren"


@given(st.text(max_size=40))
def test_nothing_is_left_but_words(name: str) -> None:
    found = normalised(name)
    assert all(letter == " " or letter.isalnum() for letter in found)
    assert found == " ".join(found.split())


@given(st.from_regex(r"[a-z]{2,8}([ -][a-z]{2,8}){0,2}", fullmatch=True))
def test_case_and_hyphens_do_not_matter(name: str) -> None:
    assert normalised(name.title().replace(" ", "-")) == normalised(name)
    assert without_suffix(f"{name} (Gld.)") == normalised(name)


def test_the_nearest_names() -> None:
    known = ["Gooise Meren", "Hilversum", "Huizen", "Laren (NH.)"]
    assert nearest("Hilversem", known)[0] == "Hilversum"
    assert nearest("laren", known)[0] == "Laren (NH.)"
    assert nearest("qqq", known) == []
