"""The share of each municipality in what the region needs, in exact totals.

For a quota group with programmes P, minima b[p,t], keys k_m and the municipalities M[p,t] that take
part in programme p in year t:

    exact share   s_m = Σ_{p in P} Σ_t b[p,t] · k_m / Σ_{n in M[p,t]} k_n        (m in M[p,t])
    target        T   = Σ_{p in P} Σ_t b[p,t]

With `credit_existing`, s_m becomes max(0, s_m / T · (T + Σ_n e_n) − e_m) for existing places e,
scaled so that the total is T again. The vector s is rounded to whole dwellings with total T
(`planner.quota.apportionment`): of equal claims that of the municipality with more inhabitants
comes first, then that of the code first in the alphabet. Arrears come on top, the sum is spread
over the years (`planner.quota.yearly`), and what municipalities exchanged goes from one to the
other at last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from planner.errors import PlannerError, Problem
from planner.quota.apportionment import apportion, exact_parts, key_of, tie
from planner.quota.yearly import spread_over_years
from planner.region.domain import Region, Swap


@dataclass(frozen=True, slots=True)
class Share:
    """The quota of one municipality in one group, with how it came about.

    `key` is the municipality's inhabitants, dwellings or weight; `exact` its exact share
    (dwellings), `rounded` that share in whole dwellings, `arrears` what it carries over (below
    zero: what it is ahead, at most its share), `swapped` what it delivers for others (below zero:
    what others deliver for it), `quota` the three together, `by_year` the quota spread over the
    years of the plan.
    """

    group: str
    municipality: str
    key: Fraction
    exact: Fraction
    rounded: int
    arrears: int
    by_year: Mapping[int, int]
    swapped: int = 0

    @property
    def quota(self) -> int:
        """Dwellings the municipality is to deliver."""
        return self.rounded + self.arrears + self.swapped

    @property
    def remainder(self) -> Fraction:
        """What rounding took from the exact share (negative: what it added)."""
        return self.exact - self.rounded


@dataclass(frozen=True, slots=True)
class DecidedTie:
    """Municipalities of a group with an equal claim to its last dwellings, and what decided.

    `served` (codes) got one of these dwellings, `passed` did not: those have fewer inhabitants, or
    (`by_code`) as many and a code later in the alphabet.
    """

    group: str
    served: tuple[str, ...]
    passed: tuple[str, ...]
    by_code: bool


def shares(region: Region) -> dict[tuple[str, str], Share]:
    """The share of every municipality in every quota group, by (group, municipality).

    Raises `PlannerError` for an exchange of more dwellings than who gives them still owes.
    """
    result: dict[tuple[str, str], Share] = {}
    groups = region.settings.quota.groups
    targets = {group: group_target(region, group) for group in groups}
    inhabitants = inhabitants_of(region)
    # Arrears are kept per municipality, not per group: with several groups they belong to the first
    # with a target, so that nobody owes a dwelling twice.
    owing = next((group for group in groups if targets[group]), groups[0])
    for group in groups:
        exact = exact_shares(region, group)
        rounded = apportion(exact, targets[group], region.settings.quota.method, inhabitants)
        for code, municipality in region.municipalities.items():
            carried = region.settings.quota.carry_arrears and group == owing
            # Who is ahead by more than its share has nothing left to do.
            arrears = max(-rounded[code], municipality.arrears) if carried else 0
            quota = rounded[code] + arrears
            result[group, code] = Share(
                group=group,
                municipality=code,
                key=key_of(region, code),
                exact=exact[code],
                rounded=rounded[code],
                arrears=arrears,
                by_year=_by_year(region, group, code, quota),
            )
    return _swapped(region, result)


def _swapped(
    region: Region, shares: Mapping[tuple[str, str], Share]
) -> dict[tuple[str, str], Share]:
    """The shares after the exchanges, in the order of their dates.

    Dwellings are exchanged year by year, in proportion to what the giver owes in each from the
    year of the exchange on, so that every year's sum over the municipalities stays as it was.
    """
    result = dict(shares)
    problems = []
    for swap in sorted(region.swaps, key=_swap_order):
        giver, taker = (result[swap.quota_group, code] for code in (swap.from_, swap.to))
        since = swap.date.year if swap.date else region.years[0]
        owed = [dwellings if year >= since else 0 for year, dwellings in giver.by_year.items()]
        if swap.dwellings > sum(owed):
            names = {"from": swap.from_, "to": swap.to, "group": swap.quota_group}
            values = {**names, "count": swap.dwellings, "year": since, "owed": sum(owed)}
            problems.append(Problem("quota.swap_too_large", values, "swaps"))
            continue
        moved = dict(zip(giver.by_year, spread_over_years(swap.dwellings, owed), strict=True))
        for share, sign in ((giver, -1), (taker, 1)):
            result[share.group, share.municipality] = replace(
                share,
                by_year={year: n + sign * moved[year] for year, n in share.by_year.items()},
                swapped=share.swapped + sign * swap.dwellings,
            )
    if problems:
        raise PlannerError(problems)
    return result


def _swap_order(swap: Swap) -> tuple[str, str, str, str]:
    return (swap.date.isoformat() if swap.date else "", swap.quota_group, swap.from_, swap.to)


def decided_ties(region: Region, shares: Mapping[tuple[str, str], Share]) -> tuple[DecidedTie, ...]:
    """The ties that rounding met in the shares of a region, at most one a group."""
    found = []
    inhabitants = inhabitants_of(region)
    for group in region.settings.quota.groups:
        rows = {code: share for (name, code), share in shares.items() if name == group}
        tied = tie(
            {code: share.exact for code, share in rows.items()},
            {code: share.rounded for code, share in rows.items()},
            region.settings.quota.method,
        )
        if tied:
            least = min(inhabitants[code] for code in tied.served)
            most = max(inhabitants[code] for code in tied.passed)
            found.append(DecidedTie(group, tied.served, tied.passed, by_code=least == most))
    return tuple(found)


def inhabitants_of(region: Region) -> dict[str, int]:
    """The inhabitants of every municipality (persons), which decide between equal claims."""
    return {code: row.inhabitants for code, row in region.municipalities.items()}


def group_target(region: Region, group: str) -> int:
    """Dwellings a group is to deliver over all years: the sum of its programmes' minima."""
    return sum(_yearly_needs(region, group))


