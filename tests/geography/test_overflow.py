"""Assumed stock beyond the dwellings of a district."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from planner.geography.overflow import spread


def place(municipality: str, dwellings: int, social: int) -> dict[str, Any]:
    return {"municipality": municipality, "dwellings": dwellings, "social_dwellings": social}


def lot(corporation: str, code: str, dwellings: int, source: str = "assumption") -> dict[str, Any]:
    return {
        "corporation": corporation,
        "neighbourhood": code,
        "dwellings": dwellings,
        "turnover_rate": None,
        "source": source,
    }


PLACES = {
    "a1": place("a", 100, 40),
    "a2": place("a", 900, 300),
    "a3": place("a", 600, 200),
    "b1": place("b", 900, 900),
}


def dwellings(rows: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    return {(row["corporation"], row["neighbourhood"]): row["dwellings"] for row in rows}


def test_what_a_district_has_no_room_for_goes_where_corporation_dwellings_lack_stock() -> None:
    found = spread([lot("c", "a1", 190), lot("c", "a2", 100)], PLACES)
    # 150 above the 40 of a1; a2 lacks 200 and a3 lacks 200: 75 each.
    assert dwellings(found.rows) == {("c", "a1"): 40, ("c", "a2"): 175, ("c", "a3"): 75}
    assert found.moved == {"a1", "a2", "a3"}
    assert all(
        row["source"].startswith("assumption; ") or row["neighbourhood"] == "a3"
        for row in found.rows
    )
    statuses = Counter((change.row, change.status) for change in found.changes)
    assert statuses["c, a1", "changed"] == 2
    assert {status for (row, status) in statuses if row == "c, a3"} == {"added"}


def test_stock_that_somebody_entered_stays() -> None:
    rows = [lot("c", "a1", 190, "letter of the corporation"), lot("d", "a1", 10)]
    found = spread(rows, PLACES)
    assert dwellings(found.rows)["c", "a1"] == 190
    assert dwellings(found.rows)["d", "a1"] == 0


def test_a_district_with_room_is_left_alone() -> None:
    rows = [lot("c", "a1", 100), lot("c", "a2", 400)]
    found = spread(rows, PLACES)
    assert (found.rows, found.changes, found.moved) == (rows, [], set())


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("cde"), st.sampled_from(sorted(PLACES))), st.integers(0, 400)
    )
)
def test_what_a_corporation_owns_in_a_municipality_stays(owned: dict[tuple[str, str], int]) -> None:
    rows = [lot(corporation, code, number) for (corporation, code), number in owned.items()]

    def held(rows: list[dict[str, Any]]) -> Counter[tuple[str, str]]:
        total: Counter[tuple[str, str]] = Counter()
        for row in rows:
            owner = row["corporation"], PLACES[row["neighbourhood"]]["municipality"]
            total[owner] += row["dwellings"]
        return total

    found = spread(rows, PLACES)
    assert held(found.rows) == held(rows)
    assert all(row["dwellings"] >= 0 for row in found.rows)
    # Rows are not written over: those that came in still hold what they held.
    assert dwellings(rows) == dict(owned)
