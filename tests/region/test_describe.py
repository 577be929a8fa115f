"""The field table in words."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from planner.region.describe import allowed, field_header, field_rows, markdown, when_empty
from planner.region.fields import ALLOCATION, SETTINGS, all_fields, fields_of, tables
from planner.text import LANGUAGES, use

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_a_row(language: str) -> None:
    use(language)
    for table in (SETTINGS, *tables()):
        rows = field_rows(table)
        assert [row[0] for row in rows] == list(fields_of(table))
        assert {len(row) for row in rows} == {len(field_header("column"))}
    described = [field for field in all_fields() if field.table != ALLOCATION]
    assert markdown(2).count("\n| `") == len(described)


def test_what_is_allowed() -> None:
    use("en")
    assert allowed(fields_of("programmes")["priority"]) == "≥ 1; ≤ 3"
    assert allowed(fields_of("sites")["from_year"]) == "≥ 1900; ≤ 2200"
    assert allowed(fields_of("stock")["corporation"]) == "occurs in corporations; key"
    assert allowed(fields_of("programmes")["contract_form"]) == "triangular, flip, conditional"
    assert when_empty(fields_of("targets")["minimum"]) == "0"
    assert when_empty(fields_of("targets")["maximum"]) == "none"
    assert when_empty(fields_of("targets")["year"]) == "not allowed"


def test_the_documents_are_up_to_date() -> None:
    documents = runpy.run_path(str(ROOT / "scripts" / "write_region_format.py"))["documents"]
    for path, text in documents().items():
        assert path.read_text(encoding="utf-8") == text
