"""Every signed line is in the plan, at least in its number.

    x[p,t,l]  ≥  max( b[p,t,l], Σ_k b[p,t,l,k] )          for every lot l with a signed line
    z[p,e,a,k]  ≥  Σ_{t in e} Σ_{l at a} b[p,t,l,k]       for every support point k that a line names

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| z[p,e,a,k] | dwellings of p at a in epoch e assigned to k | dwellings | variable of `rules.support` |
| b[p,t,l] | signed dwellings, any support point | dwellings | `commitments` |
| b[p,t,l,k] | signed dwellings at support point k | dwellings | `commitments` |

Given these rows, dwellings by lot and by support point can always be matched so that each line has
its number (`models.allocation.lines`). Source: data contract, rule `commitment`.
"""

from __future__ import annotations

from collections import defaultdict

from planner.models.model import Dwelling, Model
from planner.region.domain import Location, Presence


def add(model: Model) -> None:
    """Write one row for each lot and each support point that a signed line names."""
    anywhere: dict[Dwelling, int] = defaultdict(int)
    at_points: dict[Dwelling, int] = defaultdict(int)
    served: dict[tuple[str, int, Location, str], int] = defaultdict(int)
    for line in model.region.signed:
        dwelling = (line.programme, line.year, line.lot)
        if line.support_point is None:
            anywhere[dwelling] += line.dwellings
        else:
            at_points[dwelling] += line.dwellings
            reach = model.instance.access.get(Presence(line.programme, line.lot.location))
            epoch = reach.epoch(line.year) if reach else 0
            served[line.programme, epoch, line.lot.location, line.support_point] += line.dwellings
    for dwelling in sorted(anywhere.keys() | at_points.keys()):
        promised = max(anywhere[dwelling], at_points[dwelling])
        x = model.dwellings.get(dwelling)
        model.row("commitment", ("lot", *dwelling), [] if x is None else [(x, 1.0)], ">=", promised)
    for index, promised in served.items():
        z = model.assigned.get(index)
        model.row(
            "commitment", ("support", *index), [] if z is None else [(z, 1.0)], ">=", promised
        )
