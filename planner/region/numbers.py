"""Numbers and booleans written as text, in Dutch or English notation.

`1.234` is a thousand or one and a bit. Which mark is the decimal one is decided once per file, from
all its numbers together, and never guessed: a file that shows both, or a number that stays
ambiguous, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

LONGEST = 30
_TRUE = frozenset({"true", "waar", "ja", "yes", "1"})
_FALSE = frozenset({"false", "onwaar", "nee", "no", "0"})
_WHOLE = r"(?:[0-9]+|[1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}})+|[1-9][0-9]{{0,2}}(?: [0-9]{{3}})+)"
_NUMBER = {
    mark: re.compile(
        rf"-?(?:{_WHOLE.format(group=re.escape(group))}(?:{re.escape(mark)}[0-9]+)?"
        rf"|{re.escape(mark)}[0-9]+)"
    )
    for mark, group in ((".", ","), (",", "."))
}
_REFUSED = (
    ("region.percent", re.compile(r"[%‰]")),
    ("region.currency", re.compile(r"[€$£]|\beur\b", re.IGNORECASE)),
    ("region.scientific", re.compile(r"^[+-]?[0-9.,]+e[+-]?[0-9]+$", re.IGNORECASE)),
    ("region.not_finite", re.compile(r"^[+-]?(nan|inf|infinity)$", re.IGNORECASE)),
)
_ODD_SIGNS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-"})


class CellError(Exception):
    """A cell that cannot be read; `key` names the message."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


@dataclass(frozen=True, slots=True)
class Sample:
    """A number as found in a file, in a column of whole numbers or not."""

    row: int | None
    column: str
    text: str
    integer: bool


@dataclass(frozen=True, slots=True)
class Notation:
    """The decimal mark of a file; empty where none is known.

    `conflict` holds one number for each mark where the file shows both. `shown` tells whether a
    number in the file showed the mark.
    """

    mark: str
    shown: bool = False
    conflict: tuple[Sample, Sample] | None = None


def readings(text: str, integer: bool = False) -> dict[str, Decimal]:
    """What a text means under each decimal mark; empty when it is no number under either.

    In a column of whole numbers a mark before exactly three digits groups thousands.
    """
    text = text.strip().translate(_ODD_SIGNS)
    if len(text) > LONGEST:
        return {}
    found = {}
    for mark, pattern in _NUMBER.items():
        if pattern.fullmatch(text):
            group = "," if mark == "." else "."
            plain = text.replace(group, "").replace(" ", "").replace(mark, ".")
            found[mark] = Decimal(plain)
    if integer and len(found) == 2 and found["."] != found[","]:
        grouped = max(found, key=lambda mark: abs(found[mark]))
        return {grouped: found[grouped]}
    return found


def notation(samples: Iterable[Sample], contract: str = "") -> Notation:
    """The decimal mark that the numbers of one file show; `contract` where they show none.

    A whole number with a mark before three digits shows something only where there is no contract:
    in a comma-separated file `700.000` is 700, as programs write it.
    """
    evidence: dict[str, Sample] = {}
    for sample in samples:
        found = readings(sample.text, sample.integer and not contract)
        if len(found) == 1:
            evidence.setdefault(next(iter(found)), sample)
    if len(evidence) == 2:
        return Notation("", conflict=(evidence["."], evidence[","]))
    if evidence:
        return Notation(next(iter(evidence)), shown=True)
    return Notation(contract)


def number(text: str, mark: str, integer: bool = False) -> Decimal:
    """The value of a text under a decimal mark (empty: not known).

    Raises `CellError` for what is no number, and for a number that can be read in two ways.
    """
    found = readings(text, integer and not mark)
    if not found:
        stripped = text.strip()
        for key, pattern in _REFUSED:
            if pattern.search(stripped):
                raise CellError(key)
        raise CellError("region.not_integer" if integer else "region.not_number")
    if mark in found:
        return found[mark]
    if len(found) == 2 and found["."] != found[","]:
        raise CellError("region.ambiguous")
    return next(iter(found.values()))


def boolean(text: str) -> bool:
    """Whether a text says yes: true/false, waar/onwaar, ja/nee, yes/no, 1/0 in any case.

    Raises `CellError` for anything else.
    """
    word = text.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise CellError("region.not_boolean")
