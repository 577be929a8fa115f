"""What each municipality delivered against its quota, and the levy between them, to the cent.

For a quota group, municipality m and year t, with Q_mt the quota and D_mt the dwellings delivered
up to and including t:

    shortfall of the year   f_mt = max(0, Q_mt − D_mt)
    levy of the year        a_t · f_mt        (a_t in EUR per dwelling, G2-0129, indexed)

It lapses when caught up. What comes in goes to the municipalities without shortfall that year
(G2-0131) in proportion to their surplus, their inhabitants, or equally; by surplus when nobody has
one, by inhabitants. A municipality that leaves the region receives nothing from then on; what it
falls short is due all the same. Where there is nobody to receive, the fund keeps what comes in.
Cents are shared by largest remainder, so that what is paid, what is received and what the fund
keeps add up to zero. With `levy.period = "plan"` the levy is due once, on the last year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from planner.quota.apportionment import apportion
from planner.quota.quotas import Share, inhabitants_of
from planner.quota.yearly import up_to
from planner.region.domain import LevyPeriod, Line, QuotaMethod, Redistribution, Region


@dataclass(frozen=True, slots=True)
class Account:
    """One municipality in one quota group: dwellings over all years, and the levy in EUR.

    `levy` is above zero for who pays and below zero for who receives: of each year in `by_year`,
    and of all together.
    """

    group: str
    municipality: str
    quota: int
    delivered: int
    by_year: Mapping[int, Decimal]

    @property
    def levy(self) -> Decimal:
        """The levy of all years together (EUR)."""
        return sum(self.by_year.values(), start=Decimal("0.00"))

    @property
    def shortfall(self) -> int:
        """Dwellings too few."""
        return max(0, self.quota - self.delivered)

    @property
    def surplus(self) -> int:
        """Dwellings above the quota."""
        return max(0, self.delivered - self.quota)


def account_record(account: Account) -> dict[str, object]:
    """An account as a machine reads it: dwellings, and the levy in EUR, in all and by year."""
    return {
        "group": account.group,
        "municipality": account.municipality,
        "quota": account.quota,
        "delivered": account.delivered,
        "shortfall": account.shortfall,
        "surplus": account.surplus,
        "levy": float(account.levy),
        "levy_by_year": {str(year): float(levy) for year, levy in account.by_year.items()},
    }


def kept_by_fund(accounts: Iterable[Account]) -> dict[str, dict[int, Decimal]]:
    """What the fund keeps of each group and year (EUR); only groups of which it keeps anything."""
    kept: dict[str, dict[int, Decimal]] = {}
    for account in accounts:
        years = kept.setdefault(account.group, {})
        for year, amount in account.by_year.items():
            years[year] = years.get(year, Decimal(0)) + amount
    return {group: years for group, years in kept.items() if any(years.values())}


@dataclass(frozen=True, slots=True)
class Position:
    """Where a municipality stands in a quota group at the end of a year (dwellings up to it)."""

    quota: int
    delivered: int

    @property
    def balance(self) -> int:
        """What is delivered less the quota: below zero is a shortfall."""
        return self.delivered - self.quota


def positions(
    region: Region, shares: Mapping[tuple[str, str], Share], lines: Iterable[Line]
) -> dict[tuple[str, str], dict[int, Position]]:
    """Quota and deliveries up to and including each year, by (group, municipality)."""
    delivered: Counter[tuple[str, str, int]] = Counter()
    for line in lines:
        group = region.programmes[line.programme].quota_group
        if group:
            delivered[group, line.municipality, line.year] += line.dwellings
    found = {}
    for (group, code), share in shares.items():
        so_far = up_to({year: delivered[group, code, year] for year in region.years})
        quotas = up_to(share.by_year)
        found[group, code] = {year: Position(quotas[year], so_far[year]) for year in region.years}
    return found


def accounts(
    region: Region, shares: Mapping[tuple[str, str], Share], lines: Iterable[Line]
) -> list[Account]:
    """The account of every municipality and quota group for the lines of a plan."""
    stand = positions(region, shares, lines)
    result = []
    last = region.years[-1]
    for group in region.settings.quota.groups:
        ours = {code: share for (name, code), share in shares.items() if name == group}
        levies: dict[str, dict[int, Decimal]] = {code: {} for code in ours}
        for year in region.years:
            balance = {code: stand[group, code][year].balance for code in ours}
            due = region.settings.levy.period is LevyPeriod.YEAR or year == last
            cents = settle_year(region, year, balance) if due else dict.fromkeys(ours, 0)
            for code, amount in cents.items():
                levies[code][year] = Decimal(amount) / 100
        result += [
            Account(group, code, share.quota, stand[group, code][last].delivered, levies[code])
            for code, share in ours.items()
        ]
    return result


def settle_year(region: Region, year: int, balance: Mapping[str, int]) -> dict[str, int]:
    """The levy of one year in cents by municipality: paid above zero, received below.

    It adds up to what the fund keeps: zero unless nobody is there to receive. `balance` is what is
    delivered less the quota, both up to and including the year (dwellings).
    """
    rate = levy_per_dwelling(region, year)
    due = {code: rate * max(0, -dwellings) for code, dwellings in balance.items()}
    staying = [
        code
        for code, dwellings in balance.items()
        if dwellings >= 0 and year < region.left.get(code, year + 1)
    ]
    keys = _keys(region, staying, balance)
    total = sum(due.values())
    if not sum(keys.values()):
        return due
    exact = {code: total * key / sum(keys.values()) for code, key in keys.items()}
    received = apportion(exact, total, QuotaMethod.LARGEST_REMAINDER, inhabitants_of(region))
    return {code: due[code] - received.get(code, 0) for code in balance}


def levy_per_dwelling(region: Region, year: int) -> int:
    """The levy for one missing dwelling in a year, in cents, at the price level of that year.

    Without a price level of the region the amount is at that of the first year of the index.
    """
    settings = region.settings.levy
    amount = settings.amount_per_dwelling_year * 100
    if settings.indexed and region.index:
        level = region.identity.price_level or min(region.index)
        if year > level:
            base = region.index[level].index if level in region.index else Decimal(1)
            amount = amount * region.index[year].index / base
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def _keys(region: Region, receivers: list[str], balance: Mapping[str, int]) -> dict[str, Fraction]:
    by = region.settings.levy.redistribute_by
    if by is Redistribution.SURPLUS and any(balance[code] for code in receivers):
        return {code: Fraction(balance[code]) for code in receivers}
    if by is Redistribution.EQUAL:
        return {code: Fraction(1) for code in receivers}
    return {code: Fraction(region.municipalities[code].inhabitants) for code in receivers}
