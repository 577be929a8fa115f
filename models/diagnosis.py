"""What would have to change: the same problem with a lever on every limit that can be negotiated.

    minimise  Σ_g w_g · u_g                     then, for the levers chosen,     minimise  Σ_i r_i / s_i

    row of a limit:        Σ …  ≤  L_0 + Σ_i r_i                    an amount on top of the limit
                           Σ …  ≤  L_0 + Σ_j (L_j − L_{j−1}) · b_ij   a limit that goes by levels
                           Σ …  ≤  M · b_ij                         what is allowed from level j on
    r_i  ≤  most_i · u_g(i),      b_i1 ≤ u_g(i),      b_i,j+1 ≤ b_ij
    Σ_{g in S} u_g  ≤  |S| − 1                                      for every set S found before
    Σ_g u_g  ≤  few                                                 while a small set may do
    Σ_t Σ_l x[p,t,l]  ≥  need[p] − Σ_t r[minimum p,t]               what the complaint asks of p
    Σ_{p in g} Σ_t Σ_{l in m} x[p,t,l]  ≥  delivered[g,m]           what it asks of m

| symbol | meaning | unit | source |
|---|---|---|---|
| x, y, z | as in every problem | | `models.model` |
| u_g | 1 when the levers of group g are used | binary | variable |
| r_i | how far lever i is pulled | units of its number | variable |
| b_ij | 1 when lever i is pulled to level j or beyond | binary | variable |
| w_g | how hard the rule of g is to change | | the order of the region |
| s_i | what counts as one step of lever i | units of its number | `Lever.scale` |
| L_0, L_j | limit as it is, and at level j | dwellings, load, metres | `Region` |
| M | most dwellings that could stand there | dwellings | `models.bounds` |
| need, delivered | what the complaint asks to be planned | dwellings | `Goal` |

The problem is built for a bare region, in which every limit with a lever is as wide as it can be,
and the limits are written again with their levers: a limit that also says which variables there are
(reach, first years, sizes) needs no second problem then. With no lever pulled it is the problem of
the region itself. Minimal sets one after the other by cuts: as in the enumeration of minimal
correction sets (Liffiton and Sakallah, *Journal of Automated Reasoning* 40, 2008), with amounts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import ceil, floor
from typing import NamedTuple

import networkx as nx
import pulp

from planner.models import allocation
from planner.models.bounds import most
from planner.models.exact import whole_row
from planner.models.model import Model, Stage, Terms
from planner.models.rules.separation import cliques
from planner.region.domain import (
    Access,
    Commitment,
    Instance,
    Location,
    Lot,
    Placement,
    Presence,
    Region,
)

type Value = int | Decimal | bool | None
type Key = tuple[str, tuple[str | int, ...], str]  # table, key of the row, column

SHARE = ("region", (), "supply.max_share_of_vacancies")
LOAD = ("region", (), "neighbourhood.max_load_per_1000_dwellings")
ADJACENT = ("region", (), "neighbourhood.max_adjacent_load_per_1000_dwellings")


@dataclass(frozen=True, slots=True)
class Lever:
    """A number of the region that could be changed, and how.

    By `levels`: the values it may take, the nearest first. Without levels by whole amounts: up to
    `most` units up (`sign` 1) or down (−1). `group` is what counts as one change in a set of them,
    `weight` how hard it is to make, `scale` what counts as one step of an amount.
    """

    family: str
    key: Key
    current: Value
    group: tuple[str, ...]
    weight: int
    levels: tuple[Value, ...] = ()
    most: int = 0
    sign: int = 1
    scale: float = 1.0


class Way(NamedTuple):
    """A support point that offers a service, as seen from a location; `from_year` as it is now."""

    support_point: str
    service: str
    minutes: float
    metres: float
    from_year: int


class YearlyAccess(Access):
    """Access at a location where the first year of a support point is open: years are kept apart."""

    def epoch(self, year: int) -> int:
        """The year itself, 0 where nothing could be there yet."""
        return year if any(link.from_year <= year for link in self.links) else 0


@dataclass(frozen=True, slots=True)
class Goal:
    """What a plan has to deliver (dwellings over all years): by programme, and by group and place.

    The need of the programmes in `lowered` may be lowered by the levers on their minima.
    """

    need: Mapping[str, int]
    delivered: Mapping[tuple[str, str], int]
    lowered: frozenset[str] = frozenset()


def ask(model: Model, goal: Goal, levers: Mapping[Key, pulp.LpVariable] | None = None) -> None:
    """Write what a goal asks of a plan."""
    region = model.region
    of_programme = model.by(lambda p, t, lot: p)
    for programme, need in goal.need.items():
        terms = [(x, 1.0) for _, x in of_programme.get(programme, ())]
        if levers and programme in goal.lowered:
            keys = (("targets", (programme, year), "minimum") for year in region.years)
            terms += [(levers[key], 1.0) for key in keys if key in levers]
        if need > 0:
            model.row("goal", ("need", programme), terms, ">=", need)
    of_place = model.by(
        lambda p, t, lot: (
            region.programmes[p].quota_group or "",
            region.municipality_of(lot.neighbourhood),
        )
    )
    for pair, number in goal.delivered.items():
        if number > 0:
            terms = [(x, 1.0) for _, x in of_place.get(pair, ())]
            model.row("goal", ("delivered", *pair), terms, ">=", number)


@dataclass
class Diagnosis:
    """The problem of a bare region, the limits of the region itself, and the levers on them."""

    model: Model
    region: Region
    levers: Mapping[Key, Lever]
    ways: Mapping[Presence, Sequence[Way]]
    amounts: dict[Key, pulp.LpVariable] = field(default_factory=dict)
    rungs: dict[Key, list[pulp.LpVariable]] = field(default_factory=dict)
    used: dict[tuple[str, ...], pulp.LpVariable] = field(default_factory=dict)
    _both: dict[tuple[str, ...], pulp.LpVariable] = field(default_factory=dict)

    def effort(self) -> Stage:
        """How hard all that is changed is to change."""
        weights = {lever.group: lever.weight for lever in self.levers.values()}
        terms = [(u, float(weights[group])) for group, u in self.used.items()]
        return Stage("effort", "", terms, step=1)

    def amount(self, groups: frozenset[tuple[str, ...]]) -> Stage:
        """How far the levers of these groups are pulled, each in its own steps."""
        pulled = [
            (r, 1.0 / self.levers[key].scale)
            for key, r in self.amounts.items()
            if self.levers[key].group in groups
        ]
        # The later the level, the more it counts, so that no two levers share what one could do.
        pulled += [
            (b, 1.0)
            for key, rungs in self.rungs.items()
            if self.levers[key].group in groups
            for b in rungs
        ]
        return Stage("amount", "", pulled)

    def only(self, groups: frozenset[tuple[str, ...]], number: int) -> pulp.LpConstraint:
        """Leave every other group as it is; the row, to be freed afterwards."""
        others = [(u, 1.0) for group, u in self.used.items() if group not in groups]
        return self.model.row("only", (number,), others, "<=", 0)

    def at_most(self, number: int) -> pulp.LpConstraint:
        """Use no more groups than this; the row, to be freed where that is too few."""
        return self.model.row("few", (), [(u, 1.0) for u in self.used.values()], "<=", number)

    def exclude(self, groups: frozenset[tuple[str, ...]], number: int) -> None:
        """Let no later set hold all of these groups."""
        terms = [(self.used[group], 1.0) for group in sorted(groups)]
        self.model.row("exclude", (number,), terms, "<=", len(groups) - 1)

    def pulled(self, value: Callable[[pulp.LpVariable], float]) -> dict[Key, Value]:
        """The numbers that change, with their new values."""
        found: dict[Key, Value] = {}
        for key, lever in self.levers.items():
            if lever.levels:
                steps = sum(round(value(b)) for b in self.rungs[key])
                if steps:
                    found[key] = lever.levels[steps - 1]
            elif steps := round(value(self.amounts[key])):
                assert lever.current is not None
                found[key] = lever.current + lever.sign * steps
        return found

    # The limits, one rule after the other.

    def add_target(self) -> None:
        """Σ so far ≤ Σ maxima so far + Σ amounts so far."""
        region = self.region
        for programme, dwellings in self.model.by(lambda p, t, lot: p).items():
            limit, raised = 0, []
            for year in region.years:
                maximum = region.maximum(programme, year)
                if maximum is None:
                    break
                limit += maximum
                raised += self._amount("targets", (programme, year), "maximum", -1.0)
                so_far = [(x, 1.0) for (_, past, _), x in dwellings if past <= year]
                self._row("target", (programme, year), [*so_far, *raised], limit)

    def add_participation(self) -> None:
        """Nothing, unless the municipality takes part."""
        region = self.region
        standing = self.model.by(
            lambda p, t, lot: (region.municipality_of(lot.neighbourhood), p, t)
        )
        for triple in sorted(region.absent & standing.keys()):
            terms = [(x, 1.0) for _, x in standing[triple]]
            key = participation_key(region, *triple)
            lever = self._rung("participation", key, "participates", lambda level: True)
            self._switch("participation", triple, terms, self._most(triple[1]), lever)

    def add_vacancy_share(self) -> None:
        """Whole dwellings of the share, at each level of it; what falls vacant is no limit here."""
        region = self.region
        vacant: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for (corporation, place), stock in region.stock.items():
            number = stock.dwellings * region.turnover_rate(stock)
            vacant[corporation, region.municipality_of(place)] += number
        users = {code for code, programme in region.programmes.items() if programme.uses_vacancies}
        taken = self.model.by(
            lambda p, t, lot: (
                (lot.corporation, region.municipality_of(lot.neighbourhood), t)
                if p in users
                else None
            )
        )
        share = region.settings.max_share_of_vacancies
        for (corporation, municipality, year), found in taken.items():
            number = vacant[corporation, municipality]

            def limit(share: Decimal, number: Decimal = number) -> int:
                return floor(share * number)

            terms = [(x, 1.0) for _, x in found]
            index = (corporation, municipality, year)
            self._levels("vacancy_share", index, terms, SHARE, share, limit)

    def add_site(self) -> None:
        """Sizes of the site and of the programme, and the first year of the site."""
        region = self.region
        on_site = self.model.by(lambda p, t, lot: (p, t, lot.site) if lot.site else None)
        for (programme, year, site), found in on_site.items():
            size = [(x, 1.0) for _, x in found]
            opens = self.model.opens[programme, year, site]
            index = (programme, year, site)
            rules, row = region.programmes[programme], region.sites[site]
            for table, key, least, largest in (
                ("sites", site, ("min_dwellings", row.min_dwellings),
                 ("max_dwellings", row.max_dwellings)),
                ("programmes", programme, ("min_cluster", rules.min_cluster),
                 ("max_cluster", rules.max_cluster)),
            ):  # fmt: skip
                if least[1]:
                    less = self._amount(table, (key,), least[0], -1.0)
                    terms = [(opens, float(least[1])), *((x, -1.0) for x, _ in size), *less]
                    self._row("site", ("least", table, *index), terms, 0)
                if largest[1] is not None:
                    more = self._amount(table, (key,), largest[0], -1.0)
                    terms = [*size, (opens, -float(largest[1])), *more]
                    self._row("site", ("most", table, *index), terms, 0)
            if row.from_year and year < row.from_year:
                earlier = self._from_year("sites", site, year)
                self._switch("site", ("year", *index), [(opens, 1.0)], 1, earlier)

    def add_support(self) -> None:
        """Reach, first years, near services and capacity."""
        region = self.region
        by_point = {
            (place, way.support_point): way
            for place, ways in self.ways.items()
            for way in ways
            if way.service == region.programmes[place.programme].support_service
        }
        served = defaultdict(list)
        for (programme, epoch, location, point), z in self.model.assigned.items():
            served[point].append((z, 1.0))
            place = Presence(programme, location)
            for number, needed in enumerate(self._needed(place, by_point[place, point], epoch)):
                index = ("reach", number, programme, epoch, location, point)
                self._switch(
                    "support", index, [(z, 1.0)], most(self.model, programme, location), needed
                )
        for point, terms in served.items():
            capacity = region.support_points[point].capacity
            if capacity is not None:
                more = self._amount("support_points", (point,), "capacity", -1.0)
                self._row("support", ("capacity", point), [*terms, *more], capacity)
        for (place, year), found in self.model.by(
            lambda p, t, lot: (Presence(p, lot.location), t)
        ).items():
            for service in region.programmes[place.programme].near_services:
                self._near(place, year, service, [(x, 1.0) for _, x in found])

    def _near(self, place: Presence, year: int, service: str, terms: Terms) -> None:
        enough = most(self.model, *place)
        there = []
        for way in self.ways.get(place, ()):
            if way.service == service:
                needed = self._needed(place, way, year)
                if not needed:
                    return
                if all(needed):
                    there.append(self._all_of(needed))
        row = [*terms, *((variable, -float(enough)) for variable in there)]
        self._row("support", ("near", *place, year, service), row, 0)

    def _needed(
        self, place: Presence, way: Way, year: int
    ) -> list[tuple[Key, int, pulp.LpVariable] | None]:
        """What has to change before a support point can be used; `None` for what cannot."""
        programme = self.region.programmes[place.programme]
        needed: list[tuple[Key, int, pulp.LpVariable] | None] = []
        for column, size, limit in (
            ("max_minutes", way.minutes, programme.max_minutes),
            ("max_metres", way.metres, programme.max_metres),
        ):
            if limit is not None and not within(size, limit):
                needed.append(self._rung("programmes", (programme.code,), column, _reaches(size)))
        if year < way.from_year:
            needed.append(self._from_year("support_points", way.support_point, year))
        return needed

    def _all_of(self, needed: Sequence[tuple[Key, int, pulp.LpVariable] | None]) -> pulp.LpVariable:
        """A variable that is 0 unless all that is needed is changed."""
        steps = [step for step in needed if step is not None]
        if len(steps) == 1:
            return steps[0][2]
        name = tuple(str(step[:2]) for step in steps)
        if name not in self._both:
            both = self.model.variables("both", [(len(self._both),)], upper=1)
            [self._both[name]] = both.values()
            for number, step in enumerate(steps):
                index = (len(self._both), number)
                self._row("both", index, [(self._both[name], 1.0), (step[2], -1.0)], 0)
        return self._both[name]

    def add_edge(self) -> None:
        """Nothing at a location too built up, until the limit is wide enough for it."""
        region = self.region
        for (programme, location), found in self.model.by(
            lambda p, t, lot: (p, lot.location)
        ).items():
            rules = region.programmes[programme]
            density, largest = region.address_density(location), rules.max_address_density
            metres, least = None, rules.min_metres_to_dwellings
            if location.site:
                metres = region.sites[location.site].metres_to_dwellings
            terms = [(x, 1.0) for _, x in found]
            for column, limit, size, fits in (
                ("max_address_density", largest, density, _reaches(density)),
                ("min_metres_to_dwellings", least, metres, _leaves(metres)),
            ):
                if limit is None or (size is not None and fits(limit)):
                    continue
                lever = None
                if size is not None:
                    lever = self._rung("programmes", (programme,), column, fits)
                index = (column, programme, location)
                self._switch("edge", index, terms, most(self.model, programme, location), lever)

    def add_loads(self) -> None:
        """The load of each neighbourhood, and of it with its neighbours, at each level."""
        region = self.region
        settings = region.settings
        largest = settings.max_load_per_1000_dwellings
        everywhere = {code: (code,) for code in region.neighbourhoods}
        self._loads("neighbourhood_load", LOAD, largest, everywhere)
        beside = settings.max_adjacent_load_per_1000_dwellings
        if beside is not None and region.adjacency is not None:
            groups = {code: region.adjacency.group(code) for code in region.neighbourhoods}
            self._loads("adjacent_load", ADJACENT, beside, groups)

    def _loads(
        self, rule: str, key: Key, limit: Decimal, groups: Mapping[str, Sequence[str]]
    ) -> None:
        region = self.region
        taken = self.model.by(lambda p, t, lot: lot.neighbourhood)
        for centre, group in groups.items():
            found = [dwelling for code in group for dwelling in taken.get(code, ())]
            rows = [region.neighbourhoods[code] for code in group]
            if not found:
                continue
            stock = sum(row.dwellings for row in rows)
            existing = sum((Fraction(row.existing_load) for row in rows), Fraction(0))

            def room(level: Decimal, stock: int = stock, existing: Fraction = existing) -> Fraction:
                return Fraction(level) * stock / 1000 - existing

            def enough(level: Decimal, room: Callable[[Decimal], Fraction] = room) -> bool:
                return room(level) >= 0

            everything = [(x, 1.0) for _, x in found]
            if room(limit) < 0:
                lever = self._rung(*key, enough)
                self._switch(rule, (centre, "above"), everything, self.model.plenty, lever)
            weighted = [
                (x, Fraction(region.programmes[programme].load_weight))
                for (programme, _, _), x in found
                if region.programmes[programme].load_weight
            ]
            if not weighted:
                continue
            weights, _ = whole_row([weight for _, weight in weighted], Fraction(0))
            terms = [(x, float(weight)) for (x, _), weight in zip(weighted, weights, strict=True)]
            ratio = Fraction(weights[0]) / weighted[0][1]

            def whole(
                level: Decimal,
                room: Callable[[Decimal], Fraction] = room,
                ratio: Fraction = ratio,
            ) -> int:
                return max(0, floor(room(level) * ratio))

            self._levels(rule, (centre,), terms, key, limit, whole)

    def add_per_neighbourhood(self) -> None:
        """Σ ≤ most of the programme + amount."""
        for (programme, place), found in self.model.by(
            lambda p, t, lot: (p, lot.neighbourhood)
        ).items():
            largest = self.region.programmes[programme].max_per_neighbourhood
            if largest is not None:
                more = self._amount("programmes", (programme,), "max_per_neighbourhood", -1.0)
                terms = [*((x, 1.0) for _, x in found), *more]
                self._row("per_neighbourhood", (programme, place), terms, largest)

    def add_separation(self) -> None:
        """Those too close not both, until the distance asked is no more than theirs."""
        region = self.region
        standing = self.model.by(lambda p, t, lot: Presence(p, lot.location))
        present: dict[Presence, Terms] = {}
        for number, rule in enumerate(region.separation):
            key: Key = ("separation", (rule.programme_a, rule.programme_b), "min_metres")
            bands: dict[int, nx.Graph[Presence]] = defaultdict(nx.Graph)
            for one, other in self._too_close(standing, rule.programme_a, rule.programme_b,
                                              rule.min_metres):  # fmt: skip
                metres = _apart(region, one.location, other.location)
                level = self._rung(*key, partial(_allows, distance=metres))
                bands[level[1] if level else -1].add_edge(one, other)
            for band, graph in sorted(bands.items()):
                for place in sorted(graph):
                    if place not in present:
                        present[place] = self._presence(place, standing[place])
                for position, clique in enumerate(cliques(graph)):
                    terms = [term for place in clique for term in present[place]]
                    if band >= 0:
                        terms.append((self.rungs[key][band], -float(len(clique) - 1)))
                    self._row("separation", (number, band, position), terms, 1)

    def _too_close(
        self, standing: Iterable[Presence], one: str, other: str, metres: Decimal
    ) -> Iterable[tuple[Presence, Presence]]:
        ours = [place for place in standing if place.programme == one]
        theirs = [place for place in standing if place.programme == other]
        found = set()
        for here in ours:
            for there in theirs:
                distance = _apart(self.region, here.location, there.location)
                same = here.location.neighbourhood == there.location.neighbourhood
                close = same if not metres else not _allows(metres, distance)
                if close and here != there:
                    found.add((min(here, there), max(here, there)))
        return sorted(found)

    def _presence(
        self, place: Presence, found: Sequence[tuple[tuple[str, int, Lot], pulp.LpVariable]]
    ) -> Terms:
        if self.region.programmes[place.programme].placement is Placement.SITE:
            years = (year for (_, year, _), _ in found)
            keys = ((place.programme, year, place.location.site) for year in years)
            return [(self.model.opens[key], 1.0) for key in keys]
        [u] = self.model.variables("present", [place], "Binary").values()
        terms = [*((x, 1.0) for _, x in found), (u, -float(most(self.model, *place)))]
        self._row("separation", ("stands", *place), terms, 0)
        return [(u, 1.0)]

    def add_distinct_municipalities(self) -> None:
        """One site for each municipality, unless the programme no longer asks for it."""
        region = self.region
        openings = defaultdict(list)
        for (programme, _, site), y in self.model.opens.items():
            if region.programmes[programme].distinct_municipalities:
                home = region.municipality_of(region.sites[site].neighbourhood)
                openings[programme, home].append((y, 1.0))
        for (programme, home), terms in openings.items():
            lever = self._rung(
                "programmes", (programme,), "distinct_municipalities", lambda level: True
            )
            more = [(lever[2], -float(len(terms)))] if lever else []
            self._row("distinct_municipalities", (programme, home), [*terms, *more], 1)

    def add_budget(self) -> None:
        """Σ cost ≤ amount of the year + what comes on top of it."""
        region = self.region
        for (programme, year), found in self.model.by(lambda p, t, lot: (p, t)).items():
            budget = region.budgets.get((programme, year))
            costs = [(x, Fraction(region.cost(programme, lot.site))) for (_, _, lot), x in found]
            if budget is None or budget.amount is None or not any(cost for _, cost in costs):
                continue
            more = self._amount("budgets", (programme, year), "amount", -1.0)
            factors = [*(cost for _, cost in costs), *(Fraction(1) for _ in more)]
            whole, limit = whole_row(factors, Fraction(budget.amount))
            terms = [(x, float(c)) for (x, _), c in zip(costs, whole, strict=False)]
            terms += [(r, -float(whole[-1])) for r, _ in more]
            self._row("budget", (programme, year), terms, limit)

    def add_commitment(self) -> None:
        """Σ ≥ what is signed − what is taken off each line."""
        access = self.model.instance.access
        lots: dict[tuple[str, int, Lot, bool], list[Commitment]] = defaultdict(list)
        points = defaultdict(list)
        for line in self.region.signed:
            named = line.support_point is not None
            lots[line.programme, line.year, line.lot, named].append(line)
            if line.support_point:
                reach = access.get(Presence(line.programme, line.lot.location))
                epoch = reach.epoch(line.year) if reach else 0
                points[line.programme, epoch, line.lot.location, line.support_point].append(line)
        for (programme, year, lot, named), lines in lots.items():
            x = self.model.dwellings.get((programme, year, lot))
            self._promised(("lot", programme, year, lot, str(named)), x, lines)
        for index, lines in points.items():
            self._promised(("support", *index), self.model.assigned.get(index), lines)

    def _promised(
        self, index: tuple[object, ...], variable: pulp.LpVariable | None, lines: list[Commitment]
    ) -> None:
        less = [
            term
            for line in lines
            for term in self._amount("commitments", commitment_key(line), "dwellings", 1.0)
        ]
        terms = [*([] if variable is None else [(variable, 1.0)]), *less]
        signed = sum(line.dwellings for line in lines)
        self.model.row("commitment", index, terms, ">=", signed)

    # How limits and levers are written.

    def _row(self, rule: str, index: tuple[object, ...], terms: Terms, limit: float) -> None:
        self.model.row(f"{rule}_limit", index, terms, "<=", limit)

    def _amount(
        self, table: str, key: tuple[str | int, ...], column: str, factor: float
    ) -> list[tuple[pulp.LpVariable, float]]:
        amount = self.amounts.get((table, key, column))
        return [] if amount is None else [(amount, factor)]

    def _rung(
        self,
        table: str,
        key: tuple[str | int, ...],
        column: str,
        enough: Callable[[Decimal], bool],
    ) -> tuple[Key, int, pulp.LpVariable] | None:
        """The first level that is enough, with its variable; `None` where there is none."""
        name: Key = (table, key, column)
        lever = self.levers.get(name)
        for number, level in enumerate(lever.levels if lever else ()):
            if level is None or isinstance(level, bool) or enough(Decimal(level)):
                return name, number, self.rungs[name][number]
        return None

    def _from_year(
        self, table: str, code: str, year: int
    ) -> tuple[Key, int, pulp.LpVariable] | None:
        return self._rung(table, (code,), "from_year", lambda level: level <= year)

    def _switch(
        self,
        rule: str,
        index: tuple[object, ...],
        terms: Terms,
        largest: int,
        lever: tuple[Key, int, pulp.LpVariable] | None,
    ) -> None:
        """Nothing until a lever is at its level, then no limit; without a lever nothing ever."""
        freed = [(lever[2], -float(largest))] if lever else []
        self._row(rule, ("switch", *index), [*terms, *freed], 0)

    def _levels(
        self,
        rule: str,
        index: tuple[object, ...],
        terms: Terms,
        key: Key,
        current: Decimal,
        limit: Callable[[Decimal], int],
    ) -> None:
        """Terms within a limit that grows with each level of a lever."""
        reached = limit(current)
        row, last = list(terms), reached
        lever = self.levers.get(key)
        for number, level in enumerate(lever.levels if lever else ()):
            assert isinstance(level, Decimal)
            if (wider := limit(level)) != last:
                row.append((self.rungs[key][number], -float(wider - last)))
                last = wider
        self._row(rule, index, row, reached)

    def _most(self, programme: str) -> int:
        """Most dwellings of a programme in a plan, as far as its targets say."""
        limit = self.model.cumulative_maximum(programme, self.region.years[-1])
        return self.model.plenty if limit is None else limit


def build(
    bare: Instance,
    region: Region,
    levers: Iterable[Lever],
    ways: Mapping[Presence, Sequence[Way]],
    goal: Goal,
) -> Diagnosis:
    """The problem of a bare instance with the limits of the region, their levers and a goal."""
    model = allocation.build(bare)
    found = Diagnosis(model, region, {lever.key: lever for lever in levers}, ways)
    _make_levers(found)
    found.add_target()
    found.add_participation()
    found.add_vacancy_share()
    found.add_site()
    found.add_support()
    found.add_edge()
    found.add_loads()
    found.add_per_neighbourhood()
    found.add_separation()
    found.add_distinct_municipalities()
    found.add_budget()
    found.add_commitment()
    ask(model, goal, found.amounts)
    return found


def _make_levers(found: Diagnosis) -> None:
    """Make the variables of the levers and tie them to the groups."""
    model, levers = found.model, found.levers
    groups = list(dict.fromkeys(lever.group for lever in levers.values()))
    found.used.update(model.variables("used", groups, "Binary"))
    for key, lever in levers.items():
        used = found.used[lever.group]
        if not lever.levels:
            [amount] = model.variables("amount", [key], "Integer", lever.most).values()
            found.amounts[key] = amount
            model.row("lever", key, [(amount, 1.0), (used, -float(lever.most))], "<=", 0)
            continue
        names = [(*key, number) for number in range(len(lever.levels))]
        found.rungs[key] = list(model.variables("rung", names, "Binary").values())
        before = used
        for number, rung in enumerate(found.rungs[key]):
            model.row("lever", (*key, number), [(rung, 1.0), (before, -1.0)], "<=", 0)
            before = rung


def commitment_key(line: Commitment) -> tuple[str | int, ...]:
    """What names a signed line."""
    return (
        line.programme, line.year, line.municipality, line.neighbourhood, line.corporation,
        line.site or "", line.support_point or "",
    )  # fmt: skip


def participation_key(
    region: Region, municipality: str, programme: str, year: int
) -> tuple[str | int, ...]:
    """What names the row that says whether a municipality takes part in a year."""
    first = [
        row.from_year or 0
        for row in region.participation
        if (row.municipality, row.programme) == (municipality, programme)
        and (row.from_year or 0) <= year
    ]
    return municipality, programme, max(first, default=0) or ""


def within(size: float, limit: Decimal) -> bool:
    """Whether minutes or metres keep to a limit, up to the noise of floating-point numbers."""
    return size <= float(limit) * (1 + 1e-9)


def whole_level(size: float, step: int) -> Decimal:
    """The smallest multiple of a step that minutes or metres keep to."""
    return Decimal(ceil(size * (1 - 1e-9) / step) * step)


def _reaches(size: float | Decimal | None) -> Callable[[Decimal], bool]:
    return lambda level: size is not None and within(float(size), level)


def _leaves(size: Decimal | None) -> Callable[[Decimal], bool]:
    return lambda level: size is not None and size >= level


def _allows(metres: Decimal, distance: float) -> bool:
    """Whether so many metres are no more than a distance."""
    return distance >= float(metres) * (1 - 1e-9)


def _apart(region: Region, one: Location, other: Location) -> float:
    here, there = region.point(one), region.point(other)
    return float(((here[0] - there[0]) ** 2 + (here[1] - there[1]) ** 2) ** 0.5)
