"""Everything one run found out, as the tables, the map and the reports need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.domain import Instance, Plan, Region
from planner.quota import Share
from planner.settle import Account

if TYPE_CHECKING:
    from planner.region.load import Loaded
    from planner.verify import Verification


@dataclass(frozen=True)
class Outcome:
    """A verified plan with what it was made from."""

    loaded: Loaded
    instance: Instance
    shares: Mapping[tuple[str, str], Share]
    plan: Plan
    accounts: tuple[Account, ...]
    verification: Verification

    @property
    def region(self) -> Region:
        """The region the plan is for."""
        return self.instance.region
