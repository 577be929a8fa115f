"""What municipalities pay and receive year by year: the levy, and the joint costs.

For a year t, with R_t the reserve at its end, S_t the result and C the ceiling:

    contribution of m   c_mt = c_t · i_m / Σ_{n shares} i_n
    surplus  S_t ≥ 0    to the reserve  min(S_t, max(0, C − R_{t−1})),  the rest by inhabitants
    deficit  S_t < 0    from the reserve  min(−S_t, R_{t−1}),  the rest by inhabitants

| symbol | meaning | unit | source |
|---|---|---|---|
| c_t, S_t | joint contribution, result | EUR | `costs` |
| C, R_0 | ceiling and start of the reserve | EUR | `reserve` |
| i_m | inhabitants of who shares in the costs that year | persons | `municipalities` |

The levy is that of `planner.quota.levy`; deliveries of local initiatives count for it. Every entry
says who pays (above zero) and who receives (below zero), in whole cents, and those of a year and
kind add up to zero: what municipalities pay together goes to the joint budget, the reserve or the
fund. Source: measures 17b and 17c (G2-0129 to G2-0131, G2-0343, G2-0344).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from planner.errors import ExitCode, PlannerError, Problem
from planner.quota.apportionment import in_cents, inhabitants
from planner.quota.levy import Position, accounts, levy_per_dwelling, positions
from planner.quota.quotas import shares
from planner.region.domain import Line, Realised, Region

_CENT = Decimal("0.01")


class Kind(StrEnum):
    """What an entry is for."""

    LEVY = "levy"
    CONTRIBUTION = "contribution"
    RESULT = "result"


class Party(StrEnum):
    """Who else than a municipality has an account."""

    FUND = "fund"
    BUDGET = "budget"
    RESERVE = "reserve"


@dataclass(frozen=True, slots=True)
class Entry:
    """An amount (EUR) in the ledger: above zero it is paid, below zero received.

    `municipality` is empty where `party` has the account; `group` is that of a levy.
    """

    year: int
    kind: Kind
    group: str
    municipality: str
    party: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a municipality stands in a quota group at the end of a year.

    `initiatives` are the dwellings of local initiatives among those delivered so far, `rate` is the
    levy for a missing dwelling (EUR). `planned` says that the year is still to come and the plan is
    taken for what is delivered.
    """

    year: int
    group: str
    municipality: str
    position: Position
    initiatives: int
    rate: Decimal
    levy: Decimal
    planned: bool


@dataclass(frozen=True, slots=True)
class Reserve:
    """The reserve over a year (EUR)."""

    year: int
    start: Decimal
    result: Decimal
    end: Decimal


@dataclass(frozen=True)
class Settlement:
    """The ledger of the years that are settled.

    `planned` are the years for which the plan is taken for what is delivered.
    """

    region: Region
    years: tuple[int, ...]
    planned: tuple[int, ...]
    standings: tuple[Standing, ...]
    entries: tuple[Entry, ...]
    reserve: tuple[Reserve, ...]

    def total(
        self, municipality: str, year: int | None = None, kind: Kind | None = None
    ) -> Decimal:
        """What a municipality pays (EUR; below zero receives) in a year, or for a kind of entry."""
        return sum(
            (
                entry.amount
                for entry in self.entries
                if entry.municipality == municipality
                and year in (None, entry.year)
                and kind in (None, entry.kind)
            ),
            start=Decimal("0.00"),
        )


def settle(
    region: Region,
    realised: Iterable[Realised],
    planned: Iterable[Line] = (),
    until: int | None = None,
) -> Settlement:
    """The ledger up to and including a year: the last one with a delivery, or all with a plan.

    Of `planned` the lines count of the years after the last one with a delivery. Raises
    `PlannerError` where nothing was delivered and no year is given, and for a year (exit code 2)
    outside the plan.
    """
    rows, expected = tuple(realised), tuple(planned)
    done = max((row.year for row in rows), default=None)
    last = until if until is not None else region.years[-1] if expected else done
    if last is None:
        raise PlannerError(Problem("settle.nothing"))
    if last not in region.years:
        values = {"years": region.years}
        raise PlannerError(Problem("settle.year", values, value=str(last)), ExitCode.USAGE)
    years = tuple(year for year in region.years if year <= last)
    ahead = tuple(year for year in years if expected and (done is None or year > done))
    lines = [row.line for row in rows] + [line for line in expected if line.year in ahead]
    entries, standings = _levies(region, rows, lines, years, ahead)
    costs, reserve = _costs(region, years)
    found = Settlement(region, years, ahead, standings, (*entries, *costs), reserve)
    _trust(found)
    return found


