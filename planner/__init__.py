"""Plans dwellings for people leaving sheltered housing, region by region.

`planner.library` says what there is; its names are here, and are read when first asked for, so that
the command line starts at once.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.library import (
        Check,
        Plan,
        PlannerError,
        Region,
        alternatives,
        check,
        compare,
        explain,
        frontier,
        known,
        load,
        lock,
        monitor,
        price,
        replan,
        roll,
        settle,
        solve,
        verify,
    )

__version__ = "0.1.0"
__all__ = [
    "Check",
    "Plan",
    "PlannerError",
    "Region",
    "alternatives",
    "check",
    "compare",
    "explain",
    "frontier",
    "known",
    "load",
    "lock",
    "monitor",
    "price",
    "replan",
    "roll",
    "settle",
    "solve",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from planner import library

    return getattr(library, name)
