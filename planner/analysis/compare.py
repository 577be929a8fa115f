"""Two plans of one region side by side: what went in, what came out, and what moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

from planner.analysis.recorded import Recorded
from planner.analysis.relocation import Relocation, dwellings_moved, relocations
from planner.errors import PlannerError, Problem
from planner.quota.levy import Account
from planner.region.domain import Audience
from planner.region.fields import SETTINGS
from planner.region.inputs import Change, changes

# Values of an objective that differ by less than this are the same, but for the noise of a solver.
_NOISE = 1e-6


@dataclass(frozen=True, slots=True)
class AimRow:
    """A part of an objective in both plans; less is better. `None` where a plan does not tell
    it."""

    aim: str
    part: str
    unit: str
    before: float | None
    after: float | None

    @property
    def verdict(self) -> str:
        """How the second plan does: `better`, `worse`, `same`, or `unknown`."""
        if self.before is None or self.after is None:
            return "unknown"
        if isclose(self.before, self.after, rel_tol=_NOISE, abs_tol=_NOISE):
            return "same"
        return "better" if self.after < self.before else "worse"


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A municipality in a quota group in both plans; `None` where a plan does not have it."""

    group: str
    municipality: str
    before: Account | None
    after: Account | None


@dataclass(frozen=True, slots=True)
class CorporationRow:
    """What a corporation delivers of a programme in both plans, over all years (dwellings)."""

    corporation: str
    programme: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """What came to and left a neighbourhood, programme by programme over all years (dwellings)."""

    neighbourhood: str
    fewer: int
    more: int


@dataclass(frozen=True)
class Comparison:
    """What differs between plan A (`before`) and plan B (`after`).

    `settings` are key and both values; `rows` are the rows of input that differ, `None` where a
    folder does not keep its inputs; `files` are the files read that differ or are in one only.
    `notes` name the messages on what to bear in mind.
    """

    before: Recorded
    after: Recorded
    settings: tuple[tuple[str, Any, Any], ...]
    rows: tuple[Change, ...] | None
    files: tuple[str, ...]
    aims: tuple[AimRow, ...]
    municipalities: tuple[AccountRow, ...]
    corporations: tuple[CorporationRow, ...]
    relocations: tuple[Relocation, ...]
    places: tuple[PlaceRow, ...]
    notes: tuple[str, ...]

    @property
    def moved(self) -> float:
        """Dwellings moved; one only added or only taken out counts half."""
        return dwellings_moved(self.relocations)

    def name(self, table: str, code: str) -> str:
        """What a code is called in the second plan, else in the first, else the code."""
        found = self.after.name(table, code)
        return found if found != code else self.before.name(table, code)


def compare(before: Recorded, after: Recorded) -> Comparison:
    """What differs between two plans; raises `PlannerError` for plans of different regions."""
    refuse_strangers(before, after)
    return Comparison(
        before=before,
        after=after,
        settings=tuple(_settings(before.settings, after.settings)),
        rows=_rows(before, after),
        files=_files(before.record["inputs"], after.record["inputs"]),
        aims=tuple(_aims(before, after)),
        municipalities=tuple(_municipalities(before, after)),
        corporations=tuple(_corporations(before, after)),
        relocations=relocations(before.lines, after.lines),
        places=tuple(_places(before, after)),
        notes=tuple(_notes(before, after)),
    )


def refuse_secrets(plans: Iterable[Recorded], audience: Audience) -> None:
    """Raise `PlannerError` for plans that show more than `audience` may know."""
    openness = [*Audience]
    problems = [
        Problem(
            "compare.audience",
            {"folder": str(plan.folder), "found": plan.audience, "wanted": audience},
        )
        for plan in plans
        if openness.index(plan.audience) < openness.index(audience)
    ]
    if problems:
        raise PlannerError(problems)


def refuse_strangers(before: Recorded, after: Recorded) -> None:
    """Raises `PlannerError` where two plans are of different regions or share no year."""
    if before.region != after.region:
        values = {"a": before.region, "b": after.region}
        raise PlannerError(Problem("compare.other_region", values))
    if not set(before.years) & set(after.years):
        years = {"a": _spelled(before.years), "b": _spelled(after.years)}
        raise PlannerError(Problem("compare.other_years", years))


def _spelled(years: tuple[int, ...]) -> str:
    return ", ".join(map(str, years))


def _settings(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, Any, Any]]:
    for key in sorted(before.keys() | after.keys()):
        if key != "region.source" and before.get(key) != after.get(key):
            yield key, before.get(key), after.get(key)


def _rows(before: Recorded, after: Recorded) -> tuple[Change, ...] | None:
    if before.inputs is None or after.inputs is None:
        return None
    found = changes(before.inputs, after.inputs)
    return tuple(change for change in found if change.table != SETTINGS)


def _files(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    names = before.keys() | after.keys()
    return tuple(sorted(name for name in names if before.get(name) != after.get(name)))


def _aims(before: Recorded, after: Recorded) -> Iterator[AimRow]:
    """The parts that both plans pursued in the order of the second, then those of the first."""
    tiers = {
        (tier["aim"], tier["part"]): tier["unit"]
        for plan in (after, before)
        for tier in plan.record["objective"]
        if tier["part"] and tier["aim"] != "ties"
    }
    for (aim, part), unit in tiers.items():
        name = f"{aim}.{part}"
        yield AimRow(aim, part, unit, before.aims.get(name), after.aims.get(name))


def _municipalities(before: Recorded, after: Recorded) -> Iterator[AccountRow]:
    old = {(row.group, row.municipality): row for row in before.accounts}
    new = {(row.group, row.municipality): row for row in after.accounts}
    for key in sorted(old.keys() | new.keys()):
        yield AccountRow(*key, old.get(key), new.get(key))


def _corporations(before: Recorded, after: Recorded) -> Iterator[CorporationRow]:
    old, new = (
        _count((line.corporation, line.programme, line.dwellings) for line in plan.lines)
        for plan in (before, after)
    )
    for key in sorted(old.keys() | new.keys()):
        yield CorporationRow(*key, old[key], new[key])


def _places(before: Recorded, after: Recorded) -> Iterator[PlaceRow]:
    old, new = (
        _count((line.neighbourhood, line.programme, line.dwellings) for line in plan.lines)
        for plan in (before, after)
    )
    fewer, more = Counter[str](), Counter[str]()
    for place, programme in old.keys() | new.keys():
        difference = new[place, programme] - old[place, programme]
        (more if difference > 0 else fewer)[place] += abs(difference)
    for place in sorted(fewer.keys() | more.keys()):
        if fewer[place] or more[place]:
            yield PlaceRow(place, fewer[place], more[place])


def _count(rows: Iterator[tuple[str, str, int]]) -> Counter[tuple[str, str]]:
    found = Counter[tuple[str, str]]()
    for one, other, dwellings in rows:
        found[one, other] += dwellings
    return found


def _notes(before: Recorded, after: Recorded) -> Iterator[str]:
    if {before.audience, after.audience} != {Audience.INTERNAL}:
        yield "compare.note.edition"
    if before.years != after.years:
        yield "compare.note.years"
    if before.inputs is None or after.inputs is None:
        yield "compare.note.no_inputs"
    if {before.record["status"], after.record["status"]} != {"optimal"}:
        yield "compare.note.open"
