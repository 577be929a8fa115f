"""Why the plan is as it is: the limits that are used up, in sentences with their numbers.

Arithmetic only. That a limit is used up does not say that lifting it would mend a shortfall.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import floor

from planner.analysis.binding import Bound, binding
from planner.outcome import Outcome
from planner.output.report.parts import amount, dwellings, euros, listed, percent, whole
from planner.output.tables import expected_vacancies
from planner.output.wording import group_name, label
from planner.region.domain import Audience, Presence
from planner.text import text


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality: whether it falls short, what it delivers, and what is used up there."""

    name: str
    short: bool
    delivers: tuple[str, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reasons:
    """The municipalities, those that fall short first, and the limits of the region."""

    places: tuple[Place, ...]
    region: tuple[str, ...]


def chapter(outcome: Outcome) -> Reasons:
    """The limits used up in each municipality and in the region."""
    found: dict[str, list[Bound]] = defaultdict(list)
    for bound in binding(outcome):
        found[bound.municipality].append(bound)
    places = [_place(outcome, code, found[code]) for code in outcome.region.municipalities]
    return Reasons(
        tuple(sorted(places, key=lambda place: not place.short)),
        tuple(_of_region(outcome, found[""])),
    )


def _place(outcome: Outcome, code: str, bounds: list[Bound]) -> Place:
    region = outcome.region
    accounts = [row for row in outcome.accounts if row.municipality == code]
    several = len({row.group for row in outcome.accounts}) > 1
    name = region.municipalities[code].name
    delivers = tuple(
        text(
            "report.reasons.delivers",
            municipality=f"{name} ({group_name(row.group)})" if several else name,
            dwellings=dwellings(row.delivered),
            quota=whole(row.quota),
        )
        for row in accounts
    )
    short = any(row.shortfall for row in accounts)
    of_rule: dict[str, list[Bound]] = defaultdict(list)
    for bound in bounds:
        of_rule[bound.rule].append(bound)
    said = [
        *_vacancies(outcome, code),
        *_corporations(outcome, of_rule["vacancy_share"]),
        *_participation(outcome, of_rule["participation"]),
        *_edge(outcome, of_rule["edge"]),
        *_sites(outcome, of_rule["site"]),
        *_distinct(outcome, of_rule["distinct_municipalities"]),
        *_support(outcome, of_rule["support"]),
        *_per_neighbourhood(outcome, of_rule["per_neighbourhood"]),
        *_loads(outcome, "load", of_rule["neighbourhood_load"]),
        *_loads(outcome, "adjacent_load", of_rule["adjacent_load"]),
        *(_left_over(outcome, code) if short else ()),
    ]
    return Place(name, short, delivers, tuple(said))


def _vacancies(outcome: Outcome, municipality: str) -> Iterator[str]:
    """What all corporations together expect, may give and give in a municipality."""
    region = outcome.region
    users = {code for code, row in region.programmes.items() if row.uses_vacancies}
    expected = {
        owner: number
        for (owner, home), number in expected_vacancies(region).items()
        if home == municipality
    }
    if not users or not sum(expected.values()):
        return
    share = region.settings.max_share_of_vacancies
    limit = sum(floor(share * number) for number in expected.values())
    used = sum(
        line.dwellings
        for line in outcome.plan.lines
        if line.municipality == municipality and line.programme in users
    )
    total = limit * len(region.years)
    yield text(
        "report.reasons.vacancies",
        expected=amount(sum(expected.values(), Decimal(0)), 1),
        share=percent(share),
        limit=whole(limit),
    )
    key = "all" if used >= total else "some"
    yield text(f"report.reasons.vacancies_{key}", used=whole(used), total=whole(total))


def _corporations(outcome: Outcome, bounds: list[Bound]) -> Iterator[str]:
    region = outcome.region
    years: dict[tuple[str, Bound], list[int]] = defaultdict(list)
    for bound in bounds:
        same = Bound(bound.rule, bound.municipality, bound.subject, None, None, 0, bound.limit)
        years[bound.subject, same].append(bound.year or 0)
    expected = expected_vacancies(region)
    for (subject, bound), full in years.items():
        owner, _, place = subject.partition(", ")
        values = {
            "corporation": region.corporations[owner].name,
            "limit": whole(int(bound.limit)),
            "years": _years(outcome, full),
        }
        if place:
            name = region.neighbourhoods[place].name
            yield text("report.reasons.stock", neighbourhood=name, **values)
        elif bound.limit:
            yield text("report.reasons.corporation", **values)
        else:
            yield text(
                "report.reasons.too_few",
                corporation=region.corporations[owner].name,
                expected=amount(expected[owner, bound.municipality], 1),
                share=percent(region.settings.max_share_of_vacancies),
            )


def _years(outcome: Outcome, years: list[int]) -> str:
    if len(years) == len(outcome.region.years):
        return text("report.reasons.every_year")
    return text("report.reasons.in_years", years=listed(map(str, sorted(years))))


def _named(outcome: Outcome, bound: Bound) -> str:
    return label(outcome.region.programmes[bound.programme or ""])


def _participation(outcome: Outcome, bounds: list[Bound]) -> Iterator[str]:
    never = [_named(outcome, bound) for bound in bounds if bound.year is None]
    if never:
        yield text("report.reasons.participation", programmes=listed(never))
    years: dict[str, list[int]] = defaultdict(list)
    for bound in bounds:
        if bound.year is not None:
            years[_named(outcome, bound)].append(bound.year)
    together: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for name, absent in years.items():
        together[tuple(absent)].append(name)
    for some, names in together.items():
        yield text(
            "report.reasons.participation_years",
            years=_years(outcome, list(some)),
            programmes=listed(names),
        )


def _edge(outcome: Outcome, bounds: list[Bound]) -> Iterator[str]:
    if bounds:
        names = listed(_named(outcome, bound) for bound in bounds)
        yield text("report.reasons.edge", programmes=names)


def _sites(outcome: Outcome, bounds: list[Bound]) -> Iterator[str]:
    none = [_named(outcome, bound) for bound in bounds if not bound.subject and not bound.limit]
    if none:
        yield text("report.reasons.no_site", programmes=listed(none))
    for bound in bounds:
        if bound.subject:
            yield text(
                "report.reasons.site_full",
                site=outcome.region.sites[bound.subject].name,
                programme=_named(outcome, bound),
                used=whole(int(bound.used)),
                limit=whole(int(bound.limit)),
            )
        elif bound.limit:
            yield text(
                "report.reasons.sites_used",
                programme=_named(outcome, bound),
                count=int(bound.limit),
            )


def _distinct(outcome: Outcome, bounds: list[Bound]) -> Iterator[str]:
    for bound in bounds:
        yield text("report.reasons.distinct", programme=_named(outcome, bound))


def _support(outcome: Outcome, bounds: list[Bound]) -> Iterator[str]:
    far = [_named(outcome, bound) for bound in bounds if not bound.subject]
    if far:
        yield text("report.reasons.no_support", programmes=listed(far))
    for bound in bounds:
        if bound.subject:
            yield text(
                "report.reasons.support_full",
                support_point=outcome.region.support_points[bound.subject].name,
                used=whole(int(bound.used)),
                limit=whole(int(bound.limit)),
            )


def _per_neighbourhood(outcome: Outcome, bounds: list[Bound]) -> Iterator[str]:
    places: dict[tuple[str, int], list[str]] = defaultdict(list)
    for bound in bounds:
        name = outcome.region.neighbourhoods[bound.subject].name
        places[bound.programme or "", int(bound.limit)].append(name)
    for (programme, limit), names in places.items():
        yield text(
            "report.reasons.per_neighbourhood",
            programme=label(outcome.region.programmes[programme]),
            limit=whole(limit),
            neighbourhoods=listed(names),
        )


def _loads(outcome: Outcome, key: str, bounds: list[Bound]) -> Iterator[str]:
    for bound in bounds:
        yield text(
            f"report.reasons.{key}",
            neighbourhood=outcome.region.neighbourhoods[bound.subject].name,
            used=amount(bound.used),
            limit=amount(bound.limit),
        )


def _left_over(outcome: Outcome, municipality: str) -> Iterator[str]:
    """The sites fit for quota programmes that the plan leaves unused; internal only."""
    if outcome.audience is not Audience.INTERNAL:
        return
    region = outcome.region
    used = {line.site for line in outcome.plan.lines}
    for code, programme in region.programmes.items():
        names = [
            region.sites[lot.site].name
            for lot in region.lots(code)
            if lot.site
            and lot.site not in used
            and Presence(code, lot.location) in outcome.instance.access
            and region.at_edge(code, lot.location)
            and region.municipality_of(lot.neighbourhood) == municipality
        ]
        if names and programme.quota_group and not region.never(municipality, code):
            yield text(
                "report.reasons.left_over",
                programme=label(programme),
                count=len(names),
                sites=listed(names),
            )


def _of_region(outcome: Outcome, bounds: list[Bound]) -> Iterator[str]:
    last = {bound.programme: bound for bound in bounds if bound.rule == "target"}
    for bound in last.values():
        yield text(
            "report.reasons.target",
            programme=_named(outcome, bound),
            year=bound.year,
            used=whole(int(bound.used)),
            limit=whole(int(bound.limit)),
        )
    spent: dict[str, list[str]] = defaultdict(list)
    for bound in bounds:
        if bound.rule == "budget":
            spent[bound.programme or ""].append(
                text(
                    "report.reasons.spent",
                    year=bound.year,
                    used=euros(bound.used),
                    limit=euros(bound.limit),
                )
            )
    for programme, parts in spent.items():
        name = label(outcome.region.programmes[programme])
        yield text("report.reasons.budget", programme=name, parts=listed(parts))
