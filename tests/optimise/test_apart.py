"""Confidential programmes planned after the open ones: rows, best plans, and nothing that shows."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from planner.analysis.alternatives import alternatives
from planner.analysis.frontier import frontier
from planner.errors import ExitCode, PlannerError
from planner.optimise.apart import open_part, planned_apart, with_lines, with_reserves
from planner.outcome import Lack, Outcome
from planner.output.need import lacking
from planner.region.domain import Line, Objective
from planner.region.load import Loaded, load
from planner.run import Asked, open_plan, run
from planner.verification.rules import verify
from tests.brute_force import best
from tests.models.small import (
    CLUSTERED,
    EXACT,
    OUTFLOW,
    POINT,
    POINT_B,
    SITE_A,
    SITE_B,
    commitment,
    different,
    region_of,
    small,
)  # fmt: skip
from tests.tiny import write_folder

SUPPORTED = {**OUTFLOW, "support_service": "ambulatory"}
HIDDEN = {
    **OUTFLOW, "programme": "hidden", "label_nl": "Verborgen", "label_en": "Hidden",
    "confidential": "true", "quota_group": None, "load_weight": 3, "priority": 1,
    "support_service": "ambulatory",
}  # fmt: skip
SITED = {**CLUSTERED, "programme": "sited", "confidential": "true"}
NEED = [
    {"programme": "outflow", "year": 2021, "minimum": 1, "maximum": 2},
    {"programme": "outflow", "year": 2022, "minimum": 2, "maximum": 2},
    {"programme": "hidden", "year": 2021, "minimum": 1, "maximum": 1},
]  # fmt: skip


def secret(settings: dict[str, Any] | None = None, **tables: Any) -> dict[str, Any]:
    ours = {
        "programmes": [SUPPORTED, HIDDEN], "sites": [], "targets": NEED,
        "support_points": [{**POINT, "capacity": 3}, {**POINT_B, "capacity": 4}],
    }  # fmt: skip
    return small(settings=settings, **(ours | tables))


@pytest.fixture
def planned(tmp_path_factory: pytest.TempPathFactory) -> Any:
    def plan(tables: dict[str, Any]) -> Outcome:
        return run(load(write_folder(tmp_path_factory.mktemp("apart") / "tiny", tables)), EXACT)

    return plan


def test_nothing_is_apart_without_confidential_programmes() -> None:
    assert planned_apart(region_of(secret()))
    assert not planned_apart(region_of(secret({"privacy.confidential": "together"})))
    assert not planned_apart(region_of(secret(programmes=[SUPPORTED], targets=NEED[:2])))


def test_the_open_part_names_no_confidential_programme() -> None:
    shared = {**SITE_A, "programmes": "clustered;sited"}
    alone = {**SITE_B, "programmes": "sited"}
    region = region_of(
        secret(
            programmes=[SUPPORTED, CLUSTERED, HIDDEN, SITED],
            sites=[shared, alone],
            targets=[*NEED, {"programme": "sited", "year": 2022, "minimum": 1, "maximum": 2}],
            separation=[{"programme_a": "outflow", "programme_b": "hidden", "min_metres": 500}],
            participation=[{"municipality": "bb", "programme": "hidden", "participates": "false"}],
            commitments=[commitment("hidden", 2021, "a1", 1)],
        )
    )
    part = open_part(region)
    assert set(part.programmes) == {"outflow", "clustered"}
    assert {code: row.programmes for code, row in part.sites.items()} == {"s1": ("clustered",)}
    assert set(part.targets) == {("outflow", 2021), ("outflow", 2022)}
    assert (part.separation, part.participation, part.commitments) == ((), (), ())
    assert part.neighbourhoods == region.neighbourhoods


def test_reserves_leave_room_for_what_is_signed() -> None:
    signed = commitment("outflow", 2021, "a2", 3, support_point="p1")
    limits = {
        "privacy.reserve_places": 2,
        "privacy.reserve_load": 4,
        "neighbourhood.max_load_per_1000_dwellings": 5,
    }
    region = region_of(secret(limits, commitments=[signed]))
    kept = with_reserves(region)
    # p1 serves 3 of 3 already; p2 keeps 2 of its 4 places.
    assert [kept.support_points[code].capacity for code in ("p1", "p2")] == [3, 2]
    added = {
        code: kept.neighbourhoods[code].existing_load - row.existing_load
        for code, row in region.neighbourhoods.items()
    }
    # a1: 5 of 10 taken, so 4 fit. a2: 3 of 5 signed, so 2 are left. b1: 2.5 of 10 taken.
    assert added == {"a1": Decimal(4), "a2": Decimal(2), "b1": Decimal(4)}


def test_a_reserve_fits_a_neighbourhood_and_its_neighbours() -> None:
    limits = {
        "neighbourhood.max_adjacent_load_per_1000_dwellings": 2,
        "privacy.reserve_load": 4,
    }
    region = region_of(secret(limits))
    kept = with_reserves(region)
    assert region.adjacency is not None
    for centre in region.neighbourhoods:
        group = region.adjacency.group(centre)
        room = sum(2 * region.neighbourhoods[code].dwellings / 1000 for code in group)
        load = sum(float(kept.neighbourhoods[code].existing_load) for code in group)
        assert load <= room + 1e-9


def test_lines_bind_their_programmes_and_no_other() -> None:
    region = region_of(secret())
    line = Line("outflow", 2022, "aa", "a1", "cc", "", "p1", 2)
    bound = with_lines(region, [line, Line("hidden", 2021, "bb", "b1", "cc", "", "p2", 1)])
    assert [(row.programme, row.dwellings) for row in bound.signed] == [("outflow", 2)]
    assert [bound.maximum("outflow", year) for year in region.years] == [0, 2]
    assert [bound.minimum("outflow", year) for year in region.years] == [1, 2]
    assert bound.targets["hidden", 2021] == region.targets["hidden", 2021]


REGIONS = {
    "room for all": secret(),
    "a reserve that is needed": secret(
        support_points=[{**POINT, "capacity": 4}], settings={"privacy.reserve_places": 1}
    ),
    "no reserve": secret(
        {"privacy.reserve_places": 0, "privacy.reserve_load": 0},
        support_points=[{**POINT, "capacity": 3}],
    ),
    "a site both may use": secret(
        programmes=[CLUSTERED, SITED], sites=[{**SITE_A, "programmes": "clustered;sited"}, SITE_B],
        targets=[{"programme": "clustered", "year": 2022, "minimum": 2, "maximum": 2},
                 {"programme": "sited", "year": 2022, "minimum": 1, "maximum": 1}],
    ),
}  # fmt: skip


@pytest.mark.parametrize("tables", REGIONS.values(), ids=REGIONS.keys())
def test_both_plans_are_as_good_as_any(planned: Any, tables: dict[str, Any]) -> None:
    found = planned(tables)
    region = region_of(tables)
    for outcome, stated in (
        (found.open, with_reserves(region)),
        (found, with_lines(region, found.open.plan.lines)),
    ):
        expected = best(stated)
        assert expected is not None
        reached = {f"{tier.aim}.{tier.part}": tier.value for tier in outcome.plan.tiers}
        known = {name: value for name, value in expected.items() if name in reached}
        assert not different({name: reached[name] for name in known}, known)
    assert verify(region, found.plan.lines).holds
    assert verify(open_part(region), found.open.plan.lines).holds
    hidden = {code for code, row in region.programmes.items() if row.confidential}
    assert [row for row in found.plan.lines if row.programme not in hidden] == list(
        found.open.plan.lines
    )


def test_a_reserve_is_what_the_confidential_need_is_met_from(planned: Any) -> None:
    tables = REGIONS["a reserve that is needed"]
    met = planned(tables)
    assert Counter(line.programme for line in met.plan.lines)["hidden"] == 1
    none = planned({**tables, "settings": {**tables["settings"], "privacy.reserve_places": 0,
                                            "region.years": [2021, 2022]},
                    "support_points": [{**POINT, "capacity": 3}]})  # fmt: skip
    assert not [line for line in none.plan.lines if line.programme == "hidden"]


def test_what_is_signed_but_does_not_fit_is_told(tmp_path: Any) -> None:
    signed = commitment("hidden", 2021, "a1", 1, support_point="p1")
    tables = secret(
        {"privacy.reserve_places": 0},
        support_points=[{**POINT, "capacity": 3}],
        commitments=[signed],
    )
    with pytest.raises(PlannerError) as refused:
        run(load(write_folder(tmp_path / "tiny", tables)), EXACT)
    assert refused.value.exit_code is ExitCode.NO_PLAN
    assert refused.value.problems[0].key == "solve.apart"


def interfered(loaded: Loaded, seed: int) -> Loaded:
    """The region with its confidential input changed at random."""
    draw = random.Random(seed)
    region = loaded.region
    hidden = {code for code, row in region.programmes.items() if row.confidential}
    targets = {
        key: replace(row, minimum=draw.randint(0, 2), maximum=2) if row.programme in hidden else row
        for key, row in region.targets.items()
    }
    signed = [
        replace(row, dwellings=draw.randint(0, 1)) if row.programme in hidden else row
        for row in region.commitments
    ]
    sites = {
        code: row
        for code, row in region.sites.items()
        if not hidden.issuperset(row.programmes) or draw.random() < 0.5
    }
    return replace(
        loaded, region=replace(region, targets=targets, commitments=tuple(signed), sites=sites)
    )


@pytest.mark.parametrize("seed", range(12))
def test_no_change_of_confidential_input_shows_in_the_open_plan(seed: int, tmp_path: Any) -> None:
    draw = random.Random(1000 + seed)
    tables = secret(
        {"privacy.reserve_places": draw.randint(0, 1), "privacy.reserve_load": draw.randint(0, 4)},
        programmes=[SUPPORTED, CLUSTERED, HIDDEN, SITED],
        sites=[{**SITE_A, "programmes": "clustered;sited"}, {**SITE_B, "programmes": "sited"}],
        support_points=[{**POINT, "capacity": draw.randint(3, 5)}, {**POINT_B, "capacity": 3}],
        targets=[
            *NEED,
            {"programme": "clustered", "year": 2022, "minimum": 1, "maximum": 3},
            {"programme": "sited", "year": 2022, "minimum": 1, "maximum": 2},
        ],
        commitments=[commitment("hidden", 2021, "b1", 1)],
    )
    loaded = load(write_folder(tmp_path / "tiny", tables))
    first = open_plan(loaded, EXACT).plan
    for other in range(3):
        again = open_plan(interfered(loaded, 10 * seed + other), EXACT).plan
        assert again.lines == first.lines


def test_the_open_plan_is_kept_too_and_handed_out_first(tmp_path: Any) -> None:
    loaded = load(write_folder(tmp_path / "tiny", secret()))
    earlier = run(loaded, EXACT).plan.lines
    found: list[Outcome] = []
    again = run(loaded, EXACT, asked=Asked(earlier, keep=True), found=found.append)
    assert again.open is not None
    assert again.open.instance.order[1] is Objective.STABILITY
    assert again.plan.lines == earlier
    half = len(again.open.instance.order)
    open_, whole = found[:half], found[half:]
    assert len(whole) == len(again.instance.order)
    assert {line.programme for one in open_ for line in one.plan.lines} == {"outflow"}
    assert {line.programme for line in whole[-1].plan.lines} == {"outflow", "hidden"}


def test_a_trade_off_is_that_of_the_open_programmes(tmp_path: Any) -> None:
    tables = REGIONS["a site both may use"]
    tables = {
        **tables,
        "sites": [*tables["sites"], {**SITE_B, "site": "s3", "programmes": "sited"}],
    }
    loaded = load(write_folder(tmp_path / "tiny", tables))
    found = frontier(loaded, (Objective.CLOSENESS, Objective.COST), 2, EXACT)
    assert found.plans
    others = alternatives(loaded, 1, Fraction(1), EXACT)
    added = []
    for outcome in (*found.plans, *others.plans):
        assert outcome.open is not None
        hidden = {line for line in outcome.plan.lines if line.programme == "sited"}
        assert {*outcome.plan.lines} - hidden == {*outcome.open.plan.lines}
        added += hidden
    assert added


def test_what_confidential_programmes_lack_is_told_with_what_would_mend_it(planned: Any) -> None:
    # Open dwellings take all three places; planned together, the first priority comes first.
    tables = secret({"privacy.reserve_places": 0}, support_points=[{**POINT, "capacity": 3}])
    first = {row["programme"]: {**row, "priority": 2} for row in tables["programmes"]}
    first["hidden"]["priority"] = 1
    found = planned({**tables, "programmes": [*first.values()]})
    assert found.lacks == (Lack("hidden", 1, 0),)
    [sentence] = lacking(found)
    assert sentence.startswith("Verborgen: 1 woningen tekort")
    assert "zou 0 tekort geven" in sentence
    assert planned(REGIONS["room for all"]).lacks == ()
