"""An official product laid over a region's tables: what changes, what is kept, what to look at.

Numbers the user entered are never changed. A cell is ours to change where its row is an assumption
(its source says so), where an earlier update put it there, or where it is empty. Nothing that
anything refers to is removed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from planner.apportion import apportion
from planner.domain import QuotaMethod
from planner.geo.areas import Area
from planner.geo.figures import rounded
from planner.geo.match import neighbourhoods
from planner.geo.shapes import point_on
from planner.geo.source import Origin, Source, parse
from planner.region.fields import fields_of, tables
from planner.region.overrides import ASSUMPTION
from planner.region.raw import RawRegion, RawRow, shown
from planner.text import text

_FIGURES = ("inhabitants", "dwellings", "social_dwellings")


@dataclass(frozen=True, slots=True)
class Product:
    """Official areas of one year: the municipality of each of our codes, and their districts."""

    title: str
    year: int
    municipalities: Mapping[str, Area]
    districts: Mapping[str, Area]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell: `status` is changed, kept (the old stays), added or removed (with its row)."""

    table: str
    row: str
    name: str
    column: str
    old: Any
    new: Any
    status: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A neighbourhood of the region's own that is no official district.

    `used_by` are the tables that refer to it, `district` the official one its point lies in.
    """

    code: str
    name: str
    municipality: str
    dwellings: int
    used_by: tuple[str, ...]
    district: str


@dataclass
class Merged:
    """The tables as they become, by name, and what is to be said of it.

    `names` are the neighbourhoods by official code, as (our code, our name). `alone` are the
    municipalities none of whose own neighbourhoods is a district. `stock` are the neighbourhoods
    whose corporation dwellings (first) are no longer the sum of their stock (second). `unowned`
    are new districts with corporation dwellings that got no stock. `without` are municipalities
    that the product has no districts of.
    """

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    beside: list[Beside] = field(default_factory=list)
    alone: list[str] = field(default_factory=list)
    stock: dict[str, tuple[int, int]] = field(default_factory=dict)
    unowned: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)


def merge(raw: RawRegion, product: Product, scenarios: str = "") -> Merged:
    """Lay a product over the tables of a region.

    `scenarios` is the text of the region's scenarios: a code named there is in use.
    """
    merged = Merged()
    changed = _municipalities(raw, product, merged)
    merged.tables["municipalities"] = changed
    shares = {row["municipality"]: _share(row) for row in changed}
    rows = raw.tables["neighbourhoods"].rows
    # A row of an earlier update that nothing uses makes way for an own one that is called the same.
    idle = {
        id(row)
        for row in rows
        if not parse(row.cells.get("source")).entered
        and not _used_by(raw, shown(row.cells.get("neighbourhood")), scenarios)
    }
    matched = neighbourhoods(rows, product.districts, product.municipalities, idle)
    places = {area.code: code for code, area in product.municipalities.items()}
    by_row = {id(row): product.districts[code] for code, row in matched.items()}
    kept: list[dict[str, Any]] = []
    for row in rows:
        area = by_row.get(id(row))
        if area is not None:
            cells = _neighbourhood(row, area, places[area.municipality], shares, product, merged)
            merged.names[area.code] = (cells["neighbourhood"], cells["name"])
            kept.append(cells)
        elif _stays(row, raw, product, scenarios, merged):
            kept.append(dict(row.cells))
    new = [
        _new(area, places[area.municipality], shares, product)
        for code, area in product.districts.items()
        if code not in matched
    ]
    for cells in new:
        merged.names[cells["neighbourhood"]] = (cells["neighbourhood"], cells["name"])
        merged.changes += _row_changes("neighbourhoods", cells, "added")
    merged.tables["neighbourhoods"] = kept + new
    _alone(raw, matched, merged)
    _stock(raw, new, merged)
    return merged


def _used_by(raw: RawRegion, code: str, scenarios: str) -> tuple[str, ...]:
    """Where something refers to a neighbourhood: the tables, and the scenarios."""
    found = []
    for table in tables():
        columns = [
            name
            for name, field_ in fields_of(table).items()
            if field_.references == "neighbourhoods"
        ]
        rows = raw.tables[table].rows if table in raw.tables else ()
        if any(row.cells.get(column) == code for row in rows for column in columns):
            found.append(table)
    return (*found, "scenarios") if code in scenarios else tuple(found)


def _municipalities(raw: RawRegion, product: Product, merged: Merged) -> list[dict[str, Any]]:
    covered = {area.municipality for area in product.districts.values()}
    changed = []
    for row in raw.tables["municipalities"].rows:
        area = product.municipalities[shown(row.cells.get("municipality"))]
        wanted = {column: getattr(area, column) for column in _FIGURES}
        changed.append(_filled("municipalities", row, wanted, area.code, product, merged))
        if area.code not in covered:
            merged.without.append(shown(row.cells.get("name")))
    return changed


def _neighbourhood(
    row: RawRow,
    area: Area,
    municipality: str,
    shares: Mapping[str, Fraction],
    product: Product,
    merged: Merged,
) -> dict[str, Any]:
    wanted: dict[str, Any] = {column: getattr(area, column) for column in _FIGURES}
    wanted |= _point(area)
    if shown(row.cells.get("neighbourhood")).upper() == area.code:
        # Under the code of CBS it is called as CBS calls it; under an own code it keeps its name.
        wanted |= {"name": area.name, "municipality": municipality}
    old = row.cells.get("social_dwellings")
    if area.social_dwellings is None and isinstance(old, int):
        dwellings = area.dwellings
        if dwellings is not None and old > dwellings:
            wanted["social_dwellings"] = _part(dwellings, shares[municipality])
    return _filled("neighbourhoods", row, wanted, area.code, product, merged)


def _filled(
    table: str,
    row: RawRow,
    wanted: Mapping[str, Any],
    code: str,
    product: Product,
    merged: Merged,
) -> dict[str, Any]:
    """The cells of a row with what is wanted put in where it may be; `None` is not wanted."""
    cells = dict(row.cells)
    source = parse(cells.get("source"))
    key, name = shown(cells.get(table.replace("ies", "y").removesuffix("s"))), cells.get("name")
    owned = []
    for column, value in wanted.items():
        old = cells.get(column)
        if value is None:
            continue
        ours = old is None or source.owns(column)
        if ours:
            owned.append(column)
            cells[column] = value
        if old != value:
            status = "changed" if ours else "kept"
            merged.changes.append(Change(table, key, shown(name), column, old, value, status))
    new = str(source.updated(_origin(table, product, code, owned)))
    if new != str(source):
        old = cells.get("source")
        merged.changes.append(Change(table, key, shown(name), "source", old, new, "changed"))
        cells["source"] = new
    return cells


def _stays(row: RawRow, raw: RawRegion, product: Product, scenarios: str, merged: Merged) -> bool:
    """Whether a neighbourhood that is no district stays; noted either way."""
    code, name = shown(row.cells.get("neighbourhood")), shown(row.cells.get("name"))
    municipality = product.municipalities.get(shown(row.cells.get("municipality")))
    around = [
        area
        for area in product.districts.values()
        if municipality and area.municipality == municipality.code
    ]
    if not around:
        return True
    used = _used_by(raw, code, scenarios)
    if not used and not parse(row.cells.get("source")).entered:
        merged.changes += _row_changes("neighbourhoods", row.cells, "removed")
        return False
    dwellings = row.cells.get("dwellings") or 0
    place = shown(row.cells.get("municipality"))
    inside = _district_at(row, product)
    merged.beside.append(Beside(code, name, place, dwellings, used, inside))
    return True


def _new(
    area: Area, municipality: str, shares: Mapping[str, Fraction], product: Product
) -> dict[str, Any]:
    """The row of a district that the region does not have yet."""
    taken = [text("geo.source.load")]
    cells: dict[str, Any] = {
        "neighbourhood": area.code,
        "name": area.name,
        "municipality": municipality,
    }
    given = ["name", "municipality"]
    for column in _FIGURES:
        value = getattr(area, column)
        if value is None and column == "social_dwellings":
            part = shares[municipality]
            value = _part(cells["dwellings"], part)
            percent = round(Decimal(100 * part.numerator) / part.denominator, 1)
            taken.append(text("geo.source.share", share=percent))
        elif value is None:
            value = 0
            taken.append(text("geo.source.secret", field=text(f"geo.field.{column}")))
        else:
            given.append(column)
        cells[column] = value
    cells |= {"existing_load": Decimal(0), **_point(area)}
    origin = _origin("neighbourhoods", product, area.code, [*given, "x", "y"])
    cells["source"] = str(Source(f"{ASSUMPTION}: {'; '.join(taken)}", (origin,)))
    return cells


def _origin(table: str, product: Product, code: str, columns: Collection[str]) -> Origin:
    """What a row has from a product, its columns in the order of the table."""
    ordered = tuple(column for column in fields_of(table) if column in columns)
    return Origin(product.title, code, ordered)


def _stock(raw: RawRegion, new: Sequence[Mapping[str, Any]], merged: Merged) -> None:
    """Stock for new districts, and the neighbourhoods whose stock no longer adds up."""
    rows = [dict(row.cells) for row in raw.tables["stock"].rows]
    places = {row["neighbourhood"]: row for row in merged.tables["neighbourhoods"]}
    beside = {each.code for each in merged.beside}
    owned: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    sums: dict[str, int] = defaultdict(int)
    double = set()
    for row in rows:
        place, dwellings = places.get(row["neighbourhood"]), row.get("dwellings") or 0
        if place is not None:
            owned[place["municipality"]][row["corporation"]] += dwellings
            sums[row["neighbourhood"]] += dwellings
            double |= {place["municipality"]} if row["neighbourhood"] in beside else set()
    for cells in new:
        total, municipality = cells["social_dwellings"], cells["municipality"]
        owners = {code: n for code, n in owned[municipality].items() if n}
        if not total:
            continue
        # Stock that stands in own neighbourhoods is stock of these districts under another name:
        # it must not be there twice.
        if not owners or municipality in double:
            merged.unowned.append(cells["neighbourhood"])
            continue
        whole = sum(owners.values())
        exact = {code: Fraction(total * n, whole) for code, n in owners.items()}
        parts = apportion(exact, total, QuotaMethod.LARGEST_REMAINDER)
        for corporation, dwellings in sorted(parts.items()):
            if dwellings:
                added = {
                    "corporation": corporation,
                    "neighbourhood": cells["neighbourhood"],
                    "dwellings": dwellings,
                    "turnover_rate": None,
                    "source": f"{ASSUMPTION}: {text('geo.source.stock', name=municipality)}",
                }
                rows.append(added)
                merged.changes += _row_changes("stock", added, "added")
    if len(rows) > len(raw.tables["stock"].rows):
        merged.tables["stock"] = rows
    moved = {
        change.row
        for change in merged.changes
        if change.table == "neighbourhoods"
        and change.column == "social_dwellings"
        and change.status == "changed"
    }
    for code in sorted(moved & sums.keys()):
        social = places[code]["social_dwellings"]
        if social != sums[code]:
            merged.stock[code] = (social, sums[code])


def _alone(raw: RawRegion, matched: Mapping[str, RawRow], merged: Merged) -> None:
    """Note the municipalities none of whose own neighbourhoods is a district."""
    with_match = {shown(row.cells.get("municipality")) for row in matched.values()}
    merged.alone = [
        shown(row.cells.get("municipality"))
        for row in raw.tables["municipalities"].rows
        if shown(row.cells.get("municipality")) not in with_match
        and any(each.municipality == shown(row.cells.get("municipality")) for each in merged.beside)
    ]


def _row_changes(table: str, cells: Mapping[str, Any], status: str) -> Iterator[Change]:
    key = ", ".join(
        shown(cells.get(column)) for column, field_ in fields_of(table).items() if field_.key
    )
    for column, value in cells.items():
        if value is not None:
            old, new = (value, None) if status == "removed" else (None, value)
            yield Change(table, key, shown(cells.get("name")), column, old, new, status)


def _district_at(row: RawRow, product: Product) -> str:
    """The name and code of the district in which a neighbourhood's point lies; empty for none."""
    import shapely

    x, y = row.cells.get("x"), row.cells.get("y")
    if x is None or y is None:
        return ""
    for code, area in product.districts.items():
        if shapely.intersects_xy(area.shape, float(x), float(y)):
            return f"{area.name} ({code})"
    return ""


def _point(area: Area) -> dict[str, Decimal]:
    x, y = point_on(area.shape)
    return {"x": _metres(x), "y": _metres(y)}


def _metres(value: float) -> Decimal:
    return Decimal(int(value)) if value == int(value) else Decimal(str(value))


def _share(municipality: Mapping[str, Any]) -> Fraction:
    """The part of a municipality's dwellings that corporations own."""
    dwellings = municipality.get("dwellings")
    social = municipality.get("social_dwellings")
    return min(Fraction(1), Fraction(social, dwellings)) if dwellings and social else Fraction(0)


def _part(dwellings: int, share: Fraction) -> int:
    part = dwellings * share
    return rounded(Decimal(part.numerator) / Decimal(part.denominator))
