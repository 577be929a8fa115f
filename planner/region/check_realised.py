"""Delivered lines and moves between facilities that contradict the region or themselves."""

from __future__ import annotations

from planner.region.domain import Placement
from planner.region.rows import Check, Rows


def check_realised(rows: Rows) -> Check:
    """A delivery says where it stands, and on which day of its year.

    A local initiative is no part of a plan, and may leave open where it stands.
    """
    neighbourhoods = rows.by_code("neighbourhoods")
    programmes = rows.by_code("programmes")
    for row, line in rows.of("realised"):
        if line.date is not None and line.date.year != line.year:
            yield row.problem("region.realised_other_year", "date", year=line.year)
        place = neighbourhoods.get(line.neighbourhood or "")
        if place and place.municipality != line.municipality:
            values = {"name": line.neighbourhood, "right": place.municipality}
            yield row.problem("region.commitment_municipality", "municipality", **values)
        if line.initiative:
            continue
        for column in ("neighbourhood", "corporation"):
            if getattr(line, column) is None and column not in row.refused:
                yield row.problem("region.realised_where", column)
        programme = programmes.get(line.programme)
        if programme is None:
            continue
        if programme.placement is Placement.STOCK and line.site is not None:
            yield row.problem("region.commitment_site_given", "site", name=programme.code)
        elif programme.placement is Placement.SITE and line.site is None:
            yield row.problem("region.commitment_no_site", "site", name=programme.code)


def check_moves_between(rows: Rows) -> Check:
    """Nobody moves from a facility to the same one."""
    for row, move in rows.of("moves_between"):
        if move.from_ == move.to:
            yield row.problem("region.move_to_itself", "to")
