"""What could be changed in a region: a lever on every negotiable number.

How hard a rule is to change is its place in the order of the region (`diagnosis.order`): a change
of the k-th family of rules counts k. A family that is not in the order is not negotiable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from math import ceil, dist, floor

from planner.analysis.explain.changes import FAMILIES
from planner.models.rules import (
    adjacent_load,
    bars,
    limits,
    neighbourhood_load,
    vacancy_share,
)
from planner.optimise.feasibility import Lever
from planner.optimise.ways import Way, within
from planner.region.change import closure_field, commitment_field, value_of
from planner.region.domain import Field, Instance, Location, Presence, Region, Value

# Levels of one lever: more would be no choice but a search.
_LEVELS = 60
_BANDS = 8
_METRES = 50
_MONTHS = 6


def levers(
    region: Region, ways: Mapping[Presence, Sequence[Way]], lowered: frozenset[str] = frozenset()
) -> list[Lever]:
    """Every lever of a region; the need of the programmes in `lowered` may be lowered too."""
    order = {family: place for place, family in enumerate(region.settings.negotiable, start=1)}
    named = [
        *_capacity(region),
        *_opening(region),
        *_site(region),
        *_budget(region),
        *_target(region, lowered),
        *_cluster(region),
        *_vacancy_share(region),
        *_per_neighbourhood(region),
        *_reach(region, ways),
        *_loads(region),
        *_distinct(region),
        *_participation(region),
        *_commitment(region),
        *_edge(region),
        *_separation(region),
        *_closures(region),
        *_waits(region),
    ]
    found = []
    for lever in (*named, *_other_numbers(region, {lever.field for lever in named})):
        if lever.family in order and (lever.levels or lever.most):
            found.append(replace(lever, weight=order[lever.family]))
    return found


def _amount(
    field: Field,
    current: int | Decimal,
    most: int,
    *,
    sign: int = 1,
    scale: float = 1.0,
    group: tuple[str, ...] = (),
) -> Lever:
    family = FAMILIES[field.table, field.column]
    name = group or (family, *map(str, field.key), field.column)
    return Lever(field, current, family, name, 0, (), max(0, most), sign, scale)


def _choice(field: Field, current: Value, levels: Iterable[Value]) -> Lever:
    family = FAMILIES[field.table, field.column]
    return Lever(
        field, current, family, (family, *map(str, field.key), field.column), 0, tuple(levels)
    )


def _wanted(region: Region, programme: str) -> int:
    """Dwellings that anyone could want of a programme: its need and what is signed."""
    signed = sum(line.dwellings for line in region.signed if line.programme == programme)
    return sum(region.minimum(programme, year) for year in region.years) + signed + 1


def _capacity(region: Region) -> Iterator[Lever]:
    for code, point in region.support_points.items():
        users = [
            name for name, row in region.programmes.items() if row.support_service in point.services
        ]
        if point.capacity is not None and users:
            most = sum(_wanted(region, name) for name in users)
            yield _amount(Field("support_points", (code,), "capacity"), point.capacity, most)


def _opening(region: Region) -> Iterator[Lever]:
    start, end = region.years[0], region.years[-1]
    asked = {
        service
        for row in region.programmes.values()
        for service in (row.support_service, *row.near_services)
    }
    rows = [
        *(
            ("support_points", code, point.from_year)
            for code, point in region.support_points.items()
            if asked.intersection(point.services)
        ),
        *(("sites", code, site.from_year) for code, site in region.sites.items()),
    ]
    for table, code, year in rows:
        if year is not None and year > start:
            earlier = range(min(year - 1, end), start - 1, -1)
            yield _choice(Field(table, (code,), "from_year"), year, earlier)


def _site(region: Region) -> Iterator[Lever]:
    for code, site in region.sites.items():
        most = max((_wanted(region, name) for name in site.programmes), default=0)
        if site.max_dwellings is not None:
            key = Field("sites", (code,), "max_dwellings")
            yield _amount(key, site.max_dwellings, most)
        least = site.min_dwellings or 0
        key = Field("sites", (code,), "min_dwellings")
        yield _amount(key, least, least - 1, sign=-1)


def _cluster(region: Region) -> Iterator[Lever]:
    for code, row in region.programmes.items():
        if row.max_cluster is not None:
            key = Field("programmes", (code,), "max_cluster")
            yield _amount(key, row.max_cluster, _wanted(region, code))
        least = row.min_cluster or 0
        key = Field("programmes", (code,), "min_cluster")
        yield _amount(key, least, least - 1, sign=-1)


def _budget(region: Region) -> Iterator[Lever]:
    for (programme, year), budget in region.budgets.items():
        costs = {region.cost(programme, lot.site) for lot in region.lots(programme)} - {Decimal(0)}
        if budget.amount is not None and costs:
            most = ceil(max(costs) * _wanted(region, programme))
            key = Field("budgets", (programme, year), "amount")
            group = ("budget", programme)
            scale = float(min(costs))
            yield _amount(key, budget.amount, most, scale=scale, group=group)


def _target(region: Region, lowered: frozenset[str]) -> Iterator[Lever]:
    for programme in region.programmes:
        most = _wanted(region, programme)
        for year in region.years:
            limit = region.maximum(programme, year)
            if limit is None:
                break
            key = Field("targets", (programme, year), "maximum")
            group = ("target", "maximum", programme)
            yield _amount(key, limit, most, scale=_late(region, year), group=group)
    for programme in sorted(lowered):
        for year in region.years:
            need = region.minimum(programme, year)
            key = Field("targets", (programme, year), "minimum")
            group = ("target", "minimum", programme)
            scale = _late(region, year)
            yield _amount(key, need, need, sign=-1, scale=scale, group=group)


def _late(region: Region, year: int) -> float:
    """A scale by which, all else alike, the latest year is changed."""
    return 1 / (1 + (region.years[-1] - year) / 100)


def _vacancy_share(region: Region) -> Iterator[Lever]:
    share = region.settings.max_share_of_vacancies
    levels = [Decimal(percent) / 100 for percent in range(floor(share * 100) + 1, 101)]
    yield _choice(vacancy_share.SHARE, share, levels)


def _per_neighbourhood(region: Region) -> Iterator[Lever]:
    for code, row in region.programmes.items():
        if row.max_per_neighbourhood is not None:
            key = Field("programmes", (code,), "max_per_neighbourhood")
            most = _wanted(region, code)
            yield _amount(key, row.max_per_neighbourhood, most)


def _reach(region: Region, ways: Mapping[Presence, Sequence[Way]]) -> Iterator[Lever]:
    for code, row in region.programmes.items():
        for column, limit, step in (
            ("max_minutes", row.max_minutes, 1),
            ("max_metres", row.max_metres, _METRES),
        ):
            if limit is None:
                continue
            beyond = {
                _whole_level(way.size(column), step)
                for place, some in ways.items()
                if place.programme == code
                for way in some
                if not within(way.size(column), limit)
            }
            key = Field("programmes", (code,), column)
            yield _choice(key, limit, sorted(beyond)[:_LEVELS])


def _loads(region: Region) -> Iterator[Lever]:
    settings = region.settings
    near: Mapping[str, tuple[str, ...]] = {code: (code,) for code in region.neighbourhoods}
    yield _load(region, neighbourhood_load.FIELD, settings.max_load_per_1000_dwellings, near)
    beside = settings.max_adjacent_load_per_1000_dwellings
    if beside is not None and region.adjacency is not None:
        groups = {code: region.adjacency.group(code) for code in region.neighbourhoods}
        yield _load(region, adjacent_load.FIELD, beside, groups)


def _load(
    region: Region, field: Field, limit: Decimal, groups: Mapping[str, tuple[str, ...]]
) -> Lever:
    """The next whole numbers, and those at which a place now above its limit takes something."""
    heaviest = max((row.load_weight for row in region.programmes.values()), default=Decimal(0))
    levels = {Decimal(floor(limit) + step) for step in range(1, _LEVELS // 2)}
    for group in groups.values():
        rows = [region.neighbourhoods[code] for code in group]
        stock = sum(row.dwellings for row in rows)
        existing = sum((row.existing_load for row in rows), Decimal(0))
        if stock and existing * 1000 > limit * stock:
            levels |= {Decimal(ceil((existing + more) * 1000 / stock)) for more in (0, heaviest)}
    return _choice(field, limit, sorted(level for level in levels if level > limit)[:_LEVELS])


def _distinct(region: Region) -> Iterator[Lever]:
    for code, row in region.programmes.items():
        if row.distinct_municipalities:
            key = Field("programmes", (code,), "distinct_municipalities")
            yield _choice(key, True, (False,))


def _participation(region: Region) -> Iterator[Lever]:
    for row in region.participation:
        gone = region.left.get(row.municipality)
        if row.participates or (gone is not None and (row.from_year or 0) >= gone):
            continue  # who has left the region cannot be asked to take part
        key = (row.municipality, row.programme, row.from_year or "")
        yield _choice(Field("participation", key, "participates"), False, (True,))


def _commitment(region: Region) -> Iterator[Lever]:
    for line in region.signed:
        yield _amount(commitment_field(line), line.dwellings, line.dwellings, sign=-1)


def _edge(region: Region) -> Iterator[Lever]:
    for code, row in region.programmes.items():
        places = {lot.location for lot in region.lots(code)}
        if (largest := row.max_address_density) is not None:
            known = (region.address_density(place) for place in places)
            levels = {Decimal(ceil(one)) for one in known if one is not None and one > largest}
            key = Field("programmes", (code,), "max_address_density")
            yield _choice(key, largest, sorted(levels)[:_LEVELS])
        if (least := row.min_metres_to_dwellings) is not None:
            metres = (region.sites[p.site].metres_to_dwellings for p in places if p.site)
            levels = {Decimal(floor(one)) for one in metres if one is not None and one < least}
            key = Field("programmes", (code,), "min_metres_to_dwellings")
            yield _choice(key, least, sorted(levels, reverse=True)[:_LEVELS])


def _separation(region: Region) -> Iterator[Lever]:
    for rule in region.separation:
        ours = {lot.location for lot in region.lots(rule.programme_a)}
        theirs = {lot.location for lot in region.lots(rule.programme_b)}
        metres = sorted(_between(region, ours, theirs, float(rule.min_metres)), reverse=True)
        if len(metres) > _BANDS:
            metres = metres[:: len(metres) // _BANDS + 1]
        key = Field("separation", (rule.programme_a, rule.programme_b), "min_metres")
        yield _choice(key, rule.min_metres, (*map(Decimal, metres), None))


def _closures(region: Region) -> Iterator[Lever]:
    for row in region.closures:
        least = row.minimum or 0
        group = ("closure", "minimum", row.pool, row.kind)
        scale = _late(region, row.year)
        cell = closure_field(row, "minimum")
        yield _amount(cell, least, least, sign=-1, scale=scale, group=group)
        # Only what becomes dwellings is held up by a maximum: nobody needs a place to close.
        if row.maximum is not None and row.kind == "conversion":
            most = sum(_wanted(region, code) for code in region.programmes)
            group = ("closure", "maximum", row.pool, row.kind)
            yield _amount(closure_field(row, "maximum"), row.maximum, most, group=group)
    for key, pool in region.pools.items():
        kept = pool.min_places or 0
        cell, together = Field("pools", key, "min_places"), ("closure", "min_places", pool.pool)
        yield _amount(cell, kept, kept, sign=-1, group=together)


def _waits(region: Region) -> Iterator[Lever]:
    """The next multiples of six months, and no limit."""
    for key, pool in region.pools.items():
        if (months := pool.max_wait_months) is not None:
            first = floor(months / _MONTHS) + 1
            levels = (Decimal(_MONTHS * step) for step in range(first, first + _LEVELS // 2))
            yield _choice(Field("pools", key, "max_wait_months"), months, (*levels, None))


def _between(region: Region, ours: set[Location], theirs: set[Location], limit: float) -> set[int]:
    """The distances (whole steps of metres, above zero) below a limit."""
    points = {place: region.point(place) for place in ours | theirs}
    found = {
        floor(dist(points[here], points[there]) / _METRES) * _METRES
        for here in ours
        for there in theirs
    }
    return {metres for metres in found if 0 < metres < limit}


def _whole_level(size: float, step: int) -> Decimal:
    """The smallest multiple of a step that minutes or metres keep to."""
    return Decimal(ceil(size * (1 - 1e-9) / step) * step)


def _other_numbers(region: Region, known: set[Field]) -> Iterator[Lever]:
    """The other numbers that a limit or bar is said by; of decimals the next whole ones."""
    instance = Instance(region, {}, {}, (), {})
    found: dict[Field, str] = {}
    for limit in limits(instance):
        found |= dict.fromkeys(limit.fields, limit.subject.programme)
    for programme in region.programmes:
        for lot in region.lots(programme):
            for bar in bars(instance, programme, region.years[-1], lot):
                found |= {bar.field: programme} if bar.field else {}
    for field, programme in sorted(found.items()):
        if field in known or (field.table, field.column) not in FAMILIES:
            continue
        current = value_of(region, field)
        if field.table == "shares":
            yield _choice(field, current, (None,))  # another share weighs every dwelling anew
        elif isinstance(current, bool):
            yield _choice(field, current, (not current,))
        elif isinstance(current, int):
            yield _amount(field, current, _wanted(region, programme))
        else:
            next_ones = (Decimal(floor(current) + step) for step in range(1, _LEVELS))
            yield _choice(field, current, next_ones)
