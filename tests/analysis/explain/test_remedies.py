"""Planted conflicts are all found, and every remedy stands up to trying all plans there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from planner.analysis.explain.changes import Change, apply
from planner.analysis.explain.complaints import Complaint, Kind, complaints, missing
from planner.analysis.explain.levers import levers
from planner.analysis.explain.remedies import AT_MOST, Clock, Finding, diagnose
from planner.errors import PlannerError
from planner.models.rules import RULES
from planner.optimise.feasibility import elastic
from planner.optimise.solver import Options, Session, Status
from planner.optimise.ways import ways
from planner.quota.quotas import shares
from planner.region.domain import Region
from planner.region.fields import SETTINGS, fields_of
from tests.analysis.explain.planted import MORE, PLANTED, QUOTA, RULE_OF
from tests.brute_force import best
from tests.models.small import CLUSTERED, OUTFLOW, POINT, SITE_A, region_of, small, solved

FAMILIES = fields_of(SETTINGS)["diagnosis.order"].choices
CASES = {**{family: (family, tables) for family, tables in PLANTED.items()}, **MORE}


def clock() -> Clock:
    return Clock(600)


def found_in(region: Region) -> list[Finding]:
    """What is complained of in a region, with the remedies."""
    try:
        asked: Sequence[Complaint] = complaints(region, solved(region).lines)
    except PlannerError:
        asked = [Complaint(Kind.NO_PLAN)]
    return [diagnose(region, complaint, Options(), clock()) for complaint in asked]


def unmended(region: Region, complaint: Complaint | None = None) -> bool:
    """Whether trying every plan finds none, or none that misses no more than it may."""
    found = best(region)
    allowed = complaint.unmet.items() if complaint else ()
    weighted = sum(10 ** (3 - region.programmes[code].priority) * one for code, one in allowed)
    return found is None or found["unmet_need.unmet"] > weighted


def families(changes: Sequence[Change]) -> set[str]:
    return {change.family for change in changes}


# the registry


def test_every_family_has_its_planted_conflict() -> None:
    assert set(FAMILIES) == set(PLANTED) == set(RULE_OF)


def test_every_rule_has_a_planted_conflict() -> None:
    # A quota is missed, not broken, and has a test of its own; a request is a question; nobody can
    # agree to more dwellings than there are.
    assert set(RULE_OF.values()) == set(RULES) - {"quota", "request", "stock"}


# planted conflicts


@pytest.mark.parametrize("name", CASES)
def test_a_planted_conflict_is_found(name: str) -> None:
    family, tables = CASES[name]
    region = region_of(tables)
    assert unmended(region)
    findings = [one for one in found_in(region) if one.complaint.kind is not Kind.SHORTFALL]
    remedies = [remedy for one in findings for remedy in one.remedies]
    assert any(family in families(remedy.changes) for remedy in remedies), remedies
    assert all(len(one.remedies) <= AT_MOST for one in findings)


@pytest.mark.parametrize("name", CASES)
def test_every_remedy_mends_and_is_smallest(name: str) -> None:
    region = region_of(CASES[name][1])
    for finding in found_in(region):
        if finding.complaint.kind is Kind.SHORTFALL:
            continue
        assert finding.remedies
        for remedy in finding.remedies:
            assert remedy.smallest
            assert not unmended(apply(region, remedy.changes), finding.complaint), remedy
            for change in remedy.changes:
                rest = [other for other in remedy.changes if other != change]
                assert unmended(apply(region, rest), finding.complaint), (remedy, change)
            for other in finding.remedies:
                assert remedy == other or not set(remedy.changes) <= set(other.changes)


@pytest.mark.parametrize("name", CASES)
def test_amounts_are_no_larger_than_needed(name: str) -> None:
    region = region_of(CASES[name][1])
    for finding in found_in(region):
        if finding.complaint.kind is Kind.SHORTFALL:
            continue
        for remedy in finding.remedies:
            for change in remedy.changes:
                if less := one_less(change):
                    rest = [less if other == change else other for other in remedy.changes]
                    assert unmended(apply(region, rest), finding.complaint), (remedy, change)


def one_less(change: Change) -> Change | None:
    """The change by one unit less, where it is a number of dwellings, places or minutes."""
    whole = isinstance(change.before, int) and not isinstance(change.before, bool)
    if not whole or not isinstance(change.after, int) or change.before is None:
        return None
    step = 1 if change.after < int(change.before) else -1
    if change.after + step == change.before:
        return None
    return replace(change, after=change.after + step)


def test_the_examples_are_those_of_a_user() -> None:
    found = {
        name: {
            (change.field.column, str(change.before), str(change.after))
            for one in found_in(region_of(PLANTED[name]))
            if one.complaint.kind is not Kind.SHORTFALL
            for remedy in one.remedies
            for change in remedy.changes
        }
        for name in ("capacity", "budget", "reach", "participation", "separation")
    }
    assert ("capacity", "1", "3") in found["capacity"]
    assert ("amount", "5000.50", "10001") in found["budget"]
    assert ("max_metres", "50", "100") in found["reach"]
    assert ("participates", "False", "True") in found["participation"]
    assert ("min_metres", "5000", "4000") in found["separation"]


# several at once


def test_two_conflicts_at_once_are_both_found() -> None:
    region = region_of(
        small(
            programmes=[{**OUTFLOW, "support_service": "ambulatory"}, CLUSTERED],
            support_points=[{**POINT, "capacity": 1}],
            budgets=[{"programme": "clustered", "year": 2022, "amount": 5000}],
        )
    )
    found = {
        one.complaint.programme: [families(remedy.changes) for remedy in one.remedies]
        for one in found_in(region)
        if one.complaint.kind is Kind.UNMET
    }
    assert {"capacity"} in found["outflow"]
    assert {"budget"} in found["clustered"]


def test_what_needs_two_changes_gets_two() -> None:
    region = region_of(
        small(
            sites=[{**SITE_A, "max_dwellings": 1}],
            budgets=[{"programme": "clustered", "year": 2022, "amount": 5000}],
        )
    )
    [finding] = [one for one in found_in(region) if one.complaint.kind is Kind.UNMET]
    sets = [families(remedy.changes) for remedy in finding.remedies]
    assert {"budget", "site"} in sets
    assert {"target"} in sets
    assert {"budget"} not in sets
    assert {"site"} not in sets


def test_three_rules_against_a_signed_line() -> None:
    signed = commitment_of_five()
    [finding] = found_in(region_of(signed))
    assert finding.complaint.kind is Kind.NO_PLAN
    sets = [families(remedy.changes) for remedy in finding.remedies]
    assert {"budget", "site", "target"} in sets
    assert {"commitment"} in sets


def commitment_of_five() -> dict[str, Any]:
    from tests.models.small import commitment

    return small(
        commitments=[commitment("clustered", 2022, "a1", 5, site="s1")],
        budgets=[{"programme": "clustered", "year": 2022, "amount": 20000}],
    )


# quotas


def test_a_quota_that_is_missed() -> None:
    region = region_of(QUOTA)
    lines = solved(region).lines
    _, short = missing(region, lines)
    assert short["homes", "bb"]
    [finding] = [one for one in found_in(region) if one.complaint.municipality == "bb"]
    assert finding.complaint.missing == short["homes", "bb"]
    assert finding.remedies
    for remedy in finding.remedies:
        changed = apply(region, remedy.changes)
        plan = solved(changed)
        assert missing(changed, plan.lines)[0] == missing(region, lines)[0]
        assert "vacancy_share" in families(remedy.changes) or "target" in families(remedy.changes)


def test_nothing_to_complain_of() -> None:
    region = region_of(small())
    assert complaints(region, solved(region).lines) == ()


# the order of the region


def test_what_is_not_negotiable_stays() -> None:
    tables = PLANTED["budget"]
    some = {**tables, "settings": {**tables["settings"], "diagnosis.order": ["target", "site"]}}
    [finding] = found_in(region_of(some))
    assert finding.remedies
    assert all(families(remedy.changes) == {"target"} for remedy in finding.remedies)


def test_the_easiest_comes_first() -> None:
    tables = PLANTED["budget"]
    for order, first in ((["target", "budget"], "target"), (["budget", "target"], "budget")):
        some = {**tables, "settings": {**tables["settings"], "diagnosis.order": order}}
        [finding] = found_in(region_of(some))
        assert families(finding.remedies[0].changes) == {first}


@pytest.mark.parametrize("name", CASES)
def test_with_nothing_to_change_nothing_is_found(name: str) -> None:
    region = region_of(CASES[name][1])
    fixed = replace(region, settings=replace(region.settings, negotiable=()))
    for finding in found_in(fixed):
        assert finding.remedies == ()
        assert finding.complete


# the model


@pytest.mark.parametrize("name", CASES)
def test_without_levers_it_is_the_problem_of_the_region(name: str) -> None:
    region = region_of(CASES[name][1])
    try:
        unmet, _ = missing(region, solved(region).lines)
    except PlannerError:
        unmet = {}
    quotas = {pair: share.quota for pair, share in shares(region).items()}
    fixed = replace(region, settings=replace(region.settings, negotiable=()))
    reach = ways(fixed, beyond=False)
    assert levers(fixed, reach) == []
    goal = Complaint(Kind.NO_PLAN, unmet=unmet).goal(region)
    found = elastic(fixed, [], reach, quotas, goal)
    result = Session(found.model.problem, Options()).minimise(found.effort(), lambda p: None)
    assert result.status is (Status.OPTIMAL if unmet else Status.INFEASIBLE)
