"""`planner settle`: the levy and the joint costs, to the cent."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import planner as library
from planner.quota.apportionment import in_cents
from planner.quota.levy import accounts
from planner.quota.quotas import shares
from planner.region.domain import Costs, Line, Realised, Region, ReserveSettings
from planner.region.load import load
from planner.years.settlement import Kind, Settlement, settle
from tests.models.small import region_of
from tests.tiny import tiny, write_folder
from tests.years.conftest import Planner, write_plan

BUNDLED = "gooi-en-vechtstreek"
EMPTY = load(BUNDLED).region
REGION = region_of(tiny({"region.years": [2021, 2022, 2023]}))


def delivered(
    year: int, municipality: str, dwellings: int, kind: str = "delivery", place: str = ""
) -> Realised:
    """Outflow dwellings that were delivered."""
    where = (place or None, "cc" if place else None)
    return Realised(
        "outflow", year, municipality, *where, None, None, dwellings, kind, None, None, "report"
    )


def with_costs(region: Region, *rows: tuple[int, str, str], ceiling: str | None = None) -> Region:
    """The region with contribution and result of some years."""
    reserve = ReserveSettings(Decimal(0), Decimal(ceiling) if ceiling else None)
    costs = {year: Costs(year, Decimal(paid), Decimal(left), None) for year, paid, left in rows}
    return replace(region, costs=costs, settings=replace(region.settings, reserve=reserve))


def amounts(found: Settlement, kind: Kind) -> dict[tuple[int, str], Decimal]:
    """The entries of a kind by year and account."""
    return {
        (row.year, row.municipality or row.party): row.amount
        for row in found.entries
        if row.kind is kind
    }


# the printed figures


@pytest.mark.parametrize(("year", "total"), [(2021, 2_412_345), (2022, 1_763_481)])
def test_the_printed_contributions_by_inhabitants(year: int, total: int) -> None:
    """Seven municipalities share them: Eemnes takes no part (G2-0607)."""
    found = amounts(settle(EMPTY, [], until=2024), Kind.CONTRIBUTION)
    parts = {code: amount for (when, code), amount in found.items() if when == year}
    assert parts.pop("budget") == -total
    assert len(parts) == 7
    assert "eemnes" not in parts
    assert sum(parts.values()) == total
    people = {code: EMPTY.municipalities[code].inhabitants for code in parts}
    assert sum(people.values()) == 254_970
    for code, amount in parts.items():
        assert abs(amount - Decimal(total) * people[code] / 254_970) < Decimal("0.01")


def test_the_surplus_of_2021_goes_to_the_reserve() -> None:
    """It is 648,864 (G2-0645), below the ceiling of two million (G2-0343)."""
    found = settle(EMPTY, [], until=2024)
    assert [row.end for row in found.reserve] == [Decimal("648864.00")] * 4
    assert EMPTY.settings.reserve.ceiling == 2_000_000


def test_who_leaves_takes_its_part_along() -> None:
    """The exit of Weesp is cost-neutral (G2-0608): the others pay what they paid with it."""
    without = load(BUNDLED, scenarios=["weesp-2022"])
    before = amounts(settle(EMPTY, [], until=2024), Kind.CONTRIBUTION)
    after = amounts(settle(without.region, [], until=2024), Kind.CONTRIBUTION)
    assert after[2021, "weesp"] == before[2021, "weesp"]
    assert (2022, "weesp") not in after
    for code in ("hilversum", "huizen", "laren", "blaricum", "wijdemeren", "gooise-meren"):
        assert abs(after[2022, code] - before[2022, code]) <= Decimal("0.01")
    assert after[2022, "budget"] == before[2022, "budget"] + before[2022, "weesp"]
    moved = {move.year: move.amount for move in without.moves if move.what == "contribution"}
    assert moved == {year: before[year, "weesp"] for year in (2022, 2023, 2024)}


# the reserve


def test_the_reserve_fills_to_its_ceiling_and_empties_first() -> None:
    """The rest is shared by inhabitants, 6,000 and 4,000."""
    region = with_costs(
        REGION, (2021, "0", "150"), (2022, "0", "-60.01"), (2023, "0", "-100"), ceiling="100"
    )
    found = settle(region, [], until=2023)
    assert [(row.start, row.end) for row in found.reserve] == [(0, 100), (100, Decimal("39.99")),
                                                               (Decimal("39.99"), 0)]  # fmt: skip
    assert amounts(found, Kind.RESULT) == {
        (2021, "aa"): Decimal(-30), (2021, "bb"): Decimal(-20), (2021, "reserve"): Decimal(-100),
        (2021, "budget"): Decimal(150),
        (2022, "reserve"): Decimal("60.01"), (2022, "budget"): Decimal("-60.01"),
        (2023, "aa"): Decimal("36.01"), (2023, "bb"): Decimal("24.00"),
        (2023, "reserve"): Decimal("39.99"), (2023, "budget"): Decimal(-100),
    }  # fmt: skip


MONEY = st.decimals(-(10**7), 10**7, places=2)


@given(
    st.lists(st.tuples(MONEY.map(abs), MONEY), min_size=3, max_size=3),
    st.one_of(st.none(), MONEY.map(abs)),
    st.lists(
        st.tuples(st.sampled_from([2021, 2022, 2023]), st.sampled_from(["aa", "bb"]),
                  st.integers(0, 9), st.sampled_from(["delivery", "initiative"])),
        max_size=8,
    ),
)  # fmt: skip
def test_no_cent_is_lost_or_made(
    costs: Sequence[tuple[Decimal, Decimal]], ceiling: Decimal | None, lines: list[Any]
) -> None:
    rows = [(2021 + at, str(paid), str(left)) for at, (paid, left) in enumerate(costs)]
    region = with_costs(REGION, *rows, ceiling=None if ceiling is None else str(ceiling))
    found = settle(region, [delivered(*line) for line in lines], until=2023)
    sums: defaultdict[Any, Decimal] = defaultdict(Decimal)
    for row in found.entries:
        sums[row.year, row.kind, row.group] += row.amount
        assert row.amount == row.amount.quantize(Decimal("0.01"))
    assert not any(sums.values())
    held = Decimal(0)
    for one in found.reserve:
        assert one.start == held >= 0
        held = one.end
        top = region.settings.reserve.ceiling
        assert top is None or held <= max(top, one.start)


@given(MONEY, st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 10**6), min_size=1))
def test_an_amount_is_shared_to_the_cent(amount: Decimal, sizes: dict[str, int]) -> None:
    parts = in_cents(amount, sizes)
    assert sum(parts.values()) == amount * 100
    whole = sum(sizes.values())
    for code, cents in parts.items():
        part = Decimal(sizes[code]) / whole if whole else Decimal(1) / len(sizes)
        assert abs(cents - amount * 100 * part) < 1


# the levy


def test_the_levy_is_that_of_a_plan() -> None:
    lines = [delivered(2021, "aa", 4, place="a1"), delivered(2022, "bb", 3, place="b1")]
    found = settle(REGION, lines, until=2023)
    expected = accounts(REGION, shares(REGION), [row.line for row in lines])
    levies = {(row.group, row.municipality, row.year): row.levy for row in found.standings}
    for account in expected:
        for year, levy in account.by_year.items():
            assert levies[account.group, account.municipality, year] == levy


def test_a_levy_lapses_when_caught_up_and_an_initiative_counts() -> None:
    """Of ten dwellings aa is to deliver six, two of them in 2021; bb four, two in 2021."""
    lines = [delivered(2021, "bb", 2), delivered(2022, "aa", 5), delivered(2022, "bb", 2)]
    short = settle(REGION, lines)
    levy = {(row.year, row.municipality): row.levy for row in short.standings}
    assert (levy[2021, "aa"], levy[2021, "bb"]) == (50_000, -50_000)
    assert (levy[2022, "aa"], levy[2022, "bb"]) == (25_000, -25_000)
    caught_up = settle(REGION, [*lines, delivered(2022, "aa", 1, "initiative")])
    assert not any(row.levy for row in caught_up.standings if row.year == 2022)
    [standing] = [
        row for row in caught_up.standings if (row.year, row.municipality) == (2022, "aa")
    ]
    assert (standing.position.delivered, standing.initiatives) == (6, 1)


def test_the_plan_stands_for_years_to_come() -> None:
    plan = [Line("outflow", year, "aa", "a1", "cc", "", "", 3) for year in (2021, 2022)]
    lines = [delivered(2021, "aa", 2)]
    found = settle(REGION, lines, plan)
    assert found.planned == (2022, 2023)
    so_far = {row.year: row.position.delivered for row in found.standings
              if row.municipality == "aa"}  # fmt: skip
    assert so_far == {2021: 2, 2022: 5, 2023: 5}
    assert settle(REGION, lines).years == (2021,)


# the command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    costs = [{"year": 2021, "contribution": 1000, "result": "-50.50", "source": "accounts"}]
    write_folder(tmp_path / "tiny", tiny(costs=costs))
    with (tmp_path / "delivered.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*Line._fields, "date", "source"])
        writer.writerow(["outflow", 2021, "aa", "a1", "cc", "", "", 2, "2021-04-01", "report"])
    return tmp_path


def test_it_writes_ledger_workbook_page_and_data(planner: Planner, folder: Path) -> None:
    import openpyxl

    said = planner("settle", "tiny", "--realised", "delivered.csv", "--out", "s", lang="nl")
    assert "Heffing over 2021" in said.out
    assert "ontvangt" in said.out
    content = (folder / "s" / "ledger.csv").read_text("utf-8")
    rows = list(csv.DictReader(content.splitlines()))
    assert sum(Decimal(row["amount"]) for row in rows) == 0
    assert {row["party"] for row in rows} == {"", "budget"}
    book = openpyxl.load_workbook(folder / "s" / "settlement.xlsx")
    assert book.sheetnames == ["Heffing", "Grootboek", "Reserve"]
    assert book["Grootboek"].max_row == len(rows) + 3
    page = (folder / "s" / "settlement.html").read_text("utf-8")
    assert "Aadorp" in page
    assert "https://" not in page
    again = planner("settle", "tiny", "--realised", "delivered.csv", "--out", "s", code=2)
    assert "--force" in again.err
    planner("settle", "tiny", "--realised", "delivered.csv", "--out", "s", "--force")


def test_the_command_and_the_library_agree(planner: Planner, folder: Path) -> None:
    said = planner("settle", "tiny", "--realised", "delivered.csv", "--json").document
    assert said["years"] == [2021]
    assert said["totals"]["aa"]["all"] + said["totals"]["bb"]["all"] == 1050.5
    found = library.settle(library.load(folder / "tiny"), folder / "delivered.csv")
    assert float(found.total("aa")) == said["totals"]["aa"]["all"]


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        ((), 3, "nothing was delivered"),
        (("--realised", "none.csv"), 3, "none.csv"),
        (("--realised", "wrong.csv"), 3, "wrong.csv"),
        (("--realised", "delivered.csv", "--until", "2030"), 2, "2021, 2022"),
    ],
)
def test_what_cannot_be_settled(
    planner: Planner, folder: Path, arguments: tuple[str, ...], code: int, word: str
) -> None:
    content = (folder / "delivered.csv").read_text("utf-8").replace("aa,a1", "aa,nowhere")
    (folder / "wrong.csv").write_text(content, encoding="utf-8")
    assert word in planner("settle", "tiny", *arguments, "--out", "s", code=code).err
    assert not (folder / "s").exists()


def test_a_plan_alone_is_a_forecast(planner: Planner, folder: Path) -> None:
    write_plan(folder / "plan", [Line("outflow", 2021, "aa", "a1", "cc", "", "", 3)])
    said = planner("settle", "tiny", "--plan", "plan")
    assert "forecast" in said.err
    assert "according to the plan" in said.out
