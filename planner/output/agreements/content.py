"""What a corporation would sign for, worked out from the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from math import floor

from planner.optimise.apart import hidden_programmes
from planner.outcome import Outcome
from planner.output.edition import edition, for_owner
from planner.output.tables import expected_vacancies
from planner.region.domain import Audience, Commitment, Corporation, Line, Programme, Region
from planner.region.figures import totals


@dataclass(frozen=True, slots=True)
class Promise:
    """Dwellings of a programme in a municipality, by year."""

    municipality: str
    programme: str
    by_year: Mapping[int, int]

    @property
    def dwellings(self) -> int:
        """Dwellings over all years."""
        return sum(self.by_year.values())


@dataclass(frozen=True, slots=True)
class Share:
    """What is taken of a corporation's vacancies in a municipality up to and including a year.

    `expected` is what falls vacant by then, `allowed` the most that may be taken of it (dwellings).
    """

    municipality: str
    year: int
    dwellings: int
    expected: Decimal
    allowed: int


@dataclass(frozen=True)
class Agreement:
    """The part of a plan that one corporation signs for: open programmes, or confidential ones."""

    corporation: Corporation
    region: Region
    audience: Audience
    confidential: bool
    municipalities: tuple[str, ...]
    promises: tuple[Promise, ...]
    shares: tuple[Share, ...]
    site_lines: tuple[Line, ...]
    signed: tuple[Commitment, ...]

    @property
    def dwellings(self) -> int:
        """All dwellings it signs for."""
        return sum(promise.dwellings for promise in self.promises)

    @property
    def name(self) -> str:
        """What tells it from every other agreement: the code of its corporation, and what it is."""
        return f"{self.corporation.code}{' confidential' if self.confidential else ''}"

    @property
    def programmes(self) -> tuple[Programme, ...]:
        """The programmes that it names."""
        codes = sorted({promise.programme for promise in self.promises})
        return tuple(self.region.programmes[code] for code in codes)


def agreements(outcome: Outcome) -> tuple[Agreement, ...]:
    """The agreements of every corporation with a line in the plan, by code.

    Those on open programmes are made from what partners may see, in every edition; those on
    confidential ones are in the internal edition only, and know no other corporation's sites.
    """
    hidden = hidden_programmes(outcome.region)
    if outcome.audience is not Audience.INTERNAL or not hidden:
        return _agreements(outcome, outcome.plan.lines, confidential=False)
    shown = replace(edition(outcome, Audience.PARTNERS), audience=Audience.INTERNAL)
    secret = [line for line in outcome.plan.lines if line.programme in hidden]
    found = (
        *_agreements(shown, shown.plan.lines, confidential=False),
        *_agreements(outcome, secret, confidential=True),
    )
    return tuple(sorted(found, key=lambda agreement: agreement.name))


def _agreements(
    outcome: Outcome, lines: Iterable[Line], *, confidential: bool
) -> tuple[Agreement, ...]:
    ours: dict[str, list[Line]] = {}
    for line in sorted(lines):
        if line.dwellings:
            ours.setdefault(line.corporation, []).append(line)
    return tuple(
        _agreement(outcome, code, found, confidential) for code, found in sorted(ours.items())
    )


def _agreement(outcome: Outcome, code: str, lines: list[Line], confidential: bool) -> Agreement:
    region = for_owner(outcome.region, code) if confidential else outcome.region
    return Agreement(
        corporation=region.corporations[code],
        region=region,
        audience=outcome.audience,
        confidential=confidential,
        municipalities=tuple(sorted({line.municipality for line in lines})),
        promises=_promises(lines),
        # The limit is one for all its dwellings: the other agreement shows what is taken of it.
        shares=() if confidential else _shares(region, code, lines),
        site_lines=_by_site(lines),
        signed=tuple(
            line
            for line in region.signed
            if line.corporation == code
            and line.dwellings
            and region.programmes[line.programme].confidential == confidential
        ),
    )


def _promises(lines: list[Line]) -> tuple[Promise, ...]:
    found: dict[tuple[str, str], Counter[int]] = {}
    for line in lines:
        by_year = found.setdefault((line.municipality, line.programme), Counter())
        by_year[line.year] += line.dwellings
    return tuple(Promise(*key, by_year) for key, by_year in sorted(found.items()))


def _shares(region: Region, code: str, lines: list[Line]) -> tuple[Share, ...]:
    using = (line for line in lines if region.programmes[line.programme].uses_vacancies)
    taken = totals(using, "municipality", "year")
    expected = expected_vacancies(region)
    rows = []
    for municipality in sorted({place for place, _ in taken}):
        dwellings = 0
        for passed, year in enumerate(region.years, start=1):
            dwellings += taken[municipality, year]
            vacancies = passed * expected.get((code, municipality), Decimal(0))
            allowed = floor(region.settings.max_share_of_vacancies * vacancies)
            rows.append(Share(municipality, year, dwellings, vacancies, allowed))
    return tuple(rows)


def _by_site(lines: list[Line]) -> tuple[Line, ...]:
    """One line for each site, whatever support points its dwellings are assigned to."""
    found: Counter[Line] = Counter()
    for line in lines:
        if line.site:
            found[line._replace(support_point="", dwellings=0)] += line.dwellings
    return tuple(line._replace(dwellings=dwellings) for line, dwellings in sorted(found.items()))
