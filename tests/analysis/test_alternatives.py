"""Plans as good within a margin, against every plan of tiny regions."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from planner.analysis.alternatives import alternatives
from planner.analysis.variants import Alternatives, frequency, locations, places
from planner.errors import ExitCode, PlannerError
from planner.optimise.solver import Options
from planner.region.domain import Location, Presence
from planner.region.load import Loaded, load
from planner.verification.rules import verify
from tests.brute_force import Cell, at_most, every_plan
from tests.models.small import (
    CLUSTERED,
    EXACT,
    OUTFLOW,
    POINT,
    POINT_B,
    SITE_A,
    SITE_B,
    arrears,
    commitment,
    small,
)
from tests.tiny import write_folder

NEAR = {"support_service": "ambulatory"}
# Support everywhere: homes may stand in a1 as well as in b1.
EVEN = {"sites": [], "support_points": [POINT, POINT_B]}
SITED = {
    "sites": [SITE_A, SITE_B],
    "support_points": [POINT, POINT_B],
    "programmes": [{**OUTFLOW, **NEAR}, {**CLUSTERED, **NEAR}],
}
# More is owed than can be delivered: the rows of quota fairness bind.
OWING = {
    **EVEN,
    "municipalities": arrears(aa=3, bb=2),
    "programmes": [{**OUTFLOW, **NEAR}, CLUSTERED],
}
SIGNED = {**SITED, "commitments": [commitment("clustered", 2022, "b1", 2, site="s2")]}
ALL = ("unmet_need", "quota_fairness", "closeness", "spread", "cost")
NEED = ("unmet_need", "cost")
FAR = ("unmet_need", "closeness", "spread")
CASES: dict[str, tuple[dict[str, Any], tuple[str, ...], Fraction]] = {
    "homes only, no margin": (EVEN, ALL, Fraction(0)),
    "homes only": (EVEN, FAR, Fraction(1, 4)),
    "sites, no margin": (SITED, NEED, Fraction(0)),
    "sites, a small margin": (SITED, ALL, Fraction(1, 100)),
    "sites, a wide margin": (SITED, FAR, Fraction(1)),
    "owing, no margin": (OWING, ALL, Fraction(0)),
    "owing, a margin": (OWING, ("unmet_need", "quota_fairness", "cost"), Fraction(1, 3)),
    "owing, all": (OWING, ("quota_fairness", "spread"), Fraction(1)),
    "signed": (SIGNED, FAR, Fraction(1, 2)),
}


def loaded(
    folder: Path, tables: dict[str, Any], order: tuple[str, ...] = NEED, **settings: Any
) -> Loaded:
    settings |= {"objective.order": list(order)}
    return load(write_folder(folder / "region", small(settings=settings, **tables)))


def used(plan: dict[Cell, int]) -> Counter[Presence]:
    counted: Counter[Presence] = Counter()
    for cell, number in plan.items():
        counted[Presence(cell.programme, Location(cell.neighbourhood, cell.site))] += number
    return counted


def least_in_common(region: Loaded, found: Alternatives, within: Fraction) -> int:
    """The least dwellings that a plan within the margin has where the best plan has any."""
    best = found.best.verification.aims
    occupied = set(places(found.best.plan.lines))
    common = [
        sum(number for place, number in used(plan).items() if place in occupied)
        for plan, values in every_plan(region.region)
        if all(
            at_most(value, best[name] * float(1 + within))
            for name, value in values.items()
            if name.split(".")[0] in region.region.settings.objective.order
        )
    ]
    return min(common)


@pytest.mark.parametrize("case", CASES)
def test_they_are_what_enumeration_finds(tmp_path: Path, case: str) -> None:
    tables, order, within = CASES[case]
    region = loaded(tmp_path, tables, order)
    found = alternatives(region, 3, within, EXACT)
    assert found.complete
    best = found.best.verification.aims
    parts = [f"{tier.aim}.{tier.part}" for tier in found.best.plan.tiers if tier.aim != "ties"]
    for plan in found.others:
        checked = verify(region.region, plan.plan.lines)
        assert checked.violations == ()
        for part in parts:
            assert at_most(checked.aims[part], best[part] * float(1 + within)), part
    least = least_in_common(region, found, within)
    whole = sum(line.dwellings for line in found.best.plan.lines)
    if found.others:
        first = found.others[0]
        occupied = set(places(found.best.plan.lines))
        common = [n for place, n in places(first.plan.lines).items() if place in occupied]
        assert sum(common) == least
        assert first.plan.status == "optimal"
    else:
        assert least == whole


def test_some_have_alternatives_and_some_have_none(tmp_path: Path) -> None:
    """So that the cases above say something."""
    numbers = {
        case: len(
            alternatives(loaded(tmp_path / order[-1], tables, order), 3, within, EXACT).others
        )
        for case, (tables, order, within) in CASES.items()
    }
    assert 0 in numbers.values()
    assert 3 in numbers.values()


def test_a_margin_counts_from_the_plan_and_not_from_what_its_aims_could_be(tmp_path: Path) -> None:
    """Closeness gives back much for spread; without a margin no plan may give back more."""
    tolerant = {"objective.tolerance.closeness": 0.9}
    region = loaded(tmp_path, SITED, FAR, **tolerant)
    found = alternatives(region, 3, Fraction(0), EXACT)
    minutes = found.best.verification.aims["closeness.minutes"]
    for plan in found.others:
        assert plan.verification.aims["closeness.minutes"] <= minutes * (1 + 1e-6)


def test_no_two_plans_use_the_same_places(tmp_path: Path) -> None:
    found = alternatives(loaded(tmp_path, SITED), 5, Fraction(0), EXACT)
    kept = [set(places(plan.plan.lines).items()) for plan in found.plans]
    assert len(kept) > 2
    assert all(one != other for n, one in enumerate(kept) for other in kept[:n])


def test_always_sometimes_and_never(tmp_path: Path) -> None:
    region = loaded(tmp_path, SIGNED)
    found = alternatives(region, 2, Fraction(3, 4), EXACT)
    use = found.use()
    assert frequency(use[Presence("clustered", Location("b1", "s2"))]) == "always"
    assert {frequency(numbers) for numbers in use.values()} == {"always", "sometimes", "never"}
    for place, numbers in use.items():
        assert numbers == tuple(
            sum(
                line.dwellings
                for line in plan.plan.lines
                if (line.programme, line.lot.location) == place
            )
            for plan in found.plans
        )
    by_location = locations(use)
    total = sum(sum(numbers) for numbers in by_location.values())
    assert total == sum(line.dwellings for plan in found.plans for line in plan.plan.lines)


def test_what_is_shared_with_the_best_plan(tmp_path: Path) -> None:
    found = alternatives(loaded(tmp_path, SITED), 2, Fraction(3, 4), EXACT)
    assert found.shared(found.best) == 1
    ours, best = (places(plan.plan.lines) for plan in (found.others[0], found.best))
    same = sum(min(number, best.get(place, 0)) for place, number in ours.items())
    assert found.shared(found.others[0]) == same / sum(ours.values()) < 1


def test_nobody_asked_for_more(tmp_path: Path) -> None:
    """Dwellings that cost nothing are not added for being elsewhere."""
    free = [{**row, "cost_per_dwelling": 0} for row in SITED["programmes"]]
    region = loaded(tmp_path, {**SITED, "programmes": free})
    found = alternatives(region, 3, Fraction(1), EXACT)
    numbers = {sum(line.dwellings for line in plan.plan.lines) for plan in found.plans}
    assert len(numbers) == 1


def test_without_time_there_is_the_first_plan_and_no_other(tmp_path: Path) -> None:
    found = alternatives(loaded(tmp_path, SITED), 2, Fraction(0), Options(time_limit=1e-9))
    assert (found.best.plan.status, found.others, found.complete) == ("feasible", (), False)


def test_a_region_without_a_plan_has_no_alternatives(tmp_path: Path) -> None:
    impossible = loaded(tmp_path, {"commitments": [commitment("outflow", 2021, "a1", 3)]})
    with pytest.raises(PlannerError) as caught:
        alternatives(impossible, 2, Fraction(0), EXACT)
    assert caught.value.exit_code is ExitCode.NO_PLAN
