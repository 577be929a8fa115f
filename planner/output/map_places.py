"""The places on the map as plain values: municipalities, neighbourhoods, support points, sites.

Codes become positions in lists, so that the page names everything once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import floor
from typing import Any

from planner.geography.reach import centre
from planner.geography.travel import minutes_per_metre
from planner.outcome import Outcome
from planner.output.classes import LoadClasses, load_classes
from planner.output.geometry import degrees, geometry_file, outlines
from planner.output.loads import loads
from planner.output.wording import worded
from planner.region.domain import Location
from planner.region.geometry import schematic

type Data = dict[str, Any]


@dataclass(frozen=True)
class Places:
    """The places of an outcome, each list in the order of its codes in the region."""

    outcome: Outcome

    @cached_property
    def outlines(self) -> dict[str, dict[str, Data]]:
        """GeoJSON boundaries by layer and code, rounded and simplified; empty without a file."""
        return outlines(self.outcome)

    @cached_property
    def schematic(self) -> str:
        """`boundaries` where the file says so, `points` without boundaries of all, else empty."""
        path = geometry_file(self.outcome)
        if len(self.outlines["municipalities"]) < len(self.outcome.region.municipalities):
            return "points"
        return "boundaries" if path and schematic(path) else ""

    @cached_property
    def load(self) -> dict[str, list[Decimal | None]]:
        """Load per 1,000 dwellings of each neighbourhood at the end of each year."""
        years = [loads(self.outcome, until=year) for year in self.outcome.region.years]
        return {
            code: [found[code].per_1000(found[code].after) for found in years]
            for code in self.outcome.region.neighbourhoods
        }

    @cached_property
    def load_classes(self) -> LoadClasses:
        """The classes of the load, from what every neighbourhood carries in the end."""
        rates = [float(rates[-1]) for rates in self.load.values() if rates[-1] is not None]
        return load_classes(rates, float(self.outcome.region.settings.max_load_per_1000_dwellings))

    def municipalities(self) -> list[Data]:
        """Name, point and boundary; a municipality with neither boundary nor point has neither."""
        region = self.outcome.region
        inhabited = {place.municipality for place in region.neighbourhoods.values()}
        return [
            {
                "name": row.name,
                "at": degrees(*centre(region, code)) if code in inhabited else None,
                "outline": self.outlines["municipalities"].get(code),
                "inhabitants": row.inhabitants,
            }
            for code, row in region.municipalities.items()
        ]

    def neighbourhoods(self) -> list[Data]:
        """Name, municipality, point, boundary, size, and load by year with its class."""
        region = self.outcome.region
        position = _positions(region.municipalities)
        result = []
        for code, row in region.neighbourhoods.items():
            rates = [None if rate is None else float(rate) for rate in self.load[code]]
            known = [rate for rate in rates if rate is not None]
            result.append(
                {
                    "name": row.name,
                    "municipality": position[row.municipality],
                    "at": degrees(row.x, row.y),
                    "outline": self.outlines["neighbourhoods"].get(code),
                    "dwellings": row.dwellings,
                    "existing": float(row.existing_load),
                    "load": [None if rate is None else floor(100 * rate) / 100 for rate in rates],
                    "classes": self.load_classes.of(known),
                }
            )
        return result

    def areas(self) -> list[Data]:
        """The radius (m) in a straight line within which a service must lie, by programme.

        One row for each service and radius, with the programmes it holds for. A programme without
        a limit has none.
        """
        region = self.outcome.region
        found: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        for position, (code, programme) in enumerate(region.programmes.items()):
            limits = [float(programme.max_metres)] if programme.max_metres is not None else []
            if programme.max_minutes is not None:
                pace = minutes_per_metre(region, region.mode_of(code))
                limits.append(float(programme.max_minutes) / pace)
            services = {*programme.near_services}
            if programme.support_service:
                services.add(programme.support_service)
            for service in services if limits else ():
                found[worded("service", service), round(min(limits))].append(position)
        return [
            {"service": service, "metres": metres, "programmes": programmes}
            for (service, metres), programmes in sorted(found.items())
        ]

    def support_points(self) -> list[Data]:
        """Name, point, services, capacity (dwellings) and the year it opens."""
        region = self.outcome.region
        position = _positions(region.neighbourhoods)
        return [
            {
                "name": row.name,
                "neighbourhood": position[row.neighbourhood],
                "at": degrees(row.x, row.y),
                "services": [worded("service", service) for service in row.services],
                "capacity": row.capacity,
                "from": row.from_year,
            }
            for row in region.support_points.values()
        ]

    @cached_property
    def locations(self) -> list[Location]:
        """Where anything stands or is promised, and every site: sites first."""
        region = self.outcome.region
        sites = [Location(site.neighbourhood, site.code) for site in region.sites.values()]
        lots = {row.lot for row in self.outcome.plan.lines} | {
            row.lot for row in region.commitments
        }
        return sites + sorted({lot.location for lot in lots} - set(sites))

    def location_rows(self) -> list[Data]:
        """Point, neighbourhood and, for a site, its name and limits, of `locations`."""
        region = self.outcome.region
        position = _positions(region.neighbourhoods)
        programme, corporation = _positions(region.programmes), _positions(region.corporations)
        used = {line.site for line in self.outcome.plan.lines}
        rows: list[Data] = []
        for location in self.locations:
            row: Data = {
                "at": degrees(*region.point(location)),
                "neighbourhood": position[location.neighbourhood],
            }
            if location.site:
                site = region.sites[location.site]
                row |= {
                    "site": site.name,
                    "used": site.code in used,
                    "programmes": [programme[code] for code in site.programmes],
                    "corporation": corporation[site.corporation],
                    "least": site.min_dwellings,
                    "most": site.max_dwellings,
                    "from": site.from_year,
                }
            rows.append(row)
        return rows


def _positions(rows: Iterable[str]) -> dict[str, int]:
    return {code: position for position, code in enumerate(rows)}
