"""What a region and a plan are: immutable values, no input or output, no solver.

Units: dwellings are whole numbers, coordinates EPSG:28992 metres, travel minutes, money euros.
Numbers that the rules compare exactly (shares, rates, loads, euros) are `Decimal`. Empty limits are
`None`. Mappings are ordered by their key, so that the same region gives the same plan whatever the
order of the rows it was read from.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple


class Placement(StrEnum):
    """Where the dwellings of a programme come from."""

    STOCK = "stock"
    SITE = "site"


class Mode(StrEnum):
    """How support travels to a dwelling."""

    WALK = "walk"
    CYCLE = "cycle"
    CAR = "car"


class ContractForm(StrEnum):
    """Who rents a dwelling at first, and on which terms."""

    TRIANGULAR = "triangular"
    FLIP = "flip"
    CONDITIONAL = "conditional"


class QuotaKey(StrEnum):
    """What the shares of municipalities are in proportion to."""

    INHABITANTS = "inhabitants"
    DWELLINGS = "dwellings"
    SOCIAL_DWELLINGS = "social_dwellings"
    QUOTA_WEIGHT = "quota_weight"


class QuotaMethod(StrEnum):
    """How exact shares become whole dwellings."""

    LARGEST_REMAINDER = "largest_remainder"
    SAINTE_LAGUE = "sainte_lague"
    DHONDT = "dhondt"
    ADAMS = "adams"
    HUNTINGTON_HILL = "huntington_hill"


class Redistribution(StrEnum):
    """The key by which levies go to the municipalities without shortfall."""

    SURPLUS = "surplus"
    INHABITANTS = "inhabitants"
    EQUAL = "equal"


class LevyPeriod(StrEnum):
    """When the levy is due."""

    YEAR = "year"
    PLAN = "plan"


class Audience(StrEnum):
    """Who an edition of a plan is for, and so what it may show."""

    INTERNAL = "internal"
    PARTNERS = "partners"
    PUBLIC = "public"


class Confidentiality(StrEnum):
    """When confidential programmes are planned: after the others, or all at once."""

    APART = "apart"
    TOGETHER = "together"


class Objective(StrEnum):
    """What a plan is made as good as it can be at."""

    UNMET_NEED = "unmet_need"
    QUOTA_FAIRNESS = "quota_fairness"
    PACE = "pace"
    CLOSENESS = "closeness"
    SPREAD = "spread"
    COST = "cost"
    CORPORATION_BALANCE = "corporation_balance"
    WAITING = "waiting"
    STABILITY = "stability"


@dataclass(frozen=True, slots=True)
class Municipality:
    code: str
    name: str
    inhabitants: int
    dwellings: int
    social_dwellings: int
    turnover_rate: Decimal
    existing_places: int
    quota_weight: Decimal | None
    arrears: int
    shares_costs: bool
    source: str | None


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    code: str
    name: str
    municipality: str
    inhabitants: int
    dwellings: int
    social_dwellings: int
    existing_load: Decimal
    x: float
    y: float
    address_density: Decimal | None
    kind: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Corporation:
    code: str
    name: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Stock:
    corporation: str
    neighbourhood: str
    dwellings: int
    turnover_rate: Decimal | None
    source: str | None


@dataclass(frozen=True, slots=True)
class SupportPoint:
    code: str
    name: str
    neighbourhood: str
    x: float
    y: float
    services: tuple[str, ...]
    capacity: int | None
    from_year: int | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Site:
    code: str
    name: str
    neighbourhood: str
    corporation: str
    x: float | None
    y: float | None
    programmes: tuple[str, ...]
    min_dwellings: int | None
    max_dwellings: int | None
    from_year: int | None
    cost_per_dwelling: Decimal | None
    kind: str
    address_density: Decimal | None
    metres_to_dwellings: Decimal | None
    converts: str | None
    source: str | None

    @property
    def lot(self) -> Lot:
        """The lot that its dwellings are taken from."""
        return Lot(self.corporation, self.neighbourhood, self.code)


@dataclass(frozen=True, slots=True)
class Programme:
    code: str
    label_nl: str
    label_en: str
    placement: Placement
    min_cluster: int | None
    max_cluster: int | None
    support_service: str | None
    near_services: tuple[str, ...]
    max_metres: Decimal | None
    max_minutes: Decimal | None
    mode: Mode | None
    max_per_neighbourhood: int | None
    distinct_municipalities: bool
    quota_group: str | None
    load_weight: Decimal
    uses_vacancies: bool
    confidential: bool
    cost_per_dwelling: Decimal
    priority: int
    frees: str | None
    max_address_density: Decimal | None
    min_metres_to_dwellings: Decimal | None
    contract_form: ContractForm | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Target:
    programme: str
    year: int
    minimum: int
    maximum: int | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Separation:
    programme_a: str
    programme_b: str
    min_metres: Decimal
    source: str | None


@dataclass(frozen=True, slots=True)
class Participation:
    municipality: str
    programme: str
    participates: bool
    from_year: int | None
    source: str | None


@dataclass(frozen=True, slots=True)
class NeighbourhoodType:
    kind: str
    programme: str
    allowed: bool
    max_per_1000_dwellings: Decimal | None
    max_cluster: int | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Contingent:
    corporation: str | None
    municipality: str
    programme: str
    year: int
    minimum: int | None
    maximum: int | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Share:
    share: str
    part: tuple[str, ...]
    whole: tuple[str, ...]
    year: int | None
    minimum: Decimal | None
    maximum: Decimal | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Commitment:
    programme: str
    year: int
    municipality: str
    neighbourhood: str
    corporation: str
    site: str | None
    support_point: str | None
    dwellings: int
    status: str
    source: str | None

    @property
    def signed(self) -> bool:
        """Whether the line binds the plan."""
        return self.status == "signed"

    @property
    def lot(self) -> Lot:
        """The lot it promises dwellings from."""
        return Lot(self.corporation, self.neighbourhood, self.site or "")


@dataclass(frozen=True, slots=True)
class Budget:
    programme: str
    year: int
    amount: Decimal | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Demand:
    programme: str
    municipality: str
    year: int
    households: int
    source: str | None


@dataclass(frozen=True, slots=True)
class Pool:
    """A facility in a year: its state (`places`, `waiting`) at the start, and its flows (persons).

    The state is given for the first year of the plan; what it is later follows.
    """

    pool: str
    label_nl: str | None
    label_en: str | None
    year: int
    places: int | None
    waiting: int | None
    inflow: int | None
    other_outflow: int | None
    min_places: int | None
    max_wait_months: Decimal | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Closure:
    """Places of a pool that close, or become dwellings, in a year; limits are sums up to one."""

    pool: str
    year: int
    minimum: int | None
    maximum: int | None
    facility: str | None
    kind: str
    saving_per_place: Decimal | None
    source: str | None


@dataclass(frozen=True, slots=True)
class MoveBetween:
    """People who go from one pool to another in a year."""

    from_: str
    to: str
    year: int
    persons: int
    source: str | None


@dataclass(frozen=True, slots=True)
class Realised:
    """Dwellings that were delivered: of the plan, or by a local initiative outside it."""

    programme: str
    year: int
    municipality: str
    neighbourhood: str | None
    corporation: str | None
    site: str | None
    support_point: str | None
    dwellings: int
    kind: str
    date: datetime.date | None
    reported: datetime.date | None
    source: str | None

    @property
    def initiative(self) -> bool:
        """Whether it counts for the quota alone, and is no part of a plan."""
        return self.kind == "initiative"

    @property
    def line(self) -> Line:
        """The line of a plan that was delivered; of an initiative some codes are empty."""
        where = (self.municipality, self.neighbourhood or "", self.corporation or "")
        return Line(
            self.programme, self.year, *where, self.site or "", self.support_point or "",
            self.dwellings,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Swap:
    """Dwellings of a quota that one municipality delivers for another."""

    from_: str
    to: str
    quota_group: str
    dwellings: int
    date: datetime.date | None
    reason: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class PriceIndex:
    year: int
    index: Decimal
    source: str | None


@dataclass(frozen=True, slots=True)
class Costs:
    """What the municipalities pay together in a year, and what is left at its end (EUR)."""

    year: int
    contribution: Decimal
    result: Decimal
    source: str | None


@dataclass(frozen=True, slots=True)
class Travel:
    from_: str
    to: str
    minutes: Decimal | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Identity:
    """The `[region]` table of the settings."""

    name: str
    label_nl: str
    label_en: str
    years: tuple[int, ...]
    price_level: int | None
    crs: str
    source: str | None


@dataclass(frozen=True, slots=True)
class QuotaSettings:
    key: QuotaKey
    method: QuotaMethod
    credit_existing: bool
    carry_arrears: bool
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProximitySettings:
    mode: Mode
    detour_factor: Decimal
    speed_kmh: Mapping[Mode, Decimal]
    snap_metres: Decimal


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """`reserve_places` (dwellings) and `reserve_load` (weighted dwellings) count when `apart`."""

    confidential: Confidentiality
    reserve_places: int
    reserve_load: Decimal


@dataclass(frozen=True, slots=True)
class LevySettings:
    amount_per_dwelling_year: Decimal
    redistribute_by: Redistribution
    period: LevyPeriod
    indexed: bool


@dataclass(frozen=True, slots=True)
class ReserveSettings:
    """The reserve of the joint budget (EUR); a `ceiling` of `None` is no limit."""

    start: Decimal
    ceiling: Decimal | None


@dataclass(frozen=True, slots=True)
class ObjectiveSettings:
    order: tuple[Objective, ...]
    tolerance: Mapping[Objective, Decimal]


@dataclass(frozen=True, slots=True)
class Settings:
    quota: QuotaSettings
    max_share_of_vacancies: Decimal
    max_load_per_1000_dwellings: Decimal
    proximity: ProximitySettings
    privacy: PrivacySettings
    levy: LevySettings
    objective: ObjectiveSettings
    sources: Mapping[str, str]
    max_adjacent_load_per_1000_dwellings: Decimal | None = None
    touch_metres: Decimal = Decimal(1)
    max_share_in_neighbourhood: Decimal | None = None
    negotiable: tuple[str, ...] = ()
    spread_min_dwellings: int = 500
    reserve: ReserveSettings = ReserveSettings(Decimal(0), None)
    days_to_report: int = 15


type Value = int | Decimal | bool | None


class Field(NamedTuple):
    """A cell of a table, or (table `region`) a setting: what a scenario or remedy would change."""

    table: str
    key: tuple[str | int, ...]
    column: str


class Location(NamedTuple):
    """A point where dwellings stand: a site, or (site empty) a neighbourhood."""

    neighbourhood: str
    site: str = ""


class Lot(NamedTuple):
    """What dwellings are taken from: a corporation's stock in a neighbourhood, or a site."""

    corporation: str
    neighbourhood: str
    site: str = ""

    @property
    def location(self) -> Location:
        """The point the lot stands at."""
        return Location(self.neighbourhood, self.site)


