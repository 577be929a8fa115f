"""The sheets of what the plan rests on: objectives reached, settings in force, assumptions."""

from __future__ import annotations

import json
from decimal import Decimal

from planner.outcome import Outcome
from planner.output.changes import row_name
from planner.output.names import names_in
from planner.output.report.aims import proof
from planner.output.wording import worded
from planner.output.workbook.table import Cell, Column, Kind, Measured, Sheet
from planner.region.domain import Tier
from planner.region.fields import SETTINGS, fields_of
from planner.text import text

_KINDS = {"dwellings": Kind.DWELLINGS, "share": Kind.SHARE, "EUR": Kind.EUR}
_KINDS |= {"dwelling_minutes": Kind.MINUTES, "load_per_1000": Kind.LOAD}


def aims(outcome: Outcome) -> Sheet:
    """How good each objective is. Seconds stay out: the same plan is the same workbook."""
    columns = (
        Column("aim"),
        Column("part", widest=50),
        Column("unit"),
        Column("status"),
        Column("value", Kind.NUMBER),
        Column("bound", Kind.NUMBER),
        Column("gap", Kind.SHARE),
        Column("in_plan", Kind.NUMBER),
    )
    return Sheet("aims", columns, tuple(_aim(tier) for tier in outcome.plan.tiers))


def _aim(tier: Tier) -> tuple[Cell, ...]:
    kind = _KINDS.get(tier.unit, Kind.NUMBER)
    return (
        worded("aim", tier.aim),
        worded("part", tier.part),
        worded("unit", tier.unit),
        proof(tier),
        _measured(tier.value, kind),
        _measured(tier.bound, kind),
        _measured(tier.gap, Kind.SHARE),
        _measured(tier.in_plan, kind),
    )


def settings(outcome: Outcome) -> Sheet:
    """Every setting in force, by the key that `--set` takes, and where it comes from."""
    loaded = outcome.loaded
    sources = outcome.region.settings.sources
    fields = fields_of(SETTINGS)
    columns = (
        Column("setting"),
        Column("meaning", widest=50),
        Column("in_force", Kind.NUMBER, widest=24),
        Column("default", widest=24),
        Column("source", widest=60),
    )
    rows = tuple(
        (
            name,
            fields[name].description,
            _plain(name, loaded.settings.get(name)),
            loaded.defaults.get(name),
            sources.get(name),
        )
        for name in sorted({*loaded.settings, *loaded.defaults})
    )
    return Sheet("settings", columns, rows)


def assumptions(outcome: Outcome) -> Sheet:
    """The rows and settings that nobody has confirmed."""
    names = names_in(outcome.region)
    rows = (
        (text(f"report.table.{row.table}"), row_name(row, names), row.source, row.key)
        for row in outcome.loaded.assumptions
    )
    columns = (
        Column("table"),
        Column("row", widest=50),
        Column("source", widest=90),
        Column("code"),
    )
    return Sheet("assumptions", columns, tuple(rows))


def _measured(value: float | None, kind: Kind) -> Cell:
    number = Decimal(0) if value is None else Decimal(repr(value))
    return None if value is None or not number.is_finite() else Measured(number, kind)


def _plain(name: str, value: object) -> Cell:
    if isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | float):
        year = fields_of(SETTINGS)[name].unit_en == "year"
        return _measured(value, Kind.YEAR if year else Kind.NUMBER)
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    return None if value is None else str(value)
