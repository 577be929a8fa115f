"""Places close within the limits of each year, and only when they stand empty.

    Σ_{t' ≤ t} minimum[k,t']  ≤  C[k,t]  ≤  Σ_{t' ≤ t} maximum[k,t'],      C[k,t−1]  ≤  C[k,t]
    C[k,t]  ≤  Σ_{t' ≤ t} Σ_{f} x[p,t',l] + idle[k,t]
    C[k,t] − C[k,t−1]  ≤  Σ_{f} x[p,t,l] + left[k,t] + empty[k,t−1]
    C[k,t] + Σ_{t' ≤ t} Σ_{o} x[p,t',l]  ≤  P[k] − least[k,t]
    Σ_{t' ≤ t} minimum°[k,t']  ≤  Σ_{t' ≤ t} Σ_{o} x[p,t',l]  ≤  Σ_{t' ≤ t} maximum°[k,t']

    idle[k,t]   ≤  max(0, P[k] − Σ_{t' ≤ t} Σ_{o} x[p,t',l] − n[k,t])
    empty[k,t]  ≤  max(0, P[k] − Σ_{t' ≤ t} Σ_{o} x[p,t',l] − n[k,t] − C[k,t])

| symbol | meaning | unit | source |
|---|---|---|---|
| k, n, C, P, x, f, o, left | as for every pool | | `models.pools` |
| minimum, maximum | places that close; without a row none, an empty maximum is no limit | places | `closures`, kind closure |
| minimum°, maximum° | places that become dwellings; without a row as the sites say | places | `closures`, kind conversion |
| least[k,t] | places that have to be left at the end of t | places | `pools.min_places` |
| idle[k,t] | places that would stand empty at the end of t if none had closed | places | variable |
| empty[k,t] | places that stand empty at the end of t; none before the first year | places | variable |

The sums are those of all rows of a pool, whatever their facility. A home frees a place, whose
closing then makes nobody leave; a place that comes free in another way closes only when nobody
waits for it (second row). No more can close in a year than comes free in it or stands empty (third
row). A place whose resident stays is a dwelling afterwards and frees none. The maxima with 0 are
switched by a binary variable each. How many close beyond what has to is no matter of the rule:
`planner.verification.pools`. Source: data contract, rule `closure`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.models import pools
from planner.models.model import Model, Terms

if TYPE_CHECKING:
    import pulp


def add(model: Model) -> None:
    """Write the rows of every pool that is asked about: its people, then its places."""
    pools.write(model)
    for pool in pools.asked(model.instance):
        if pools.closes(model.region, pool):
            _only_when_empty(model, pool)
        for year in model.region.years:
            _within_limits(model, pool, year)


def _within_limits(model: Model, pool: str, year: int) -> None:
    """Between the sums of minimum and maximum, and enough places left."""
    region = model.region
    past = [one for one in region.years if one <= year]
    closed: Terms = [(model.closed[pool, year], 1.0)] if (pool, year) in model.closed else []
    for kind, terms in (("closure", closed), ("conversion", pools.turned(model, pool, past))):
        rows = [row for row in region.closures if (row.pool, row.kind) == (pool, kind)]
        due = [row for row in rows if row.year <= year]
        most = [row.maximum for row in due]
        least = sum(row.minimum or 0 for row in due)
        if least:
            model.row("closure", ("least", kind, pool, year), terms, ">=", least)
        if rows and None not in most:
            number = sum(row.maximum or 0 for row in due)
            model.row("closure", ("most", kind, pool, year), terms, "<=", number)
    row = region.pools.get((pool, year))
    places, _ = pools.start(region, pool)
    gone = pools.lost(model, pool, year)
    kept = (row.min_places if row else None) or 0
    if gone or kept > places:
        model.row("closure", ("places", pool, year), gone, "<=", places - kept)


def _only_when_empty(model: Model, pool: str) -> None:
    """Nothing closes that somebody lives in, or waits for."""
    region = model.region
    keys = [(pool, year) for year in region.years]
    places, _ = pools.start(region, pool)
    idle = model.variables("idle", keys, upper=places)
    empty = model.variables("empty", keys, upper=places)
    before: Terms = []
    for key in keys:
        year = key[1]
        past = [one for one in region.years if one <= year]
        here = model.closed[key]
        taken = [(model.persons[key], 1.0), *pools.turned(model, pool, past)]
        _rest(model, ("idle", *key), idle[key], taken)
        _rest(model, ("rest", *key), empty[key], [*taken, (here, 1.0)])
        homes = [(x, -weight) for x, weight in pools.free(model, pool, past)]
        model.row("closure", ("home", *key), [(here, 1.0), (idle[key], -1.0), *homes], "<=", 0)
        homes = [(x, -weight) for x, weight in pools.free(model, pool, [year])]
        left = pools.flow(region, pool, year).left
        row = [(here, 1.0), *before, *homes]
        model.row("closure", ("empty", *key), row, "<=", left)
        if before:
            model.row("closure", ("order", *key), [(here, 1.0), before[0]], ">=", 0)
        before = [(here, -1.0), (empty[key], -1.0)]


def _rest(model: Model, index: tuple[str, str, int], rest: pulp.LpVariable, taken: Terms) -> None:
    """`rest` is at most what `taken` leaves of the places, and 0 where it leaves nothing."""
    _, pool, _ = index
    places, _ = pools.start(model.region, pool)
    people = pools.most_people(model.region, pool)
    [some] = model.variables("some", [index], "Binary").values()
    model.row("closure", ("some", *index), [(rest, 1.0), (some, -float(places))], "<=", 0)
    row = [(rest, 1.0), (some, float(people)), *taken]
    model.row("closure", ("all", *index), row, "<=", places + people)