class Edge(NamedTuple):
    """A stretch of road or path from one node of a network to another.

    `minutes` are given for every mode, else `metres` are. It goes both ways unless `oneway`, and is
    open to `modes`.
    """

    start: int
    end: int
    metres: float | None
    minutes: float | None
    modes: frozenset[Mode]
    oneway: bool


@dataclass(frozen=True, slots=True)
class Network:
    """Roads and paths: the points (EPSG:28992 m) of the nodes, and the edges between them."""

    nodes: tuple[tuple[float, float], ...]
    edges: tuple[Edge, ...]

    def __hash__(self) -> int:
        # What is worked out from a network is kept by it; a hash of every edge would take long.
        return hash((len(self.nodes), len(self.edges)))


class Gap(NamedTuple):
    """Two neighbourhoods whose boundaries nearly meet, and the metres between them."""

    one: str
    other: str
    metres: float


@dataclass(frozen=True)
class Adjacency:
    """Which neighbourhoods border on each other, by their boundaries.

    `pairs` are two different codes each, the smaller first, ordered. `without_boundary` are the
    neighbourhoods that have none, and so no neighbours. `gaps` are pairs whose boundaries lie near
    each other without meeting; those within the distance that counts as touching are in `pairs`.
    """

    pairs: tuple[tuple[str, str], ...]
    without_boundary: tuple[str, ...]
    gaps: tuple[Gap, ...] = ()

    @cached_property
    def neighbours(self) -> Mapping[str, frozenset[str]]:
        """The neighbours of each neighbourhood that has any."""
        found: dict[str, set[str]] = {}
        for one, other in self.pairs:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
        return {code: frozenset(near) for code, near in sorted(found.items())}

    def group(self, neighbourhood: str) -> tuple[str, ...]:
        """A neighbourhood and its neighbours, ordered."""
        return tuple(sorted({neighbourhood, *self.neighbours.get(neighbourhood, ())}))


