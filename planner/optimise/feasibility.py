"""What would have to change: the problem of a region with slack on every limit that is negotiable.

    minimise  Σ_g w_g · u_g              then, for the levers chosen,      minimise  Σ_i r_i / s_i

    row of a limit:      Σ …  ≤  L_0 + Σ_i r_i                       a number that goes by units
                         Σ …  ≤  L_0 + Σ_j (L_j − L_{j−1}) · b_ij    a number that goes by levels
    row of a bar:        Σ …  ≤  M · b_ij                            what level j lets in
    r_i  ≤  most_i · u_g(i),      b_i1 ≤ u_g(i),      b_i,j+1 ≤ b_ij
    Σ_{g in S} u_g  ≤  |S| − 1                                       for every set S found before
    Σ_g u_g  ≤  few                                                  while a small set may do
    Σ_t Σ_l x[p,t,l]  ≥  need[p] − Σ_t r[minimum p,t]                what is asked of p
    Σ_{p in g} Σ_t Σ_{l in m} x[p,t,l]  ≥  delivered[g,m]            what is asked of m

| symbol | meaning | unit | source |
|---|---|---|---|
| x, y, z | as in every problem | | `models.model` |
| u_g | 1 when the levers of group g are used | binary | variable |
| r_i | how far lever i is pulled | units of its number | variable |
| b_ij | 1 when lever i is pulled to level j or beyond | binary | variable |
| w_g | how hard the rule of g is to change | | the order of the region |
| s_i | what counts as one step of lever i | units of its number | `Lever.scale` |
| L_0, L_j | limit as it is, and as the rule says it with lever i at level j | | `models.rules` |
| M | most dwellings that could stand there | dwellings | `models.bounds` |
| need, delivered | what is asked to be planned | dwellings | `Goal` |

The problem is built for the region with every lever at its widest, so that all variables are there;
the limits and bars of the region as it is are written beside it, each with its levers. With no
lever pulled it is the problem of the region itself. Elastic constraints as in Chinneck
(*Feasibility and Infeasibility in Optimization*, 2008); minimal sets one after the other by cuts,
as in the enumeration of minimal correction sets (Liffiton and Sakallah, *Journal of Automated
Reasoning* 40, 2008).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from math import dist, floor
from typing import Any

import networkx as nx
import pulp

from planner.models import allocation
from planner.models.bounds import most
from planner.models.exact import whole_row
from planner.models.limit import Bar, Limit, Weight
from planner.models.model import Model, Stage, Terms
from planner.models.rules import RULES
from planner.models.rules.separation import cliques
from planner.optimise.elastic_pools import add_pools
from planner.optimise.ways import Way, wide_access, within
from planner.region.change import commitment_field, value_of, with_value
from planner.region.domain import (
    Commitment,
    Field,
    Instance,
    Placement,
    Presence,
    Region,
    Request,
    Value,
)


@dataclass(frozen=True, slots=True)
class Lever:
    """A number of the region that could be changed, and how.

    By `levels`: the values it may take, the nearest first. Without levels by whole amounts: up to
    `most` units up (`sign` 1) or down (−1). `group` is what counts as one change in a set of them,
    `weight` how hard it is to make, `scale` what counts as one step of an amount.
    """

    field: Field
    current: Value
    family: str
    group: tuple[str, ...]
    weight: int = 0
    levels: tuple[Value, ...] = ()
    most: int = 0
    sign: int = 1
    scale: float = 1.0

    def at(self, steps: int) -> Value:
        """Its value so many levels or units from the present one."""
        if not steps:
            return self.current
        if self.levels:
            return self.levels[steps - 1]
        assert self.current is not None
        return self.current + self.sign * steps

    @property
    def widest(self) -> Value:
        """Its value as far from the present one as it goes."""
        return self.at(len(self.levels) or self.most)


@dataclass(frozen=True, slots=True)
class Goal:
    """What a plan has to deliver (dwellings over all years): by programme, and by group and place.

    The need of the programmes in `lowered` may be lowered by the levers on their minima.
    """

    need: Mapping[str, int]
    delivered: Mapping[tuple[str, str], int]
    lowered: frozenset[str] = frozenset()


def ask(model: Model, goal: Goal, amounts: Mapping[Field, pulp.LpVariable] | None = None) -> None:
    """Write what a goal asks of a plan."""
    region = model.region
    of_programme = model.by(lambda p, t, lot: p)
    for programme, need in goal.need.items():
        terms = [(x, 1.0) for _, x in of_programme.get(programme, ())]
        if amounts and programme in goal.lowered:
            fields = (Field("targets", (programme, year), "minimum") for year in region.years)
            terms += [(amounts[one], 1.0) for one in fields if one in amounts]
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
class Elastic:
    """The problem of a region with its levers; `ways` are the support points it could reach."""

    region: Region
    levers: Mapping[Field, Lever]
    ways: Mapping[Presence, Sequence[Way]]
    model: Model
    instance: Instance
    amounts: dict[Field, pulp.LpVariable] = field(default_factory=dict)
    rungs: dict[Field, list[pulp.LpVariable]] = field(default_factory=dict)
    used: dict[tuple[str, ...], pulp.LpVariable] = field(default_factory=dict)
    _both: dict[tuple[pulp.LpVariable, ...], pulp.LpVariable] = field(default_factory=dict)

    def effort(self) -> Stage:
        """How hard all that is changed is to change."""
        weights = {lever.group: lever.weight for lever in self.levers.values()}
        terms = [(u, float(weights[group])) for group, u in self.used.items()]
        return Stage("effort", "", terms, step=1)

    def amount(self, groups: frozenset[tuple[str, ...]]) -> Stage:
        """How far the levers of these groups are pulled, each in its own steps.

        The later a level, the more it counts, so that no two levers share what one could do.
        """
        pulled: list[tuple[pulp.LpVariable, float]] = []
        for name, lever in self.levers.items():
            if lever.group in groups and lever.levels:
                pulled += [(b, 1.0) for b in self.rungs[name]]
            elif lever.group in groups:
                pulled.append((self.amounts[name], 1.0 / lever.scale))
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

    def pulled(self, value: Callable[[pulp.LpVariable], float]) -> dict[Field, Value]:
        """The numbers that change, with their new values."""
        steps = {
            name: round(sum(value(b) for b in self.rungs[name]) if lever.levels
                        else value(self.amounts[name]))
            for name, lever in self.levers.items()
        }  # fmt: skip
        return {name: self.levers[name].at(number) for name, number in steps.items() if number}

    # The variables of the levers.

    def make_levers(self) -> None:
        """Make the variables of the levers and tie them to the groups."""
        groups = list(dict.fromkeys(lever.group for lever in self.levers.values()))
        self.used.update(self.model.variables("used", groups, "Binary"))
        for name, lever in self.levers.items():
            before = self.used[lever.group]
            if not lever.levels:
                [r] = self.model.variables("amount", [name], "Integer", lever.most).values()
                self.amounts[name] = r
                self._row("lever", name, [(r, 1.0), (before, -float(lever.most))], 0)
                continue
            names = [(*name, number) for number in range(len(lever.levels))]
            self.rungs[name] = list(self.model.variables("rung", names, "Binary").values())
            for number, b in enumerate(self.rungs[name]):
                self._row("lever", (*name, number), [(b, 1.0), (before, -1.0)], 0)
                before = b

    # The limits.

    def add_limits(self) -> None:
        """Every limit of the region, with the levers on its number."""
        for rule in RULES.values():
            wide = {limit.name: limit.left for limit in rule.limits(self.model.instance)}
            at = _Levels(self, rule.limits)
            for limit in rule.limits(self.instance):
                lever = self.levers.get(limit.field) if limit.field else None
                if lever and lever.levels:
                    self._by_levels(limit, lever, [at.left(lever, level, limit.name)
                                                   for level in lever.levels])  # fmt: skip
                elif wide.get(limit.name) != limit.left:
                    amounts = [self.amounts[one] for one in limit.fields if one in self.amounts]
                    self._by_amounts(limit, amounts)

    def _by_amounts(self, limit: Limit, amounts: Sequence[pulp.LpVariable]) -> None:
        """Terms within a limit and what is added to it, unit by unit."""
        counted = [term for term in self.model.counted(limit) if term[1]]
        if counted:
            factors = [*(weight for _, weight in counted), *(Fraction(1) for _ in amounts)]
            whole, largest = whole_row(factors, limit.left)
            terms = [(x, float(w)) for (x, _), w in zip(counted, whole, strict=False)]
            terms += [(r, -float(whole[-1])) for r in amounts]
            self._row(limit.rule, limit.name, terms, largest)

    def _by_levels(self, limit: Limit, lever: Lever, left: list[Fraction | None]) -> None:
        """Terms within a limit that grows with each level of a lever; `None` is no limit."""
        counted = self.model.counted(limit)
        rungs = self.rungs[lever.field]
        if limit.left < 0 and counted:
            enough = (b for b, room in zip(rungs, left, strict=True) if room is None or room >= 0)
            self._switch(limit.rule, ("above", *limit.name), [(x, 1.0) for x, _ in counted],
                         self.model.plenty, next(enough, None))  # fmt: skip
        weighted = [term for term in counted if term[1]]
        if not weighted:
            return
        weights, _ = whole_row([weight for _, weight in weighted], Fraction(0))
        ratio = Fraction(weights[0]) / weighted[0][1]
        terms = [(x, float(w)) for (x, _), w in zip(weighted, weights, strict=True)]
        reached = last = max(0, floor(limit.left * ratio))
        plenty = len(weighted) if limit.weight is Weight.SITES else self.model.plenty
        plenty *= max(weights)
        for b, room in zip(rungs, left, strict=True):
            wider = plenty if room is None else max(0, floor(room * ratio))
            if wider != last:
                terms.append((b, -float(wider - last)))
                last = wider
        self._row(limit.rule, limit.name, terms, reached)

    # What is let in only when something changes.

    def add_bars(self) -> None:
        """Nothing where a rule of the region keeps it out, until a lever lets it in."""
        for (programme, year, lot), x in self.model.dwellings.items():
            for name, rule in RULES.items():
                for number, bar in enumerate(rule.bars(self.instance, programme, year, lot)):
                    # Sizes and support have rows of their own below.
                    if bar.words != "site.sizes" and name != "support":
                        index = (name, number, programme, year, lot)
                        enough = most(self.model, programme, lot.location)
                        self._switch("bar", index, [(x, 1.0)], enough, self._lets_in(bar))

    def _lets_in(self, bar: Bar) -> pulp.LpVariable | None:
        return None if bar.field is None else self._rung(bar.field, bar.needed)

    def add_sizes(self) -> None:
        """The smallest sizes of the site and of the programme, as far as they are kept."""
        region = self.region
        size = self.model.by(lambda p, t, lot: (p, t, lot.site) if lot.site else None)
        for (programme, year, site), found in size.items():
            opens = self.model.opens[programme, year, site]
            for one in (
                Field("sites", (site,), "min_dwellings"),
                Field("programmes", (programme,), "min_cluster"),
            ):
                least = getattr(getattr(region, one.table)[one.key[0]], one.column)
                if least:
                    terms = [(opens, float(least)), *((x, -1.0) for _, x in found)]
                    terms += [(r, -1.0) for r in [self.amounts.get(one)] if r is not None]
                    self._row("site", (one.column, programme, year, site), terms, 0)

    def add_reach(self) -> None:
        """Support points out of reach or not yet there, and services that have to be near."""
        region = self.region
        support = {
            (place, way.support_point): way
            for place, some in self.ways.items()
            for way in some
            if way.service == region.programmes[place.programme].support_service
        }
        for (programme, epoch, location, point), z in self.model.assigned.items():
            place = Presence(programme, location)
            for number, needed in enumerate(self._needed(place, support[place, point], epoch)):
                index = ("reach", number, programme, epoch, location, point)
                enough = most(self.model, programme, location)
                self._switch("support", index, [(z, 1.0)], enough, needed)
        standing = self.model.by(lambda p, t, lot: (Presence(p, lot.location), t))
        for (place, year), found in standing.items():
            for service in region.programmes[place.programme].near_services:
                self._near(place, year, service, [(x, 1.0) for _, x in found])

    def _near(self, place: Presence, year: int, service: str, terms: Terms) -> None:
        there = []
        for way in self.ways.get(place, ()):
            if way.service == service:
                needed = self._needed(place, way, year)
                if not needed:
                    return
                if all(one is not None for one in needed):
                    there.append(self._all_of([one for one in needed if one is not None]))
        enough = float(most(self.model, *place))
        row = [*terms, *((variable, -enough) for variable in there)]
        self._row("support", ("near", *place, year, service), row, 0)

    def _needed(self, place: Presence, way: Way, year: int) -> list[pulp.LpVariable | None]:
        """What has to change before a support point can be used; `None` for what cannot."""
        programme = self.region.programmes[place.programme]
        needed = []
        for column in ("max_minutes", "max_metres"):
            limit, size = getattr(programme, column), way.size(column)
            if limit is not None and not within(size, limit):
                cell = Field("programmes", (programme.code,), column)
                needed.append(self._first(cell, partial(within, size)))
        if year < way.from_year:
            cell = Field("support_points", (way.support_point,), "from_year")
            needed.append(self._rung(cell, year))
        return needed

    def _all_of(self, needed: Sequence[pulp.LpVariable]) -> pulp.LpVariable:
        """A variable that is 0 unless all that is needed is changed."""
        if len(needed) == 1:
            return needed[0]
        key = tuple(needed)
        if key not in self._both:
            number = len(self._both)
            [self._both[key]] = self.model.variables("both", [(number,)], upper=1).values()
            for place, step in enumerate(needed):
                self._row("both", (number, place), [(self._both[key], 1.0), (step, -1.0)], 0)
        return self._both[key]

    def add_separation(self) -> None:
        """Those too close not both, until the distance asked is no more than theirs."""
        region = self.region
        standing = self.model.by(lambda p, t, lot: Presence(p, lot.location))
        present: dict[Presence, Terms] = {}
        for number, rule in enumerate(region.separation):
            cell = Field("separation", (rule.programme_a, rule.programme_b), "min_metres")
            steps = self.levers[cell].levels if cell in self.levers else ()
            bands: dict[int, nx.Graph[Presence]] = defaultdict(nx.Graph)
            for here in sorted(place for place in standing if place.programme == rule.programme_a):
                for there in standing:
                    metres = dist(region.point(here.location), region.point(there.location))
                    same = here.location.neighbourhood == there.location.neighbourhood
                    close = (
                        metres < float(rule.min_metres) * (1 - 1e-9) if rule.min_metres else same
                    )
                    if there.programme == rule.programme_b and close and here != there:
                        band = next((place for place, level in enumerate(steps) if level is None
                                     or metres >= float(level) * (1 - 1e-9)), -1)  # fmt: skip
                        bands[band].add_edge(here, there)
            for band, graph in sorted(bands.items()):
                for place in sorted(graph):
                    if place not in present:
                        present[place] = self._presence(place, [x for _, x in standing[place]])
                for position, clique in enumerate(cliques(graph)):
                    terms = [term for place in clique for term in present[place]]
                    if band >= 0:
                        terms.append((self.rungs[cell][band], -float(len(clique) - 1)))
                    self._row("separation", (number, band, position), terms, 1)

    def _presence(self, place: Presence, dwellings: Sequence[pulp.LpVariable]) -> Terms:
        if self.region.programmes[place.programme].placement is Placement.SITE:
            keys = ((place.programme, year, place.location.site) for year in self.region.years)
            return [(self.model.opens[key], 1.0) for key in keys if key in self.model.opens]
        [u] = self.model.variables("present", [place], "Binary").values()
        terms = [*((x, 1.0) for x in dwellings), (u, -float(most(self.model, *place)))]
        self._row("separation", ("stands", *place), terms, 0)
        return [(u, 1.0)]

    def add_commitments(self) -> None:
        """Σ ≥ what is signed − what is taken off each line."""
        lots: dict[tuple[object, ...], list[Commitment]] = defaultdict(list)
        points: dict[tuple[object, ...], list[Commitment]] = defaultdict(list)
        for line in self.region.signed:
            lots[line.programme, line.year, line.lot, line.support_point is not None].append(line)
            if line.support_point:
                reach = self.model.instance.access.get(Presence(line.programme, line.lot.location))
                epoch = reach.epoch(line.year) if reach else 0
                points[line.programme, epoch, line.lot.location, line.support_point].append(line)
        for (*dwelling, named), lines in lots.items():
            variable = self.model.dwellings.get(tuple(dwelling))  # type: ignore[arg-type]
            self._promised(("lot", *dwelling, str(named)), variable, lines)
        for index, lines in points.items():
            variable = self.model.assigned.get(index)  # type: ignore[arg-type]
            self._promised(("support", *index), variable, lines)

    def _promised(
        self, index: tuple[object, ...], variable: pulp.LpVariable | None, lines: list[Commitment]
    ) -> None:
        less = [self.amounts.get(commitment_field(line)) for line in lines]
        terms = [(one, 1.0) for one in (variable, *less) if one is not None]
        self.model.row("commitment_limit", index, terms, ">=", sum(one.dwellings for one in lines))

    # How levers are written.

    def _row(self, rule: str, index: tuple[object, ...], terms: Terms, limit: float) -> None:
        self.model.row(f"{rule}_limit", index, terms, "<=", limit)

    def _switch(
        self, rule: str, index: tuple[object, ...], terms: Terms, largest: int,
        lever: pulp.LpVariable | None,
    ) -> None:  # fmt: skip
        """Nothing until a lever is at its level, then no limit; without a lever nothing ever."""
        freed = [] if lever is None else [(lever, -float(largest))]
        self._row(rule, ("switch", *index), [*terms, *freed], 0)

    def _rung(self, cell: Field, needed: Value) -> pulp.LpVariable | None:
        """The variable of the first level as far as what is needed; `None` where there is none."""
        lever = self.levers.get(cell)
        if lever is None or isinstance(needed, bool):
            return self._first(cell, lambda level: level == needed)
        assert needed is not None
        assert lever.current is not None
        up = needed > lever.current
        return self._first(cell, lambda level: level >= needed if up else level <= needed)

    def _first(self, cell: Field, enough: Callable[[Any], bool]) -> pulp.LpVariable | None:
        """The variable of the first level that is enough; `None` where there is none."""
        lever = self.levers.get(cell)
        levels = lever.levels if lever else ()
        found = (self.rungs[cell][number] for number, level in enumerate(levels) if enough(level))
        return next(found, None)


class _Levels:
    """What a rule leaves of its limits with a lever at each of its levels."""

    def __init__(self, problem: Elastic, limits: Callable[[Instance], Iterable[Limit]]) -> None:
        self._problem = problem
        self._limits = limits
        self._known: dict[tuple[Field, Value], dict[tuple[str | int, ...], Fraction]] = {}

    def left(self, lever: Lever, level: Value, name: tuple[str | int, ...]) -> Fraction | None:
        """What one of its limits leaves; `None` where there is none of that name."""
        found = self._known.get((lever.field, level))
        if found is None:
            region = with_value(self._problem.region, lever.field, level)
            instance = replace(self._problem.instance, region=region)
            found = {limit.name: limit.left for limit in self._limits(instance)}
            self._known[lever.field, level] = found
        return found.get(name)


def elastic(
    region: Region,
    levers: Iterable[Lever],
    ways: Mapping[Presence, Sequence[Way]],
    quotas: Mapping[tuple[str, str], int],
    goal: Goal,
    requests: tuple[Request, ...] = (),
) -> Elastic:
    """The problem of a region with levers, and a goal."""
    known = {lever.field: lever for lever in levers}
    wide = region
    for lever in known.values():
        if lever.family != "separation":
            wide = with_value(wide, lever.field, lever.widest)
        if lever.family == "wait":  # the limit may go, the people stay in the problem
            kept = lever.field._replace(column="min_places")
            wide = with_value(wide, kept, value_of(wide, kept) or 0)
    # Who must stand apart is written below, with the levers on it.
    instance = Instance(
        region=replace(wide, separation=(), commitments=()),
        quotas=quotas,
        access=wide_access(region, wide, ways),
        conflicts=(),
        origin_minutes={},
        requests=requests,
    )
    model = allocation.build(instance)
    found = Elastic(region, known, ways, model, replace(instance, region=region))
    found.make_levers()
    found.add_limits()
    found.add_bars()
    found.add_sizes()
    found.add_reach()
    found.add_separation()
    found.add_commitments()
    add_pools(found)
    ask(model, goal, found.amounts)
    return found
