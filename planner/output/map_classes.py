"""The classes of the coloured layers, with the bounds that the legend names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nextafter

# Upper bounds, each within its class: less than half, less than four fifths, less than the quota,
# exactly the quota, up to a fifth above it; what lies above is the last class.
_FULFILMENT = (nextafter(0.5, 0), nextafter(0.8, 0), nextafter(1, 0), 1.0, 1.2)
_CLASSES = 6
_DECIMALS = 6


def fulfilment(quotas: Sequence[int], delivered: Sequence[int]) -> list[int | None]:
    """The class of each pair of a quota and a number delivered (dwellings), 0 to 5.

    Without a quota there is nothing to fulfil: `None`, or the last class where something is
    delivered all the same.
    """
    ratios = [
        number / quota if quota else (inf if number else None)
        for quota, number in zip(quotas, delivered, strict=True)
    ]
    known = iter(_classes([ratio for ratio in ratios if ratio not in (None, inf)], _FULFILMENT))
    last = len(_FULFILMENT)
    return [None if ratio is None else last if ratio == inf else next(known) for ratio in ratios]


@dataclass(frozen=True, slots=True)
class LoadClasses:
    """Round upper bounds (load per 1,000 dwellings) of the classes below the limit, ascending.

    A class holds its upper bound; above the last bound, and from the limit on, is the class of what
    is at its limit.
    """

    bounds: tuple[float, ...]
    limit: float

    def of(self, rates: Sequence[float]) -> list[int]:
        """The class of each rate; `len(bounds)` is at the limit or above."""
        bins = [min(bound, nextafter(self.limit, 0)) for bound in self.bounds]
        return _classes(rates, bins)


def load_classes(rates: Sequence[float], limit: float) -> LoadClasses:
    """Classes for all rates: at round numbers, up to the highest rate or the limit."""
    import numpy as np
    from mapclassify import PrettyBreaks

    highest = min(max(rates, default=0.0), limit)
    if round(highest, _DECIMALS) <= 0:
        return LoadClasses((limit,) if limit > 0 else (), limit)
    breaks = PrettyBreaks(np.array([0.0, highest]), k=_CLASSES).bins
    below = [round(float(bound), _DECIMALS) for bound in breaks if 0 < bound < limit]
    reached = not below or highest > below[-1]
    return LoadClasses((*below, limit) if reached else tuple(below), limit)


def _classes(values: Sequence[float], bins: Sequence[float]) -> list[int]:
    import numpy as np
    from mapclassify import UserDefined

    if not values:
        return []
    if not bins:
        return [0] * len(values)
    return [int(place) for place in UserDefined(np.array(values), bins=list(bins)).yb]
