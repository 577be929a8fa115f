"""What settles a plan that every aim finds alike, one thing after the other.

    fewest dwellings          minimise  Σ_{p,t,l} x[p,t,l]
    nearest support           minimise  Σ_{p,e,a,k} τ[p,a,k] · z[p,e,a,k]
    even over the years       minimise  Σ_{p,m,t} square[p,m,t]
    even over corporations    minimise  Σ_{c,m} above[c,m]                as in `aims.corporation_balance`
    by code                   minimise  Σ_{p,t,l} ω[p,t,l] · x[p,t,l]
    and at last, for those dwellings (x, y fixed), each at the nearest support there is, z whole:
                              minimise  Σ_{p,e,a,k} τ[p,a,k] · z[p,e,a,k]
                              minimise  Σ_{p,e,a,k} ω[p,a,k] · z[p,e,a,k]

    n[p,m,t]       =  Σ_{l in m} x[p,t,l]
    square[p,m,t]  ≥  (b + b') · n[p,m,t] − b · b'        for steps b < b' that follow on each other

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

Without the first a programme that costs nothing could have dwellings that nobody asked for. People
find it fair when a municipality's dwellings of a programme come evenly over the years and from
corporations in proportion. What even that leaves open has no reason: the weights ω are drawn from
the codes alone, so the same plan comes out whatever the order of rows, the machine or the language,
and in practice no two plans have the same sum.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from hashlib import sha256
from itertools import pairwise

from planner.models.aims import corporation_balance
from planner.models.aims.closeness import to_support
from planner.models.model import Model, Stage
from planner.region.domain import Aim

_EXACT_STEPS = 32


def stages(model: Model) -> Iterator[Callable[[], Stage]]:
    """What is settled while the dwellings are free, in order; each writes its rows when called."""
    yield lambda: fewest(model)
    yield lambda: nearest(model)
    yield lambda: even_years(model)
    if Aim.CORPORATION_BALANCE not in model.instance.order:
        yield lambda: corporation_balance.stage(model)
    yield lambda: by_code(model)


def fewest(model: Model) -> Stage:
    """All dwellings of the plan."""
    return Stage("dwellings", "dwellings", [(x, 1.0) for x in model.dwellings.values()], step=1)


def nearest(model: Model) -> Stage:
    """All travel minutes to support."""
    return Stage("support_minutes", "dwelling_minutes", to_support(model))


def even_years(model: Model) -> Stage:
    """The squares of what each municipality has of each programme in each year."""
    region = model.region
    cells = model.by(lambda p, t, lot: (p, region.municipality_of(lot.neighbourhood), t))
    number = model.variables("number", cells, "Integer")
    square = model.variables("square", cells)
    for key, dwellings in cells.items():
        row = [*((x, 1.0) for _, x in dwellings), (number[key], -1.0)]
        model.row("number", key, row, "==", 0)
        most = model.region.cumulative_maximum(key[0], key[2])
        for low, high in pairwise(_steps(model.plenty if most is None else most)):
            terms = [(square[key], 1.0), (number[key], -float(low + high))]
            model.row("square", (*key, low), terms, ">=", -low * high)
    return Stage("years", "squares", [(variable, 1.0) for variable in square.values()], step=1)


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
    return Stage("codes", "weights", terms, step=1)


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
