"""Two plain ways to make a plan, to hold the best plan against.

`pro_rata` is what a spreadsheet does: everyone its share, whatever the rules. `greedy` is what a
waiting list does: first come, first served, within every rule. Neither knows of the objectives.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from heapq import heapify, heappop, heapreplace
from math import dist

from planner.optimise.room import Room
from planner.quota.apportionment import apportion, exact_parts
from planner.region.domain import Instance, Line, Lot, Placement, Presence, QuotaMethod, Region


def pro_rata(instance: Instance) -> tuple[Line, ...]:
    """The plan of a spreadsheet: proportions, rounded, whatever rules they break.

    A municipality's quota is split over the programmes of its group in proportion to need and key,
    where it takes part; a programme outside the groups is split by key alone. Each year's need is
    shared in these proportions and rounded by largest remainder; what rounding takes from or gives
    to a municipality counts in the years after. Within a municipality dwellings come from stock in
    proportion to stock, rounded likewise, and go to the largest site fit for the programme where
    it wants a site. Each is served by the nearest support point with the service. Signed lines,
    reach, loads, vacancies, sizes, budgets and targets above the minimum play no part. Where a
    municipality has neither stock nor site for a programme its dwellings are not placed.
    """
    region = instance.region
    lines: Counter[tuple[str, int, Lot, str]] = Counter()
    for programme in region.programmes:
        weights = _weights(instance, programme)
        to_municipality: Counter[str] = Counter()
        to_lot: dict[str, Counter[Lot]] = defaultdict(Counter)
        for year in region.years:
            need = region.minimum(programme, year)
            for municipality, number in _deal(weights, need, to_municipality).items():
                lots = _lots(region, programme, municipality)
                for lot, dwellings in _deal(lots, number, to_lot[municipality]).items():
                    point = _nearest(region, programme, lot)
                    lines[programme, year, lot, point] += dwellings
    return tuple(
        sorted(
            region.line(programme, year, lot, point, number)
            for (programme, year, lot, point), number in lines.items()
            if number
        )
    )


def _weights(instance: Instance, programme: str) -> dict[str, Fraction]:
    """What a programme's need is in proportion to, by municipality."""
    region = instance.region
    group = region.programmes[programme].quota_group
    ours = _by_key(region, programme)
    if not group:
        return ours
    together: dict[str, Fraction] = defaultdict(Fraction)
    for other, rules in region.programmes.items():
        if rules.quota_group == group:
            for municipality, part in _by_key(region, other).items():
                together[municipality] += part
    return {
        municipality: instance.quotas[group, municipality] * part / together[municipality]
        for municipality, part in ours.items()
        if part
    }


def _by_key(region: Region, programme: str) -> dict[str, Fraction]:
    """A programme's need shared by the region's key over those that take part, not rounded."""
    shared: dict[str, Fraction] = defaultdict(Fraction)
    for year in region.years:
        # What nobody takes part in, outside every quota group, is planned nowhere.
        with suppress(ZeroDivisionError):
            for code, part in exact_parts(region, programme, year).items():
                shared[code] += part
    return dict(shared)


def _lots(region: Region, programme: str, municipality: str) -> dict[Lot, Fraction]:
    """What a programme is taken from in a municipality, with what it is in proportion to."""
    lots = [
        lot
        for lot in region.lots(programme)
        if region.municipality_of(lot.neighbourhood) == municipality
    ]
    if region.programmes[programme].placement is Placement.STOCK:
        return {
            lot: Fraction(region.stock[lot.corporation, lot.neighbourhood].dwellings)
            for lot in lots
        }
    largest = sorted(lots, key=lambda lot: (-(region.sites[lot.site].max_dwellings or 0), lot))
    return dict.fromkeys(largest[:1], Fraction(1))


def _deal[Place: (str, Lot)](
    weights: Mapping[Place, Fraction], number: int, dealt: Counter[Place]
) -> dict[Place, int]:
    """Share out a number of dwellings, so that all dealt so far are in proportion to the weights.

    `dealt` is added to. Nothing is dealt where nothing has weight.
    """
    total = sum(weights.values())
    if not total or not number:
        return {}
    so_far = dealt.total() + number
    places = sorted(weights)
    owed = {
        f"{position:06d}": max(Fraction(0), so_far * weights[place] / total - dealt[place])
        for position, place in enumerate(places)
    }
    rounded = apportion(owed, number, QuotaMethod.LARGEST_REMAINDER)
    given = {place: rounded[f"{position:06d}"] for position, place in enumerate(places)}
    dealt.update(given)
    return given


def _nearest(region: Region, programme: str, lot: Lot) -> str:
    """The support point with the service that lies nearest, however far; empty for none."""
    service = region.programmes[programme].support_service
    here = region.point(lot.location)
    points = [point for point in region.support_points.values() if service in point.services]
    near = min(points, key=lambda point: (dist(here, (point.x, point.y)), point.code), default=None)
    return near.code if near else ""


def greedy(instance: Instance) -> tuple[Line, ...]:
    """The plan of a waiting list: first come, first served, within every rule.

    What is signed goes first. Then need is met programme after programme by priority, year after
    year, a dwelling from stock or a whole site at a time: in the municipality that is furthest
    from its quota, at the location nearest to support with room. What finds no room is carried
    over to the next year and stays unmet in the end.

    Raises:
        ValueError: what is signed breaks a rule by itself, so that no plan exists.
    """
    region = instance.region
    room = Room(instance)
    _sign(room)
    balance = Counter(instance.quotas)
    for line in room.lines:
        group = region.programmes[line.programme].quota_group
        if group:
            balance[group, line.municipality] -= line.dwellings
    for programme in sorted(region.programmes.values(), key=lambda row: (row.priority, row.code)):
        for year in region.years:
            queue = _Queue(room, programme.code, year, balance)
            while (wanted := _missing(room, programme.code, year)) > 0:
                found = queue.first(wanted)
                if found is None:
                    break
                lot, number = found
                for _, point, free in room.support(programme.code, year, lot):
                    now = min(number, free)
                    number -= now
                    if now:
                        room.take(programme.code, year, lot, now, point)
    return room.lines


