"""The smallest sets of changes that mend a complaint, each tried on the region itself.

The elastic problem proposes; the region with the changes made is then planned with the ordinary
model, and the independent check reads that plan. What it does not confirm is not reported.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil

from planner.analysis.explain.changes import Change, apply
from planner.analysis.explain.complaints import Complaint, Kind, missing
from planner.analysis.explain.levers import levers
from planner.geography.reach import prepare
from planner.models.model import Stage
from planner.optimise.feasibility import Elastic, Lever, ask, elastic
from planner.optimise.solve import Pursuit
from planner.optimise.solver import Options, Progress, Session, Status
from planner.optimise.ways import ways
from planner.quota.quotas import shares
from planner.region.domain import Field, Line, Region, Value
from planner.verification.rules import verify

AT_MOST = 5
# A set of more changes than this is looked for only where there is no smaller one.
FEW = 4
_ANY = Stage("any", "", [], step=1)


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes that together mend a complaint.

    `smallest` says that it was tried and proven that none of them can be left out.
    """

    changes: tuple[Change, ...]
    smallest: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """A complaint and its remedies, the easiest first.

    `complete` says that no other set of the changes considered mends it; false when time ran out,
    when enough were found, or when a proposal did not stand its trial (it is left out).
    `avoidable` says that nothing needs to change: another plan under the same rules does without
    the complaint, at the cost of an objective that goes first where the plan was the best.
    """

    complaint: Complaint
    remedies: tuple[Remedy, ...]
    complete: bool
    avoidable: bool = False


class Clock:
    """The time that is left, in seconds, of a time for everything together."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds that are left, 0 when time is up."""
        return max(0.0, self._end - time.monotonic())


def diagnose(
    region: Region,
    complaint: Complaint,
    options: Options,
    clock: Clock,
) -> Finding:
    """Up to five different smallest sets of changes that mend a complaint.

    Those of one change are looked for first, then those of two, and so on; more than four only
    where fewer do not mend it. They are given with the easiest first.
    """
    # What another plan mends needs no change; that takes one solve of the region as it is.
    about_a_plan = complaint.kind in (Kind.UNMET, Kind.SHORTFALL)
    if about_a_plan and mends(region, complaint, (), options, clock):
        return Finding(complaint, (), complete=True, avoidable=True)
    proposals = _Proposals(region, complaint, options, clock)
    found: list[Remedy] = []
    complete, doubted = False, False
    while len(found) < AT_MOST and clock.left:
        groups, changes = proposals.next()
        if proposals.exhausted and proposals.larger(many=not found):
            continue
        if not changes:
            complete = proposals.exhausted
            break
        remedy = _tried(region, complaint, changes, options, clock)
        if remedy is None:
            doubted = True
        elif remedy not in found:
            found.append(remedy)
        proposals.exclude(groups)
    found.sort(key=lambda remedy: effort(region, remedy.changes))
    return Finding(complaint, tuple(found), complete and not doubted)


def effort(region: Region, changes: Sequence[Change]) -> int:
    """How hard changes are to make: the places in the region's order of what they are about."""
    order = region.settings.negotiable
    kinds = {
        (change.family, change.field.table, change.field.column, change.field.key[:1])
        for change in changes
    }
    return sum(order.index(kind[0]) + 1 for kind in kinds)


