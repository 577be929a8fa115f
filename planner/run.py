"""The main job from a checked region to a verified plan."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from planner.errors import ExitCode, PlannerError, Problem
from planner.geography.reach import prepare
from planner.optimise.apart import (
    hidden_programmes,
    open_part,
    planned_apart,
    with_lines,
    with_reserves,
)
from planner.optimise.impossible import impossible
from planner.optimise.solve import Options, Pursuit, Watch, solve, unwatched
from planner.outcome import Lack, Outcome
from planner.quota.levy import accounts
from planner.quota.quotas import shares
from planner.region.domain import Instance, Line, Objective, Plan, Region, Request
from planner.region.figures import needs
from planner.region.load import Loaded
from planner.verification.rules import Verification, verify

type Found = Callable[[Outcome], None]

_OPEN_SHARE = 0.75  # of the time, for the open programmes; the confidential ones get what is left


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a plan beside the rules of its region.

    `earlier` are the lines of a plan to stay close to, where it is equally good or, to `keep` it,
    right behind the first objective. `requests` bind the plan like rules. `order` are the
    objectives to pursue, in place of the region's own.
    """

    earlier: tuple[Line, ...] | None = None
    keep: bool = False
    requests: tuple[Request, ...] = ()
    order: tuple[Objective, ...] = ()


def run(
    loaded: Loaded,
    options: Options,
    watch: Watch = unwatched,
    asked: Asked = Asked(),
    found: Found | None = None,
) -> Outcome:
    """The best plan of a region, verified.

    `found` is given a plan after every objective, verified too. Where the region plans confidential
    programmes apart, the plan of the open ones comes first and stays as it is
    (`planner.optimise.apart`); the outcome's `open` is that plan.

    Raises:
        PlannerError: no plan can exist (exit code 4), or time ran out before one was found (5).
        RuntimeError: the plan breaks a rule or misses what it claims: a defect of the planner.
    """
    if not planned_apart(loaded.region):
        return _run(loaded, loaded.region, options, watch, asked, found)
    began, limit = time.monotonic(), options.time_limit
    part = options if limit is None else replace(options, time_limit=_OPEN_SHARE * limit)
    first = open_plan(loaded, part, watch, asked, found)
    if limit is not None:
        left = limit - (time.monotonic() - began)
        options = replace(options, time_limit=max((1 - _OPEN_SHARE) * limit, left))
    return completed(loaded, first, options, watch, asked, found)


def completed(
    loaded: Loaded,
    first: Outcome,
    options: Options,
    watch: Watch = unwatched,
    asked: Asked = Asked(),
    found: Found | None = None,
) -> Outcome:
    """A plan of the open programmes with the confidential ones added, from what it leaves.

    A region that plans nothing apart gives `first` back. Errors as `run`.
    """
    if not planned_apart(loaded.region):
        return first
    bound = with_lines(loaded.region, first.plan.lines)
    try:
        outcome = _run(loaded, bound, options, watch, asked, found)
    except PlannerError as error:
        if error.exit_code is ExitCode.NO_PLAN:
            problems = [Problem("solve.apart"), *error.problems]
            raise PlannerError(problems, error.exit_code) from error
        raise
    if first.plan.status != "optimal":
        outcome = replace(outcome, plan=replace(outcome.plan, status=first.plan.status))
    return replace(outcome, open=first, lacks=_lacks(loaded, outcome.plan.lines, options))


def _lacks(loaded: Loaded, lines: tuple[Line, ...], options: Options) -> tuple[Lack, ...]:
    """What confidential programmes miss, and what they would miss were all planned together."""
    region = loaded.region
    hidden = sorted(hidden_programmes(region))
    apart = needs(region, lines)
    if not any(apart[programme]["unmet"] for programme in hidden):
        return ()
    pursuit = Pursuit(prepared(region), options)
    with pursuit.session.interruptible():
        pursuit.pursue(Objective.UNMET_NEED)
    together = needs(region, pursuit.lines()) if pursuit.last else apart
    return tuple(
        Lack(programme, apart[programme]["unmet"], together[programme]["unmet"])
        for programme in hidden
        if apart[programme]["unmet"]
    )


def open_plan(
    loaded: Loaded,
    options: Options,
    watch: Watch = unwatched,
    asked: Asked = Asked(),
    found: Found | None = None,
) -> Outcome:
    """The best plan of the open programmes, from open input alone; arguments and errors as `run`.

    A demand that names a confidential programme is left out; one that names none counts open
    dwellings.
    """
    hidden = hidden_programmes(loaded.region)
    known = asked.earlier and tuple(one for one in asked.earlier if one.programme not in hidden)
    requests = tuple(one for one in asked.requests if one.slice.programme not in hidden)
    shown, planned = first_part(loaded)
    asked = replace(asked, earlier=known, requests=requests)
    return _run(shown, planned, options, watch, asked, found)


def first_part(loaded: Loaded) -> tuple[Loaded, Region]:
    """What is planned first: the region as its plan shows it, and as it is planned with reserves.

    Where nothing is planned apart both are the whole region.
    """
    region = loaded.region
    if not planned_apart(region):
        return loaded, region
    planned = with_reserves(region)
    # A place kept free is no place for open programmes: to them the support point is that small.
    part = replace(open_part(region), support_points=planned.support_points)
    return replace(loaded, region=part), planned


def _run(
    loaded: Loaded,
    planned: Region,
    options: Options,
    watch: Watch,
    asked: Asked,
    found: Found | None,
) -> Outcome:
    """Plan `planned`, a tighter statement of the region, and check the plan against the region."""
    stated = prepared(planned, asked)
    shown = replace(stated, region=loaded.region)

    def hand_out(plan: Plan) -> None:
        if found is not None:
            found(confirmed(loaded, shown, plan))

    plan = solve(stated, options, watch, hand_out if found else None)
    return confirmed(loaded, shown, plan)


def prepared(region: Region, asked: Asked = Asked()) -> Instance:
    """The problem of a region; raises `PlannerError` (exit code 4) where sums alone rule it out."""
    instance = replace(
        prepare(region, shares(region)),
        earlier=asked.earlier,
        keep=asked.keep,
        requests=asked.requests,
        aims=asked.order,
    )
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
        tolerance = float(tolerances[Objective(tier.aim)]) if tier.aim in set(Objective) else 0.0
        recomputed = verification.aims[f"{tier.aim}.{tier.part}"]
        if recomputed > tier.value * (1 + tolerance) + 1e-5 * max(1.0, tier.value):
            broken.append(f"{tier.aim}.{tier.part}: {recomputed}, but {tier.value} was claimed")
    if broken:
        raise RuntimeError("\n".join(broken))
