"""Every dwelling has its support point within reach, and none serves more than it can.

    Σ_k z[p,e,a,k]  =  Σ_{t in e} Σ_{l at a} x[p,t,l]      for every p with a service, a, epoch e
    Σ_p Σ_e Σ_a z[p,e,a,k]  ≤  capacity[k]                 for every k
    Σ_{l at a} x[p,t,l]  =  0                              for every p, a and t before near[p,a]

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| z[p,e,a,k] | dwellings of p at a, delivered in e, assigned to k | dwellings | variable |
| e | epoch: the years in which p has the same support points to choose from at a | | `Access.epoch` |
| capacity[k] | dwellings k can serve; empty is no limit | dwellings | `support_points` |
| near[p,a] | first year that every near service of p is within its limits of a | year | `Instance.access` |

z exists only where k offers the service in e within `max_metres` and `max_minutes`: what is out of
reach is no variable, and a location without any support takes no dwelling. Within an epoch it does
not matter which year's dwelling goes to which point, so years are added up: a quarter of the
variables, and no choice between plans that differ in nothing.
Source: data contract, rule `support`; rules.md section 3 (24/7 support, response times).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from planner.models.limit import Bar, Limit, Subject, Weight
from planner.models.model import Model
from planner.region.domain import Field, Instance, Lot, Presence, Slice


def limits(instance: Instance) -> Iterator[Limit]:
    """The capacity of each support point that has one."""
    for code, point in instance.region.support_points.items():
        if point.capacity is not None:
            yield Limit(
                rule="support",
                kind="capacity",
                subject=Subject(support_point=code),
                slice=Slice(support_point=code),
                weight=Weight.DWELLINGS,
                amount=Fraction(point.capacity),
                fields=(Field("support_points", (code,), "capacity"),),
            )


def bars(instance: Instance, programme: str, year: int, lot: Lot) -> Iterator[Bar]:
    """That support, or a service that has to be near, is not within reach in the year."""
    rules = instance.region.programmes[programme]
    reach = instance.access.get(Presence(programme, lot.location))
    near = {"services": rules.near_services}
    if rules.support_service and not (reach and reach.epoch(year)):
        yield Bar("support", "support", None, None, {"service": rules.support_service})
    elif reach is None or year < reach.first_year:
        yield Bar("support", "near", None, None, near)


def add(model: Model) -> None:
    """Make the assignments z and write their rows."""
    region = model.region
    reach = model.instance.access
    delivered = defaultdict(list)
    early = defaultdict(list)
    for (programme, year, lot), x in model.dwellings.items():
        place = Presence(programme, lot.location)
        if region.programmes[programme].support_service:
            delivered[programme, reach[place].epoch(year), lot.location].append((x, 1.0))
        if year < reach[place].first_year:
            early[programme, year, lot.location].append((x, 1.0))

    in_reach = [
        (programme, epoch, location, link.support_point)
        for programme, epoch, location in delivered
        for link in reach[Presence(programme, location)].links
        if link.from_year <= epoch
    ]
    model.assigned.update(model.variables("assign", in_reach))
    assigned = defaultdict(list)
    for (programme, epoch, location, _), z in model.assigned.items():
        assigned[programme, epoch, location].append((z, -1.0))

    for index, terms in early.items():
        model.row("support", ("near", *index), terms, "==", 0)
    for index, terms in delivered.items():
        model.row("support", ("assign", *index), terms + assigned[index], "==", 0)
    for limit in limits(model.instance):
        model.write(limit)
