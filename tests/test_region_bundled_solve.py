"""The bundled region: its numbers have sources, its plan is proven, its tensions are real."""

from __future__ import annotations

import csv
import re
from collections import Counter
from math import floor
from pathlib import Path

import pytest

from planner.optimise.solver import Options
from planner.outcome import Outcome
from planner.output.tables import expected_vacancies
from planner.quota.quotas import shares
from planner.region.bundled import bundled_folder, bundled_names
from planner.region.load import load
from planner.run import run

NAME = "gooi-en-vechtstreek"
TABLES = sorted(bundled_folder(NAME).glob("*.csv"))


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    order = "objective.order=unmet_need;quota_fairness"
    return run(load(NAME, settings=[order]), Options(time_limit=90))


def test_it_is_there() -> None:
    assert NAME in bundled_names()


def test_it_loads_without_a_note() -> None:
    loaded = load(NAME)
    assert loaded.notes == ()
    assert not [found for found in loaded.assumptions if not found.source.startswith("assumption")]
    # What has a default is said in the open, is no objective of this region, or changes no plan of
    # it.
    unsaid = {key for key in loaded.defaults if not key.startswith("objective.tolerance.")}
    assert unsaid == {
        "proximity.snap_metres",
        "diagnosis.order",
        "neighbourhood.touch_metres",
        "reserve.start",
        "monitor.days_to_report",
    }


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_row_has_a_source(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        assert row["source"].strip(), row
        assert row["source"].startswith("assumption") or re.fullmatch(
            r"G\d-\d{4}(; G\d-\d{4})*(: .+)?", row["source"]
        ), row["source"]


def test_what_is_cited_looks_like_an_id() -> None:
    files = [*TABLES, bundled_folder(NAME) / "region.toml"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    cited = re.findall(r"\bG\d*-\w+", text)
    assert cited
    assert [found for found in cited if not re.fullmatch(r"G\d-\d{4}", found)] == []


def test_it_gives_a_verified_plan(outcome: Outcome) -> None:
    assert outcome.plan.lines
    assert outcome.verification.holds


@pytest.mark.parametrize("aim", ["unmet_need", "quota_fairness"])
def test_need_and_fairness_are_proven(outcome: Outcome, aim: str) -> None:
    tiers = [tier for tier in outcome.plan.tiers if tier.aim == aim]
    assert tiers
    for tier in tiers:
        assert tier.status == "optimal"
        assert tier.value is not None
        assert tier.bound == pytest.approx(tier.value, rel=1e-3)
        assert tier.in_plan == pytest.approx(tier.value, rel=1e-3)


def test_all_need_is_met_in_time(outcome: Outcome) -> None:
    aims = outcome.verification.aims
    assert aims["unmet_need.unmet"] == aims["unmet_need.lateness"] == 0


# The only municipalities whose vacancies are about their quota.
TIGHT = ("blaricum", "laren")


def test_shortfalls_are_single_dwellings(outcome: Outcome) -> None:
    short = {row.municipality: row.shortfall for row in outcome.accounts if row.shortfall}
    assert short == {"blaricum": 1, "gooise-meren": 1, "hilversum": 2, "weesp": 1}


def test_blaricum_gives_what_its_vacancies_allow(outcome: Outcome) -> None:
    """All that may be taken of what falls vacant is taken, and it is less than the quota."""
    region = outcome.region
    share = region.settings.max_share_of_vacancies
    room = {
        owner: floor(share * vacancies * len(region.years))
        for (owner, place), vacancies in expected_vacancies(region).items()
        if place == "blaricum"
    }
    taken: Counter[str] = Counter()
    for line in outcome.plan.lines:
        if line.municipality == "blaricum" and region.programmes[line.programme].uses_vacancies:
            taken[line.corporation] += line.dwellings
    assert taken == room
    assert sum(room.values()) < shares(region)["homes", "blaricum"].quota


def test_no_site_can_help_them(outcome: Outcome) -> None:
    """Blaricum has no candidate site; the least that Laren's could hold costs above the budget."""
    region = outcome.region
    sites = [
        site
        for site in region.sites.values()
        if "clustered" in site.programmes and region.municipality_of(site.neighbourhood) in TIGHT
    ]
    assert {region.municipality_of(site.neighbourhood) for site in sites} == {"laren"}
    amounts = [row.amount for (code, _), row in region.budgets.items() if code == "clustered"]
    for site in sites:
        least = max(site.min_dwellings or 0, region.programmes["clustered"].min_cluster or 0)
        for amount in amounts:
            assert amount is not None
            assert region.cost("clustered", site.code) * least > amount


def test_eemnes_makes_up_for_it(outcome: Outcome) -> None:
    surplus = {row.municipality: row.surplus for row in outcome.accounts if row.surplus}
    assert surplus == {"eemnes": sum(row.shortfall for row in outcome.accounts)}
    assert sum(row.levy for row in outcome.accounts) == 0
    assert min(outcome.accounts, key=lambda row: row.levy).municipality == "eemnes"
