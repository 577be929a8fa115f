"""Scenarios and `--set`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from planner.region.domain import QuotaKey
from planner.region.load import Loaded, load
from tests.region.conftest import Refused

SCENARIO = """
[scenario]
name = "less"
source = "assumption: a guess"

[settings.quota]
key = "dwellings"
[settings.objective.tolerance]
cost = 0.5

[[change.municipalities]]
municipality = "aa"
turnover_rate = 0.07
arrears = 3

[[change.targets]]
programme = "outflow"
year = 2021
maximum = ""

[[add.participation]]
municipality = "bb"
programme = "clustered"
participates = false
source = "letter"

[[remove.targets]]
programme = "clustered"
"""


def apply(folder: Path, text: str) -> Loaded:
    (folder / "scenarios").mkdir(exist_ok=True)
    (folder / "scenarios" / "less.toml").write_text(text, encoding="utf-8")
    return load(folder, scenarios=["less"])


def test_a_scenario(folder: Path) -> None:
    loaded = apply(folder, SCENARIO)
    region = loaded.region
    assert region.settings.quota.key is QuotaKey.DWELLINGS
    assert loaded.settings["objective.tolerance.cost"] == 0.5
    assert "quota.key" not in loaded.defaults
    assert region.municipalities["aa"].turnover_rate == Decimal("0.07")
    assert region.municipalities["aa"].arrears == 3
    assert region.maximum("outflow", 2021) is None
    assert region.absent == {("bb", "clustered", 2021), ("bb", "clustered", 2022)}
    assert list(region.targets) == [("outflow", 2021), ("outflow", 2022)]
    assert "less.toml" in loaded.hashes


def test_what_it_touches_carries_its_source(folder: Path) -> None:
    loaded = apply(folder, SCENARIO)
    found = {(a.table, a.key): a.source for a in loaded.assumptions}
    assert found == {
        ("region", "quota.key"): "assumption: a guess",
        ("region", "objective.tolerance.cost"): "assumption: a guess",
        ("municipalities", "aa"): "assumption: a guess; made up",
        ("targets", "outflow, 2021"): "assumption: a guess; made up",
    }
    silent = apply(folder, "[settings.quota]\nkey = 'dwellings'\n")
    assert silent.region.settings.sources == {"quota.key": "assumption: less.toml"}


def test_a_confirmed_scenario_does_not_hide_an_old_assumption(folder: Path) -> None:
    path = folder / "stock.csv"
    path.write_text(path.read_text().replace("600,,made up", "600,,assumption: count"))
    text = (
        "[scenario]\nsource = 'register'\n[[change.stock]]\n"
        "corporation = 'cc'\nneighbourhood = 'a1'\ndwellings = 601\n"
    )
    assert apply(folder, text).region.stock["cc", "a1"].source == "assumption: count; register"


def test_a_path_may_name_it_and_later_ones_come_later(folder: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.toml", tmp_path / "sub" / "one.toml"
    two.parent.mkdir()
    one.write_text("[settings.quota]\nkey = 'dwellings'\n")
    two.write_text("[settings.quota]\nkey = 'social_dwellings'\n")
    loaded = load(folder, scenarios=[one, str(two)], settings=["levy.redistribute_by=equal"])
    assert loaded.region.settings.quota.key is QuotaKey.SOCIAL_DWELLINGS
    assert {"one.toml", str(two)} <= set(loaded.hashes)


@pytest.mark.parametrize(
    ("text", "key", "column"),
    [
        ("x = 1", "region.scenario_part", "x"),
        ("[sources]\na = 'b'", "region.scenario_part", "sources"),
        ("[scenario]\ntitle = 'b'", "region.scenario_part", "scenario.title"),
        ("[scenario]\nname = 5", "region.not_text", "scenario.name"),
        ("settings = 1", "region.scenario_form", "settings"),
        ("[settings.quota]\nkye = 'x'", "region.unknown_setting", "quota.kye"),
        ("[settings.quota]\nkey = 'x'", "region.not_a_choice", "quota.key"),
        ("[change.targets]\nyear = 2021", "region.scenario_form", "change.targets"),
        ("[change]\ntargets = [1]", "region.scenario_form", "change.targets"),
        ("[[change.target]]\nyear = 2021", "region.unknown_table", ""),
        ("[[change.targets]]\nyear = 2021", "region.scenario_key", "targets"),
        ("[[change.corporations]]\ncorporation = 'c'\nname = 'x'", "region.no_row", ""),
        (
            "[[change.corporations]]\ncorporation = 'cc'\nnmae = 'x'",
            "region.unknown_column",
            "nmae",
        ),
        ("[[change.corporations]]\ncorporation = 'cc'\nname = 5", "region.not_text", "name"),
        ("[[add.corporations]]\ncorporation = 'cc'\nname = 'x'", "region.row_exists", ""),
        ("[[add.corporations]]\nname = 'x'", "region.scenario_key", "corporations"),
        ("[[add.corporations]]\ncorporation = 'dd'", "region.empty", "name"),
        ("[[remove.corporations]]\nname = 'x'", "region.remove_by_key", "name"),
        ("[[remove.corporations]]\ncorporation = 'dd'", "region.no_row", ""),
        ("[[remove.corporations]]", "region.scenario_key", "remove.corporations"),
        ("[[remove.travel]]\nfrom = 'a1'", "region.no_row", ""),
        ("[[remove.stock]]\ncorporation = {a = 1}", "region.no_row", ""),
        ("[[add.travel]]\nfrom = 'a1'\nto = [['b1']]", "region.not_text", "to"),
        (
            "[[add.corporations]]\ncorporation = {a = 1}\nname = 'x'",
            "region.not_text",
            "corporation",
        ),
        (
            "[[add.stock]]\ncorporation = [['a']]\nneighbourhood = 1\ndwellings = 1",
            "region.not_text",
            "corporation",
        ),
        ("[[change.sites]]\nsite = 's1'\nprogrammes = [['a']]", "region.not_text", "programmes"),
        ("[", "region.toml_form", ""),
    ],
)
def test_a_scenario_is_refused(
    folder: Path, refused: Refused, tmp_path: Path, text: str, key: str, column: str
) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    found = [(p.key, p.file, p.column) for p in refused(folder, scenarios=[path])]
    assert (key, "bad.toml", column) in found


def test_an_unknown_scenario_suggests_one(folder: Path, refused: Refused) -> None:
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "fewer.toml").write_text("")
    [problem] = refused(folder, scenarios=["fewr"])
    assert problem.key == "region.no_scenario"
    assert "“fewer”" in problem.remedy


@pytest.mark.parametrize(
    ("expression", "read", "expected"),
    [
        ("quota.credit_existing=true", "quota.credit_existing", True),
        (" supply.max_share_of_vacancies = 0.2", "supply.max_share_of_vacancies", 0.2),
        ("region.years=2021;2022;2023", "region.years", [2021, 2022, 2023]),
        ("objective.order=cost;spread", "objective.order", ["cost", "spread"]),
        ("levy.amount_per_dwelling_year=", "levy.amount_per_dwelling_year", 25000),
    ],
)
def test_set_a_setting(folder: Path, expression: str, read: str, expected: object) -> None:
    assert load(folder, settings=[expression]).settings[read] == expected


def test_set_a_cell(folder: Path) -> None:
    path = folder / "municipalities.csv"
    lines = [line.split(",") for line in path.read_text().splitlines()]
    position = lines[0].index("arrears")
    path.write_text("\n".join(",".join(c[:position] + c[position + 1 :]) for c in lines) + "\n")
    region = load(
        folder,
        settings=[
            "municipalities[aa].turnover_rate=0.065",
            "municipalities[aa].arrears=2",
            "targets[outflow, 2022].maximum=40",
            "support_points[p1].services=ambulatory",
        ],
    ).region
    assert region.municipalities["aa"].turnover_rate == Decimal("0.065")
    assert [m.arrears for m in region.municipalities.values()] == [2, 0]
    assert region.maximum("outflow", 2022) == 40
    assert region.support_points["p1"].services == ("ambulatory",)


def test_empty_parts_at_the_end_of_a_key_may_be_left_out(folder: Path, refused: Refused) -> None:
    (folder / "participation.csv").write_text(
        "municipality,programme,participates,from_year,source\n"
        "bb,outflow,false,,x\nbb,outflow,true,2022,x\n"
    )
    always = load(folder, settings=["participation[bb,outflow].participates=true"]).region
    assert always.absent == frozenset()
    later = load(folder, settings=["participation[bb,outflow,2022].participates=false"]).region
    assert later.absent == {("bb", "outflow", 2021), ("bb", "outflow", 2022)}
    [problem] = refused(folder, settings=["participation[bb].participates=true"])
    assert problem.key == "region.set_key"


@pytest.mark.parametrize(
    ("expression", "key"),
    [
        ("quota", "region.set_form"),
        ("targets[outflow].maximum=1", "region.set_key"),
        ("targets[outflow,2030].maximum=1", "region.no_row"),
        ("targets[outflow,2022].maxmum=1", "region.unknown_column"),
        ("target[outflow,2022].maximum=1", "region.unknown_table"),
        ("quota.kye=dwellings", "region.unknown_setting"),
        ("quota.key=dwelling", "region.not_a_choice"),
        ("supply.max_share_of_vacancies=0,2", "region.set_comma"),
        ("supply.max_share_of_vacancies=2", "region.share_above_one"),
        ("quota.credit_existing=maybe", "region.not_boolean"),
        ("region.name=", "region.empty"),
        ("targets[outflow,2022].maximum=1", "region.crossed"),
    ],
)
def test_set_is_refused(folder: Path, refused: Refused, expression: str, key: str) -> None:
    found = [(p.key, p.file) for p in refused(folder, settings=[expression])]
    assert any(one == key for one, _ in found)
    if key != "region.crossed":
        assert (key, f"--set {expression}") in found
