"""Municipalities that merge or leave: a checked region becomes the region after a reorganisation.

Under the Dutch act on municipal reorganisation (*Wet algemene regels herindeling*, art. 44) all
rights and duties of a dissolved municipality pass to its successor. So the whole account of a
predecessor moves, and nothing is lost or made:

- A successor inside the region has the sums of its predecessors, and their neighbourhoods, demand,
  commitments and participation. It has one account over all years of the plan: for the years before
  the reorganisation it stands in for its predecessors.
- A municipality that leaves takes with it, from that year on, its part of every programme's target
  (minimum and maximum alike), the commitments in it and the demand from it, and takes part in
  nothing. Its quota is that of the years before. When no year of the plan comes before, it is gone
  altogether. Budgets and pools stay with the region.
- A support point that leaves serves nobody who stays: throughout the plan it serves only dwellings
  in the municipality it leaves with.
- Of a municipality that is divided, some neighbourhoods go to a successor with their part of the
  account (`planner.region.divide`), as though they had been a municipality of their own.
"""

from __future__ import annotations

from dataclasses import replace

from planner.errors import PlannerError, Problem
from planner.region.divide import PART, divide
from planner.region.domain import Region
from planner.region.leave import departure_problems, leave
from planner.region.merge import merge, merger_problems
from planner.region.reorganisation import Move, Reorganisation, Wishes


def reorganise(region: Region, wishes: Wishes) -> tuple[Region, tuple[Move, ...]]:
    """The region after all reorganisations, in their order, and everything that moved.

    Names and years have been checked. Raises `PlannerError` where the region itself does not allow
    a reorganisation: participation or weights that differ, a commitment that rests on a support
    point that leaves.
    """
    problems: list[Problem] = []
    moves: list[Move] = []
    for row, wish in wishes:
        refuse, change = (merger_problems, merge) if wish.into else (departure_problems, leave)
        problems += refuse(region, row, wish)
        if wish.neighbourhoods:
            region, moved = _divided(region, wish)
        else:
            region, moved = change(region, wish)
        moves += moved
    if problems:
        raise PlannerError(problems)
    return region, tuple(moves)


def _divided(region: Region, wish: Reorganisation) -> tuple[Region, list[Move]]:
    """The region after some neighbourhoods of municipalities merge into a successor."""
    origins = {}
    for code in wish.municipalities:
        ours = [place for place in wish.neighbourhoods if region.municipality_of(place) == code]
        region = divide(region, code, ours, wish.source)
        origins[code + PART] = code
    parts = replace(wish, municipalities=tuple(origins), neighbourhoods=())
    region, moves = merge(region, parts)
    return region, [replace(move, origin=origins[move.origin]) for move in moves]
