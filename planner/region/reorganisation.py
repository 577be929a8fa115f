"""A reorganisation of municipalities: what a scenario asks for, what it moves, what is wrong in it.

`planner.region.reorganise` carries it out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from planner.errors import Problem
from planner.region.fields import REORGANISATION
from planner.region.hints import hint
from planner.region.raw import RawRow
from planner.region.rows import Check, Rows
from planner.region.typed import typed_rows


@dataclass(frozen=True, slots=True)
class Reorganisation:
    """Municipalities that merge (`into`) or leave the region (`leaves_to`) in a year.

    With `neighbourhoods` only these go over, and the rest of the municipality stays what it was.

    `into` is the code of the successor: an existing municipality, or a new one with a `name`.
    `leaves_to` is the name of the municipality outside the region that takes over.
    """

    from_year: int
    municipalities: tuple[str, ...]
    into: str | None
    leaves_to: str | None
    name: str | None
    source: str | None
    neighbourhoods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """Something that went from one municipality to another.

    `what` says what (`inhabitants`, `quota`, `demand` …), `unit` what `amount` counts, `subject`
    the programme or quota group it is about, if any. `origin` is the code of the municipality that
    was; `destination` the code of its successor, or the name of one outside the region. `year` is
    the year of the reorganisation, or that of the target, line or households that moved.
    """

    what: str
    subject: str
    origin: str
    origin_name: str
    destination: str
    destination_name: str
    year: int
    amount: Fraction
    unit: str


type Wishes = Sequence[tuple[RawRow, Reorganisation]]


def read_reorganisations(rows: Sequence[RawRow]) -> tuple[Wishes, list[Problem]]:
    """The reorganisations of the scenarios in their order; a problem for each wrong cell."""
    found, problems = typed_rows(REORGANISATION, rows)
    return [(row, Reorganisation(**cells)) for row, cells in found], problems


def check_reorganisations(rows: Rows, asked: Sequence[RawRow], wishes: Wishes) -> Check:
    """What is wrong with the names and years of reorganisations, in the order they happen."""
    known = rows.known("municipalities")
    years = rows.values["region.years"] if rows.values else ()
    if known is None:
        return
    # What a reorganisation that could not be read would have made is not called unknown.
    understood = [row for row, _ in wishes]
    unread = {row.cells.get("into") for row in asked if not any(row is one for one in understood)}
    names = {municipality.name for municipality in rows.by_code("municipalities").values()}
    places = {row.code: row.municipality for row in rows.by_code("neighbourhoods").values()}
    state = _State({str(code) for code in known | unread if code}, names, {}, places)
    for row, wish in wishes:
        if years and wish.from_year > years[-1]:
            values = {"from_year": wish.from_year, "last": years[-1]}
            yield row.problem("reorganise.too_late", "from_year", **values)
        yield from state.happens(row, wish)


@dataclass
class _State:
    """The codes of the municipalities as reorganisations happen, and where others went.

    `places` is the municipality of each neighbourhood.
    """

    known: set[str]
    names: Collection[str]
    gone: dict[str, str]
    places: dict[str, str]

    def happens(self, row: RawRow, wish: Reorganisation) -> Iterator[Problem]:
        """The problems of a reorganisation; the codes are as they are after it."""
        if (wish.into is None) == (wish.leaves_to is None):
            yield row.problem("reorganise.one_destination", "into")
            return
        if not wish.municipalities:
            yield row.problem("reorganise.no_municipalities", "municipalities")
        for code in wish.municipalities:
            yield from self._there(row, code)
        leaving = {code for code in wish.municipalities if code != wish.into}
        if wish.neighbourhoods:
            yield from self._division(row, wish)
            return
        if wish.into is not None:
            yield from self._merger(row, wish, wish.into, leaving)
            self.known.add(wish.into)
            self.gone |= dict.fromkeys(leaving, wish.into)
        elif wish.leaves_to is not None:
            yield from self._departure(row, wish, wish.leaves_to)
            self.gone |= dict.fromkeys(leaving, wish.leaves_to)
        self.known -= leaving
        for place, code in self.places.items():
            if wish.into and code in leaving:
                self.places[place] = wish.into

    def _division(self, row: RawRow, wish: Reorganisation) -> Iterator[Problem]:
        """The problems of neighbourhoods that go over; the rest of the municipality stays."""
        if wish.into is None:
            yield row.problem("reorganise.part_leaves", "neighbourhoods")
            return
        others = set(wish.municipalities) - {wish.into}
        yield from self._merger(row, wish, wish.into, others)
        if others and wish.into in wish.municipalities:
            yield row.problem("reorganise.into_itself", "into", name=wish.into)
        for code in wish.neighbourhoods:
            if code not in self.places:
                values = {"name": code, "table": "neighbourhoods", "hint": hint(code, self.places)}
                yield row.problem("region.dangling", "neighbourhoods", **values)
            elif self.places[code] not in wish.municipalities:
                values = {"name": code, "municipality": self.places[code]}
                yield row.problem("reorganise.other_municipality", "neighbourhoods", **values)
        for municipality in wish.municipalities:
            there = {code for code, at in self.places.items() if at == municipality}
            if there and there <= set(wish.neighbourhoods):
                yield row.problem("reorganise.whole", "neighbourhoods", name=municipality)
            elif municipality in self.known and not there & set(wish.neighbourhoods):
                yield row.problem("reorganise.no_part", "neighbourhoods", name=municipality)
        self.known.add(wish.into)
        self.places |= dict.fromkeys(wish.neighbourhoods, wish.into)

    def _there(self, row: RawRow, code: str) -> Iterator[Problem]:
        if code in self.gone:
            values = {"name": code, "destination": self.gone[code]}
            yield row.problem("reorganise.again", "municipalities", **values)
        elif code not in self.known:
            found = {"name": code, "table": "municipalities", "hint": hint(code, self.known)}
            yield row.problem("region.dangling", "municipalities", **found)

    def _merger(
        self, row: RawRow, wish: Reorganisation, into: str, leaving: Collection[str]
    ) -> Iterator[Problem]:
        if into in self.gone:
            values = {"name": into, "destination": self.gone[into]}
            yield row.problem("reorganise.again", "into", **values)
        elif into not in self.known and wish.name is None:
            near = hint(into, self.known)
            yield row.problem("reorganise.no_name", "name", name=into, hint=near)
        if wish.municipalities and not leaving:
            yield row.problem("reorganise.into_itself", "into", name=into)

    def _departure(self, row: RawRow, wish: Reorganisation, leaves_to: str) -> Iterator[Problem]:
        if leaves_to in self.known or leaves_to in self.names:
            yield row.problem("reorganise.leaves_inside", "leaves_to", name=leaves_to)
        if wish.name is not None:
            yield row.problem("reorganise.name_unused", "name")
        if self.known <= set(wish.municipalities):
            yield row.problem("reorganise.nobody_left", "municipalities")
