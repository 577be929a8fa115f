"""Programmes that must not meet stand apart.

    Σ_{(p,a) in C} u[p,a]  ≤  1                       for every clique C of conflicts
    Σ_t Σ_{l at a} x[p,t,l]  ≤  U[p,a] · u[p,a]       for every stock programme p in a conflict, a

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| u[p,a] | 1 when p stands at a; for a site, Σ_t y[p,t,s] | binary | variable |
| C | presences of which any two are too close together | | `Instance.conflicts` |
| U[p,a] | most dwellings of p at a that the other rules leave | dwellings | `models.bounds` |

Two presences are in conflict when they lie less than `min_metres` apart, or, where that is 0, in
one neighbourhood. Rows over cliques are tighter than rows over pairs (Padberg, 1973); every
conflict lies in one of them. Source: data contract, rule `separation`; rules.md section 7 (victims
and perpetrators).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.models.bounds import most
from planner.models.model import Model, Terms
from planner.region.domain import Placement, Presence

if TYPE_CHECKING:
    import networkx as nx
    import pulp


def add(model: Model) -> None:
    """Make the presences u of stock programmes and write the rows of the cliques."""
    import networkx as nx

    standing = model.by(lambda programme, _, lot: Presence(programme, lot.location))
    graph: nx.Graph[Presence] = nx.Graph()
    graph.add_edges_from(
        pair for pair in model.instance.conflicts if all(place in standing for place in pair)
    )
    in_stock = [
        place
        for place in sorted(graph)
        if model.region.programmes[place.programme].placement is Placement.STOCK
    ]
    present = model.variables("present", in_stock, "Binary")
    for place, u in present.items():
        terms = [(x, 1.0) for _, x in standing[place]]
        model.row(
            "separation", ("stands", *place), [*terms, (u, -float(most(model, *place)))], "<=", 0
        )
    for number, clique in enumerate(cliques(graph)):
        terms = [term for place in clique for term in _presence(model, place, present)]
        model.row("separation", ("clique", number), terms, "<=", 1)


def cliques(graph: nx.Graph[Presence]) -> list[list[Presence]]:
    """Cliques that together cover every edge of a graph, each as large as greed makes it."""
    covered: set[frozenset[Presence]] = set()
    found = []
    for edge in sorted(tuple(sorted(edge)) for edge in graph.edges):
        if frozenset(edge) in covered:
            continue
        clique = list(edge)
        common = set(graph[edge[0]]) & set(graph[edge[1]])
        while common:
            clique.append(min(common))
            common &= set(graph[clique[-1]])
        covered.update(frozenset((one, other)) for one in clique for other in clique)
        found.append(sorted(clique))
    return found


def _presence(model: Model, place: Presence, present: dict[Presence, pulp.LpVariable]) -> Terms:
    if place in present:
        return [(present[place], 1.0)]
    return [
        (model.opens[place.programme, year, place.location.site], 1.0)
        for year in model.region.years
        if (place.programme, year, place.location.site) in model.opens
    ]
