"""What refers to a neighbourhood goes along to the area that replaces it.

Rows that come to have the same key become one. Stock and commitments are added up; where the parts
of a corporation's stock have different turnover, theirs is the mean by dwellings:

    r  =  Σ d_i · r_i / Σ d_i

so that the expected vacancies d · r are those of the parts. r is written exactly, or else with so
many decimals, rounded up, that the vacancies exceed the exact ones by less than a ten-thousandth of
their own last decimal: no largest share of the vacancies loses a dwelling. Of travel times between
the same two areas, either way, the least is kept, so that nothing gets out of reach; one within an
area goes, as it told of two places in it.

A site without a point of its own keeps that of its old neighbourhood.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from planner.geography.changes import Change, row_changes, row_name
from planner.geography.references import columns_to_neighbourhoods
from planner.geography.replaced import Replaced
from planner.region.build import row_key
from planner.region.fields import tables
from planner.region.overrides import joined
from planner.region.raw import RawTable, shown
from planner.text import text

_POINT = ("x", "y")
_TAKEN = frozenset({*_POINT, "address_density"})
_MARGIN = 4  # decimals beyond those of the vacancies


@dataclass(frozen=True, slots=True)
class _Row:
    """A row before and after; `left` are the codes that it no longer names."""

    old: Mapping[str, Any]
    new: dict[str, Any]
    left: tuple[str, ...]


@dataclass
class Followed:
    """The tables that change, by name, with what changes in them."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


def follow(
    raw: Mapping[str, RawTable], replaced: Sequence[Replaced], turnover: Mapping[str, Decimal]
) -> Followed:
    """Let every reference to a replaced neighbourhood follow.

    `turnover` is the rate of the municipality of each area, by the area's code in the region.
    """
    homes = {each.code: each for each in replaced}
    followed = Followed()
    for table in tables():
        rows = [_moved(table, row.cells, homes) for row in raw[table].rows] if table in raw else []
        if any(row.left for row in rows):
            followed.tables[table] = _together(table, rows, turnover, followed.changes)
    return followed


def _moved(table: str, cells: Mapping[str, Any], homes: Mapping[str, Replaced]) -> _Row:
    new, left = dict(cells), []
    for column in columns_to_neighbourhoods(table):
        if home := homes.get(cells.get(column) or ""):
            left.append(home.code)
            new[column] = home.by
            if table == "sites":
                new |= _place(cells, home.cells)
    return _Row(cells, new, tuple(left))


def _place(site: Mapping[str, Any], neighbourhood: Mapping[str, Any]) -> dict[str, Any]:
    """What a site took from its old neighbourhood because it has none of its own."""
    columns: list[str] = []
    if all(site.get(column) is None for column in _POINT):
        columns += _POINT
    if site.get("address_density") is None and neighbourhood.get("address_density") is not None:
        columns.append("address_density")
    return {column: neighbourhood[column] for column in columns}


def _together(
    table: str, rows: Sequence[_Row], turnover: Mapping[str, Decimal], changes: list[Change]
) -> list[dict[str, Any]]:
    """The rows as they become, each where the first of its parts stood."""
    travel = table == "travel"
    groups: dict[Hashable, list[_Row]] = defaultdict(list)
    for row in rows:
        if travel and row.left and row.new["from"] == row.new["to"]:
            changes += row_changes(table, row.old, "removed")
            continue
        key = row_key(table, row.new)
        groups[frozenset(key) if travel else key].append(row)
    result = []
    for group in groups.values():
        for row in group:
            changes += _references(table, row)
        if _combines(table, group):
            result.append(_combined(table, group, turnover, changes))
        else:
            for row in group:
                took = any(
                    row.new[column] != row.old.get(column) for column in _TAKEN & row.new.keys()
                )
                _tell(row.new, [row], [text("geo.source.site")] if took else [])
                changes += _source(table, row)
                result.append(row.new)
    return result


def _combines(table: str, group: Sequence[_Row]) -> bool:
    """Whether rows become one: rows that came together, not one that the user gave twice."""
    before = [row_key(table, row.old) for row in group]
    pairs = {frozenset(key) for key in before} if table == "travel" else set(before)
    return len(set(before)) == len(group) and len(pairs) > 1


