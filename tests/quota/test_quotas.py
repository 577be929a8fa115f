"""Shares of municipalities: by hand, and what always holds."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from planner.errors import PlannerError
from planner.quota.quotas import (
    Share,
    exact_shares,
    group_target,
    shares,
)
from planner.region.domain import Participation, QuotaKey, QuotaMethod, Region, Swap, Target
from planner.region.load import load
from tests.tiny import tiny, write_folder

METHODS = tuple(QuotaMethod)


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
        participation=tuple(Participation(*pair, False, None, None) for pair in excluded),
        settings=replace(base.settings, quota=replace(base.settings.quota, method=method, **quota)),
    )


def rounded(found: Mapping[tuple[str, str], Share], group: str = "homes") -> dict[str, int]:
    return {code: share.rounded for (of, code), share in found.items() if of == group}


def quotas(found: Mapping[tuple[str, str], Share], group: str = "homes") -> dict[str, int]:
    return {code: share.quota for (of, code), share in found.items() if of == group}


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
    region = replace(region, participation=(Participation("aa", "p", True, None, None),))
    assert quotas(shares(region)) == {"aa": 3, "bb": 1}


def test_who_takes_part_from_a_year_on_shares_from_that_year_on(base: Region) -> None:
    region = region_of(base, {"aa": 3, "bb": 1}, {("p", 2021): 8, ("p", 2022): 12})
    later = (
        Participation("bb", "p", True, 2022, None),
        Participation("bb", "p", False, None, None),
    )
    found = shares(replace(region, participation=later))
    # 2021: 8 for aa alone; 2022: 9 and 3.
    assert quotas(found) == {"aa": 17, "bb": 3}
    assert found["homes", "bb"].by_year == {2021: 0, 2022: 3}
    # all minima of the years it takes part in: 8 and 12
    assert found["homes", "aa"].by_year == {2021: 7, 2022: 10}


def test_who_leaves_a_programme_keeps_the_quota_of_the_years_before(base: Region) -> None:
    region = region_of(
        base, {"aa": 3, "bb": 1}, {("p", 2021): 8, ("p", 2022): 12}, arrears={"bb": 1}
    )
    left = (Participation("bb", "p", False, 2022, None),)
    found = shares(replace(region, participation=left))
    assert quotas(found) == {"aa": 18, "bb": 3}
    assert found["homes", "bb"].by_year == {2021: 3, 2022: 0}


def test_one_programme_of_a_group_is_enough_to_have_a_quota_in_a_year(base: Region) -> None:
    targets = {("p", 2021): 4, ("q", 2021): 4, ("q", 2022): 8}
    region = region_of(base, {"aa": 1, "bb": 1}, targets)
    left = (
        Participation("bb", "p", False, 2022, None),
        Participation("bb", "q", False, None, None),
    )
    assert shares(replace(region, participation=left))["homes", "bb"].by_year == {2021: 2, 2022: 0}


def test_a_year_that_nobody_can_share_is_not_silently_dropped(base: Region) -> None:
    region = region_of(base, {"aa": 1}, {("p", 2021): 1, ("p", 2022): 1})
    with pytest.raises(ZeroDivisionError, match="2022"):
        shares(replace(region, participation=(Participation("aa", "p", False, 2022, None),)))


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


def test_who_is_ahead_has_less_to_do_and_never_less_than_nothing(base: Region) -> None:
    keys, targets = {"aa": 1, "bb": 1}, {("p", 2021): 6, ("p", 2022): 2}
    found = shares(region_of(base, keys, targets, arrears={"aa": -1, "bb": -9}))
    assert [found["homes", code].quota for code in ("aa", "bb")] == [3, 0]
    assert [found["homes", code].arrears for code in ("aa", "bb")] == [-1, -4]
    assert found["homes", "bb"].by_year == {2021: 0, 2022: 0}


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


SWAPPED = {("p", 2021): 4, ("p", 2022): 8}


def swap(number: int, date: datetime.date | None = None, giver: str = "bb") -> Swap:
    taker = "aa" if giver == "bb" else "bb"
    return Swap(giver, taker, "homes", number, date, None, None)


def test_an_exchange_is_applied_last_and_year_by_year(base: Region) -> None:
    region = region_of(base, {"aa": 1, "bb": 3}, SWAPPED)  # aa 1 and 2, bb 3 and 6
    found = shares(replace(region, swaps=(swap(3),)))
    assert found["homes", "aa"].by_year == {2021: 2, 2022: 4}
    assert found["homes", "bb"].by_year == {2021: 2, 2022: 4}
    assert (found["homes", "aa"].swapped, found["homes", "bb"].swapped) == (3, -3)
    assert [(share.quota, share.rounded) for share in found.values()] == [(6, 3), (6, 9)]


def test_an_exchange_counts_from_its_year_on(base: Region) -> None:
    region = region_of(base, {"aa": 1, "bb": 3}, SWAPPED)
    found = shares(replace(region, swaps=(swap(3, datetime.date(2022, 5, 1)),)))
    assert found["homes", "aa"].by_year == {2021: 1, 2022: 5}
    assert found["homes", "bb"].by_year == {2021: 3, 2022: 3}


def test_an_exchange_of_more_than_is_owed_is_refused(base: Region) -> None:
    region = region_of(base, {"aa": 1, "bb": 3}, SWAPPED)
    with pytest.raises(PlannerError) as caught:
        shares(replace(region, swaps=(swap(7, datetime.date(2022, 1, 1)), swap(4, giver="aa"))))
    [one, other] = caught.value.problems
    assert one.values["owed"] == 3
    assert other.values == {
        "from": "bb", "to": "aa", "group": "homes", "count": 7, "year": 2022, "owed": 6,
    }  # fmt: skip


def test_the_order_of_exchanges_is_that_of_their_dates(base: Region) -> None:
    region = region_of(base, {"aa": 1, "bb": 3}, SWAPPED)
    rows = [swap(2, datetime.date(2021, day, 1)) for day in (1, 2, 3)] + [swap(3, giver="aa")]
    orders = [tuple(rows), tuple(reversed(rows))]
    assert shares(replace(region, swaps=orders[0])) == shares(replace(region, swaps=orders[1]))
