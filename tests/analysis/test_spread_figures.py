"""The figures of spread: by hand, against other formulas, and what they say."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import geopandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from planner.analysis.spread_figures import Figure, figures
from planner.region.domain import Adjacency, Line, Region
from planner.region.load import load
from planner.text import LANGUAGES, catalogue, use
from tests.models.small import OUTFLOW, line, region_of
from tests.tiny import tiny, write_folder

GINI = ("gini_added", "gini_total")
THEIL = ("theil_added", "theil_total")


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    """Every test starts and ends in Dutch."""
    use("nl")
    yield
    use("nl")


def towns(*rows: tuple[int, int, float], pairs: list[tuple[int, int]] | None = None) -> Region:
    """Neighbourhoods with (inhabitants, dwellings, load today): n0 in aa, all others in bb."""
    plain = tiny()["neighbourhoods"][0]
    places = [
        {**plain, "neighbourhood": f"n{number}", "municipality": "bb" if number else "aa",
         "inhabitants": people, "dwellings": dwellings, "social_dwellings": 0,
         "existing_load": load_, "x": 140_000 + 1000 * number}
        for number, (people, dwellings, load_) in enumerate(rows)
    ]  # fmt: skip
    region = region_of(
        tiny(neighbourhoods=places, programmes=[OUTFLOW], sites=[], stock=[], support_points=[],
             targets=[{"programme": "outflow", "year": 2021, "minimum": 0}])
    )  # fmt: skip
    if pairs is None:
        return region
    named = tuple(sorted((f"n{one}", f"n{other}") for one, other in pairs))
    return replace(region, adjacency=Adjacency(named, ()))


def found(region: Region, *lines: Line, folder: Path = Path("nowhere")) -> dict[str, Figure]:
    outcome: Any = SimpleNamespace(
        region=region,
        plan=SimpleNamespace(lines=lines),
        loaded=SimpleNamespace(folder=folder),
    )
    result = figures(outcome)
    said(result)
    return {figure.key: figure for figure in result}


def said(all_figures: tuple[Figure, ...]) -> None:
    """Every figure reads as one sentence in every language."""
    for language in LANGUAGES:
        use(language)
        for figure in all_figures:
            assert re.fullmatch(r"[A-Z][^{}]+\.", figure.sentence), figure.sentence
            assert "nan" not in figure.sentence
    use("nl")


def add(place: int, dwellings: int) -> Line:
    return replace_place(line("outflow", 2021, "a1", dwellings), f"n{place}")


def replace_place(row: Line, place: str) -> Line:
    return row._replace(neighbourhood=place)


# Gini and Theil


def test_by_hand() -> None:
    # A quarter of the people get half of what is added; today all carry the same.
    region = towns((1000, 500, 1), (3000, 1500, 3))
    result = found(region, add(0, 6), add(1, 6))
    # Lorenz: (0, 0), (3/4, 1/2), (1, 1); Gini is a quarter.
    assert result["gini_added"].value == pytest.approx(0.25, abs=1e-12)
    assert result["gini_added"].facts == {"half_of_load": 0.25}
    theil = 0.5 * math.log(0.5 / 0.25) + 0.5 * math.log(0.5 / 0.75)
    assert result["theil_added"].value == pytest.approx(theil, abs=1e-12)
    # Each municipality is one neighbourhood.
    assert result["theil_added"].facts["between_municipalities"] == pytest.approx(1)
    # 7 and 9 of 16 in all.
    assert result["gini_total"].value == pytest.approx(7 / 16 - 1 / 4, abs=1e-12)
    assert result["gini_added"].sentence == (
        "Gini 0,25: de helft van de belasting die het plan toevoegt, komt in buurten met 25 % van "
        "de inwoners; bij een gelijke verdeling is dat 50 %."
    )
    use("en")
    assert result["theil_added"].sentence == (
        "Theil 0.14: of the inequality in the load that the plan adds, 100% lies between "
        "municipalities and the rest between neighbourhoods of one municipality."
    )


def test_all_in_one_neighbourhood_of_equals() -> None:
    result = found(towns(*[(100, 100, 0)] * 4), add(1, 5))
    assert result["gini_added"].value == pytest.approx(0.75)
    assert result["theil_added"].value == pytest.approx(math.log(4))
    assert result["gini_added"].facts == {"half_of_load": 0.125}
    # bb, with three quarters of the people, has it all.
    assert result["theil_added"].facts["between_municipalities"] == pytest.approx(
        math.log(4 / 3) / math.log(4)
    )


def test_everyone_the_same() -> None:
    result = found(towns((1000, 10, 1), (3000, 10, 3)), add(0, 2), add(1, 6))
    for key in (*GINI, *THEIL):
        assert result[key].value == 0
    assert result["gini_added"].facts == {"half_of_load": 0.5}
    assert result["theil_total"].sentence == ("Theil 0,00: elke buurt draagt evenveel per inwoner.")


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 9)), min_size=2, max_size=6))
def test_every_inhabitant_counts_once(rows: list[tuple[int, int]]) -> None:
    """Gini from all pairs of inhabitants, Theil from the shares of neighbourhoods."""
    region = PLAIN[len(rows)]
    places = {
        code: replace(place, inhabitants=people, existing_load=today)  # type: ignore[arg-type]
        for (code, place), (people, today) in zip(region.neighbourhoods.items(), rows, strict=True)
    }
    result = found(replace(region, neighbourhoods=places))
    if not any(today for _, today in rows):
        assert result["gini_total"].facts == {"reason": "no_load_total"}
        return
    all_people, load_ = sum(people for people, _ in rows), sum(today for _, today in rows)
    gaps = sum(p * q * abs(x / p - y / q) for (p, x), (q, y) in combinations(rows, 2))
    gini = gaps / all_people / load_
    theil = sum(x / load_ * math.log(x / load_ * all_people / p) for p, x in rows if x)
    assert result["gini_total"].value == pytest.approx(gini, abs=1e-9)
    assert result["theil_total"].value == pytest.approx(theil, abs=1e-9)
    between = result["theil_total"].facts.get("between_municipalities", 0)
    assert -1e-9 <= float(between) <= 1 + 1e-9  # type: ignore[arg-type]
    half = result["gini_total"].facts["half_of_load"]
    assert 0 < float(half) <= 0.5 + 1e-12  # type: ignore[arg-type]


def test_where_nobody_lives_is_left_out_by_name() -> None:
    region = towns((1000, 500, 1), (3000, 1500, 1), (0, 10, 6))
    result = found(region)
    assert result["gini_total"].value == pytest.approx(0.25)
    assert result["gini_total"].facts["left_out"] == ("n2",)
    assert "left_out" not in result["gini_added"].facts


def test_nothing_to_spread() -> None:
    result = found(towns((10, 10, 0), (10, 10, 2)))
    assert (result["gini_added"].value, result["gini_added"].facts) == (
        None, {"reason": "no_load_added"}
    )  # fmt: skip
    assert result["theil_added"].sentence.startswith("Theil: het plan voegt")
    assert result["gini_total"].value == pytest.approx(0.5)


def test_one_neighbourhood_with_inhabitants() -> None:
    result = found(towns((10, 10, 1), (0, 10, 2)))
    assert {result[key].facts["reason"] for key in (*GINI, *THEIL)} == {"few_inhabited"}


@settings(max_examples=30, deadline=None)  # the first example pays for the imports
@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 9)), min_size=2, max_size=6))
def test_gini_and_theil_are_those_of_the_library(rows: list[tuple[int, int]]) -> None:
    """The `inequality` package, given one observation for each inhabitant."""
    import numpy as np

    with quiet_matplotlib():
        from inequality.gini import Gini
        from inequality.theil import Theil

    result = found(towns(*[(people, 10, today) for people, today in rows]))
    if not any(today for _, today in rows):
        return
    each = np.repeat([today / people for people, today in rows], [people for people, _ in rows])
    assert result["gini_total"].value == pytest.approx(float(Gini(each).g), abs=1e-9)
    assert result["theil_total"].value == pytest.approx(float(Theil(each).T), abs=1e-9)


@contextmanager
def quiet_matplotlib() -> Iterator[None]:
    """The libraries of the tests draw charts too; matplotlib complains where it has no cache."""
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.ERROR)
    yield
    log.setLevel(level)


# Moran's I


ROW = [(n, n + 1) for n in range(11)]


def moran(loads: list[float], pairs: list[tuple[int, int]], dwellings: int = 1000) -> Figure:
    region = towns(*[(10, dwellings, load_) for load_ in loads], pairs=pairs)
    return found(region)["moran_total"]


def test_side_by_side_by_hand() -> None:
    # Mean 2; z = 2, 1, -1, -2; neighbours' means of z: 1, 0.5, -0.5, -1.
    figure = moran([4, 3, 1, 0], [(0, 1), (1, 2), (2, 3)])
    assert figure.value == pytest.approx((2 + 0.5 + 0.5 + 2) / 10)
    assert figure.facts["expected"] == pytest.approx(-1 / 3)
    assert figure.facts["neighbourhoods"] == 4


def test_the_mean_and_variance_are_those_of_all_orders() -> None:
    from itertools import permutations

    pairs = [(0, 1), (1, 2), (2, 3), (3, 4), (1, 4)]
    near = {n: [a + b - n for a, b in pairs if n in (a, b)] for n in range(5)}
    loads = [7.0, 1.0, 0.0, 4.0, 2.0]
    mean = sum(loads) / 5

    def index(order: tuple[float, ...]) -> float:
        z = [value - mean for value in order]
        lags = [sum(z[m] for m in near[n]) / len(near[n]) for n in range(5)]
        return sum(a * b for a, b in zip(z, lags, strict=True)) / sum(a * a for a in z)

    every = [index(order) for order in permutations(loads)]
    expected = sum(every) / len(every)
    deviation = math.sqrt(sum((value - expected) ** 2 for value in every) / len(every))
    figure = moran(loads, pairs)
    assert figure.value == pytest.approx(index(tuple(loads)))
    assert figure.facts["expected"] == pytest.approx(expected)
    assert figure.facts["z"] == pytest.approx((index(tuple(loads)) - expected) / deviation)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_moran_is_that_of_the_library(data: st.DataObject) -> None:
    import numpy as np

    with quiet_matplotlib():
        from esda.moran import Moran
        from libpysal.graph import Graph

    number = data.draw(st.integers(4, 12))
    # A chain, so that nobody is without neighbours, and more.
    every = list(combinations(range(number), 2))
    pairs = sorted({*ROW[: number - 1], *data.draw(st.sets(st.sampled_from(every)))})
    loads = data.draw(st.lists(st.integers(0, 9), min_size=number, max_size=number))
    figure = moran([float(load_) for load_ in loads], pairs)
    if figure.value is None:
        return
    both = np.array(sorted({*pairs, *((other, one) for one, other in pairs)}))
    graph = Graph.from_arrays(*both.T, np.ones(len(both)))
    library = Moran(np.array(loads, dtype=float), graph, permutations=0)
    assert figure.value == pytest.approx(library.I, abs=1e-9)
    for name, expected in (("expected", "EI"), ("z", "z_rand"), ("p", "p_rand")):
        assert figure.facts[name] == pytest.approx(getattr(library, expected), abs=1e-9)


@pytest.mark.parametrize(
    ("loads", "starts"),
    [
        ([9, 8, 9, 7, 8, 6, 1, 1, 0, 0, 1, 0], "Zwaar belaste buurten liggen vaker"),
        ([9, 0] * 6, "Zwaar belaste buurten liggen minder vaak"),
        ([9, 0, 0, 8, 7, 1, 0, 0, 6, 9, 0, 3], "Zwaar belaste buurten liggen niet opvallend"),
    ],
)
def test_what_it_says(loads: list[float], starts: str) -> None:
    assert moran(loads, ROW).sentence.startswith(starts)


def test_a_very_small_p_is_not_zero() -> None:
    figure = moran([9.0] * 15 + [0.0] * 15, [(n, n + 1) for n in range(29)])
    assert figure.sentence.endswith("p < 0,001).")


def test_the_rate_counts_not_the_load() -> None:
    # Load in proportion to dwellings.
    region = towns(
        *[(10, 1000 * n, float(n)) for n in (1, 2, 3, 4)], pairs=[(0, 1), (1, 2), (2, 3)]
    )
    assert found(region)["moran_total"].facts == {"reason": "same_load"}


@pytest.mark.parametrize(
    ("loads", "pairs", "reason"),
    [
        ([1, 2, 3, 4, 5], [], "no_neighbours"),
        ([1, 2, 3, 4, 5], [(0, 1), (1, 2)], "few_neighbours"),
        ([0, 0, 0, 0], [(0, 1), (1, 2), (2, 3)], "same_load"),
        ([2, 2, 2, 2, 9], [(0, 1), (1, 2), (2, 3)], "same_load"),
        ([1, 2, 5, 0], list(combinations(range(4), 2)), "same_pattern"),
        ([1, 0, 0, 0], [(0, 1), (1, 2), (2, 3), (0, 3)], "same_pattern"),
    ],
)
def test_where_there_is_none(loads: list[float], pairs: list[tuple[int, int]], reason: str) -> None:
    figure = moran(loads, pairs)
    assert (figure.value, figure.facts) == (None, {"reason": reason})


def test_without_dwellings_there_is_no_rate() -> None:
    pairs = [(0, 1), (1, 2), (2, 3), (3, 4)]
    loads = [4, 3, 1, 0]
    region = towns(*[(10, 1000, load_) for load_ in loads], (10, 0, 5), pairs=pairs)
    assert found(region)["moran_total"].value == pytest.approx(0.5)


@settings(max_examples=40)
@given(st.data())
def test_any_neighbours_and_loads_give_a_figure_or_a_reason(data: st.DataObject) -> None:
    number = data.draw(st.integers(2, 6))
    region = PLAIN[number]
    every = list(combinations(sorted(region.neighbourhoods), 2))
    pairs = tuple(sorted(data.draw(st.sets(st.sampled_from(every)))))
    loads = data.draw(st.lists(st.integers(0, 4), min_size=number, max_size=number))
    places = {
        code: replace(place, existing_load=load_)  # type: ignore[arg-type]
        for (code, place), load_ in zip(region.neighbourhoods.items(), loads, strict=True)
    }
    result = found(replace(region, neighbourhoods=places, adjacency=Adjacency(pairs, ("n0",))))[
        "moran_total"
    ]
    if result.value is not None:
        assert math.isfinite(float(result.facts["z"]))  # type: ignore[arg-type]
        assert 0 <= float(result.facts["p"]) <= 1  # type: ignore[arg-type]


PLAIN = {number: towns(*[(10, 1000, 1)] * number) for number in range(2, 7)}


# neighbours, noise and words


def test_neighbours_come_from_the_boundaries_of_the_region(tmp_path: Path) -> None:
    tables = tiny()
    plain = tables["neighbourhoods"][0]
    tables["neighbourhoods"].append({**plain, "neighbourhood": "a3", "x": 139_000})
    folder = write_folder(tmp_path / "r", tables)
    region = load(folder).region
    assert region.adjacency is None
    assert found(region, folder=folder)["moran_total"].facts == {"reason": "no_neighbours"}
    codes = sorted(region.neighbourhoods)
    shapes = [box(n, 470_000, n + 1, 470_001) for n in range(140_000, 140_000 + len(codes))]
    geopandas.GeoDataFrame({"code": codes}, geometry=shapes, crs="EPSG:28992").to_file(
        folder / "geo.gpkg", layer="neighbourhoods", driver="GPKG"
    )
    assert found(region, folder=folder)["moran_total"].facts["neighbourhoods"] == 4


def test_every_sentence_is_reached_here() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    reasons = {
        key.removeprefix("spread.none.")
        for key in catalogue("nl")
        if key.startswith("spread.none.")
    }
    assert reasons
    assert {reason for reason in reasons if f'"{reason}"' not in source} == set()
