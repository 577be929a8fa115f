"""No two sites of a programme lie in one municipality, where the programme asks for it.

    Σ_t Σ_{s in m} y[p,t,s]  ≤  1        for every p with distinct municipalities, m

| symbol | meaning | unit | source |
|---|---|---|---|
| y[p,t,s] | 1 when s opens for p in t | binary | variable of `rules.site` |

Source: data contract, rule `distinct_municipalities`; 003:1560-1566 (Skaeve Huse: locations in
different municipalities).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planner.models.limit import Limit, Subject, Weight
from planner.region.domain import Field, Instance, Slice


def limits(instance: Instance) -> Iterator[Limit]:
    """One site of each such programme in each municipality."""
    region = instance.region
    for programme, rules in region.programmes.items():
        if not rules.distinct_municipalities:
            continue
        lots = [lot for lot in region.lots(programme) if lot.site]
        for municipality in dict.fromkeys(
            region.municipality_of(lot.neighbourhood) for lot in lots
        ):
            yield Limit(
                rule="distinct_municipalities",
                kind="",
                subject=Subject(programme=programme, municipality=municipality),
                slice=Slice(programme=programme, municipality=municipality),
                weight=Weight.SITES,
                amount=Fraction(1),
                fields=(Field("programmes", (programme,), "distinct_municipalities"),),
            )
