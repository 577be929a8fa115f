"""Which change of input made dwellings move away from an earlier plan.

Every change, or group of changes that belong together, is taken back by itself, and the region is
planned again up to the objective `stability`: what then need not move, moved because of it. Where
these numbers leave something unexplained, all changes are taken back at once: what moves even then
has another cause than the input.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from planner.analysis.earlier import Earlier
from planner.analysis.recorded import other_files
from planner.analysis.relocation import relocations
from planner.errors import PlannerError
from planner.optimise.solve import Pursuit, Watch
from planner.optimise.solver import Options
from planner.outcome import Cause, Causes, Outcome, Stability
from planner.region.domain import Line, Objective, Region, Tier
from planner.region.fields import SETTINGS, tables
from planner.region.inputs import (
    LEFT,
    NAMES,
    PEOPLE,
    Change,
    Inputs,
    changes,
    inputs_of,
    taken_back,
    together,
)
from planner.region.plan_file import gone
from planner.run import Asked, prepared
from planner.verification.rules import verify

# More groups than this are put together by table, for each one is solved by itself.
_MOST = 6


def moved_from(outcome: Outcome, earlier: Earlier) -> Stability:
    """What moved from the earlier plan with whose lines `outcome` was made."""
    return Stability(
        plan=earlier.plan,
        relocations=relocations(earlier.lines, outcome.plan.lines),
        gone=gone(earlier.lines, outcome.region),
        causes=None,
        names=earlier.recorded.record["names"] if earlier.recorded else {},
    )


def stability(outcome: Outcome, earlier: Earlier, options: Options, watch: Watch) -> Stability:
    """What moved from the earlier plan with whose lines `outcome` was made, and why.

    A time limit holds for the search for causes as a whole as well, shared out evenly.
    """
    found = moved_from(outcome, earlier)
    return replace(found, causes=_causes(outcome, earlier, options, watch))


def _causes(outcome: Outcome, earlier: Earlier, options: Options, watch: Watch) -> Causes | None:
    """The causes; `None` where the earlier plan's folder does not keep its inputs."""
    if earlier.recorded is None or earlier.recorded.inputs is None:
        return None
    search = _Search(outcome, earlier.lines, earlier.recorded.inputs, options, watch)
    files = other_files(earlier.recorded.record["inputs"], outcome.loaded.hashes)
    return search.causes(files)


