"""A plan that lies in a folder already, taken for the best plan of a region without planning it.

It counts where it was made by this planner from exactly this input, asked for nothing more, with
every objective proven to the asked gap, and where the check finds in its lines what it says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isclose
from pathlib import Path
from typing import Any

from planner import __version__
from planner.analysis.recorded import Recorded, other_files, read_recorded
from planner.errors import PlannerError
from planner.optimise.apart import planned_apart
from planner.optimise.solver import Options
from planner.outcome import Outcome
from planner.region.domain import Objective, Plan, Tier
from planner.region.inputs import inputs_of
from planner.region.load import Loaded
from planner.run import confirmed, prepared
from planner.verification.rules import verify

# Of the versions in a record, those that say what is installed and not how the plan was made.
_INSTALLED = frozenset({"python", "pulp", "highspy", "planner"})
_WAITING = f"{Objective.WAITING}.waiting"
_NOISE = 1e-6  # what floating-point arithmetic leaves on a value


def known(loaded: Loaded, folder: Path, options: Options) -> Outcome | None:
    """The plan of a folder where it is what planning would come to; `None` where it may not be.

    Where confidential programmes are planned apart none is known: the folder does not keep the plan
    of the open ones.
    """
    if planned_apart(loaded.region):
        return None
    try:
        recorded = read_recorded(folder)
    except PlannerError:  # no plan is there, or none that can be read: there is nothing to know
        return None
    record, lines = recorded.record, tuple(sorted(recorded.lines))
    if not _of_this(loaded, recorded) or not _as_recorded(loaded, lines, recorded.aims):
        return None
    tiers = tuple(Tier(**row) for row in record["objective"])
    instance = prepared(loaded.region)
    pursued = dict.fromkeys(
        tier.aim for tier in tiers if tier.aim not in ("ties", Objective.STABILITY)
    )
    if tuple(pursued) != instance.order or not _proven(tiers, options.gap):
        return None
    made = {key: str(of) for key, of in record["versions"].items() if key not in _INSTALLED}
    # How near it is to an earlier plan is a matter of that one.
    ours = tuple(tier for tier in tiers if tier.aim != Objective.STABILITY)
    return confirmed(loaded, instance, Plan(lines, ours, "optimal", made))


def _of_this(loaded: Loaded, recorded: Recorded) -> bool:
    """Whether a plan was made by this planner from this input, and from nothing else."""
    record = recorded.record
    return (
        record["planner"] == __version__
        and not record.get("demands")
        and recorded.inputs == inputs_of(loaded.region, loaded.settings)
        and not other_files(record["inputs"], loaded.hashes)
    )


def _as_recorded(loaded: Loaded, lines: Sequence[Any], claimed: Mapping[str, float]) -> bool:
    """Whether lines keep every rule and have the values that are recorded of them.

    Where few people wait their number is not recorded.
    """
    found = verify(loaded.region, lines)
    return found.holds and all(
        isclose(value, claimed[name], rel_tol=_NOISE, abs_tol=_NOISE)
        if name in claimed
        else name == _WAITING
        for name, value in found.aims.items()
    )


def _proven(tiers: Sequence[Tier], gap: float) -> bool:
    """Whether every objective is within a gap; equal plans need not all have been told apart.

    Stability proves nothing of the others where it comes before one of them.
    """
    ours = [tier for tier in tiers if tier.aim != "ties"]
    places = [place for place, tier in enumerate(ours) if tier.aim == Objective.STABILITY]
    return all(tier.gap is not None and tier.gap <= max(gap, _NOISE) for tier in ours) and all(
        place >= len(ours) - len(places) for place in places
    )
