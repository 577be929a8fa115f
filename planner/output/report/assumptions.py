"""What the plan rests on that nobody has confirmed, by table and by source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from planner.outcome import Outcome
from planner.output.changes import row_name
from planner.output.names import Names, names_in
from planner.region.load import Assumption
from planner.region.overrides import is_assumption
from planner.text import text


@dataclass(frozen=True, slots=True)
class TableOf:
    """The assumptions of one table: its name, how many, and their rows by source."""

    name: str
    count: int
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """A sentence, what names no source at all, and what is marked as an assumption."""

    sentence: str
    unsourced: tuple[TableOf, ...]
    marked: tuple[TableOf, ...]


def chapter(outcome: Outcome) -> Assumptions:
    """Every assumption of the edition, unsourced first, grouped by table and equal source."""
    rows = outcome.loaded.assumptions
    marked = [row for row in rows if is_assumption(row.source)]
    unsourced = [row for row in rows if not is_assumption(row.source)]
    names = names_in(outcome.region)
    return Assumptions(
        text("report.assumptions.count", count=len(rows)),
        _tables(unsourced, names),
        _tables(marked, names),
    )


def _tables(rows: Iterable[Assumption], names: Names) -> tuple[TableOf, ...]:
    tables: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        tables[row.table][row.source].append(row_name(row, names))
    return tuple(
        TableOf(
            text(f"report.table.{table}"),
            sum(map(len, sources.values())),
            tuple((source, "; ".join(keys)) for source, keys in sources.items()),
        )
        for table, sources in tables.items()
    )
