"""What falls to each municipality: the exact parts of a need, and whole dwellings from them.

For a programme p, a year t and the municipalities M[p,t] that take part in p in t, with key k:

    part of m  =  minimum(p,t) · k_m / Σ_{n in M[p,t]} k_n        (m in M[p,t])

Exact parts s become whole dwellings a with the same total by an apportionment method (Balinski and
Young, *Fair Representation*, 1982). Each method ranks claims: the a-th dwelling of a municipality
with part s is claimed with

    largest_remainder    1 for a ≤ ⌊s⌋,  s − ⌊s⌋ for a = ⌊s⌋ + 1,  nothing after
    sainte_lague         s / (a − ½)
    dhondt               s / a
    adams                s / (a − 1)                 without bound for a = 1
    huntington_hill      s² / (a (a − 1))            without bound for a = 1

and the strongest claims are met. Of claims without bound the larger part comes first; equal claims
are met by size, the larger first, then by code. All arithmetic is exact (`Fraction`): the divisors
of Huntington–Hill are roots, so its claims are compared by their squares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from heapq import heapify, heapreplace
from math import floor

from planner.region.domain import QuotaKey, QuotaMethod, Region


@dataclass(frozen=True, slots=True)
class Tie:
    """Municipalities with an equal claim, of which some got their dwelling and some did not."""

    served: tuple[str, ...]
    passed: tuple[str, ...]


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


def apportion(
    exact: Mapping[str, Fraction],
    total: int,
    method: QuotaMethod,
    size: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Exact shares, which add up to `total`, as whole numbers with the same total.

    Who has no share gets nothing, also from the methods that give everyone a first dwelling. Equal
    claims are met in the order of `size` (the share itself where there is none), the largest first,
    then of the code.
    """
    entitled = {code: share for code, share in exact.items() if share > 0}
    given = dict.fromkeys(exact, 0)
    if not total or not entitled:
        return given
    # No claim that these meet can be among the weakest: the parts of a total with one dwelling
    # fewer for each municipality, rounded down. At most two each are left to hand out.
    part = max(Fraction(0), 1 - Fraction(len(entitled), total))
    for code, share in entitled.items():
        sure = share if method is QuotaMethod.LARGEST_REMAINDER else share * part
        given[code] = floor(sure)
    ranks: Mapping[str, int | Fraction] = entitled if size is None else size
    order = sorted(entitled, key=lambda code: (-ranks[code], code))
    waiting = [
        (*_rank(entitled[code], given[code] + 1, method), at) for at, code in enumerate(order)
    ]
    heapify(waiting)
    for _ in range(total - sum(given.values())):
        at = waiting[0][-1]
        code = order[at]
        given[code] += 1
        heapreplace(waiting, (*_rank(entitled[code], given[code] + 1, method), at))
    return given


def tie(exact: Mapping[str, Fraction], given: Mapping[str, int], method: QuotaMethod) -> Tie | None:
    """Whose claims to the last dwellings were equal, in the order of `exact`; none: no tie."""
    entitled = [code for code, share in exact.items() if share > 0]
    last = {code: _rank(exact[code], given[code], method) for code in entitled if given[code]}
    following = {code: _rank(exact[code], given[code] + 1, method) for code in entitled}
    if not last or max(last.values()) != min(following.values()):
        return None
    limit = max(last.values())
    return Tie(
        tuple(code for code, rank in last.items() if rank == limit),
        tuple(code for code, rank in following.items() if rank == limit),
    )


def _rank(share: Fraction, number: int, method: QuotaMethod) -> tuple[bool, Fraction]:
    """The claim of a share to its dwelling of this number: the lower, the stronger."""
    match method:
        case QuotaMethod.LARGEST_REMAINDER:
            whole = floor(share)
            if number == whole + 1:
                return True, whole - share
            return True, Fraction(-1 if number <= whole else 1)
        case QuotaMethod.SAINTE_LAGUE:
            claim, divisor = share, Fraction(2 * number - 1, 2)
        case QuotaMethod.DHONDT:
            claim, divisor = share, Fraction(number)
        case QuotaMethod.ADAMS:
            claim, divisor = share, Fraction(number - 1)
        case QuotaMethod.HUNTINGTON_HILL:
            claim, divisor = share**2, Fraction(number * (number - 1))
    return (True, -claim / divisor) if divisor else (False, -share)


def inhabitants(region: Region, municipalities: Iterable[str]) -> dict[str, int]:
    """The inhabitants of municipalities (persons)."""
    return {code: region.municipalities[code].inhabitants for code in municipalities}


def in_cents(amount: Decimal, sizes: Mapping[str, int]) -> dict[str, int]:
    """An amount (EUR, above or below zero) in proportion to sizes, in whole cents.

    The parts add up to the amount to the cent; without any size above zero they are equal.
    """
    cents = int((amount * 100).to_integral_value(ROUND_HALF_UP))
    whole = sum(sizes.values())
    keys = sizes if whole else dict.fromkeys(sizes, 1)
    exact = {code: Fraction(abs(cents) * key, whole or len(sizes)) for code, key in keys.items()}
    parts = apportion(exact, abs(cents), QuotaMethod.LARGEST_REMAINDER, sizes) if sizes else {}
    return {code: part if cents >= 0 else -part for code, part in parts.items()}
