"""Nobody expects to wait longer than allowed at the end of a year.

    w[k,t]  ≤  most[k,t] / 12 · (Σ_{f} x[p,t,l] + left[k,t])           for every most[k,t] given

| symbol | meaning | unit | source |
|---|---|---|---|
| k, w, x, f, left | as for every pool | | `models.pools` |
| most[k,t] | longest expected wait; empty is no limit | months | `pools.max_wait_months` |

The expected wait is that of somebody who is last in the queue: the people waiting at the end of the
year, divided by the places that came free in it, in months. A place that came free and closed in the
same year counts as one that came free. Where none comes free, nobody may be waiting. Written in whole
numbers with the nearest fraction below that parts the same ones (`rules.share`), so the comparison
is exact and the numbers in the solver are small. Source: data contract, rule `wait`.
"""

from __future__ import annotations

from fractions import Fraction

from planner.models import pools
from planner.models.exact import whole_row
from planner.models.model import Model, Terms
from planner.models.rules.share import below


def add(model: Model) -> None:
    """Write the row of every longest wait of a pool that is followed."""
    for key in model.waiting:
        row = model.region.pools.get(key)
        if row is not None and row.max_wait_months is not None:
            terms, most = terms_of(model, key, Fraction(row.max_wait_months))
            model.row("wait", key, terms, "<=", most)


def terms_of(model: Model, key: tuple[str, int], months: Fraction) -> tuple[Terms, int]:
    """The row of a longest wait (months) of a pool and year: w first, then dwellings; its limit."""
    pool, year = key
    homes = pools.free(model, pool, [year])
    left = pools.flow(model.region, pool, year).left
    rate = below(months / 12, max(1, model.plenty + left))
    weights = [Fraction(1), *(rate for _ in homes)]
    (one, *each), most = whole_row(weights, rate * left)
    freed = [(x, -float(weight)) for (x, _), weight in zip(homes, each, strict=True)]
    return [(model.waiting[key], float(one)), *freed], most
