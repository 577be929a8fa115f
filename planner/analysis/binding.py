"""Which limits a plan has used up: arithmetic on the lines, nothing about causes.

A limit is used up when one more dwelling (or site) that falls under it would exceed it. Everything
is counted from the lines and the region of the outcome, so an edition speaks of what it shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from planner.models.limit import Limit, Subject, Weight
from planner.models.rules import RULES
from planner.models.rules.site import sizes
from planner.models.usage import Usage
from planner.outcome import Outcome
from planner.region.domain import Audience, Field, Lot, Placement


@dataclass(frozen=True, slots=True)
class Bound:
    """One limit that is used up; `kind` is that of the limit.

    `municipality` is empty for a limit of the region; what more than one municipality has to do
    with is one bound for each of them. `used` and `limit` are in the unit of the limit. Both are 0
    where nothing is allowed or nothing is there; `kind` says which: `never` and `years` (no part
    taken), `nowhere` (no place that a rule allows), `none` (no site). `all` are sites, all in use.
    """

    rule: str
    kind: str
    municipality: str
    subject: Subject
    used: int | float | Decimal
    limit: int | float | Decimal
    field: Field | None = field(default=None, compare=False)

    @property
    def words(self) -> str:
        """What its sentences are called in the catalogues: `rule` or `rule.kind`."""
        return f"{self.rule}.{self.kind}" if self.kind else self.rule


def binding(outcome: Outcome) -> tuple[Bound, ...]:
    """The limits used up, ordered by rule, then municipality and subject.

    - Every limit of every rule under which a dwelling could fall; a limit of no dwellings only
      where a corporation expects vacancies and the share of them is less than one dwelling.
    - The load: less room than the lightest dwelling weighs. Money: less than one dwelling costs,
      or the smallest opening of a site not in use. Sites: where another suitable one is left.
    - A support point: where it lies and in each municipality whose dwellings it serves.
    - What holds for a municipality as a whole: no part taken; no place for a programme that support
      reaches, or that is open and remote enough; no site for it, or all suitable ones in use. The
      last only in the internal edition: others do not hold every site.
    """
    found = _Found(outcome)
    rules = list(RULES)
    bounds = [*found.limits(), *found.municipalities()]
    return tuple(
        sorted(
            bounds,
            key=lambda one: (
                rules.index(one.rule),
                one.municipality,
                one.kind,
                one.subject._replace(year=one.subject.year or 0),
            ),
        )
    )


class _Found:
    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.instance = outcome.instance
        self.region = outcome.region
        self.usage = Usage(outcome.instance, outcome.plan.lines)
        self.used_sites = {line.site for line in outcome.plan.lines}
        self.served: dict[str, set[str]] = defaultdict(set)
        for line in outcome.plan.lines:
            self.served[line.support_point].add(line.municipality)

    # The limits.

    def limits(self) -> Iterator[Bound]:
        """Every limit that is used up, for each municipality that it is about."""
        full = {
            limit.subject.site
            for limit, taken in self._used_up()
            if limit.rule == "site" and not limit.kind
        }
        for limit, taken in self._used_up():
            if limit.words == "site.cluster" and limit.subject.site in full:
                continue  # the size of the site says it
            for municipality in self._about(limit):
                yield Bound(
                    limit.rule,
                    limit.kind,
                    municipality,
                    limit.subject,
                    limit.number(taken),
                    limit.number(limit.amount),
                    limit.field,
                )

    def _used_up(self) -> Iterator[tuple[Limit, Fraction]]:
        for limit, taken in zip(self.usage.limits, self.usage.taken, strict=True):
            nothing = limit.weight is Weight.DWELLINGS and not limit.amount
            if nothing and not limit.makes_room and not self._vacant(limit):
                continue
            step = self._step(limit)
            if step is not None and taken + step > limit.amount:
                yield limit, taken

    def _vacant(self, limit: Limit) -> bool:
        """Whether a limit is on a corporation that expects vacancies in a municipality."""
        part = limit.slice
        return bool(part.municipality and part.corporation) and any(
            self.region.vacancies.get((part.corporation, place))
            for place in self.region.places[part.municipality]
        )

    def _step(self, limit: Limit) -> Fraction | None:
        """The least that one more dwelling or site would take of a limit; `None` for none."""
        region, part = self.region, limit.slice
        if part.support_point:
            services = region.support_points[part.support_point].services
            asked = {row.support_service for row in region.programmes.values()}
            return None if asked.isdisjoint(services) else Fraction(1)
        steps = []
        for place in region.places_of(part) or self.lots:
            for programme, lot in self.lots.get(place, ()):
                home = region.municipality_of(place)
                years = [year for year in part.years or region.years
                         if part.holds(programme, year, home, lot)]  # fmt: skip
                weight = limit.weigh(region, programme, lot)
                if not years or weight <= 0:
                    continue
                if limit.weight is Weight.SITES and not (
                    lot.site not in self.used_sites and self._suits(programme, lot)
                ):
                    continue
                if limit.weight is Weight.EUR and lot.site:
                    site = region.sites[lot.site]
                    if lot.site in self.used_sites or (site.from_year or 0) > years[-1]:
                        continue
                    weight *= max(1, sizes(site, region.programmes[programme])[0])
                steps.append(weight)
        return min(steps, default=None)

    @cached_property
    def lots(self) -> Mapping[str, list[tuple[str, Lot]]]:
        """The lots of every programme, by neighbourhood."""
        found: dict[str, list[tuple[str, Lot]]] = defaultdict(list)
        for programme in self.region.programmes:
            for lot in self.region.lots(programme):
                found[lot.neighbourhood].append((programme, lot))
        return found

    def _about(self, limit: Limit) -> list[str]:
        """The municipalities that a limit is about; one empty code for the whole region."""
        region, part = self.region, limit.slice
        if part.support_point:
            home = region.municipality_of(region.support_points[part.support_point].neighbourhood)
            return sorted({home, *self.served[part.support_point]})
        places = [place for place in region.places_of(part) if self.lots.get(place)]
        return sorted({region.municipality_of(place) for place in places}) or [""]

    # What holds for a municipality as a whole.

    def municipalities(self) -> Iterator[Bound]:
        """What a programme has nowhere in a municipality, or has used everywhere."""
        region = self.region
        for programme, rules in region.programmes.items():
            of_municipality: dict[str, list[Lot]] = defaultdict(list)
            for lot in region.lots(programme):
                of_municipality[region.municipality_of(lot.neighbourhood)].append(lot)
            for code in region.municipalities:
                lots = of_municipality[code]
                subject = Subject(programme=programme, municipality=code)
                for year in region.years:
                    if (code, programme, year) in region.absent:
                        field_ = self._taking_part(programme, year, lots)
                        never = region.never(code, programme)
                        absent = subject if never else subject._replace(year=year)
                        kind = "never" if never else "years"
                        yield Bound("participation", kind, code, absent, 0, 0, field_)
                        if never:
                            break
                if region.never(code, programme):
                    continue
                nowhere = [rule for rule in RULES if lots and all(
                    self._barred(rule, programme, lot) for lot in lots)]  # fmt: skip
                for rule in nowhere:
                    yield Bound(rule, "nowhere", code, subject, 0, 0)
                fit = [lot for lot in lots if self._suits(programme, lot)]
                opened = sum(lot.site in self.used_sites for lot in fit)
                everything = rules.placement is Placement.SITE and opened == len(fit)
                if everything and not nowhere and self.outcome.audience is Audience.INTERNAL:
                    kind = "all" if fit else "none"
                    yield Bound("site", kind, code, subject, opened, len(fit))

    def _taking_part(self, programme: str, year: int, lots: list[Lot]) -> Field | None:
        """The cell by which a municipality would take part, where it could then have dwellings."""
        found = (
            bar.field
            for lot in lots
            for bar in RULES["participation"].bars(self.instance, programme, year, lot)
        )
        return next(found, None)

    def _suits(self, programme: str, lot: Lot) -> bool:
        """Whether no rule keeps a programme out of a lot in every year."""
        return not any(self._barred(rule, programme, lot) for rule in RULES)

    def _barred(self, rule: str, programme: str, lot: Lot) -> bool:
        return all(
            any(RULES[rule].bars(self.instance, programme, year, lot)) for year in self.region.years
        )
