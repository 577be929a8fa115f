"""One CSV table, as the contract has it or as a Dutch Excel writes it."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from typing import Any

from planner.errors import Problem
from planner.region.raw import RawTable
from planner.region.tables import MOST_ROWS, columns_of, is_blank, to_table

DELIMITERS = (",", ";", "\t")
# The first line by which Excel is told the delimiter: sep=;
_NAMED_DELIMITER = re.compile(r"\s*\"?sep=([^\r\n])\"?[,;\t]*\r?\n", re.IGNORECASE)


def read_csv(table: str, file: str, content: bytes) -> tuple[RawTable, list[Problem]]:
    """The table in a CSV file, and what is wrong with its form."""
    nothing = RawTable(file, (), [], complete=False)
    if (found := content.count(b"\n")) > MOST_ROWS:
        limit = {"found": found, "most": MOST_ROWS}
        return nothing, [Problem("region.too_many_rows", limit, file)]
    if (stray := stray_byte(content)) is not None:
        return nothing, [Problem("region.stray_byte", stray, file, stray["line"])]
    decoded = decode(content)
    if decoded is None:
        return nothing, [Problem("region.encoding", {}, file)]
    text, encoding = decoded
    named = _NAMED_DELIMITER.match(text)
    text = text[named.end() :] if named else text
    if not text.strip():
        return nothing, [Problem("region.empty_file", {}, file)]
    delimiter = named[1] if named else _delimiter(text)
    if delimiter not in DELIMITERS:
        return nothing, [Problem("region.delimiter", {}, file, 1)]
    try:
        lines = list(enumerate(_split(text, delimiter), start=2 if named else 1))
    except csv.Error as error:
        if "field limit" in str(error):
            return nothing, [Problem("region.text_long", {"limit": csv.field_size_limit()}, file)]
        return nothing, [Problem("region.csv_form", {}, file)]
    while lines and is_blank(lines[0][1]):
        lines.pop(0)
    if not lines:
        return nothing, [Problem("region.empty_file", {}, file)]
    header_row, header = lines[0]
    names, problems = columns_of(file, header_row, header)
    whole = []
    for number, cells in lines[1:]:
        if len(cells) == len(header):
            whole.append((number, cells))
        elif not is_blank(cells):
            problems.append(_wrong_width(file, number, cells, len(header), delimiter))
    raw, more = to_table(table, file, names, header_row, whole)
    raw.delimiter, raw.encoding = delimiter, encoding
    raw.complete = raw.complete and not problems
    if problems:
        more = [problem for problem in more if problem.key != "region.no_rows"]
    return raw, problems + more


def decode(content: bytes) -> tuple[str, str] | None:
    """The text of a file and its encoding (empty for plain UTF-8); `None` when it is no text.

    Windows-1252 is what is left when a file is not valid UTF-8 and has no mark of another encoding.
    """
    if content.startswith(codecs.BOM_UTF8):
        attempts = [("utf-8-sig", "UTF-8 (BOM)")]
    elif content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        attempts = [("utf-16", "UTF-16")]
    else:
        attempts = [("utf-8", ""), ("cp1252", "Windows-1252")]
    for codec, name in attempts:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else (unicodedata.normalize("NFC", text), name)
    return None


def stray_byte(content: bytes) -> dict[str, Any] | None:
    """Where a file that is UTF-8 is not: the line and byte; `None` where it is, or never was.

    Letters written in UTF-8 hardly ever come about in another encoding, so a file with some of them
    and a byte that fits nowhere is a damaged one.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        if len(content.decode("utf-8", errors="ignore").encode()) == len(
            content.decode("ascii", errors="ignore").encode()
        ):
            return None
        begin = content.rfind(b"\n", 0, error.start) + 1
        before = content[begin : error.start].decode("utf-8")
        return {
            "line": content.count(b"\n", 0, error.start) + 1,
            "position": len(before) + 1,
            "byte": f"0x{content[error.start]:02X}",
            "before": before[-20:],
        }
    return None


def _delimiter(text: str) -> str | None:
    header = next(line for line in text.splitlines() if line.strip())
    outside = "".join(header.split('"')[::2])
    found = [mark for mark in DELIMITERS if mark in outside]
    return found[0] if len(found) == 1 else None


def _split(text: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def _wrong_width(file: str, number: int, cells: list[str], width: int, delimiter: str) -> Problem:
    if len(cells) == 1:
        for other in DELIMITERS:
            if other != delimiter and cells[0].count(other) == width - 1:
                return Problem("region.row_delimiter", {}, file, number)
    return Problem("region.row_width", {"found": len(cells), "expected": width}, file, number)
