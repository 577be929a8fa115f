"""What each objective reached, against the bound that no plan can beat."""

from __future__ import annotations

from dataclasses import dataclass

from planner.outcome import Outcome
from planner.output.format import measure
from planner.output.page.blocks import Grid
from planner.output.wording import worded
from planner.region.domain import Audience, Objective, Tier
from planner.text import text


@dataclass(frozen=True, slots=True)
class Aims:
    """A sentence and a table of the objectives and their parts, in order."""

    sentence: str
    table: Grid


def chapter(outcome: Outcome) -> Aims:
    """Value, bound, gap and proof of each part of each objective; equal plans are no objective."""
    public = outcome.audience is not Audience.INTERNAL
    rows = tuple(
        (
            worded("aim", tier.aim),
            worded("part", tier.part),
            proof(tier),
            worded("unit", tier.unit),
            _shown(tier.value, tier, public),
            _shown(tier.bound, tier, public),
            measure(tier.gap, "share"),
            _shown(tier.in_plan, tier, public),
        )
        for tier in outcome.plan.tiers
        if tier.aim in set(Objective)
    )
    keys = ("aim", "part", "proof", "unit", "value", "bound", "gap", "in_plan")
    heads = tuple(text(f"report.column.{key}") for key in keys)
    key = "report.aims.proven" if outcome.plan.status == "optimal" else "report.aims.open"
    return Aims(text(key), Grid(text("report.aims.caption"), heads, rows, words=4))


def proof(tier: Tier) -> str:
    """What is proven of a level, in words."""
    if tier.status == "optimal":
        exact = tier.gap is not None and tier.gap <= 1e-9
        return text("report.aims.best" if exact else "report.aims.within")
    return worded("status", tier.status)


def _shown(value: float | None, tier: Tier, public: bool) -> str:
    if value is None:
        hidden = public and tier.status != "not_reached"
        return text("report.aims.withheld") if hidden else "–"
    return measure(value, tier.unit)
