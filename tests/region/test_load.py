"""The one way in."""

from __future__ import annotations

import json
import random
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.errors import PlannerError
from planner.region import load as load_module
from planner.region.bundled import bundled_names
from planner.region.domain import Mode, Objective, Placement
from planner.region.fields import SETTINGS, fields_of, tables
from planner.region.load import load
from tests.region.conftest import Refused, speaks
from tests.region.test_check_keys import full
from tests.tiny import tiny, write_folder, write_workbook


def test_a_region(folder: Path) -> None:
    loaded = load(folder)
    region = loaded.region
    assert region.identity.years == (2021, 2022)
    assert region.municipalities["aa"].turnover_rate == Decimal("0.06")
    assert region.stock["cc", "b1"].turnover_rate == Decimal("0.04")
    assert region.stock["cc", "a1"].turnover_rate is None
    assert region.programmes["outflow"].placement is Placement.STOCK
    assert region.sites["s1"].programmes == ("clustered",)
    assert region.neighbourhoods["a1"].x == 140000.0
    assert region.maximum("outflow", 2022) is None
    assert region.settings.proximity.speed_kmh[Mode.CYCLE] == 15
    assert list(region.settings.objective.tolerance) == list(Objective)
    assert loaded.folder == folder
    assert not loaded.notes
    assert not loaded.assumptions


def test_defaults_and_settings_in_force(tmp_path: Path) -> None:
    given_ = {"quota.key": "dwellings", "supply.max_share_of_vacancies": 0.2}
    loaded = load(write_folder(tmp_path / "r", tiny(settings=given_)))
    assert loaded.defaults["quota.method"] == "largest_remainder"
    assert "quota.key" not in loaded.defaults
    assert "region.price_level" not in loaded.defaults
    assert list(loaded.settings) == list(fields_of(SETTINGS))
    assert loaded.settings["supply.max_share_of_vacancies"] == 0.2
    assert loaded.settings["levy.amount_per_dwelling_year"] == 25000
    json.dumps(loaded.settings)


def test_assumptions_and_missing_sources(tmp_path: Path) -> None:
    region = tiny(settings={"quota.key": "dwellings", "region.source": "Assumption: all of it"})
    region["stock"][1]["source"] = "ASSUMPTION: half"
    region["targets"][2]["source"] = ""
    found = [
        (a.table, a.key, a.source) for a in load(write_folder(tmp_path / "r", region)).assumptions
    ]
    assert found == [
        ("region", "quota.key", "geen bron vermeld"),
        ("region", "region.source", "Assumption: all of it"),
        ("stock", "cc, a2", "ASSUMPTION: half"),
        ("targets", "clustered, 2022", "geen bron vermeld"),
    ]


def test_the_order_of_rows_never_matters(tmp_path: Path) -> None:
    region = full()
    region["commitments"] += [dict(region["commitments"][0], neighbourhood="a2")]
    first = load(write_folder(tmp_path / "one", region)).region
    for name in tables():
        random.Random(7).shuffle(region[name])
        region[name].reverse()
    second = load(write_folder(tmp_path / "two", region)).region
    assert first == second
    for name in tables():
        assert list(getattr(first, name)) == list(getattr(second, name))


def test_a_folder_and_a_workbook_of_every_table_agree(tmp_path: Path) -> None:
    one = load(write_folder(tmp_path / "r", full())).region
    two = load(write_workbook(tmp_path / "r.xlsx", full())).region
    assert all(getattr(one, table) == getattr(two, table) for table in tables())


def test_optional_tables_and_columns_may_be_missing(tmp_path: Path) -> None:
    region = tiny()
    del region["sites"]
    region["targets"].pop()
    path = write_folder(tmp_path / "r", region)
    stock = path / "stock.csv"
    stock.write_text("corporation,neighbourhood,dwellings,source\ncc,a1,5,x\n")
    loaded = load(path).region
    assert loaded.sites == {}
    assert loaded.stock["cc", "a1"].turnover_rate is None


@pytest.mark.parametrize("source", ["nowhere", "x" * 5000, "\0", Path("nowhere.xlsx")])
def test_an_unknown_region(refused: Refused, source: Any) -> None:
    [problem] = refused(source)
    assert problem.key == "region.unknown_region"


def test_a_near_name_of_a_bundled_region_is_suggested(refused: Refused) -> None:
    [name, *_] = bundled_names()
    [problem] = refused(name[:-2])
    assert f"“{name}”" in problem.remedy


def test_a_file_that_is_no_region(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "old.xls").write_bytes(b"")
    [problem] = refused(tmp_path / "old.xls")
    assert problem.key == "region.not_a_region"