def _combined(
    table: str, group: Sequence[_Row], turnover: Mapping[str, Decimal], changes: list[Change]
) -> dict[str, Any]:
    """One row of several, in the one that was there already, else in the first."""
    kept = next((row for row in group if not row.left), group[0])
    wanted, notes = _COMBINE[table](group, turnover)
    key, name = row_name(table, kept.new), shown(kept.new.get("name"))
    changes += [
        Change(table, key, name, column, kept.old.get(column), value, "combined")
        for column, value in wanted.items()
    ]
    kept.new.update(wanted)
    _tell(kept.new, group, notes)
    changes += _source(table, kept)
    return kept.new


def _tell(cells: dict[str, Any], parts: Sequence[_Row], notes: list[str]) -> None:
    """Say in the source where the parts of a row come from."""
    left = list(dict.fromkeys(code for part in parts for code in part.left))
    if left:
        words = "; ".join([text("geo.source.moved", codes=left), *notes])
        cells["source"] = f"{joined(*(part.old.get('source') for part in parts))}; {words}"
        cells["source"] = cells["source"].removeprefix("; ")


def _references(table: str, row: _Row) -> list[Change]:
    key, name = row_name(table, row.old), shown(row.old.get("name"))
    references = columns_to_neighbourhoods(table)
    return [
        Change(table, key, name, column, row.old.get(column), value, status)
        for column, value in row.new.items()
        if value != row.old.get(column)
        for status in ["moved" if column in references else "changed"]
    ]


def _source(table: str, row: _Row) -> list[Change]:
    old, new = row.old.get("source"), row.new.get("source")
    if old == new:
        return []
    key, name = row_name(table, row.new), shown(row.new.get("name"))
    return [Change(table, key, name, "source", old, new, "changed")]


def _stock(
    group: Sequence[_Row], turnover: Mapping[str, Decimal]
) -> tuple[dict[str, Any], list[str]]:
    wanted, notes = _dwellings(group, turnover)
    given = {row.old.get("turnover_rate") for row in group}
    if len(given) > 1:
        usual = turnover[group[0].new["neighbourhood"]]
        rates = [usual if (rate := row.old.get("turnover_rate")) is None else rate for row in group]
        wanted["turnover_rate"] = mean_rate(
            [(row.old.get("dwellings") or 0, rate) for row, rate in zip(group, rates, strict=True)]
        )
        notes = [text("geo.source.turnover")]
    return wanted, notes


def _dwellings(
    group: Sequence[_Row], turnover: Mapping[str, Decimal]
) -> tuple[dict[str, Any], list[str]]:
    return {"dwellings": sum(row.old.get("dwellings") or 0 for row in group)}, []


def _minutes(
    group: Sequence[_Row], turnover: Mapping[str, Decimal]
) -> tuple[dict[str, Any], list[str]]:
    known = [row.old["minutes"] for row in group if row.old.get("minutes") is not None]
    return {"minutes": min(known, default=None)}, []


type _Combine = Callable[[Sequence[_Row], Mapping[str, Decimal]], tuple[dict[str, Any], list[str]]]
_COMBINE: Mapping[str, _Combine] = {
    "stock": _stock,
    "commitments": _dwellings,
    "realised": _dwellings,
    "travel": _minutes,
}


def mean_rate(parts: Sequence[tuple[int, Decimal]]) -> Decimal:
    """The mean of rates (shares a year) by dwellings; without any dwelling the highest."""
    dwellings = sum(number for number, _ in parts)
    if not dwellings:
        return max(rate for _, rate in parts)
    exact = sum((number * Fraction(rate) for number, rate in parts), Fraction()) / dwellings
    given = max(max(0, -int(rate.as_tuple().exponent)) for _, rate in parts)
    most = given + len(str(dwellings)) + _MARGIN
    digits = next((n for n in range(most) if not exact * 10**n % 1), most)
    return Decimal(-(-exact.numerator * 10**digits // exact.denominator)).scaleb(-digits)
