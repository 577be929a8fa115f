"""The share of each municipality in what the region needs, in exact totals.

For a quota group with programmes P, needs b_p (sum of minima over the years), keys k_m and
municipalities M_p that take part in programme p:

    exact share   s_m = Σ_{p in P} b_p · k_m / Σ_{n in M_p} k_n        (m in M_p)
    target        T   = Σ_{p in P} b_p

With `credit_existing`, s_m becomes max(0, s_m / T · (T + Σ_n e_n) − e_m) for existing places e,
scaled so that the total is T again. The vector s is rounded to whole dwellings with total T by an
apportionment method (Balinski and Young, *Fair Representation*, 1982); arrears come on top.

Ties are broken in favour of the larger exact share, then the code first in the alphabet.
All arithmetic is exact (`Fraction`), except the divisors of Huntington–Hill, which are roots.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, lcm

from planner.domain import QuotaKey, QuotaMethod, Region

_METHOD_OF_PACKAGE = {
    QuotaMethod.LARGEST_REMAINDER: "largest_remainder",
    QuotaMethod.SAINTE_LAGUE: "saintelague",
    QuotaMethod.DHONDT: "dhondt",
    QuotaMethod.ADAMS: "adams",
    QuotaMethod.HUNTINGTON_HILL: "huntington",
}


@dataclass(frozen=True, slots=True)
class Share:
    """The quota of one municipality in one group, with how it came about.

    `key` is the municipality's inhabitants, dwellings or weight; `exact` its exact share
    (dwellings), `rounded` that share in whole dwellings, `arrears` what it carries over, `quota`
    the two together, `by_year` the quota spread over the years of the plan.
    """

    group: str
    municipality: str
    key: Fraction
    exact: Fraction
    rounded: int
    arrears: int
    by_year: Mapping[int, int]

    @property
    def quota(self) -> int:
        """Dwellings the municipality is to deliver."""
        return self.rounded + self.arrears

    @property
    def remainder(self) -> Fraction:
        """What rounding took from the exact share (negative: what it added)."""
        return self.exact - self.rounded


def shares(region: Region) -> dict[tuple[str, str], Share]:
    """The share of every municipality in every quota group, by (group, municipality)."""
    result = {}
    groups = region.settings.quota.groups
    targets = {group: group_target(region, group) for group in groups}
    # Arrears are kept per municipality, not per group: with several groups they belong to the first
    # with a target, so that nobody owes a dwelling twice.
    owing = next((group for group in groups if targets[group]), groups[0])
    for group in groups:
        exact = exact_shares(region, group)
        rounded = apportion(exact, targets[group], region.settings.quota.method)
        yearly = [Fraction(need) for need in _yearly_needs(region, group)]
        for code, municipality in region.municipalities.items():
            carried = region.settings.quota.carry_arrears and group == owing
            arrears = municipality.arrears if carried else 0
            quota = rounded[code] + arrears
            result[group, code] = Share(
                group=group,
                municipality=code,
                key=key_of(region, code),
                exact=exact[code],
                rounded=rounded[code],
                arrears=arrears,
                by_year=dict(zip(region.years, spread_over_years(quota, yearly), strict=True)),
            )
    return result


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
        need = sum(region.minimum(programme, year) for year in region.years)
        if not need:
            continue
        keys = {
            code: key_of(region, code)
            for code in region.municipalities
            if (code, programme) not in region.excluded
        }
        total = sum(keys.values())
        if not total:
            raise ZeroDivisionError(f"nobody with a key takes part in {programme}")
        for code, key in keys.items():
            exact[code] += need * key / total
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


def apportion(exact: Mapping[str, Fraction], total: int, method: QuotaMethod) -> dict[str, int]:
    """Round exact shares to whole numbers that add up to `total`.

    Who has no share gets nothing, also from the methods that give everyone a first dwelling.
    """
    from apportionment import methods

    rounded = dict.fromkeys(exact, 0)
    entitled = [code for code, share in exact.items() if share > 0]
    if not total or not entitled:
        return rounded

    def before(code: str) -> tuple[Fraction, Fraction, str]:
        # The package hands out ties in the order given, and by largest remainder even lets a
        # tie that comes first take the seat of a larger remainder: so the larger goes first.
        share = exact[code]
        largest_remainder = method is QuotaMethod.LARGEST_REMAINDER
        return (-(share - floor(share)) if largest_remainder else Fraction(0), -share, code)

    entitled.sort(key=before)
    scale = lcm(*(exact[code].denominator for code in entitled))
    votes = [int(exact[code] * scale) for code in entitled]
    exactly = method is not QuotaMethod.HUNTINGTON_HILL
    seats = methods.compute(_METHOD_OF_PACKAGE[method], votes, total, fractions=exactly)
    if not exactly:
        _settle_roots(votes, seats)
    rounded.update(zip(entitled, seats, strict=True))
    return rounded


def _settle_roots(votes: list[int], seats: list[int]) -> None:
    """Mend what rounded roots did to ties: a seat's worth is v / √(n(n+1)), compared by squares."""

    def worth(position: int, number: int) -> Fraction:
        return Fraction(votes[position] ** 2, number * (number + 1))

    while holders := [position for position, number in enumerate(seats) if number > 1]:
        if 0 in seats:
            return  # fewer dwellings than municipalities: one each to the largest
        kept, least = min((worth(holder, seats[holder] - 1), -holder) for holder in holders)
        next_, first = max((worth(other, number), -other) for other, number in enumerate(seats))
        if (kept, least) >= (next_, first):
            return
        seats[-least] -= 1
        seats[-first] += 1


def spread_over_years(quota: int, weights: Sequence[Fraction]) -> list[int]:
    """Spread a quota over years in proportion to `weights`, by largest remainder.

    Ties go to the year with the larger weight, then the earliest. Without any weight the years
    count alike.
    """
    total = sum(weights)
    parts = weights if total else [Fraction(1)] * len(weights)
    exact = {f"{position:04d}": quota * part / sum(parts) for position, part in enumerate(parts)}
    rounded = apportion(exact, quota, QuotaMethod.LARGEST_REMAINDER)
    return [rounded[position] for position in exact]


def _programmes(region: Region, group: str) -> list[str]:
    return [code for code, programme in region.programmes.items() if programme.quota_group == group]


def _yearly_needs(region: Region, group: str) -> list[int]:
    programmes = _programmes(region, group)
    return [
        sum(region.minimum(programme, year) for programme in programmes) for year in region.years
    ]


def key_of(region: Region, municipality: str) -> Fraction:
    """What a municipality's share is in proportion to: the region's key."""
    row = region.municipalities[municipality]
    match region.settings.quota.key:
        case QuotaKey.INHABITANTS:
            return Fraction(row.inhabitants)
        case QuotaKey.DWELLINGS:
            return Fraction(row.dwellings)
        case QuotaKey.SOCIAL_DWELLINGS:
            return Fraction(row.social_dwellings)
        case QuotaKey.QUOTA_WEIGHT:
            return Fraction(row.quota_weight or 0)
