"""The layers of the map: quotas by municipality, dwellings by programme, support points."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import folium

from planner.domain import Line, Location, Municipality
from planner.outcome import Outcome
from planner.present import map_style
from planner.present.geometry import LatLon, degrees, outlines
from planner.present.map_elements import Described
from planner.present.markup import escape, popup, support_sign, swatch
from planner.present.wording import label
from planner.text import number, text

if TYPE_CHECKING:
    from planner.settle import Account


@dataclass(frozen=True)
class Layers:
    """Draws an outcome layer by layer."""

    outcome: Outcome

    @cached_property
    def outlines(self) -> Mapping[str, Mapping[str, dict[str, Any]]]:
        """GeoJSON boundaries by layer name and code; empty without a file of them."""
        return outlines(self.outcome)

    @property
    def schematic(self) -> bool:
        """Whether a municipality lacks a boundary and is drawn as a circle."""
        return len(self.outlines["municipalities"]) < len(self.outcome.region.municipalities)

    @cached_property
    def centres(self) -> dict[str, LatLon]:
        """The point of each municipality: the mean of its neighbourhoods, weighted by inhabitants.

        A municipality without neighbourhoods has none.
        """
        places = defaultdict(list)
        for place in self.outcome.region.neighbourhoods.values():
            places[place.municipality].append(place)
        centres = {}
        for code, members in places.items():
            people = sum(place.inhabitants for place in members)
            weights = [place.inhabitants if people else 1 for place in members]
            x = sum(w * place.x for w, place in zip(weights, members, strict=True)) / sum(weights)
            y = sum(w * place.y for w, place in zip(weights, members, strict=True)) / sum(weights)
            centres[code] = degrees(x, y)
        return centres

    @property
    def bounds(self) -> list[LatLon]:
        """South-west and north-east corner of every point and boundary."""
        region = self.outcome.region
        points = [degrees(row.x, row.y) for row in region.neighbourhoods.values()]
        points += [degrees(row.x, row.y) for row in region.support_points.values()]
        points += [
            degrees(*region.point(Location(line.neighbourhood, line.site)))
            for line in self.outcome.plan.lines
        ]
        for outline in self.outlines["municipalities"].values():
            points += [(latitude, longitude) for longitude, latitude in _corners(outline)]
        latitudes, longitudes = zip(*points, strict=True)
        return [(min(latitudes), min(longitudes)), (max(latitudes), max(longitudes))]

    def all(self) -> Iterator[folium.FeatureGroup]:
        """Every layer, the lowest first."""
        groups = self.outcome.region.settings.quota.groups
        for position, group in enumerate(groups):
            yield self.quota(group, show=not position, only=len(groups) == 1)
        if self.outlines["neighbourhoods"]:
            yield self.neighbourhoods()
        yield self.support_points()
        yield from self.programmes()
        yield self.names()

    def quota(self, group: str, show: bool, only: bool) -> folium.FeatureGroup:
        """The municipalities by how far they meet their quota in a group."""
        name = text("present.map.quota") if only else text("present.map.quota_group", group=group)
        layer = folium.FeatureGroup(name=escape(name), show=show)
        accounts = [account for account in self.outcome.accounts if account.group == group]
        largest = max((account.quota for account in accounts), default=0)
        # Small circles go on top of large ones.
        for account in sorted(accounts, key=lambda one: (-one.quota, one.municipality)):
            drawn = self._municipality(account, largest)
            if drawn:
                self._account(account).add_to(drawn)
                drawn.add_to(layer)
        return layer

    def _municipality(self, account: Account, largest: int) -> folium.MacroElement | None:
        colour = map_style.FULFILMENT[map_style.fulfilment(account.quota, account.delivered)]
        style = {"color": "#555555", "weight": 1, "fillColor": colour}
        outline = self.outlines["municipalities"].get(account.municipality)
        if outline:
            style["fillOpacity"] = 0.75
            return folium.GeoJson(_feature(outline, style), control=False)
        centre = self.centres.get(account.municipality)
        if centre is None:
            return None
        size = map_style.radius(account.quota, largest, programme=False)
        return folium.CircleMarker(
            centre, radius=size, color="#555555", weight=1, fill_color=colour, fill_opacity=0.6
        )

    def _account(self, account: Account) -> Described:
        name = self.outcome.region.municipalities[account.municipality].name
        rows = [
            (text("present.column.quota"), number(account.quota)),
            (text("present.column.delivered"), number(account.delivered)),
            (text("present.column.shortfall"), number(account.shortfall)),
            (text("present.column.surplus"), number(account.surplus)),
            (text("present.column.levy"), number(account.levy, 2)),
        ]
        dwellings: Counter[str] = Counter()
        for line in self.outcome.plan.lines:
            if line.municipality == account.municipality:
                dwellings[line.programme] += line.dwellings
        for code, programme in self.outcome.region.programmes.items():
            if dwellings[code]:
                rows.append((label(programme), number(dwellings[code])))
        kind = map_style.fulfilment(account.quota, account.delivered)
        words = text(f"present.fulfilment.{kind}")
        return Described(popup(name, words, rows), escape(f"{name}: {words}"))

    def neighbourhoods(self) -> folium.FeatureGroup:
        """The boundaries of the neighbourhoods, without fill."""
        layer = folium.FeatureGroup(name=escape(text("present.map.neighbourhoods")), show=False)
        style = {"color": "#777777", "weight": 1, "dashArray": "3 3", "fillOpacity": 0}
        for code, outline in self.outlines["neighbourhoods"].items():
            place = self.outcome.region.neighbourhoods[code]
            rows = [
                (text("present.map.inhabitants"), number(place.inhabitants)),
                (text("present.map.all_dwellings"), number(place.dwellings)),
                (text("present.map.existing_load"), number(place.existing_load)),
            ]
            municipality = self.outcome.region.municipalities[place.municipality].name
            drawn = folium.GeoJson(_feature(outline, style), control=False)
            content = popup(place.name, municipality, rows)
            Described(content, escape(place.name)).add_to(drawn)
            drawn.add_to(layer)
        return layer

    def programmes(self) -> Iterator[folium.FeatureGroup]:
        """One layer of dwellings for each programme that is in the plan."""
        region = self.outcome.region
        standing: defaultdict[Location, defaultdict[str, list[Line]]]
        standing = defaultdict(lambda: defaultdict(list))
        for line in sorted(self.outcome.plan.lines):
            standing[line.lot.location][line.programme].append(line)
        layers = {}
        for position, (code, programme) in enumerate(region.programmes.items()):
            colour = map_style.programme_colour(position)
            name = swatch(colour, code, label(programme), round_=True)
            layers[code] = (colour, folium.FeatureGroup(name=name))
        totals = {
            (location, code): sum(line.dwellings for line in lines)
            for location, present in standing.items()
            for code, lines in present.items()
        }
        largest = max(totals.values(), default=0)
        used = set()
        for location in sorted(standing):
            present = standing[location]
            radii = [map_style.radius(totals[location, code], largest) for code in present]
            places = zip(present.items(), radii, map_style.offsets(radii), strict=True)
            for (code, lines), size, offset in places:
                colour, layer = layers[code]
                used.add(code)
                marker = self._circle(location, totals[location, code], size, offset, colour)
                self._dwellings(location, code, lines).add_to(marker)
                marker.add_to(layer)
        for code, (_, layer) in layers.items():
            if code in used:
                yield layer

    def _circle(
        self, location: Location, dwellings: int, size: int, offset: tuple[int, int], colour: str
    ) -> folium.Marker:
        right, down = offset
        style = (
            f"width:{2 * size}px;height:{2 * size}px;line-height:{2 * size - 2}px;"
            f"background:{colour};color:{map_style.text_colour(colour)}"
        )
        shown = str(dwellings) if size >= 3 + 3 * len(str(dwellings)) else ""
        icon = folium.DivIcon(
            html=f'<div class="dwellings" style="{style}">{shown}</div>',
            icon_size=(2 * size, 2 * size),
            icon_anchor=(size - right, size - down),
        )
        point = degrees(*self.outcome.region.point(location))
        return folium.Marker(point, icon=icon, z_index_offset=-10 * size)

    def _dwellings(self, location: Location, programme: str, lines: list[Line]) -> Described:
        region = self.outcome.region
        place = region.neighbourhoods[location.neighbourhood].name
        name = region.sites[location.site].name if location.site else place
        total = sum(line.dwellings for line in lines)
        rows = []
        for line in lines:
            parts = [str(line.year), region.corporations[line.corporation].name]
            if line.support_point:
                parts.append(region.support_points[line.support_point].name)
            rows.append((", ".join(parts), number(line.dwellings)))
        rows.append((text("present.total"), number(total)))
        what = label(region.programmes[programme])
        tip = text("present.map.dwellings_here", place=name, programme=what, dwellings=total)
        return Described(popup(name, what, rows), escape(tip))

    def support_points(self) -> folium.FeatureGroup:
        """The support points with what they offer and how many dwellings they serve."""
        served: Counter[str] = Counter()
        for line in self.outcome.plan.lines:
            served[line.support_point] += line.dwellings
        layer = folium.FeatureGroup(name=support_sign(text("present.map.support_points")))
        for code, point in self.outcome.region.support_points.items():
            limit = point.capacity
            capacity = text("present.map.no_limit") if limit is None else number(limit)
            rows = [
                (text("present.map.served"), number(served[code])),
                (text("present.map.capacity"), capacity),
            ]
            icon = folium.DivIcon(
                html='<div class="support">+</div>', icon_size=(16, 16), icon_anchor=(8, 8)
            )
            marker = folium.Marker(degrees(point.x, point.y), icon=icon)
            content = popup(point.name, ", ".join(point.services), rows)
            Described(content, escape(point.name)).add_to(marker)
            marker.add_to(layer)
        return layer

    def names(self) -> folium.FeatureGroup:
        """The names of the municipalities, the largest first."""
        layer = folium.FeatureGroup(name="names", control=False)
        region = self.outcome.region
        group = next(iter(region.settings.quota.groups), "")
        quotas = {
            one.municipality: one.quota for one in self.outcome.accounts if one.group == group
        }
        largest = max(quotas.values(), default=0)

        def order(municipality: Municipality) -> tuple[int, str]:
            return -municipality.inhabitants, municipality.code

        for municipality in sorted(region.municipalities.values(), key=order):
            if municipality.code in self.centres:
                # Just below the circle of a municipality that has no boundary.
                below = map_style.radius(quotas.get(municipality.code, 0), largest, programme=False)
                top = 8 if municipality.code in self.outlines["municipalities"] else below
                icon = folium.DivIcon(
                    html=f'<span style="top:{top}px">{escape(municipality.name)}</span>',
                    icon_size=(0, 0),
                    class_name="place-name",
                )
                point = self.centres[municipality.code]
                folium.Marker(
                    point, icon=icon, interactive=False, keyboard=False, z_index_offset=1000
                ).add_to(layer)
        return layer


def _feature(outline: dict[str, Any], style: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": outline, "properties": {"style": style}}


def _corners(outline: Mapping[str, Any]) -> Iterator[tuple[float, float]]:
    polygons = outline["coordinates"]
    for polygon in [polygons] if outline["type"] == "Polygon" else polygons:
        yield from polygon[0]
