"""What a layer means: columns by many names, codes, figures, parts."""

from __future__ import annotations

from typing import Any

import pytest
from shapely.geometry import box

from planner.errors import PlannerError
from planner.geography.areas import (
    Level,
    areas,
    lacking,
    municipality_names,
    official_code,
    outline,
    understand,
    years,
)
from planner.geography.attributes import columns
from planner.geography.layers import Layer

SQUARE = box(140_000, 470_000, 141_000, 471_000)


def layer(*rows: dict[str, Any], shape: Any = SQUARE, name: str = "wijken") -> Layer:
    return Layer("areas.gpkg", name, tuple(rows[0]), rows, [shape] * len(rows))


def refused(*rows: dict[str, Any], **more: Any) -> list[Any]:
    with pytest.raises(PlannerError) as caught:
        areas([understand(layer(*rows, **more), None)], {"GM0402"})
    assert all(problem.message and problem.remedy for problem in caught.value.problems)
    return caught.value.problems


@pytest.mark.parametrize(
    "names",
    [
        ("wijkcode", "wijknaam", "aantal_inwoners", "woningvoorraad",
         "percentage_huurwoningen_in_bezit_woningcorporaties"),
        ("WK_CODE", "WK_NAAM", "AANT_INW", "WONINGEN", "P_WCORPW"),
        ("statcode", "statnaam", "a_inw", "a_woning", "p_wcorpw"),
        ("code", "name", "pop_2022", "woningen_2022", "corporatie_pct_2021"),
        ("gwb_code", "regio", "A_INW", "a_won", "in_bezit_woningcorporatie"),
    ],
)  # fmt: skip
def test_products_of_many_years_mean_the_same(names: tuple[str, ...]) -> None:
    row = dict(zip(names, ("WK040201", "Centrum", 9000, 5000, 40), strict=True))
    sheet = understand(layer(row), None)
    [area] = areas([sheet], {"GM0402"}).values()
    assert (area.code, area.name, area.municipality) == ("WK040201", "Centrum", "GM0402")
    assert (area.inhabitants, area.dwellings, area.social_dwellings) == (9000, 5000, 2000)
    assert lacking([sheet]) == []


def test_the_column_of_the_year_asked_for() -> None:
    names = ["code", "name", "pop_2021", "POP_2022", "pop_0_14"]
    assert columns(names, 2021)["inhabitants"] == "pop_2021"
    assert columns(names)["inhabitants"] == "POP_2022"
    assert columns([*names, "pop"])["inhabitants"] == "pop"


@pytest.mark.parametrize(
    ("value", "level", "code"),
    [
        ("wk040201 ", None, "WK040201"),
        (402, Level.MUNICIPALITY, "GM0402"),
        (402.0, Level.MUNICIPALITY, "GM0402"),
        ("40201", Level.DISTRICT, "WK040201"),
        ("BU04020100", Level.DISTRICT, "BU04020100"),
        ("GM402", None, "GM0402"),
        ("0402", Level.MUNICIPALITY, "GM0402"),
        ("BU0363AD07", None, "BU0363AD07"),
        ("WK0363AD", Level.QUARTER, "WK0363AD"),
        ("363AD07", Level.QUARTER, "BU0363AD07"),
        ("BU4020100", None, "BU04020100"),
        ("GM03AD", None, None),
        ("ADAD", Level.MUNICIPALITY, None),
        ("noord", Level.DISTRICT, None),
        ("402", None, None),
        ("NL00", None, None),
        (None, Level.DISTRICT, None),
        ("GM04021", None, None),
    ],
)
def test_codes(value: Any, level: Level | None, code: str | None) -> None:
    assert official_code(value, level) == code


def test_secret_figures_and_missing_columns_are_missing() -> None:
    row = {"wijkcode": "WK040201", "wijknaam": "Centrum", "aantal_inwoners": -99997}
    sheet = understand(layer(row), None)
    [area] = areas([sheet], {"GM0402"}).values()
    assert (area.inhabitants, area.dwellings, area.social_dwellings) == (None, None, None)
    assert lacking([sheet]) == [("wijk", "dwellings"), ("wijk", "social_dwellings")]


