"""Whether the districts of a product add up to their municipalities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from planner.geography.areas import Area
from planner.geography.merge import Merged, Product

# CBS rounds figures of districts to fives and leaves out what is secret.
MARGIN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Total:
    """A figure of a municipality: the sum of its districts, its own, and of our neighbourhoods."""

    municipality: str
    figure: str
    districts: int
    official: int | None
    neighbourhoods: int

    @property
    def difference(self) -> Decimal | None:
        """How far the districts are from the municipality, as a share of it."""
        if not self.official:
            return None
        return Decimal(self.districts - self.official) / self.official

    @property
    def fits(self) -> bool:
        """Whether the districts add up to the municipality within the margin."""
        return self.difference is None or abs(self.difference) <= MARGIN


def totals(product: Product, merged: Merged) -> list[Total]:
    """Inhabitants and dwellings of every municipality, in the order of our table."""
    found = []
    for code, municipality in product.municipalities.items():
        inside = [
            area for area in product.districts.values() if area.municipality == municipality.code
        ]
        rows = [row for row in merged.tables["neighbourhoods"] if row.get("municipality") == code]
        for figure in ("inhabitants", "dwellings"):
            own = sum(row.get(figure) or 0 for row in rows)
            found.append(Total(code, figure, _sum(inside, figure), _of(municipality, figure), own))
    return found


def _sum(areas: Iterable[Area], figure: str) -> int:
    return sum(_of(area, figure) or 0 for area in areas)


def _of(area: Area, figure: str) -> int | None:
    value: Any = getattr(area, figure)
    return None if value is None else int(value)
