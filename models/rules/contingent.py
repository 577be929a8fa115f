"""Agreements on numbers are kept: so many dwellings of a programme in a municipality and year.

    Σ_{l of c in m} x[p,t,l]  ≤  most[c,m,p,t]                       for every such number
    k[c,m,p,t]  ≥  least[c,m,p,t] − Σ_{l of c in m} x[p,t,l]         for every such number
    0 ≤ k[c,m,p,t]

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| k[c,m,p,t] | dwellings missing of what is agreed at least | dwellings | variable |
| most[c,m,p,t] | most dwellings; empty is no limit; c empty is all corporations | dwellings | `contingents.maximum` |
| least[c,m,p,t] | least dwellings; empty asks nothing | dwellings | `contingents.minimum` |

What is missing of the least is unmet need of that line (objective `unmet_need`), not a broken rule.
Source: data contract, rule `contingent`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planner.models.limit import Limit, Subject, Weight
from planner.models.model import Model
from planner.region.domain import Contingent, Field, Instance, Slice


def limits(instance: Instance) -> Iterator[Limit]:
    """The most of every agreement that has one."""
    for key, row in instance.region.contingents.items():
        if row.maximum is not None:
            yield Limit(
                rule="contingent",
                kind="",
                subject=Subject(
                    programme=row.programme,
                    corporation=row.corporation or "",
                    municipality=row.municipality,
                    year=row.year,
                ),
                slice=_slice(row),
                weight=Weight.DWELLINGS,
                amount=Fraction(row.maximum),
                fields=(Field("contingents", key, "maximum"),),
            )


def add(model: Model) -> None:
    """Write the limits, make the missing dwellings k and write what they are at least."""
    for limit in limits(model.instance):
        model.write(limit)
    asked = {key: row for key, row in model.region.contingents.items() if row.minimum}
    model.missing.update(model.variables("missing", asked, "Integer"))
    for key, row in asked.items():
        assert row.minimum is not None
        given = [(x, 1.0) for _, x in model.of(_slice(row))]
        model.row(
            "contingent", ("least", *key), [(model.missing[key], 1.0), *given], ">=", row.minimum
        )


def _slice(row: Contingent) -> Slice:
    return Slice(
        municipality=row.municipality,
        corporation=row.corporation or "",
        programme=row.programme,
        years=(row.year,),
    )
