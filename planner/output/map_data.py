"""Everything the page shows, once, as plain values for JSON."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from planner.analysis.binding import Bound, binding
from planner.outcome import Outcome
from planner.output import palette
from planner.output.classes import fulfilment
from planner.output.limits import sentences
from planner.output.map_places import Places
from planner.output.unused import unused
from planner.output.wording import group_name, label
from planner.quota.levy import Account
from planner.region.domain import Commitment
from planner.region.figures import totals
from planner.text import text

# Radius (px) of the largest sign, and of the circle of a municipality that has no boundary.
_LARGEST_SYMBOL = 18
_LARGEST_MUNICIPALITY = 44

type Data = dict[str, Any]


def data(outcome: Outcome, places: Places) -> Data:
    """The plan as the page's script reads it; years, codes and places are positions in lists."""
    region = outcome.region
    groups = list(region.settings.quota.groups)
    shown = {account.group for account in outcome.accounts}
    signs, loads = palette.signs(region), places.load_classes
    return {
        "region": label(region.identity),
        "years": region.years,
        "audience": outcome.audience,
        "groups": [{"name": group_name(group), "shown": group in shown} for group in groups],
        "programmes": [
            {
                "label": label(programme),
                "group": groups.index(programme.quota_group) if programme.quota_group else None,
                "confidential": programme.confidential,
                "colour": signs[code].colour,
                "ink": signs[code].ink,
                "corners": signs[code].corners,
            }
            for code, programme in region.programmes.items()
        ],
        "corporations": [row.name for row in region.corporations.values()],
        "municipalities": _municipalities(outcome, places),
        "neighbourhoods": places.neighbourhoods(),
        "supportPoints": places.support_points(),
        "areas": places.areas(),
        "locations": places.location_rows(),
        "lines": _lines(outcome, places),
        "commitments": _commitments(outcome, places),
        "withheld": _withheld(outcome),
        "inferable": outcome.inferable,
        "ownTravel": bool(region.travel or region.network),
        "fulfilment": [
            {"colour": colour, "label": text(f"present.fulfilment.{code}")}
            for code, colour in palette.FULFILMENT.items()
        ],
        "nothing": palette.NOTHING,
        "load": {
            "limit": loads.limit,
            "classes": [
                {"colour": colour, "label": words}
                for colour, words in zip(
                    palette.load_colours(len(loads.bounds)), loads.labels, strict=True
                )
            ],
        },
        "sizes": {
            "symbol": _LARGEST_SYMBOL,
            "municipality": _LARGEST_MUNICIPALITY,
        },
    }


def _municipalities(outcome: Outcome, places: Places) -> list[Data]:
    groups = list(outcome.region.settings.quota.groups)
    accounts: dict[str, dict[int, Data]] = {code: {} for code in outcome.region.municipalities}
    for group in groups:
        rows = [account for account in outcome.accounts if account.group == group]
        for code, account in _accounts(outcome, group, rows).items():
            accounts[code][groups.index(group)] = account
    reached: dict[str, list[Bound]] = {}
    for bound in binding(outcome):
        reached.setdefault(bound.municipality, []).append(bound)
    return [
        {
            **row,
            "accounts": accounts[code],
            "bounds": [
                *sentences(outcome.region, reached.get(code, ())),
                *unused(outcome, code),
            ],
        }
        for code, row in zip(outcome.region.municipalities, places.municipalities(), strict=True)
    ]


def _accounts(outcome: Outcome, group: str, rows: list[Account]) -> dict[str, Data]:
    """Quota and delivered (dwellings) up to each year.

    Where confidential dwellings count in, only the totals over all years may be told: `soFar` and
    `yearly` are empty then.
    """
    region = outcome.region
    ours = {code for code, row in region.programmes.items() if row.quota_group == group}
    counted = (line for line in outcome.plan.lines if line.programme in ours)
    delivered = totals(counted, "municipality", "year")
    so_far = {
        row.municipality: list(
            accumulate(delivered[row.municipality, year] for year in region.years)
        )
        for row in rows
    }
    whole = all(so_far[row.municipality][-1] == row.delivered for row in rows)
    moments = range(len(region.years)) if whole else (-1,)
    quotas = [row.quota for row in rows]
    classes = [
        fulfilment(
            quotas, [so_far[row.municipality][at] if whole else row.delivered for row in rows]
        )
        for at in moments
    ]
    result = {}
    for position, row in enumerate(rows):
        share = outcome.shares[group, row.municipality]
        result[row.municipality] = {
            "quota": row.quota,
            "delivered": row.delivered,
            "shortfall": row.shortfall,
            "surplus": row.surplus,
            "levy": float(row.levy),
            "soFar": so_far[row.municipality] if whole else [],
            "yearly": [share.by_year[year] for year in region.years] if whole else [],
            "classes": [found[position] for found in classes],
        }
    return result


def _lines(outcome: Outcome, places: Places) -> list[list[int | None]]:
    """Programme, year, municipality, corporation, location, support point, dwellings."""
    region = outcome.region
    programme, corporation = list(region.programmes), list(region.corporations)
    municipality, point = list(region.municipalities), list(region.support_points)
    location = {place: position for position, place in enumerate(places.locations)}
    return [
        [
            programme.index(line.programme),
            region.years.index(line.year),
            municipality.index(line.municipality),
            corporation.index(line.corporation),
            location[line.lot.location],
            point.index(line.support_point) if line.support_point else None,
            line.dwellings,
        ]
        for line in sorted(outcome.plan.lines)
    ]


def _commitments(outcome: Outcome, places: Places) -> list[Data]:
    region = outcome.region
    return [
        {
            "programme": list(region.programmes).index(row.programme),
            "year": region.years.index(row.year),
            "corporation": list(region.corporations).index(row.corporation),
            "location": places.locations.index(row.lot.location),
            "dwellings": row.dwellings,
            "signed": row.signed,
            "planned": _planned(outcome, row),
        }
        for row in region.commitments
    ]


def _planned(outcome: Outcome, row: Commitment) -> int:
    """Dwellings in the plan where and when a line promises them."""
    return sum(
        line.dwellings
        for line in outcome.plan.lines
        if (line.programme, line.year, line.lot) == (row.programme, row.year, row.lot)
        and row.support_point in (None, line.support_point)
    )


def _withheld(outcome: Outcome) -> list[list[str | int]]:
    return [[f"{label(row.programme)}, {row.year}", row.dwellings] for row in outcome.withheld]
