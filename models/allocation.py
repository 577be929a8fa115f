"""The whole problem: the dwellings of every programme, year and lot under every rule.

    x[p,t,l] ≥ 0, whole dwellings        for every p, t and lot l that p can use in t
    X[p,a] = Σ_t Σ_{l at a} x[p,t,l]     for every p and location a

A lot is left out where support or a near service is out of reach in every year, before a site opens
and where a site's limits cross; everything else is a row of a rule. The sums X say nothing new: a solver
decides on them before it does on years and corporations.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

import pulp

from planner.models.model import Dwelling, Model
from planner.models.rules import RULES
from planner.models.rules.site import sizes
from planner.region.domain import Commitment, Instance, Line, Location, Lot, Presence

type Values = Callable[[pulp.LpVariable], float]
type Place = tuple[str, int, Location]  # programme, epoch, location
type Parcel = tuple[int, Lot]  # dwellings from a lot in a year


def build(instance: Instance) -> Model:
    """The problem of an instance with every rule, without an objective."""
    model = Model(instance)
    collecting = gc.isenabled()
    gc.disable()  # no cycles are made here, and looking for them takes a quarter of the time
    try:
        model.dwellings.update(model.variables("dwellings", _dwellings(instance), "Integer"))
        _add_up(model)
        for rule in RULES.values():
            rule.write(model)
    finally:
        if collecting:
            gc.enable()
    return model


def _dwellings(instance: Instance) -> list[Dwelling]:
    region = instance.region
    result = []
    for programme in region.programmes.values():
        for lot in region.lots(programme.code):
            reach = instance.access.get(Presence(programme.code, lot.location))
            if reach is None or (programme.support_service and not reach.links):
                continue
            opening = 0
            if lot.site:
                site = region.sites[lot.site]
                opening = site.from_year or 0
                smallest, largest = sizes(site, programme)
                if largest is not None and smallest > largest:
                    continue
            result += [(programme.code, year, lot) for year in region.years if year >= opening]
    return result


def _add_up(model: Model) -> None:
    """Make the sums X and write their rows."""
    places = model.by(lambda p, t, lot: Presence(p, lot.location))
    model.placed.update(model.variables("placed", places, "Integer"))
    for key, found in places.items():
        terms = [*((x, 1.0) for _, x in found), (model.placed[key], -1.0)]
        model.row("placed", tuple(key), terms, "==", 0)


def parts(model: Model) -> list[pulp.LpVariable]:
    """The dwellings x from stock, parts of the sums X; those of a site come in one year."""
    return [x for (_, _, lot), x in model.dwellings.items() if not lot.site]


def lines(model: Model, value: Values) -> tuple[Line, ...]:
    """The rows of a plan from the values of the variables, ordered.

    The problem knows dwellings by lot and year, and dwellings by support point; here they are
    matched, signed lines first, then in the order of years and codes.
    """
    region = model.region
    reach = model.instance.access
    supply: dict[Place, dict[Parcel, int]] = defaultdict(dict)
    for (programme, year, lot), x in model.dwellings.items():
        number = round(value(x))
        if number:
            epoch = reach[Presence(programme, lot.location)].epoch(year)
            supply[programme, epoch, lot.location][year, lot] = number

    at_point: dict[Place, dict[str, int]] = defaultdict(dict)
    for (programme, epoch, location, point), z in model.assigned.items():
        at_point[programme, epoch, location][point] = round(value(z))

    promised: dict[Place, dict[tuple[Parcel, str], int]] = defaultdict(dict)
    for line in region.signed:
        if line.support_point and line.dwellings:
            epoch = reach[Presence(line.programme, line.lot.location)].epoch(line.year)
            parcel = (line.year, line.lot)
            place = (line.programme, epoch, line.lot.location)
            promised[place][parcel, line.support_point] = line.dwellings

    result = []
    for place, parcels in supply.items():
        programme, _, location = place
        if region.programmes[programme].support_service:
            matched = match(parcels, at_point[place], promised[place])
        else:
            matched = {(parcel, ""): number for parcel, number in parcels.items()}
        for ((year, lot), point), number in matched.items():
            result.append(region.line(programme, year, lot, point, number))
    return tuple(sorted(result))


def values(model: Model, plan: Iterable[Line | Commitment]) -> dict[pulp.LpVariable, int]:
    """The dwellings x of a plan, for every lot that can be used; other lines are left out."""
    found = dict.fromkeys(model.dwellings.values(), 0)
    for line in plan:
        x = model.dwellings.get((line.programme, line.year, line.lot))
        if x is not None:
            found[x] += line.dwellings
    return found


def match(
    parcels: Mapping[Parcel, int],
    points: Mapping[str, int],
    promised: Mapping[tuple[Parcel, str], int],
) -> dict[tuple[Parcel, str], int]:
    """Whole numbers with given totals by parcel and by point, each at least what is promised.

    The north-west corner rule on what the promises leave; the totals must be equal and cover them.
    """
    matched: dict[tuple[Parcel, str], int] = defaultdict(int, promised)
    by_parcel, by_point = dict(parcels), dict(points)
    for (parcel, point), number in promised.items():
        by_parcel[parcel] -= number
        by_point[point] -= number
    for parcel in sorted(by_parcel):
        for point in sorted(by_point):
            number = min(by_parcel[parcel], by_point[point])
            if number > 0:
                matched[parcel, point] += number
                by_parcel[parcel] -= number
                by_point[point] -= number
    return {pair: number for pair, number in sorted(matched.items()) if number}
