"""Rows that keep the load of dwellings within the room that is left for it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from fractions import Fraction

import pulp

from planner.models.exact import whole_row
from planner.models.model import Dwelling, Model


def keep_within(
    model: Model,
    family: str,
    index: tuple[Hashable, ...],
    dwellings: Sequence[tuple[Dwelling, pulp.LpVariable]],
    room: Fraction,
) -> None:
    """Write the row `family(index)`: these dwellings weigh no more than `room`.

    Weights and room are weighted dwellings. Where the load is above its limit already, so that
    `room` is negative, nothing may be added, not even what weighs nothing.
    """
    if room < 0:
        model.row(family, index, [(x, 1.0) for _, x in dwellings], "==", 0)
        return
    weighted = [
        (x, Fraction(model.region.programmes[programme].load_weight))
        for (programme, _, _), x in dwellings
        if model.region.programmes[programme].load_weight
    ]
    if weighted:
        weights, limit = whole_row([weight for _, weight in weighted], room)
        terms = [(x, float(weight)) for (x, _), weight in zip(weighted, weights, strict=True)]
        model.row(family, index, terms, "<=", limit)
