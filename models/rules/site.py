"""A site serves one programme, opens in one year, and its size lies within the limits.

    Σ_p Σ_t y[p,t,s]  ≤  1                                          for every s
    lo[p,s] · y[p,t,s]  ≤  x[p,t,s]  ≤  hi[p,s] · y[p,t,s]          for every p, t, s
    v[p,s]  =  Σ_t y[p,t,s]                                         for every p, s

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,s] | dwellings of p on site s, opened in t | dwellings | variable |
| y[p,t,s] | 1 when s opens for p in t | binary | variable |
| v[p,s] | 1 when s serves p at all | binary | variable |
| lo[p,s] | larger of the site's and the programme's smallest size | dwellings | `sites`, `programmes` |
| hi[p,s] | smaller of the site's and the programme's largest size, and what other rules leave | dwellings | `models.bounds` |

A site has no x before its `from_year` and none where lo > hi; its corporation and neighbourhood are
part of its lot. v changes nothing but the search: branching on it decides whether a site opens, where
branching on y only moves the opening to another year. Source: data contract, rule `site`; G2-0135 for the sizes in Gooi en Vechtstreek.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from planner.models.bounds import most
from planner.models.limit import Bar, Limit, Subject, Weight
from planner.models.model import Model
from planner.region.domain import Field, Instance, Location, Lot, Programme, Site, Slice


def sizes(site: Site, programme: Programme) -> tuple[int, int | None]:
    """Smallest and largest size (dwellings) of a site that opens for a programme."""
    smallest = max(site.min_dwellings or 0, programme.min_cluster or 0)
    most = [limit for limit in (site.max_dwellings, programme.max_cluster) if limit is not None]
    return smallest, min(most, default=None)


def limits(instance: Instance) -> Iterator[Limit]:
    """The largest size of each site, and of a programme on it; the rows with y imply them."""
    region = instance.region
    for code, site in region.sites.items():
        if site.max_dwellings is not None:
            yield Limit(
                rule="site",
                kind="",
                subject=Subject(site=code),
                slice=Slice(neighbourhood=site.neighbourhood, site=code),
                weight=Weight.DWELLINGS,
                amount=Fraction(site.max_dwellings),
                fields=(Field("sites", (code,), "max_dwellings"),),
            )
        for programme in site.programmes:
            largest = region.programmes[programme].max_cluster
            if largest is not None:
                yield Limit(
                    rule="site",
                    kind="cluster",
                    subject=Subject(programme=programme, site=code),
                    slice=Slice(programme=programme, neighbourhood=site.neighbourhood, site=code),
                    weight=Weight.DWELLINGS,
                    amount=Fraction(largest),
                    fields=(Field("programmes", (programme,), "max_cluster"),),
                )


def bars(instance: Instance, programme: str, year: int, lot: Lot) -> Iterator[Bar]:
    """That a site is not there yet, or that its sizes and the programme's have none in common."""
    if not lot.site:
        return
    site = instance.region.sites[lot.site]
    if site.from_year and year < site.from_year:
        field = Field("sites", (lot.site,), "from_year")
        values = {"site": lot.site, "from_year": site.from_year}
        yield Bar("site", "opening", field, year, values)
    smallest, largest = sizes(site, instance.region.programmes[programme])
    if largest is not None and max(1, smallest) > largest:
        values = {"site": lot.site, "least": max(1, smallest), "limit": largest}
        yield Bar("site", "sizes", None, None, values)


def add(model: Model) -> None:
    """Make the openings y and write their rows."""
    region = model.region
    on_site = model.by(lambda p, t, lot: (p, t, lot.site) if lot.site else None)
    model.opens.update(model.variables("open", on_site, "Binary"))
    for (programme, year, site), dwellings in on_site.items():
        opens = model.opens[programme, year, site]
        smallest, _ = sizes(region.sites[site], region.programmes[programme])
        size = [(x, 1.0) for _, x in dwellings]
        index = (programme, year, site)
        if smallest:
            model.row("site", ("least", *index), [*size, (opens, -float(smallest))], ">=", 0)
        location = Location(region.sites[site].neighbourhood, site)
        largest = most(model, programme, location)
        model.row("site", ("most", *index), [*size, (opens, -float(largest))], "<=", 0)
    years = defaultdict(list)
    uses = defaultdict(list)
    for (programme, _, site), opens in model.opens.items():
        years[programme, site].append((opens, 1.0))
        uses[site].append((opens, 1.0))
    for site, once in uses.items():
        model.row("site", ("once", site), once, "<=", 1)
    model.serves.update(model.variables("serves", years, "Binary"))
    for key, serves in model.serves.items():
        model.row("site", ("serves", *key), [*years[key], (serves, -1.0)], "==", 0)
