"""Help with a name that does not exist: the nearest one that does."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from planner.errors import Problem
from planner.text import Phrase


@dataclass(frozen=True, slots=True)
class Where:
    """Another row that a message points at, put into words only when the message is shown."""

    file: str
    number: int | None

    def __str__(self) -> str:
        return Problem("", {}, self.file, self.number).place


def hint(name: str, known: Iterable[str]) -> Phrase:
    """“Did you mean …?” where a known name is close, else the first of the known names."""
    names = sorted(set(known))
    by_lower = {other.lower(): other for other in reversed(names)}
    close = difflib.get_close_matches(name.lower()[:80], by_lower, n=1)
    if close:
        return Phrase("region.did_you_mean", by_lower[close[0]])
    if not names:
        return Phrase("region.none_known", "")
    if len(names) > 12:
        names = [*names[:12], "…"]
    return Phrase("region.choose_from", ", ".join(names))
