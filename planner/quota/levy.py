"""What each municipality delivered against its quota, and the levy between them, to the cent.

For a quota group and municipality m, with q_m the quota and d_m the dwellings delivered:

    shortfall        f_m = max(0, q_m − d_m)
    levy a year      a · f_m            (a in EUR per dwelling and year, G2-0129)

What comes in goes to the municipalities without shortfall (G2-0131) in proportion to their surplus,
their inhabitants, or equally; by surplus when nobody has one, by inhabitants. A municipality that
leaves the region during the plan receives nothing: the levy is about the whole plan, and when that
has run it is no part of the region; what it falls short is due all the same. Where there is nobody
to receive, nothing is due. Cents are shared by largest remainder, so that what is paid and what is
received add up to zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from planner.quota.apportionment import apportion
from planner.quota.quotas import Share
from planner.region.domain import Line, QuotaMethod, Redistribution, Region


@dataclass(frozen=True, slots=True)
class Account:
    """One municipality in one quota group: dwellings over all years, and the levy in EUR a year.

    `levy` is what the plan's shortfall brings each year that it stands: above zero for who pays,
    below zero for who receives.
    """

    group: str
    municipality: str
    quota: int
    delivered: int
    levy: Decimal

    @property
    def shortfall(self) -> int:
        """Dwellings too few."""
        return max(0, self.quota - self.delivered)

    @property
    def surplus(self) -> int:
        """Dwellings above the quota."""
        return max(0, self.delivered - self.quota)


def account_record(account: Account) -> dict[str, str | int | float]:
    """An account as a machine reads it: dwellings, and the levy in EUR a year."""
    return {
        "group": account.group,
        "municipality": account.municipality,
        "quota": account.quota,
        "delivered": account.delivered,
        "shortfall": account.shortfall,
        "surplus": account.surplus,
        "levy": float(account.levy),
    }


def accounts(
    region: Region, shares: Mapping[tuple[str, str], Share], lines: Iterable[Line]
) -> list[Account]:
    """The account of every municipality and quota group for the lines of a plan."""
    delivered = dict.fromkeys(shares, 0)
    for line in lines:
        group = region.programmes[line.programme].quota_group
        if group:
            delivered[group, line.municipality] += line.dwellings
    result = []
    for group in region.settings.quota.groups:
        ours = {code: share for (name, code), share in shares.items() if name == group}
        balance = {code: delivered[group, code] - share.quota for code, share in ours.items()}
        cents = settle_year(region, balance)
        result += [
            Account(group, code, share.quota, delivered[group, code], Decimal(cents[code]) / 100)
            for code, share in ours.items()
        ]
    return result


def settle_year(region: Region, balance: Mapping[str, int]) -> dict[str, int]:
    """The levy of one year in cents by municipality: paid above zero, received below.

    It adds up to zero. `balance` is delivered less quota (dwellings), as it stands in that year.
    """
    settings = region.settings.levy
    rate = int((settings.amount_per_dwelling_year * 100).to_integral_value())
    due = {code: rate * max(0, -dwellings) for code, dwellings in balance.items()}
    staying = [
        code for code, dwellings in balance.items() if dwellings >= 0 and code not in region.left
    ]
    keys = _keys(region, staying, balance)
    total = sum(due.values())
    if not sum(keys.values()):
        return dict.fromkeys(balance, 0)
    exact = {code: total * key / sum(keys.values()) for code, key in keys.items()}
    received = apportion(exact, total, QuotaMethod.LARGEST_REMAINDER)
    return {code: due[code] - received.get(code, 0) for code in balance}


def _keys(region: Region, receivers: list[str], balance: Mapping[str, int]) -> dict[str, Fraction]:
    by = region.settings.levy.redistribute_by
    if by is Redistribution.SURPLUS and any(balance[code] for code in receivers):
        return {code: Fraction(balance[code]) for code in receivers}
    if by is Redistribution.EQUAL:
        return {code: Fraction(1) for code in receivers}
    return {code: Fraction(region.municipalities[code].inhabitants) for code in receivers}
