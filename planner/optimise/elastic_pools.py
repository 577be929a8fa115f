"""The rules on places that close and on waiting, with a lever on each of their numbers.

    Σ_{t' ≤ t} (minimum[k,t'] − r)  ≤  C[k,t],      C[k,t]  ≤  Σ_{t' ≤ t} (maximum[k,t'] + r)
    C[k,t] + Σ_{t' ≤ t} Σ_{o} x[p,t',l]  ≤  P[k] − least[k,t] + r
    w[k,t]  ≤  most_j / 12 · (Σ_{f} x[p,t,l] + left[k,t]) + M · b_j+1      for every level j

| symbol | meaning | unit | source |
|---|---|---|---|
| C, P, w, x, f, o, left | as in the rules | | `models.rules.closure`, `models.rules.wait` |
| r, b | how far a lever is pulled | | `planner.optimise.feasibility` |
| most_j | the longest wait with its lever at level j; j = 0 is as it is | months | |
| M | more than all people there can be | persons | |

The minima and maxima are likewise of places that become dwellings. All other rows of the rules are
in the problem as they are: nobody can agree to close a place that somebody lives in.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from planner.models import pools
from planner.models.model import Terms
from planner.models.rules.wait import terms_of
from planner.region.change import closure_field
from planner.region.domain import Field

if TYPE_CHECKING:
    from planner.optimise.feasibility import Elastic


def add_pools(problem: Elastic) -> None:
    """Write the limits of the region's own pools, each with its levers."""
    for pool, year in problem.model.waiting:
        _closed(problem, pool, year)
        _kept(problem, pool, year)
        _wait(problem, pool, year)


def _closed(problem: Elastic, pool: str, year: int) -> None:
    region, model = problem.region, problem.model
    past = [one for one in region.years if one <= year]
    closed: Terms = [(model.closed[pool, year], 1.0)] if (pool, year) in model.closed else []
    for kind, terms in (("closure", closed), ("conversion", pools.turned(model, pool, past))):
        rows = [row for row in region.closures if (row.pool, row.kind) == (pool, kind)]
        due = [row for row in rows if row.year <= year]
        levers = [
            (problem.amounts[cell], 1.0)
            for cell in (closure_field(row, "minimum") for row in due)
            if cell in problem.amounts
        ]
        least = sum(row.minimum or 0 for row in due)
        if least:
            model.row("closure_limit", ("least", kind, pool, year), [*terms, *levers], ">=", least)
        if rows and all(row.maximum is not None for row in due):
            more = [
                (problem.amounts[cell], -1.0)
                for cell in (closure_field(row, "maximum") for row in due)
                if cell in problem.amounts
            ]
            most = sum(row.maximum or 0 for row in due)
            model.row("closure_limit", ("most", kind, pool, year), [*terms, *more], "<=", most)


def _kept(problem: Elastic, pool: str, year: int) -> None:
    region, cell = problem.region, Field("pools", (pool, year), "min_places")
    row = region.pools.get((pool, year))
    places, _ = pools.start(region, pool)
    if row is not None and row.min_places is not None:
        fewer = [(problem.amounts[cell], -1.0)] if cell in problem.amounts else []
        terms = [*pools.lost(problem.model, pool, year), *fewer]
        index = ("places", pool, year)
        problem.model.row("closure_limit", index, terms, "<=", places - row.min_places)


def _wait(problem: Elastic, pool: str, year: int) -> None:
    row = problem.region.pools.get((pool, year))
    if row is None or row.max_wait_months is None:
        return
    cell = Field("pools", (pool, year), "max_wait_months")
    rungs = problem.rungs.get(cell, [])
    levels = problem.levers[cell].levels if rungs else ()
    people = pools.most_people(problem.region, pool)
    for number, months in enumerate((row.max_wait_months, *levels)):
        if not isinstance(months, Decimal):
            continue  # the last level asks for nothing
        terms, most = terms_of(problem.model, (pool, year), Fraction(months))
        enough = terms[0][1] * people
        further = [(rungs[number], -enough)] if number < len(rungs) else []
        index = (pool, year, number)
        problem.model.row("wait_limit", index, [*terms, *further], "<=", most)