@dataclass(frozen=True)
class Region:
    """Everything the planner knows of a region; valid by construction of the loader.

    `adjacency` is known where a rule asks for it (`settings.max_adjacent_load_per_1000_dwellings`).
    `left` are the municipalities that leave the region during the plan, with the first year in
    which they are no part of it.
    """

    identity: Identity
    settings: Settings
    municipalities: Mapping[str, Municipality]
    neighbourhoods: Mapping[str, Neighbourhood]
    corporations: Mapping[str, Corporation]
    stock: Mapping[tuple[str, str], Stock]
    support_points: Mapping[str, SupportPoint]
    sites: Mapping[str, Site]
    programmes: Mapping[str, Programme]
    targets: Mapping[tuple[str, int], Target]
    separation: tuple[Separation, ...]
    participation: tuple[Participation, ...]
    neighbourhood_types: Mapping[tuple[str, str], NeighbourhoodType]
    contingents: Mapping[tuple[str | int, ...], Contingent]
    shares: Mapping[tuple[str | int, ...], Share]
    commitments: tuple[Commitment, ...]
    budgets: Mapping[tuple[str, int], Budget]
    demand: Mapping[tuple[str, str, int], Demand]
    pools: Mapping[tuple[str, int], Pool]
    travel: Mapping[tuple[str, str], Travel]
    swaps: tuple[Swap, ...] = ()
    index: Mapping[int, PriceIndex] = field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
    moves_between: Mapping[tuple[str, str, int], MoveBetween] = field(default_factory=dict)
    realised: tuple[Realised, ...] = ()
    costs: Mapping[int, Costs] = field(default_factory=dict)
    adjacency: Adjacency | None = None
    left: Mapping[str, int] = field(default_factory=dict)
    network: Network | None = None

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the plan, ascending."""
        return self.identity.years

    @cached_property
    def absent(self) -> frozenset[tuple[str, str, int]]:
        """The triples (municipality, programme, year of the plan) that do not take part."""
        return absences(self.participation, self.years)

    def participation_row(self, municipality: str, programme: str, year: int) -> Participation:
        """The row that says whether a municipality takes part in a year: the latest up to then.

        Raises `ValueError` where there is none.
        """
        rows = [
            row
            for row in self.participation
            if (row.municipality, row.programme) == (municipality, programme)
            and (row.from_year or 0) <= year
        ]
        return max(rows, key=lambda row: row.from_year or 0)

    def never(self, municipality: str, programme: str) -> bool:
        """Whether a municipality takes part in a programme in no year of the plan."""
        return all((municipality, programme, year) in self.absent for year in self.years)

    def sharers(self, year: int) -> tuple[str, ...]:
        """The municipalities that share in the joint costs of a year."""
        return tuple(
            code
            for code, row in self.municipalities.items()
            if row.shares_costs and year < self.left.get(code, year + 1)
        )

    @cached_property
    def signed(self) -> tuple[Commitment, ...]:
        """The commitments that bind."""
        return tuple(line for line in self.commitments if line.signed)

    def minimum(self, programme: str, year: int) -> int:
        """Dwellings of a programme needed in a year; a missing row is none."""
        target = self.targets.get((programme, year))
        return target.minimum if target else 0

    def maximum(self, programme: str, year: int) -> int | None:
        """Most dwellings of a programme in a year; a missing row is none, `None` no limit."""
        target = self.targets.get((programme, year))
        return target.maximum if target else 0

    def cumulative_maximum(self, programme: str, year: int) -> int | None:
        """Most dwellings of a programme up to and including a year; `None` is no limit."""
        total = 0
        for past in self.years:
            if past <= year:
                maximum = self.maximum(programme, past)
                if maximum is None:
                    return None  # no limit in a year is none from then on
                total += maximum
        return total

    def municipality_of(self, neighbourhood: str) -> str:
        """Code of the municipality a neighbourhood lies in."""
        return self.neighbourhoods[neighbourhood].municipality

    @cached_property
    def places(self) -> Mapping[str, tuple[str, ...]]:
        """The neighbourhoods of each municipality."""
        found: dict[str, list[str]] = {code: [] for code in self.municipalities}
        for code, row in self.neighbourhoods.items():
            found[row.municipality].append(code)
        return {code: tuple(places) for code, places in found.items()}

    def places_of(self, part: Slice) -> tuple[str, ...]:
        """The neighbourhoods that a part of a plan lies in; none named where it is everywhere."""
        if part.neighbourhoods:
            return part.neighbourhoods
        if part.site:
            return (self.sites[part.site].neighbourhood,)
        if part.neighbourhood:
            return (part.neighbourhood,)
        return self.places[part.municipality] if part.municipality else ()

    def pool_label(self, pool: str, column: str) -> str | None:
        """The name of a pool by a column (`label_nl`, `label_en`): of its first year with one."""
        rows = (row for row in self.pools.values() if row.pool == pool)
        return next((label for row in rows if (label := getattr(row, column))), None)

    def serves(self, point: SupportPoint, neighbourhood: str) -> bool:
        """Whether a support point is there for a neighbourhood.

        One in a municipality that leaves the region serves that municipality only.
        """
        home = self.municipality_of(point.neighbourhood)
        return home not in self.left or home == self.municipality_of(neighbourhood)

    def mode_of(self, programme: str) -> Mode:
        """The mode of travel of a programme: its own, else the region's."""
        return self.programmes[programme].mode or self.settings.proximity.mode

    def cost(self, programme: str, site: str) -> Decimal:
        """Cost of one dwelling (EUR): the site's own where given, else the programme's."""
        own = self.sites[site].cost_per_dwelling if site else None
        return self.programmes[programme].cost_per_dwelling if own is None else own

    def line(self, programme: str, year: int, lot: Lot, point: str, dwellings: int) -> Line:
        """The line of a plan that dwellings from a lot make, served by a support point or none."""
        municipality = self.municipality_of(lot.neighbourhood)
        where = (municipality, lot.neighbourhood, lot.corporation, lot.site, point)
        return Line(programme, year, *where, dwellings)

    def point(self, location: Location) -> tuple[float, float]:
        """Coordinates (m) of a location: the site's point, else the neighbourhood's."""
        site = self.sites.get(location.site)
        if site and site.x is not None and site.y is not None:
            return site.x, site.y
        neighbourhood = self.neighbourhoods[location.neighbourhood]
        return neighbourhood.x, neighbourhood.y

    def address_density(self, location: Location) -> Decimal | None:
        """Addresses per km² around a location: the site's own, else the neighbourhood's."""
        own = self.sites[location.site].address_density if location.site else None
        if own is not None:
            return own
        return self.neighbourhoods[location.neighbourhood].address_density

    def at_edge(self, programme: str, location: Location) -> bool:
        """Whether a location is known to be as open and remote as a programme asks."""
        rules = self.programmes[programme]
        density, largest = self.address_density(location), rules.max_address_density
        metres, least = None, rules.min_metres_to_dwellings
        if location.site:
            metres = self.sites[location.site].metres_to_dwellings
        open_enough = largest is None or (density is not None and density <= largest)
        remote_enough = least is None or (metres is not None and metres >= least)
        return open_enough and remote_enough

    def lots(self, programme: str) -> list[Lot]:
        """The lots a programme can take dwellings from, ordered."""
        if self.programmes[programme].placement is Placement.STOCK:
            return [Lot(corporation, place) for corporation, place in self.stock]
        return [site.lot for site in self.sites.values() if programme in site.programmes]

    def locations(self, programme: str) -> list[Location]:
        """The points a programme could stand at, ordered, each once."""
        return sorted({lot.location for lot in self.lots(programme)})

    def services(self, programme: str) -> frozenset[str]:
        """The services a programme needs within reach: its support and what has to be near."""
        row = self.programmes[programme]
        support = (row.support_service,) if row.support_service else ()
        return frozenset((*support, *row.near_services))

    @cached_property
    def vacancies(self) -> Mapping[tuple[str, str], Decimal]:
        """Dwellings expected to fall vacant a year, by corporation and neighbourhood."""
        return {key: row.dwellings * self.turnover_rate(row) for key, row in self.stock.items()}

    def turnover_rate(self, stock: Stock) -> Decimal:
        """Share of a corporation's dwellings vacated a year: its own, else the municipality's."""
        if stock.turnover_rate is not None:
            return stock.turnover_rate
        return self.municipalities[self.municipality_of(stock.neighbourhood)].turnover_rate


