"""Which neighbourhoods border on each other.

Two neighbourhoods are neighbours when their boundaries come within `touch_metres` of each other
(queen contiguity, Cliff & Ord 1981, section 1.4, with the tolerance that drawn boundaries need: two
that were digitised apart leave a sliver between them). A neighbourhood without a boundary, known by
its point only, has no neighbours.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from planner.region.domain import Adjacency, Gap

# A limit may be missed by what floats lose.
_FORGIVEN = 1e-9
# Boundaries this near, with nothing between them, are worth a word where they do not meet.
GAP_METRES = 10.0


def adjacency(
    neighbourhoods: Collection[str], areas: Mapping[str, Any], touch_metres: Decimal
) -> Adjacency:
    """The neighbours among neighbourhoods (codes); `areas` are the polygons (m) of those with one.

    With the pairs come the gaps: pairs that do not meet, are less than `GAP_METRES` (or
    `touch_metres`) apart and have no other neighbourhood between them.
    """
    import numpy as np
    import shapely

    codes = sorted(areas)
    shapes = np.array([areas[code] for code in codes], dtype=object)
    touch = float(touch_metres) * (1 + _FORGIVEN)
    tree = shapely.STRtree(shapes)
    near = max(touch, GAP_METRES)
    found = tree.query(shapes, predicate="dwithin", distance=near).T
    found = found[found[:, 0] < found[:, 1]]
    metres = shapely.distance(shapes[found[:, 0]], shapes[found[:, 1]])
    pairs = [(codes[one], codes[other]) for one, other in found[metres <= touch]]
    gaps = [
        Gap(codes[one], codes[other], round(float(width), 2))
        for (one, other), width in zip(found[metres > 0], metres[metres > 0], strict=True)
        if _open(shapes, tree, one, other, float(width))
    ]
    without = tuple(sorted(set(neighbourhoods) - areas.keys()))
    return Adjacency(tuple(sorted(pairs)), without, tuple(sorted(gaps)))


def _open(shapes: Any, tree: Any, one: int, other: int, width: float) -> bool:
    """Whether most of what lies between two areas belongs to no other area."""
    import shapely

    reach = 1.01 * width
    bounds = shapely.bounds(shapes[[one, other]])
    low, high = bounds[:, :2].max(axis=0) - reach, bounds[:, 2:].min(axis=0) + reach
    parts = [
        shapely.clip_by_rect(shapes[at], *(low - reach), *(high + reach)) for at in (one, other)
    ]
    beside = [shapely.buffer(part, reach, quad_segs=2) for part in parts]
    between = shapely.difference(shapely.intersection(*beside), shapely.union_all(parts))
    taken = [at for at in tree.query(between, predicate="intersects") if at not in (one, other)]
    covered = shapely.intersection(between, shapely.union_all(shapes[taken]))
    return bool(covered.area < between.area / 2)
