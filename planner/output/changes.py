"""Changes of input in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from planner.output.format import listed
from planner.output.names import Names
from planner.region.fields import NUMBERS, SETTINGS, fields_of, key_of
from planner.region.inputs import LEFT, Change
from planner.region.load import Assumption
from planner.text import catalogue, language, number, text

_SPELLED_OUT = 3


def why(group: Sequence[Change], names: Names) -> str:
    """Changes that belong together as what follows “because”."""
    heads = [change for change in group if _is_head(change)]
    if len(heads) == 1 and len(group) > 1:
        return text("compare.with_rows", why=because(heads[0], names), count=len(group) - 1)
    if len(group) <= _SPELLED_OUT:
        return listed(because(change, names) for change in group)
    times = Counter(change.table for change in group)
    parts = [f"{text(_table(table))} ({number(count)})" for table, count in times.items()]
    return text("compare.many", count=len(group), tables=listed(parts))


def _is_head(change: Change) -> bool:
    """Whether other changes follow from this one."""
    if change.table == SETTINGS:
        return change.key == ("region.years",)
    return change.table == LEFT or (change.kind != "changed" and len(key_of(change.table)) == 1)


def because(change: Change, names: Names) -> str:
    """One change as what follows “because”."""
    if change.kind != "changed":
        return text(f"compare.{change.kind}", thing=thing(change, names))
    if len(change.cells) == 1:
        [(column, old, new)] = change.cells
        key = f"compare.because.{change.table}.{column}"
        if old and new and key in catalogue(language()):
            values = {"old": value(change.table, column, old, names)}
            values["new"] = value(change.table, column, new, names)
            return text(key, thing=thing(change, names), **values)
    return text("compare.changed", thing=thing(change, names), cells=cells(change, names))


def thing(change: Change, names: Names) -> str:
    """What a row or setting is about."""
    if change.table == SETTINGS:
        return text("compare.thing.region")
    columns = ("municipality",) if change.table == LEFT else key_of(change.table)
    parts = {
        column: value(change.table, column, part, names)
        for column, part in zip(columns, change.key, strict=True)
    }
    return text(f"compare.thing.{change.table}", **parts)


def row_name(row: Assumption, names: Names) -> str:
    """What an assumption is about: the meaning of a setting, the names in the key of a row."""
    if row.table == SETTINGS:
        return described(SETTINGS, row.key)
    if not row.codes:
        return row.key
    parts = zip(key_of(row.table), row.codes, strict=True)
    return ", ".join(value(row.table, column, code, names) for column, code in parts if code)


def cells(change: Change, names: Names) -> str:
    """The cells that changed: what they mean, what they are and what they were."""
    return "; ".join(
        text(
            "compare.cell",
            what=described(change.table, column),
            old=value(change.table, column, old, names),
            new=value(change.table, column, new, names),
        )
        for column, old, new in change.cells
    )


def described(table: str, column: str) -> str:
    """What a column or setting means, without what an empty cell means."""
    field = fields_of(table).get(column)
    return field.description.partition(";")[0] if field else column


def value(table: str, column: str, cell: str, names: Names) -> str:
    """A cell as people read it: names for codes, numbers as the language writes them."""
    field = fields_of(table).get(column)
    if not cell:
        return text("compare.empty")
    if table == LEFT:
        return names("municipalities", cell) if column == "municipality" else cell
    if field is None:
        return cell
    if field.key and len(key_of(table)) == 1:
        return names(table, cell)
    if column in ("pool", "frees"):
        return names("pools", cell)
    if field.type == "boolean":
        return text("compare.yes" if cell == "true" else "compare.no")
    if field.type in NUMBERS and field.unit_en != "year" and "year" not in column:
        return number(Decimal(cell))
    if field.references:
        return "; ".join(names(field.references, code) for code in cell.split(";"))
    return cell.replace(";", "; ")


def _table(table: str) -> str:
    return "compare.table.left" if table == LEFT else f"report.table.{table}"
