"""The plan as layers for a GIS, in EPSG:28992: what is in them, and how they are drawn.

Columns are named as in the CSV files and hold machine codes; what people read (descriptions, names
of columns, legends) is in the language in use.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from math import hypot
from typing import Any, Literal

import shapely

from planner.geography.reach import centre
from planner.outcome import Outcome
from planner.output import palette, tables
from planner.output.classes import fulfilment, load_classes
from planner.output.layer_places import Places
from planner.output.layer_style import Class, Kind, Style, Symbol
from planner.output.loads import loads
from planner.output.wording import group_name, label
from planner.region.domain import Audience, Location, Presence
from planner.region.figures import totals
from planner.text import text

type Type = Literal["text", "integer", "real", "flag"]
type Cell = str | int | float | Decimal | bool | None

_NONE = "none"  # the class of what has no quota


@dataclass(frozen=True)
class Layer:
    """A table of the GeoPackage: rows under typed columns, a shape for each row.

    `kind` is empty for a table without geometry, which has no shapes and no style.
    """

    name: str
    description: str
    columns: dict[str, Type]
    rows: list[tuple[Cell, ...]]
    kind: Kind | None = None
    shapes: list[Any] | None = None
    style: Style | None = None


def layers(outcome: Outcome) -> list[Layer]:
    """Every layer of an edition, those that lie below others first.

    Raises `PlannerError` for a file of boundaries that cannot be read.
    """
    found = [
        _municipalities(outcome),
        _neighbourhoods(outcome),
        _support_links(outcome),
        _support_points(outcome),
        _sites_unused(outcome),
        _allocation(outcome),
    ]
    if outcome.withheld:
        found.append(_withheld(outcome))
    return found


def _municipalities(outcome: Outcome) -> Layer:
    """One row for each municipality and quota group; one without figures where there is none."""
    region = outcome.region
    table = tables.municipalities(outcome)
    accounts: defaultdict[str, list[tuple[Cell, ...]]] = defaultdict(list)
    for row in table.rows:
        accounts[str(row[1])].append(row)
    peopled = {row.municipality for row in region.neighbourhoods.values()}
    places = Places.of(
        outcome,
        "municipalities",
        region.municipalities,
        lambda code: centre(region, code) if code in peopled else None,
    )
    rows: list[tuple[Cell, ...]] = []
    for code, municipality in region.municipalities.items():
        bare: tuple[Cell, ...] = (None, code, municipality.name, *[None] * 5)
        for account in accounts[code] or [bare]:
            met = _fulfilment(account[3], account[4])
            *known, levy = account[:8]
            rows.append((*known, *tables.flows(levy), met, places.schematic(code)))
    rows.sort(key=lambda row: (str(row[0] or ""), str(row[1])))
    return Layer(
        "municipalities",
        _description(outcome, "municipalities", places.note),
        {
            "group": "text",
            "municipality": "text",
            "name": "text",
            "quota": "integer",
            "delivered": "integer",
            "shortfall": "integer",
            "surplus": "integer",
            "pays": "real",
            "receives": "real",
            "fulfilment": "text",
            "schematic": "flag",
        },
        rows,
        places.kind,
        [places.shapes[str(row[1])] for row in rows],
        _fulfilment_style(list(dict.fromkeys(str(row[0]) for row in table.rows)), places.kind),
    )


def _fulfilment_style(groups: list[str], kind: Kind) -> Style:
    colours = {**palette.FULFILMENT, _NONE: palette.NOTHING}
    symbols = {code: Symbol(kind, colour, 6) for code, colour in colours.items()}
    if len(groups) < 2:
        classes = [
            Class(_fulfilment_label(code), symbol, category=(code,))
            for code, symbol in symbols.items()
        ]
        return Style(("fulfilment",), classes, label="name")
    # Groups lie on top of each other: the first shows, a tick in the legend shows another.
    classes = [
        Class(
            f"{group_name(group)}: {_fulfilment_label(code)}",
            symbol,
            category=(group, code),
            shown=group == groups[0],
        )
        for group in groups
        for code, symbol in symbols.items()
    ]
    return Style(("group", "fulfilment"), classes, label="name")


def _fulfilment_label(code: str) -> str:
    words = text(f"present.fulfilment.{code}")
    return text("layers.fulfilment", words=words)


def _fulfilment(quota: Cell, delivered: Cell) -> str:
    """The class of a quota and what is delivered of it."""
    if not isinstance(quota, int) or not isinstance(delivered, int):
        return _NONE
    [found] = fulfilment([quota], [delivered])
    return _NONE if found is None else list(palette.FULFILMENT)[found]


def _neighbourhoods(outcome: Outcome) -> Layer:
    region = outcome.region
    points = {code: (row.x, row.y) for code, row in region.neighbourhoods.items()}
    places = Places.of(outcome, "neighbourhoods", points, lambda code: points[code])
    rows: list[tuple[Cell, ...]] = []
    found = loads(outcome)
    for code, load in found.items():
        row, rate = load.place, load.per_1000(load.after)
        rows.append(
            (
                *(code, row.name, row.municipality, row.dwellings, load.today, load.added),
                *(None if rate is None else round(rate, 4), load.most, places.schematic(code)),
            )
        )
    limit = float(region.settings.max_load_per_1000_dwellings)
    rates = [float(str(row[6])) for row in rows if row[6] is not None]
    return Layer(
        "neighbourhoods",
        _description(outcome, "neighbourhoods", places.note),
        {
            "neighbourhood": "text",
            "name": "text",
            "municipality": "text",
            "dwellings": "integer",
            "existing_load": "real",
            "added_load": "real",
            "total_load_per_1000_dwellings": "real",
            "max_load_per_1000_dwellings": "real",
            "schematic": "flag",
        },
        rows,
        places.kind,
        [places.shapes[code] for code in region.neighbourhoods],
        Style(
            columns=("total_load_per_1000_dwellings",),
            classes=_load_classes(places.kind, rates, limit),
            label="name",
        ),
    )


def _load_classes(kind: Kind, rates: list[float], limit: float) -> list[Class]:
    """The classes of the map, from 0 to the limit, and one for what is at it or above."""
    found = load_classes(rates, limit)
    tops = [*found.tops, max([*rates, 2 * limit, limit + 1])]
    lows = [*[0.0, *found.tops][:-1], limit]
    colours = palette.load_colours(len(found.bounds))
    return [
        Class(label, Symbol(kind, colour, 4), span=(low, top))
        for label, colour, low, top in zip(found.labels, colours, lows, tops, strict=True)
    ]


def _allocation(outcome: Outcome) -> Layer:
    region = outcome.region
    table = tables.allocation(outcome)
    rows: list[tuple[Cell, ...]] = []
    points = []
    for line in sorted(outcome.plan.lines):
        rows.append((*line, label(region.programmes[line.programme])))
        points.append(shapely.Point(region.point(line.lot.location)))
    types: dict[str, Type] = dict.fromkeys(table.columns, "text")
    return Layer(
        "allocation",
        _description(outcome, "allocation"),
        types | {"year": "integer", "dwellings": "integer", "programme_label": "text"},
        rows,
        "marker",
        points,
        Style(
            columns=("programme",),
            classes=_programme_classes(outcome, Symbol("marker", "", 4)),
            label="dwellings",
            # The area of a circle goes with the dwellings.
            size='max(2.4, 2 * sqrt("dwellings"))',
        ),
    )


def _support_links(outcome: Outcome) -> Layer:
    region = outcome.region
    served: Counter[tuple[str, Location, str]] = Counter()
    for line in outcome.plan.lines:
        if line.support_point:
            served[line.programme, line.lot.location, line.support_point] += line.dwellings
    rows: list[tuple[Cell, ...]] = []
    lines = []
    for (programme, location, code), dwellings in sorted(served.items()):
        access = outcome.instance.access.get(Presence(programme, location))
        links = access.links if access else ()
        minutes = next((link.minutes for link in links if link.support_point == code), None)
        start, point = region.point(location), region.support_points[code]
        metres = hypot(start[0] - point.x, start[1] - point.y)
        rows.append(
            (
                *(programme, label(region.programmes[programme])),
                *(location.neighbourhood, location.site, code, dwellings),
                *(None if minutes is None else round(minutes, 2), round(metres, 1)),
            )
        )
        # A line needs two different points.
        lines.append(shapely.LineString([start, (point.x, point.y)]) if metres else None)
    return Layer(
        "support_links",
        _description(outcome, "support_links"),
        {
            "programme": "text",
            "programme_label": "text",
            "neighbourhood": "text",
            "site": "text",
            "support_point": "text",
            "dwellings": "integer",
            "minutes": "real",
            "metres": "real",
        },
        rows,
        "line",
        lines,
        Style(
            columns=("programme",),
            classes=_programme_classes(outcome, Symbol("line", "", 0.5)),
            size='max(0.3, 0.25 * sqrt("dwellings"))',
        ),
    )


def _programme_classes(outcome: Outcome, symbol: Symbol) -> list[Class]:
    signs = palette.signs(outcome.region)
    return [
        Class(
            label(programme),
            replace(symbol, colour=signs[code].colour, shape=signs[code].shape),
            category=(code,),
        )
        for code, programme in outcome.region.programmes.items()
    ]


def _support_points(outcome: Outcome) -> Layer:
    used: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for (code, year), number in totals(outcome.plan.lines, "support_point", "year").items():
        used[code][year] = number
    rows: list[tuple[Cell, ...]] = []
    points = []
    for code, point in outcome.region.support_points.items():
        total = used[code].total()
        # The first of the busiest years.
        peak = max(used[code], key=lambda year: (used[code][year], -year), default=None)
        rows.append(
            (
                *(code, point.name, point.neighbourhood, ";".join(point.services)),
                *(point.from_year, point.capacity, total, peak, used[code][peak] if peak else 0),
                _use(total, point.capacity),
            )
        )
        points.append(shapely.Point(point.x, point.y))
    return Layer(
        "support_points",
        _description(outcome, "support_points"),
        {
            "support_point": "text",
            "name": "text",
            "neighbourhood": "text",
            "services": "text",
            "from_year": "integer",
            "capacity": "integer",
            "used_total": "integer",
            "peak_year": "integer",
            "used_peak": "integer",
            "use": "text",
        },
        rows,
        "marker",
        points,
        Style(
            columns=("use",),
            classes=[
                Class(_said("use", code), Symbol("marker", colour, 3.6, "square"), category=(code,))
                for code, colour in palette.USE.items()
            ],
            label="name",
        ),
    )


def _use(total: int, capacity: int | None) -> str:
    """How full a support point is: nearly from nine tenths of its capacity."""
    if not total:
        return "unused"
    if capacity is None or 10 * total < 9 * capacity:
        return "used"
    return "nearly_full" if total < capacity else "full"


def _sites_unused(outcome: Outcome) -> Layer:
    region = outcome.region
    used = {line.site for line in outcome.plan.lines}
    free = [site for code, site in region.sites.items() if code not in used]
    rows: list[tuple[Cell, ...]] = [
        (
            *(site.code, site.name, site.neighbourhood, site.corporation),
            *(";".join(site.programmes), site.min_dwellings, site.max_dwellings),
            *(site.from_year, site.kind),
        )
        for site in free
    ]
    return Layer(
        "sites_unused",
        _description(outcome, "sites_unused"),
        {
            "site": "text",
            "name": "text",
            "neighbourhood": "text",
            "corporation": "text",
            "programmes": "text",
            "min_dwellings": "integer",
            "max_dwellings": "integer",
            "from_year": "integer",
            "kind": "text",
        },
        rows,
        "marker",
        [shapely.Point(region.point(Location(site.neighbourhood, site.code))) for site in free],
        Style(
            columns=("kind",),
            classes=[
                Class(_said("kind", code), Symbol("marker", colour, 3, "diamond"), category=(code,))
                for code, colour in palette.SITES.items()
            ],
            label="name",
        ),
    )


def _withheld(outcome: Outcome) -> Layer:
    return Layer(
        "withheld",
        _description(outcome, "withheld"),
        {
            "programme": "text",
            "programme_label": "text",
            "year": "integer",
            "dwellings": "integer",
        },
        [
            (row.programme.code, label(row.programme), row.year, row.dwellings)
            for row in outcome.withheld
        ],
    )


def _description(outcome: Outcome, layer: str, *notes: str) -> str:
    """What a layer shows, whose plan it is, what to know of it, and who it is for."""
    region = outcome.region.identity
    years = text("present.span", first=region.years[0], last=region.years[-1])
    parts = [f"{text('present.title', region=label(region))}, {years}."]
    parts += [text(f"layers.description.{layer}"), *filter(None, notes)]
    if outcome.audience is Audience.INTERNAL:
        parts.append(f"{text('present.internal')}.")
    return " ".join(parts)


def _said(kind: str, code: str) -> str:
    return text(f"layers.{kind}.{code}")
