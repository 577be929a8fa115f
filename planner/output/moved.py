"""Dwellings that moved between two plans, and why, in words and as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from planner.analysis.relocation import Relocation, Spot, dwellings_moved
from planner.outcome import Cause, Causes, Outcome, Stability
from planner.output.changes import why
from planner.output.format import listed
from planner.output.names import Names, names_in
from planner.output.tables import Cell, Table
from planner.region.domain import Audience
from planner.region.inputs import PEOPLE, Change
from planner.text import number, text

COLUMNS = ("programme", "moved", "from", "to")
NUMBERS = (1,)  # the columns set flush right


def header() -> tuple[str, ...]:
    """The names of the columns of `rows`."""
    return tuple(text(f"compare.column.{column}") for column in COLUMNS)


def rows(found: Iterable[Relocation], names: Names) -> list[tuple[str, ...]]:
    """What moved as rows of a table, in the language in use."""
    return [
        (
            names("programmes", row.programme),
            number(row.dwellings),
            _place(row.origin, names) or text("compare.was_added"),
            _place(row.destination, names) or text("compare.was_removed"),
        )
        for row in found
    ]


def _place(spot: Spot | None, names: Names) -> str:
    if spot is None:
        return ""
    owner = names("sites", spot.site) if spot.site else names("corporations", spot.corporation)
    place = names("neighbourhoods", spot.neighbourhood)
    home = names("municipalities", spot.municipality)
    return text("compare.place", place=place, home=home, owner=owner, year=str(spot.year))


def names_of(outcome: Outcome) -> Names:
    """What codes are called in a plan's region, else in the earlier plan, else the code."""
    return names_in(outcome.region, outcome.stability.names if outcome.stability else None)


def sentences(outcome: Outcome) -> list[str]:
    """What moved from the earlier plan in numbers, and which change of input made it move."""
    found, names = outcome.stability, names_of(outcome)
    assert found is not None
    said = [total(found.relocations)]
    if found.plan.why != "named":
        said.insert(0, text(f"earlier.{found.plan.why}", path=found.plan.path))
    said += [
        text(
            "stability.gone",
            thing=text(f"stability.gone.{lost.table}", name=names(lost.table, lost.code)),
            count=lost.dwellings,
        )
        for lost in found.gone
    ]
    if found.relocations:
        said += _reasons(outcome, found, names)
    return said


def total(found: Sequence[Relocation]) -> str:
    """How many dwellings moved, were added and taken out, in a sentence."""
    if not found:
        return text("stability.nothing")
    moved = sum(row.dwellings for row in found if row.origin and row.destination)
    added = sum(row.dwellings for row in found if not row.origin)
    removed = sum(row.dwellings for row in found if not row.destination)
    parts = [
        text(f"stability.{kind}", number=number(count))
        for kind, count in (("moved", moved), ("added", added), ("removed", removed))
        if count
    ]
    return text("stability.total", parts=listed(parts))


def _reasons(outcome: Outcome, found: Stability, names: Names) -> Iterator[str]:
    causes = found.causes
    if outcome.audience is not Audience.INTERNAL:
        yield text("stability.internal_only")
    elif found.plan.why != "named":
        yield text("stability.not_asked")
    elif causes is None:
        # Only a folder that keeps its inputs has names to tell.
        yield text("stability.not_sought" if found.names else "stability.no_inputs")
    elif causes.moved is None:
        yield text("stability.no_time")
    else:
        pairs = all(row.origin and row.destination for row in found.relocations)
        for cause in causes.behind:
            yield from _cause(cause, names, "because" if pairs else "because_changed")
        yield from _rest(causes, causes.moved, sum(row.dwellings for row in found.relocations))
    if causes is not None and causes.files:
        told = (text(f"report.table.{it}") if it in PEOPLE else it for it in causes.files)
        yield text("stability.files", files=listed(told))


def _cause(cause: Cause, names: Names, kind: str) -> Iterator[str]:
    reason = why(cause.changes, names)
    if cause.spared is None:
        yield text("stability.untold", why=reason)
    else:
        yield text(f"stability.{kind}", count=cause.spared, why=reason)
    if cause.rules:
        rules = listed(text(f"cli.rule.{rule}") for rule in cause.rules)
        yield text("stability.rules", rules=rules)


def _rest(causes: Causes, moved: int, in_plan: int) -> Iterator[str]:
    """What the changes by themselves do not account for."""
    rest = moved - causes.explained
    if rest < 0:
        yield text("stability.overlap")
    elif rest > 0:
        regardless = min(rest, causes.regardless or 0)
        jointly = rest - regardless
        if not causes.tried:
            yield text("stability.same_inputs", count=rest)
        elif regardless:
            yield text("stability.regardless", count=regardless)
        if causes.tried and jointly:
            key = "stability.unknown" if causes.regardless is None else "stability.jointly"
            yield text(key, count=jointly)
    if in_plan > moved:
        yield text("stability.slack", count=in_plan - moved)


def table(found: Iterable[Relocation]) -> Table:
    """`moves.csv`: machine codes; empty cells where dwellings were only added or taken out."""
    columns = (
        "programme",
        "dwellings",
        *(f"{way}_{part}" for way in ("from", "to") for part in Spot._fields),
    )
    nowhere: tuple[Cell, ...] = (None,) * len(Spot._fields)
    return Table(
        columns,
        tuple(
            (
                row.programme,
                row.dwellings,
                *(row.origin or nowhere),
                *(row.destination or nowhere),
            )
            for row in found
        ),
    )


def record(outcome: Outcome) -> dict[str, Any]:
    """What `plan.json` says of an earlier plan under `stability`."""
    found = outcome.stability
    assert found is not None
    return {
        "moved": dwellings_moved(found.relocations),
        "moves": relocations_record(found.relocations),
        "gone": [
            {"table": lost.table, "code": lost.code, "dwellings": lost.dwellings}
            for lost in found.gone
        ],
        "causes": None if found.causes is None else _causes(found.causes),
        "sentences": sentences(outcome),
    }


def relocations_record(found: Iterable[Relocation]) -> list[dict[str, Any]]:
    """What moved as JSON holds it."""
    return [
        {
            "programme": row.programme,
            "dwellings": row.dwellings,
            "from": _spot(row.origin),
            "to": _spot(row.destination),
        }
        for row in found
    ]


def _spot(spot: Spot | None) -> dict[str, Any] | None:
    return None if spot is None else {**spot._asdict(), "site": spot.site or None}


def change_record(change: Change) -> dict[str, Any]:
    """A change of input as JSON holds it."""
    return {
        "table": change.table,
        "key": list(change.key),
        "kind": change.kind,
        "cells": [
            {"column": column, "before": old or None, "after": new or None}
            for column, old, new in change.cells
        ],
    }


def _causes(causes: Causes) -> dict[str, Any]:
    return {
        "moved": causes.moved,
        "tried": causes.tried,
        "regardless": causes.regardless,
        "files": list(causes.files),
        "behind": [
            {
                "changes": [change_record(change) for change in cause.changes],
                "spared": cause.spared,
                "rules": list(cause.rules),
            }
            for cause in causes.behind
        ],
    }
