"""The places of pools as stock and flow: variables that the rules and the objective on them share.

    n[k,t]  ≥  n[k,t−1] + came[k,t] − left[k,t] − Σ_{f} x[p,t,l] − Σ_{o} x[p,t,l],      n ≥ 0
    w[k,t]  ≥  n[k,t] − P[k] + C[k,t] + Σ_{t' ≤ t} Σ_{o} x[p,t',l],                     w ≥ 0
    n[k,0]  =  P[k] + W[k]

| symbol | meaning | unit | source |
|---|---|---|---|
| k | pool whose places and people waiting at the start are known | | `pools` |
| n[k,t] | people in k or waiting for it at the end of t | persons | variable |
| w[k,t] | people waiting for k at the end of t | persons | variable |
| C[k,t] | places of k closed up to t | places | variable |
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| f | dwellings that free a place of k: p frees k, l is no site that converts places | | `programmes.frees` |
| o | dwellings that places of k become, with their residents | | `sites.converts` |
| P[k], W[k] | places and people waiting at the start | places, persons | `pools` |
| came[k,t] | inflow, and moves to k | persons | `pools`, `moves_between` |
| left[k,t] | other outflow, and moves from k | persons | the same |

At the start every place is taken. As many are admitted as can be: who neither has a place nor left
waits, so admissions need no variable. n and w may lie above what they stand for, which helps no
rule and no objective. The rows are there where anything asks for them, and no rule by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from planner.models.model import Model, Terms
from planner.region.domain import Instance, Objective, Region


class Flow(NamedTuple):
    """The people of a pool in a year that no plan changes: who `came` and `left` (persons)."""

    came: int
    left: int


def pools(region: Region) -> tuple[str, ...]:
    """The pools whose places and people waiting at the start are known."""
    return tuple(
        row.pool
        for (_, year), row in region.pools.items()
        if year == region.years[0] and row.places is not None and row.waiting is not None
    )


def asked(instance: Instance) -> tuple[str, ...]:
    """The pools that a rule or an objective of the region is about."""
    region = instance.region
    if Objective.WAITING in instance.order:
        return pools(region)
    limited = {row.pool for row in region.closures}
    limited |= {site.converts for site in region.sites.values() if site.converts}
    limited |= {
        row.pool
        for row in region.pools.values()
        if row.min_places is not None or row.max_wait_months is not None
    }
    return tuple(pool for pool in pools(region) if pool in limited)


def start(region: Region, pool: str) -> tuple[int, int]:
    """Places and people waiting at the start."""
    row = region.pools[pool, region.years[0]]
    assert row.places is not None
    assert row.waiting is not None
    return row.places, row.waiting


def flow(region: Region, pool: str, year: int) -> Flow:
    """Who comes to a pool and leaves it in a year, whatever the plan."""
    row = region.pools.get((pool, year))
    moves = [move for move in region.moves_between.values() if move.year == year]
    came = sum(move.persons for move in moves if move.to == pool)
    left = sum(move.persons for move in moves if move.from_ == pool)
    if row is not None:
        came += row.inflow or 0
        left += row.other_outflow or 0
    return Flow(came, left)


def closes(region: Region, pool: str) -> bool:
    """Whether places of a pool may close."""
    return any((row.pool, row.kind) == (pool, "closure") for row in region.closures)


def most_people(region: Region, pool: str) -> int:
    """More people in a pool or waiting for it than there can be in any year."""
    return sum(start(region, pool)) + sum(flow(region, pool, year).came for year in region.years)


def free(model: Model, pool: str, years: Iterable[int]) -> Terms:
    """The dwellings that free a place of a pool in some years."""
    region, found = model.region, set(years)
    return [
        (x, 1.0)
        for (programme, year, lot), x in model.dwellings.items()
        if year in found
        and region.programmes[programme].frees == pool
        and not (lot.site and region.sites[lot.site].converts)
    ]


def turned(model: Model, pool: str, years: Iterable[int]) -> Terms:
    """The dwellings that places of a pool become in some years."""
    region, found = model.region, set(years)
    return [
        (x, 1.0)
        for (_, year, lot), x in model.dwellings.items()
        if year in found and lot.site and region.sites[lot.site].converts == pool
    ]


def lost(model: Model, pool: str, year: int) -> Terms:
    """The places of a pool that are gone by the end of a year: closed, or become dwellings."""
    past = [one for one in model.region.years if one <= year]
    closed = [(model.closed[pool, year], 1.0)] if (pool, year) in model.closed else []
    return [*closed, *turned(model, pool, past)]


def write(model: Model) -> None:
    """Make n, w and C of the pools that are asked about, and write the rows of n and w."""
    region = model.region
    keys = [(pool, year) for pool in asked(model.instance) for year in region.years]
    closing = [key for key in keys if closes(region, key[0])]
    model.closed.update(model.variables("closed", closing, "Integer"))
    model.persons.update(model.variables("persons", keys, "Integer"))
    model.waiting.update(model.variables("waiting", keys, "Integer"))
    before: dict[str, Terms] = {}
    for pool, year in keys:
        places, queue = start(region, pool)
        came, left = flow(region, pool, year)
        here = model.persons[pool, year]
        gone = [*free(model, pool, [year]), *turned(model, pool, [year])]
        at_first = 0 if pool in before else places + queue
        model.row(
            "pool",
            ("persons", pool, year),
            [(here, 1.0), *before.get(pool, ()), *gone],
            ">=",
            at_first + came - left,
        )
        before[pool] = [(here, -1.0)]
        without = [(x, -weight) for x, weight in lost(model, pool, year)]
        model.row(
            "pool",
            ("waiting", pool, year),
            [(model.waiting[pool, year], 1.0), (here, -1.0), *without],
            ">=",
            -places,
        )
