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

from planner.models.bounds import most
from planner.models.model import Model
from planner.region.domain import Location, Programme, Site


def limits(site: Site, programme: Programme) -> tuple[int, int | None]:
    """Smallest and largest size (dwellings) of a site that opens for a programme."""
    smallest = max(site.min_dwellings or 0, programme.min_cluster or 0)
    most = [limit for limit in (site.max_dwellings, programme.max_cluster) if limit is not None]
    return smallest, min(most, default=None)


def add(model: Model) -> None:
    """Make the openings y and write their rows."""
    region = model.region
    on_site = model.by(lambda p, t, lot: (p, t, lot.site) if lot.site else None)
    model.opens.update(model.variables("open", on_site, "Binary"))
    for (programme, year, site), dwellings in on_site.items():
        opens = model.opens[programme, year, site]
        smallest, _ = limits(region.sites[site], region.programmes[programme])
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
    for key, serves in model.variables("serves", years, "Binary").items():
        model.row("site", ("serves", *key), [*years[key], (serves, -1.0)], "==", 0)
