"""How evenly the load is spread, in figures: Gini, Theil and Moran's I.

Load is counted in weighted dwellings, a_n what the plan adds to neighbourhood n and e_n what is
there already; P_n are its inhabitants, d_n its dwellings. Gini and Theil ask how unevenly load is
spread over *inhabitants*: every inhabitant carries the rate of the neighbourhood, y_i = L_n / P_n,
with L the added load or all of it, a + e. With the N inhabitants in the order of their rates,

    G = Σ_i (2i − N − 1) · y_i / (N · Σ_i y_i)                            (Gini 1912)
    T = Σ_i s_i · ln(N · s_i),   s_i = y_i / Σ_i y_i                      (Theil 1967)

The functions of `inequality` weigh all observations alike, so they are given one for each
inhabitant; with one for each neighbourhood a hamlet would count as much as a town. The part of T
that lies between municipalities is T when every inhabitant carries the rate of the municipality.
Both leave out neighbourhoods where nobody lives.

Moran's I tells whether loaded neighbourhoods lie side by side. With y_n = 1000 · (a_n + e_n) / d_n,
z_n its distance from the mean and w row-standardised over the neighbours of
`planner.geography.adjacency`,

    I = Σ_n Σ_m w_nm · z_n · z_m / Σ_n z_n²,   E[I] = −1 / (n − 1)        (Moran 1950)

with z and a two-sided p from the variance under randomisation, which asks for no normal
distribution (Cliff & Ord 1981, chapter 2). It leaves out neighbourhoods without dwellings or
without neighbours.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import Any

from planner.outcome import Outcome
from planner.region.domain import Adjacency, Region
from planner.region.neighbours import neighbours
from planner.text import number, text

_SIGNIFICANT = 0.05
_MOST_INHABITANTS = 20_000_000  # more than the Netherlands has; one number is kept for each

type Loads = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the spread of load: `gini_added`, `gini_total`, `theil_added` and so on.

    `value` is `None` where there is none; `facts["reason"]` then says why. `facts` are the plain
    numbers and codes behind the figure; shares are parts of one. `message` is the id of the
    sentence in the catalogues.
    """

    key: str
    value: float | None
    message: str
    facts: Mapping[str, float | int | str | tuple[str, ...]]

    @property
    def sentence(self) -> str:
        """What it means, in one sentence in the language in use."""
        words = {name: _word(name, fact) for name, fact in self.facts.items()}
        words["measure"] = text(f"spread.measure.{self.key.partition('_')[0]}")
        if self.value is not None:
            words["value"] = number(self.value, 2)
        return text(self.message, **words)


def figures(outcome: Outcome) -> tuple[Figure, ...]:
    """The figures of an edition of a plan, from its region and lines alone.

    Raises `PlannerError` for a file of boundaries that cannot be used.
    """
    region = outcome.region
    added: dict[str, Fraction] = dict.fromkeys(region.neighbourhoods, Fraction(0))
    for line in outcome.plan.lines:
        weight = Fraction(region.programmes[line.programme].load_weight)
        added[line.neighbourhood] += weight * line.dwellings
    total = {
        code: added[code] + Fraction(row.existing_load)
        for code, row in region.neighbourhoods.items()
    }
    known = region.adjacency or neighbours(region, outcome.loaded.folder)
    return (
        *_over_inhabitants(region, "added", added),
        *_over_inhabitants(region, "total", total),
        _side_by_side(region, known, total),
    )


