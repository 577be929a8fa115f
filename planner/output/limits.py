"""The limits that a plan has used up in sentences, the same in report, map and explanation.

The sentence of a limit is the message `limit.<rule>` or `limit.<rule>.<kind>`: its places are the
names of what the limit is on, `used` and `limit`, and `parts`: the years one after the other. The
last year stands in `year`, `used` and `limit`: of sums up to a year the last says it for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from planner.analysis.binding import Bound
from planner.models.limit import Subject
from planner.output.format import amount, euros, listed
from planner.output.names import isolated
from planner.output.wording import label
from planner.region.domain import Region
from planner.text import text

TABLES = {
    "corporation": "corporations",
    "municipality": "municipalities",
    "neighbourhood": "neighbourhoods",
    "site": "sites",
    "support_point": "support_points",
}


def named(region: Region, subject: Subject) -> dict[str, Any]:
    """The names of what a limit is on, and its year."""
    values: dict[str, Any] = {}
    for part, code in subject.named.items():
        if part == "programme":
            values[part] = isolated(label(region.programmes[code]))
        elif part in TABLES:
            values[part] = isolated(getattr(region, TABLES[part])[code].name)
        else:
            values[part] = str(code)
    return values


def quantity(rule: str, value: int | float | Decimal) -> str:
    """A number in the unit of a rule."""
    return euros(value) if rule == "budget" else amount(value)


def sentences(region: Region, bounds: Iterable[Bound]) -> list[str]:
    """A sentence for each limit, its years together, and what is the same of several places."""
    by_year: dict[tuple[str, str, Subject], list[Bound]] = defaultdict(list)
    for bound in bounds:
        by_year[bound.words, bound.municipality, bound.subject._replace(year=None)].append(bound)
    together: dict[tuple[Any, ...], list[list[Bound]]] = defaultdict(list)
    for (words, municipality, subject), found in by_year.items():
        many = _said_of_many(found[-1])
        rest = Subject(**{part: code for part, code in subject.named.items() if part != many})
        numbers = tuple((one.subject.year, one.limit) for one in found)
        alone = None if many else subject
        together[words, municipality, rest, numbers, alone].append(found)
    return [_said(region, found) for found in together.values()]


def _said_of_many(bound: Bound) -> str:
    """What several limits of the same words may differ in and still be one sentence."""
    if bound.rule == "per_neighbourhood":
        return "neighbourhood"
    return "programme" if bound.kind in ("never", "years", "nowhere", "none") else ""


def _said(region: Region, found: list[list[Bound]]) -> str:
    last = found[0][-1]
    values = named(region, last.subject)
    if many := _said_of_many(last):
        values[many] = listed(named(region, bounds[-1].subject)[many] for bounds in found)
    used, limit = quantity(last.rule, last.used), quantity(last.rule, last.limit)
    years = [bound.subject.year for bound in found[0] if bound.subject.year]
    parts = [
        text(
            "limit.in_year",
            year=str(bound.subject.year),
            used=quantity(bound.rule, bound.used),
            limit=quantity(bound.rule, bound.limit),
        )
        for bound in found[0]
    ]
    nothing = ".zero" if last.words == "vacancy_share.municipality" and not last.limit else ""
    return text(
        f"limit.{last.words}{nothing}",
        **values,
        used=used,
        limit=limit,
        count=int(last.limit),
        years=listed(map(str, years)),
        parts=listed(parts),
    )
