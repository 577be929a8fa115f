"""A change of input that changes nothing moves nothing, with an earlier plan or without one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from planner.region.domain import Line
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    POINT,
    POINT_B,
    SITE_A,
    SITE_B,
    region_of,
    small,
    solved,
)
from tests.tiny import write_folder

Tables = dict[str, Any]


def base() -> Tables:
    """A region in which much is alike, so that little but the fixed order decides."""
    tables = small(
        settings={
            "supply.max_share_of_vacancies": 0.5,
            "neighbourhood.max_load_per_1000_dwellings": 20,
            "spread.min_dwellings": 0,
        },
        programmes=[
            {**OUTFLOW, "support_service": "ambulatory", "max_metres": 6000, "max_minutes": 60},
            {**CLUSTERED, "max_cluster": 3},
        ],
        support_points=[{**POINT, "capacity": 20}, {**POINT_B, "capacity": 20}],
        sites=[SITE_A, {**SITE_B, "cost_per_dwelling": 5000}],
        corporations=[
            {"corporation": code, "name": code.upper(), "source": "made up"}
            for code in ("cc", "dd")
        ],
        stock=[
            {"corporation": code, "neighbourhood": place, "dwellings": 200, "source": "made up"}
            for code in ("cc", "dd")
            for place in ("a1", "a2", "b1")
        ],
        targets=[
            {"programme": "outflow", "year": 2021, "minimum": 3, "maximum": 4, "source": "m"},
            {"programme": "outflow", "year": 2022, "minimum": 4, "maximum": 5, "source": "m"},
            {"programme": "clustered", "year": 2022, "minimum": 2, "maximum": 3, "source": "m"},
        ],
    )
    tables["budgets"] = [{"programme": "outflow", "year": 2021, "amount": 90_000}]
    return tables


def reverse(table: str) -> Callable[[Tables], None]:
    return lambda tables: tables[table].reverse()


def put(table: str, column: str, value: Any, at: int = 0) -> Callable[[Tables], None]:
    return lambda tables: tables[table][at].update({column: value})


def add(table: str, **cells: Any) -> Callable[[Tables], None]:
    return lambda tables: tables.setdefault(table, []).append(cells)


def setting(key: str, value: Any) -> Callable[[Tables], None]:
    return lambda tables: tables["settings"].update({key: value})


def columns(tables: Tables) -> None:
    for name, rows in tables.items():
        if name != "settings":
            tables[name] = [dict(reversed(row.items())) for row in rows]


FAR = {"x": 150_000, "y": 480_000}
CHANGES: dict[str, Callable[[Tables], None]] = {
    **{
        f"rows of {table}": reverse(table)
        for table in (
            "municipalities", "neighbourhoods", "corporations", "stock", "support_points", "sites",
            "programmes", "targets",
        )
    },
    "columns": columns,
    "label of a programme": put("programmes", "label_nl", "Een andere naam"),
    "name of a municipality": put("municipalities", "name", "Zztown"),
    "name of a neighbourhood": put("neighbourhoods", "name", "Aardig"),
    "name of a corporation": put("corporations", "name", "Zonder Naam"),
    "name of a site": put("sites", "name", "Nieuwe naam"),
    "name of a support point": put("support_points", "name", "Anders"),
    "label of the region": setting("region.label_en", "Elsewhere"),
    "source": put("stock", "source", "counted again"),
    "metres that nothing uses": put("programmes", "max_metres", 7000),
    "minutes that nothing uses": put("programmes", "max_minutes", None),
    "capacity that nothing uses": put("support_points", "capacity", 2000),
    "a cluster that nothing reaches": put("programmes", "max_cluster", 30, 1),
    "a limit by neighbourhood": put("programmes", "max_per_neighbourhood", 50),
    "a larger share": setting("supply.max_share_of_vacancies", 0.6),
    "a larger load": setting("neighbourhood.max_load_per_1000_dwellings", 25),
    "a load with neighbours": setting("neighbourhood.max_adjacent_load_per_1000_dwellings", 900),
    "a larger budget": put("budgets", "amount", 95_000),
    "a budget more": add("budgets", programme="clustered", year=2022, amount=10**6),
    "a support point for nobody": add(
        "support_points", support_point="p9", name="Ver", neighbourhood="b1", services="x", **FAR
    ),
    "a proposed line": add(
        "commitments", programme="outflow", year=2021, municipality="aa", neighbourhood="a1",
        corporation="cc", dwellings=2, status="proposed",
    ),
    "who takes part takes part": add(
        "participation", municipality="aa", programme="outflow", participates="true"
    ),
    "sites that lie apart anyway": add(
        "separation", programme_a="clustered", programme_b="clustered", min_metres=100
    ),
    "a maximum that is not needed": put("targets", "maximum", 9, 1),
    "a pool": add("pools", pool="bw", year=2021, places=10),
    "an index": lambda tables: tables.update(
        {"index": [{"year": year, "index": 1 + (year - 2021) / 10} for year in (2021, 2022)]}
    ),
    "another levy": setting("levy.amount_per_dwelling_year", 30_000),
    "who receives it": setting("levy.redistribute_by", "equal"),
    "what is negotiable": setting("diagnosis.order", ["budget"]),
}  # fmt: skip


@pytest.fixture(scope="module")
def plan() -> tuple[Line, ...]:
    return solved(region_of(base())).lines


def test_there_are_enough_of_them() -> None:
    assert len(CHANGES) >= 30


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_nothing_moves(plan: tuple[Line, ...], change: Callable[[Tables], None]) -> None:
    tables = deepcopy(base())
    change(tables)
    region = region_of(tables)
    assert solved(region).lines == plan
    assert solved(region, earlier=plan).lines == plan


SCRIPT = """
import sys
from planner.optimise.solver import Options
from planner.region.load import load
from planner.run import run

for line in run(load(sys.argv[1]), Options()).plan.lines:
    print(*line)
"""


def test_neither_hash_seed_nor_locale_matters(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "r", base())
    found = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(folder)],
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": name},
            capture_output=True,
            check=True,
        ).stdout
        for seed, name in (("0", "C"), ("4711", "nl_NL.UTF-8"), ("99", "C.UTF-8"))
    }
    assert len(found) == 1
