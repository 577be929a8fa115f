"""The sheets of who takes part: the lines of the plan, municipalities and corporations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from planner.outcome import Outcome
from planner.output import tables
from planner.output.tables import Table
from planner.output.wording import group_name, label
from planner.output.workbook.table import Cell, Column, Formula, Kind, Sheet
from planner.region.fields import ALLOCATION
from planner.text import text


def allocation(outcome: Outcome) -> Sheet:
    """The lines of the plan in codes, as `planner verify` reads them back."""
    table = tables.allocation(outcome)
    kinds = {"year": Kind.YEAR, "dwellings": Kind.DWELLINGS}
    columns = (Column(name, kinds.get(name, Kind.TEXT), heading=name) for name in table.columns)
    return Sheet(ALLOCATION, tuple(columns), table.rows)


def dwellings(outcome: Outcome) -> Sheet:
    """The lines of the plan with the names of everything in them."""
    region = outcome.region
    columns = (
        Column("programme"),
        Column("year", Kind.YEAR),
        Column("municipality"),
        Column("neighbourhood"),
        Column("corporation"),
        Column("site"),
        Column("support_point"),
        Column("dwellings", Kind.DWELLINGS, total=True),
    )
    rows = tuple(
        (
            label(region.programmes[line.programme]),
            line.year,
            region.municipalities[line.municipality].name,
            region.neighbourhoods[line.neighbourhood].name,
            region.corporations[line.corporation].name,
            region.sites[line.site].name if line.site else None,
            region.support_points[line.support_point].name if line.support_point else None,
            line.dwellings,
        )
        for line in sorted(outcome.plan.lines)
    )
    return Sheet("dwellings", columns, rows)


def municipalities(outcome: Outcome) -> Sheet:
    """What each municipality delivers in each quota group, and its levy, in all and by year."""
    table = tables.municipalities(outcome)
    columns = (
        Column("group"),
        Column("code"),
        Column("municipality"),
        Column("quota", Kind.DWELLINGS, total=True),
        Column("delivered", Kind.DWELLINGS, total=True),
        Column("shortfall", Kind.DWELLINGS, total=True),
        Column("surplus", Kind.DWELLINGS, total=True),
        Column("pays", Kind.EUR, total=True),
        Column("receives", Kind.EUR, total=True),
        *(
            Column(
                f"levy_{year}",
                Kind.EUR,
                total=True,
                heading=text("workbook.column.levy_of", year=str(year)),
            )
            for year in outcome.region.years
        ),
    )
    rows: list[tuple[Cell, ...]] = []
    for cells in table.rows:
        group, code, name, quota, delivered, shortfall, surplus, levy, *by_year = cells
        known = (group_name(str(group)), code, name, quota, delivered)
        if code:
            formulas = (
                Formula("MAX(0,{quota}-{delivered})", _whole(shortfall)),
                Formula("MAX(0,{delivered}-{quota})", _whole(surplus)),
            )
            rows.append((*known, *formulas, *tables.flows(levy), *by_year))
        else:
            rows.append((*known, None, None, *tables.flows(levy), *by_year))
    return Sheet("municipalities", columns, tuple(rows))


def corporations(outcome: Outcome) -> Sheet:
    """What each corporation delivers, with the share of the vacancies it expects."""
    region = outcome.region
    columns = (
        Column("code"),
        Column("corporation"),
        Column("municipality"),
        Column("programme"),
        Column("year", Kind.YEAR),
        Column("dwellings", Kind.DWELLINGS, total=True),
        Column("expected_vacancies", Kind.NUMBER),
        Column("share_of_expected_vacancies", Kind.SHARE),
    )
    rows: list[tuple[Cell, ...]] = []
    for named in _named(tables.corporations(outcome)):
        dwellings, vacancies = int(named["dwellings"]), Decimal(named["expected_vacancies"])
        taken = named["share_of_expected_vacancies"] is not None
        rows.append(
            (
                named["corporation"],
                region.corporations[named["corporation"]].name,
                region.municipalities[named["municipality"]].name,
                label(region.programmes[named["programme"]]),
                named["year"],
                dwellings,
                vacancies,
                Formula("{dwellings}/{expected_vacancies}", dwellings / vacancies)
                if taken
                else None,
            )
        )
    return Sheet("corporations", columns, tuple(rows))


def _named(table: Table) -> list[dict[str, Any]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def _whole(cell: tables.Cell) -> int:
    assert isinstance(cell, int)
    return cell
