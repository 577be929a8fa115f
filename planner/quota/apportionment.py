"""What falls to each municipality: the exact parts of a need, and whole dwellings from them.

For a programme p, a year t and the municipalities M[p,t] that take part in p in t, with key k:

    part of m  =  minimum(p,t) · k_m / Σ_{n in M[p,t]} k_n        (m in M[p,t])

Exact parts become whole dwellings with the same total by an apportionment method (Balinski and
Young, *Fair Representation*, 1982). Ties are broken in favour of the larger part, then the code
first in the alphabet. All arithmetic is exact (`Fraction`), except the divisors of
Huntington–Hill, which are roots.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor, lcm

from planner.region.domain import QuotaKey, QuotaMethod, Region

_METHOD_OF_PACKAGE = {
    QuotaMethod.LARGEST_REMAINDER: "largest_remainder",
    QuotaMethod.SAINTE_LAGUE: "saintelague",
    QuotaMethod.DHONDT: "dhondt",
    QuotaMethod.ADAMS: "adams",
    QuotaMethod.HUNTINGTON_HILL: "huntington",
}


def key_of(region: Region, municipality: str) -> Fraction:
    """What the share of a municipality is in proportion to, by the region's setting."""
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


def exact_parts(region: Region, programme: str, year: int) -> dict[str, Fraction]:
    """The exact part (dwellings) of every municipality that takes part in a programme in a year.

    Empty where nothing is needed. Raises `ZeroDivisionError` when something is needed and no
    participant has a key above zero.
    """
    need = region.minimum(programme, year)
    if not need:
        return {}
    keys = {
        code: key_of(region, code)
        for code in region.municipalities
        if (code, programme, year) not in region.absent
    }
    total = sum(keys.values())
    if not total:
        raise ZeroDivisionError(f"nobody with a key takes part in {programme} in {year}")
    return {code: need * key / total for code, key in keys.items()}


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
