"""Free text from files that says too much: sources that name what an edition does not show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from planner.region.overrides import ASSUMPTION, is_assumption
from planner.text import text


@dataclass(frozen=True)
class Mentions:
    """Finds names in free text, as whole words in any case."""

    pattern: re.Pattern[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> Mentions:
        """Finds any of these names; spaces in them stand for any white space."""
        parts = (r"\s+".join(map(re.escape, name.split())) for name in names)
        longest_first = sorted(filter(None, set(parts)), key=lambda part: (-len(part), part))
        # Without any name nothing is found.
        either = "|".join(longest_first) or r"(?!)"
        return cls(re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE))

    def within(self, words: str) -> bool:
        """Whether the text names any of them."""
        return self.pattern.search(words) is not None

    def kept(self, source: str | None) -> str | None:
        """A source as it is, or what stands in its place where it names any of them."""
        if source is None or not self.within(source):
            return source
        return withheld(source, "edition.source")


def withheld(source: str, key: str) -> str:
    """What stands in the place of a source: the message `key`, an assumption where it was one."""
    return f"{ASSUMPTION}: {text(key)}" if is_assumption(source) else text(key)