def _levies(
    region: Region,
    realised: Iterable[Realised],
    lines: Iterable[Line],
    years: tuple[int, ...],
    planned: tuple[int, ...],
) -> tuple[list[Entry], tuple[Standing, ...]]:
    lines = list(lines)
    quotas = shares(region)
    stand = positions(region, quotas, lines)
    own = positions(region, quotas, [row.line for row in realised if row.initiative])
    entries, standings = [], []
    for account in accounts(region, quotas, lines):
        key = (account.group, account.municipality)
        for year in years:
            levy = account.by_year[year].quantize(_CENT)
            rate = Decimal(levy_per_dwelling(region, year)) / 100
            standings.append(
                Standing(
                    year, *key, stand[key][year], own[key][year].delivered, rate.quantize(_CENT),
                    levy, year in planned,
                )
            )  # fmt: skip
            if levy:
                entries.append(Entry(year, Kind.LEVY, *key, "", levy))
    for group in region.settings.quota.groups:
        for year in years:
            kept = sum(row.amount for row in entries if (row.group, row.year) == (group, year))
            if kept:
                entries.append(Entry(year, Kind.LEVY, group, "", Party.FUND, -Decimal(kept)))
    order = {group: place for place, group in enumerate(region.settings.quota.groups)}
    standings.sort(key=lambda row: (row.year, order[row.group], row.municipality))
    return entries, tuple(standings)


def _costs(region: Region, years: tuple[int, ...]) -> tuple[list[Entry], tuple[Reserve, ...]]:
    entries: list[Entry] = []
    reserves = []
    ceiling = region.settings.reserve.ceiling
    held = _cents(region.settings.reserve.start)
    for year in years:
        row = region.costs.get(year)
        if row is None:
            continue
        sharers = inhabitants(region, region.sharers(year))
        contribution, result = _cents(row.contribution), _cents(row.result)
        entries += _shared(year, Kind.CONTRIBUTION, contribution, sharers)
        entries += _other(year, Kind.CONTRIBUTION, Party.BUDGET, -_paid(contribution, sharers))
        if result >= 0:
            room = result if ceiling is None else max(Decimal(0), _cents(ceiling) - held)
            moved = min(result, room)
        else:
            moved = -min(-result, held)
        # What nobody shares stays in the reserve, or is owed by it.
        rest = _paid(result - moved, sharers)
        moved = result - rest
        entries += _shared(year, Kind.RESULT, -rest, sharers)
        entries += _other(year, Kind.RESULT, Party.RESERVE, -moved)
        entries += _other(year, Kind.RESULT, Party.BUDGET, result)
        reserves.append(Reserve(year, held, result, held + moved))
        held += moved
    return entries, tuple(reserves)


def _shared(year: int, kind: Kind, amount: Decimal, sharers: Mapping[str, int]) -> Iterator[Entry]:
    for code, cents in in_cents(amount, sharers).items():
        if cents:
            yield Entry(year, kind, "", code, "", (Decimal(cents) / 100).quantize(_CENT))


def _other(year: int, kind: Kind, party: Party, amount: Decimal) -> Iterator[Entry]:
    if amount:
        yield Entry(year, kind, "", "", party, amount)


def _paid(amount: Decimal, sharers: Mapping[str, int]) -> Decimal:
    """What is shared of an amount: all of it, or nothing where there is nobody."""
    return amount if sharers else Decimal("0.00")


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)


def _trust(found: Settlement) -> None:
    """Refuse a ledger whose cents do not add up: a defect of the planner."""
    for year in found.years:
        for kind in Kind:
            left = sum(row.amount for row in found.entries if (row.year, row.kind) == (year, kind))
            if left:
                raise RuntimeError(f"{kind} of {year}: {left} too much")
