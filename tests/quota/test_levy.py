"""The levy: by hand over several years, and what always holds of the cents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.quota.levy import Account, accounts, kept_by_fund, levy_per_dwelling, settle_year
from planner.quota.quotas import Share
from planner.region.domain import LevyPeriod, Line, PriceIndex, Redistribution, Region
from planner.region.load import load
from tests.tiny import tiny, write_folder


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Region:
    return load(write_folder(tmp_path_factory.mktemp("settle") / "tiny", tiny())).region


def region_of(
    base: Region,
    inhabitants: Mapping[str, int],
    by: Redistribution = Redistribution.SURPLUS,
    amount: str = "25000",
) -> Region:
    levy = replace(base.settings.levy, amount_per_dwelling_year=Decimal(amount), redistribute_by=by)
    row = base.municipalities["aa"]
    return replace(
        base,
        municipalities={
            code: replace(row, code=code, inhabitants=people)
            for code, people in inhabitants.items()
        },
        settings=replace(base.settings, levy=levy),
    )


def shares_of(*rows: tuple[str, str, int]) -> dict[tuple[str, str], Share]:
    """Quotas by group and municipality, all in the second of two years."""
    return {
        (group, code): Share(
            group, code, Fraction(1), Fraction(quota), quota, 0, {2021: 0, 2022: quota}
        )
        for group, code, quota in rows
    }


def deliver(code: str, dwellings: int, programme: str = "outflow", year: int = 2021) -> Line:
    return Line(programme, year, code, f"{code[0]}1", "cc", "", "", dwellings)


def levies(found: list[Account]) -> dict[str, Decimal]:
    return {account.municipality: account.levy for account in found}


PEOPLE = {"aa": 9000, "bb": 4000, "cc": 2000}
# aa should deliver 3 a year and delivers 1, 3 and 5; bb 2 a year and 2, 3 and 2; cc keeps up.
STANDING = ({"aa": -2, "bb": 0, "cc": 0}, {"aa": -2, "bb": 1, "cc": 0}, {"aa": 0, "bb": 1, "cc": 0})


@pytest.mark.parametrize("by", Redistribution)
def test_who_leaves_the_region_pays_but_receives_nothing(base: Region, by: Redistribution) -> None:
    region = replace(region_of(base, PEOPLE, by), left={"bb": 2022})
    # bb has most of the surplus and of the inhabitants of who receive; all goes to cc.
    assert settle_year(region, 2022, {"aa": -2, "bb": 5, "cc": 1}) == {
        "aa": 5_000_000, "bb": 0, "cc": -5_000_000,
    }  # fmt: skip
    assert settle_year(region, 2022, {"aa": 1, "bb": -1, "cc": 0})["bb"] == 2_500_000
    # In the years before it receives like any other.
    assert settle_year(region, 2021, {"aa": -2, "bb": 0, "cc": -1})["bb"] == -7_500_000
    # Nobody is left to receive: the fund keeps it.
    assert settle_year(region, 2022, {"aa": -2, "bb": 5, "cc": -1}) == {
        "aa": 5_000_000, "bb": 0, "cc": 2_500_000,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("by", "years"),
    [
        # 2021 nobody has a surplus: by inhabitants, 4000 to 2000; 2022 all of it to bb
        (Redistribution.SURPLUS, [(-3_333_333, -1_666_667), (-5_000_000, 0)]),
        (Redistribution.INHABITANTS, [(-3_333_333, -1_666_667)] * 2),
        (Redistribution.EQUAL, [(-2_500_000, -2_500_000)] * 2),
    ],
)
def test_a_missing_dwelling_is_due_each_year_until_caught_up(
    base: Region, by: Redistribution, years: list[tuple[int, int]]
) -> None:
    region = region_of(base, PEOPLE, by)
    found = [tuple(settle_year(region, 2022, balance).values()) for balance in STANDING]
    assert found == [(5_000_000, *years[0]), (5_000_000, *years[1]), (0, 0, 0)]


def test_accounts_settle_what_is_short_over_all_years(base: Region) -> None:
    shares = shares_of(("homes", "aa", 9), ("homes", "bb", 6), ("homes", "cc", 3))
    lines = [deliver("aa", 2), deliver("aa", 5, year=2022), deliver("bb", 7), deliver("cc", 3)]
    found = accounts(region_of(base, PEOPLE), shares, lines)
    assert [(row.quota, row.delivered, row.shortfall, row.surplus) for row in found] == [
        (9, 7, 2, 0),
        (6, 7, 0, 1),
        (3, 3, 0, 0),
    ]
    assert levies(found) == {"aa": 50_000, "bb": -50_000, "cc": 0}


def test_redistribution_by_surplus_is_in_proportion(base: Region) -> None:
    region = region_of(base, {"aa": 1, "bb": 1, "cc": 1, "dd": 1}, Redistribution.SURPLUS)
    # 4 missing: 100,000 euros, three to one; who has no surplus receives nothing
    found = settle_year(region, 2022, {"aa": -4, "bb": 3, "cc": 1, "dd": 0})
    assert found == {"aa": 10_000_000, "bb": -7_500_000, "cc": -2_500_000, "dd": 0}


def test_everyone_short_leaves_it_to_the_fund(base: Region) -> None:
    region = region_of(base, {"aa": 1, "bb": 1})
    assert settle_year(region, 2022, {"aa": -1, "bb": -3}) == {"aa": 2_500_000, "bb": 7_500_000}
    shares = shares_of(("homes", "aa", 1), ("homes", "bb", 3))
    found = accounts(region, shares, [])
    assert kept_by_fund(found) == {"homes": {2021: 0, 2022: 100_000}}
    assert kept_by_fund(accounts(region, shares, [deliver("aa", 1)])) == {}


@pytest.mark.parametrize("by", list(Redistribution))
def test_nobody_short_leaves_nothing_to_pay(base: Region, by: Redistribution) -> None:
    region = region_of(base, {"aa": 1, "bb": 1}, by)
    assert settle_year(region, 2022, {"aa": 0, "bb": 3}) == {"aa": 0, "bb": 0}


def test_the_odd_cent_goes_to_the_largest_remainder_then_the_code(base: Region) -> None:
    region = region_of(
        base, {"aa": 1, "bb": 1, "cc": 1, "dd": 1}, Redistribution.EQUAL, amount="0.01"
    )
    # 2 cents over three: the first two by code
    found = settle_year(region, 2022, {"dd": -2, "cc": 0, "bb": 0, "aa": 0})
    assert found == {"aa": -1, "bb": -1, "cc": 0, "dd": 2}


def test_an_amount_with_cents(base: Region) -> None:
    region = region_of(base, {"aa": 1, "bb": 1}, amount="1234.56")
    found = accounts(region, shares_of(("homes", "aa", 3), ("homes", "bb", 0)), [])
    assert levies(found) == {"aa": Decimal("3703.68"), "bb": Decimal("-3703.68")}


def test_a_surplus_of_an_early_year_makes_up_for_a_later_one(base: Region) -> None:
    region = region_of(base, {"aa": 1, "bb": 1})
    shares = shares_of(("homes", "aa", 6), ("homes", "bb", 0))
    assert levies(accounts(region, shares, [deliver("aa", 6)])) == {"aa": 0, "bb": 0}


def test_no_levy_when_the_amount_is_zero(base: Region) -> None:
    assert settle_year(
        region_of(base, {"aa": 1, "bb": 1}, amount="0"), 2022, {"aa": -5, "bb": 1}
    ) == {
        "aa": 0,
        "bb": 0,
    }


def test_groups_are_settled_apart(base: Region) -> None:
    region = region_of(base, {"aa": 1, "bb": 1})
    quota = replace(region.settings.quota, groups=("homes", "care"))
    care = replace(region.programmes["outflow"], code="care", quota_group="care")
    region = replace(
        region,
        settings=replace(region.settings, quota=quota),
        programmes={**region.programmes, "care": care},
    )
    shares = shares_of(("homes", "aa", 1), ("homes", "bb", 1), ("care", "aa", 2), ("care", "bb", 0))
    found = accounts(region, shares, [deliver("aa", 1), deliver("bb", 1, programme="care")])
    assert [(row.group, row.municipality, row.delivered, row.levy) for row in found] == [
        ("homes", "aa", 1, Decimal(-25_000)),
        ("homes", "bb", 0, Decimal(25_000)),
        ("care", "aa", 0, Decimal(50_000)),
        ("care", "bb", 1, Decimal(-50_000)),
    ]
    assert [row.shortfall for row in found] == [0, 1, 2, 0]
    assert [row.surplus for row in found] == [0, 0, 0, 1]


def test_a_programme_without_a_group_does_not_count(base: Region) -> None:
    region = region_of(base, {"aa": 1, "bb": 1})
    shares = shares_of(("homes", "aa", 1), ("homes", "bb", 0))
    found = accounts(region, shares, [deliver("aa", 4, programme="clustered")])
    assert [row.delivered for row in found] == [0, 0]
    assert levies(found) == {"aa": 25_000, "bb": -25_000}


some_balances = st.lists(
    st.tuples(st.integers(-30, 30), st.integers(1, 99_999)), min_size=1, max_size=9
)
some_amount = st.integers(0, 5_000_000).map(lambda cents: str(Decimal(cents) / 100))


@given(some_balances, st.sampled_from(list(Redistribution)), some_amount)
def test_cents_add_up_and_payers_never_receive(
    base: Region, rows: list[tuple[int, int]], by: Redistribution, amount: str
) -> None:
    codes = [f"m{number}" for number in range(len(rows))]
    people = {code: inhabitants for code, (_, inhabitants) in zip(codes, rows, strict=True)}
    balance = {code: standing for code, (standing, _) in zip(codes, rows, strict=True)}
    found = settle_year(region_of(base, people, by, amount), 2022, balance)
    assert found.keys() == balance.keys()
    rate = int(Decimal(amount) * 100)
    short = sum(max(0, -standing) for standing in balance.values())
    someone_receives = any(standing >= 0 for standing in balance.values())
    assert sum(found.values()) == (0 if someone_receives else short * rate)
    for code, standing in balance.items():
        if standing < 0:
            assert found[code] == -standing * rate
        else:
            assert found[code] <= 0


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(1, 50_000)),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(list(Redistribution)),
)
def test_accounts_add_up(
    base: Region, rows: list[tuple[int, int, int]], by: Redistribution
) -> None:
    codes = [f"m{number}" for number in range(len(rows))]
    region = region_of(base, {code: row[2] for code, row in zip(codes, rows, strict=True)}, by)
    shares = shares_of(*(("homes", code, row[0]) for code, row in zip(codes, rows, strict=True)))
    lines = [deliver(code, row[1]) for code, row in zip(codes, rows, strict=True)]
    found = accounts(region, shares, lines)
    kept = sum(sum(years.values()) for years in kept_by_fund(found).values())
    assert sum(account.levy for account in found) == kept
    assert not kept or all(account.shortfall for account in found)
    for account, (quota, delivered, _) in zip(found, rows, strict=True):
        assert account.surplus - account.shortfall == delivered - quota
        assert not (account.surplus and account.shortfall)
        assert account.levy <= 0 or account.shortfall
        assert account.levy >= 0 or not account.shortfall
        assert account.levy == account.levy.quantize(Decimal("0.01"))


BEHIND = {
    ("homes", code): Share("homes", code, Fraction(1), Fraction(4), 4, 0, {2021: 2, 2022: 2})
    for code in ("aa", "bb")
}


def test_who_is_late_pays_in_that_year_only(base: Region) -> None:
    """aa delivers nothing in the first year and all in the second; bb keeps up."""
    region = region_of(base, {"aa": 1, "bb": 1})
    lines = [deliver("aa", 4, year=2022), deliver("bb", 2), deliver("bb", 2, year=2022)]
    found = accounts(region, BEHIND, lines)
    assert [dict(row.by_year) for row in found] == [
        {2021: 50_000, 2022: 0},
        {2021: -50_000, 2022: 0},
    ]
    assert levies(found) == {"aa": 50_000, "bb": -50_000}


def test_once_for_the_whole_plan(base: Region) -> None:
    region = region_of(base, {"aa": 1, "bb": 1})
    levy = replace(region.settings.levy, period=LevyPeriod.PLAN)
    region = replace(region, settings=replace(region.settings, levy=levy))
    caught_up = [deliver("aa", 4, year=2022), deliver("bb", 4)]
    assert levies(accounts(region, BEHIND, caught_up)) == {"aa": 0, "bb": 0}
    short = accounts(region, BEHIND, [deliver("aa", 1), deliver("bb", 4)])
    assert dict(short[0].by_year) == {2021: 0, 2022: 75_000}


def test_who_has_a_surplus_earns_more_than_who_has_none(base: Region) -> None:
    region = region_of(base, {"aa": 10, "bb": 20_000, "cc": 90_000})
    assert region.settings.levy.redistribute_by is Redistribution.SURPLUS
    found = settle_year(region, 2022, {"aa": -5, "bb": 5, "cc": 0})
    assert found == {"aa": 12_500_000, "bb": -12_500_000, "cc": 0}


def indexed(base: Region, rows: Mapping[int, str], level: int | None) -> Region:
    region = region_of(base, {"aa": 1, "bb": 1}, amount="1000.05")
    index = {year: PriceIndex(year, Decimal(text), None) for year, text in rows.items()}
    return replace(region, index=index, identity=replace(region.identity, price_level=level))


@pytest.mark.parametrize(
    ("rows", "level", "cents"),
    [
        ({}, 2021, (100_005, 100_005)),
        ({2021: "1", 2022: "1.05"}, 2021, (100_005, 105_005)),
        ({2020: "1", 2021: "1.1", 2022: "1.21"}, 2021, (100_005, 110_006)),
        ({2021: "1.02", 2022: "1.05"}, 2020, (102_005, 105_005)),
        ({2021: "1", 2022: "1.05"}, 2022, (100_005, 100_005)),
        ({2021: "1", 2022: "1.05"}, None, (100_005, 105_005)),
    ],
)
def test_the_levy_follows_the_index_from_the_price_level_on(
    base: Region, rows: dict[int, str], level: int | None, cents: tuple[int, int]
) -> None:
    region = indexed(base, rows, level)
    assert tuple(levy_per_dwelling(region, year) for year in (2021, 2022)) == cents
    levy = replace(region.settings.levy, indexed=False)
    still = replace(region, settings=replace(region.settings, levy=levy))
    assert [levy_per_dwelling(still, year) for year in (2021, 2022)] == [100_005] * 2
