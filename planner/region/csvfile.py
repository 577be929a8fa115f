"""One CSV table, as the contract has it or as a Dutch Excel writes it."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata

from planner.errors import Problem
from planner.region.raw import RawTable
from planner.region.tables import columns_of, is_blank, to_table

DELIMITERS = (",", ";", "\t")


def read_csv(table: str, file: str, content: bytes) -> tuple[RawTable, list[Problem]]:
    """The table in a CSV file, and what is wrong with its form."""
    nothing = RawTable(file, (), [], complete=False)
    decoded = decode(content)
    if decoded is None:
        return nothing, [Problem("region.encoding", {}, file)]
    text, encoding = decoded
    if not text.strip():
        return nothing, [Problem("region.empty_file", {}, file)]
    delimiter = _delimiter(text)
    if delimiter is None:
        return nothing, [Problem("region.delimiter", {}, file, 1)]
    try:
        lines = list(enumerate(_split(text, delimiter), start=1))
    except csv.Error:
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
