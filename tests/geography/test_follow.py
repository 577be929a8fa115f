"""References to a neighbourhood that an official area replaces: nothing lost, nothing double."""

from __future__ import annotations

import math
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from planner.geography.areas import Area
from planner.geography.changes import Change
from planner.geography.follow import mean_rate
from planner.geography.merge import Merged, Product, merge
from planner.geography.references import columns_to_neighbourhoods
from planner.geography.source import parse
from planner.region.fields import key_of, tables
from planner.region.overrides import is_assumption
from planner.region.raw import RawRegion, RawRow, RawTable
from planner.text import use

type Row = dict[str, Any]
type Tables = dict[str, list[Row]]

# Two municipalities side by side, each of two districts one above the other; side 1,000 m.
SQUARES = {"WK900101": (0, 1), "WK900102": (0, 0), "WK900201": (1, 1), "WK900202": (1, 0)}
OFFICIAL = {"aa": "GM9001", "bb": "GM9002"}
CORNER = 140_000, 470_000
RATES = {"aa": Decimal("0.06"), "bb": Decimal("0.051")}


@pytest.fixture(autouse=True)
def english() -> None:
    use("en")


def square(x: int, y: int, wide: int = 1, high: int = 1) -> Any:
    left, low = CORNER[0] + 1000 * x, CORNER[1] + 1000 * y
    return box(left, low, left + 1000 * wide, low + 1000 * high)


def product() -> Product:
    districts = {
        code: Area(code, f"District {code}", f"GM{code[2:6]}", 2000, 1000, 300, square(*place))
        for code, place in SQUARES.items()
    }
    whole = {
        own: Area(code, own, code, 4000, 2000, 600, square(number, 0, high=2))
        for number, (own, code) in enumerate(OFFICIAL.items())
    }
    return Product("CBS wijken en buurten 2022", 2022, whole, districts)


def raw(content: Tables) -> RawRegion:
    read = RawRegion(Path(), RawRow("region.toml", None, {}))
    for table, rows in content.items():
        columns = tuple(dict.fromkeys(name for row in rows for name in row))
        cells = [RawRow(f"{table}.csv", n, dict(row)) for n, row in enumerate(rows, 2)]
        read.tables[table] = RawTable(f"{table}.csv", columns, cells, ",")
    return read


def region(neighbourhoods: list[Row], **more: list[Row]) -> Tables:
    municipalities = [
        {"municipality": code, "name": code, "inhabitants": 4000, "dwellings": 2000,
         "social_dwellings": 600, "turnover_rate": rate, "existing_places": 0, "source": "x"}
        for code, rate in RATES.items()
    ]  # fmt: skip
    base: Tables = {"municipalities": municipalities, "neighbourhoods": neighbourhoods, "stock": []}
    return base | more


def own(code: str, x: int, y: int, source: str | None = "assumption: guess", **more: Any) -> Row:
    """An own neighbourhood in the municipality it lies in; x and y in metres from the corner."""
    municipality = "aa" if x < 1000 else "bb"
    return {
        "neighbourhood": code, "name": f"Own {code}", "municipality": municipality,
        "inhabitants": 100, "dwellings": 50, "social_dwellings": 10,
        "existing_load": Decimal("1.5"), "x": Decimal(CORNER[0] + x), "y": Decimal(CORNER[1] + y),
        "source": source, **more,
    }  # fmt: skip


def merged(content: Tables) -> tuple[Merged, Tables]:
    found = merge(raw(content), product())
    return found, content | found.tables


def of(rows: list[Row], **wanted: Any) -> Row:
    [row] = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    return row


def lot(corporation: str, place: str, dwellings: int, rate: str | None = None, **more: Any) -> Row:
    turnover = None if rate is None else Decimal(rate)
    return {"corporation": corporation, "neighbourhood": place, "dwellings": dwellings,
            "turnover_rate": turnover, "source": "register 2024", **more}  # fmt: skip


# the whole of a region


