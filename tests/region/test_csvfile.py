"""CSV files as the contract has them and as a Dutch Excel writes them."""

from __future__ import annotations

import pytest

from planner.region.csvfile import read_csv
from planner.region.raw import RawTable

PLAIN = "corporation,name,source\ncc,Één & Co,made up\n"


def read(content: str | bytes, table: str = "corporations") -> tuple[RawTable, list[str]]:
    data = content.encode() if isinstance(content, str) else content
    raw, problems = read_csv(table, f"{table}.csv", data)
    return raw, [problem.key for problem in problems]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (PLAIN.encode(), ""),
        (PLAIN.encode("utf-8-sig"), "UTF-8 (BOM)"),
        (PLAIN.encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + PLAIN.encode("utf-16-be"), "UTF-16"),
        (PLAIN.encode("cp1252"), "Windows-1252"),
        (PLAIN.replace("\n", "\r\n").encode(), ""),
    ],
)
def test_encodings(content: bytes, encoding: str) -> None:
    raw, problems = read(content)
    assert problems == []
    assert raw.encoding == encoding
    assert raw.rows[0].cells["name"] == "Één & Co"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_delimiters(mark: str) -> None:
    raw, problems = read(PLAIN.replace(",", mark))
    assert (raw.delimiter, problems) == (mark, [])


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;", "\ufeffsep=;"])
def test_a_line_that_names_the_delimiter_is_skipped(first: str) -> None:
    raw, problems = read(f"{first}\r\n" + PLAIN.replace(",", ";"))
    assert (raw.delimiter, problems) == (";", [])
    assert [(row.number, row.cells["corporation"]) for row in raw.rows] == [(3, "cc")]


def test_a_line_that_names_another_delimiter() -> None:
    assert read("sep=|\n" + PLAIN)[1] == ["region.delimiter"]
    assert read("sep=;\n" + PLAIN)[1][0] == "region.unknown_column"


def test_a_stray_byte_is_named_by_its_place() -> None:
    """A file of UTF-8 with one byte that is none: to read it as Windows-1252 would garble names."""
    content = PLAIN.encode() + b"dd,Caf\xe9 ,made up\n"
    [problem] = read_csv("corporations", "corporations.csv", content)[1]
    assert (problem.key, problem.row) == ("region.stray_byte", 3)
    assert problem.values == {"line": 3, "position": 7, "byte": "0xE9", "before": "dd,Caf"}


def test_a_row_of_totals_is_no_row() -> None:
    raw, problems = read("corporation,name,source\ncc,C,x\nTotaal,,\n")
    assert problems == ["region.total_row"]
    assert ([row.number for row in raw.rows], raw.left_out, raw.complete) == ([2], {3}, True)
    assert read("corporation,name,source\ntotaal-wonen,Totaal Wonen,Totaal\n")[1] == []


def test_letters_with_separate_accents_are_joined() -> None:
    assert read(PLAIN.replace("É", "E\u0301"))[0].rows[0].cells["name"] == "Één & Co"


def test_blank_rows_are_skipped_and_counted() -> None:
    raw, problems = read('\ncorporation,name,source\n\n,,\ncc,"C\nC",x\n\ndd,D,x\n')
    assert problems == []
    assert [row.number for row in raw.rows] == [5, 7]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("", "region.empty_file"),
        ("\ufeff", "region.empty_file"),
        (" \n\n", "region.empty_file"),
        (",\n,,\n", "region.empty_file"),
        ("corporation;name,source\n", "region.delimiter"),
        ("corporation\n", "region.delimiter"),
        ("corporation,name,source\ncc;C;x\n", "region.row_delimiter"),
        ("corporation,name,source\ncc,C\n", "region.row_width"),
        ("corporation,name,source\ncc,C,x,y\n", "region.row_width"),
        ('corporation,name,source\ncc,"C"C,x\n', "region.csv_form"),
        ('corporation,name,source\ncc,"C,x\n', "region.csv_form"),
        ("corporation,name,source,\n", "region.header_empty"),
        ("corporation,name,source,name\n", "region.header_twice"),
        ("corporation,name,source,nmae\n", "region.unknown_column"),
        ("corporation,source\n", "region.missing_column"),
        (b"\x81\x8d\xff", "region.encoding"),
        (b"a\0b", "region.encoding"),
        (b"\xff\xfea", "region.encoding"),
        (b"\xef\xbb\xbf\xff", "region.stray_byte"),
    ],
)
def test_refused(content: str | bytes, key: str) -> None:
    raw, problems = read(content)
    assert problems == [key]
    assert not raw.complete


def test_a_header_is_enough_only_where_no_row_is_needed() -> None:
    assert read("corporation,name,source\n")[1] == []
    assert read("programme,year,minimum,maximum,source\n", "targets")[1] == ["region.no_rows"]
