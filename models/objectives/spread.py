"""No neighbourhood carries much more of the plan than others.

    minimise  top                        with   r_n ≤ top        for every n with d_n ≥ d
    then      minimise  Σ_n over_n       with   over_n ≥ r_n − R,   over_n ≥ 0

    r_n = 1000 / d_n · Σ_p w_p Σ_t Σ_{l in n} x[p,t,l],        R = Σ_n d_n · r_n / Σ_n d_n

    and, which follows for whole dwellings but not for parts of them, with R ≤ R̄, q = 1000 / d_n:

    over_n  ≥  q · Σ_{p,t} w_p · x[p,t,l]  −  R̄ · Σ_{p,t} y[p,t,s]          for the lot l of every site s
    Σ_{p,t,l in n} ⌊w_p/w⌋_f · x[p,t,l]  −  over_n / (q · w · (1 − f))  ≤  ⌊b⌋      for every weight w
    b = R̄ / (q · w),   f = b − ⌊b⌋,   ⌊a⌋_f = ⌊a⌋ + max(0, a − ⌊a⌋ − f) / (1 − f)

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| r_n | added load of a neighbourhood | weighted dwellings per 1,000 dwellings | variable |
| R, R̄ | added load of the region; the most it can be | weighted dwellings per 1,000 dwellings | variable; `Model.most` |
| y[p,t,s] | 1 when site s opens for p in t | binary | variable of `rules.site` |
| top, over_n | highest added load; what lies above the region's | weighted dwellings per 1,000 dwellings | variables |
| w_p | load of one dwelling | weighted dwellings | `programmes.load_weight` |
| d_n | dwellings of the neighbourhood | dwellings | `neighbourhoods` |
| d | smallest neighbourhood that counts for the highest | dwellings | `spread.min_dwellings` |

In a small neighbourhood one dwelling is a high load, which says nothing of how the plan is spread:
the highest is taken over the others, and the small ones keep their limit
(`rules.neighbourhood_load`). Neighbourhoods without dwellings take no load and have no rate. A
dwelling that nobody asked for, but that the targets allow, raises R: where cost is no earlier
objective, spread may want it. Source: data contract, objective `spread`; 001:1106-1108 (housing pro
rata); mixed-integer rounding: Nemhauser and Wolsey, *Mathematical Programming* 46 (1990).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from math import floor, gcd, lcm

import pulp

from planner.models.model import Model, Peak, Stage, Terms
from planner.models.objectives.stages import Stages
from planner.region.domain import Region


def stages(model: Model, tolerance: Fraction) -> Stages:
    """The highest added load, then all that lies above the region's."""
    region = model.region
    unit = _unit(region)
    loads = {}
    for neighbourhood, dwellings in model.by(lambda p, t, lot: lot.neighbourhood).items():
        terms = [
            (x, float(Fraction(region.programmes[programme].load_weight) / unit))
            for (programme, _, _), x in dwellings
            if region.programmes[programme].load_weight
        ]
        if terms and region.neighbourhoods[neighbourhood].dwellings:
            loads[neighbourhood] = terms

    stock = {code: row.dwellings for code, row in region.neighbourhoods.items()}
    load = model.variables("load", loads, "Integer")
    top = model.variables("top", [""])[""]
    peaks = []
    for neighbourhood, terms in loads.items():
        model.row("load", (neighbourhood,), [*terms, (load[neighbourhood], -1.0)], "==", 0)
        if stock[neighbourhood] < region.settings.spread_min_dwellings:
            continue
        rate = float(1000 * unit / stock[neighbourhood])
        model.row("top", (neighbourhood,), [(load[neighbourhood], rate), (top, -1.0)], "<=", 0)
        peaks.append(Peak(load[neighbourhood], rate, terms))
    yield Stage("highest", "load_per_1000", [(top, 1.0)], peaks=peaks, more=1)

    average = model.variables("average", [""])[""]
    over = model.variables("over", loads)
    shares = [(variable, float(1000 * unit / sum(stock.values()))) for variable in load.values()]
    model.row("average", (), [*shares, (average, -1.0)], "==", 0)
    for code in loads:
        rate = float(1000 * unit / stock[code])
        terms = [(over[code], 1.0), (load[code], -rate), (average, 1.0)]
        model.row("over", (code,), terms, ">=", 0)
    _tighten(model, over)
    yield Stage("above_average", "load_per_1000", [(variable, 1.0) for variable in over.values()])


def _tighten(model: Model, over: Mapping[str, pulp.LpVariable]) -> None:
    """Write what follows for whole dwellings, so that the bound comes near."""
    region = model.region
    weights = {code: Fraction(row.load_weight) for code, row in region.programmes.items()}
    most = {code: model.most(code) for code in weights}
    stock = sum(row.dwellings for row in region.neighbourhoods.values())
    if any(number is None and weights[code] for code, number in most.items()):
        return
    highest = sum(weights[code] * (number or 0) for code, number in most.items()) * 1000 / stock
    opened: dict[str, Terms] = defaultdict(list)
    for (_, _, site), y in model.opens.items():
        opened[site] = [*opened[site], (y, float(highest))]
    for site, dwellings in model.by(lambda p, t, lot: lot.site or None).items():
        place = region.sites[site].neighbourhood
        if place in over:
            rate = Fraction(1000, region.neighbourhoods[place].dwellings)
            added = [(x, -float(rate * weights[p])) for (p, _, _), x in dwellings]
            model.row("over_site", (site,), [(over[place], 1.0), *added, *opened[site]], ">=", 0)
    for place, dwellings in model.by(lambda p, t, lot: lot.neighbourhood).items():
        if place not in over:
            continue
        rate = Fraction(1000, region.neighbourhoods[place].dwellings)
        for weight in sorted({weights[p] for (p, _, _), _ in dwellings if weights[p]}):
            bound = highest / (rate * weight)
            part = bound - floor(bound)
            if not part:
                continue
            terms = [(over[place], -float(1 / (rate * weight * (1 - part))))]
            for (p, _, _), x in dwellings:
                times = weights[p] / weight
                rounded = floor(times) + max(Fraction(0), times - floor(times) - part) / (1 - part)
                if rounded:
                    terms.append((x, float(rounded)))
            model.row("over_whole", (place, str(weight)), terms, "<=", floor(bound))


def _unit(region: Region) -> Fraction:
    """The largest load of which every programme's is a whole multiple."""
    weights = [Fraction(row.load_weight) for row in region.programmes.values() if row.load_weight]
    denominator = lcm(*(weight.denominator for weight in weights))
    return Fraction(gcd(*(int(weight * denominator) for weight in weights)), denominator)
