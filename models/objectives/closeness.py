"""Dwellings lie close to their support, and to where people come from.

    minimise  Σ_{p,e,a,k} τ[p,a,k] · z[p,e,a,k]  +  Σ_{p,t,o,a} τ[p,o,a] · q[p,t,o,a]

    Σ_a q[p,t,o,a]  ≤  H[p,t,o]                          for every origin o
    Σ_o q[p,t,o,a]  ≤  Σ_{l at a} x[p,t,l]               for every location a
    Σ q[p,t]        ≥  Σ x[p,t] − X · full[p,t]          all dwellings are taken, or
    Σ q[p,t]        ≥  H[p,t] · full[p,t]                all households are housed
    Σ q[p,t]        ≥  Σ x[p,t] − X'· full[p,t] − late[p,t−1]
    Σ q[p,t]        ≥  L[p,t] + (H[p,t] − L[p,t]) · full[p,t] − late[p,t]

| symbol | meaning | unit | source |
|---|---|---|---|
| x, z | dwellings by lot, by support point | dwellings | variables |
| q[p,t,o,a] | households from o that get a dwelling of p at a in t | households | variable |
| full[p,t] | 1 when there is a dwelling for every household | binary | variable |
| τ[p,a,k] | travel from support point k to a | minutes | `Instance.access` |
| τ[p,o,a] | travel from the municipality's point to a | minutes | `Instance.origin_minutes` |
| H[p,t,o] | households from o that need p in t; H[p,t] their sum | households | `demand` |
| X | most dwellings beyond the households that p can have in t | dwellings | `targets` |
| X' | the same where nothing was late before t | dwellings | `targets` |
| late[p,t] | dwellings of p still missing at the end of t | dwellings | variable of `objectives.unmet_need` |
| L | min(H[p,t], Σ_{t' ≤ t} minimum[p,t'] − Σ_{t' < t} maximum[p,t']), where positive: fewest dwellings of p in t where nothing is late | dwellings | `targets` |

Households of a year are assigned to the dwellings of that year, as many as there are of both, at
the least total of minutes (the transportation problem). The last two rows follow from the others for
whole `full`: up to t there are Σ minimum − late[p,t] dwellings or more, up to t − 1 no more than
Σ maximum, so that Σ x[p,t] ≥ L − late[p,t]; and Σ q is Σ x where `full` is 0, H where it is 1. Without
them the fractional bound is far off. Source: data contract, objective
`closeness`; 001:3372-3376 (leavers prefer the area they know).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

import pulp

from planner.models.model import Model, Stage, Terms
from planner.models.objectives.stages import Stages
from planner.region.domain import Location, Presence


def stages(model: Model, tolerance: Fraction) -> Stages:
    """All travel minutes, to support and from the place of origin."""
    from_origins, full = _from_origins(model)
    terms = [*to_support(model), *from_origins]
    switches = [*full, *model.serves.values()]
    yield Stage("minutes", "dwelling_minutes", terms, switches=switches)


def to_support(model: Model) -> Terms:
    """Travel minutes of every dwelling to its support point."""
    minutes = {
        (place, link.support_point): link.minutes
        for place, reach in model.instance.access.items()
        for link in reach.links
    }
    return [
        (z, minutes[Presence(programme, location), point])
        for (programme, _, location, point), z in model.assigned.items()
    ]


def _from_origins(model: Model) -> tuple[Terms, Sequence[pulp.LpVariable]]:
    """Travel minutes of every household to its dwelling; and the variables `full`."""
    region = model.region
    households: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    for (programme, origin, year), row in region.demand.items():
        if row.households:
            households[programme, year][origin] = row.households
    homes: dict[tuple[str, int], dict[Location, Terms]] = defaultdict(dict)
    for (programme, year, location), found in model.by(
        lambda programme, year, lot: (programme, year, lot.location)
    ).items():
        homes[programme, year][location] = [(x, -1.0) for _, x in found]

    moves = model.variables(
        "moves",
        [
            (programme, year, origin, location)
            for (programme, year), origins in households.items()
            for origin in origins
            for location in homes[programme, year]
        ],
    )
    full = model.variables("full", [key for key in households if homes[key]], "Binary")
    from_origin: dict[tuple[str, int, str], list[tuple[pulp.LpVariable, float]]] = defaultdict(list)
    to_home: dict[tuple[str, int, Location], list[tuple[pulp.LpVariable, float]]] = defaultdict(
        list
    )
    both: dict[tuple[str, int], list[tuple[pulp.LpVariable, float]]] = defaultdict(list)
    for (programme, year, origin, location), q in moves.items():
        from_origin[programme, year, origin].append((q, 1.0))
        to_home[programme, year, location].append((q, 1.0))
        both[programme, year].append((q, 1.0))

    for (programme, year), housed in full.items():
        key = (programme, year)
        everyone = sum(households[key].values())
        for origin, number in households[key].items():
            model.row("origin", (*key, origin), from_origin[*key, origin], "<=", number)
        for location, here in homes[key].items():
            terms = [*to_home[*key, location], *here]
            model.row("destination", (*key, location), terms, "<=", 0)
        delivered = [term for here in homes[key].values() for term in here]
        most = model.region.cumulative_maximum(programme, year)
        beyond = max(0, (model.plenty if most is None else most) - everyone)
        taken = [*both[key], *delivered]
        model.row("taken", key, [*taken, (housed, float(beyond))], ">=", 0)
        model.row("housed", key, [*both[key], (housed, -float(everyone))], ">=", 0)
        if most is not None and model.late:
            earlier = [past for past in region.years if past < year]
            needed = sum(region.minimum(programme, past) for past in earlier)
            late = [(model.late[programme, earlier[-1]], 1.0)] if needed else []
            beyond = max(0, most - needed - everyone)
            terms = [*taken, (housed, float(beyond)), *late]
            model.row("taken_on_time", key, terms, ">=", 0)
        least = min(everyone, _fewest(model, programme, year))
        if least > 0 and key in model.late:
            terms = [*both[key], (housed, -float(everyone - least)), (model.late[key], 1.0)]
            model.row("housed_on_time", key, terms, ">=", least)

    minutes = model.instance.origin_minutes
    terms = [
        (q, minutes[programme, origin, location])
        for (programme, _, origin, location), q in moves.items()
    ]
    return terms, list(full.values())


def _fewest(model: Model, programme: str, year: int) -> int:
    """Fewest dwellings of a programme in a year where nothing is late at its end: L."""
    region = model.region
    before = [past for past in region.years if past < year]
    needed = sum(region.minimum(programme, past) for past in (*before, year))
    most = model.region.cumulative_maximum(programme, before[-1]) if before else 0
    return 0 if most is None else needed - most
