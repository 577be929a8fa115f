"""What moved between two plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from planner.analysis.relocation import Relocation, Spot, dwellings_moved, relocations
from planner.region.domain import Line, Lot
from planner.verification.rules import moved
from tests.models.small import line

HOME = line("outflow", 2021, "a1", 3)


def spot(year: int, place: str, site: str = "") -> Spot:
    return Spot(year, f"{place[0]}{place[0]}", place, "cc", site)


def test_nothing_moves_in_the_same_plan() -> None:
    assert relocations([HOME], [HOME]) == ()
    # The same dwellings in two rows are the same plan, and a support point is no place.
    halves = [HOME._replace(dwellings=1), HOME._replace(dwellings=2, support_point="p1")]
    assert relocations([HOME], halves) == ()
    assert dwellings_moved(()) == 0


def test_a_dwelling_goes_from_one_place_to_another() -> None:
    after = [HOME._replace(dwellings=1), line("outflow", 2021, "b1", 2)]
    assert relocations([HOME], after) == (
        Relocation("outflow", spot(2021, "a1"), spot(2021, "b1"), 2),
    )


def test_the_likest_is_taken_first() -> None:
    before = [line("outflow", 2021, "a1", 2)]
    after = [line("outflow", 2022, "a1", 1), line("outflow", 2021, "a2", 1)]
    assert [row.destination for row in relocations(before, after)] == [
        spot(2021, "a2"),
        spot(2022, "a1"),
    ]
    # Another neighbourhood of the municipality before one elsewhere, whatever comes first.
    before = [line("outflow", 2021, "b1", 1), line("outflow", 2021, "a1", 1)]
    after = [line("outflow", 2021, "a2", 1), line("outflow", 2021, "b2", 1)]
    pairs = {(row.origin, row.destination) for row in relocations(before, after)}
    assert pairs == {
        (spot(2021, "a1"), spot(2021, "a2")),
        (spot(2021, "b1"), spot(2021, "b2")),
    }


def test_programmes_are_kept_apart() -> None:
    before, after = line("outflow", 2021, "a1", 2), line("clustered", 2021, "a1", 1, "s1")
    assert relocations([before], [after]) == (
        Relocation("clustered", None, spot(2021, "a1", "s1"), 1),
        Relocation("outflow", spot(2021, "a1"), None, 2),
    )
    assert dwellings_moved(relocations([before], [after])) == 2


def test_a_neighbourhood_that_changes_municipality_moves_nothing() -> None:
    assert relocations([HOME], [HOME._replace(municipality="new")]) == ()


lines = st.lists(
    st.builds(
        line,
        st.sampled_from(["outflow", "clustered"]),
        st.sampled_from([2021, 2022]),
        st.sampled_from(["a1", "a2", "b1"]),
        st.integers(0, 5),
        st.sampled_from(["", "s1"]),
    ),
    max_size=6,
)


@given(lines, lines)
def test_it_adds_up_to_what_the_check_counts(before: list[Line], after: list[Line]) -> None:
    found = relocations(before, after)
    assert dwellings_moved(found) == moved(before, after)
    # Taking away what left and adding what came makes the second plan of the first.
    count = counted(before)
    for row in found:
        for sign, place in ((-1, row.origin), (1, row.destination)):
            if place:
                lot = Lot(place.corporation, place.neighbourhood, place.site)
                count[row.programme, place.year, lot] += sign * row.dwellings
    assert +count == +counted(after)
    assert min(count.values(), default=0) >= 0
    assert found == relocations(reversed(before), reversed(after))


def counted(plan: Iterable[Line]) -> Counter[tuple[str, int, Lot]]:
    found: Counter[tuple[str, int, Lot]] = Counter()
    for row in plan:
        found[row.programme, row.year, row.lot] += row.dwellings
    return found
