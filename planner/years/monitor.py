"""Where the region stands: what was reported each month, held against plan and quota.

Of several reports of a figure the one reported last holds, whatever the order of the imports; of
two of the same day that differ the larger holds, and they are named. For a municipality m with n
months reported of a year, d dwellings made available in them and e in earlier years, Q_m the quota
up to and including the year:

    expected at the end of the year   D_m = e + 12 · d / n
    behind                            Q_m − D_m, where positive

A month is late when its first report comes after the days that `monitor.days_to_report` gives, and
missing when these have passed without one. Source: measure 17e (G2-0136 to G2-0139).
"""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Any

from planner.quota.quotas import shares
from planner.quota.yearly import up_to
from planner.region.domain import Line, Realised, Region
from planner.region.fields import MONITOR
from planner.years.reports import DELIVERIES, ITEMS, delivery_key, realised_row
from planner.years.store import StoredLine

_MONTHS = 12
AVAILABLE = "made_available"
# Counts of the people there are at a moment; the others count over a month.
STATES = ("users", "waiting")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"

    @classmethod
    def of(cls, words: str) -> Month:
        """The month that `2021-03` is."""
        return cls(int(words[:4]), int(words[5:]))

    @property
    def last_day(self) -> datetime.date:
        """Its last day."""
        return datetime.date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def next(self) -> Month:
        """The month after it."""
        return Month(self.year + self.month // _MONTHS, self.month % _MONTHS + 1)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A figure reported twice on one day, with different values."""

    municipality: str
    month: Month
    item: str


@dataclass(frozen=True)
class State:
    """What is known: figures by municipality, month and item, and deliveries by their key.

    `first` is the day of the first report of a municipality and month, `corrected` the figures that
    were reported more than once with different values.
    """

    figures: Mapping[tuple[str, Month, str], int] = field(default_factory=dict)
    realised: tuple[Realised, ...] = ()
    first: Mapping[tuple[str, Month], datetime.date] = field(default_factory=dict)
    corrected: int = 0
    contradictions: tuple[Contradiction, ...] = ()

    def sum(self, municipality: str, item: str, months: Iterable[Month]) -> int | None:
        """A figure added up over months; `None` where none of them was reported."""
        found = [
            value
            for month in months
            if (value := self.figures.get((municipality, month, item))) is not None
        ]
        return sum(found) if found else None

    def latest(self, municipality: str, item: str, months: Iterable[Month]) -> int | None:
        """A figure of the last of some months that was reported."""
        found = [
            value
            for month in sorted(months)
            if (value := self.figures.get((municipality, month, item))) is not None
        ]
        return found[-1] if found else None


def state_of(lines: Iterable[StoredLine]) -> State:
    """What is known from all lines ever reported, whatever their order."""
    figures: dict[tuple[str, Month, str], list[tuple[str, int]]] = {}
    deliveries: dict[tuple[Any, ...], list[tuple[str, int, Realised]]] = {}
    first: dict[tuple[str, Month], datetime.date] = {}
    for line in lines:
        reported = line.cells["reported"]
        if line.kind == MONITOR:
            where = (line.cells["municipality"], Month.of(line.cells["month"]))
            day = datetime.date.fromisoformat(reported)
            first[where] = min(first.get(where, day), day)
            for item in ITEMS:
                if (value := line.cells[item]) is not None:
                    figures.setdefault((*where, item), []).append((reported, value))
        elif line.kind == DELIVERIES:
            row = realised_row(line.cells)
            one = (reported, row.dwellings, row)
            deliveries.setdefault(delivery_key(row), []).append(one)
    corrected = [key for key, found in figures.items() if len({value for _, value in found}) > 1]
    contradictions = [
        Contradiction(*key)
        for key in corrected
        if len({value for day, value in figures[key] if day == max(figures[key])[0]}) > 1
    ]
    last = {
        key: max(found, key=lambda one: (*one[:2], str(one[2].source)))[2]
        for key, found in deliveries.items()
    }
    return State(
        figures={key: max(figures[key])[1] for key in sorted(figures)},
        realised=tuple(last[key] for key in sorted(last, key=str) if last[key].dwellings),
        first=dict(sorted(first.items())),
        corrected=len(corrected),
        contradictions=tuple(sorted(contradictions, key=str)),
    )


@dataclass(frozen=True, slots=True)
class Reporter:
    """How a municipality reports: its last month, and the months that are missing or came late."""

    municipality: str
    last: Month | None
    missing: tuple[Month, ...]
    late: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """Where a municipality stands in a year (dwellings).

    `delivered` is up to now in the year and `earlier` in the years before it; `expected` is what it
    comes to at the end of the year with both, `None` where nothing was reported. `planned` and
    `quota` are up to and including the year; `planned` is `None` without a plan.
    """

    municipality: str
    months: int
    earlier: int
    delivered: int
    expected: int | None
    planned: int | None
    quota: int

    @property
    def behind(self) -> int | None:
        """Dwellings that are expected to lack of the quota at the end of the year."""
        return None if self.expected is None else max(0, self.quota - self.expected)


@dataclass(frozen=True)
class Status:
    """The region on a day: what was reported of the months of a period, and of its year until then.

    `people` are users and waiting at the end of the period and outflow in it, by municipality.
    """

    region: Region
    day: datetime.date
    months: tuple[Month, ...]
    reporters: tuple[Reporter, ...]
    courses: tuple[Course, ...]
    people: Mapping[str, Mapping[str, int | None]]
    state: State

    @property
    def year(self) -> int:
        """The year that is looked at."""
        return self.months[0].year


def status(
    region: Region,
    state: State,
    day: datetime.date,
    *,
    months: tuple[Month, ...],
    plan: Iterable[Line] | None = None,
) -> Status:
    """Where the region stands on a day, over the months of a period of one year."""
    year = months[0].year
    return Status(
        region,
        day,
        months,
        tuple(_reporter(region, state, code, day) for code in _there(region, year)),
        tuple(_courses(region, state, months, plan)),
        {
            code: {
                item: (state.latest if item in STATES else state.sum)(code, item, months)
                for item in ITEMS
                if item != AVAILABLE
            }
            for code in _there(region, year)
        },
        state,
    )


def period(words: str | None, region: Region, day: datetime.date) -> tuple[Month, ...]:
    """The months of a year (`2021`) or half a year (`2021-1`); without words, of the day's year.

    Raises `ValueError` for words that are neither, or a year outside the plan.
    """
    year, _, half = (words or str(min(max(day.year, region.years[0]), region.years[-1]))).partition(
        "-"
    )
    if not year.isdecimal() or int(year) not in region.years or half not in ("", "1", "2"):
        raise ValueError(words)
    first, last = {"": (1, 12), "1": (1, 6), "2": (7, 12)}[half]
    return tuple(Month(int(year), month) for month in range(first, last + 1))


def _there(region: Region, year: int) -> list[str]:
    """The municipalities that belong to the region in a year."""
    return [code for code in region.municipalities if year < region.left.get(code, year + 1)]


def _reporter(region: Region, state: State, code: str, day: datetime.date) -> Reporter:
    allowed = datetime.timedelta(days=region.settings.days_to_report)
    ours = sorted(month for place, month in state.first if place == code)
    begun = min((month for _, month in state.first), default=None)
    missing = []
    month = begun
    while month is not None and month.last_day + allowed < day and month.year <= region.years[-1]:
        if month not in ours and month.year < region.left.get(code, month.year + 1):
            missing.append(month)
        month = month.next
    late = [month for month in ours if state.first[code, month] > month.last_day + allowed]
    return Reporter(code, ours[-1] if ours else None, tuple(missing), tuple(late))


def _courses(
    region: Region, state: State, months: tuple[Month, ...], plan: Iterable[Line] | None
) -> Iterable[Course]:
    year = months[0].year
    quotas: Counter[str] = Counter()
    for (_, code), share in shares(region).items():
        quotas[code] += up_to(share.by_year)[year]
    counted = {code for code, row in region.programmes.items() if row.quota_group}
    planned: Counter[str] = Counter()
    for line in plan or ():
        if line.year <= year and line.programme in counted:
            planned[line.municipality] += line.dwellings
    for code in _there(region, year):
        before = [
            month for place, month, item in state.figures
            if place == code and item == AVAILABLE and month.year < year
        ]  # fmt: skip
        earlier = state.sum(code, AVAILABLE, before) or 0
        so_far = (Month(year, number) for number in range(1, months[-1].month + 1))
        ours = [month for month in so_far if (code, month, AVAILABLE) in state.figures]
        delivered = state.sum(code, AVAILABLE, ours) or 0
        expected = None
        if ours:
            expected = earlier + floor(Fraction(_MONTHS * delivered, len(ours)) + Fraction(1, 2))
        yield Course(
            code, len(ours), earlier, delivered, expected,
            None if plan is None else planned[code], quotas[code],
        )  # fmt: skip
