"""The scenarios of a region, and what each of their plans comes to beside the region as it is."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from planner.analysis.recorded import Recorded
from planner.analysis.relocation import dwellings_moved, relocations
from planner.errors import Problem
from planner.region.domain import Line
from planner.text import language, text

# The name of the region without any of its scenarios; none of them may have it.
AS_IS = "as-is"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario of a region's folder: its file's name, what it is called, and its source."""

    name: str
    label_nl: str
    label_en: str
    source: str

    @property
    def label(self) -> str:
        """What it is called in the language in use; its name where it says nothing."""
        if self.name == AS_IS:
            return text("scenarios.as_is")
        return (self.label_nl if language() == "nl" else self.label_en) or self.name


@dataclass(frozen=True)
class Variant:
    """A scenario with its plan, or why there is none."""

    scenario: Scenario
    plan: Recorded | None
    why: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Measures:
    """A plan in numbers; `None` for what its edition does not show.

    `unmet` and `shortfall` are dwellings, `worst` the largest relative shortfall, `closeness`
    dwelling-minutes, `highest` added load per 1,000 dwellings, `cost` EUR, `moved` the dwellings
    moved against the region as it is.
    """

    unmet: int
    worst: Fraction | None
    shortfall: int | None
    closeness: float | None
    highest: float | None
    cost: float | None
    moved: float


def scenarios_of(folder: Path) -> tuple[Scenario, ...]:
    """The scenarios in the folder of a region, sorted by name; each has been loaded before."""
    return tuple(_scenario(path) for path in scenario_files(folder))


def scenario_files(folder: Path) -> list[Path]:
    """The files of the scenarios of a region, sorted by name."""
    return sorted((folder / "scenarios").glob("*.toml"), key=lambda path: path.stem)


def _scenario(path: Path) -> Scenario:
    about = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("scenario", {})
    said = {key: " ".join(about.get(key, "").split()) for key in ("label_nl", "label_en", "source")}
    return Scenario(path.stem, **said)


def measures(plan: Recorded, base: Sequence[Line]) -> Measures:
    """What a plan comes to; `base` are the lines for the region as it is."""
    accounts = plan.accounts
    return Measures(
        unmet=plan.unmet,
        worst=max(
            (Fraction(row.shortfall, row.quota) for row in accounts if row.quota), default=None
        ),
        shortfall=sum(row.shortfall for row in accounts) if accounts else None,
        closeness=plan.aims.get("closeness.minutes"),
        highest=plan.aims.get("spread.highest"),
        cost=plan.aims.get("cost.cost"),
        moved=dwellings_moved(relocations(base, plan.lines)),
    )
