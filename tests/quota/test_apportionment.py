"""Whole dwellings from exact shares: against textbook examples, and what always holds."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.quota.apportionment import Tie, apportion, tie
from planner.region.domain import QuotaMethod

METHODS = tuple(QuotaMethod)

# The first apportionment of the United States House: the census of 1790. Washington vetoed the bill
# with 120 seats by Hamilton's method (largest remainder); 105 seats by Jefferson's (D'Hondt) became
# law. Balinski and Young, Fair Representation, 1982.
CENSUS_1790 = {
    "VA": 630560, "MA": 475327, "PA": 432879, "NC": 353523, "NY": 331589, "MD": 278514,
    "CT": 236841, "SC": 206236, "NJ": 179570, "NH": 141822, "VT": 85533, "GA": 70835,
    "KY": 68705, "RI": 68446, "DE": 55540,
}  # fmt: skip


def of_votes(votes: Mapping[str, int], total: int) -> dict[str, Fraction]:
    everything = sum(votes.values())
    return {code: Fraction(vote * total, everything) for code, vote in votes.items()}


def votes_of(*numbers: int) -> dict[str, int]:
    return dict(zip("abcdefghij", numbers, strict=False))


@pytest.mark.parametrize("method", METHODS)
def test_fewer_dwellings_than_municipalities(method: QuotaMethod) -> None:
    exact = of_votes(votes_of(3, 5, 1, 4), 2)
    # By D'Hondt too: 5, then 4 before 5/2.
    assert apportion(exact, 2, method) == votes_of(0, 1, 0, 1)


# textbook examples


def test_largest_remainder_with_the_hare_quota() -> None:
    exact = of_votes(votes_of(47_000, 16_000, 15_900, 12_000, 6_000, 3_100), 10)
    found = apportion(exact, 10, QuotaMethod.LARGEST_REMAINDER)
    assert found == votes_of(5, 2, 1, 1, 1, 0)


def test_hamiltons_bill_of_1792() -> None:
    found = apportion(of_votes(CENSUS_1790, 120), 120, QuotaMethod.LARGEST_REMAINDER)
    assert list(found.values()) == [21, 16, 14, 12, 11, 9, 8, 7, 6, 5, 3, 2, 2, 2, 2]


def test_jeffersons_apportionment_of_1792() -> None:
    found = apportion(of_votes(CENSUS_1790, 105), 105, QuotaMethod.DHONDT)
    assert list(found.values()) == [19, 14, 13, 10, 10, 8, 7, 6, 5, 4, 2, 2, 2, 2, 1]


@pytest.mark.parametrize(
    ("method", "votes", "total", "expected"),
    [
        # 100, 50, 33.3, 25 | 80, 40, 26.7 | 30 | -
        (QuotaMethod.DHONDT, (100, 80, 30, 20), 8, (4, 3, 1, 0)),
        # 100, 33.3, 20 | 80, 26.7, 16 | 30 | 20 (ninth: 100/7)
        (QuotaMethod.SAINTE_LAGUE, (100, 80, 30, 20), 8, (3, 3, 1, 1)),
        # one each, then 100, 80, 50, 40
        (QuotaMethod.ADAMS, (100, 80, 30, 20), 8, (3, 3, 1, 1)),
        (QuotaMethod.SAINTE_LAGUE, (53, 24, 23), 7, (3, 2, 2)),
        (QuotaMethod.DHONDT, (53, 24, 23), 7, (4, 2, 1)),
        (QuotaMethod.ADAMS, (53, 24, 23), 7, (3, 2, 2)),
        # 1.45 lies above √(1·2), so the small one keeps its second before 8.55/√(8·9)
        (QuotaMethod.HUNTINGTON_HILL, (145, 855), 10, (2, 8)),
        (QuotaMethod.SAINTE_LAGUE, (145, 855), 10, (1, 9)),
        # The counties of Delaware, 41 seats
        (QuotaMethod.HUNTINGTON_HILL, (162_310, 538_479, 197_145), 41, (7, 25, 9)),
        # Adams is the kindest to the small, D'Hondt to the large
        (QuotaMethod.ADAMS, (900, 90, 10), 10, (8, 1, 1)),
        (QuotaMethod.DHONDT, (900, 90, 10), 10, (10, 0, 0)),
    ],
)
def test_divisor_methods(
    method: QuotaMethod, votes: tuple[int, ...], total: int, expected: tuple[int, ...]
) -> None:
    found = apportion(of_votes(votes_of(*votes), total), total, method)
    assert found == votes_of(*expected)


# ties


def test_a_tie_does_not_take_the_dwelling_of_a_larger_remainder() -> None:
    found = apportion(of_votes(votes_of(150, 150, 190), 5), 5, QuotaMethod.LARGEST_REMAINDER)
    # 1.53, 1.53, 1.94: the last has the largest remainder, the first two are tied
    assert found == votes_of(2, 1, 2)


@pytest.mark.parametrize("method", METHODS)
def test_equal_shares_are_served_by_code(method: QuotaMethod) -> None:
    exact = dict.fromkeys(("cc", "bb", "dd", "aa"), Fraction(3, 2))
    assert apportion(exact, 6, method) == {"aa": 2, "bb": 2, "cc": 1, "dd": 1}


@pytest.mark.parametrize(
    ("method", "small", "large", "total", "expected"),
    [
        (QuotaMethod.LARGEST_REMAINDER, 1, 3, 2, (0, 2)),  # .5 and 1.5
        (QuotaMethod.SAINTE_LAGUE, 1, 3, 2, (0, 2)),  # 1/1 and 3/3
        (QuotaMethod.DHONDT, 1, 3, 3, (0, 3)),  # 1/1 and 3/3
        (QuotaMethod.ADAMS, 1, 2, 4, (1, 3)),  # 1/1 and 2/2
        (QuotaMethod.HUNTINGTON_HILL, 1, 6, 10, (1, 9)),  # 1/√2 and 6/√72
        (QuotaMethod.HUNTINGTON_HILL, 3, 30, 27, (2, 25)),  # 3/√6 and 30/√600
    ],
)
def test_a_tie_goes_to_the_larger_share(
    method: QuotaMethod, small: int, large: int, total: int, expected: tuple[int, int]
) -> None:
    found = apportion(of_votes({"a": small, "b": large}, total), total, method)
    assert (found["a"], found["b"]) == expected


@pytest.mark.parametrize("method", METHODS)
def test_size_decides_between_equal_claims(method: QuotaMethod) -> None:
    exact = dict.fromkeys(("aa", "bb", "cc"), Fraction(4, 3))
    assert apportion(exact, 4, method, {"aa": 10, "bb": 20, "cc": 20}) == {
        "aa": 1, "bb": 2, "cc": 1,
    }  # fmt: skip


def test_equal_remainders_of_unequal_shares_go_by_size() -> None:
    exact = {"aa": Fraction(5, 2), "bb": Fraction(3, 2)}
    largest_remainder = QuotaMethod.LARGEST_REMAINDER
    assert apportion(exact, 4, largest_remainder) == {"aa": 3, "bb": 1}
    assert apportion(exact, 4, largest_remainder, {"aa": 7, "bb": 8}) == {"aa": 2, "bb": 2}


@pytest.mark.parametrize("method", METHODS)
def test_a_tie_is_known(method: QuotaMethod) -> None:
    exact = {"cc": Fraction(4, 3), "dd": Fraction(0), "aa": Fraction(4, 3), "bb": Fraction(4, 3)}
    found = apportion(exact, 4, method)
    assert tie(exact, found, method) == Tie(("aa",), ("cc", "bb"))


@pytest.mark.parametrize("method", METHODS)
def test_no_tie_where_everyone_of_an_equal_claim_is_served(method: QuotaMethod) -> None:
    exact = dict.fromkeys(("aa", "bb", "cc"), Fraction(2))
    assert tie(exact, apportion(exact, 6, method), method) is None
    unequal = {"aa": Fraction(31, 10), "bb": Fraction(29, 10)}
    assert tie(unequal, apportion(unequal, 6, method), method) is None
    assert tie(exact, dict.fromkeys(exact, 0), method) is None


# against another implementation


@pytest.mark.parametrize("method", METHODS)
def test_against_the_package_apportionment(method: QuotaMethod) -> None:
    """Up to 52 parties, for which the package has letters; ties, which it leaves open, apart."""
    from apportionment import methods

    name = {
        QuotaMethod.LARGEST_REMAINDER: "largest_remainder",
        QuotaMethod.SAINTE_LAGUE: "saintelague",
        QuotaMethod.DHONDT: "dhondt",
        QuotaMethod.ADAMS: "adams",
        QuotaMethod.HUNTINGTON_HILL: "huntington",
    }[method]
    chance = Random(9)
    compared = 0
    for _ in range(150):
        parties = chance.randint(1, 52)
        votes = {f"{at:02}": chance.randint(1, 10**6) for at in range(parties)}
        total = chance.choice((chance.randint(1, 60), chance.randint(60, 600)))
        exact = of_votes(votes, total)
        found = apportion(exact, total, method)
        if tie(exact, found, method) is None:
            theirs = methods.compute(name, list(votes.values()), total, fractions=False)
            assert list(found.values()) == theirs
            compared += 1
    assert compared > 140


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("total", [5, 1_000, 54_321])
def test_a_thousand_municipalities(method: QuotaMethod, total: int) -> None:
    chance = Random(1)
    exact = of_votes({f"{at:04}": chance.randint(1, 10**6) for at in range(1_000)}, total)
    found = apportion(exact, total, method)
    assert sum(found.values()) == total
    by_share = sorted(exact, key=lambda code: (-exact[code], code))
    assert [found[code] for code in by_share] == sorted(found.values(), reverse=True)


def test_106_equal_remainders() -> None:
    """More dwellings to hand out than the alphabet has letters, to 106 municipalities."""
    exact = {f"m{at:03}": Fraction(at % 2 + 1, 3) for at in range(106)}
    found = apportion(exact, 53, QuotaMethod.LARGEST_REMAINDER)
    assert found == {code: int(share == Fraction(2, 3)) for code, share in exact.items()}


# what always holds

some_votes = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3), st.integers(0, 10_000), min_size=1, max_size=9
).filter(lambda votes: sum(votes.values()) > 0)
some_total = st.integers(0, 80)
some_method = st.sampled_from(METHODS)


@given(some_votes, some_total, some_method)
def test_totals_are_exact_and_nobody_without_a_share_gets_anything(
    votes: dict[str, int], total: int, method: QuotaMethod
) -> None:
    found = apportion(of_votes(votes, total), total, method)
    assert found.keys() == votes.keys()
    assert sum(found.values()) == total
    for code, vote in votes.items():
        assert found[code] >= 0
        assert vote or not found[code]


@given(some_votes, some_total, some_method)
def test_a_larger_share_never_gets_less(
    votes: dict[str, int], total: int, method: QuotaMethod
) -> None:
    found = apportion(of_votes(votes, total), total, method)
    in_order = [found[code] for code in sorted(votes, key=lambda code: (-votes[code], code))]
    assert in_order == sorted(in_order, reverse=True)


@given(some_votes, some_total, some_method, st.randoms(use_true_random=False))
def test_the_order_of_municipalities_does_not_matter(
    votes: dict[str, int], total: int, method: QuotaMethod, chance: Random
) -> None:
    exact = of_votes(votes, total)
    codes = list(exact)
    chance.shuffle(codes)
    assert apportion({code: exact[code] for code in codes}, total, method) == apportion(
        exact, total, method
    )


@given(some_votes, some_total)
def test_largest_remainder_stays_within_one_of_the_exact_share(
    votes: dict[str, int], total: int
) -> None:
    exact = of_votes(votes, total)
    found = apportion(exact, total, QuotaMethod.LARGEST_REMAINDER)
    assert all(abs(exact[code] - found[code]) < 1 for code in exact)


@given(
    some_votes,
    st.integers(1, 80),
    st.sampled_from([method for method in METHODS if method != QuotaMethod.LARGEST_REMAINDER]),
)
def test_no_dwelling_of_a_divisor_method_is_better_placed(
    votes: dict[str, int], total: int, method: QuotaMethod
) -> None:
    """What defines a divisor method: the least quotient served is no less than any that waits."""
    found = apportion(of_votes(votes, total), total, method)
    served = [squared(vote, found[code], method) for code, vote in votes.items() if found[code]]
    waiting = [squared(vote, found[code] + 1, method) for code, vote in votes.items() if vote]
    assert min(served) >= max(waiting)


def squared(vote: int, number: int, method: QuotaMethod) -> tuple[bool, Fraction]:
    """The square of the quotient by which a municipality gets its dwelling of this number.

    First in the pair: whether the divisor is zero, so that the quotient beats all others.
    """
    divisor = {
        QuotaMethod.DHONDT: number**2,
        QuotaMethod.SAINTE_LAGUE: (2 * number - 1) ** 2,
        QuotaMethod.ADAMS: (number - 1) ** 2,
        QuotaMethod.HUNTINGTON_HILL: number * (number - 1),
    }[method]
    return (True, Fraction(vote)) if not divisor else (False, Fraction(vote**2, divisor))


def test_large_denominators_stay_exact() -> None:
    primes = (99_991, 99_989, 99_971, 99_961, 99_929)
    exact = {f"m{prime}": Fraction(prod(primes) // prime, prime) for prime in primes}
    total = sum(exact.values())
    scaled = {code: share * 50 / total for code, share in exact.items()}
    for method in METHODS:
        assert sum(apportion(scaled, 50, method).values()) == 50
