"""The main job from a checked region to a verified plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from planner.errors import ExitCode, PlannerError
from planner.geography.reach import prepare
from planner.optimise.impossible import impossible
from planner.optimise.solve import Options, Report, solve
from planner.outcome import Outcome
from planner.quota.levy import accounts
from planner.quota.quotas import shares
from planner.region.domain import Aim, Instance, Line, Plan, Region, Request
from planner.region.load import Loaded
from planner.verification.rules import Verification, verify


def run(
    loaded: Loaded,
    options: Options,
    watch: Callable[[Report], None] = lambda report: None,
    *,
    earlier: tuple[Line, ...] | None = None,
    requests: tuple[Request, ...] = (),
) -> Outcome:
    """The best plan of a region, verified.

    `earlier` are the lines of a plan to stay close to, `requests` bind the plan like rules.

    Raises:
        PlannerError: no plan can exist (exit code 4), or time ran out before one was found (5).
        RuntimeError: the plan breaks a rule or misses what it claims: a defect of the planner.
    """
    instance = prepared(loaded, earlier=earlier, requests=requests)
    return confirmed(loaded, instance, solve(instance, options, watch))


def prepared(
    loaded: Loaded,
    *,
    earlier: tuple[Line, ...] | None = None,
    requests: tuple[Request, ...] = (),
) -> Instance:
    """The problem of a region; raises `PlannerError` (exit code 4) where sums alone rule it out."""
    region = loaded.region
    instance = replace(prepare(region, shares(region)), earlier=earlier, requests=requests)
    if found := impossible(instance):
        raise PlannerError(found, ExitCode.NO_PLAN)
    return instance


def confirmed(loaded: Loaded, instance: Instance, plan: Plan) -> Outcome:
    """A plan with all that follows from it, once the independent check agrees with it.

    Raises:
        RuntimeError: the plan breaks a rule or misses what it claims: a defect of the planner.
    """
    region = loaded.region
    verification = verify(region, plan.lines, earlier=instance.earlier, requests=instance.requests)
    _trust(region, plan, verification)
    quotas = shares(region)
    return Outcome(
        loaded=loaded,
        instance=instance,
        shares=quotas,
        plan=replace(
            plan,
            tiers=tuple(
                replace(tier, in_plan=verification.aims.get(f"{tier.aim}.{tier.part}"))
                for tier in plan.tiers
            ),
        ),
        accounts=tuple(accounts(region, quotas, plan.lines)),
        verification=verification,
    )


def _trust(region: Region, plan: Plan, verification: Verification) -> None:
    """Refuse a plan that the independent check does not confirm."""
    broken = [f"{found.rule}: {found.problem}" for found in verification.violations]
    tolerances = region.settings.objective.tolerance
    for tier in plan.tiers:
        if tier.value is None:
            continue
        tolerance = float(tolerances[Aim(tier.aim)]) if tier.aim in set(Aim) else 0.0
        recomputed = verification.aims[f"{tier.aim}.{tier.part}"]
        if recomputed > tier.value * (1 + tolerance) + 1e-5 * max(1.0, tier.value):
            broken.append(f"{tier.aim}.{tier.part}: {recomputed}, but {tier.value} was claimed")
    if broken:
        raise RuntimeError("\n".join(broken))
