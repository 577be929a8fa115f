"""Help with names that do not exist."""

from __future__ import annotations

import pytest

from planner.region.hints import Where, hint
from planner.text import use


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("stocks.csv", ["stock.csv", "neighbourhoods.csv"], "Bedoelt u “stock.csv”?"),
        ("STOCK", ["stock", "sites"], "Bedoelt u “stock”?"),
        ("xyz", ["b", "a"], "Kies uit: a, b."),
        ("xyz", [], "Er is nog niets om uit te kiezen."),
        ("xyz", map(str, range(100, 120)), "Kies uit: 100, 101, 102, 103, 104, 105, 106, 107, "
         "108, 109, 110, 111, …."),
    ],
)  # fmt: skip
def test_hints(name: str, known: list[str], expected: str) -> None:
    assert str(hint(name, known)) == expected


def test_they_are_said_in_the_language_of_the_moment() -> None:
    phrase, where = hint("stok", ["stock"]), Where("stock.csv", 3)
    assert str(where) == "stock.csv, rij 3"
    use("en")
    assert str(phrase) == "Did you mean “stock”?"
    assert str(where) == "stock.csv, row 3"
