"""What a region has to complain about: no plan, need unmet, a quota missed, a wish refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from planner.optimise.feasibility import Goal
from planner.quota.quotas import shares
from planner.region.domain import Line, Region, Request


class Kind(StrEnum):
    """What kind of complaint it is."""

    NO_PLAN = "no_plan"
    UNMET = "unmet"
    SHORTFALL = "shortfall"
    REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing to be mended, and what must get no worse by it (dwellings over all years).

    `missing` is how many dwellings are missing in `programme` (unmet need) or in `municipality` and
    `group` (shortfall). `unmet` by programme and `short` by group and municipality are what a
    mended plan may still miss: all that the present plan misses, less what is complained of.
    """

    kind: Kind
    programme: str = ""
    group: str = ""
    municipality: str = ""
    missing: int = 0
    requests: tuple[Request, ...] = ()
    unmet: Mapping[str, int] = field(default_factory=dict)
    short: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def goal(self, region: Region) -> Goal:
        """What a plan of a region has to deliver for the complaint to be mended there."""
        need = {
            code: sum(region.minimum(code, year) for year in region.years) - missing
            for code, missing in self.unmet.items()
        }
        delivered = {}
        if self.short:
            quotas = shares(region)
            delivered = {pair: quotas[pair].quota - short for pair, short in self.short.items()}
        lowered = frozenset({self.programme} if self.kind is Kind.UNMET else ())
        return Goal(need, delivered, lowered)


def complaints(region: Region, lines: Sequence[Line]) -> tuple[Complaint, ...]:
    """What a plan leaves unmet: each programme, then each municipality, the worst off first."""
    unmet, short = missing(region, lines)
    found = [
        Complaint(Kind.UNMET, programme=code, missing=number, unmet={**unmet, code: 0})
        for code, number in unmet.items()
        if number
    ]
    found.sort(key=lambda one: region.programmes[one.programme].priority)
    quotas = shares(region)
    worst = sorted(
        (pair for pair in short if short[pair]),
        key=lambda pair: (-short[pair] / quotas[pair].quota, pair),
    )
    found += [
        Complaint(
            Kind.SHORTFALL,
            group=pair[0],
            municipality=pair[1],
            missing=short[pair],
            unmet=unmet,
            short={**short, pair: 0},
        )
        for pair in worst
    ]
    return tuple(found)


def missing(
    region: Region, lines: Sequence[Line]
) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """Dwellings missing from the need of each programme and from each quota."""
    unmet = {code: sum(region.minimum(code, year) for year in region.years)
             for code in region.programmes}  # fmt: skip
    short = {pair: share.quota for pair, share in shares(region).items()}
    for line in lines:
        unmet[line.programme] -= line.dwellings
        pair = (region.programmes[line.programme].quota_group or "", line.municipality)
        if pair in short:
            short[pair] -= line.dwellings
    return (
        {code: max(0, number) for code, number in unmet.items()},
        {pair: max(0, number) for pair, number in short.items()},
    )
