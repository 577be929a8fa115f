"""Corporations give even parts of what falls vacant in a municipality."""

from __future__ import annotations

from typing import Any

import pytest

from planner.region.domain import Objective
from planner.verification.rules import verify
from tests.models.conftest import Golden
from tests.models.small import (
    OUTFLOW,
    agrees,
    aim_rows,
    commitment,
    dwellings,
    instance_of,
    line,
    region_of,
    small,
    value,
)

ORDER = {"objective.order": ["unmet_need", "corporation_balance"], "region.years": [2022]}


def shared(number: int, **more: Any) -> dict[str, Any]:
    """Two corporations in aa, of which dd has three times what falls vacant with cc."""
    return small(
        settings=ORDER | {"supply.max_share_of_vacancies": 1},
        programmes=[OUTFLOW],
        sites=[],
        corporations=[
            {"corporation": code, "name": code, "source": "made up"} for code in ("cc", "dd")
        ],
        stock=[
            {"corporation": "cc", "neighbourhood": "a1", "dwellings": 100, "source": "made up"},
            {"corporation": "dd", "neighbourhood": "a1", "dwellings": 200, "source": "made up"},
            {"corporation": "dd", "neighbourhood": "a2", "dwellings": 100, "source": "made up"},
        ],
        targets=[{"programme": "outflow", "year": 2022, "minimum": number, "maximum": number}],
        **more,
    )


def test_rows(golden: Golden) -> None:
    instance = instance_of(region_of(shared(4)))
    golden("corporation_balance", aim_rows(instance, Objective.CORPORATION_BALANCE))


@pytest.mark.parametrize(("number", "small_part", "above"), [(4, 1, 0), (3, 1, 0.25), (1, 0, 0.25)])
def test_in_proportion_to_what_falls_vacant(number: int, small_part: int, above: float) -> None:
    plan = agrees(region_of(shared(number)))
    assert dwellings(plan.lines, lambda row: row.corporation == "cc") == small_part
    assert value(plan, "corporation_balance.above_part") == pytest.approx(above)


def test_a_signed_line_stays() -> None:
    signed = [commitment("outflow", 2022, "a1", 3)]
    plan = agrees(region_of(shared(4, commitments=signed)))
    assert value(plan, "corporation_balance.above_part") == pytest.approx(2)


def test_what_is_not_taken_from_vacancies_does_not_count() -> None:
    tables = shared(4)
    tables["programmes"] = [{**OUTFLOW, "uses_vacancies": "false"}]
    region = region_of(tables)
    assert verify(region, [line("outflow", 2022, "a1", 4)]).aims[
        "corporation_balance.above_part"
    ] == pytest.approx(0)


def test_the_check_recomputes_it() -> None:
    region = region_of(shared(4))
    found = verify(region, [line("outflow", 2022, "a1", 4)]).aims["corporation_balance.above_part"]
    assert found == pytest.approx(3)
