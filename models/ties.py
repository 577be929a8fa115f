"""What settles a plan that every objective finds alike, one thing after the other.

    fewest dwellings          minimise  Σ_{p,t,l} x[p,t,l]
    nearest support           minimise  Σ_{p,e,a,k} τ[p,a,k] · z[p,e,a,k]
    even over the years       minimise  Σ_{p,m,t} square[p,m,t]
    even over corporations    minimise  Σ_{c,m} above[c,m]     as in `objectives.corporation_balance`
    by code                   minimise  Σ_{p,t,l} ω[p,t,l] · x[p,t,l]
    and at last, for those dwellings (x, y fixed), each at the nearest support there is, z whole:
                              minimise  Σ_{p,e,a,k} τ[p,a,k] · z[p,e,a,k]
                              minimise  Σ_{p,e,a,k} ω[p,a,k] · z[p,e,a,k]

    n[p,m,t]       =  Σ_{l in m} x[p,t,l]
    square[p,m,t]  ≥  (b + b') · n[p,m,t] − b · b'        for steps b < b' that follow on each other
    square[p,m,t]  ≥  (b + b') · n[p,m,t] − b · b' · Σ_{s in m} y[p,t,s]     where no more than one site can open

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| y[p,t,s] | 1 when site s opens for p in t | binary | variable of `rules.site` |
| z[p,e,a,k] | dwellings of p at a in epoch e assigned to k | dwellings | variable of `rules.support` |
| τ[p,a,k] | travel from support point k to a | minutes | `Instance.access` |
| n[p,m,t] | dwellings of p in m in t | dwellings | variable |
| square[p,m,t] | n², between two steps above 32 the straight line | dwellings² | variable |
| b | 0, 1, … 32, then a tenth apart | dwellings | `_steps` |
| ω | a number from 1 to 65,536 | | drawn from the codes |

What a site has is 0 where it does not open, so that the second kind of row is the first where it does
and holds where it does not; the fractional bound comes nearer by it.

Minutes are hardly ever the same for two choices of places. So after the second it is asked whether any
plan that is left has more dwellings at some location (`elsewhere`), with e[p,a] = 1 where it has:

    minimise  −Σ e[p,a]      with   X[p,a] ≥ (X⁰[p,a] + 1) · e[p,a],     Σ e ≤ 1

Where none has, every X[p,a] is as it is, X⁰, and what follows is small.

Without the first a programme that costs nothing could have dwellings that nobody asked for. People
find it fair when a municipality's dwellings of a programme come evenly over the years and from
corporations in proportion. What even that leaves open has no reason: the weights ω are drawn from
the codes alone, so the same plan comes out whatever the order of rows, the machine or the language,
and in practice no two plans have the same sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

import pulp

from planner.models.model import Model, Stage
from planner.models.objectives import corporation_balance
from planner.models.objectives.closeness import to_support
from planner.region.domain import Objective, Presence

_EXACT_STEPS = 32


def of_places(model: Model) -> Iterator[Callable[[], Stage]]:
    """What is settled first, and mostly leaves each location its number of dwellings.

    In order, as `of_lots`; each writes its rows when called.
    """
    yield lambda: fewest(model)
    yield lambda: nearest(model)


def of_lots(model: Model) -> Iterator[Callable[[], Stage]]:
    """What is settled after that: years and corporations."""
    yield lambda: even_years(model)
    if Objective.CORPORATION_BALANCE not in model.instance.order:
        yield lambda: replace(corporation_balance.stage(model), search=False)
    yield lambda: by_code(model)


def elsewhere(model: Model, known: Mapping[Presence, int]) -> Stage:
    """A plan with more dwellings at one of these locations than are known, as a stage of −1 or 0.

    Where it is 0 no plan has more at any.
    """
    number = len(model.rows)
    more = model.variables("more", [(number, place) for place in known], "Binary")
    for (_, place), variable in more.items():
        terms = [(model.placed[place], 1.0), (variable, -float(known[place] + 1))]
        model.row("more", (number, *place), terms, ">=", 0)
    terms = [(variable, 1.0) for variable in more.values()]
    model.row("more", (number,), terms, "<=", 1)
    found = [(variable, -1.0) for variable in more.values()]
    return Stage("elsewhere", "", found, step=1, exact=False, search=False)


def fewest(model: Model) -> Stage:
    """All dwellings of the plan."""
    return Stage("dwellings", "dwellings", [(x, 1.0) for x in model.dwellings.values()], step=1)


def nearest(model: Model) -> Stage:
    """All travel minutes to support."""
    return Stage("support_minutes", "dwelling_minutes", to_support(model), search=False)


def even_years(model: Model) -> Stage:
    """The squares of what each municipality has of each programme in each year."""
    region = model.region
    cells = model.by(lambda p, t, lot: (p, region.municipality_of(lot.neighbourhood), t))
    opened = _opened(model)
    number = model.variables("number", cells, "Integer")
    square = model.variables("square", cells)
    for key, dwellings in cells.items():
        row = [*((x, 1.0) for _, x in dwellings), (number[key], -1.0)]
        model.row("number", key, row, "==", 0)
        most = model.region.cumulative_maximum(key[0], key[2])
        for low, high in pairwise(_steps(model.plenty if most is None else most)):
            terms = [(square[key], 1.0), (number[key], -float(low + high))]
            if (once := opened.get(key)) and low:
                terms += [(y, float(low * high)) for y in once]
                model.row("square", (*key, low), terms, ">=", 0)
            else:
                model.row("square", (*key, low), terms, ">=", -low * high)
    terms = [(variable, 1.0) for variable in square.values()]
    return Stage("years", "squares", terms, step=1, search=False)


def _opened(model: Model) -> dict[tuple[str, str, int], list[pulp.LpVariable]]:
    """The openings y of a programme, municipality and year, where no more than one can be 1."""
    region = model.region
    found: dict[tuple[str, str, int], dict[str, pulp.LpVariable]] = defaultdict(dict)
    for (programme, year, site), y in model.opens.items():
        home = region.municipality_of(region.sites[site].neighbourhood)
        found[programme, home, year][site] = y
    return {
        key: list(sites.values())
        for key, sites in found.items()
        if len(sites) == 1 or region.programmes[key[0]].distinct_municipalities
    }


def _steps(most: int) -> Iterator[int]:
    """Whole numbers from 0 to `most` and beyond: each up to 32, then a tenth apart."""
    step = 0
    while step < max(1, most):
        yield step
        step += max(1, step // 10) if step >= _EXACT_STEPS else 1
    yield step


def by_code(model: Model) -> Stage:
    """The weights of the dwellings, drawn from their codes."""
    terms = [(x, weight(*key)) for key, x in model.dwellings.items()]
    return Stage("codes", "weights", terms, step=1, search=False)


def points_by_code(model: Model) -> Stage:
    """The weights of the support points that dwellings are assigned to, drawn from their codes."""
    terms = [(z, weight(*key)) for key, z in model.assigned.items()]
    return Stage("point_codes", "weights", terms, step=1)


def weight(*codes: Hashable) -> float:
    """A whole number from 1 to 65,536 that depends on the codes and nothing else."""
    written = "\x1f".join(_flat(codes))
    return 1.0 + int.from_bytes(sha256(written.encode()).digest()[:2])


def _flat(codes: Hashable) -> Iterator[str]:
    if isinstance(codes, tuple):
        for part in codes:
            yield from _flat(part)
    else:
        yield str(codes)