def exact_shares(region: Region, group: str) -> dict[str, Fraction]:
    """The exact share (dwellings) of every municipality in a group, before rounding.

    Raises `ZeroDivisionError` when a programme that is needed has no participant with a key above
    zero; the region's check refuses that before.
    """
    exact = dict.fromkeys(region.municipalities, Fraction(0))
    for programme in _programmes(region, group):
        for year in region.years:
            for code, part in exact_parts(region, programme, year).items():
                exact[code] += part
    if region.settings.quota.credit_existing:
        exact = _credit(region, exact)
    return exact


def _credit(region: Region, exact: Mapping[str, Fraction]) -> dict[str, Fraction]:
    target = sum(exact.values())
    if not target:
        return dict(exact)
    existing = {code: row.existing_places for code, row in region.municipalities.items()}
    whole = target + sum(existing.values())
    credited = {
        code: max(Fraction(0), share / target * whole - existing[code])
        for code, share in exact.items()
    }
    total = sum(credited.values())
    return {code: share * target / total for code, share in credited.items()}


def _by_year(region: Region, group: str, municipality: str, quota: int) -> dict[int, int]:
    """A quota over the years, in proportion to the minima of those it takes part in at all.

    Who takes part in nothing can only owe arrears: those are spread over all years.
    """
    needs = _yearly_needs(region, group)
    programmes = _programmes(region, group)
    present = [
        any((municipality, programme, year) not in region.absent for programme in programmes)
        for year in region.years
    ]
    weights = [
        need if there or not any(present) else 0 for need, there in zip(needs, present, strict=True)
    ]
    return dict(zip(region.years, spread_over_years(quota, weights), strict=True))


def _programmes(region: Region, group: str) -> list[str]:
    return [code for code, programme in region.programmes.items() if programme.quota_group == group]


def _yearly_needs(region: Region, group: str) -> list[int]:
    programmes = _programmes(region, group)
    return [
        sum(region.minimum(programme, year) for programme in programmes) for year in region.years
    ]
