"""What a corporation would sign for, worked out from the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import floor

from planner.outcome import Outcome
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
    """The part of a plan that one corporation signs for.

    `withheld` are the dwellings of all its confidential programmes together, by municipality;
    nothing else in an agreement knows of them.
    """

    corporation: Corporation
    region: Region
    audience: Audience
    municipalities: tuple[str, ...]
    promises: tuple[Promise, ...]
    withheld: Mapping[str, int]
    shares: tuple[Share, ...]
    site_lines: tuple[Line, ...]
    signed: tuple[Commitment, ...]

    @property
    def dwellings(self) -> int:
        """All dwellings it signs for."""
        return sum(promise.dwellings for promise in self.promises) + sum(self.withheld.values())

    @property
    def programmes(self) -> tuple[Programme, ...]:
        """The programmes that it names."""
        codes = sorted({promise.programme for promise in self.promises})
        return tuple(self.region.programmes[code] for code in codes)


def agreements(outcome: Outcome) -> tuple[Agreement, ...]:
    """The agreement of every corporation with a line in the plan, by code."""
    ours: dict[str, list[Line]] = {}
    for line in sorted(outcome.plan.lines):
        if line.dwellings:
            ours.setdefault(line.corporation, []).append(line)
    return tuple(_agreement(outcome, code, lines) for code, lines in sorted(ours.items()))


def _agreement(outcome: Outcome, code: str, lines: list[Line]) -> Agreement:
    region = outcome.region
    programmes = region.programmes
    named = [line for line in lines if not programmes[line.programme].confidential]
    hidden = (line for line in lines if programmes[line.programme].confidential)
    withheld = totals(hidden, "municipality")
    return Agreement(
        corporation=region.corporations[code],
        region=region,
        audience=outcome.audience,
        municipalities=tuple(sorted({line.municipality for line in lines})),
        promises=_promises(named),
        withheld={code: number for (code,), number in sorted(withheld.items())},
        shares=_shares(region, code, named),
        site_lines=_by_site(named),
        signed=tuple(
            line
            for line in region.signed
            if line.corporation == code
            and line.dwellings
            and not programmes[line.programme].confidential
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