@st.composite
def regions(draw: st.DrawFn) -> Tables:
    codes = [f"n{number}" for number in range(draw(st.integers(1, 7)))]
    metres = st.integers(-2, 12).map(lambda n: 200 * n)
    sources = st.sampled_from(["assumption: guess", "municipality, 2024", None])
    loads = st.decimals(0, 30, places=2)
    places = []
    for code in codes:
        x, y, source = draw(metres), draw(metres), draw(sources)
        places.append(own(code, x, y, source, existing_load=draw(loads)))
    anywhere, owner = st.sampled_from(codes), st.sampled_from(["cc", "dd"])
    towns = {row["neighbourhood"]: row["municipality"] for row in places}
    number = st.integers(0, 500)
    rate = st.none() | st.decimals(0, 1, places=3)
    stock = {
        key: lot(*key, draw(number)) | {"turnover_rate": draw(rate)}
        for key in draw(st.lists(st.tuples(owner, anywhere), max_size=8))
    }
    lines = {
        key: {"programme": "p", "year": key[0], "municipality": towns[key[1]],
              "neighbourhood": key[1], "corporation": key[2], "site": None,
              "support_point": None, "dwellings": draw(number), "status": key[3], "source": "x"}
        for key in draw(st.lists(st.tuples(
            st.integers(2021, 2022), anywhere, owner, st.sampled_from(["signed", "proposed"])
        ), max_size=6))
    }  # fmt: skip
    travel = {
        key: {"from": key[0], "to": key[1], "minutes": draw(st.none() | number), "source": "x"}
        for key in draw(st.lists(st.tuples(anywhere, anywhere), max_size=10))
    }
    sites = [
        {"site": f"s{n}", "name": "S", "neighbourhood": place, "x": None, "y": None, "source": "x"}
        for n, place in enumerate(draw(st.lists(anywhere, max_size=3)))
    ]
    points = [{"support_point": f"p{n}", "name": "P", "neighbourhood": place, "source": "x"}
              for n, place in enumerate(draw(st.lists(anywhere, max_size=3)))]  # fmt: skip
    return region(
        places, stock=list(stock.values()), commitments=list(lines.values()),
        travel=list(travel.values()), sites=sites, support_points=points,
    )  # fmt: skip


def sums(content: Tables, table: str, column: str, *by: str) -> Counter[tuple[str, ...]]:
    towns = {row["neighbourhood"]: row["municipality"] for row in content["neighbourhoods"]}
    total: Counter[tuple[str, ...]] = Counter()
    for row in content[table]:
        known = {"municipality": towns[row["neighbourhood"]], **row}
        total[tuple(known[name] for name in by)] += row[column]
    return total


def vacancies(content: Tables) -> dict[tuple[str, str], Fraction]:
    towns = {row["neighbourhood"]: row["municipality"] for row in content["neighbourhoods"]}
    total: dict[tuple[str, str], Fraction] = {}
    for row in content["stock"]:
        town = towns[row["neighbourhood"]]
        rate = RATES[town] if row["turnover_rate"] is None else row["turnover_rate"]
        key = row["corporation"], town
        total[key] = total.get(key, Fraction()) + row["dwellings"] * Fraction(rate)
    return total


def inside(row: Row) -> list[str]:
    """The districts of its municipality on which a neighbourhood's point lies."""
    x, y = (row[c] - corner for c, corner in zip("xy", CORNER, strict=True))
    return [
        code
        for code, (left, low) in SQUARES.items()
        if code.startswith(f"WK{OFFICIAL[row['municipality']][2:]}")
        and 0 <= x - 1000 * left <= 1000
        and 0 <= y - 1000 * low <= 1000
    ]


@given(regions())
def test_no_total_changes(content: Tables) -> None:
    _, after = merged(content)
    lots = "corporation", "municipality"
    assert sums(after, "stock", "dwellings", *lots) == sums(content, "stock", "dwellings", *lots)
    towns = "neighbourhoods", "existing_load", "municipality"
    assert +sums(after, *towns) == +sums(content, *towns)
    lines = "programme", "year", "municipality", "corporation", "status"
    signed = "commitments", "dwellings", *lines
    assert sums(after, *signed) == sums(content, *signed)
    before, now = vacancies(content), vacancies(after)
    assert now.keys() == before.keys()
    for key, exact in before.items():
        assert exact <= now[key] < exact + Fraction(1, 10**5)
        for part in (Fraction(1, 10), Fraction(1)):
            assert math.floor(part * now[key]) == math.floor(part * exact)


@given(regions())
def test_who_is_replaced_and_that_every_reference_follows(content: Tables) -> None:
    found, after = merged(content)
    homes = {
        row["neighbourhood"]: inside(row)[0]
        for row in content["neighbourhoods"]
        if (row["source"] or "").startswith("assumption") and len(inside(row)) == 1
    }
    assert {each.code: each.by for each in found.replaced} == homes
    rows = {row["neighbourhood"]: row for row in after["neighbourhoods"]}
    assert not homes.keys() & rows.keys()
    for row in content["neighbourhoods"]:
        if not (row["source"] or "").startswith("assumption"):
            assert rows[row["neighbourhood"]] == row
    for table in tables():
        known = after.get(table, [])
        keys = [tuple(row[column] for column in key_of(table)) for row in known]
        assert len(set(keys)) == len(keys)
        named = {row[column] for column in columns_to_neighbourhoods(table) for row in known}
        assert named <= rows.keys()
    for table in ("sites", "support_points"):
        for old, new in zip(content[table], after[table], strict=True):
            assert new["neighbourhood"] == homes.get(old["neighbourhood"], old["neighbourhood"])


