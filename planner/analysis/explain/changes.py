"""One change of a region's data that its users could make, and the region with it made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planner.region.change import with_value
from planner.region.domain import Field, Region, Value

# The family of changes that a column of a table belongs to: the words of `diagnosis.order`.
FAMILIES: Mapping[tuple[str, str], str] = {
    ("support_points", "capacity"): "capacity",
    ("support_points", "from_year"): "opening",
    ("sites", "from_year"): "opening",
    ("sites", "min_dwellings"): "site",
    ("sites", "max_dwellings"): "site",
    ("programmes", "min_cluster"): "cluster",
    ("programmes", "max_cluster"): "cluster",
    ("programmes", "max_per_neighbourhood"): "per_neighbourhood",
    ("programmes", "max_minutes"): "reach",
    ("programmes", "max_metres"): "reach",
    ("programmes", "distinct_municipalities"): "distinct_municipalities",
    ("programmes", "max_address_density"): "edge",
    ("programmes", "min_metres_to_dwellings"): "edge",
    ("budgets", "amount"): "budget",
    ("targets", "maximum"): "target",
    ("targets", "minimum"): "target",
    ("participation", "participates"): "participation",
    ("shares", "minimum"): "share",
    ("shares", "maximum"): "share",
    ("contingents", "maximum"): "contingent",
    ("neighbourhood_types", "allowed"): "neighbourhood_type",
    ("neighbourhood_types", "max_per_1000_dwellings"): "neighbourhood_type",
    ("neighbourhood_types", "max_cluster"): "neighbourhood_type",
    ("commitments", "dwellings"): "commitment",
    ("separation", "min_metres"): "separation",
    ("region", "supply.max_share_of_vacancies"): "vacancy_share",
    ("region", "supply.max_share_in_neighbourhood"): "vacancy_share",
    ("closures", "minimum"): "closure",
    ("closures", "maximum"): "closure",
    ("pools", "min_places"): "closure",
    ("pools", "max_wait_months"): "wait",
    ("region", "neighbourhood.max_load_per_1000_dwellings"): "neighbourhood_load",
    ("region", "neighbourhood.max_adjacent_load_per_1000_dwellings"): "adjacent_load",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A number or choice of the region as it is and as it would be.

    `after` is `None` for a separation or a longest wait that is dropped.
    """

    field: Field
    before: Value
    after: Value

    @property
    def family(self) -> str:
        """The negotiable rule it belongs to."""
        return FAMILIES[self.field.table, self.field.column]


def apply(region: Region, changes: Iterable[Change]) -> Region:
    """The region with the changes made; nothing else of it changes."""
    for change in changes:
        region = with_value(region, change.field, change.after)
    return region
