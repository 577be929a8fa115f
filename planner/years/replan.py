"""A region in which what was delivered is fixed, so that the rest can be planned anew.

The years of the plan stay, and with them every quota: what a municipality is behind it still owes,
what is late of a programme may be caught up. In the years before that of a day stands what was
delivered and nothing else; in that year at least what was delivered so far. A local initiative
lowers what its municipality owes. Lines that were signed for a year that is over, and not
delivered, are promised for the year that has begun.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from planner.errors import ExitCode, PlannerError, Problem
from planner.region.domain import (
    Commitment,
    Line,
    Municipality,
    Realised,
    Region,
    Request,
    Slice,
    Target,
)
from planner.years.lock import commitment


@dataclass(frozen=True)
class Fixed:
    """A region with what was delivered in it, and what the years that are over may not exceed."""

    region: Region
    requests: tuple[Request, ...]


def fixed(region: Region, realised: Iterable[Realised], day: date) -> Fixed:
    """The region as it is planned from a day on.

    Raises `PlannerError` (exit code 2) where every year of the plan is over.
    """
    if day.year > region.years[-1]:
        values = {"day": day.isoformat(), "year": str(region.years[-1])}
        raise PlannerError(Problem("replan.over", values), ExitCode.USAGE)
    rows = tuple(realised)
    now = max(day.year, region.years[0])
    lines = tuple(row.line for row in rows if not row.initiative)
    done: Counter[tuple[str, int]] = Counter()
    for line in lines:
        done[line.programme, line.year] += line.dwellings
    requests = tuple(
        Request(Slice(programme=programme, years=(year,)), at_most=done[programme, year])
        for year in region.years
        if year < now
        for programme in region.programmes
    )
    made = replace(
        region,
        targets=_room_for(region, done),
        commitments=_promised(region, lines, now),
        municipalities=_with_initiatives(region, rows),
    )
    return Fixed(made, requests)


def _room_for(region: Region, done: Counter[tuple[str, int]]) -> dict[tuple[str, int], Target]:
    """The targets, with a larger most where more was delivered than was allowed up to a year."""
    targets = dict(region.targets)
    for programme in region.programmes:
        allowed, so_far = 0, 0
        for year in region.years:
            most = region.maximum(programme, year)
            if most is None:
                break
            allowed, so_far = allowed + most, so_far + done[programme, year]
            if so_far > allowed:
                old = targets.get((programme, year), Target(programme, year, 0, 0, None))
                targets[programme, year] = replace(old, maximum=most + so_far - allowed)
                allowed = so_far
    return dict(sorted(targets.items()))


def _promised(region: Region, lines: tuple[Line, ...], now: int) -> tuple[Commitment, ...]:
    """What was delivered, and what is still promised, as lines of the region.

    What is promised for a year, and what of earlier years has become due in it, is one number: what
    was delivered in that year counts for all of it.
    """
    made: dict[_Key, Commitment] = {}
    promised: dict[_Key, Commitment] = {}
    left: Counter[tuple[object, ...]] = Counter()
    opened = {line.site for line in lines if line.site}
    for line in lines:
        _add(made, commitment(line, "signed", None))
        left[line.programme, line.lot] += line.dwellings if line.year < now else 0
    for row in region.commitments:
        late = row.year < now
        taken = min(left[row.programme, row.lot], row.dwellings) if late else 0
        left[row.programme, row.lot] -= taken
        rest = replace(row, year=max(now, row.year), dwellings=row.dwellings - taken)
        if rest.dwellings and row.site not in opened and (row.signed or not late):
            _add(promised, rest)
    for key, row in promised.items():
        if key not in made or made[key].dwellings < row.dwellings:
            made[key] = row
    return tuple(made.values())


type _Key = tuple[object, ...]


def _add(found: dict[_Key, Commitment], row: Commitment) -> None:
    """Add a line to the same one where that is there."""
    key = (row.programme, row.year, row.lot, row.support_point, row.status)
    same = found.get(key)
    found[key] = replace(row, dwellings=row.dwellings + same.dwellings) if same else row


def _with_initiatives(region: Region, rows: tuple[Realised, ...]) -> dict[str, Municipality]:
    credit: Counter[str] = Counter()
    for row in rows:
        if row.initiative and region.programmes[row.programme].quota_group:
            credit[row.municipality] += row.dwellings
    return {
        code: replace(one, arrears=one.arrears - credit[code])
        for code, one in region.municipalities.items()
    }