@given(regions())
def test_a_second_time_changes_nothing(content: Tables) -> None:
    _, after = merged(content)
    again, same = merged(after)
    assert again.changes == []
    assert again.replaced == []
    assert same == after


@given(regions())
def test_nothing_that_was_within_reach_gets_out_of_it(content: Tables) -> None:
    found, after = merged(content)
    homes = {each.code: each.by for each in found.replaced}

    def minutes(rows: list[Row], one: str, other: str) -> tuple[int, ...]:
        """As the planner reads the table: the row one way, else the other; empty if none."""
        known = {(row["from"], row["to"]): row["minutes"] for row in rows}
        for pair in ((one, other), (other, one)):
            if pair in known:
                return (10**9 if known[pair] is None else known[pair],)
        return ()

    for row in content["travel"]:
        for one, other in ((row["from"], row["to"]), (row["to"], row["from"])):
            here, there = homes.get(one, one), homes.get(other, other)
            if here != there:
                old, new = (
                    minutes(content["travel"], one, other),
                    minutes(after["travel"], here, there),
                )
                assert new
                assert new <= old
            elif one in homes or other in homes:
                assert minutes(after["travel"], here, there) == ()


# one table at a time


def test_stock_adds_up_and_turnover_is_the_mean_by_dwellings() -> None:
    places = [own("n0", 100, 100), own("n1", 200, 200)]
    stock = [
        lot("cc", "n0", 300, "0.08", source="assumption: guess"), lot("cc", "n1", 100),
        lot("dd", "n1", 70, "0.04"), lot("dd", "n0", 30, "0.04"), lot("ee", "n1", 5),
    ]  # fmt: skip
    found, after = merged(region(places, stock=stock))
    cc, dd, ee = (of(after["stock"], corporation=code) for code in ("cc", "dd", "ee"))
    assert (cc["dwellings"], cc["turnover_rate"]) == (400, Decimal("0.075"))
    assert cc["source"] == (
        "assumption: guess; register 2024; was in n0, n1, replaced by the area that its point lies "
        "in; turnover: mean by dwellings"
    )
    assert (dd["dwellings"], dd["turnover_rate"]) == (100, Decimal("0.04"))
    assert not is_assumption(dd["source"])
    assert (ee["dwellings"], ee["turnover_rate"]) == (5, None)
    assert {row["neighbourhood"] for row in after["stock"]} == {"WK900102"}
    changes = [(each.row, each.column, each.old, each.new) for each in found.changes
               if each.table == "stock" and each.status == "combined"]  # fmt: skip
    assert changes == [
        ("cc, WK900102", "dwellings", 300, 400),
        ("cc, WK900102", "turnover_rate", Decimal("0.08"), Decimal("0.075")),
        ("dd, WK900102", "dwellings", 70, 100),
    ]
    assert Change(
        "stock", "cc, n1", "", "neighbourhood", "n1", "WK900102", "moved"
    ) in found.changes  # fmt: skip


def test_rows_join_the_one_that_was_there() -> None:
    official = own("mine", 500, 500, "municipality, 2024", name="District WK900102")
    content = region(
        [official, own("n0", 100, 100)], stock=[lot("cc", "n0", 20), lot("cc", "mine", 30)]
    )
    found, after = merged(content)
    [row] = after["stock"]
    assert (row["neighbourhood"], row["dwellings"]) == ("mine", 50)
    assert Change("stock", "cc, mine", "", "dwellings", 30, 50, "combined") in found.changes
    # The row stays the user's own: a later update does not change what was entered in it.
    home = of(after["neighbourhoods"], neighbourhood="mine")
    assert (home["existing_load"], home["inhabitants"]) == (Decimal("3.0"), 100)
    source = parse(home["source"])
    assert source.base == "municipality, 2024; existing load with that of n0"
    assert source.entered


@pytest.mark.parametrize(
    ("parts", "rate"),
    [
        ([(300, "0.08"), (100, "0.06")], "0.075"),
        ([(1, "0.1"), (2, "0.2")], "0.166667"),
        ([(0, "0.1"), (0, "0.2")], "0.2"),
        ([(0, "0.1"), (7, "0.25")], "0.25"),
        ([(512, "0.5"), (512, "0")], "0.25"),
    ],
)
def test_the_mean_of_rates(parts: list[tuple[int, str]], rate: str) -> None:
    assert mean_rate([(number, Decimal(each)) for number, each in parts]) == Decimal(rate)


