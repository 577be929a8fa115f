"""Every number here is worked out by hand from the small region."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from planner.outcome import Outcome
from planner.output import tables
from planner.output.tables import Table, write_csv


def test_allocation_has_the_columns_of_the_contract_and_is_sorted(outcome: Outcome) -> None:
    table = tables.allocation(outcome)
    assert table.columns == (
        "programme",
        "year",
        "municipality",
        "neighbourhood",
        "corporation",
        "site",
        "support_point",
        "dwellings",
    )
    assert table.rows == (
        ("cluster", 2021, "bb", "b2", "zuid", "s1", "", 10),
        ("hidden", 2021, "aa", "a1", "noord", "", "", 2),
        ("near", 2021, "aa", "a1", "noord", "", "sp", 5),
        ("near", 2022, "bb", "b1", "noord", "", "sp", 1),
        ("outflow", 2022, "aa", "a1", "noord", "", "", 4),
        ("outflow", 2022, "aa", "a2", "noord", "", "", 3),
        ("outflow", 2022, "cc", "c1", "zuid", "", "", 6),
    )


def test_municipalities_have_quota_delivered_and_levy(outcome: Outcome) -> None:
    # 30 dwellings over 50, 30 and 20 thousand people; 'hidden' counts for no quota.
    # Up to 2021 aa is 3 short of 8 and cc 3 of 3, up to 2022 aa 3 of 15: 25,000 for each. bb
    # receives it all, as it alone has a surplus.
    table = tables.municipalities(outcome)
    assert table.columns == (
        "group",
        "municipality",
        "name",
        "quota",
        "delivered",
        "shortfall",
        "surplus",
        "levy",
        "levy_2021",
        "levy_2022",
    )
    assert table.rows == (
        ("homes", "aa", "Stad AA", 15, 12, 3, 0, *euros(150_000, 75_000, 75_000)),
        ("homes", "bb", "Stad BB", 9, 11, 0, 2, *euros(-225_000, -150_000, -75_000)),
        ("homes", "cc", "Stad CC", 6, 6, 0, 0, *euros(75_000, 75_000, 0)),
    )


def euros(*amounts: int) -> tuple[Decimal, ...]:
    return tuple(Decimal(amount) for amount in amounts)


def test_what_the_fund_keeps_is_a_row_of_its_own(make: object) -> None:
    nothing: Outcome = make(lines=())  # type: ignore[operator]
    table = tables.municipalities(nothing)
    fund = table.rows[0]
    assert fund == ("homes", "", "Fonds", *[None] * 4, *euros(-1_150_000, -400_000, -750_000))
    assert [sum(table.column(name)) for name in ("levy", "levy_2021", "levy_2022")] == [0, 0, 0]  # type: ignore[arg-type]


def test_corporations_have_their_share_of_expected_vacancies(outcome: Outcome) -> None:
    # noord in aa: 100 x 0.07 + 150 x 0.05 = 14.5; zuid in bb 200 x 0.05, in cc 300 x 0.05.
    table = tables.corporations(outcome)
    assert table.rows == (
        ("noord", "aa", "hidden", 2021, 2, Decimal("14.5"), Decimal("0.1379")),
        ("noord", "aa", "near", 2021, 5, Decimal("14.5"), Decimal("0.3448")),
        ("noord", "aa", "outflow", 2022, 7, Decimal("14.5"), Decimal("0.4828")),
        # Nothing is expected to fall vacant.
        ("noord", "bb", "near", 2022, 1, Decimal(0), None),
        # Built on a site, not taken from vacancies.
        ("zuid", "bb", "cluster", 2021, 10, Decimal(10), None),
        ("zuid", "cc", "outflow", 2022, 6, Decimal(15), Decimal("0.4000")),
    )


def test_csv_is_plain(tmp_path: Path) -> None:
    table = Table(("name", "levy", "empty"), (("Één, twee", Decimal("1E+3"), None),))
    write_csv(table, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == 'name,levy,empty\n"Één, twee",1000,\n'.encode()


def test_an_empty_plan_still_has_headers(make: object) -> None:
    outcome: Outcome = make(lines=())  # type: ignore[operator]
    assert tables.allocation(outcome).rows == ()
    assert tables.corporations(outcome).rows == ()
    assert [row[4] for row in tables.municipalities(outcome).rows if row[1]] == [0, 0, 0]
