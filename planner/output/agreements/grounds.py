"""The grounds of an agreement: which rule and which source every number rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from planner.region.overrides import is_assumption
from planner.text import text

# How sources name a figure (`G2-0129`) or lines of a document (`002:2467-2487`); docs/sources.md.
_REFERENCE = re.compile(r"\b[A-Z]\d?-\d{4}\b|\b\d{3}:\d+(?:-\d+)?\b")


@dataclass
class Grounds:
    """Numbered grounds, in the order in which they are first cited."""

    rows: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def cite(self, rule: str, what: str, sources: Iterable[str | None]) -> str:
        """The mark of a ground (`[3]`): the rule by name, what it says, and where that is from."""
        ground = (text(f"agreement.rule.{rule}"), what, cited(sources))
        return f"[{self.rows.setdefault(ground, len(self.rows) + 1)}]"


def cited(sources: Iterable[str | None]) -> str:
    """Sources in few words: references as they are, an assumption with those it names."""
    plain: dict[str, None] = {}
    named: dict[str, None] = {}
    assumed = missing = False
    for source in sources:
        if not source:
            missing = True
        elif is_assumption(source):
            assumed = True
            named |= dict.fromkeys(_REFERENCE.findall(source))
        else:
            plain[source] = None
    parts = list(plain)
    if assumed and named:
        parts.append(text("agreement.assumption_of", references=list(named)))
    elif assumed:
        parts.append(text("agreement.assumption"))
    if missing:
        parts.append(text("agreement.no_source"))
    return "; ".join(parts)
