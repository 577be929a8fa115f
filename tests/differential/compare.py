"""One region planned by the planner and by the reference, level by level."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction

from planner.errors import ExitCode, PlannerError
from planner.optimise.impossible import impossible
from planner.optimise.solve import solve
from planner.optimise.solver import Options
from planner.region.domain import Instance, Line, Objective, Plan, Region
from planner.verification.rules import verify
from tests.differential.reference import Reference, UnsolvedError
from tests.models.small import instance_of

NOISE = 2e-6


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of one region: how it ended, and what differs (nothing, if all is well).

    It ends as its plan does, or `unsolved` where the reference had no time. `levels` counts what is
    claimed of its levels.
    """

    ended: str
    levels: Counter[str]
    differences: tuple[str, ...]


def compare(
    region: Region, options: Options, earlier: tuple[Line, ...] | None = None
) -> Comparison:
    """Plan a region; everything claimed of each level is true of the reference.

    With what the levels before reached held, and z the least the reference finds: the value lies
    no lower than z and the bound no higher; where a level is called optimal, they lie within the
    gap. The plan keeps every rule, and every value within its tolerance.
    """
    instance = replace(instance_of(region), earlier=earlier)
    try:
        if impossible(instance):
            raise PlannerError([], ExitCode.NO_PLAN)
        plan = solve(instance, options)
    except PlannerError as error:
        if error.exit_code is not ExitCode.NO_PLAN:
            raise
        possible = Reference(instance).possible()
        return Comparison("no plan", Counter(), ("the reference has a plan",) * possible)
    found: list[str] = []
    ended = "unsolved"
    for presolve in (True, False):  # a reference can be wrong too
        try:
            found = _levels(instance, plan, options, presolve=presolve)
        except UnsolvedError:
            continue
        ended = plan.status
        if not found:
            break
    levels = Counter(tier.status for tier in plan.tiers)
    return Comparison(ended, levels, (*found, *_checked(instance, plan)))


def _levels(instance: Instance, plan: Plan, options: Options, *, presolve: bool) -> list[str]:
    reference = Reference(instance, presolve=presolve)
    tolerances = instance.region.settings.objective.tolerance
    found = []
    held: list[tuple[str, float, Fraction]] = []
    for place, tier in enumerate(plan.tiers):
        name = f"{tier.aim}.{tier.part}"
        if tier.value is None:
            continue
        if name not in reference.parts and not tier.part.startswith("worst_"):
            # What tells equal plans apart comes last, and is no objective.
            assert tier.aim == "ties", name
            break
        if place and tier.aim != plan.tiers[place - 1].aim and held:
            # An objective gives back its tolerance once all of its parts are done.
            reference = Reference(instance, presolve=presolve)
            for known in held:
                reference.hold(*known)
        least = reference.least(name)
        assert tier.bound is not None
        noise = NOISE * max(1.0, abs(tier.value))
        if least is None:
            found.append(f"{name}: {tier.value} where the reference has no plan")
            break
        if tier.value < least - noise:
            found.append(f"{name}: {tier.value} is less than the least, {least}")
        if tier.bound > least + noise:
            found.append(f"{name}: the bound {tier.bound} is more than {least} ({tier.value})")
        gap = options.gap * abs(tier.value)
        if tier.status == "optimal" and tier.value - least > gap + noise:
            found.append(f"{name}: {tier.value} is called optimal, {least} is possible")
        reference.hold(name, tier.value, Fraction(0))
        tolerance = (
            Fraction(tolerances[Objective(tier.aim)]) if tier.aim in set(Objective) else Fraction(0)
        )
        held.append((name, tier.value, tolerance))
    return found


def _checked(instance: Instance, plan: Plan) -> list[str]:
    checked = verify(instance.region, plan.lines, earlier=instance.earlier)
    found = [f"{broken.rule}: {broken.problem}" for broken in checked.violations]
    tolerances = instance.region.settings.objective.tolerance
    for tier in plan.tiers:
        name = f"{tier.aim}.{tier.part}"
        if tier.value is None:
            continue
        tolerance = float(tolerances[Objective(tier.aim)]) if tier.aim in set(Objective) else 0.0
        limit = tier.value * (1 + tolerance)
        if checked.aims[name] > limit + NOISE * 5 * max(1.0, limit):
            found.append(f"{name}: {checked.aims[name]} in the plan, {limit} at most")
    return found
