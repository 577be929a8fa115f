"""Cells of every kind, from text, workbooks and TOML."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from planner.region.cells import convert_table, from_cell, from_text, from_toml
from planner.region.fields import Field, fields_of
from planner.region.numbers import CellError
from planner.region.raw import RawRow, RawTable

PROGRAMME = fields_of("programmes")
SETTING = fields_of("region")
COUNT, RATE = fields_of("targets")["minimum"], fields_of("municipalities")["turnover_rate"]


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (PROGRAMME["label_nl"], "  two\u00a0 words\n", "two words"),
        (PROGRAMME["near_services"], "a; b ;;c", ("a", "b", "c")),
        (PROGRAMME["near_services"], " ", None),
        (PROGRAMME["confidential"], "Ja", True),
        (COUNT, "12", 12),
        (COUNT, "12,0", 12),
        (RATE, "0,5", Decimal("0.5")),
        (RATE, "7%", Decimal("0.07")),
        (RATE, "4,5 %", Decimal("0.045")),
        (SETTING["region.years"], "2021; 2022", (2021, 2022)),
    ],
)
def test_from_text(field: Field, text: str, value: Any) -> None:
    assert from_text(field, text, ",") == value


def test_only_a_share_may_be_given_in_per_cent() -> None:
    with pytest.raises(CellError, match="percent"):
        from_text(COUNT, "7%", ",")
    with pytest.raises(CellError, match="not_number"):
        from_text(RATE, "%", ",")


def test_years_have_four_digits() -> None:
    with pytest.raises(CellError, match="not_years"):
        from_text(SETTING["region.years"], "21;22", ".")


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        (COUNT, 3.0, 3),
        (COUNT, None, None),
        (RATE, 0.1, Decimal("0.1")),
        (RATE, 1, Decimal(1)),
        (RATE, "0,07", Decimal("0.07")),
        (PROGRAMME["programme"], 363, "363"),
        (PROGRAMME["programme"], 363.0, "363"),
        (PROGRAMME["confidential"], True, True),
        (PROGRAMME["confidential"], 0.0, False),
        (PROGRAMME["source"], datetime.date(2021, 5, 1), "2021-05-01"),
        (SETTING["region.years"], 2021, (2021,)),
    ],
)
def test_from_a_workbook(field: Field, cell: Any, value: Any) -> None:
    assert from_cell(field, cell, ",") == value


@pytest.mark.parametrize(
    ("field", "cell", "key"),
    [
        (COUNT, 3.5, "region.not_integer"),
        (COUNT, 1e300, "region.not_integer"),
        (COUNT, True, "region.boolean_here"),
        (COUNT, datetime.date(2021, 5, 1), "region.date"),
        (RATE, float("inf"), "region.not_finite"),
        (PROGRAMME["programme"], datetime.datetime(2021, 5, 1), "region.date"),
        (PROGRAMME["confidential"], 2, "region.not_boolean"),
    ],
)
def test_refused_in_a_workbook(field: Field, cell: Any, key: str) -> None:
    with pytest.raises(CellError, match=key):
        from_cell(field, cell, ",")


@pytest.mark.parametrize(
    ("field", "given", "value"),
    [
        (COUNT, Decimal("3.0"), 3),
        (COUNT, Decimal("3.5"), Decimal("3.5")),
        (COUNT, "3", "3"),
        (COUNT, "", None),
        (RATE, 1, Decimal(1)),
        (RATE, True, True),
        (RATE, "0,5", "0,5"),
        (RATE, "7%", Decimal("0.07")),
        (RATE, "7,5%", Decimal("0.075")),
        (RATE, "seven%", "seven%"),
        (COUNT, "7%", "7%"),
        (PROGRAMME["near_services"], ["a", "b"], ("a", "b")),
        (PROGRAMME["near_services"], "a;b", ("a", "b")),
        (PROGRAMME["label_nl"], 5, 5),
        (PROGRAMME["label_nl"], datetime.date(2021, 5, 1), datetime.date(2021, 5, 1)),
    ],
)
def test_from_toml_leaves_what_is_of_the_wrong_kind(field: Field, given: Any, value: Any) -> None:
    found = from_toml(field, given)
    assert (found, type(found)) == (value, type(value))


def test_a_mixed_table_is_one_problem_and_its_numbers_are_not_read() -> None:
    cells = [{"minimum": "1.5", "maximum": "7"}, {"minimum": "2,5", "maximum": ""}]
    rows = [RawRow("t.csv", number, row) for number, row in enumerate(cells, start=2)]
    table = RawTable("t.csv", ("minimum", "maximum"), rows, delimiter=";")
    found, problems = convert_table("targets", table)
    assert found.conflict
    assert [(p.key, p.row, p.column, p.value) for p in problems] == [
        ("region.mixed_marks", 3, "minimum", "2,5")
    ]
    assert rows[0].refused == {"minimum", "maximum"}


def test_every_unreadable_cell_is_a_problem_of_its_own() -> None:
    row = RawRow("t.csv", 2, {"minimum": "5%", "maximum": "many"})
    _, problems = convert_table("targets", RawTable("t.csv", ("minimum", "maximum"), [row]))
    assert [(p.key, p.column) for p in problems] == [
        ("region.percent", "minimum"),
        ("region.not_integer", "maximum"),
    ]
