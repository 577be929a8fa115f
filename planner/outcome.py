"""Everything one run found out, as the tables, the map and the reports need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from planner.quota.levy import Account
from planner.quota.quotas import Share
from planner.region.dates import newest_date
from planner.region.domain import Audience, Confidentiality, Instance, Plan, Programme, Region

if TYPE_CHECKING:
    from planner.analysis.relocation import Relocation
    from planner.region.inputs import Change
    from planner.region.load import Loaded
    from planner.region.plan_file import Gone
    from planner.verification.rules import Verification


@dataclass(frozen=True, slots=True)
class Withheld:
    """What an edition says of a confidential programme: dwellings in the region in a year."""

    programme: Programme
    year: int
    dwellings: int


@dataclass(frozen=True, slots=True)
class Lack:
    """Dwellings a confidential programme lacks, planned apart, and planned together with all."""

    programme: str
    apart: int
    together: int


@dataclass(frozen=True, slots=True)
class Cause:
    """Changes of input that belong together, and what they do to an earlier plan.

    `spared` are the dwellings that would not have moved without them, `None` where that could not
    be worked out. `rules` are those that the earlier plan breaks because of them.
    """

    changes: tuple[Change, ...]
    spared: int | None
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Causes:
    """Why dwellings had to move from an earlier plan.

    Dwellings that moved, were added or taken out count alike. `moved` are those for the objectives
    up to stability (`None`: not worked out in time); `behind` are the changes that matter out of
    `tried` groups. `regardless` is how many move with every change taken back, `None` where that
    was not asked or cannot be told. `files` are networks, boundaries and tables that count people
    which differ and cannot be taken back.
    """

    moved: int | None
    behind: tuple[Cause, ...]
    tried: int
    regardless: int | None
    files: tuple[str, ...]

    @property
    def explained(self) -> int:
        """Dwellings that single changes account for, each by itself."""
        return sum(cause.spared or 0 for cause in self.behind)


@dataclass(frozen=True, slots=True)
class EarlierPlan:
    """Which plan a new one was to stay close to: its place, why it was chosen, what it was.

    `path` is as it was given. `why` is `named`, `written_over` or `as_it_is`. `sha256` is that of
    its allocation; an edition that may not show it has none.
    """

    path: str
    why: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Stability:
    """What moved from an earlier plan.

    `plan` says which that is. `gone` are the codes it names that the region no longer has. `causes`
    are `None` where nobody asked for them, the earlier plan does not tell what it was made from, or
    an edition does not show them. `names` are what the earlier plan calls the codes of each table,
    where it says so.
    """

    plan: EarlierPlan

    relocations: tuple[Relocation, ...]
    gone: tuple[Gone, ...]
    causes: Causes | None
    names: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Outcome:
    """A verified plan with what it was made from.

    The planner works with the `internal` edition, which holds everything. What may be shown to
    others comes from `planner.output.edition`: there confidential programmes are gone from the
    region and the plan, and only `withheld` knows of them. `stability` tells what moved where the
    plan was to stay close to an earlier one. `open` is the plan of the open programmes alone where
    the confidential ones were planned after it, `lacks` what those miss of their need. `as_of` is
    the day the user gives the result.
    """

    loaded: Loaded
    instance: Instance
    shares: Mapping[tuple[str, str], Share]
    plan: Plan
    accounts: tuple[Account, ...]
    verification: Verification
    audience: Audience = Audience.INTERNAL
    withheld: tuple[Withheld, ...] = ()
    stability: Stability | None = None
    open: Outcome | None = None
    lacks: tuple[Lack, ...] = ()
    as_of: date | None = None

    @property
    def region(self) -> Region:
        """The region the plan is for."""
        return self.instance.region

    @property
    def day(self) -> date:
        """The day that everything written says it was made: as given, else from the input."""
        return self.as_of or newest_date(self.region)

    @property
    def inferable(self) -> bool:
        """Whether the plan an edition shows was made together with dwellings that it does not."""
        apart = self.region.settings.privacy.confidential is Confidentiality.APART
        return bool(self.withheld) and not apart
