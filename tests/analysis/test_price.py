"""What a demand costs the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.analysis.price import Change, changes, price
from planner.errors import PlannerError
from planner.region.domain import Request, Slice
from planner.region.load import Loaded, load
from tests.brute_force import best
from tests.models.small import EXACT, commitment, line, small
from tests.tiny import write_folder


def loaded(folder: Path, tables: dict[str, Any]) -> Loaded:
    return load(write_folder(folder / "region", tables))


@pytest.fixture
def region(tmp_path: Path) -> Loaded:
    return loaded(tmp_path, small(sites=[]))


def test_others_take_over_what_one_no_longer_does(region: Loaded) -> None:
    whole = price(region, [], EXACT).before
    most = max(account.delivered for account in whole.accounts)
    [busiest] = [row.municipality for row in whole.accounts if row.delivered == most]
    asked = Request(Slice(municipality=busiest), at_most=most - 1)
    found = price(region, [asked], EXACT)
    after = found.together.plan
    assert found.before.plan.lines == whole.plan.lines
    assert found.alone == ()
    assert after is not None
    expected = best(region.region, requests=(asked,))
    assert expected is not None
    for name in ("unmet_need.unmet", "quota_fairness.worst_1", "spread.highest", "cost.cost"):
        assert after.verification.aims[name] == pytest.approx(expected[name])
    given = {change.municipality: change.after - change.before for change in _by(found, after)}
    assert given[busiest] == -1
    assert sum(given.values()) == 0


def _by(found: Any, after: Any) -> list[Change]:
    return list(changes(found.before.plan.lines, after.plan.lines))


def test_nothing_moves_that_need_not(region: Loaded) -> None:
    """Of plans that are as good, the nearest: a demand that holds already changes nothing."""
    found = price(region, [Request(Slice(), at_least=0)], EXACT)
    assert found.together.plan is not None
    assert found.together.plan.plan.lines == found.before.plan.lines
    assert found.together.plan.verification.aims["stability.moved"] == 0


def test_each_alone_and_all_together(region: Loaded) -> None:
    """Either municipality can be spared, not both."""
    spared = [Request(Slice(municipality=code), at_most=1) for code in ("aa", "bb")]
    both = Request(Slice(), at_least=3)
    found = price(region, [*spared, both], EXACT)
    assert [one.numbers for one in found.alone] == [(0,), (1,), (2,)]
    assert all(one.plan for one in found.alone)
    assert found.together.plan is None
    assert "request" in [phrase.name for phrase in found.together.why[0].values["rules"]]


def test_a_region_without_a_plan_has_no_price(tmp_path: Path) -> None:
    impossible = loaded(tmp_path, small(commitments=[commitment("outflow", 2021, "a1", 3)]))
    with pytest.raises(PlannerError):
        price(impossible, [Request(Slice(), at_most=9)], EXACT)


def test_changes_are_counted_by_who_delivers() -> None:
    before = [line("outflow", 2021, "a1", 2), line("outflow", 2022, "a2", 1)]
    after = [line("outflow", 2022, "a1", 3), line("outflow", 2021, "b1", 1)]
    assert list(changes(before, after)) == [Change("bb", "cc", "outflow", 0, 1)]
