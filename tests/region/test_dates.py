"""The day a result is dated, when nobody says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from planner.region import dates
from planner.region.dates import newest_date
from tests.models.small import region_of
from tests.tiny import tiny


def test_without_a_day_in_the_input_it_is_the_beginning() -> None:
    assert newest_date(region_of(tiny())) == date(2021, 1, 1)


def test_the_day_of_a_swap_counts() -> None:
    swap = {"from": "aa", "to": "bb", "quota_group": "homes", "dwellings": 1, "reason": "agreed",
            "source": "made up"}  # fmt: skip
    swaps = [{**swap, "date": day} for day in ("2022-03-01", "2021-05-01", "")]
    assert newest_date(region_of(tiny(swaps=swaps))) == date(2022, 3, 1)


@pytest.mark.parametrize(
    ("days", "newest"),
    [
        ([date(2022, 5, 3), None, date(2021, 7, 1)], date(2022, 5, 3)),
        ([date(2019, 5, 3)], date(2021, 1, 1)),
        ([None], date(2021, 1, 1)),
    ],
)
@pytest.mark.parametrize("keyed", [False, True])
def test_every_column_of_days_counts(
    monkeypatch: pytest.MonkeyPatch, days: list[date | None], newest: date, keyed: bool
) -> None:
    column = replace(dates.fields_of("targets")["source"], type="date")
    monkeypatch.setattr(dates, "tables", lambda: ("agreed",))
    monkeypatch.setattr(dates, "fields_of", lambda table: {"day": column})
    rows = [SimpleNamespace(day=day) for day in days]
    agreed = dict(enumerate(rows)) if keyed else rows
    region: Any = SimpleNamespace(years=(2021, 2022), agreed=agreed)
    assert newest_date(region) == newest
