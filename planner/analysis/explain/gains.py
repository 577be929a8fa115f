"""What one unit more of a limit that is used up would bring, by planning the region again.

A plan of whole dwellings has no prices that could be read off: the region with one unit more is
planned again and its aims are set against those without. An aim counts as better only where the new
value beats what was proven that no plan could do better before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from planner.analysis.binding import Bound, binding
from planner.analysis.explain.changes import Change, apply
from planner.analysis.explain.complaints import missing
from planner.analysis.explain.remedies import Clock
from planner.geography.reach import prepare
from planner.models.diagnosis import ADJACENT, LOAD, SHARE, Key, participation_key
from planner.optimise.solve import Pursuit
from planner.optimise.solver import Options
from planner.outcome import Outcome
from planner.quota.quotas import shares
from planner.region.domain import Aim, Region, Tier

# How many limits are tried, and how many aims in order: each of the later ones takes many times
# the first three together.
AT_MOST = 8
_AIMS = 3


@dataclass(frozen=True, slots=True)
class Gain:
    """What a change does to the first aim that it makes better, or to none of those tried.

    `before` and `after` are values of `aim.part` in `unit`; without an aim nothing changed in
    `tried`.
    """

    change: Change
    bound: Bound
    aim: str
    part: str
    unit: str
    before: float
    after: float
    tried: tuple[str, ...]


def gains(outcome: Outcome, options: Options, clock: Clock) -> tuple[Gain, ...]:
    """What one unit more brings, for the limits that matter most, as far as time allows."""
    region = outcome.region
    tried: tuple[Aim, ...] = tuple(
        aim for aim in region.settings.objective.order if aim is not Aim.STABILITY
    )
    tried = tried[:_AIMS]
    base = _Aims(region, replace(options, time_limit=clock.left))
    before: dict[Aim, dict[str, Tier]] = {aim: base.tiers(aim) for aim in tried}
    found = []
    for change, bound in _candidates(outcome):
        if not clock.left or not all(before.values()):
            break
        gain = _gain(region, change, bound, before, options, clock)
        if gain is not None:
            found.append(gain)
    return tuple(found)


class _Aims:
    """A region planned aim by aim."""

    def __init__(self, region: Region, options: Options) -> None:
        self._region = region
        self._pursuit = Pursuit(prepare(region, shares(region)), options, lambda report: None)

    def tiers(self, aim: Aim) -> dict[str, Tier]:
        """What the next aim comes to, by part; empty where time ran out."""
        known = len(self._pursuit.tiers)
        tolerance = Fraction(self._region.settings.objective.tolerance[aim])
        if not self._pursuit.pursue(aim, tolerance):
            return {}
        return {tier.part: tier for tier in self._pursuit.tiers[known:]}


def _gain(
    region: Region,
    change: Change,
    bound: Bound,
    before: Mapping[Aim, Mapping[str, Tier]],
    options: Options,
    clock: Clock,
) -> Gain | None:
    again = _Aims(apply(region, (change,)), replace(options, time_limit=clock.left or 1e-3))
    for aim, old in before.items():
        new = again.tiers(aim)
        if not new:
            return None
        for part, tier in old.items():
            value = new[part].value if part in new else 0.0
            assert tier.value is not None
            assert tier.bound is not None
            assert value is not None
            noise = 1e-6 * max(1.0, abs(tier.value))
            if value < tier.bound - noise:
                return Gain(change, bound, aim, part, tier.unit, tier.value, value, tuple(before))
            if value > tier.value + noise:
                # Worse can only be that an earlier part did not show what it gained: say nothing.
                return None
    return Gain(change, bound, "", "", "", 0.0, 0.0, tuple(before))


def _candidates(outcome: Outcome) -> list[tuple[Change, Bound]]:
    """The limits to try: first those of municipalities and programmes that miss something.

    Each rule in turn, so that one with many limits leaves room for the others. A number that holds
    for the whole region is tried once.
    """
    region = outcome.region
    short = {row.municipality for row in outcome.accounts if row.shortfall}
    unmet = {code for code, number in missing(region, outcome.plan.lines)[0].items() if number}
    found: dict[Key, tuple[Change, Bound]] = {}
    for bound in sorted(
        binding(outcome),
        key=lambda one: one.programme not in unmet and one.municipality not in short,
    ):
        for change in _one_more(region, bound):
            found.setdefault((change.table, change.key, change.column), (change, bound))
    turns: Counter[str] = Counter()
    ranked: list[tuple[int, bool, int, Change, Bound]] = []
    for change, bound in found.values():
        related = bound.programme in unmet or bound.municipality in short
        ranked.append((turns[bound.rule], not related, len(ranked), change, bound))
        turns[bound.rule] += 1
    return [(change, bound) for *_, change, bound in sorted(ranked, key=lambda one: one[:3])][
        :AT_MOST
    ]


def _one_more(region: Region, bound: Bound) -> Iterator[Change]:
    """One unit more of a limit: the smallest change that lets one more dwelling pass."""
    match bound.rule:
        case "vacancy_share" if ", " not in bound.subject:
            share = region.settings.max_share_of_vacancies
            percent = Decimal(floor(share * 100) + 1)
            if percent <= 100:
                yield Change("vacancy_share", *SHARE, share, percent / 100)
        case "support" if bound.subject:
            yield _more("capacity", region, "support_points", bound.subject, "capacity")
        case "site" if bound.subject:
            site = region.sites[bound.subject]
            if site.max_dwellings == bound.limit:
                yield _more("site", region, "sites", bound.subject, "max_dwellings")
            else:
                yield _more("cluster", region, "programmes", bound.programme or "", "max_cluster")
        case "per_neighbourhood":
            name = bound.programme or ""
            yield _more("per_neighbourhood", region, "programmes", name, "max_per_neighbourhood")
        case "neighbourhood_load":
            limit = region.settings.max_load_per_1000_dwellings
            yield Change("neighbourhood_load", *LOAD, limit, Decimal(floor(limit) + 1))
        case "adjacent_load" if beside := region.settings.max_adjacent_load_per_1000_dwellings:
            yield Change("adjacent_load", *ADJACENT, beside, Decimal(floor(beside) + 1))
        case "participation" if bound.municipality not in region.left:
            year = bound.year or region.years[0]
            key = participation_key(region, bound.municipality, bound.programme or "", year)
            yield Change("participation", "participation", key, "participates", False, True)
        case "target" if bound.programme and bound.year:
            limit_ = region.maximum(bound.programme, bound.year) or 0
            key_ = (bound.programme, bound.year)
            yield Change("target", "targets", key_, "maximum", limit_, limit_ + 1)
        case "budget" if bound.programme and bound.year:
            yield from _money(region, bound.programme, bound.year)
        case "distinct_municipalities":
            name = bound.programme or ""
            column = "distinct_municipalities"
            yield Change("distinct_municipalities", "programmes", (name,), column, True, False)
        case _:
            return


def _more(family: str, region: Region, table: str, code: str, column: str) -> Change:
    current = getattr(getattr(region, table)[code], column)
    return Change(family, table, (code,), column, current, current + 1)


def _money(region: Region, programme: str, year: int) -> Iterator[Change]:
    """The money for one dwelling more."""
    amount = region.budgets[programme, year].amount
    costs = {region.cost(programme, lot.site) for lot in region.lots(programme)} - {Decimal(0)}
    if amount is not None and costs:
        after = Decimal(ceil(amount + min(costs)))
        yield Change("budget", "budgets", (programme, year), "amount", amount, after)
