"""Programmes that ask for the edge of the built-up area: is every number they need there?

A number that is missing could be taken as fit or as unfit; either would be a silent decision.
"""

from __future__ import annotations

from planner.region.domain import Placement, Programme, absences
from planner.region.rows import Check, Rows


def check_edge(rows: Rows) -> Check:
    """Every location that such a programme could stand at has the numbers it asks for."""
    years = rows.values["region.years"] if rows.values else ()
    participation = [row for _, row in rows.of("participation")]
    absent = absences(participation, years)
    excluded = {
        (row.municipality, row.programme)
        for row in participation
        if all((row.municipality, row.programme, year) in absent for year in years)
    }
    for row, programme in rows.of("programmes"):
        stock = programme.placement is Placement.STOCK
        if stock and programme.min_metres_to_dwellings is not None:
            yield row.problem("region.edge_in_stock", "min_metres_to_dwellings")
        out = {municipality for municipality, code in excluded if code == programme.code}
        yield from _stock(rows, programme, out) if stock else _sites(rows, programme, out)


def _stock(rows: Rows, programme: Programme, out: set[str]) -> Check:
    """Stock stands in a neighbourhood, so its density must be known where there is stock."""
    if programme.max_address_density is None:
        return
    places = {stock.neighbourhood for _, stock in rows.of("stock")}
    for row, place in rows.of("neighbourhoods"):
        if place.address_density is None and place.code in places and place.municipality not in out:
            values = {"name": place.code, "programme": programme.code}
            yield row.problem("region.edge_density_of_neighbourhood", "address_density", **values)


def _sites(rows: Rows, programme: Programme, out: set[str]) -> Check:
    neighbourhoods = rows.by_code("neighbourhoods")
    for row, site in rows.of("sites"):
        place = neighbourhoods.get(site.neighbourhood)
        if programme.code not in site.programmes or place is None or place.municipality in out:
            continue
        values = {"name": site.code, "programme": programme.code}
        densities = (site.address_density, place.address_density)
        if programme.max_address_density is not None and densities == (None, None):
            yield row.problem("region.edge_density_of_site", "address_density", **values)
        if programme.min_metres_to_dwellings is not None and site.metres_to_dwellings is None:
            yield row.problem("region.edge_metres_of_site", "metres_to_dwellings", **values)
