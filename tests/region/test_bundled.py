"""The regions that come with the planner."""

from __future__ import annotations

from pathlib import Path

import pytest

import planner
from planner.region.bundled import bundled_folder, bundled_names, scenario_names
from planner.region.inputs import Inputs, inputs_of
from planner.region.load import Loaded, load


def test_in_a_checkout() -> None:
    assert bundled_names() == tuple(sorted(bundled_names()))
    assert all((bundled_folder(name) / "region.toml").is_file() for name in bundled_names())


def test_in_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "planner"
    folder = package / "_data" / "regions" / "one"
    folder.mkdir(parents=True)
    (folder / "region.toml").write_text("")
    (folder.parent / "no-region").mkdir()
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "more.toml").write_text("")
    (folder / "scenarios" / "README.md").write_text("")
    monkeypatch.setattr(planner, "__file__", str(package / "__init__.py"))
    assert bundled_names() == ("one",)
    assert bundled_folder("one") == folder
    assert scenario_names("one") == ("more",)


def test_every_scenario_loads_and_changes_something() -> None:
    for name in bundled_names():
        base = load(name)
        for scenario in scenario_names(name):
            found = load(name, scenarios=[scenario])
            assert found.moves or inputs(found) != inputs(base), scenario


def inputs(loaded: Loaded) -> Inputs:
    return inputs_of(loaded.region, loaded.settings)


def test_without_any(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planner, "__file__", str(tmp_path / "planner" / "__init__.py"))
    assert bundled_names() == ()
    with pytest.raises(KeyError):
        bundled_folder("one")
