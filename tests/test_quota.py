"""Shares of municipalities: by hand, against textbook examples, and what always holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import prod
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain import Participation, QuotaKey, QuotaMethod, Region, Target
from planner.quota import (
    Share,
    apportion,
    exact_shares,
    group_target,
    shares,
    spread_over_years,
)
from planner.region.load import load
from tests.tiny import tiny, write_folder

METHODS = tuple(QuotaMethod)

# The first apportionment of the United States House: the census of 1790. Washington vetoed the bill
# with 120 seats by Hamilton's method (largest remainder); 105 seats by Jefferson's (D'Hondt) became
# law. Balinski and Young, Fair Representation, 1982.
CENSUS_1790 = {
    "VA": 630560, "MA": 475327, "PA": 432879, "NC": 353523, "NY": 331589, "MD": 278514,
    "CT": 236841, "SC": 206236, "NJ": 179570, "NH": 141822, "VT": 85533, "GA": 70835,
    "KY": 68705, "RI": 68446, "DE": 55540,
}  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Region:
    return load(write_folder(tmp_path_factory.mktemp("quota") / "tiny", tiny())).region


def region_of(
    base: Region,
    keys: Mapping[str, int],
    targets: Mapping[tuple[str, int], int],
    *,
    group_of: Mapping[str, str | None] | None = None,
    existing: Mapping[str, int] | None = None,
    arrears: Mapping[str, int] | None = None,
    excluded: Sequence[tuple[str, str]] = (),
    method: QuotaMethod = QuotaMethod.LARGEST_REMAINDER,
    **quota: Any,
) -> Region:
    """The tiny region with these inhabitants, minima by programme and year, and quota settings."""
    group_of = group_of or {programme: "homes" for programme, _ in targets}
    row = base.municipalities["aa"]
    return replace(
        base,
        municipalities={
            code: replace(
                row,
                code=code,
                inhabitants=key,
                existing_places=(existing or {}).get(code, 0),
                arrears=(arrears or {}).get(code, 0),
            )
            for code, key in keys.items()
        },
        programmes={
            code: replace(base.programmes["outflow"], code=code, quota_group=group)
            for code, group in group_of.items()
        },
        targets={key: Target(*key, minimum, None, None) for key, minimum in targets.items()},
        participation=tuple(Participation(*pair, False, None) for pair in excluded),
        settings=replace(base.settings, quota=replace(base.settings.quota, method=method, **quota)),
    )


def rounded(found: Mapping[tuple[str, str], Share], group: str = "homes") -> dict[str, int]:
    return {code: share.rounded for (of, code), share in found.items() if of == group}


def quotas(found: Mapping[tuple[str, str], Share], group: str = "homes") -> dict[str, int]:
    return {code: share.quota for (of, code), share in found.items() if of == group}


def of_votes(votes: Mapping[str, int], total: int) -> dict[str, Fraction]:
    everything = sum(votes.values())
    return {code: Fraction(vote * total, everything) for code, vote in votes.items()}


def votes_of(*numbers: int) -> dict[str, int]:
    return dict(zip("abcdefghij", numbers, strict=False))


# by hand


def test_shares_by_hand(base: Region) -> None:
    region = region_of(base, {"aa": 50, "bb": 30, "cc": 20}, {("p", 2021): 4, ("p", 2022): 3})
    found = shares(region)
    assert [share.exact for share in found.values()] == [
        Fraction(7, 2),
        Fraction(21, 10),
        Fraction(7, 5),
    ]
    # 3.5, 2.1, 1.4: whole parts 3, 2, 1; the seventh goes to the remainder of .5
    assert rounded(found) == {"aa": 4, "bb": 2, "cc": 1}
    assert found["homes", "aa"].remainder == Fraction(-1, 2)
    assert found["homes", "bb"].remainder == Fraction(1, 10)
    assert found["homes", "aa"].key == 50
    assert group_target(region, "homes") == 7


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (QuotaKey.INHABITANTS, {"aa": 6, "bb": 4}),
        (QuotaKey.DWELLINGS, {"aa": 3, "bb": 7}),
        (QuotaKey.SOCIAL_DWELLINGS, {"aa": 9, "bb": 1}),
        (QuotaKey.QUOTA_WEIGHT, {"aa": 2, "bb": 8}),
    ],
)
def test_every_key(base: Region, key: QuotaKey, expected: dict[str, int]) -> None:
    region = region_of(base, {"aa": 600, "bb": 400}, {("p", 2021): 10}, key=key)
    figures = {"aa": (30, 90, Decimal("0.5")), "bb": (70, 10, Decimal("2.0"))}
    municipalities = {
        code: replace(
            row,
            dwellings=figures[code][0],
            social_dwellings=figures[code][1],
            quota_weight=figures[code][2],
        )
        for code, row in region.municipalities.items()
    }
    assert quotas(shares(replace(region, municipalities=municipalities))) == expected


def test_weight_left_empty_counts_as_none(base: Region) -> None:
    region = region_of(base, {"aa": 1, "bb": 1}, {("p", 2021): 3}, key=QuotaKey.QUOTA_WEIGHT)
    first = replace(region.municipalities["aa"], quota_weight=Decimal("0.1"))
    region = replace(region, municipalities={**region.municipalities, "aa": first})
    assert quotas(shares(region)) == {"aa": 3, "bb": 0}


def test_participation_moves_the_share_of_one_programme_only(base: Region) -> None:
    targets = {("p", 2021): 10, ("q", 2021): 6}
    keys = {"aa": 50, "bb": 30, "cc": 20}
    region = region_of(base, keys, targets, excluded=[("aa", "q")])
    # p: 5, 3, 2; q over bb and cc only: 6 * 30/50 = 3.6 and 6 * 20/50 = 2.4
    assert exact_shares(region, "homes") == {
        "aa": Fraction(5),
        "bb": Fraction(33, 5),
        "cc": Fraction(22, 5),
    }
    assert quotas(shares(region)) == {"aa": 5, "bb": 7, "cc": 4}


def test_an_exception_that_says_yes_changes_nothing(base: Region) -> None:
    region = region_of(base, {"aa": 3, "bb": 1}, {("p", 2021): 4})
    region = replace(region, participation=(Participation("aa", "p", True, None),))
    assert quotas(shares(region)) == {"aa": 3, "bb": 1}


@pytest.mark.parametrize("method", METHODS)
def test_who_takes_part_in_nothing_has_no_quota(base: Region, method: QuotaMethod) -> None:
    keys = {"aa": 90, "bb": 5, "cc": 5}
    region = region_of(base, keys, {("p", 2021): 7}, excluded=[("aa", "p")], method=method)
    assert quotas(shares(region)) == {"aa": 0, "bb": 4, "cc": 3}


@pytest.mark.parametrize(("inhabitants", "excluded"), [(0, []), (1, [("aa", "p")])])
def test_a_need_that_nobody_can_share_is_not_silently_dropped(
    base: Region, inhabitants: int, excluded: list[tuple[str, str]]
) -> None:
    region = region_of(base, {"aa": inhabitants}, {("p", 2021): 1}, excluded=excluded)
    with pytest.raises(ZeroDivisionError):
        shares(region)


def test_existing_places_are_credited(base: Region) -> None:
    # 12 new + 8 existing = 20 in all; half each is 10; aa has 6 of its 10, bb 2 of its 10.
    region = region_of(
        base,
        {"aa": 1, "bb": 1},
        {("p", 2021): 12},
        existing={"aa": 6, "bb": 2},
        credit_existing=True,
    )
    assert exact_shares(region, "homes") == {"aa": 4, "bb": 8}


def test_credit_is_clipped_at_zero_and_the_rest_scaled_to_the_target(base: Region) -> None:
    # 10 + 20 = 30 in all: 15, 9, 6. aa has 20 already: nothing. 9 and 6 are scaled to 10.
    region = region_of(
        base,
        {"aa": 5, "bb": 3, "cc": 2},
        {("p", 2021): 10},
        existing={"aa": 20},
        credit_existing=True,
    )
    assert exact_shares(region, "homes") == {"aa": 0, "bb": 6, "cc": 4}
    assert quotas(shares(region)) == {"aa": 0, "bb": 6, "cc": 4}


def test_existing_places_do_not_count_unless_asked(base: Region) -> None:
    region = region_of(base, {"aa": 1, "bb": 1}, {("p", 2021): 4}, existing={"aa": 100})
    assert quotas(shares(region)) == {"aa": 2, "bb": 2}


def test_arrears_come_on_top_after_rounding(base: Region) -> None:
    keys, targets = {"aa": 50, "bb": 30, "cc": 20}, {("p", 2021): 7}
    region = region_of(base, keys, targets, arrears={"cc": 3})
    found = shares(region)
    assert quotas(found) == {"aa": 4, "bb": 2, "cc": 4}
    assert rounded(found) == {"aa": 4, "bb": 2, "cc": 1}
    assert found["homes", "cc"].arrears == 3
    assert found["homes", "cc"].remainder == Fraction(2, 5)


def test_arrears_stay_out_when_not_carried(base: Region) -> None:
    region = region_of(base, {"aa": 1}, {("p", 2021): 4}, arrears={"aa": 3}, carry_arrears=False)
    assert quotas(shares(region)) == {"aa": 4}


def test_arrears_are_owed_once_with_several_groups(base: Region) -> None:
    region = region_of(
        base,
        {"aa": 2, "bb": 1},
        {("p", 2021): 6, ("q", 2021): 3},
        group_of={"p": "homes", "q": "care"},
        arrears={"bb": 5},
        groups=("homes", "care"),
    )
    found = shares(region)
    assert quotas(found) == {"aa": 4, "bb": 7}
    assert quotas(found, "care") == {"aa": 2, "bb": 1}


def test_several_groups_each_have_their_own_target(base: Region) -> None:
    region = region_of(
        base,
        {"aa": 3, "bb": 1},
        {("p", 2021): 8, ("q", 2022): 4, ("r", 2021): 99},
        group_of={"p": "homes", "q": "care", "r": None},
        groups=("homes", "care"),
    )
    found = shares(region)
    assert list(found) == [("homes", "aa"), ("homes", "bb"), ("care", "aa"), ("care", "bb")]
    assert quotas(found) == {"aa": 6, "bb": 2}
    assert quotas(found, "care") == {"aa": 3, "bb": 1}
    assert found["care", "aa"].by_year == {2021: 0, 2022: 3}


def test_two_programmes_of_a_group_are_rounded_together(base: Region) -> None:
    # Rounded apart each 0.5 would go up for the same municipality; together the halves make one.
    region = region_of(base, {"aa": 1, "bb": 1}, {("p", 2021): 1, ("q", 2021): 1})
    assert quotas(shares(region)) == {"aa": 1, "bb": 1}


def test_by_year_follows_the_yearly_needs(base: Region) -> None:
    region = region_of(base, {"aa": 1, "bb": 3}, {("p", 2021): 4, ("p", 2022): 8})
    found = shares(region)
    assert found["homes", "aa"].by_year == {2021: 1, 2022: 2}
    assert found["homes", "bb"].by_year == {2021: 3, 2022: 6}


def test_arrears_are_spread_over_the_years_too(base: Region) -> None:
    region = region_of(base, {"aa": 1}, {("p", 2021): 1, ("p", 2022): 2}, arrears={"aa": 3})
    assert shares(region)["homes", "aa"].by_year == {2021: 2, 2022: 4}


def test_arrears_without_any_need_are_spread_evenly(base: Region) -> None:
    region = region_of(base, {"aa": 1}, {("p", 2021): 0}, arrears={"aa": 3})
    assert shares(region)["homes", "aa"].by_year == {2021: 2, 2022: 1}


def test_target_zero_gives_nobody_anything(base: Region) -> None:
    for credit in (False, True):
        region = region_of(
            base,
            {"aa": 1, "bb": 2},
            {("p", 2021): 0},
            existing={"aa": 4},
            credit_existing=credit,
        )
        assert quotas(shares(region)) == {"aa": 0, "bb": 0}


def test_a_group_without_programmes_gives_nobody_anything(base: Region) -> None:
    region = region_of(base, {"aa": 1}, {("p", 2021): 5}, group_of={"p": None})
    assert quotas(shares(region)) == {"aa": 0}


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


@given(st.integers(0, 500), st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_years_sum_to_the_quota(quota: int, weights: list[int]) -> None:
    found = spread_over_years(quota, [Fraction(weight) for weight in weights])
    assert sum(found) == quota
    if sum(weights):
        for weight, dwellings in zip(weights, found, strict=True):
            assert abs(Fraction(quota * weight, sum(weights)) - dwellings) < 1


def test_years_that_tie_are_served_from_the_first() -> None:
    assert spread_over_years(5, [Fraction(2)] * 3) == [2, 2, 1]
    assert spread_over_years(5, [Fraction(0)] * 3) == [2, 2, 1]
    # past ten years the positions must still count as numbers
    assert spread_over_years(11, [Fraction(1)] * 12) == [1] * 11 + [0]


@given(
    st.lists(st.integers(1, 99_999), min_size=1, max_size=6),
    st.lists(st.integers(0, 40), min_size=4, max_size=4),
    st.lists(st.integers(0, 12), min_size=6, max_size=6),
    st.booleans(),
    some_method,
)
def test_a_region_adds_up(
    base: Region,
    keys: list[int],
    minima: list[int],
    extra: list[int],
    credit: bool,
    method: QuotaMethod,
) -> None:
    codes = [f"m{number}" for number in range(len(keys))]
    excluded = [("m0", "q")] if len(keys) > 1 else []
    region = region_of(
        base,
        dict(zip(codes, keys, strict=True)),
        {
            ("p", 2021): minima[0],
            ("p", 2022): minima[1],
            ("q", 2021): minima[2],
            ("q", 2022): minima[3],
        },
        existing=dict(zip(codes, extra, strict=False)),
        arrears=dict(zip(codes, reversed(extra), strict=False)),
        excluded=excluded,
        credit_existing=credit,
        method=method,
    )
    found = shares(region)
    assert sum(share.exact for share in found.values()) == sum(minima)
    assert sum(share.rounded for share in found.values()) == sum(minima)
    for share in found.values():
        assert share.exact >= 0
        assert share.quota == share.rounded + share.arrears
        assert sum(share.by_year.values()) == share.quota
        assert tuple(share.by_year) == region.years


def test_large_denominators_stay_exact() -> None:
    primes = (99_991, 99_989, 99_971, 99_961, 99_929)
    exact = {f"m{prime}": Fraction(prod(primes) // prime, prime) for prime in primes}
    total = sum(exact.values())
    scaled = {code: share * 50 / total for code, share in exact.items()}
    for method in METHODS:
        assert sum(apportion(scaled, 50, method).values()) == 50