def test_a_folder_named_like_a_bundled_region(
    refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = bundled_names()[0]
    monkeypatch.chdir(tmp_path)
    write_folder(tmp_path / name, tiny())
    assert [p.key for p in refused(name)] == ["region.two_of_name"]
    assert load(f"./{name}").region.identity.name == "tiny"
    assert load(Path(name)).region.identity.name == "tiny"


@pytest.mark.parametrize("name", bundled_names())
def test_bundled_regions_load(name: str) -> None:
    assert load(name).region.identity.name == name


def test_problems_of_every_stage_come_together(refused: Refused, folder: Path) -> None:
    (folder / "extra.csv").write_text("x")
    stock = folder / "stock.csv"
    stock.write_text(stock.read_text().replace("600", "-600"))
    sites = folder / "sites.csv"
    sites.write_text(sites.read_text().replace("conversion", "ruin").replace(",cc,", ",zz,"))
    found = refused(folder, scenarios=["none"], settings=["quota.kye=1"])
    assert {p.key for p in found} == {
        "region.unknown_file",
        "region.negative",
        "region.not_a_choice",
        "region.dangling",
        "region.no_scenario",
        "region.unknown_setting",
    }


def outcome(path: Path, **options: Any) -> None:
    """A load ends in a region or in problems that every language can say, never in a crash."""
    problems = None
    try:
        load(path, **options)
    except PlannerError as error:
        problems = error.problems
    if problems is not None:
        assert problems
        assert all(map(str, problems))
        speaks(problems)


FUZZ = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "1.234", "1,234", "0,5", "-1", "1e9", "nan", "9" * 40, "a;b", "aa", "2021", "ja",
         '"', "'", "=1+1", "\r", "{x}", "€ 5", "5%", "assumption"]
    ),
)  # fmt: skip


@FUZZ
@given(
    name=st.sampled_from(["region.toml", *(f"{table}.csv" for table in tables())]),
    content=st.binary(max_size=300),
)
def test_any_bytes(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        path = write_folder(Path(scratch) / "r", tiny())
        (path / name).write_bytes(content)
        outcome(path)


@FUZZ
@given(
    name=st.sampled_from(["region.toml", *(f"{table}.csv" for table in tables())]),
    start=st.integers(0, 400),
    content=st.one_of(st.binary(max_size=9), CELLS.map(str.encode)),
)
def test_any_bytes_within_a_file(name: str, start: int, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        path = write_folder(Path(scratch) / "r", full()) / name
        whole = path.read_bytes()
        path.write_bytes(whole[:start] + content + whole[start:])
        outcome(path.parent)


@FUZZ
@given(data=st.data())
def test_any_cells(data: st.DataObject) -> None:
    region = full()
    for _ in range(data.draw(st.integers(1, 6))):
        table = data.draw(st.sampled_from(tables()))
        row = data.draw(st.sampled_from(region[table]))
        row[data.draw(st.sampled_from(list(fields_of(table))))] = data.draw(CELLS)
    with tempfile.TemporaryDirectory() as scratch:
        outcome(write_folder(Path(scratch) / "r", region))


@FUZZ
@given(
    key=st.sampled_from(list(fields_of(SETTINGS))),
    value=st.recursive(
        st.one_of(
            st.integers(), st.floats(), st.booleans(), st.dates(),
            st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), max_size=9),
        ),
        lambda inner: st.lists(inner, max_size=3),
        max_leaves=4,
    ),
)  # fmt: skip
def test_any_setting(key: str, value: Any) -> None:
    def toml(item: Any) -> str:
        if isinstance(item, list):
            return "[" + ", ".join(map(toml, item)) + "]"
        if isinstance(item, str):
            return json.dumps(item)
        return str(item).lower() if isinstance(item, bool) else str(item)

    region = tiny()
    region["settings"].pop(key, None)
    with tempfile.TemporaryDirectory() as scratch:
        path = write_folder(Path(scratch) / "r", region)
        with (path / "region.toml").open("a", encoding="utf-8") as file:
            file.write(f"{key} = {toml(value)}\n")
        outcome(path)


@FUZZ
@given(
    expression=st.one_of(
        st.text(max_size=30),
        st.builds("{}={}".format, st.sampled_from(list(fields_of(SETTINGS))), CELLS),
        st.builds("targets[{},{}].{}={}".format, CELLS, CELLS, st.just("maximum"), CELLS),
        st.builds("sites[s1].{}={}".format, st.sampled_from(list(fields_of("sites"))), CELLS),
    )
)
def test_any_set(expression: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        outcome(write_folder(Path(scratch) / "r", tiny()), settings=[expression])


@FUZZ
@given(start=st.integers(0, 2000), content=st.binary(min_size=1, max_size=40))
def test_any_damage_to_a_workbook(start: int, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        path = write_workbook(Path(scratch) / "r.xlsx", tiny())
        whole = bytearray(path.read_bytes())
        whole[start : start + len(content)] = content
        path.write_bytes(bytes(whole))
        outcome(path)


def test_self_evident_settings_are_settings() -> None:
    assert set(fields_of(SETTINGS)) > load_module.SELF_EVIDENT
