"""The problem as arrays: what a solver is given, and what its answers are checked against.

A growing PuLP problem is mirrored column by column and row by row:

    minimise  c·x    with   lower ≤ x ≤ upper,   x_j whole for j in `whole`,   low ≤ A·x ≤ high

`wrong` recomputes all of it for a vector x, so that nothing a solver says of x has to be believed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pulp
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Integers = NDArray[np.int32]

# What a solver may leave: its own tolerance on a row or bound, and as much again for rounding.
TOLERANCE = 2e-6
# What arithmetic alone leaves.
EXACT = 1e-9
# What a solver may leave on the price of a row or the cost of a column, of the largest cost.
DUAL = 1e-7


@dataclass(frozen=True, slots=True)
class Columns:
    """New columns: their bounds, and the numbers of those that are whole."""

    lower: Floats
    upper: Floats
    whole: Integers


@dataclass(frozen=True, slots=True)
class Rows:
    """New rows in compressed form: `columns[starts[i]:starts[i+1]]` belong to row i."""

    low: Floats
    high: Floats
    starts: Integers
    columns: Integers
    coefficients: Floats


class Arrays:
    """A PuLP problem as arrays, as it stands in the solver's hands."""

    def __init__(self, problem: pulp.LpProblem) -> None:
        self._problem = problem
        self.lower = np.zeros(0)
        self.upper = np.zeros(0)
        self.whole = np.zeros(0, dtype=np.int32)
        self.low = np.zeros(0)
        self.high = np.zeros(0)
        self._owner = np.zeros(0, dtype=np.int32)  # the row of each entry of A
        self._columns = np.zeros(0, dtype=np.int32)
        self._coefficients = np.zeros(0)
        self._scale = np.zeros(0)  # the largest coefficient of each row, at least 1

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.lower)

    def new_columns(self) -> Columns | None:
        """Take in the variables that the problem gained; `None` where it gained none."""
        variables = self._problem.variables()[self.width :]
        if not variables:
            return None
        new = Columns(
            np.array([variable.lowBound for variable in variables], dtype=np.float64),
            np.array([variable.upBound for variable in variables], dtype=np.float64),
            np.array([v.id for v in variables if v.cat == pulp.const.LpInteger], dtype=np.int32),
        )
        self.lower = np.concatenate([self.lower, new.lower])
        self.upper = np.concatenate([self.upper, new.upper])
        self.whole = np.concatenate([self.whole, new.whole])
        return new

    def new_rows(self) -> Rows | None:
        """Take in the rows that the problem gained; `None` where it gained none."""
        rows = self._problem.constraints()[len(self.low) :]
        if not rows:
            return None
        starts: list[int] = []
        columns: list[int] = []
        coefficients: list[float] = []
        for row in rows:
            starts.append(len(columns))
            for variable, coefficient in row.items():
                columns.append(variable.id)
                coefficients.append(coefficient)
        limits = np.array([limits_of(row) for row in rows], dtype=np.float64)
        new = Rows(
            np.ascontiguousarray(limits[:, 0]),
            np.ascontiguousarray(limits[:, 1]),
            np.array(starts, dtype=np.int32),
            np.array(columns, dtype=np.int32),
            np.array(coefficients, dtype=np.float64),
        )
        sizes = np.diff([*starts, len(columns)])
        owner = np.repeat(np.arange(len(rows), dtype=np.int32), sizes)
        scale = np.ones(len(rows))
        np.maximum.at(scale, owner, np.abs(new.coefficients))
        self._owner = np.concatenate([self._owner, owner + len(self.low)])
        self._columns = np.concatenate([self._columns, new.columns])
        self._coefficients = np.concatenate([self._coefficients, new.coefficients])
        self._scale = np.concatenate([self._scale, scale])
        self.low = np.concatenate([self.low, new.low])
        self.high = np.concatenate([self.high, new.high])
        return new

    def rounded(self, values: Floats) -> Floats:
        """The values with every whole column made whole: a solver leaves noise."""
        values = values.copy()
        values[self.whole] = np.round(values[self.whole])
        return values

    def wrong(self, values: Floats, tolerance: float = TOLERANCE) -> str:
        """What is wrong with a vector: the first bound, whole number or row it breaks, or nothing.

        A row may be off by the tolerance times its largest coefficient.
        """
        if len(values) != self.width:
            return f"{len(values)} values for {self.width} columns"
        if not np.isfinite(values).all():
            return "values that are no numbers"
        noise = tolerance * np.maximum(1.0, np.abs(values))
        outside = (values < self.lower - noise) | (values > self.upper + noise)
        if outside.any():
            return f"column {int(outside.argmax())} outside its bounds"
        parts = np.abs(values[self.whole] - np.round(values[self.whole]))
        if (parts > tolerance).any():
            return f"column {int(self.whole[parts.argmax()])} not whole"
        activity = self.activity(values)
        noise = tolerance * self._scale + EXACT * np.abs(activity)
        broken = (activity < self.low - noise) | (activity > self.high + noise)
        return f"row {int(broken.argmax())} broken" if broken.any() else ""

    def activity(self, values: Floats) -> Floats:
        """A·x: what every row comes to."""
        return np.bincount(
            self._owner, self._coefficients * values[self._columns], minlength=len(self.low)
        )

    def priced(self, costs: Floats, prices: Floats) -> tuple[float, Floats]:
        """What no x can beat, by prices of the rows; and what each column costs at these prices.

        For any y, with d = c − Aᵀy:

            c·x = y·A·x + d·x ≥ Σ_i min(y_i·low_i, y_i·high_i) + Σ_j min(d_j·lower_j, d_j·upper_j)

        so that the bound holds whatever a solver says of y. A price or cost within the solver's
        tolerance against an open end counts as none.
        """
        small = DUAL * max(1.0, float(np.abs(costs).max(initial=0.0)))
        prices = np.where(_open(prices, self.low, self.high) & (np.abs(prices) < small), 0, prices)
        paid = self._coefficients * prices[self._owner]
        reduced = costs - np.bincount(self._columns, paid, minlength=self.width)
        none = _open(reduced, self.lower, self.upper) & (np.abs(reduced) < small)
        reduced = np.where(none, 0.0, reduced)
        return math.fsum(
            (*_least(prices, self.low, self.high), *_least(reduced, self.lower, self.upper))
        ), reduced

    def costs(self, terms: Iterable[tuple[pulp.LpVariable, float]]) -> Floats:
        """The objective of some terms as one number for each column."""
        costs = np.zeros(self.width)
        for variable, coefficient in terms:
            costs[variable.id] += coefficient
        return costs

    def least(self, costs: Floats) -> float:
        """What an objective comes to at least, by the bounds of the columns alone."""
        return math.fsum(_least(costs, self.lower, self.upper))


def _least(factors: Floats, low: Floats, high: Floats) -> Floats:
    """The least of factor times anything from low to high, for each."""
    used = factors != 0
    ends: Floats = np.where(factors > 0, low, high)[used]
    products: Floats = factors[used] * ends
    return products


def _open(factors: Floats, low: Floats, high: Floats) -> NDArray[np.bool_]:
    """Where the least of factor times anything from low to high has no end."""
    return np.isinf(np.where(factors > 0, low, high))


def limits_of(row: pulp.LpConstraint) -> tuple[float, float]:
    """The least and the most a row may come to."""
    lower, upper = row.getLb(), row.getUb()
    return -math.inf if lower is None else lower, math.inf if upper is None else upper


def value_of(costs: Floats, values: Floats) -> float:
    """c·x, without the noise of adding up."""
    used = np.flatnonzero(costs)
    return math.fsum(costs[used] * values[used])
