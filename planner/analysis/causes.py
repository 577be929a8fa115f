"""Which change of input made dwellings move away from an earlier plan.

Every change, or group of changes that belong together, is taken back by itself, and the region is
planned again up to the aim `stability`: what then need not move, moved because of it. Where these
numbers leave something unexplained, all changes are taken back at once: what moves even then has
another cause than the input.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from planner.analysis.recorded import INPUTS, Recorded, read_recorded
from planner.analysis.relocation import relocations
from planner.errors import PlannerError
from planner.optimise.solve import Report
from planner.optimise.solver import Options
from planner.outcome import Cause, Causes, Outcome, Stability
from planner.region.domain import Aim, Line, Region
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
from planner.region.plan_file import gone, read_lines
from planner.run import run
from planner.verification.rules import verify

# More groups than this are put together by table, for each one is solved by itself.
_MOST = 6


@dataclass(frozen=True, slots=True)
class Earlier:
    """The lines of a plan to stay close to, and its folder if that keeps what it was made from."""

    lines: tuple[Line, ...]
    recorded: Recorded | None


def read_earlier(path: Path) -> Earlier:
    """An earlier plan: its folder, or only `allocation.csv` or a workbook.

    Raises `PlannerError` with everything that cannot be read.
    """
    lines = read_lines(path)
    return Earlier(lines, read_recorded(path) if (path / INPUTS).is_file() else None)


def stability(
    outcome: Outcome, earlier: Earlier, options: Options, watch: Callable[[Report], None]
) -> Stability:
    """What moved from the earlier plan, and why.

    `outcome` was made with the earlier lines. A time limit holds for the search for causes as a
    whole as well, shared out evenly.
    """
    return Stability(
        relocations=relocations(earlier.lines, outcome.plan.lines),
        gone=gone(earlier.lines, outcome.region),
        causes=_causes(outcome, earlier, options, watch),
        names=earlier.recorded.record["names"] if earlier.recorded else {},
    )


def _causes(
    outcome: Outcome, earlier: Earlier, options: Options, watch: Callable[[Report], None]
) -> Causes | None:
    """The causes; `None` where the earlier plan's folder does not keep its inputs."""
    if earlier.recorded is None or earlier.recorded.inputs is None:
        return None
    search = _Search(outcome, earlier.lines, earlier.recorded.inputs, options, watch)
    files = _other_files(earlier.recorded.record["inputs"], outcome.loaded.hashes)
    return search.causes(files)


class _Search:
    """One search for causes; see the module."""

    def __init__(
        self,
        outcome: Outcome,
        lines: tuple[Line, ...],
        before: Inputs,
        options: Options,
        watch: Callable[[Report], None],
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
        """Dwellings that move for the aims up to stability, with the input as it is."""
        if not self._settled(self.outcome):
            return None
        if self.outcome.instance.order[-1] is Aim.STABILITY or not self._count(self.outcome):
            return self._count(self.outcome)
        return self._moved(())

    def _moved(self, group: Sequence[Change]) -> int | None:
        """The same with changes taken back; `None` where that has no plan or takes too long."""
        try:
            found = run(
                replace(self.loaded, region=_up_to_stability(self._without(group))),
                self.options,
                self.watch,
                earlier=self.lines,
            )
        except PlannerError:  # also where a change by itself does not make a sound region
            return None
        return self._count(found) if self._settled(found) else None

    def _count(self, outcome: Outcome) -> int:
        return sum(row.dwellings for row in relocations(self.lines, outcome.plan.lines))

    @staticmethod
    def _settled(outcome: Outcome) -> bool:
        """Whether stability is proven to the asked gap."""
        tiers = [tier for tier in outcome.plan.tiers if tier.aim == Aim.STABILITY]
        return bool(tiers) and all(tier.status == "optimal" for tier in tiers)


def _up_to_stability(region: Region) -> Region:
    """The region without the aims behind stability."""
    objective = region.settings.objective
    order = list(objective.order)
    place = order.index(Aim.STABILITY) if Aim.STABILITY in order else 1
    objective = replace(objective, order=(*order[:place], Aim.STABILITY))
    return replace(region, settings=replace(region.settings, objective=objective))


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


def _other_files(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """Networks and boundaries that differ: they are not kept with a plan and cannot be put back."""
    names = {name for name in before.keys() | after.keys() if name.endswith((".gpkg", ".graphml"))}
    return tuple(sorted(name for name in names if before.get(name) != after.get(name)))
