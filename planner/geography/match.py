"""Which of a region's municipalities and neighbourhoods are which official areas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from planner.errors import PlannerError, Problem
from planner.geography.areas import Area, Level, official_code
from planner.geography.names import inside, nearest, normalised, of_district, without_suffix
from planner.geography.source import parse
from planner.region.raw import RawRow, shown


def municipalities(rows: Sequence[RawRow], official: Mapping[str, str], year: int) -> list[str]:
    """The official code of each row of `municipalities`, in the order of the rows.

    The code decides (the row's own, however written, or that of an earlier update), then the name,
    then the name without a province in brackets, then our code read as a name. A number may be a
    code of CBS or one's own: where the name is that of another municipality, both match. Raises
    `PlannerError` with every municipality that none or several official ones match, and the nearest
    names.
    """
    by_name = _by(official.items(), normalised)
    by_bare = _by(official.items(), without_suffix)
    found, problems = [], []
    for row in rows:
        code, name = shown(row.cells.get("municipality")), shown(row.cells.get("name"))
        own = official_code(code, Level.MUNICIPALITY) or ""
        matches = {own, parse(row.cells.get("source")).code} & official.keys()
        if matches and code.isdecimal():
            matches |= by_name.get(normalised(name), set())
        matches = (
            matches
            or by_name.get(normalised(name), set())
            or by_bare.get(without_suffix(name), set())
            or by_name.get(normalised(code), set())
        )
        if len(matches) == 1:
            found.append(min(matches))
            continue
        values = {"name": name or code, "year": str(year)}
        if matches:
            several = [f"{official[each]} ({each})" for each in sorted(matches)]
            problems.append(row.problem("geo.several", "municipality", **values, several=several))
        else:
            near = [official[each] for each in _nearest(name or code, official)]
            key = "geo.unmatched" if near else "geo.unmatched_far"
            problems.append(row.problem(key, "municipality", **values, nearest=near))
    for code in sorted({code for code in found if found.count(code) > 1}):
        problems.append(Problem("geo.twice", {"name": official[code]}, "municipalities.csv"))
    if problems:
        raise PlannerError(problems)
    return found


def neighbourhoods(
    rows: Sequence[RawRow],
    areas: Mapping[str, Area],
    official: Mapping[str, Area],
    idle: Collection[int] = (),
) -> dict[str, RawRow]:
    """The row of `neighbourhoods` for each official district that has one, by official code.

    `official` gives the municipality as an area for each of our codes. A row matches by code (its
    own, or that of an earlier update), else by name within its municipality, then by name without
    that of the municipality. A name that several rows or districts share matches nothing.

    `idle` are rows (by `id`) that nothing would miss: they match what no other row does.
    """
    found: dict[str, RawRow] = {}
    busy = [row for row in rows if id(row) not in idle]
    _match_codes(busy, areas, found)
    names = {area.code: area.name for area in official.values()}
    for spell in (_plainly, inside):
        taken = {id(row) for row in found.values()}
        ours = defaultdict(list)
        for row in busy:
            place = official.get(shown(row.cells.get("municipality")))
            if id(row) not in taken and place:
                name = spell(shown(row.cells.get("name")), place.name)
                ours[place.code, name].append(row)
        theirs = defaultdict(list)
        for code, area in areas.items():
            if code not in found:
                name = spell(area.name, names[area.municipality])
                theirs[area.municipality, name].append(code)
        for key, codes_ in theirs.items():
            if len(codes_) == 1 and len(ours[key]) == 1:
                found[codes_[0]] = ours[key][0]
    _match_codes([row for row in rows if id(row) in idle], areas, found)
    return found


def _match_codes(
    rows: Sequence[RawRow], areas: Mapping[str, Area], found: dict[str, RawRow]
) -> None:
    for row in rows:
        codes = own_codes(row) | {parse(row.cells.get("source")).code}
        codes &= areas.keys() - found.keys()
        if codes:
            found[min(codes)] = row


def own_codes(row: RawRow) -> set[str]:
    """The official codes that the code of a neighbourhood may be; none for one of its own."""
    code = shown(row.cells.get("neighbourhood"))
    read = (official_code(code, level) for level in (Level.DISTRICT, Level.QUARTER))
    return {each for each in read if each is not None}


def _plainly(name: str, municipality: str) -> str:
    return of_district(name)


def _by(official: Iterable[tuple[str, str]], spell: Callable[[str], str]) -> dict[str, set[str]]:
    found = defaultdict(set)
    for code, name in official:
        found[spell(name)].add(code)
    return found


def _nearest(name: str, official: Mapping[str, str]) -> list[str]:
    codes = {f"{official[code]}": code for code in sorted(official, reverse=True)}
    return [codes[each] for each in nearest(name, codes)]
