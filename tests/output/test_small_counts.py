"""What a reader can work out of a table of people: every small count stays anything from 0 to 4."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from planner.output.small_counts import Cell, small, suppressed, with_totals

type Table = list[list[int | None]]

counts = st.none() | st.integers(0, 9) | st.integers(0, 400)
shapes = st.tuples(st.integers(1, 5), st.integers(1, 5))
tables = shapes.flatmap(
    lambda shape: st.lists(
        st.lists(counts, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)


def span(table: Table, hidden: set[Cell], cell: Cell) -> tuple[int, float]:
    """The least and most that a withheld cell can be, by linear programming.

    The equations of a table with totals are those of a network: their corners are whole numbers.
    """
    order = {one: position for position, one in enumerate(sorted(hidden))}
    rows, columns = len(table), len(table[0])
    lines = [[(i, j) for j in range(columns)] for i in range(rows)]
    lines += [[(i, j) for i in range(rows)] for j in range(columns)]
    left, right = [], []
    for line in lines:
        *parts, total = line
        equation, known = np.zeros(len(order)), 0
        for one, sign in [*((part, 1) for part in parts), (total, -1)]:
            if one in order:
                equation[order[one]] = sign
            else:
                known += sign * (table[one[0]][one[1]] or 0)
        left.append(equation)
        right.append(-known)
    found = []
    for sign in (1, -1):
        aim = np.zeros(len(order))
        aim[order[cell]] = sign
        solved = linprog(aim, A_eq=np.array(left), b_eq=np.array(right), bounds=(0, None))
        assert solved.status in (0, 3)
        found.append(float("inf") if solved.status == 3 else sign * solved.fun)
    return round(found[0]), found[1]


def check(table: Table) -> set[Cell]:
    hidden = suppressed(table)
    for i, row in enumerate(table):
        for j, number in enumerate(row):
            if number is not None and small(number):
                assert (i, j) in hidden
    for cell in hidden:
        number = table[cell[0]][cell[1]]
        assert number is not None
        least, most = span(table, hidden, cell)
        assert least < most
        if small(number):
            assert least == 0
            assert most >= 4 - 1e-6
    return hidden


@given(tables)
def test_no_small_count_can_be_worked_out(table: Table) -> None:
    check(with_totals(table))


def test_a_test_that_can_fail() -> None:
    """With the small count alone withheld its row gives it away."""
    table = with_totals([[3, 20], [30, 40]])
    assert span(table, {(0, 0)}, (0, 0)) == (3, 3)
    assert span(table, {(0, 0), (0, 1), (1, 0), (1, 1)}, (0, 0))[1] > 4


def test_no_more_is_withheld_than_it_takes() -> None:
    assert check(with_totals([[10, 20], [30, 40]])) == set()
    assert check(with_totals([[3, 20, 50], [30, 9, 60], [50, 70, 80]])) == {
        (0, 0), (0, 1), (1, 0), (1, 1),
    }  # fmt: skip


def test_two_small_counts_do_not_give_each_other_away() -> None:
    """1 and 1 of a total of 2 is no secret, and neither is a pair that adds up to 2."""
    hidden = check(with_totals([[1, 1, 20], [30, 40, 50]]))
    assert {(0, 0), (0, 1), (0, 2)} <= hidden


def test_one_column_hides_its_total_with_it() -> None:
    hidden = check(with_totals([[78], [94], [4], [4], [7]]))
    assert {(2, 0), (2, 1), (3, 0), (3, 1)} <= hidden
    alone = check(with_totals([[78], [94], [4]]))
    assert {(2, 0), (2, 1)} < alone


@pytest.mark.parametrize("number", [0, 1, 4])
def test_noughts_are_small_too(number: int) -> None:
    assert small(number)
    assert not small(5)
    assert suppressed(with_totals([[number]])) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_what_is_not_counted_is_not_withheld() -> None:
    table = with_totals([[None, 3], [None, None]])
    assert table == [[None, 3, 3], [None, None, None], [None, 3, 3]]
    assert suppressed(table) == {(0, 1), (0, 2), (2, 1), (2, 2)}
