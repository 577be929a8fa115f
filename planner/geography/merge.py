"""An official product laid over a region's tables: what changes, what is kept, what to look at.

Numbers the user entered are never changed. A cell is ours to change where its row is an assumption
(its source says so), where an earlier update put it there, or where it is empty. An assumed
neighbourhood gives way to the area it lies in, and what refers to it follows; nothing else that
anything refers to is removed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from planner.geography.areas import Area
from planner.geography.changes import Change, row_changes, row_name
from planner.geography.figures import rounded
from planner.geography.follow import follow
from planner.geography.match import neighbourhoods, own_codes
from planner.geography.overflow import spread
from planner.geography.references import columns_to_neighbourhoods
from planner.geography.replaced import FIGURES, Replaced, by_area, districts_at, inherited, replaced
from planner.geography.source import Origin, Source, parse
from planner.quota.apportionment import apportion
from planner.region.domain import QuotaMethod
from planner.region.fields import fields_of, tables
from planner.region.overrides import ASSUMPTION
from planner.region.raw import RawRegion, RawRow, shown
from planner.region.shapes import point_on
from planner.text import text


@dataclass(frozen=True, slots=True)
class Product:
    """Official areas of one year: the municipality of each of our codes, and their districts."""

    title: str
    year: int
    municipalities: Mapping[str, Area]
    districts: Mapping[str, Area]


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

    `names` are the neighbourhoods by official code, as (our code, our name). `replaced` are own
    neighbourhoods that a district takes the place of, `scenarios` the codes of these that a
    scenario names, by file; `beside` are those that stay. `alone` are the municipalities none of
    whose own neighbourhoods is a district. `stock` are the neighbourhoods whose corporation
    dwellings (first) are no longer the sum of their stock (second). `unowned` are new districts
    with corporation dwellings that got no stock. `without` are municipalities that the product has
    no districts of.
    """

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    replaced: list[Replaced] = field(default_factory=list)
    scenarios: dict[str, list[str]] = field(default_factory=dict)
    beside: list[Beside] = field(default_factory=list)
    alone: list[str] = field(default_factory=list)
    stock: dict[str, tuple[int, int]] = field(default_factory=dict)
    unowned: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)


def merge(
    raw: RawRegion, product: Product, scenarios: Mapping[str, Collection[str]] | None = None
) -> Merged:
    """Lay a product over the tables of a region.

    `scenarios` are the codes of neighbourhoods that each of the region's scenarios names.
    """
    merged = Merged()
    scenarios = scenarios or {}
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
    merged.replaced = replaced(rows, matched, product.districts, product.municipalities)
    parts, gone = by_area(merged.replaced), {each.code: each for each in merged.replaced}
    places = {area.code: code for code, area in product.municipalities.items()}
    by_row = {id(row): product.districts[code] for code, row in matched.items()}
    kept: list[dict[str, Any]] = []
    for row in rows:
        area = by_row.get(id(row))
        code = row.cells.get("neighbourhood")
        if area is not None:
            cells = _neighbourhood(row, area, places[area.municipality], shares, product, merged)
            _inherit(cells, parts.get(area.code, []), merged)
            merged.names[area.code] = (cells["neighbourhood"], cells["name"])
            kept.append(cells)
        elif code in gone:
            merged.changes.append(gone[code].change)
        elif _stays(row, raw, product, scenarios, merged):
            kept.append(dict(row.cells))
    new = [
        _new(area, places[area.municipality], shares, product, parts.get(code, []))
        for code, area in product.districts.items()
        if code not in matched
    ]
    for cells in new:
        merged.names[cells["neighbourhood"]] = (cells["neighbourhood"], cells["name"])
        merged.changes += row_changes("neighbourhoods", cells, "added")
    merged.tables["neighbourhoods"] = kept + new
    _alone(raw, matched, merged)
    merged.scenarios = {
        file: found for file, codes in scenarios.items() if (found := sorted(gone.keys() & codes))
    }
    rates = {row["municipality"]: row.get("turnover_rate") or Decimal(0) for row in changed}
    turnover = {
        row["neighbourhood"]: rates.get(row["municipality"], Decimal(0)) for row in kept + new
    }
    followed = follow(raw.tables, merged.replaced, turnover)
    merged.tables |= followed.tables
    merged.changes += followed.changes
    _stock(raw, new, merged)
    return merged


def _used_by(
    raw: RawRegion, code: str, scenarios: Mapping[str, Collection[str]]
) -> tuple[str, ...]:
    """Where something refers to a neighbourhood: the tables, and the scenarios."""
    found = []
    for table in tables():
        columns = columns_to_neighbourhoods(table)
        rows = raw.tables[table].rows if table in raw.tables else ()
        if any(row.cells.get(column) == code for row in rows for column in columns):
            found.append(table)
    if any(code in codes for codes in scenarios.values()):
        found.append("scenarios")
    return tuple(found)


