"""Several plans as one document, for machines: what `--json` prints and the folder holds."""

from __future__ import annotations

from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from planner import __version__
from planner.analysis.variants import Alternatives, Frontier, frequency
from planner.outcome import Outcome
from planner.output.variants.words import folder
from planner.quota.levy import account_record


def frontier_record(found: Frontier[Outcome]) -> dict[str, Any]:
    """The points of a frontier, their measures and what they were made from."""
    return {
        **_origin(found.plans[0]),
        "measures": [asdict(measure) for measure in found.measures],
        "held": list(found.held),
        "complete": found.complete,
        "points": [
            {
                "number": number,
                "folder": folder(number),
                "values": list(found.values(plan)),
                "proven": plan.plan.status == "optimal",
                **_plan(plan),
            }
            for number, plan in enumerate(found.plans, start=1)
        ],
    }


def alternatives_record(found: Alternatives[Outcome]) -> dict[str, Any]:
    """The best plan (number 0) and others, and how often each place is used."""
    return {
        **_origin(found.best),
        "within": found.within,
        "complete": found.complete,
        "plans": [
            {
                "number": number,
                "folder": folder(number),
                "shared": found.shared(plan),
                "proven": plan.plan.status == "optimal",
                **_plan(plan),
            }
            for number, plan in enumerate(found.plans)
        ],
        "places": [
            {
                "programme": place.programme,
                "neighbourhood": place.location.neighbourhood,
                "site": place.location.site or None,
                "use": frequency(numbers),
                "plans": sum(1 for number in numbers if number),
                "dwellings": list(numbers),
            }
            for place, numbers in found.use().items()
        ],
    }


def _origin(plan: Outcome) -> dict[str, Any]:
    return {
        "planner": __version__,
        "region": plan.region.identity.name,
        "audience": str(plan.audience),
        "settings": dict(sorted(plan.loaded.settings.items())),
        "defaults": dict(sorted(plan.loaded.defaults.items())),
        "assumptions": len(plan.loaded.assumptions),
        "inputs": dict(sorted(plan.loaded.hashes.items())),
        "versions": {"pulp": version("pulp"), **dict(sorted(plan.plan.solver.items()))},
    }


def _plan(plan: Outcome) -> dict[str, Any]:
    return {
        "aims": {
            name: value
            for name, value in plan.verification.aims.items()
            if not name.startswith("ties.")
        },
        "municipalities": [account_record(account) for account in plan.accounts],
    }