class _Proposals:
    """Sets of changes from the elastic problem: the smallest first, then the easiest."""

    def __init__(
        self,
        region: Region,
        complaint: Complaint,
        options: Options,
        clock: Clock,
    ) -> None:
        goal = complaint.goal(region)
        reach = ways(region, beyond="reach" in region.settings.negotiable)
        some = levers(region, reach, goal.lowered)
        quotas = {pair: share.quota for pair, share in shares(region).items()}
        self._found: Elastic = elastic(region, some, reach, quotas, goal, complaint.requests)
        left = replace(options, solver="highs", time_limit=clock.left)
        self._session = Session(self._found.model.problem, left)
        self._number = 0
        self._limit = self._found.at_most(1)
        self._size = 1
        self.exhausted = False

    def next(self) -> tuple[frozenset[tuple[str, ...]], tuple[Change, ...]]:
        """The groups of the next set and its changes; nothing where there is none, or no time."""
        self._number += 1
        result = self._session.minimise(self._found.effort(), _unheard)
        if result.status is Status.INFEASIBLE:
            self.exhausted = True
        if result.value is None:
            return frozenset(), ()
        groups = frozenset(
            group for group, used in self._found.used.items() if result.value_of(used) > 0.5
        )
        row = self._found.only(groups, self._number)
        nearer = self._session.minimise(self._found.amount(groups), _unheard)
        self._session.free([row])
        best = nearer if nearer.value is not None else result
        pulled = self._found.pulled(best.value_of)
        return groups, changes_of(self._found.levers, pulled)

    def larger(self, *, many: bool) -> bool:
        """Propose larger sets from here on; whether there are any to try.

        One by one: to rule out that a few changes mend a complaint is far less work than to find
        the best of all sets. Where `many`, there is no end at `FEW`.
        """
        if self._size < FEW:
            self._size += 1
            self._session.loosen(self._limit, self._size)
        elif many and self._size == FEW:
            self._size += 1
            self._session.free([self._limit])
        else:
            return False
        self.exhausted = False
        return True

    def exclude(self, groups: frozenset[tuple[str, ...]]) -> None:
        """Propose no set that holds all of these groups again."""
        self._found.exclude(groups, self._number)


def changes_of(levers: Mapping[Field, Lever], pulled: Mapping[Field, Value]) -> tuple[Change, ...]:
    """The changes that pulled levers stand for, the easiest to make first."""
    found = []
    for field, value in pulled.items():
        lever = levers[field]
        if lever.family == "budget" and isinstance(value, Decimal):
            value = Decimal(ceil(value))  # whole euros
        found.append((lever.weight, Change(field, lever.current, value)))
    return tuple(change for _, change in sorted(found, key=lambda one: (one[0], str(one[1]))))


def _unheard(progress: Progress) -> None:
    """These solves are many and short: the list of what is found is the progress."""


def _tried(
    region: Region,
    complaint: Complaint,
    changes: tuple[Change, ...],
    options: Options,
    clock: Clock,
) -> Remedy | None:
    """The changes as a remedy, without those that are not needed; `None` if they do not mend."""
    if mends(region, complaint, changes, options, clock) is not True:
        return None
    smallest = True
    for change in changes:
        others = tuple(other for other in changes if other != change)
        without = mends(region, complaint, others, options, clock) if len(changes) > 1 else False
        if without:
            return _tried(region, complaint, others, options, clock)
        smallest = smallest and without is False
    return Remedy(changes, smallest)


def mends(
    region: Region,
    complaint: Complaint,
    changes: Sequence[Change],
    options: Options,
    clock: Clock,
) -> bool | None:
    """Whether the region with the changes made has a plan without the complaint.

    The plan is found with the ordinary model and read by the independent check; `None` where there
    is no time to know.
    """
    changed = apply(region, changes)
    lines = plan_without(changed, complaint, replace(options, time_limit=clock.left or 1e-3))
    if not isinstance(lines, tuple):
        return lines
    if verify(changed, lines, requests=complaint.requests).violations:
        raise RuntimeError(f"the check does not confirm the plan with {changes}")
    unmet, short = missing(changed, lines)
    kept = all(unmet[code] <= number for code, number in complaint.unmet.items())
    return kept and all(short[pair] <= number for pair, number in complaint.short.items())


def plan_without(
    region: Region, complaint: Complaint, options: Options
) -> tuple[Line, ...] | bool | None:
    """A plan of a region without the complaint; `False` where none can be, `None` for no time."""
    instance = replace(prepare(region, shares(region)), requests=complaint.requests)
    pursuit = Pursuit(instance, options)
    ask(pursuit.model, complaint.goal(region))
    result = pursuit.session.minimise(_ANY, _unheard)
    if result.status is Status.INFEASIBLE:
        return False
    if result.value is None:
        return None
    pursuit.last = result
    return pursuit.lines()
