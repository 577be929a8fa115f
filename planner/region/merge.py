"""Municipalities that merge, or move into another: the successor has the sums of all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from planner.errors import Problem
from planner.region.domain import (
    Commitment,
    Contingent,
    Demand,
    Municipality,
    Participation,
    Region,
    Stock,
    Swap,
)
from planner.region.moves import account
from planner.region.overrides import joined
from planner.region.raw import RawRow
from planner.region.reorganisation import Move, Reorganisation


def merger_problems(region: Region, row: RawRow, wish: Reorganisation) -> Iterator[Problem]:
    """What in the region stands in the way: weights or participation that differ."""
    before = _predecessors(region, wish)
    weights = [municipality.quota_weight for municipality in before]
    if None in weights and weights.count(None) < len(weights):
        lacking = [one.code for one in before if one.quota_weight is None]
        yield row.problem("reorganise.weights", "municipalities", names=lacking)
    for programme in region.programmes:
        series = {
            one.code: [(one.code, programme, year) in region.absent for year in region.years]
            for one in before
        }
        if len({tuple(absent) for absent in series.values()}) > 1:
            outside = [code for code, absent in series.items() if any(absent)]
            values = {"programme": programme, "names": list(series), "outside": outside}
            yield row.problem("reorganise.participation", "municipalities", **values)


def merge(region: Region, wish: Reorganisation) -> tuple[Region, list[Move]]:
    """The region with the successor in the place of its predecessors, and what moved."""
    before = _predecessors(region, wish)
    successor = _successor(before, wish)
    codes = {one.code for one in before}
    moves = [
        move
        for one in before
        if one.code != successor.code
        for move in account(region, one, (successor.code, successor.name), wish, region.years[0])
    ]

    def now(code: str) -> str:
        return successor.code if code in codes else code

    others = {code: row for code, row in region.municipalities.items() if code not in codes}
    after = replace(
        region,
        municipalities=_sorted({**others, successor.code: successor}),
        neighbourhoods={
            code: replace(row, municipality=now(row.municipality))
            for code, row in region.neighbourhoods.items()
        },
        stock={
            key: _own_rate(region, row)
            if region.municipality_of(row.neighbourhood) in codes
            else row
            for key, row in region.stock.items()
        },
        participation=_one_of_each(
            (replace(row, municipality=now(row.municipality)) for row in region.participation),
        ),
        commitments=tuple(
            sorted(
                (replace(row, municipality=now(row.municipality)) for row in region.commitments),
                key=_commitment_key,
            )
        ),
        contingents=_contingents(region, now, wish),
        demand=_added_up(region, now, wish),
        swaps=_swaps(region.swaps, now),
        realised=tuple(replace(row, municipality=now(row.municipality)) for row in region.realised),
    )
    return after, moves


def _predecessors(region: Region, wish: Reorganisation) -> list[Municipality]:
    codes = {*wish.municipalities, wish.into}
    return [row for code, row in region.municipalities.items() if code in codes]


def _successor(before: list[Municipality], wish: Reorganisation) -> Municipality:
    name = next((one.name for one in before if one.code == wish.into), "")
    weights = [one.quota_weight for one in before if one.quota_weight is not None]
    return Municipality(
        code=wish.into or "",
        name=wish.name or name,
        inhabitants=sum(one.inhabitants for one in before),
        dwellings=sum(one.dwellings for one in before),
        social_dwellings=sum(one.social_dwellings for one in before),
        turnover_rate=_mean_rate(before),
        existing_places=sum(one.existing_places for one in before),
        quota_weight=_exact_sum(weights) if weights else None,
        arrears=sum(one.arrears for one in before),
        shares_costs=any(one.shares_costs for one in before),
        source=joined(wish.source, *(one.source for one in before)),
    )


def _mean_rate(before: list[Municipality]) -> Decimal:
    """The turnover of the successor, weighted by social dwellings and rounded.

    To be read only: every corporation's dwellings keep the rate they had (`_own_rate`).
    """
    social = sum(one.social_dwellings for one in before)
    weights = [one.social_dwellings if social else 1 for one in before]
    total = Fraction()
    for weight, one in zip(weights, before, strict=True):
        total += weight * Fraction(one.turnover_rate)
    mean = total / sum(weights)
    return round(Decimal(mean.numerator) / Decimal(mean.denominator), 6).normalize()


def _own_rate(region: Region, row: Stock) -> Stock:
    """Stock with the turnover of its old municipality written into it."""
    if row.turnover_rate is not None:
        return row
    home = region.municipalities[region.municipality_of(row.neighbourhood)]
    return replace(row, turnover_rate=home.turnover_rate, source=joined(row.source, home.source))


def _added_up(
    region: Region, now: Callable[[str], str], wish: Reorganisation
) -> dict[tuple[str, str, int], Demand]:
    grouped: dict[tuple[str, str, int], list[Demand]] = defaultdict(list)
    for row in region.demand.values():
        grouped[row.programme, now(row.municipality), row.year].append(row)
    return _sorted(
        {
            key: Demand(
                *key,
                sum(row.households for row in rows),
                joined(wish.source, *(row.source for row in rows))
                if len(rows) > 1
                else rows[0].source,
            )
            for key, rows in grouped.items()
        }
    )


def _swaps(rows: Iterable[Swap], now: Callable[[str], str]) -> tuple[Swap, ...]:
    """The exchanges between those there are now: within one municipality nothing is exchanged."""
    found: dict[tuple[str, str, str, str], Swap] = {}
    for row in rows:
        row = replace(row, from_=now(row.from_), to=now(row.to))
        key = (row.from_, row.to, row.quota_group, row.date.isoformat() if row.date else "")
        same = found.get(key)
        if same:
            row = replace(
                same,
                dwellings=same.dwellings + row.dwellings,
                source=joined(same.source, row.source),
            )
        if row.from_ != row.to:
            found[key] = row
    return tuple(_sorted(found).values())


def _contingents(
    region: Region, now: Callable[[str], str], wish: Reorganisation
) -> dict[tuple[str | int, ...], Contingent]:
    """The agreements on numbers: those of one corporation, programme and year are added up.

    Where one of them has no most, the sum has none.
    """
    grouped: dict[tuple[str | int, ...], list[Contingent]] = defaultdict(list)
    for row in region.contingents.values():
        key = (row.corporation or "", now(row.municipality), row.programme, row.year)
        grouped[key].append(row)
    return _sorted(
        {
            key: replace(
                rows[0],
                municipality=now(rows[0].municipality),
                minimum=sum(row.minimum or 0 for row in rows),
                maximum=None
                if any(row.maximum is None for row in rows)
                else sum(row.maximum or 0 for row in rows),
                source=joined(wish.source, *(row.source for row in rows))
                if len(rows) > 1
                else rows[0].source,
            )
            for key, rows in grouped.items()
        }
    )


def _one_of_each(rows: Iterable[Participation]) -> tuple[Participation, ...]:
    """Rows of participation by their key; where several say the same, with all their sources."""
    found: dict[tuple[str, str, int], Participation] = {}
    for row in rows:
        key = (row.municipality, row.programme, row.from_year or 0)
        same = found.get(key)
        found[key] = replace(same, source=joined(same.source, row.source)) if same else row
    return tuple(_sorted(found).values())


def _exact_sum(numbers: Iterable[Decimal]) -> Decimal:
    with localcontext(prec=100):  # beyond any number a region may hold
        return sum(numbers, Decimal(0))


def _commitment_key(row: Commitment) -> tuple[Any, ...]:
    return (
        row.programme, row.year, row.municipality, row.neighbourhood, row.corporation,
        row.site or "", row.support_point or "", row.status,
    )  # fmt: skip


def _sorted[Row](rows: Mapping[Any, Row]) -> dict[Any, Row]:
    return dict(sorted(rows.items()))