def _missing(room: Room, programme: str, year: int) -> int:
    """Dwellings needed up to and including a year that are not there yet."""
    past = [then for then in room.region.years if then <= year]
    needed = sum(room.region.minimum(programme, then) for then in past)
    return needed - sum(room.delivered[programme, then] for then in past)


class _Queue:
    """Whose turn it is for a programme in a year, while dwellings are only ever added.

    Room only shrinks and support only gets farther, so what has no room is not looked at again,
    and only the lot at the front is ever brought up to date.
    """

    def __init__(
        self, room: Room, programme: str, year: int, balance: Counter[tuple[str, str]]
    ) -> None:
        """Everyone who has a lot within reach; `balance` is the quota that each still has to do."""
        self._room = room
        self._programme = programme
        self._year = year
        self._balance = balance
        self._group = room.region.programmes[programme].quota_group
        self._lots: dict[str, list[tuple[float, Lot]]] = defaultdict(list)
        for lot in room.region.lots(programme):
            if Presence(programme, lot.location) in room.instance.access:
                municipality = room.region.municipality_of(lot.neighbourhood)
                self._lots[municipality].append((0.0, lot))  # no support is nearer
        for lots in self._lots.values():
            heapify(lots)
        self._municipalities = [(-self._gap(code), code) for code in self._lots]
        heapify(self._municipalities)

    def first(self, wanted: int) -> tuple[Lot, int] | None:
        """The next lot and the dwellings it gives, which count as given; `None` where none fits."""
        while self._municipalities:
            _, municipality = self._municipalities[0]
            found = self._nearest(self._lots[municipality], wanted)
            if found is None:
                heappop(self._municipalities)
                continue
            if self._group:
                self._balance[self._group, municipality] -= found[1]
                heapreplace(self._municipalities, (-self._gap(municipality), municipality))
            return found
        return None

    def _gap(self, municipality: str) -> Fraction:
        if not self._group:
            return Fraction(0)
        quota = self._room.instance.quotas[self._group, municipality]
        # Whoever has no quota comes after everyone who has.
        left = self._balance[self._group, municipality]
        return Fraction(left, quota) if quota else Fraction(-(10**6))

    def _nearest(self, lots: list[tuple[float, Lot]], wanted: int) -> tuple[Lot, int] | None:
        while lots:
            minutes, lot = lots[0]
            points = self._room.support(self._programme, self._year, lot)
            if points and points[0][0] > minutes:
                heapreplace(lots, (points[0][0], lot))
            elif points and (
                number := self._room.fitting(self._programme, self._year, lot, wanted)
            ):
                return lot, number
            else:
                heappop(lots)
        return None


def _sign(room: Room) -> None:
    """Take what is signed: at the support point named, else where it fits with all the rest."""
    named: Counter[tuple[str, int, Lot, str]] = Counter()
    anywhere: Counter[tuple[str, int, Lot]] = Counter()
    for line in room.region.signed:
        if line.support_point:
            named[line.programme, line.year, line.lot, line.support_point] += line.dwellings
        else:
            anywhere[line.programme, line.year, line.lot] += line.dwellings
    at_points: Counter[tuple[str, int, Lot]] = Counter()
    for (programme, year, lot, point), number in sorted(named.items()):
        at_points[programme, year, lot] += number
        room.take(programme, year, lot, number, point)
    rest = {}
    for programme, year, lot in sorted({*anywhere, *at_points}):
        key = programme, year, lot
        number = max(anywhere[key], at_points[key])
        if number:
            rest[key] = max(number, room.least(programme, lot)) - at_points[key]
    for (programme, year, lot, point), number in _assign(room, rest).items():
        room.take(programme, year, lot, number, point)


def _assign(
    room: Room, parcels: Mapping[tuple[str, int, Lot], int]
) -> dict[tuple[str, int, Lot, str], int]:
    """Support points for parcels of dwellings, so that all fit and the minutes are fewest."""
    supported = {}
    assigned = {}
    for (programme, year, lot), number in parcels.items():
        if number and room.region.programmes[programme].support_service:
            supported[programme, year, lot] = number
        elif number:
            assigned[programme, year, lot, ""] = number
    if not supported:
        return assigned
    import networkx as nx

    total = sum(supported.values())
    graph: nx.DiGraph[object] = nx.DiGraph()
    for parcel, number in supported.items():
        graph.add_edge("from", parcel, capacity=number, weight=0)
        for minutes, point, free in room.support(*parcel):
            # The flow is exact on whole numbers only: thousandths of a minute.
            graph.add_edge(parcel, point, capacity=number, weight=round(minutes * 1000))
            graph.add_edge(point, "to", capacity=min(free, total), weight=0)
    if "to" not in graph:
        raise ValueError("what is signed finds no support")
    flow = nx.max_flow_min_cost(graph, "from", "to")
    for parcel, number in supported.items():
        if sum(flow[parcel].values()) < number:
            raise ValueError(f"what is signed finds no support: {parcel}")
        assigned |= {(*parcel, point): served for point, served in flow[parcel].items() if served}
    return assigned
