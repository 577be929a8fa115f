"""Municipalities that leave the region in a year, with their part of what is asked from then on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from planner.errors import Problem
from planner.quota.apportionment import apportion, exact_parts, in_cents, inhabitants, key_of
from planner.region.domain import Costs, Participation, Region, Target
from planner.region.moves import account, lies_in, move
from planner.region.overrides import joined
from planner.region.raw import RawRow
from planner.region.reorganisation import Move, Reorganisation


def departure_problems(region: Region, row: RawRow, wish: Reorganisation) -> Iterator[Problem]:
    """What in the region stands in the way: a line that stays and rests on support that leaves."""
    for line in region.commitments:
        point = region.support_points.get(line.support_point or "")
        if lies_in(region, line, wish.municipalities) or point is None:
            continue
        if region.municipality_of(point.neighbourhood) in wish.municipalities:
            yield row.problem(
                "reorganise.support_leaves",
                "municipalities",
                support_point=point.code,
                programme=line.programme,
                year=line.year,
                place=line.site or line.neighbourhood,
                corporation=line.corporation,
            )


def leave(region: Region, wish: Reorganisation) -> tuple[Region, list[Move]]:
    """The region without those who leave from that year on, and what went with them."""
    leaving, year = wish.municipalities, wish.from_year
    destination = wish.leaves_to or ""
    targets, left = _reduced_targets(region, wish)
    moves: list[Move] = []
    for code in leaving:
        one = region.municipalities[code]
        moves += account(region, one, (destination, destination), wish, year)
        moves += [
            move("target", programme, one, (destination, destination), when, amount, "dwellings")
            for (programme, when, who), amount in left.items()
            if who == code
        ]
    costs, paid = _reduced_costs(region, wish)
    moves += [
        move("contribution", "", region.municipalities[code], (destination, destination), when,
             amount, "eur")
        for (code, when), amount in paid.items()
    ]  # fmt: skip
    after = replace(
        region,
        targets=targets,
        costs=costs,
        commitments=tuple(
            row
            for row in region.commitments
            if row.year < year or not lies_in(region, row, leaving)
        ),
        contingents={
            key: row
            for key, row in region.contingents.items()
            if row.year < year or row.municipality not in leaving
        },
        demand={
            key: row
            for key, row in region.demand.items()
            if row.year < year or row.municipality not in leaving
        },
        realised=tuple(
            row for row in region.realised if row.year < year or row.municipality not in leaving
        ),
    )
    if year <= region.years[0]:
        return _without(after, leaving), moves
    kept = [
        row
        for row in region.participation
        if row.municipality not in leaving or (row.from_year or 0) < year
    ]
    ended = [
        Participation(code, programme, False, year, wish.source)
        for code in leaving
        for programme in region.programmes
    ]
    left_since = {**region.left, **dict.fromkeys(leaving, year)}
    rows = sorted(
        [*kept, *ended], key=lambda row: (row.municipality, row.programme, row.from_year or 0)
    )
    return replace(after, participation=tuple(rows), left=left_since), moves


def _reduced_targets(
    region: Region, wish: Reorganisation
) -> tuple[dict[tuple[str, int], Target], dict[tuple[str, int, str], int]]:
    """The targets of those who stay, and what left by programme, year and municipality.

    The minimum of a programme and year is shared out over all who take part, in whole dwellings by
    the region's method; the parts of those who leave go with them, and the maximum falls as much.
    """
    targets = dict(region.targets)
    left: dict[tuple[str, int, str], int] = {}
    for (programme, year), row in region.targets.items():
        leaving = [
            code
            for code in wish.municipalities
            if (code, programme, year) not in region.absent and key_of(region, code)
        ]
        if year < wish.from_year or not leaving:
            continue
        parts = exact_parts(region, programme, year)
        size = {code: one.inhabitants for code, one in region.municipalities.items()}
        whole = apportion(parts, row.minimum, region.settings.quota.method, size)
        taken = {code: whole[code] for code in leaving if whole.get(code)}
        if not taken:
            continue
        left |= {(programme, year, code): dwellings for code, dwellings in taken.items()}
        gone = sum(taken.values())
        targets[programme, year] = replace(
            row,
            minimum=row.minimum - gone,
            maximum=None if row.maximum is None else row.maximum - gone,
            source=joined(wish.source, row.source),
        )
    return targets, left


def _reduced_costs(
    region: Region, wish: Reorganisation
) -> tuple[dict[int, Costs], dict[tuple[str, int], Decimal]]:
    """The joint costs of those who stay, and what left by municipality and year (EUR).

    A departure is cost-neutral (G2-0608): who leaves takes its part of the contribution along, so
    that those who stay pay as much as with it.
    """
    costs = dict(region.costs)
    paid: dict[tuple[str, int], Decimal] = {}
    for year, row in region.costs.items():
        leaving = set(wish.municipalities).intersection(region.sharers(year))
        if year < wish.from_year or not leaving:
            continue
        parts = in_cents(row.contribution, inhabitants(region, region.sharers(year)))
        gone = {code: Decimal(parts[code]) / 100 for code in sorted(leaving)}
        paid |= {(code, year): amount for code, amount in gone.items()}
        left = row.contribution - sum(gone.values())
        source = joined(wish.source, row.source)
        costs[year] = replace(row, contribution=left, source=source)
    return costs, paid


def _without(region: Region, leaving: Collection[str]) -> Region:
    """The region without municipalities and all that stands in them."""
    places = {
        code for code, row in region.neighbourhoods.items() if row.municipality not in leaving
    }

    def standing(rows: Mapping[Any, Any]) -> dict[Any, Any]:
        return {key: row for key, row in rows.items() if row.neighbourhood in places}

    return replace(
        region,
        municipalities={k: row for k, row in region.municipalities.items() if k not in leaving},
        neighbourhoods={k: row for k, row in region.neighbourhoods.items() if k in places},
        stock=standing(region.stock),
        support_points=standing(region.support_points),
        sites=standing(region.sites),
        participation=tuple(row for row in region.participation if row.municipality not in leaving),
        travel={key: row for key, row in region.travel.items() if places.issuperset(key)},
        swaps=tuple(row for row in region.swaps if not {row.from_, row.to} & set(leaving)),
        closures=tuple(
            row
            for row in region.closures
            if row.facility is None
            or region.municipality_of(region.support_points[row.facility].neighbourhood)
            not in leaving
        ),
    )
