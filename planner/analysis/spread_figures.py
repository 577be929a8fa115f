"""How evenly the load is spread, in figures: Gini, Theil and Moran's I.

Load is counted in weighted dwellings, a_n what the plan adds to neighbourhood n and e_n what is
there already; P_n are its inhabitants, d_n its dwellings. Gini and Theil ask how unevenly load is
spread over *inhabitants*: every inhabitant carries the rate of the neighbourhood, y_i = L_n / P_n,
with L the added load or all of it, a + e. With the N inhabitants in the order of their rates,

    G = Σ_i (2i − N − 1) · y_i / (N · Σ_i y_i)                            (Gini 1912)
    T = Σ_i s_i · ln(N · s_i),   s_i = y_i / Σ_i y_i                      (Theil 1967)

With one observation for each neighbourhood a hamlet would count as much as a town. Those of one
neighbourhood are alike, so their terms add up: with the neighbourhoods in the order of their rates,
C_n the inhabitants of those before n, and L = Σ_n L_n,

    G = Σ_n L_n · (2·C_n + P_n − N) / (N · L)
    T = Σ_n (L_n / L) · ln((L_n / L) / (P_n / N))

The part of T that lies between municipalities is T when every inhabitant carries the rate of the
municipality. Both leave out neighbourhoods where nobody lives.

Moran's I tells whether loaded neighbourhoods lie side by side. With y_n = 1000 · (a_n + e_n) / d_n,
z_n its distance from the mean and w row-standardised over the neighbours of
`planner.geography.adjacency`,

    I = Σ_n Σ_m w_nm · z_n · z_m / Σ_n z_n²,   E[I] = −1 / (n − 1)        (Moran 1950)

with z and a two-sided p from the variance under randomisation, which asks for no normal
distribution (Cliff & Ord 1981, section 1.5):

    Var[I] = (n·((n² − 3n + 3)·S1 − n·S2 + 3·S0²) − k·((n² − n)·S1 − 2n·S2 + 6·S0²))
             / ((n − 1)·(n − 2)·(n − 3)·S0²) − E[I]²
    S0 = Σ_n Σ_m w_nm,   S1 = ½·Σ_n Σ_m (w_nm + w_mn)²,   S2 = Σ_n (Σ_m w_nm + Σ_m w_mn)²
    k = n · Σ_n z_n⁴ / (Σ_n z_n²)²

It leaves out neighbourhoods without dwellings or without neighbours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import erfc, fsum, log, sqrt
from typing import Any

from planner.outcome import Outcome
from planner.region.domain import Adjacency, Region
from planner.region.figures import added_load
from planner.region.neighbours import neighbours
from planner.text import number, text

_SIGNIFICANT = 0.05
_NO_VARIANCE = 1e-9  # below this every order of the loads gives the same I

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
    added = added_load(region, outcome.plan.lines)
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
    heads = {code: people[code] for code in inhabited}
    g, t = _gini(loads, heads), _theil(loads, heads)
    evened = {code: of_municipality[code] * people[code] for code in inhabited}
    between = _theil(evened, heads)
    others = {"left_out": left_out} if left_out else {}
    half = {"half_of_load": _carry_half(loads, heads)}
    if t < 1e-12:
        return (
            Figure(gini, 0.0, f"spread.{gini}", {**half, **others}),
            Figure(theil, 0.0, "spread.theil_even", others),
        )
    return (
        Figure(gini, g, f"spread.{gini}", {**half, **others}),
        Figure(theil, t, f"spread.{theil}", {"between_municipalities": between / t, **others}),
    )


def _gini(loads: Loads, people: Mapping[str, int]) -> float:
    """Gini's G of the load that every inhabitant carries; some load has to be there."""
    everyone = sum(people.values())
    before, sum_of_terms = 0, Fraction(0)
    for code in sorted(people, key=lambda code: loads[code] / people[code]):
        sum_of_terms += loads[code] * (2 * before + people[code] - everyone)
        before += people[code]
    return float(sum_of_terms / (everyone * sum(loads[code] for code in people)))


def _theil(loads: Loads, people: Mapping[str, int]) -> float:
    """Theil's T of the load that every inhabitant carries; some load has to be there."""
    everyone, all_load = sum(people.values()), sum(loads[code] for code in people)
    shares = ((loads[code] / all_load, Fraction(people[code], everyone)) for code in people)
    return fsum(share * log(share / part) for share, part in shares if share)


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

    index, expected, variance = _moran({code: float(rates[code]) for code in codes}, pairs)
    if variance < _NO_VARIANCE:
        return _none(key, "same_pattern")
    z = (index - expected) / sqrt(variance)
    p = erfc(abs(z) / sqrt(2))
    message = "spread.moran_chance"
    if p < _SIGNIFICANT:
        message = "spread.moran_together" if z > 0 else "spread.moran_apart"
    return Figure(
        key,
        index,
        message,
        {
            "expected": expected,
            "z": z,
            "p": p,
            "neighbourhoods": len(codes),
        },
    )


def _moran(
    rates: Mapping[str, float], pairs: Sequence[tuple[str, str]]
) -> tuple[float, float, float]:
    """Moran's I with its mean and variance; each of at least four has a neighbour among `pairs`."""
    number = len(rates)
    mean = fsum(rates.values()) / number
    z = {code: rate - mean for code, rate in rates.items()}
    near: dict[str, list[str]] = {code: [] for code in rates}
    for one, other in pairs:
        near[one].append(other)
        near[other].append(one)
    weight = {code: 1 / len(places) for code, places in near.items()}  # of each of its neighbours

    squares = fsum(value**2 for value in z.values())
    lags = {code: weight[code] * fsum(z[place] for place in near[code]) for code in rates}
    index = fsum(z[code] * lags[code] for code in rates) / squares
    expected = -1 / (number - 1)

    s0 = number  # the weights of each add up to 1
    s1 = fsum((weight[one] + weight[other]) ** 2 for one, other in pairs)
    s2 = fsum((1 + fsum(weight[place] for place in near[code])) ** 2 for code in rates)
    kurtosis = number * fsum(value**4 for value in z.values()) / squares**2
    of_places = number * ((number**2 - number * 3 + 3) * s1 - number * s2 + 3 * s0**2)
    of_values = kurtosis * ((number**2 - number) * s1 - 2 * number * s2 + 6 * s0**2)
    orders = (number - 1) * (number - 2) * (number - 3)
    variance = (of_places - of_values) / (orders * s0**2) - expected**2
    return index, expected, variance


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
