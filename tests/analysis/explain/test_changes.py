"""A change makes the region that its user would write down, and nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from planner.analysis.explain.changes import Change, apply
from planner.models.rules.vacancy_share import SHARE
from planner.region.domain import Field
from tests.analysis.explain.planted import PLANTED
from tests.models.small import commitment, region_of, small


def changed(family: str, change: Change) -> dict[str, object]:
    """What of a planted region a change makes different, by name of the table."""
    region = region_of(PLANTED[family])
    after = apply(region, (change,))
    names = [name for name in vars(region) if name in type(region).__dataclass_fields__]
    return {
        name: getattr(after, name) for name in names if getattr(after, name) != vars(region)[name]
    }


def test_a_setting() -> None:
    found = changed("target", Change(SHARE, Decimal("0.1"), Decimal("0.2")))
    assert found.keys() == {"settings"}
    assert found["settings"].max_share_of_vacancies == Decimal("0.2")  # type: ignore[attr-defined]


def test_a_row() -> None:
    change = Change(Field("support_points", ("p1",), "capacity"), 1, 3)
    found = changed("capacity", change)
    assert found.keys() == {"support_points"}
    assert found["support_points"]["p1"].capacity == 3  # type: ignore[index]


def test_a_target_without_a_row_gets_one() -> None:
    region = region_of(small())
    assert ("clustered", 2021) not in region.targets
    after = apply(region, (Change(Field("targets", ("clustered", 2021), "maximum"), 0, 2),))
    assert after.maximum("clustered", 2021) == 2
    assert after.minimum("clustered", 2021) == 0
    assert list(after.targets) == sorted(after.targets)


def test_a_separation_that_is_dropped() -> None:
    key = ("clustered", "clustered")
    change = Change(Field("separation", key, "min_metres"), Decimal(5000), None)
    assert changed("separation", change) == {"separation": ()}


@pytest.mark.parametrize("dwellings", [0, 1])
def test_a_signed_line(dwellings: int) -> None:
    lines = [commitment("outflow", 2021, "a1", 3), commitment("outflow", 2022, "a1", 2)]
    region = region_of(small(commitments=lines))
    key = ("outflow", 2021, "aa", "a1", "cc", "", "")
    after = apply(region, (Change(Field("commitments", key, "dwellings"), 3, dwellings),))
    assert [line.dwellings for line in after.signed] == [dwellings, 2]