def test_parts_are_united_and_water_left_out() -> None:
    rows = (
        {"wijkcode": "WK040201", "wijknaam": "Centrum", "water": "NEE", "aantal_inwoners": 10},
        {"wijkcode": "WK040201", "wijknaam": "Centrum", "water": "NEE", "aantal_inwoners": None},
        {"wijkcode": "WK040201", "wijknaam": "Centrum", "water": "JA", "aantal_inwoners": 99},
        {"wijkcode": "WK040202", "wijknaam": "Plas", "water": "JA", "aantal_inwoners": 0},
    )
    shapes = [box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 0, 3, 1), box(5, 5, 6, 6)]
    sheet = understand(Layer("f", "wijken", tuple(rows[0]), rows, shapes), None)
    [area] = areas([sheet], {"GM0402"}).values()
    assert area.inhabitants == 10
    assert area.shape.equals(box(0, 0, 2, 1))


def test_everything_wrong_with_the_cells_is_told_together() -> None:
    rows = (
        {"wijkcode": "WK040201", "wijknaam": "Centrum", "a_inw": "many", "p_wcorpw": 120},
        {"wijkcode": "WK040202", "wijknaam": "Oost", "a_inw": -5, "p_wcorpw": 10},
    )
    problems = refused(*rows)
    assert [problem.key for problem in problems] == [
        "geo.above_all", "geo.not_a_number", "geo.negative",
    ]  # fmt: skip
    assert all("Centrum" in each.message or "Oost" in each.message for each in problems)


def test_an_area_without_a_polygon_is_named() -> None:
    [problem] = refused({"wijkcode": "WK040201", "wijknaam": "Centrum"}, shape=None)
    assert problem.key == "geo.no_area"
    assert "Centrum" in problem.message


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ([{"wijknaam": "Centrum"}], "geo.no_code"),
        ([{"wijkcode": "WK040201"}], "geo.no_name"),
        ([{"code": "seven", "name": "x"}], "geo.not_a_code"),
        ([{"code": "GM0402", "name": "x"}, {"code": "WK040201", "name": "y"}], "geo.mixed_levels"),
    ],
)
def test_a_layer_that_lacks_what_it_must_have(rows: list[dict[str, Any]], key: str) -> None:
    assert [problem.key for problem in refused(*rows)] == [key]


def test_municipalities_are_named_by_their_own_layer_first() -> None:
    districts = understand(
        layer({"wijkcode": "WK040201", "wijknaam": "C", "gemeentenaam": "hilversum"},
              {"wijkcode": "WK040601", "wijknaam": "D", "gemeentenaam": "Huizen"}), None
    )  # fmt: skip
    own = understand(layer({"gemeentecode": "GM0402", "gemeentenaam": "Hilversum"}), None)
    assert own.level is Level.MUNICIPALITY
    assert municipality_names([districts, own]) == {"GM0402": "Hilversum", "GM0406": "Huizen"}


def test_a_municipality_without_an_outline_is_its_districts() -> None:
    sheet = understand(layer({"wijkcode": "WK040201", "wijknaam": "C"}), None)
    found = areas([sheet], {"GM0402"})
    assert outline("GM0402", "Hilversum", found).shape.equals(SQUARE)
    with pytest.raises(PlannerError, match="Huizen"):
        outline("GM0406", "Huizen", found)


def test_the_year_that_a_layer_names() -> None:
    row = {"wijkcode": "WK040201", "wijknaam": "C", "pop_2021": 3, "p_wcorpw_2020": 3}
    assert years([understand(layer(row), None)]) == {2021}
    assert years([understand(layer(row, name="wijk_2022"), None)]) == {2022}
    plain = {"wijkcode": "WK040201", "wijknaam": "C"}
    assert years([understand(layer(plain), None)]) == set()


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", " @x", "-- y", "=-+z\u202e"])
def test_a_name_that_a_spreadsheet_would_run(name: str) -> None:
    row = {"wijkcode": "WK040201", "wijknaam": name, "aantal_inwoners": 1}
    [area] = areas([understand(layer(row), None)], {"GM0402"}).values()
    assert area.name[0] not in "=+-@"
    assert area.name.isprintable()