def absences(
    rows: Iterable[Participation], years: Iterable[int]
) -> frozenset[tuple[str, str, int]]:
    """The triples (municipality, programme, year) of `years` that rows of participation exclude.

    In a year the row with the latest `from_year` up to then holds; an empty one begins before all
    others. Without such a row a municipality takes part.
    """
    in_order = sorted(rows, key=lambda row: row.from_year or 0)
    found = set()
    for year in years:
        holds = {
            (row.municipality, row.programme): row.participates
            for row in in_order
            if (row.from_year or 0) <= year
        }
        found |= {(*pair, year) for pair, participates in holds.items() if not participates}
    return frozenset(found)


class Link(NamedTuple):
    """A support point within the limits of a programme at a location."""

    support_point: str
    minutes: float
    from_year: int


@dataclass(frozen=True, slots=True)
class Access:
    """What a programme finds at a location: all near services from `first_year`, and support."""

    first_year: int
    links: tuple[Link, ...]

    def epoch(self, year: int) -> int:
        """The year in which the support that is there in `year` was last added to; 0 for none yet.

        All years of one epoch have the same support points to choose from.
        """
        return max((link.from_year for link in self.links if link.from_year <= year), default=0)


class Presence(NamedTuple):
    """A programme standing at a location."""

    programme: str
    location: Location