def _inherit(cells: dict[str, Any], parts: Sequence[Replaced], merged: Merged) -> None:
    """Let the row of an area take over what the neighbourhoods it replaces had.

    Its source says so behind its own words. It becomes no assumption by it: then all that the user
    entered in the row would be open to the next update.
    """
    wanted, notes = inherited(cells, parts)
    source = parse(cells.get("source"))
    words = "; ".join([source.base] * bool(source.base) + notes)
    full: dict[str, Any] = dict(wanted)
    if notes:
        full["source"] = str(Source(words, source.origins))
    key, name = row_name("neighbourhoods", cells), shown(cells.get("name"))
    for column, value in full.items():
        old = cells.get(column)
        merged.changes.append(Change("neighbourhoods", key, name, column, old, value, "combined"))
    cells |= full


def _municipalities(raw: RawRegion, product: Product, merged: Merged) -> list[dict[str, Any]]:
    covered = {area.municipality for area in product.districts.values()}
    changed = []
    for row in raw.tables["municipalities"].rows:
        area = product.municipalities[shown(row.cells.get("municipality"))]
        wanted = {column: getattr(area, column) for column in FIGURES}
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
    wanted: dict[str, Any] = {column: getattr(area, column) for column in FIGURES}
    wanted |= _point(area)
    if area.code in own_codes(row):
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


def _stays(
    row: RawRow,
    raw: RawRegion,
    product: Product,
    scenarios: Mapping[str, Collection[str]],
    merged: Merged,
) -> bool:
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
    needed = used or row.cells.get("existing_load")
    if not needed and not parse(row.cells.get("source")).entered:
        merged.changes += row_changes("neighbourhoods", row.cells, "removed")
        return False
    dwellings = row.cells.get("dwellings") or 0
    place = shown(row.cells.get("municipality"))
    at = districts_at(row, list(product.districts.values()))
    inside = f"{at[0].name} ({at[0].code})" if at else ""
    merged.beside.append(Beside(code, name, place, dwellings, used, inside))
    return True


def _new(
    area: Area,
    municipality: str,
    shares: Mapping[str, Fraction],
    product: Product,
    parts: Sequence[Replaced],
) -> dict[str, Any]:
    """The row of a district that the region does not have yet; `parts` are what it replaces."""
    own, taken = inherited({}, parts)
    if "existing_load" not in own:
        taken = [text("geo.source.load"), *taken]
    cells: dict[str, Any] = {
        "neighbourhood": area.code,
        "name": area.name,
        "municipality": municipality,
    }
    given = ["name", "municipality"]
    for column in FIGURES:
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
    cells |= {"existing_load": Decimal(0), **_point(area), **own}
    origin = _origin("neighbourhoods", product, area.code, [*given, "x", "y"])
    cells["source"] = str(Source(f"{ASSUMPTION}: {'; '.join(taken)}", (origin,)))
    return cells


def _origin(table: str, product: Product, code: str, columns: Collection[str]) -> Origin:
    """What a row has from a product, its columns in the order of the table."""
    ordered = tuple(column for column in fields_of(table) if column in columns)
    return Origin(product.title, code, ordered)


def _stock(raw: RawRegion, new: Sequence[Mapping[str, Any]], merged: Merged) -> None:
    """Stock for new districts, and the neighbourhoods whose stock no longer adds up."""
    before = [dict(row.cells) for row in raw.tables["stock"].rows]
    rows = list(merged.tables.get("stock", before))
    places = {row["neighbourhood"]: row for row in merged.tables["neighbourhoods"]}
    beside = {each.code for each in merged.beside}
    replaced_in = {each.code: each.cells["municipality"] for each in merged.replaced}
    owned: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    sums: dict[str, int] = defaultdict(int)
    double = {replaced_in[code] for row in before if (code := row["neighbourhood"]) in replaced_in}
    for row in rows:
        place, dwellings = places.get(row["neighbourhood"]), row.get("dwellings") or 0
        if place is not None:
            owned[place["municipality"]][row["corporation"]] += dwellings
            sums[row["neighbourhood"]] += dwellings
            double |= {place["municipality"]} if row["neighbourhood"] in beside else set()
    for cells in new:
        total, municipality = cells["social_dwellings"], cells["municipality"]
        owners = {code: n for code, n in owned[municipality].items() if n}
        if not total or sums[cells["neighbourhood"]]:
            continue
        # Stock that stands or stood in own neighbourhoods is stock of these districts as well: it
        # must not be there twice.
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
                merged.changes += row_changes("stock", added, "added")
    overflow = spread(rows, places)
    rows, merged.changes = overflow.rows, merged.changes + overflow.changes
    for code in overflow.moved:
        sums[code] = sum(row.get("dwellings") or 0 for row in rows if row["neighbourhood"] == code)
    if rows != before:
        merged.tables["stock"] = rows
    moved = {each.by for each in merged.replaced} | {
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
    own = {each.municipality for each in merged.beside}
    own |= {shown(each.cells["municipality"]) for each in merged.replaced}
    merged.alone = [
        shown(row.cells.get("municipality"))
        for row in raw.tables["municipalities"].rows
        if shown(row.cells.get("municipality")) not in with_match
        and shown(row.cells.get("municipality")) in own
    ]


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
