"""Everything one run found out, as the tables, the map and the reports need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.domain import Audience, Instance, Plan, Programme, Region
from planner.quota import Share
from planner.settle import Account

if TYPE_CHECKING:
    from planner.region.load import Loaded
    from planner.verify import Verification


@dataclass(frozen=True, slots=True)
class Withheld:
    """What an edition says of a confidential programme: a total (dwellings), and nothing else.

    `municipality` is empty for the total of the region.
    """

    programme: Programme
    municipality: str
    dwellings: int


@dataclass(frozen=True)
class Outcome:
    """A verified plan with what it was made from.

    The planner works with the `internal` edition, which holds everything. What may be shown to
    others comes from `planner.present.edition`: there confidential programmes are gone from the
    region and the plan, and only `withheld` knows of them.
    """

    loaded: Loaded
    instance: Instance
    shares: Mapping[tuple[str, str], Share]
    plan: Plan
    accounts: tuple[Account, ...]
    verification: Verification
    audience: Audience = Audience.INTERNAL
    withheld: tuple[Withheld, ...] = ()

    @property
    def region(self) -> Region:
        """The region the plan is for."""
        return self.instance.region
