"""Signed lines that contradict the region or each other.

A line that only proposes is held to nothing but its references.
"""

from __future__ import annotations

from planner.region.domain import Commitment, Placement, Programme, absences
from planner.region.hints import Where
from planner.region.raw import RawRow
from planner.region.rows import Check, Rows


def check_commitments(rows: Rows) -> Check:
    """Every signed line can stand in a plan as far as the rows of the region tell."""
    signed = [(row, line) for row, line in rows.of("commitments") if line.signed]
    programmes = rows.by_code("programmes")
    absent = absences(
        (row for _, row in rows.of("participation")), {line.year for _, line in signed}
    )
    neighbourhoods = rows.by_code("neighbourhoods")
    for row, line in signed:
        place = neighbourhoods.get(line.neighbourhood)
        if place and place.municipality != line.municipality:
            values = {"name": line.neighbourhood, "right": place.municipality}
            yield row.problem("region.commitment_municipality", "municipality", **values)
        if (line.municipality, line.programme, line.year) in absent:
            absence = {"municipality": line.municipality, "programme": line.programme}
            yield row.problem(
                "region.commitment_excluded", "municipality", **absence, year=line.year
            )
        programme = programmes.get(line.programme)
        if programme:
            yield from _placement(rows, row, line, programme)
            yield from _support(rows, row, line, programme)
    yield from _one_use(signed)


def _placement(rows: Rows, row: RawRow, line: Commitment, programme: Programme) -> Check:
    if programme.placement is Placement.STOCK:
        if line.site is not None:
            yield row.problem("region.commitment_site_given", "site", name=programme.code)
        elif not _has_stock(rows, line):
            values = {"corporation": line.corporation, "name": line.neighbourhood}
            yield row.problem("region.commitment_no_stock", "corporation", **values)
        return
    if line.site is None:
        yield row.problem("region.commitment_no_site", "site", name=programme.code)
        return
    site = rows.by_code("sites").get(line.site)
    if site is None:
        return
    for column in ("neighbourhood", "corporation"):
        right = getattr(site, column)
        if getattr(line, column) != right:
            values = {"name": site.code, "right": right}
            yield row.problem("region.commitment_other_site", column, **values)
    if programme.code not in site.programmes:
        values = {"name": site.code, "programme": programme.code}
        yield row.problem("region.commitment_unfit", "site", **values)
    if site.from_year is not None and line.year < site.from_year:
        values = {"name": site.code, "from_year": site.from_year}
        yield row.problem("region.commitment_early", "year", **values)


def _has_stock(rows: Rows, line: Commitment) -> bool:
    stock = rows.tables.get("stock")
    if stock is None or not stock.complete:
        return True
    lot = (line.corporation, line.neighbourhood)
    return any(
        (row.cells.get("corporation"), row.cells.get("neighbourhood")) == lot for row in stock.rows
    )


def _support(rows: Rows, row: RawRow, line: Commitment, programme: Programme) -> Check:
    point = rows.by_code("support_points").get(line.support_point or "")
    service = programme.support_service
    if line.support_point is not None and service is None:
        yield row.problem("region.commitment_support_given", "support_point", name=programme.code)
    elif point and service not in point.services:
        values = {"name": point.code, "service": service}
        yield row.problem("region.commitment_service", "support_point", **values)
    if point and service and point.from_year is not None and line.year < point.from_year:
        values = {"name": point.code, "from_year": point.from_year}
        yield row.problem("region.commitment_early", "year", **values)


def _one_use(signed: list[tuple[RawRow, Commitment]]) -> Check:
    first: dict[str, tuple[RawRow, Commitment]] = {}
    for row, line in signed:
        if line.site is None:
            continue
        earlier_row, earlier = first.setdefault(line.site, (row, line))
        values = {"name": line.site, "where": Where(earlier_row.file, earlier_row.number)}
        if line.programme != earlier.programme:
            yield row.problem("region.commitment_two_programmes", "programme", **values)
        if line.year != earlier.year:
            yield row.problem("region.commitment_two_years", "year", **values)
