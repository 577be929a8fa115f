"""A folder or workbook to raw tables and settings, with a digest of every file read."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from planner.errors import PlannerError, Problem
from planner.region.cells import convert_table, from_toml
from planner.region.csvfile import decode, read_csv
from planner.region.fields import OPTIONAL, SETTINGS, fields_of, tables
from planner.region.files import content_of
from planner.region.hints import hint
from planner.region.network_file import NETWORK_FILES, parse_network
from planner.region.numbers import Notation
from planner.region.raw import RawRegion, RawRow, RawTable, shown
from planner.region.workbook import read_workbook, workbook_name
from planner.text import Phrase, text

SETTINGS_FILE = "region.toml"
# What `planner monitor` keeps, and what SQLite leaves beside it when it is stopped.
MONITOR_FILE = "monitor.sqlite"
IGNORED_FILES = frozenset({"geo.gpkg", "README.md", MONITOR_FILE, f"{MONITOR_FILE}-journal"})
IGNORED_FOLDERS = frozenset({"scenarios"})
# A folder with neither settings nor any of these is another folder, a plan's perhaps: a plan has
# tables of municipalities and corporations too.
_TELLING = ("neighbourhoods", "stock", "support_points", "programmes", "targets")


def read(path: Path) -> RawRegion:
    """Everything in a region folder or workbook, every cell of the kind its column holds.

    What is wrong with the form is in `problems`. Raises `PlannerError` when there is no such folder
    or workbook at all.
    """
    folder = path.parent if workbook_name(path) else path
    # Until the settings are read, none of them can be called missing.
    unread = RawRow(SETTINGS_FILE, None, {}, refused=set(fields_of(SETTINGS)))
    region = RawRegion(folder, unread)
    if workbook_name(path):
        content = read_bytes(path, path.name, region)
        if content is not None:
            read_workbook(region, path.name, content)
    else:
        _read_folder(path, region)
    _read_network(path, region)
    for name, table in region.tables.items():
        found, problems = convert_table(name, table)
        region.problems += problems
        region.notes += _note(table, found)
    return region


def read_bytes(path: Path, name: str, region: RawRegion) -> bytes | None:
    """The content of a file, its digest noted under `name`; `None` with a problem if unreadable."""
    try:
        content = content_of(path)
    except OSError as error:
        values = {"reason": error.strerror or type(error).__name__}
        region.problems.append(Problem("region.unreadable", values, name))
        return None
    region.hashes[name] = hashlib.sha256(content).hexdigest()
    return content


def parse_toml(content: bytes, name: str) -> dict[str, Any] | Problem:
    """The tables of a TOML file, numbers exact; a problem when it is none."""
    decoded = decode(content)
    if decoded is None or decoded[1] in ("Windows-1252", "UTF-16"):
        return Problem("region.toml_encoding", {}, name)
    if not decoded[0].strip():
        return Problem("region.empty_file", {}, name)
    try:
        return tomllib.loads(decoded[0], parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        line = _line_of(decoded[0], error)
        return Problem("region.toml_form", {"line": line}, name)
    except (ValueError, RecursionError, ArithmeticError):  # numbers or nesting beyond all measure
        return Problem("region.toml_unreadable", {}, name)


def flatten(
    nested: Mapping[str, Any], known: Mapping[str, Any], prefix: str = ""
) -> dict[str, Any]:
    """Nested tables as dotted keys; a table below a known key, or a very deep one, stays."""
    flat: dict[str, Any] = {}
    for name, value in nested.items():
        key = f"{prefix}{name}"
        if value == {} and below(key, known):
            continue
        if isinstance(value, Mapping) and key not in known and value and key.count(".") < 3:
            flat |= flatten(value, known, f"{key}.")
        else:
            flat[key] = value
    return flat


def below(key: str, known: Iterable[str]) -> list[str]:
    """The known keys inside the table that a dotted key names."""
    return [name for name in known if name.startswith(f"{key}.")]


def _read_folder(folder: Path, region: RawRegion) -> None:
    files = {SETTINGS: SETTINGS_FILE} | {table: f"{table}.csv" for table in tables()}
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        values = {"reason": error.strerror or type(error).__name__}
        raise PlannerError(Problem("region.unreadable", values, str(folder))) from error
    found = {entry.name for entry in entries}
    if not found & {SETTINGS_FILE, *(files[table] for table in _TELLING)}:
        raise PlannerError(Problem("region.no_region_folder", {}, folder.as_posix()))
    for entry in entries:
        known = entry.name in {*files.values(), *NETWORK_FILES, *IGNORED_FILES}
        if entry.is_dir():
            known = known or entry.name in IGNORED_FOLDERS
        special = entry.exists() and not (entry.is_dir() or entry.is_file())
        if known and special and entry.name not in files.values():
            reason = {"reason": text("file.special")}
            region.problems.append(Problem("region.unreadable", reason, entry.name))
        if not known and not entry.name.startswith((".", "~$")):
            values_ = {"hint": hint(entry.name, files.values())}
            region.problems.append(Problem("region.unknown_file", values_, entry.name))
    if SETTINGS_FILE not in found:
        region.problems.append(Problem("region.no_settings", {}, SETTINGS_FILE))
    for table, name in files.items():
        if name not in found:
            if table not in OPTIONAL and table != SETTINGS:
                region.problems.append(Problem("region.missing_file", {"table": table}, name))
            continue
        content = read_bytes(folder / name, name, region)
        if table == SETTINGS:
            _read_settings(content, region)
        elif content is not None:
            region.tables[table], problems = read_csv(table, name, content)
            region.problems += problems


def _read_network(path: Path, region: RawRegion) -> None:
    """Read `network.gpkg` or `network.graphml`; beside a workbook, `<workbook>.network.gpkg`."""
    before = f"{path.stem}." if workbook_name(path) else ""
    found = [f"{before}{name}" for name in NETWORK_FILES]
    found = [name for name in found if (region.folder / name).exists()]
    if len(found) > 1:
        region.problems.append(Problem("network.two", {"other": found[0]}, found[1]))
        return
    for name in found:
        content = read_bytes(region.folder / name, name, region)
        if content is None:
            continue
        try:
            region.network, note = parse_network(name, content)
        except PlannerError as error:
            region.problems += error.problems
        else:
            region.notes.append(note)


def _read_settings(content: bytes | None, region: RawRegion) -> None:
    parsed = parse_toml(content, SETTINGS_FILE) if content is not None else None
    if parsed is None or isinstance(parsed, Problem):
        region.problems += [parsed] if parsed else []
        return
    region.settings.refused.clear()
    known = fields_of(SETTINGS)
    sources = parsed.pop("sources", {})
    settings = flatten(parsed, known)
    for key, value in settings.items():
        if key in known:
            region.settings.cells[key] = from_toml(known[key], value)
        else:
            region.problems.append(_unknown(key, value))
    if not isinstance(sources, Mapping):
        values = {"hint": Phrase("region.choose_from", "[sources]")}
        region.problems.append(
            Problem("region.unknown_setting", values, SETTINGS_FILE, None, "sources")
        )
        return
    # The most particular key comes last, so that its source holds for it.
    for key, value in sorted(flatten(sources, known).items(), key=lambda item: item[0].count(".")):
        covered = [key] if key in known else below(key, known)
        if not covered:
            region.problems.append(_unknown(key, value, "sources."))
        elif not isinstance(value, str):
            problem = Problem(
                "region.not_text", {}, SETTINGS_FILE, None, f"sources.{key}", shown(value)
            )
            region.problems.append(problem)
        elif value.strip():
            region.sources |= dict.fromkeys(covered, " ".join(value.split()))


def _unknown(key: str, value: Any, prefix: str = "") -> Problem:
    values = {"hint": hint(key, fields_of(SETTINGS))}
    column = prefix + key
    return Problem("region.unknown_setting", values, SETTINGS_FILE, None, column, shown(value))


def _line_of(content: str, error: tomllib.TOMLDecodeError) -> int:
    # Only newer Pythons give the line apart; all of them write it, or the end, in the message.
    words = str(error).rpartition("(at ")[2].replace(",", "").split()
    if "line" in words:
        return int(words[words.index("line") + 1])
    return len(content.splitlines())


def _note(table: RawTable, found: Notation) -> list[str]:
    parts = [table.encoding] if table.encoding else []
    if table.delimiter == ";":
        parts.append(text("region.note.semicolons"))
    elif table.delimiter == "\t":
        parts.append(text("region.note.tabs"))
    if found.shown and found.mark == ",":
        parts.append(text("region.note.comma"))
    elif found.shown and parts:
        parts.append(text("region.note.point"))
    if not parts:
        return []
    return [text("region.note.read_as", file=table.file, how=", ".join(parts))]
