"""How the values of a plan are called and written, on the terminal and on the page alike."""

from __future__ import annotations

from planner.analysis.variants import Measure
from planner.outcome import Outcome
from planner.output.format import measure as written
from planner.output.need import WEIGHTED, missing
from planner.region.domain import Location, Objective, Region
from planner.text import text

# The first part of every objective that a plan of its own has.
MAIN = (
    Measure(Objective.UNMET_NEED, "unmet", "weighted_dwellings"),
    Measure(Objective.QUOTA_FAIRNESS, "worst_1", "share"),
    Measure(Objective.PACE, "behind", "dwelling_years"),
    Measure(Objective.CLOSENESS, "minutes", "dwelling_minutes"),
    Measure(Objective.SPREAD, "highest", "load_per_1000"),
    Measure(Objective.COST, "cost", "EUR"),
    Measure(Objective.CORPORATION_BALANCE, "above_part", "dwellings"),
    Measure(Objective.WAITING, "waiting", "person_years"),
)


def main(plan: Outcome) -> list[Measure]:
    """The measures to show of a region's plans: of who waits only where the region asks for it."""
    order = plan.instance.order
    return [one for one in MAIN if one.aim != Objective.WAITING or one.aim in order]


def named(measure: Measure) -> str:
    """A measure with its unit."""
    return text(f"variants.measure.{measure.name}")


def valued(plan: Outcome, measure: Measure) -> str:
    """A plan's value of a measure; a dash where the region has no such thing."""
    value = plan.verification.aims.get(measure.name)
    if (measure.aim, measure.part) == WEIGHTED:
        value = missing(plan.region, plan.plan.lines)
    return written(value, measure.unit)


def proven(plan: Outcome) -> str:
    """Whether what is said of a plan is proven, in a word."""
    return text("variants.proven" if plan.plan.status == "optimal" else "variants.open")


def place_name(region: Region, location: Location) -> str:
    """The name of a site or neighbourhood."""
    if location.site:
        return region.sites[location.site].name
    return region.neighbourhoods[location.neighbourhood].name


def home_name(region: Region, location: Location) -> str:
    """The name of the municipality a location is in."""
    return region.municipalities[region.municipality_of(location.neighbourhood)].name


def folder(number: int) -> str:
    """The folder in the result that holds the plan of this number."""
    return f"plans/{number:02d}"