@dataclass(frozen=True, slots=True)
class Slice:
    """Part of a plan: the dwellings that match every code given; an empty one matches all.

    `years`, `programmes` and `neighbourhoods` empty are all of them; else any of those named.
    `support_point` narrows to what is assigned to it.
    """

    municipality: str = ""
    corporation: str = ""
    neighbourhood: str = ""
    site: str = ""
    programme: str = ""
    years: tuple[int, ...] = ()
    programmes: tuple[str, ...] = ()
    neighbourhoods: tuple[str, ...] = ()
    support_point: str = ""

    def holds(self, programme: str, year: int, municipality: str, lot: Lot) -> bool:
        """Whether dwellings of a programme, year, municipality and lot are part of it.

        Of a support point, those that could be assigned to it.
        """
        return (
            self.programme in ("", programme)
            and (not self.programmes or programme in self.programmes)
            and (not self.neighbourhoods or lot.neighbourhood in self.neighbourhoods)
            and (not self.years or year in self.years)
            and self.municipality in ("", municipality)
            and self.corporation in ("", lot.corporation)
            and self.neighbourhood in ("", lot.neighbourhood)
            and self.site in ("", lot.site)
        )


@dataclass(frozen=True, slots=True)
class Request:
    """What a party asks of a plan: at least or at most so many dwellings in a slice of it."""

    slice: Slice
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True)
class Instance:
    """One problem to solve: a region with its quotas, its reach and its conflicts worked out.

    `access` lacks a programme and location where support or a near service is out of reach in
    every year. `conflicts` are the pairs too close together. `origin_minutes` is the travel from a
    municipality of origin to a location, only where `demand` asks for it. `quotas` are dwellings
    over all years, `quotas_by_year` the same year by year. `earlier` are the lines of the plan that
    stability is measured against, `None` without one; `keep` says that staying close to it comes
    second instead of last. `requests` bind like rules. `aims` are pursued in place of the region's
    own order, where there are any.
    """

    region: Region
    quotas: Mapping[tuple[str, str], int]
    access: Mapping[Presence, Access]
    conflicts: tuple[tuple[Presence, Presence], ...]
    origin_minutes: Mapping[tuple[str, str, Location], float]
    quotas_by_year: Mapping[tuple[str, str], Mapping[int, int]] = field(default_factory=dict)
    earlier: tuple[Line, ...] | None = None
    keep: bool = False
    requests: tuple[Request, ...] = ()
    aims: tuple[Objective, ...] = ()

    @property
    def order(self) -> tuple[Objective, ...]:
        """The objectives in the order they are pursued.

        Stability counts only against an earlier plan. It comes where the region places it, and
        without a place last: the earlier plan decides between plans that are equally good. One that
        is to be kept comes second.
        """
        order = list(self.aims or self.region.settings.objective.order)
        if self.earlier is None:
            return tuple(aim for aim in order if aim is not Objective.STABILITY)
        if self.keep:
            order = [aim for aim in order if aim is not Objective.STABILITY]
            order.insert(1, Objective.STABILITY)
        elif Objective.STABILITY not in order:
            order.append(Objective.STABILITY)
        return tuple(order)

    def out_of_reach(self, programme: str) -> tuple[Location, ...]:
        """Where a programme could stand, in municipalities that take part, but lacks `access`."""
        return tuple(
            location
            for location in self.region.locations(programme)
            if Presence(programme, location) not in self.access
            and not self.region.never(
                self.region.municipality_of(location.neighbourhood), programme
            )
        )


class Line(NamedTuple):
    """One row of `allocation.csv`."""

    programme: str
    year: int
    municipality: str
    neighbourhood: str
    corporation: str
    site: str
    support_point: str
    dwellings: int

    @property
    def lot(self) -> Lot:
        """The lot the dwellings are taken from."""
        return Lot(self.corporation, self.neighbourhood, self.site)


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of the objectives in order, as the solver left it.

    An objective that no time was left for is one step without a part, `not_reached`, with nothing
    known. `value` is what the step reached, `bound` what no plan can beat, `gap` their relative
    distance; `in_plan` is the value in the final plan, after later objectives used their tolerance.
    """

    aim: str
    part: str
    unit: str
    status: str
    value: float | None
    bound: float | None
    gap: float | None
    in_plan: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The dwellings of a plan and how good each objective is known to be."""

    lines: tuple[Line, ...]
    tiers: tuple[Tier, ...]
    status: str
    solver: Mapping[str, str]
