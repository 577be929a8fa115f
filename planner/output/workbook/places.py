"""The sheets of where dwellings stand: neighbourhoods, support points and sites."""

from __future__ import annotations

from decimal import Decimal

from planner.outcome import Outcome
from planner.output.loads import loads
from planner.output.wording import label
from planner.output.workbook.table import Cell, Column, Formula, Kind, Sheet
from planner.region.domain import Line, Site
from planner.region.figures import totals
from planner.text import text


def neighbourhoods(outcome: Outcome) -> Sheet:
    """The load of each neighbourhood: what is there, what the plan adds, and the limit."""
    region = outcome.region
    columns = (
        Column("code"),
        Column("neighbourhood"),
        Column("municipality"),
        Column("all_dwellings", Kind.DWELLINGS, total=True),
        Column("planned", Kind.DWELLINGS, total=True),
        Column("existing_load", Kind.LOAD, total=True),
        Column("added_load", Kind.LOAD, total=True),
        Column("load_per_1000", Kind.LOAD),
        Column("max_load_per_1000", Kind.LOAD),
    )
    rows: list[tuple[Cell, ...]] = []
    for code, load in loads(outcome).items():
        place = load.place
        rows.append(
            (
                code,
                place.name,
                region.municipalities[place.municipality].name,
                place.dwellings,
                load.planned,
                load.today,
                load.added,
                None
                if (rate := load.per_1000(load.after)) is None
                else Formula("({existing_load}+{added_load})*1000/{all_dwellings}", rate),
                load.most,
            )
        )
    return Sheet("neighbourhoods", columns, tuple(rows))


def support(outcome: Outcome) -> Sheet:
    """The dwellings that each support point comes to serve in each year, of its capacity."""
    region = outcome.region
    years = region.years
    served = totals(outcome.plan.lines, "support_point", "year")
    first, last = f"year_{years[0]}", f"year_{years[-1]}"
    columns = (
        Column("code"),
        Column("support_point"),
        Column("municipality"),
        Column("neighbourhood"),
        Column("services", widest=26),
        Column("open_from", Kind.YEAR),
        *(
            Column(f"year_{year}", Kind.DWELLINGS, True, text("workbook.added_in", year=str(year)))
            for year in years
        ),
        Column("served", Kind.DWELLINGS, total=True),
        Column("capacity", Kind.DWELLINGS),
        Column("share_of_capacity", Kind.SHARE),
    )
    rows: list[tuple[Cell, ...]] = []
    for code, point in region.support_points.items():
        by_year = [served[code, year] for year in years]
        share = (
            Formula("{served}/{capacity}", Decimal(sum(by_year)) / point.capacity)
            if point.capacity
            else None
        )
        rows.append(
            (
                code,
                point.name,
                region.municipalities[region.municipality_of(point.neighbourhood)].name,
                region.neighbourhoods[point.neighbourhood].name,
                "; ".join(point.services),
                point.from_year,
                *by_year,
                Formula(f"SUM({{{first}}}:{{{last}}})", sum(by_year)),
                point.capacity,
                share,
            )
        )
    return Sheet("support", columns, tuple(rows))


def sites(outcome: Outcome) -> Sheet:
    """Every candidate site, used or not: by which programme, when and for how many dwellings."""
    region = outcome.region
    found: dict[str, list[Line]] = {}
    for line in outcome.plan.lines:
        found.setdefault(line.site, []).append(line)
    columns = (
        Column("code", widest=24),
        Column("site", widest=24),
        Column("municipality"),
        Column("neighbourhood"),
        Column("corporation", widest=24),
        Column("kind"),
        Column("fit_for", widest=26),
        Column("min_dwellings", Kind.DWELLINGS),
        Column("max_dwellings", Kind.DWELLINGS),
        Column("open_from", Kind.YEAR),
        Column("used"),
        Column("programme", widest=24),
        Column("year", Kind.YEAR),
        Column("dwellings", Kind.DWELLINGS, total=True),
    )
    rows = tuple(
        _site(outcome, code, site, found.get(code, [])) for code, site in region.sites.items()
    )
    return Sheet("sites", columns, rows)


def _site(outcome: Outcome, code: str, site: Site, lines: list[Line]) -> tuple[Cell, ...]:
    region = outcome.region
    used = text("workbook.used" if lines else "workbook.unused")
    standing: tuple[Cell, ...] = (None, None, None)
    if lines:
        # A site serves one programme and opens in one year.
        one = lines[0]
        total = sum(line.dwellings for line in lines)
        standing = (label(region.programmes[one.programme]), one.year, total)
    return (
        code,
        site.name,
        region.municipalities[region.municipality_of(site.neighbourhood)].name,
        region.neighbourhoods[site.neighbourhood].name,
        region.corporations[site.corporation].name,
        text(f"workbook.kind.{site.kind}"),
        "; ".join(label(region.programmes[programme]) for programme in site.programmes),
        site.min_dwellings,
        site.max_dwellings,
        site.from_year,
        used,
        *standing,
    )
