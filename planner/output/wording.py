"""Labels in the language in use."""

from __future__ import annotations

from planner.region.domain import Identity, Programme
from planner.text import catalogue, language, text


def label(thing: Identity | Programme) -> str:
    """The name of a region or programme in the language in use."""
    return thing.label_nl if language() == "nl" else thing.label_en


def group_name(code: str) -> str:
    """What a quota group is called; its code where it has no name."""
    return worded("group", code)


def worded(kind: str, code: str) -> str:
    """What a code is called (`aim`, `part`, `unit`, `status`, …); the code itself where unnamed.

    A code that ends in a rank (`worst_22`) may be named by the message of what comes before it.
    """
    if not code:
        return "–"
    known = catalogue(language())
    if (key := f"present.{kind}.{code}") in known:
        return text(key)
    stem, _, rank = code.rpartition("_")
    if rank.isdecimal() and (key := f"present.{kind}.{stem}") in known:
        return text(key, rank=rank)
    return code
