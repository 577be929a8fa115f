"""Names of places, written alike so that they can be compared."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

_SUFFIX = re.compile(r"\s*\([^()]*\)\s*$")
_TITLE = re.compile(r"^(?:gemeente|gem) (?=.)|(?<=.) (?:gemeente|gem)$")
_NUMBERED = re.compile(r"^(?:wijk|buurt)(?: \d+)+ (?=.)")


def normalised(name: str) -> str:
    """A name without case, accents, punctuation and the word “gemeente”.

    “Gem. Súdwest-Fryslân” and “sudwest fryslan” are the same; “Laren (NH.)” keeps its “nh”.
    """
    flat = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(mark for mark in flat if not unicodedata.combining(mark))
    words = " ".join(re.sub(r"[\W_]+", " ", letters).split())
    return _TITLE.sub("", words)


def without_suffix(name: str) -> str:
    """The normalised name without a province in brackets at its end: “laren”."""
    return normalised(_SUFFIX.sub("", name)) or normalised(name)


def of_district(name: str) -> str:
    """The normalised name of a district without the number CBS puts before it: “oude dorp”."""
    return _NUMBERED.sub("", normalised(name))


def inside(name: str, municipality: str) -> str:
    """The normalised name of a district without that of its municipality: “centrum”."""
    district, whole = of_district(name), without_suffix(municipality)
    return district.removeprefix(f"{whole} ").removesuffix(f" {whole}")


def nearest(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names most like a name, the likest first."""
    spelled = {without_suffix(other): other for other in sorted(known, reverse=True)}
    close = difflib.get_close_matches(without_suffix(name)[:80], spelled, n=most, cutoff=0.5)
    return [spelled[each] for each in close]