class _Search:
    """One search for causes; see the module."""

    def __init__(
        self,
        outcome: Outcome,
        lines: tuple[Line, ...],
        before: Inputs,
        options: Options,
        watch: Watch,
    ) -> None:
        self.outcome = outcome
        self.loaded = outcome.loaded
        self.lines = lines
        self.before = before
        self.after = inputs_of(outcome.loaded.region, outcome.loaded.settings)
        self.options = options
        self.watch = watch

    def causes(self, files: tuple[str, ...]) -> Causes:
        """What each change does, the one behind most dwellings first."""
        people = [table for table in PEOPLE if self._differs(table)]
        files = (*files, *people)
        found = changes(self.before, self.after)
        real = [change for change in found if not _nominal(change)]
        groups = _few(together(real, self.before, self.after))
        limit = self.options.time_limit
        if limit is not None:
            # One plan for each group, one without any, one with all taken back.
            self.options = replace(self.options, time_limit=limit / (len(groups) + 2))
        moved = self._moved_now()
        if not moved:
            return Causes(moved, (), len(groups), None, files)
        broken = _broken(self.outcome.region, self.lines)
        tried = [self._try(group, moved, broken) for group in groups]
        behind = sorted(
            (cause for cause in tried if cause.spared is None or cause.spared),
            key=lambda cause: -(cause.spared or 0),
        )
        explained = sum(cause.spared or 0 for cause in behind)
        regardless = None
        if explained < moved:
            # One group is all changes, and none at all leave the input as it was.
            if len(groups) > 1:
                regardless = self._moved([change for group in groups for change in group])
            elif all(cause.spared is not None for cause in tried):
                regardless = moved - explained
        return Causes(moved, tuple(behind), len(groups), regardless, files)

    def _differs(self, table: str) -> bool:
        return self.before.digests.get(table) != self.after.digests.get(table)

    def _try(self, group: Sequence[Change], moved: int, broken: Counter[str]) -> Cause:
        without = self._moved(group)
        if without is None:
            return Cause(tuple(group), None, ())
        kept = _broken(self._without(group), self.lines)
        rules = tuple(rule for rule, times in broken.items() if kept[rule] < times)
        return Cause(tuple(group), max(0, moved - without), rules)

    def _without(self, group: Sequence[Change]) -> Region:
        loaded = self.loaded
        return taken_back(loaded.region, loaded.folder, group, self.before, self.after)

    def _moved_now(self) -> int | None:
        """Dwellings that move for the objectives up to stability, with the input as it is."""
        if not _settled(self.outcome.plan.tiers):
            return None
        return self._moved(()) if self._count(self.outcome.plan.lines) else 0

    def _moved(self, group: Sequence[Change]) -> int | None:
        """The same with changes taken back; `None` where that has no plan or takes too long."""
        try:
            region = self._without(group)
            instance = prepared(region, Asked(self.lines, order=_up_to_stability(region)))
            pursuit = Pursuit(instance, self.options, self.watch)
            with pursuit.session.interruptible():
                on_time = all(map(pursuit.pursue, instance.order))
        except PlannerError:  # also where a change by itself does not make a sound region
            return None
        return self._count(pursuit.lines()) if on_time and _settled(pursuit.tiers) else None

    def _count(self, lines: Sequence[Line]) -> int:
        return sum(row.dwellings for row in relocations(self.lines, lines))


def _settled(tiers: Sequence[Tier]) -> bool:
    """Whether stability is proven to the asked gap."""
    found = [tier for tier in tiers if tier.aim == Objective.STABILITY]
    return bool(found) and all(tier.status == "optimal" for tier in found)


def _up_to_stability(region: Region) -> tuple[Objective, ...]:
    """The objectives up to stability, at its place or, where it has none, second.

    What has to move for the rules and the first objective alone is what a change of input is
    behind; what moves because it is better for another objective is told apart.
    """
    order = region.settings.objective.order
    place = order.index(Objective.STABILITY) if Objective.STABILITY in order else 1
    return (*order[:place], Objective.STABILITY)


def _broken(region: Region, lines: Sequence[Line]) -> Counter[str]:
    """How often a plan breaks each rule of a region, lines that name what it lacks left out."""
    kept = [
        line._replace(
            municipality=region.municipality_of(line.neighbourhood),
            support_point=line.support_point if line.support_point in region.support_points else "",
        )
        for line in lines
        if not {lost.table for lost in gone([line], region)} - {"support_points"}
    ]
    return Counter(violation.rule for violation in verify(region, kept).violations)


def _nominal(change: Change) -> bool:
    return change.kind == "changed" and all(column in NAMES for column, _, _ in change.cells)


def _few(groups: list[tuple[Change, ...]]) -> list[tuple[Change, ...]]:
    """No more groups than are worth a plan each: of one table together, then the rest together."""
    if len(groups) <= _MOST:
        return groups
    by_table: dict[str, tuple[Change, ...]] = {}
    for group in groups:
        # A group is known by what came, went or changed in the table that others name.
        order = [SETTINGS, LEFT, *tables()]
        head = min(group, key=lambda change: order.index(change.table)).table
        by_table[head] = (*by_table.get(head, ()), *group)
    found = sorted(by_table.values(), key=len, reverse=True)
    rest = tuple(change for group in found[_MOST - 1 :] for change in group)
    return [*found[: _MOST - 1], rest] if len(found) > _MOST else found
