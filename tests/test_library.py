"""The planner as a library: one call from data to result, tables as DataFrames."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import Event

import geopandas
import pandas as pd
import pytest

import planner
from planner.errors import PlannerError
from planner.output.tables import allocation
from planner.text import language
from tests.models.small import commitment, small
from tests.tiny import write_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("library") / "tiny", small())


@pytest.fixture(scope="module")
def region(folder: Path) -> planner.Region:
    return planner.load(folder)


@pytest.fixture(scope="module")
def plan(region: planner.Region) -> planner.Plan:
    return planner.solve(region, gap=1e-7)


def test_a_region_tells_its_tables(region: planner.Region) -> None:
    assert (region.name, region.years) == ("tiny", (2021, 2022))
    targets = region.table("targets").set_index(["programme", "year"])
    assert targets.loc[("outflow", 2022), "minimum"] == 2
    with pytest.raises(KeyError):
        region.table("persons")


def test_a_setting_or_a_cell_changed_gives_another_region(region: planner.Region) -> None:
    wider = region.set("supply.max_share_of_vacancies", 0.5).set(
        "targets", ("outflow", 2021), "maximum", None
    )
    assert float(wider.loaded.region.settings.max_share_of_vacancies) == 0.5
    assert wider.loaded.region.maximum("outflow", 2021) is None
    assert region.loaded.region.maximum("outflow", 2021) == 2
    assert wider.set("targets", ("outflow", 2021), "maximum", 3).loaded.region.maximum(
        "outflow", 2021
    ) == 3  # fmt: skip


def test_a_change_that_makes_no_region_is_refused(region: planner.Region) -> None:
    with pytest.raises(PlannerError, match="supply"):
        region.set("supply.max_share", 0.5)
    with pytest.raises(PlannerError):
        region.set("targets", ("outflow", 2022), "minimum", -1)
    with pytest.raises(TypeError):
        region.set("targets")


def test_a_plan_is_tables(plan: planner.Plan) -> None:
    assert plan.status == "optimal"
    assert list(plan.lines.columns) == list(allocation(plan).columns)
    assert plan.totals().dwellings.item() == plan.lines.dwellings.sum() == 5
    by_year = plan.totals("programme", "year")
    expected = plan.lines.groupby(["programme", "year"], as_index=False).dwellings.sum()
    pd.testing.assert_frame_equal(by_year, expected)
    with pytest.raises(KeyError):
        plan.totals("colour")
    assert (plan.objectives.gap.dropna() <= 1e-7).all()
    assert plan.objectives.loc[0, ["objective", "level"]].tolist() == ["unmet_need", "unmet"]
    assert (
        plan.municipalities.delivered.sum()
        == by_year[by_year.programme == "outflow"]["dwellings"].sum()
    )
    assert set(plan.corporations.corporation) == {"cc"}


def test_loads_are_where_the_dwellings_are(plan: planner.Plan) -> None:
    loads = plan.loads()
    assert isinstance(loads, geopandas.GeoDataFrame)
    assert loads.crs == "EPSG:28992"
    weights = {"outflow": 1, "clustered": 2}
    counted = plan.lines.assign(load=plan.lines.programme.map(weights) * plan.lines.dwellings)
    expected = counted.groupby("neighbourhood").load.sum()
    added = loads.set_index("neighbourhood").added
    assert added[expected.index].tolist() == expected.tolist()
    assert added.sum() == expected.sum()
    assert loads.set_index("neighbourhood").geometry["a1"].coords[0] == (140000, 475000)


def test_any_plan_can_be_checked(
    region: planner.Region, plan: planner.Plan, tmp_path: Path
) -> None:
    assert planner.verify(region, plan).holds
    assert planner.verify(region, plan.lines).holds
    plan.write(tmp_path / "plan", lang="en")
    assert planner.verify(region, tmp_path / "plan").holds
    too_many = plan.lines.assign(dwellings=plan.lines.dwellings * 50)
    assert not planner.verify(region, too_many).holds


def test_a_language_is_spoken_for_one_call(plan: planner.Plan, tmp_path: Path) -> None:
    before = language()
    for lang in ("nl", "en"):
        plan.write(tmp_path / lang, lang=lang)
        report = (tmp_path / lang / "report.html").read_text(encoding="utf-8")
        assert f'<html lang="{lang}"' in report
    assert language() == before


def test_a_region_is_checked_without_an_error(
    region: planner.Region, folder: Path, tmp_path: Path
) -> None:
    found = planner.check(folder)
    assert found.fine
    assert found.region is not None
    assert found.region.assumptions == region.assumptions
    wrong = planner.check(folder, settings=["supply.max_share=0.5"])
    assert (wrong.region, wrong.fine) == (None, False)
    assert [problem.key for problem in wrong.problems] == ["region.unknown_setting"]
    promised = small(commitments=[commitment("outflow", 2021, "a1", 3)])
    much = planner.check(write_folder(tmp_path / "much", promised))
    assert (much.region is None, much.problems, much.fine) == (False, (), False)
    assert [problem.key for problem in much.impossible] == ["impossible.target"]


def test_a_plan_is_handed_out_after_every_objective(
    region: planner.Region, plan: planner.Plan
) -> None:
    found: list[planner.Plan] = []
    watched = planner.solve(region, gap=1e-7, on_plan=found.append)
    assert watched.plan.lines == plan.plan.lines
    aims = list(plan.instance.order)
    assert len(found) == len(aims)
    for number, one in enumerate(found, start=1):
        assert planner.verify(region, one).holds
        reached = one.objectives[one.objectives.status != "not_reached"]
        assert set(reached.objective) <= set(aims[:number])
        assert one.status == ("optimal" if number == len(aims) else "feasible")
    name = "closeness.minutes"
    assert found[-1].verification.aims[name] == plan.verification.aims[name]


def test_a_search_that_is_stopped_keeps_the_best_plan(region: planner.Region) -> None:
    stop = Event()
    found: list[planner.Plan] = []

    def enough(plan: planner.Plan) -> None:
        found.append(plan)
        stop.set()

    plan = planner.solve(region, stop=stop, on_plan=enough)
    assert plan.status == "feasible"
    assert planner.verify(region, plan).holds
    assert plan.totals().equals(found[0].totals())
    assert "not_reached" in set(plan.objectives.status)


def test_a_search_that_is_stopped_at_once_has_what_is_signed(region: planner.Region) -> None:
    stop = Event()
    stop.set()
    plan = planner.solve(region, stop=stop)
    assert (plan.status, plan.totals().dwellings.sum()) == ("feasible", 0)


def test_objectives_can_be_given_in_another_order(region: planner.Region) -> None:
    cheapest = planner.solve(region, order=["unmet_need", "cost"])
    assert cheapest.objectives.objective.unique().tolist()[:2] == ["unmet_need", "cost"]
    assert cheapest.region == region.loaded.region


def test_an_earlier_plan_may_lie_in_a_folder(
    region: planner.Region, plan: planner.Plan, tmp_path: Path
) -> None:
    plan.write(tmp_path / "plan")
    again = planner.solve(region, start=tmp_path / "plan")
    assert again.plan.lines == plan.plan.lines
    assert again.stability is not None
    assert again.stability.relocations == ()


def test_two_plans_are_compared(region: planner.Region, plan: planner.Plan, tmp_path: Path) -> None:
    fewer = planner.solve(region, demands=["a1<=0"], start=plan)
    assert not (fewer.lines.neighbourhood == "a1").any()
    found = planner.compare(plan, fewer)
    moved = sum(relocation.dwellings for relocation in found.relocations)
    assert moved == plan.lines[plan.lines.neighbourhood == "a1"].dwellings.sum()
    plan.write(tmp_path / "plan")
    assert planner.compare(tmp_path / "plan", fewer).relocations == found.relocations


def test_questions_about_a_plan(region: planner.Region, plan: planner.Plan) -> None:
    price = planner.price(region, "a1<=0")
    assert isinstance(price.before, planner.Plan)
    assert isinstance(price.together.plan, planner.Plan)
    assert planner.explain(region, plan, why_not=["b1"]).why_not
    traced = planner.frontier(region, "closeness", "cost", points=2)
    others = planner.alternatives(region, 1)
    assert all(isinstance(one, planner.Plan) for one in (*traced.plans, *others.plans))
    assert others.shared(others.best) == 1


def test_importing_the_planner_costs_nothing() -> None:
    code = "import sys, planner; sys.exit('numpy' in sys.modules or 'click' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert planner.__all__ == sorted(planner.__all__)
    with pytest.raises(AttributeError, match="colour"):
        _ = planner.colour
