"""What every neighbourhood carries with a plan, against what it can bear."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from planner.outcome import Outcome
from planner.region.domain import Neighbourhood
from planner.region.figures import totals


@dataclass(frozen=True, slots=True)
class Load:
    """The load of a neighbourhood in weighted dwellings: today, and added by the plan.

    `most` is the largest load per 1,000 dwellings, `planned` the dwellings of the plan there.
    """

    place: Neighbourhood
    planned: int
    added: Decimal
    most: Decimal

    @property
    def today(self) -> Decimal:
        """Load without the plan."""
        return self.place.existing_load

    @property
    def after(self) -> Decimal:
        """Load with the plan."""
        return self.today + self.added

    @property
    def limit(self) -> Decimal:
        """The most that it may carry."""
        return self.most * self.place.dwellings / 1000

    @property
    def used(self) -> Decimal:
        """Share of the limit in use with the plan; a limit of nothing counts as full."""
        return self.after / self.limit if self.limit else Decimal(1)

    def per_1000(self, load: Decimal) -> Decimal | None:
        """A load per 1,000 dwellings; none where there are no dwellings."""
        return load * 1000 / self.place.dwellings if self.place.dwellings else None


def loads(outcome: Outcome, until: int | None = None) -> dict[str, Load]:
    """The load of every neighbourhood, with what the plan brings up to and including a year."""
    region = outcome.region
    lines = [line for line in outcome.plan.lines if until is None or line.year <= until]
    planned = dict.fromkeys(region.neighbourhoods, 0)
    added = dict.fromkeys(region.neighbourhoods, Decimal(0))
    for (programme, place), number in totals(lines, "programme", "neighbourhood").items():
        planned[place] += number
        added[place] += region.programmes[programme].load_weight * number
    most = region.settings.max_load_per_1000_dwellings
    return {
        code: Load(row, planned[code], added[code], most)
        for code, row in region.neighbourhoods.items()
    }
