"""Which assumed neighbourhoods an official area takes the place of.

An own neighbourhood goes to the one area of its municipality that its point lies in, where that is
no area itself and none of its numbers was entered by the user. What its new home takes over from it
are the load and, where it has none, the address density; what refers to it follows
(`planner.geography.follow`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from planner.geography.areas import Area
from planner.geography.changes import Change
from planner.geography.source import parse
from planner.region.raw import RawRow, shown
from planner.text import text

FIGURES = ("inhabitants", "dwellings", "social_dwellings")


@dataclass(frozen=True, slots=True)
class Replaced:
    """A neighbourhood and the area (official code, and code and name in the region) it goes to."""

    cells: Mapping[str, Any]
    area: str
    by: str
    by_name: str

    @property
    def code(self) -> str:
        """The code that is no more."""
        return str(self.cells["neighbourhood"])

    @property
    def change(self) -> Change:
        """The replacement as it is listed."""
        name = shown(self.cells.get("name"))
        return Change(
            "neighbourhoods", self.code, name, "neighbourhood", self.code, self.by, "replaced"
        )


def replaced(
    rows: Sequence[RawRow],
    matched: Mapping[str, RawRow],
    districts: Mapping[str, Area],
    municipalities: Mapping[str, Area],
) -> list[Replaced]:
    """The rows of `neighbourhoods` that an area replaces, in their order.

    `matched` gives the row of each district that has one; `municipalities` the area of our codes.
    """
    areas = {id(row) for row in matched.values()}
    # A code given twice is for the loader to refuse.
    once = Counter(row.cells.get("neighbourhood") for row in rows)
    found = []
    for row in rows:
        municipality = municipalities.get(shown(row.cells.get("municipality")))
        code = row.cells.get("neighbourhood")
        if id(row) in areas or not code or once[code] > 1 or not municipality or not assumed(row):
            continue
        around = [each for each in districts.values() if each.municipality == municipality.code]
        at = districts_at(row, around)
        if len(at) == 1:
            home = matched[at[0].code].cells if at[0].code in matched else {}
            own, name = home.get("neighbourhood", at[0].code), home.get("name", at[0].name)
            found.append(Replaced(row.cells, at[0].code, str(own), shown(name)))
    return found


def assumed(row: RawRow) -> bool:
    """Whether no number of a neighbourhood is the user's: all assumed, or of an earlier update."""
    source = parse(row.cells.get("source"))
    return not source.entered and all(source.owns(column) for column in FIGURES)


def districts_at(row: RawRow, districts: Sequence[Area]) -> list[Area]:
    """The districts on which, or on whose edge, a neighbourhood's point lies."""
    import shapely

    x, y = row.cells.get("x"), row.cells.get("y")
    if x is None or y is None:
        return []
    return [area for area in districts if shapely.intersects_xy(area.shape, float(x), float(y))]


def by_area(found: Sequence[Replaced]) -> dict[str, list[Replaced]]:
    """The neighbourhoods replaced by each area, by official code."""
    homes: dict[str, list[Replaced]] = defaultdict(list)
    for each in found:
        homes[each.area].append(each)
    return dict(homes)


def inherited(
    cells: Mapping[str, Any], parts: Sequence[Replaced]
) -> tuple[dict[str, Decimal], list[str]]:
    """The cells of an area's row that change by what it takes over, and what its source then says.

    Loads are added up. Of several densities the highest is taken, so that nothing may stand where
    it might not before.
    """
    wanted, notes = {}, []
    if load := sum((part.cells.get("existing_load") or Decimal(0) for part in parts), Decimal(0)):
        wanted["existing_load"] = load + (cells.get("existing_load") or Decimal(0))
        notes.append(text("geo.source.loads", codes=_codes(parts, "existing_load")))
    densities = [part.cells.get("address_density") for part in parts]
    known = [density for density in densities if density is not None]
    if known and cells.get("address_density") is None:
        wanted["address_density"] = max(known)
        notes.append(text("geo.source.density", codes=_codes(parts, "address_density")))
    return wanted, notes


def _codes(parts: Sequence[Replaced], column: str) -> list[str]:
    """The codes of the neighbourhoods with something other than 0 in a column."""
    return [part.code for part in parts if part.cells.get(column)]
