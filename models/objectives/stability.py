"""Little moves from an earlier plan.

    minimise  M        with   M  ≥  ½ · ( Σ_{x⁰ = 0} x[p,t,l]  +  Σ_{x⁰ > 0} moved[p,t,l] ),   M whole

    moved[p,t,l]  ≥  x[p,t,l] − x⁰[p,t,l]
    moved[p,t,l]  ≥  x⁰[p,t,l] − x[p,t,l]          for every p, t, l with x⁰ > 0

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t; 0 where l cannot be used | dwellings | variable |
| x⁰[p,t,l] | the same in the earlier plan | dwellings | `Instance.earlier` |
| moved[p,t,l] | their distance | dwellings | variable |
| M | dwellings moved | dwellings | variable |

A dwelling that goes from one place to another counts once: half for where it left, half for where
it came. One that only came or only left counts as one too, where it has no other to pair with.
Source: data contract, objective `stability`.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from planner.models.model import Dwelling, Model, Stage
from planner.models.objectives.stages import Stages


def stages(model: Model, tolerance: Fraction) -> Stages:
    """The dwellings moved."""
    before: Counter[Dwelling] = Counter()
    for line in model.instance.earlier or ():
        before[line.programme, line.year, line.lot] += line.dwellings
    kept = sorted(dwelling for dwelling, number in before.items() if number)
    moved = model.variables("moved", kept)
    for dwelling, distance in moved.items():
        x = model.dwellings.get(dwelling)
        terms = [] if x is None else [(x, 1.0)]
        number = before[dwelling]
        more = [(distance, 1.0), *((variable, -weight) for variable, weight in terms)]
        model.row("moved", ("more", *dwelling), more, ">=", -number)
        model.row("moved", ("less", *dwelling), [(distance, 1.0), *terms], ">=", number)
    added = [(x, -0.5) for dwelling, x in model.dwellings.items() if dwelling not in moved]
    distances = [(distance, -0.5) for distance in moved.values()]
    moves = model.variables("moves_all", ["all"], "Integer")["all"]
    model.row("moved", ("all",), [(moves, 1.0), *added, *distances], ">=", 0)
    yield Stage("moved", "dwellings", [(moves, 1.0)], step=1)
