"""Every rule is known to everything that is written over rules, in every language.

What follows from a rule's limits and bars is written once; this holds each rule against each of
them, so that a rule whose words, levers or chapter are missing shows by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.analysis.explain.changes import FAMILIES
from planner.models.limit import Bar, Limit
from planner.models.rules import RULES, bars, limits
from planner.models.usage import Usage
from planner.output.limits import named, quantity
from planner.region.change import value_of, with_value
from planner.region.domain import Instance
from planner.region.fields import SETTINGS, fields_of
from planner.text import LANGUAGES, catalogue, text, use
from tests.analysis.explain.planted import PLANTED, RULE_OF

# A quota is an objective's measure and a request a question put to one plan: neither is said as a
# rule.
SAID = sorted(set(RULES) - {"quota", "request"})
# Rows of their own, and so words of their own only.
STRUCTURAL = {"separation", "commitment", "closure", "wait"}


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    yield
    use("nl")


def of_rule(instance: Instance, rule: str) -> list[Limit]:
    """One limit of each kind of a rule."""
    return list({one.kind: one for one in limits(instance) if one.rule == rule}.values())


def bars_of(instance: Instance, rule: str) -> list[Bar]:
    """One bar of each kind of a rule."""
    region = instance.region
    found = {
        bar.kind: bar
        for programme in region.programmes
        for lot in region.lots(programme)
        for year in region.years
        for bar in bars(instance, programme, year, lot)
        if bar.rule == rule
    }
    return list(found.values())


@pytest.mark.parametrize("rule", SAID)
def test_a_rule_has_a_name_limits_or_bars_and_words(whole: Instance, rule: str) -> None:
    said, kept_out = of_rule(whole, rule), bars_of(whole, rule)
    assert said or kept_out or rule in STRUCTURAL
    for language in LANGUAGES:
        use(language)
        known = catalogue(language)
        assert text(f"cli.rule.{rule}")
        for limit in said:
            number = quantity(rule, limit.number(limit.amount))
            values = {**named(whole.region, limit.subject), "used": number, "limit": number}
            assert text(f"limit.{limit.words}", **values, count=1, years="", parts="")
            if not limit.makes_room:  # else no sum alone shows anything
                more = {**values, "programme": "", "added": number, "existing": number}
                assert text(f"forbidden.{limit.words}", **{"year": "", **more})
                for ending in ("", ".remedy"):
                    assert f"impossible.{limit.words}{ending}" in known
        for bar in kept_out:
            assert f"forbidden.{bar.words}" in known
            assert f"impossible.{bar.words}" in known
        if kept_out and rule != "participation":
            assert f"limit.{rule}.nowhere" in known


@pytest.mark.parametrize("rule", SAID)
def test_the_numbers_of_a_rule_can_be_read_and_changed(whole: Instance, rule: str) -> None:
    region = whole.region
    cells = [field for limit in of_rule(whole, rule) for field in limit.fields]
    cells += [bar.field for bar in bars_of(whole, rule) if bar.field]
    for cell in cells:
        known = fields_of(SETTINGS if cell.table == "region" else cell.table)
        assert cell.column in known
        changed = with_value(region, cell, value_of(region, cell))
        assert getattr(changed, cell.table, None) == getattr(region, cell.table, None)
        assert (cell.table, cell.column) in FAMILIES


def test_what_a_plan_takes_is_known_of_every_rule(whole: Instance) -> None:
    usage = Usage(whole)
    assert {limit.rule for limit in usage.limits} == {limit.rule for limit in limits(whole)}
    for programme in whole.region.programmes:
        for lot in whole.region.lots(programme):
            assert usage.room(programme, whole.region.years[-1], lot) >= 0


@pytest.mark.parametrize("rule", SAID)
def test_a_rule_can_be_negotiated_or_is_a_fact(rule: str) -> None:
    # Nobody can agree to more dwellings than there are.
    assert rule in RULE_OF.values() or rule == "stock"
    families = {family for family, of in RULE_OF.items() if of == rule}
    assert families <= set(PLANTED)
    assert families <= set(fields_of(SETTINGS)["diagnosis.order"].choices)


def test_the_steps_to_add_a_rule_are_those_that_there_are() -> None:
    steps = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for name in (
        "planner/region/fields.csv", "planner/region/domain.py", "models/rules/<rule>.py",
        "models/rules/__init__.py", "planner/verification/rules.py", "rules.po", "verify.po",
        "tests/models/rules/test_<rule>.py", "tests/models/test_consumers.py",
        "planner/analysis/explain/changes.py", "tests/differential/reference.py",
    ):  # fmt: skip
        assert f"`{name}`" in steps, name
        path = name.replace("<rule>", "share")
        root = Path(__file__).parents[2]
        found = root / path if "/" in path else root / "planner" / "locale" / "en" / path
        assert found.is_file(), path
