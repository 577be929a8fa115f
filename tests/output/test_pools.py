"""Pools as files and pages show them, and what of them nobody may see."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from planner.analysis.pools import cost_so_far, savings, without_plan
from planner.analysis.recorded import read_recorded
from planner.analysis.scenarios import AS_IS, Scenario, Variant
from planner.output import pools
from planner.output.compared import scenarios
from planner.output.edition import edition
from planner.output.plan_json import record
from planner.output.report.pools import chapter
from planner.output.workbook.pools import pools as sheet
from planner.output.write import write
from planner.region.domain import Audience, Closure, Objective, Pool, Region, Tier
from planner.text import use
from planner.verification.pools import pool_years
from tests.output.conftest import Make, make_region


def pool(year: int, *state: int, inflow: int = 9, out: int = 5) -> Pool:
    places, waiting = state or (None, None)
    return Pool("bw", None, None, year, places, waiting, inflow, out, None, None, None)


def followed(*pools: Pool, closures: tuple[Closure, ...] = ()) -> Region:
    """The region of the tests with a pool that the programme `near` frees places of."""
    region = make_region()
    programmes = {
        code: replace(row, frees="bw" if code == "near" else None)
        for code, row in region.programmes.items()
    }
    rows = {(one.pool, one.year): one for one in pools}
    return replace(region, programmes=programmes, pools=rows, closures=closures)


CLOSING = (
    Closure("bw", 2021, 1, 1, None, "closure", Decimal(30000), None),
    Closure("bw", 2022, 1, 3, None, "closure", Decimal(20000), None),
)
WAITED = (pool(2021, 40, 30), pool(2022))


def test_the_numbers_of_the_check_are_those_of_every_file(make: Make) -> None:
    outcome = make(region=followed(*WAITED, closures=CLOSING))
    planned = pool_years(outcome.region, outcome.plan.lines)
    table = pools.table(outcome)
    for column, name in (("waiting", "waiting"), ("free", "free"), ("places", "places")):
        assert table.column(column) == [getattr(one, name) for one in planned]
    assert table.column("waiting_without_plan") == [34, 38]
    assert table.column("expected_wait_months_without_plan") == [Decimal("81.6"), Decimal("91.2")]
    kept = record(outcome)["pools"]
    assert [row["waiting"] for row in kept] == table.column("waiting")
    assert record(outcome)["names"]["pools"] == {
        "bw": {"nl": "Beschermd wonen", "en": "Sheltered housing"}
    }
    position = [column.code for column in sheet(outcome).columns].index("waiting")
    assert [row[position] for row in sheet(outcome).rows] == table.column("waiting")
    blocks = chapter(outcome)
    assert blocks is not None
    waiting = [row[2:] for block in blocks for row in getattr(block, "rows", ())]
    assert tuple(str(one.waiting) for one in planned) in waiting


def test_a_region_without_pools_has_no_page_sheet_or_file(make: Make, tmp_path: Path) -> None:
    outcome = make()
    assert chapter(outcome) is None
    assert sheet(outcome).rows == ()
    assert "pools" not in record(outcome)


def test_a_small_count_takes_along_what_it_could_be_worked_out_from() -> None:
    """Three wait at the end of 2021: what came free and was admitted is hidden in 2022 too."""
    region = followed(pool(2021, 40, 8, inflow=5, out=10), pool(2022, inflow=20))
    first, second = (one.planned for one in pools.courses(region, ()))
    assert (first.places, first.free, first.admissions, first.waiting) == (40, None, None, None)
    assert (second.free, second.admissions, second.waiting) == (None, None, 18)
    assert first.wait is second.wait is None
    assert pools.people(first.waiting) == "x"


def test_a_small_count_without_the_plan_hides_the_same_of_the_plan(make: Make) -> None:
    outcome = make(region=followed(pool(2021, 40, 8, inflow=5, out=11), pool(2022, inflow=20)))
    one = pools.courses(outcome.region, outcome.plan.lines)[0]
    assert one.planned.waiting is one.without.waiting is None


def test_few_who_leave_cannot_be_told_from_what_comes_free(make: Make) -> None:
    """What comes free is the dwellings, which everybody sees, and who leaves."""
    outcome = make(region=followed(pool(2021, 40, 30, out=3), pool(2022)))
    first, second = (one.planned for one in pools.courses(outcome.region, outcome.plan.lines))
    assert first.free is first.admissions is first.waiting is None
    assert second.free is None
    outcome = make(region=followed(pool(2021, 40, 30, out=5), pool(2022)))
    one = pools.courses(outcome.region, outcome.plan.lines)[0].planned
    assert one.free is not None


def test_where_no_place_comes_free_nobody_can_say_how_long() -> None:
    use("en")
    region = followed(pool(2021, 40, 8, out=0), pool(2022))
    # Who is admitted is nobody, and so withheld; without admissions there is nothing to show.
    assert pools.months(pools.courses(region, ())[0].planned) == "x"


def test_savings_go_by_the_rows_in_order() -> None:
    region = followed(*WAITED, closures=CLOSING)
    states = [
        one._replace(closed=closed)
        for one, closed in zip(without_plan(region), (2, 1), strict=True)
    ]
    assert savings(region, states) == {("bw", 2021): 50_000, ("bw", 2022): 70_000}
    assert savings(followed(*WAITED), states) == {}


def test_what_homes_cost_so_far(make: Make) -> None:
    outcome = make()
    cost = cost_so_far(outcome.region, outcome.plan.lines)
    assert list(cost) == list(outcome.region.years)
    assert cost[outcome.region.years[-1]] == sum(
        outcome.region.cost(line.programme, line.site) * line.dwellings
        for line in outcome.plan.lines
    )


def test_few_people_waiting_are_no_value_of_an_objective(make: Make) -> None:
    outcome = make(region=followed(*WAITED))
    tier = Tier(
        str(Objective.WAITING), "waiting", "person_years", "optimal", 3.0, 3.0, 0.0, 3.0, 0.1
    )
    aims = {**outcome.verification.aims, "waiting.waiting": 3.0}
    outcome = replace(
        outcome,
        plan=replace(outcome.plan, tiers=(*outcome.plan.tiers, tier)),
        verification=replace(outcome.verification, aims=aims),
    )
    shown = edition(outcome, Audience.INTERNAL)
    assert shown.plan.tiers[-1].value is None
    assert "waiting.waiting" not in shown.verification.aims
    many = {**aims, "waiting.waiting": 30.0}
    many_waiting = replace(outcome, verification=replace(outcome.verification, aims=many))
    assert edition(many_waiting, Audience.INTERNAL).plan.tiers[-1].value == 3.0
    # Of a sum of which one part is withheld the others would tell that part.
    few = followed(pool(2021, 40, 30), pool(2022, inflow=9, out=60))
    instance = replace(many_waiting.instance, region=few)
    loaded = replace(many_waiting.loaded, region=few)
    told = edition(replace(many_waiting, instance=instance, loaded=loaded), Audience.INTERNAL)
    assert pools.table(told).column("waiting")[1:] == [None]
    assert told.plan.tiers[-1].value is None
    assert "waiting.waiting" not in told.verification.aims


def test_scenarios_stand_side_by_side(make: Make, tmp_path: Path) -> None:
    use("en")
    variants = []
    for name, waiting in ((AS_IS, 30), ("more", 50)):
        outcome = make(region=followed(pool(2021, 40, waiting), pool(2022)))
        write(outcome, tmp_path / name, audience=Audience.INTERNAL, force=False)
        about = Scenario(name, name, name, "")
        variants.append(Variant(about, read_recorded(tmp_path / name)))
    with (tmp_path / AS_IS / "pools.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    grid = scenarios.pools(variants)
    assert grid is not None
    [row] = [row for row in grid.rows if row[:2] == ("Sheltered housing 2021", "people waiting")]
    assert row[2:4] == ("34", first["waiting"])
    assert int(row[4]) == int(first["waiting"]) + 20
    found = json.dumps(scenarios.document(variants))
    assert '"waiting_without_plan": 54' in found