def test_commitments_with_the_same_key_add_up() -> None:
    def line(place: str, dwellings: int, status: str, source: str) -> Row:
        return {"programme": "p", "year": 2021, "municipality": "aa", "neighbourhood": place,
                "corporation": "cc", "site": None, "support_point": "h", "dwellings": dwellings,
                "status": status, "source": source}  # fmt: skip

    places = [own("n0", 100, 100), own("n1", 200, 200)]
    lines = [line("n0", 4, "signed", "letter"), line("n1", 3, "signed", "assumption: talk"),
             line("n1", 9, "proposed", "letter")]  # fmt: skip
    _, after = merged(region(places, commitments=lines))
    signed, proposed = after["commitments"]
    assert (signed["dwellings"], proposed["dwellings"]) == (7, 9)
    assert signed["source"].startswith("assumption: talk; letter; was in n0, n1")


def test_a_site_without_a_point_keeps_that_of_its_neighbourhood() -> None:
    def site(code: str, x: int | None, density: int | None = None) -> Row:
        return {"site": code, "name": code, "neighbourhood": "n0", "x": x, "y": x,
                "address_density": density, "source": "survey"}  # fmt: skip

    place = own("n0", 100, 200, address_density=Decimal(900))
    _, after = merged(region([place], sites=[site("s0", None), site("s1", 7, 300)]))
    bare, placed = after["sites"]
    assert (bare["x"], bare["y"], bare["address_density"]) == (place["x"], place["y"], 900)
    assert bare["source"].endswith("; empty cells taken from that neighbourhood")
    assert (placed["x"], placed["y"], placed["address_density"]) == (7, 7, 300)
    assert placed["source"] == "survey; was in n0, replaced by the area that its point lies in"


def test_a_new_area_takes_over_load_and_the_highest_density() -> None:
    places = [own("n0", 100, 100, address_density=Decimal(900)),
              own("n1", 200, 200, address_density=Decimal(1100)),
              own("n2", 300, 1200, existing_load=Decimal(0))]  # fmt: skip
    _, after = merged(region(places))
    south, north = (of(after["neighbourhoods"], neighbourhood=f"WK90010{n}") for n in (2, 1))
    assert (south["existing_load"], south["address_density"]) == (Decimal("3.0"), 1100)
    assert south["source"].startswith(
        "assumption: existing load with that of n0, n1; address density: the highest of n0, n1; "
        "planner geo: "
    )
    assert (south["dwellings"], south["inhabitants"]) == (1000, 2000)
    assert north["source"].startswith("assumption: existing load unknown, 0 taken; planner geo: ")


def test_travel_within_an_area_goes_and_of_several_the_least_stays() -> None:
    places = [own("n0", 100, 100), own("n1", 200, 200), own("n2", 1200, 100), own("n3", 1200, 1500)]

    def way(one: str, other: str, minutes: int | None) -> Row:
        return {"from": one, "to": other, "minutes": minutes, "source": "survey"}

    rows = [way("n0", "n1", 3), way("n0", "n2", 12), way("n2", "n1", 9), way("n3", "n2", None),
            way("n0", "n3", 20), way("n3", "n0", 25), way("n1", "n1", 1)]  # fmt: skip
    found, after = merged(region(places, travel=rows))
    known = {(row["from"], row["to"]): row["minutes"] for row in after["travel"]}
    assert known == {
        ("WK900102", "WK900202"): 9,
        ("WK900201", "WK900202"): None,
        ("WK900102", "WK900201"): 20,
        ("WK900201", "WK900102"): 25,
    }
    gone = {each.row for each in found.changes if each.status == "removed"}
    assert gone == {"n0, n1", "n1, n1"}


@pytest.mark.parametrize("table", ["stock", "neighbourhoods"])
def test_a_row_given_twice_is_left_for_the_loader_to_refuse(table: str) -> None:
    content = region([own("n0", 100, 100)], stock=[lot("cc", "n0", 20)])
    content[table] = content[table] * 2
    _, after = merged(content)
    assert len([row for row in after[table] if "n0" in row["source"] or "n0" in row.values()]) == 2


def test_a_geo_row_with_a_number_of_the_user_stays() -> None:
    origin = "planner geo: CBS wijken en buurten 2021, WK909999: "
    partly = own("n0", 100, 100, f"{origin}inhabitants")
    wholly = own("n1", 100, 100, f"{origin}inhabitants, dwellings, social_dwellings, x, y")
    found, _ = merged(region([partly, wholly]))
    assert [each.code for each in found.replaced] == ["n1"]
    assert [each.code for each in found.beside] == ["n0"]


def test_every_table_with_references_is_known_here() -> None:
    # A new one needs a decision on what becomes of rows that come to have the same key.
    found = {table for table in tables() if columns_to_neighbourhoods(table)}
    assert found == {"stock", "support_points", "sites", "commitments", "realised", "travel"}


def test_scenarios_that_name_a_replaced_neighbourhood() -> None:
    named = {"scenarios/a.toml": {"n0", "zz"}, "scenarios/b.toml": {"zz"}}
    content = region([own("n0", 100, 100)])
    assert merge(raw(content), product(), named).scenarios == {"scenarios/a.toml": ["n0"]}
