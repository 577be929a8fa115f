from __future__ import annotations

import pytest

from planner.geography.source import Origin, parse

OWN = "planner geo: CBS wijken en buurten 2022, WK040201: inhabitants, x, y"


def test_an_own_source_is_left_alone() -> None:
    for words in ("municipality, 2024", "", f"{OWN} and my own words"):
        assert str(parse(words)) == words
        assert parse(words).entered
        assert not parse(words).owns("inhabitants")


def test_an_assumption_owns_every_column() -> None:
    source = parse("assumption: by estimate")
    assert not source.entered
    assert source.owns("dwellings")


@pytest.mark.parametrize("base", ["", "assumption: load 0; by estimate", "municipality, 2024"])
def test_what_an_update_writes_is_read_back(base: str) -> None:
    words = f"{base}; {OWN}" if base else OWN
    source = parse(words)
    assert (source.base, source.code) == (base, "WK040201")
    assert source.owns("x")
    assert source.owns("dwellings") is base.startswith("assumption")
    assert source.entered is (base == "municipality, 2024")
    assert str(source) == words


def test_a_later_product_takes_over_its_columns_only() -> None:
    source = parse(OWN).updated(Origin("CBS 2023", "WK040201", ("x", "y")))
    assert str(source) == (
        "planner geo: CBS wijken en buurten 2022, WK040201: inhabitants; "
        "planner geo: CBS 2023, WK040201: x, y"
    )
    assert parse(str(source)) == source
    assert all(map(source.owns, ("inhabitants", "x", "y")))
    assert source.updated(Origin("CBS 2023", "WK040201", ("x", "y"))) == source
