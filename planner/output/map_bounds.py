"""What holds a municipality back, in plain words with the arithmetic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from planner.analysis.binding import Bound
from planner.outcome import Outcome
from planner.output.wording import label
from planner.text import number, text


def sentences(outcome: Outcome, bounds: Iterable[Bound]) -> dict[str, list[str]]:
    """Sentences by municipality, one for each rule and subject, its years together.

    The limits of the region as a whole (targets, budgets) hold back no municipality of its own and
    are left out.
    """
    together: defaultdict[tuple[str, ...], list[Bound]] = defaultdict(list)
    for bound in bounds:
        if bound.municipality:
            subject = bound.subject if bound.rule != "per_neighbourhood" else ""
            key = (bound.municipality, bound.rule, subject, bound.programme or "")
            together[key].append(bound)
    result: defaultdict[str, list[str]] = defaultdict(list)
    for (municipality, *_), found in together.items():
        result[municipality].append(_said(outcome, found))
    return dict(result)


def _said(outcome: Outcome, found: list[Bound]) -> str:
    region, first = outcome.region, found[0]
    values: dict[str, Any] = {"used": number(first.used), "limit": number(first.limit)}
    if first.programme:
        values["programme"] = _apart(label(region.programmes[first.programme]))
    key = first.rule
    match first.rule, first.subject:
        case "vacancy_share", subject:
            owner, _, place = subject.partition(", ")
            values["corporation"] = _apart(region.corporations[owner].name)
            values["years"] = _years(outcome, found)
            if place:
                key = "stock"
                values["neighbourhood"] = _apart(region.neighbourhoods[place].name)
            # The limit of a corporation in a municipality is the same in every year.
            elif not first.limit:
                key = "no_vacancies"
        case "support", "":
            key = "no_support"
        case "support", subject:
            values["support_point"] = _apart(region.support_points[subject].name)
        case "site", "":
            key = "site" if first.limit else "no_site"
        case "site", subject:
            key = "site_full"
            values["site"] = _apart(region.sites[subject].name)
        case "neighbourhood_load" | "adjacent_load", subject:
            values["neighbourhood"] = _apart(region.neighbourhoods[subject].name)
        case "per_neighbourhood", _:
            names = [region.neighbourhoods[bound.subject].name for bound in found]
            values["places"] = [_apart(name) for name in names]
        case "participation", _ if first.year is not None:
            key = "participation_years"
            values["years"] = [str(bound.year) for bound in found]
    return text(f"map.bound.{key}", **values)


def _years(outcome: Outcome, found: list[Bound]) -> str:
    counts = {(bound.used, bound.limit) for bound in found}
    if len(found) == len(outcome.region.years) > 1 and len(counts) == 1:
        used, limit = counts.pop()
        return text("map.bound.every_year", used=number(used), limit=number(limit))
    return ", ".join(
        text("map.bound.in_year", year=b.year, used=number(b.used), limit=number(b.limit))
        for b in found
    )


def _apart(name: str) -> str:
    """A name from a file between marks that keep its writing direction to itself."""
    return f"\u2068{name}\u2069"
