"""What the planner proves is true: random regions against a second statement of the model."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from planner.errors import PlannerError
from planner.region.domain import Region
from planner.region.load import load
from planner.region.plan_file import read_lines
from planner.verification.rules import verify
from tests.differential.compare import compare
from tests.differential.regions import drawn, tables
from tests.models.small import EXACT, region_of, solved, value

CASES = Path(__file__).parents[1] / "cases"
BATCHES, EACH, NEIGHBOURHOODS = 8, 20, 5


@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_regions(batch: int) -> None:
    """Every level of every region; thousands more by `scripts/differential`."""
    ended: Counter[str] = Counter()
    for seed in range(batch * EACH, (batch + 1) * EACH):
        try:
            region = drawn(seed, NEIGHBOURHOODS)
        except PlannerError:
            ended["refused"] += 1
            continue
        found = compare(region, EXACT)
        assert not found.differences, f"seed {seed}"
        ended[found.ended] += 1
    # Most are planned to the end: regions that nothing can be planned in would compare nothing.
    assert ended["optimal"] >= EACH / 2, ended


def test_a_plan_kept_close_to_is_compared_too() -> None:
    region = drawn(12, NEIGHBOURHOODS)
    earlier = solved(region).lines
    wider = region_of(_wider(12))
    found = compare(wider, EXACT, earlier)
    assert (found.ended, found.differences) == ("optimal", ())


def _wider(seed: int) -> dict[str, object]:
    made = tables(seed, NEIGHBOURHOODS)
    targets = [{**row, "minimum": max(0, row["minimum"] - 1)} for row in made["targets"]]
    return {**made, "targets": targets}


# Regions on which a plan was called optimal while a better one existed, with the right values.
WRONG = {
    "wrong-optimum-185": {"spread.above_average": 11 / 21, "cost.cost": 2000.0},
    "wrong-optimum-58": {"unmet_need.lateness": 30.0, "spread.above_average": 135 / 11},
    "wrong-optimum-medium-92": {"closeness.minutes": 87.0354737227, "cost.cost": 12000.0},
}


def case(name: str) -> Region:
    return load(CASES / name).region


@pytest.mark.parametrize("name", WRONG)
def test_what_was_wrong_is_right(name: str) -> None:
    region = case(name)
    found = compare(region, EXACT)
    assert (found.ended, found.differences) == ("optimal", ())
    plan = solved(region)
    for level, right in WRONG[name].items():
        assert value(plan, level) == pytest.approx(right)


@pytest.mark.parametrize("name", WRONG)
def test_no_known_plan_is_better(name: str) -> None:
    region = case(name)
    better = verify(region, read_lines(CASES / f"{name}.better.csv"))
    assert better.holds
    for tier in solved(region).tiers:
        known = better.aims[f"{tier.aim}.{tier.part}"]
        assert tier.value is not None
        assert tier.value <= known * (1 + 1e-6) + 1e-6, tier.part
        if tier.value < known - 1e-6:
            break
