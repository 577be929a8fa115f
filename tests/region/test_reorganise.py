"""Whatever happens to municipalities, nothing is lost and nothing is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.quota.quotas import exact_shares, shares
from planner.region.domain import Region
from planner.region.load import load
from planner.region.reorganisation import Move
from tests.tiny import tiny, write_folder

YEARS = (2021, 2022, 2023)
CODES = ("aa", "bb", "cc", "dd")


@st.composite
def regions(draw: st.DrawFn) -> dict[str, Any]:
    """Tables of small regions of four municipalities with a neighbourhood or two each."""
    number = st.integers(0, 60)
    rate = st.decimals(0, 1, places=4)
    weighted = draw(st.booleans())
    base = tiny()
    municipalities, neighbourhoods, stock = [], [], []
    for code in CODES:
        municipalities.append(
            {"municipality": code, "name": code.upper(), "inhabitants": 1 + draw(number),
             "dwellings": 100 + draw(number), "social_dwellings": draw(number),
             "turnover_rate": draw(rate), "existing_places": draw(number),
             "arrears": draw(st.integers(0, 3)),
             "quota_weight": 1 + draw(number) if weighted else "", "source": "x"}
        )  # fmt: skip
        for index in range(draw(st.integers(1, 2))):
            place = f"{code}{index}"
            neighbourhoods.append(
                {**base["neighbourhoods"][0], "neighbourhood": place, "municipality": code}
            )
            stock.append(
                {"corporation": "cc", "neighbourhood": place, "dwellings": draw(number),
                 "turnover_rate": draw(st.one_of(st.just(""), rate)), "source": "x"}
            )  # fmt: skip
    targets = []
    for programme in ("outflow", "clustered"):
        for year in YEARS:
            least = draw(st.integers(0, 30))
            most = draw(st.one_of(st.just(""), st.integers(least, least + 9)))
            targets.append(
                {"programme": programme, "year": year, "minimum": least, "maximum": most}
            )
    keys = ["inhabitants", "dwellings", *(["quota_weight"] if weighted else [])]
    methods = ["largest_remainder", "sainte_lague", "dhondt", "adams", "huntington_hill"]
    programmes = [dict(row, quota_group="homes") for row in base["programmes"]]
    if draw(st.booleans()):
        programmes[1]["quota_group"] = ""
    return tiny(
        settings={
            "region.years": list(YEARS),
            "quota.key": draw(st.sampled_from(keys)),
            "quota.method": draw(st.sampled_from(methods)),
        },
        municipalities=municipalities,
        neighbourhoods=neighbourhoods,
        stock=stock,
        targets=targets,
        programmes=programmes,
        support_points=[],
        sites=[],
        demand=[
            {"programme": "outflow", "municipality": code, "year": year, "households": draw(number)}
            for code in CODES
            for year in YEARS
        ],
        commitments=[
            {"programme": "outflow", "year": year, "municipality": place["municipality"],
             "neighbourhood": place["neighbourhood"], "corporation": "cc",
             "dwellings": draw(number), "status": status}
            for place in neighbourhoods
            for year in YEARS
            for status in ("signed", "proposed")
            if draw(st.booleans())
        ],
    )  # fmt: skip


def both(tables: dict[str, Any], change: str) -> tuple[Region, Region, tuple[Move, ...]]:
    """The region before and after, and what moved."""
    with TemporaryDirectory() as scratch:
        folder = write_folder(Path(scratch) / "region", tables)
        path = Path(scratch) / "change.toml"
        path.write_text(change, encoding="utf-8")
        loaded = load(folder, scenarios=[path])
        return load(folder).region, loaded.region, loaded.moves


def totals(region: Region) -> Counter[Any]:
    """Everything in a region that can move, added up."""
    found: Counter[Any] = Counter()
    for row in region.municipalities.values():
        for what in ("inhabitants", "dwellings", "social_dwellings", "existing_places", "arrears"):
            found[what, "", 0] += getattr(row, what)
        found["quota_weight", "", 0] += Fraction(row.quota_weight or 0)  # type: ignore[assignment]
    for row in region.stock.values():
        found["stock", "", 0] += row.dwellings
        found["vacancies", "", 0] += row.dwellings * Fraction(region.turnover_rate(row))  # type: ignore[assignment]
    found["neighbourhoods", "", 0] = len(region.neighbourhoods)
    for row in region.demand.values():
        found["demand", row.programme, row.year] += row.households
    for row in region.commitments:
        found[f"{row.status}_lines", row.programme, row.year] += row.dwellings
    for row in region.targets.values():
        found["target", row.programme, row.year] += row.minimum
    found["quota", "homes", 0] = sum(exact_shares(region, "homes").values())  # type: ignore[assignment]
    return +found


def moved(moves: Iterable[Move]) -> Counter[Any]:
    dated = ("demand", "signed_lines", "proposed_lines", "target")
    found: Counter[Any] = Counter()
    for move in moves:
        year = move.year if move.what in dated else 0
        found[move.what, move.subject, year] += move.amount  # type: ignore[assignment]
    return +found


def entry(year: int, codes: Iterable[str], destination: str) -> str:
    listed = ", ".join(f'"{code}"' for code in codes)
    return f"[[reorganisation]]\nfrom_year = {year}\nmunicipalities = [{listed}]\n{destination}\n"


some_codes = st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True)


@settings(max_examples=60, deadline=None)
@given(regions(), some_codes, st.sampled_from(["aa", "new"]), st.integers(2020, 2023))
def test_a_merger_conserves_everything(
    tables: dict[str, Any], codes: list[str], into: str, year: int
) -> None:
    if codes == [into]:
        codes = ["bb"]
    name = '\nname = "N"' if into == "new" else ""
    before, after, moves = both(tables, entry(year, codes, f'into = "{into}"{name}'))
    assert totals(after) == totals(before)
    # The successor's own account and what came to it are what it has now.
    group = {*codes, into}
    exact = exact_shares(before, "homes")
    assert exact_shares(after, "homes")[into] == sum(exact.get(code, 0) for code in group)
    for what in ("inhabitants", "social_dwellings", "existing_places", "arrears"):
        came = sum(move.amount for move in moves if move.what == what)
        own = getattr(before.municipalities.get(into), what, 0)
        assert getattr(after.municipalities[into], what) == own + came
    rounded = [sum(share.rounded for share in shares(one).values()) for one in (before, after)]
    assert rounded[0] == rounded[1]


@settings(max_examples=40, deadline=None)
@given(regions(), st.sampled_from(["bb", "new"]), st.integers(2020, 2023))
def test_a_division_conserves_everything(tables: dict[str, Any], into: str, year: int) -> None:
    """Of the two neighbourhoods of aa one goes to another municipality, and then the rest."""
    first = [row for row in tables["neighbourhoods"] if row["municipality"] == "aa"]
    assume(len(first) == 2)
    name = '\nname = "N"' if into == "new" else ""
    part = entry(year, ["aa"], f'neighbourhoods = ["aa0"]\ninto = "{into}"{name}')
    before, after, moves = both(tables, part)
    assert totals(after) == totals(before)
    assert after.neighbourhoods["aa0"].municipality == into
    assert after.neighbourhoods["aa1"].municipality == "aa"
    assert set(after.municipalities) == {*CODES, into}
    exact, now = exact_shares(before, "homes"), exact_shares(after, "homes")
    for what in ("inhabitants", "social_dwellings", "existing_places", "arrears"):
        went = sum(move.amount for move in moves if move.what == what)
        assert getattr(after.municipalities["aa"], what) == (
            getattr(before.municipalities["aa"], what) - went
        )
        assert getattr(after.municipalities["aa"], what) >= 0
    went = sum((move.amount for move in moves if move.what == "quota"), Fraction(0))
    assert (now["aa"], now[into]) == (exact["aa"] - went, exact.get(into, 0) + went)
    assert {move.origin for move in moves} <= {"aa"}
    # The rest in its turn, as a whole.
    _, gone, _ = both(tables, part + entry(year, ["aa"], 'into = "cc"'))
    assert totals(gone) == totals(before)
    assert "aa" not in gone.municipalities


@settings(max_examples=60, deadline=None)
@given(regions(), some_codes, st.integers(2020, 2023))
def test_what_stays_and_what_leaves_make_up_what_was(
    tables: dict[str, Any], codes: list[str], year: int
) -> None:
    before, after, moves = both(tables, entry(year, codes, 'leaves_to = "Stad"'))
    was, stays, leaves = totals(before), totals(after), moved(moves)
    dated = ("demand", "signed_lines", "proposed_lines", "target")
    if year <= YEARS[0]:
        assert {k: v for k, v in (stays + leaves).items() if k[0] != "quota"} == {
            k: v for k, v in was.items() if k[0] != "quota"
        }
    else:
        # The municipality is there for the years before; only what has a year is gone.
        assert +Counter({k: v for k, v in (stays + leaves).items() if k[0] in dated}) == +Counter(
            {k: v for k, v in was.items() if k[0] in dated}
        )
        for key in was.keys() - stays.keys():
            assert key[0] in (*dated, "quota")
    for key, target in before.targets.items():
        now = after.targets[key]
        assert 0 <= now.minimum <= target.minimum
        if target.maximum is not None and now.maximum is not None:
            assert target.maximum - now.maximum == target.minimum - now.minimum
        else:
            assert target.maximum is now.maximum is None
    # Of the quota exactly the shares of the years before are left to who leaves.
    exact = exact_shares(before, "homes")
    went = {code: Fraction(0) for code in codes}
    for move in moves:
        if move.what == "quota":
            went[move.origin] += move.amount
    kept = exact_shares(after, "homes")
    for code in codes:
        assert kept.get(code, 0) == exact[code] - went[code]