def _over_inhabitants(region: Region, which: str, loads: Loads) -> tuple[Figure, Figure]:
    """Gini and Theil of loads over inhabitants."""
    people = {code: row.inhabitants for code, row in region.neighbourhoods.items()}
    inhabited = [code for code, number in people.items() if number]
    left_out = tuple(code for code, load in loads.items() if load and not people[code])
    gini, theil = f"gini_{which}", f"theil_{which}"
    reason = ""
    if len(inhabited) < 2:
        reason = "few_inhabited"
    elif sum(people.values()) > _MOST_INHABITANTS:
        reason = "many_inhabitants"
    elif not any(loads[code] for code in inhabited):
        reason = f"no_load_{which}"
    if reason:
        return _none(gini, reason), _none(theil, reason)

    by_municipality: dict[str, list[str]] = defaultdict(list)
    for code in inhabited:
        by_municipality[region.municipality_of(code)].append(code)
    of_municipality = {
        code: sum((loads[place] for place in places), Fraction(0))
        / sum(people[place] for place in places)
        for places in by_municipality.values()
        for code in places
    }
    number = [people[code] for code in inhabited]
    g, t = _gini_and_theil([loads[code] / people[code] for code in inhabited], number)
    _, between = _gini_and_theil([of_municipality[code] for code in inhabited], number)
    others = {"left_out": left_out} if left_out else {}
    half = {"half_of_load": _carry_half(loads, {code: people[code] for code in inhabited})}
    if t < 1e-12:
        return (
            Figure(gini, 0.0, f"spread.{gini}", {**half, **others}),
            Figure(theil, 0.0, "spread.theil_even", others),
        )
    return (
        Figure(gini, g, f"spread.{gini}", {**half, **others}),
        Figure(theil, t, f"spread.{theil}", {"between_municipalities": between / t, **others}),
    )


def _gini_and_theil(rates: list[Fraction], people: list[int]) -> tuple[float, float]:
    import numpy as np

    # `inequality` draws charts too, and matplotlib, which it imports for that, complains on the
    # log where it cannot keep a cache; nobody here asked for a chart.
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        from inequality.gini import Gini
        from inequality.theil import Theil
    finally:
        log.setLevel(level)
    each = np.repeat(np.array([float(rate) for rate in rates]), people)
    return float(Gini(each).g), float(Theil(each).T)


def _carry_half(loads: Loads, people: Mapping[str, int]) -> float:
    """The smallest share of the inhabitants who together carry half of the load."""
    half = sum((loads[code] for code in people), Fraction(0)) / 2
    carried, heads = Fraction(0), Fraction(0)
    for code in sorted(people, key=lambda code: loads[code] / people[code], reverse=True):
        if carried + loads[code] >= half:
            heads += people[code] * (half - carried) / loads[code]
            break
        carried += loads[code]
        heads += people[code]
    return float(heads / sum(people.values()))


def _side_by_side(region: Region, known: Adjacency, loads: Loads) -> Figure:
    """Moran's I of load per 1,000 dwellings."""
    key = "moran_total"
    rates = {
        code: 1000 * loads[code] / row.dwellings
        for code, row in region.neighbourhoods.items()
        if row.dwellings
    }
    pairs = [pair for pair in known.pairs if rates.keys() >= {*pair}]
    codes = sorted({code for pair in pairs for code in pair})
    if not codes:
        return _none(key, "no_neighbours")
    if len(codes) < 4:
        return _none(key, "few_neighbours")
    if len({rates[code] for code in codes}) == 1:
        return _none(key, "same_load")

    import numpy as np
    from esda.moran import Moran
    from libpysal.graph import Graph

    place = {code: index for index, code in enumerate(codes)}
    links = sorted(
        (place[here], place[there])
        for one, other in pairs
        for here, there in ((one, other), (other, one))
    )
    graph = Graph.from_arrays(*np.array(links).T, np.ones(len(links)))
    with np.errstate(divide="ignore", invalid="ignore"):  # no variance: looked at below
        found = Moran(np.array([float(rates[code]) for code in codes]), graph, permutations=0)
    if not isfinite(found.p_rand) or found.VI_rand < 1e-9:
        return _none(key, "same_pattern")
    message = "spread.moran_chance"
    if found.p_rand < _SIGNIFICANT:
        message = "spread.moran_together" if found.z_rand > 0 else "spread.moran_apart"
    return Figure(
        key,
        float(found.I),
        message,
        {
            "expected": float(found.EI),
            "z": float(found.z_rand),
            "p": float(found.p_rand),
            "neighbourhoods": len(codes),
        },
    )


def _none(key: str, reason: str) -> Figure:
    return Figure(key, None, f"spread.none.{reason}", {"reason": reason})


def _word(name: str, fact: Any) -> Any:
    """A fact the way a sentence says it."""
    match name:
        case "half_of_load" | "between_municipalities":
            percent = 100 * float(fact)
            return number(percent, 0 if percent >= 1 or not percent else 1)
        case "p":
            return number(fact, 3) if fact >= 0.001 else f"< {number(0.001, 3)}"
    return fact
