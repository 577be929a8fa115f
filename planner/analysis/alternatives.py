"""Other plans as good within a margin, and as different as can be.

With X_g the dwellings at place g = (programme, location) over all years, and h_g the number of
plans found so far that use g:

    minimise  Σ_g h_g · X_g
    subject to every part of every objective at most (1 + margin) times what the best plan has of it

This is hop, skip and jump (Brill, Chang and Hopkins, *Management Science* 28, 1982): each plan
leaves the places of those before it as far as the margin lets it. Of plans that leave them alike,
one with the fewest dwellings is taken. The parts of the fairness of quotas are the relative
shortfalls, the worst, the next worst and so on, and their total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor

from planner.analysis.variants import Alternatives, places
from planner.models import ties
from planner.models.model import Stage
from planner.optimise.solve import Pursuit, Watch, unwatched
from planner.optimise.solver import Options, Status
from planner.outcome import Outcome
from planner.region.domain import Objective, Plan, Presence
from planner.region.load import Loaded
from planner.run import completed, confirmed, first_part, prepared

_NO_LIMIT = 1e20  # what solvers take for infinity
_TRIES = 2  # searches for each plan asked for


def alternatives(
    loaded: Loaded,
    number: int,
    within: Fraction,
    options: Options,
    watch: Watch = unwatched,
) -> Alternatives[Outcome]:
    """The best plan and up to `number` others, every objective within the margin `within` of the
    best's.

    Confidential programmes that are planned apart are added to each plan and change none.

    Raises:
        PlannerError: no plan can exist (exit code 4); or time ran out before one was found (5).
    """
    shown, planned = first_part(loaded)
    stated = prepared(planned)
    instance = replace(stated, region=shown.region)
    pursuit = Pursuit(stated, options, watch)
    best = confirmed(shown, instance, pursuit.run())
    _loosen(pursuit, best.verification.aims, within)
    met = [places(best.plan.lines)]
    others: list[Outcome] = []
    complete = True
    with pursuit.session.interruptible():
        # A plan may be found again: it counts again then, so that the next is led away from it.
        for _ in range(_TRIES * number):
            plan = _elsewhere(pursuit, met)
            if plan is None:
                complete = False
                break
            found = places(plan.lines)
            if found not in met:
                others.append(_trusted(confirmed(shown, instance, plan), best, within))
            met.append(found)
            if len(others) == number:
                break
    whole = [completed(loaded, one, options, watch) for one in (best, *others)]
    return Alternatives(float(within), whole[0], tuple(whole[1:]), complete)


def _loosen(pursuit: Pursuit, best: Mapping[str, float], within: Fraction) -> None:
    """Let every part of every objective be as much worse than in the best plan as the margin says.

    What told plans apart that every objective finds alike holds no longer: they are what is looked
    for.
    """
    factor = float(1 + within)
    quotas = pursuit.model.instance.quotas
    for key, row in pursuit.model.rows.items():
        match key:
            case ("hold", "ties" | "nearest", _):
                pursuit.session.loosen(row, _NO_LIMIT)
            case ("hold", str(aim), str(part)):
                value = best[f"{aim}.{part}"] * factor
                pursuit.session.loosen(row, value + max(1e-6, 1e-7 * abs(value)))
            case ("hold", Objective.QUOTA_FAIRNESS, int(rank), str(group), str(municipality)):
                # Shortfalls are whole dwellings.
                worst = quotas[group, municipality] * best[f"quota_fairness.worst_{rank}"]
                pursuit.session.loosen(row, floor(worst * factor + 1e-6))


def _elsewhere(pursuit: Pursuit, plans: Sequence[Mapping[Presence, int]]) -> Plan | None:
    """The plan that uses least of the places of earlier plans; `None` when time is up."""
    used = Counter(place for plan in plans for place in plan)
    terms = [
        (x, float(used[place]))
        for (programme, _, lot), x in pursuit.model.dwellings.items()
        if used[place := Presence(programme, lot.location)]
    ]
    stage = Stage("elsewhere", "dwellings", terms, step=1, exact=False)
    status = pursuit.minimise("alternatives", stage)
    if status not in (Status.OPTIMAL, Status.EFFORT_LIMIT):
        return None
    assert pursuit.last is not None
    assert pursuit.last.value is not None
    least = round(pursuit.last.value)
    pursuit.model.hold("alternatives", (len(plans),), terms, least, _NO_LIMIT)
    pursuit.minimise("ties", ties.fewest(pursuit.model))
    lines = pursuit.lines()
    hold = pursuit.model.holds[-1]
    pursuit.session.loosen(hold.row, hold.loosened)
    proven = "optimal" if status is Status.OPTIMAL else "feasible"
    return Plan(lines, (), proven, pursuit.solver())


def _trusted(other: Outcome, best: Outcome, within: Fraction) -> Outcome:
    """Refuse a plan that gives back more of an objective than the margin: a defect of the
    planner."""
    for tier in best.plan.tiers:
        name = f"{tier.aim}.{tier.part}"
        if tier.aim == "ties" or tier.value is None:
            continue
        value, limit = other.verification.aims[name], best.verification.aims[name]
        limit = limit * float(1 + within) + 1e-5 * max(1.0, limit)
        if value > limit:
            raise RuntimeError(f"{name}: {value}, but {limit} is the most")
    return other
