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
        (b"\xef\xbb\xbf\xff", "region.encoding"),
    ],
)
def test_refused(content: str | bytes, key: str) -> None:
    raw, problems = read(content)
    assert problems == [key]
    assert not raw.complete


def test_a_header_is_enough_only_where_no_row_is_needed() -> None:
    assert read("corporation,name,source\n")[1] == []
    assert read("programme,year,minimum,maximum,source\n", "targets")[1] == ["region.no_rows"]
