"""The neighbourhoods that a region's scenarios name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from planner.errors import Problem
from planner.geography.references import columns_to_neighbourhoods
from planner.region.files import content_of
from planner.region.read import parse_toml

_PARTS = ("change", "add", "remove")


def named(folder: Path) -> dict[str, frozenset[str]]:
    """The codes of neighbourhoods in each scenario of a region that names any, by file name.

    What is no file, or no TOML, names none: it is refused when it is used.
    """
    found = {}
    for path in sorted((folder / "scenarios").glob("*.toml")):
        if not path.is_file():
            continue
        parsed = parse_toml(content_of(path), path.name)
        if not isinstance(parsed, Problem) and (codes := frozenset(_codes(parsed))):
            found[f"{path.parent.name}/{path.name}"] = codes
    return found


def _codes(parsed: dict[str, Any]) -> Iterator[str]:
    for part in _PARTS:
        for table, entries in _dict(parsed.get(part)).items():
            own = table == "neighbourhoods"
            columns = ("neighbourhood",) if own else columns_to_neighbourhoods(table)
            for entry in entries if isinstance(entries, list) else ():
                found = (_dict(entry).get(column) for column in columns)
                yield from (code.strip() for code in found if isinstance(code, str))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
