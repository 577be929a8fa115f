"""No two sites of a programme lie in one municipality, where the programme asks for it.

    Σ_t Σ_{s in m} y[p,t,s]  ≤  1        for every p with distinct municipalities, m

| symbol | meaning | unit | source |
|---|---|---|---|
| y[p,t,s] | 1 when s opens for p in t | binary | variable of `rules.site` |

Source: data contract, rule `distinct_municipalities`; 003:1560-1566 (Skaeve Huse: locations in
different municipalities).
"""

from __future__ import annotations

from collections import defaultdict

from planner.models.model import Model


def add(model: Model) -> None:
    """Write one row for each such programme and municipality with more than one site."""
    region = model.region
    in_municipality = defaultdict(list)
    for (programme, _, site), y in model.opens.items():
        if region.programmes[programme].distinct_municipalities:
            municipality = region.municipality_of(region.sites[site].neighbourhood)
            in_municipality[programme, municipality].append((y, 1.0))
    for pair, terms in in_municipality.items():
        model.row("distinct_municipalities", pair, terms, "<=", 1)
