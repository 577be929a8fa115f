"""What the rules and objectives write into: one problem with its variables and its rows by name.

Symbols shared by all families:

| symbol | meaning | unit | where |
|---|---|---|---|
| p, t | programme, year | | `Region` |
| l = (c, n, s) | lot: corporation c's stock in neighbourhood n, or its site s | | `Region.lots` |
| a | location: the site's point, else the neighbourhood's | | `Lot.location` |
| k | support point | | `Region.support_points` |
| m, g | municipality, quota group | | `Region` |
| x[p,t,l] | dwellings of p that come from l in t | dwellings, integer | `dwellings` |
| X[p,a] | dwellings of p at a over all years | dwellings, integer | `placed` (`models.allocation`) |
| y[p,t,s] | 1 when site s opens for p in t | binary | `opens` (`rules.site`) |
| v[p,s] | 1 when site s serves p at all | binary | `serves` (`rules.site`) |
| z[p,e,a,k] | dwellings of p delivered at a in epoch e assigned to k | dwellings | `assigned` (`rules.support`) |
| f[g,m] | shortfall of m in g | dwellings | `shortfall` (`rules.quota`) |
| k[c,m,p,t] | dwellings missing of an agreement on numbers | dwellings | `missing` (`rules.contingent`) |
| late[p,t] | dwellings of p missing at the end of t | dwellings | `late` (`objectives.unmet_need`) |
| n[k,t], w[k,t] | people in pool k or waiting for it, and people waiting | persons | `persons`, `waiting` (`models.pools`) |
| C[k,t] | places of pool k closed up to t | places | `closed` (`models.pools`) |
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import TYPE_CHECKING, Literal, NamedTuple

from planner.models.exact import whole_row
from planner.models.limit import Limit, Weight
from planner.region.domain import Instance, Location, Lot, Presence, Region, Slice

if TYPE_CHECKING:
    import pulp

type Terms = Sequence[tuple[pulp.LpVariable, float]]
type Category = Literal["Continuous", "Integer", "Binary"]
type Dwelling = tuple[str, int, Lot]


def _problem() -> pulp.LpProblem:
    # Here, for the rules are asked for their limits where nothing is ever solved.
    import pulp

    return pulp.LpProblem("allocation", pulp.const.LpMinimize)


@dataclass(frozen=True)
class Hold:
    """A row that keeps what an objective reached; `loosened` is its right-hand side for later
    objectives."""

    row: pulp.LpConstraint
    loosened: float


class Peak(NamedTuple):
    """One of many whose largest is minimised: `rate` times a whole `load`, which is the sum of
    `parts`."""

    load: pulp.LpVariable
    rate: float
    parts: Terms


@dataclass(frozen=True)
class Stage:
    """One thing to minimise.

    `terms` is the objective; its values are whole multiples of `step` where that is known, or lie
    at least that far apart, so that a bound less than a step away proves the best; `exact` says to
    solve until then, else the asked gap is enough. A stage whose value is the largest of many has
    them as `peaks`; `terms` is then one variable that is at least each of them. `switches` are
    binary variables that decide much of the value: once it is held, many have one value left.
    `domains` are the least and the most that variables have in any plan once all values of the
    objective that were held are proven. `hold` says whether the solver loop is to hold the value;
    an objective that holds it in its own way says no. `search` says that looking for better plans
    pays beside proving that there are none. `more` is how many stages of the objective are known to
    follow, so that time is kept for them.
    """

    part: str
    unit: str
    terms: Terms
    step: float | None = None
    exact: bool = True
    peaks: Sequence[Peak] = ()
    switches: Sequence[pulp.LpVariable] = ()
    domains: Mapping[pulp.LpVariable, tuple[int, int]] = field(default_factory=dict)
    hold: bool = True
    search: bool = True
    more: int = 0


@dataclass
class Model:
    """One allocation problem under construction. Names are `family(index,…)`, keys are tuples."""

    instance: Instance
    problem: pulp.LpProblem = field(default_factory=_problem)
    dwellings: dict[Dwelling, pulp.LpVariable] = field(default_factory=dict)
    placed: dict[Presence, pulp.LpVariable] = field(default_factory=dict)
    opens: dict[tuple[str, int, str], pulp.LpVariable] = field(default_factory=dict)
    assigned: dict[tuple[str, int, Location, str], pulp.LpVariable] = field(default_factory=dict)
    shortfall: dict[tuple[str, str], pulp.LpVariable] = field(default_factory=dict)
    missing: dict[tuple[str | int, ...], pulp.LpVariable] = field(default_factory=dict)
    serves: dict[tuple[str, str], pulp.LpVariable] = field(default_factory=dict)
    late: dict[tuple[str, int], pulp.LpVariable] = field(default_factory=dict)
    persons: dict[tuple[str, int], pulp.LpVariable] = field(default_factory=dict)
    waiting: dict[tuple[str, int], pulp.LpVariable] = field(default_factory=dict)
    closed: dict[tuple[str, int], pulp.LpVariable] = field(default_factory=dict)
    rows: dict[tuple[Hashable, ...], pulp.LpConstraint] = field(default_factory=dict)
    holds: list[Hold] = field(default_factory=list)
    delivered_at_most: dict[str, int] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    @property
    def region(self) -> Region:
        """The region the problem is of."""
        return self.instance.region

    def variables[Key: Hashable](
        self,
        family: str,
        keys: Iterable[Key],
        category: Category = "Continuous",
        upper: float | None = None,
    ) -> dict[Key, pulp.LpVariable]:
        """A batch of variables from 0 to `upper`, one for each key, in the order of the keys."""
        keys = list(keys)
        names = [self._name(family, key) for key in keys]
        made: dict[str, pulp.LpVariable] = self.problem.add_variable_dict(
            "%s", names, 0, upper, category
        )
        return {key: made[name] for key, name in zip(keys, names, strict=True)}

    def row(
        self,
        family: str,
        index: tuple[Hashable, ...],
        terms: Terms,
        sense: Literal["<=", ">=", "=="],
        limit: float,
    ) -> pulp.LpConstraint:
        """Add `terms sense limit` under the name `family(index)` and return it.

        A row without terms is kept too, as 0 against the limit: an impossible one must stay
        visible to the solver.
        """
        from pulp import LpConstraintEQ, LpConstraintGE, LpConstraintLE, lpSum_vars_coefs

        if not terms:
            terms = [(self._nothing, 1.0)]
        expression = lpSum_vars_coefs(terms)
        expression.constant = -float(limit)
        senses = {"<=": LpConstraintLE, ">=": LpConstraintGE, "==": LpConstraintEQ}
        expression.sense = senses[sense]
        row = self.problem.addConstraint(expression, self._name(family, index))
        self.rows[family, *index] = row
        return row

    def write(self, limit: Limit) -> None:
        """Write the row of a limit in whole numbers; none where nothing could ever break it.

        Where what is there already exceeds it, nothing of the slice is added.
        """
        found = self.counted(limit)
        if found and limit.left < 0:
            self.row(limit.rule, limit.name, [(x, 1.0) for x, _ in found], "==", 0)
            return
        weighted = [(x, weight) for x, weight in found if weight]
        if weighted:
            weights, most = whole_row([weight for _, weight in weighted], limit.left)
            terms = [(x, float(w)) for (x, _), w in zip(weighted, weights, strict=True)]
            self.row(limit.rule, limit.name, terms, "<=", most)

    def counted(self, limit: Limit) -> list[tuple[pulp.LpVariable, Fraction]]:
        """The variables that a limit counts, each with the weight of one."""
        region = self.region
        if limit.slice.support_point:
            return [
                (z, Fraction(1))
                for (*_, point), z in self.assigned.items()
                if point == limit.slice.support_point
            ]
        if limit.weight is Weight.SITES:
            return [
                (y, Fraction(1))
                for (programme, year, site), y in self.opens.items()
                if self._in(limit.slice, programme, year, region.sites[site].lot)
            ]
        return [
            (x, limit.weigh(region, programme, lot))
            for (programme, _, lot), x in self.of(limit.slice)
        ]

    def of(self, part: Slice) -> list[tuple[Dwelling, pulp.LpVariable]]:
        """The dwellings x of a part of the plan."""
        return [
            found
            for place in self.region.places_of(part) or self._by_place
            for found in self._by_place.get(place, ())
            if self._in(part, *found[0])
        ]

    def _in(self, part: Slice, programme: str, year: int, lot: Lot) -> bool:
        return part.holds(programme, year, self.region.municipality_of(lot.neighbourhood), lot)

    @cached_property
    def _by_place(self) -> dict[str, list[tuple[Dwelling, pulp.LpVariable]]]:
        return self.by(lambda programme, year, lot: lot.neighbourhood)

    def hold(
        self,
        family: str,
        index: tuple[Hashable, ...],
        terms: Terms,
        limit: float,
        loosened: float,
    ) -> None:
        """Keep `terms` at most `limit` while this objective lasts, and at most `loosened` after
        it."""
        self.holds.append(Hold(self.row(family, index, terms, "<=", limit), loosened))

    def hold_stage(self, aim: str, stage: Stage, value: float, tolerance: Fraction) -> None:
        """Hold a stage at the value it reached, and within the tolerance after its objective."""
        if stage.step is None:
            noise = max(1e-6, 1e-7 * abs(value))
            limit, loosened = value + noise, value * float(1 + tolerance) + noise
        else:
            steps = round(value / stage.step)
            limit, loosened = steps * stage.step, floor(steps * (1 + tolerance)) * stage.step
        self.hold("hold", (aim, stage.part), stage.terms, limit, loosened)

    def by[Key: Hashable](
        self, key: Callable[[str, int, Lot], Key | None]
    ) -> dict[Key, list[tuple[Dwelling, pulp.LpVariable]]]:
        """The dwellings x grouped by `key(programme, year, lot)`; `None` leaves one out."""
        groups: dict[Key, list[tuple[Dwelling, pulp.LpVariable]]] = defaultdict(list)
        for dwelling, variable in self.dwellings.items():
            group = key(*dwelling)
            if group is not None:
                groups[group].append((dwelling, variable))
        return groups

    @cached_property
    def plenty(self) -> int:
        """More dwellings than any plan has: all of the region's and all that anyone asks for."""
        region = self.region
        return (
            sum(row.dwellings for row in region.neighbourhoods.values())
            + sum(max(0, row.arrears) for row in region.municipalities.values())
            + sum(target.minimum for target in region.targets.values())
            + sum(line.dwellings for line in region.signed)
            + sum(site.min_dwellings or 0 for site in region.sites.values())
        )

    def most(self, programme: str) -> int | None:
        """Most dwellings of a programme over all years; `None` is no limit.

        As its targets say, or as an objective that is held leaves it (`delivered_at_most`).
        """
        limits = [self.region.cumulative_maximum(programme, self.region.years[-1])]
        limits.append(self.delivered_at_most.get(programme))
        return min((limit for limit in limits if limit is not None), default=None)

    @cached_property
    def _nothing(self) -> pulp.LpVariable:
        return self.problem.add_variable("nothing", 0, 0)

    def _name(self, family: str, index: Hashable) -> str:
        return f"{family}({','.join(self._token(part) for part in _flat(index))})"

    def _token(self, part: str) -> str:
        # PuLP and the LP format rewrite some characters, so that "A-1" and "A 1" would
        # become one name: every code gets a token of its own.
        token = self._tokens.get(part)
        if token is None:
            token = re.sub(r"[^A-Za-z0-9_.]", "_", part)
            while token in self._taken:
                token += "_"
            self._tokens[part] = token
            self._taken.add(token)
        return token


def _flat(index: Hashable) -> Iterable[str]:
    if isinstance(index, tuple):
        for part in index:
            yield from _flat(part)
    elif index != "":
        yield str(index)
