"""Names of files for codes that may hold anything."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LONGEST = 80
# Names that Windows keeps for devices, whatever their ending.
_RESERVED = frozenset({"con", "prn", "aux", "nul"}) | {
    f"{device}{number}" for device in ("com", "lpt") for number in range(10)
}


def file_names(codes: Iterable[str]) -> dict[str, str]:
    """A file name for every code: plain lower-case letters, no two alike, always the same."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for code in sorted(set(codes)):
        stem = name = slug(code)
        count = 1
        while name in taken:
            count += 1
            name = f"{stem}-{count}"
        taken.add(name)
        names[code] = f"{name}.docx"
    return names


def slug(code: str) -> str:
    """A code in letters, digits and single hyphens, fit for any file system."""
    letters = unicodedata.normalize("NFKD", code).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:_LONGEST].strip("-")
    return f"corporation-{found}".strip("-") if not found or found in _RESERVED else found
