"""No rule and no objective without a place in the registry, a golden text and tests of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.models import objectives, rules
from planner.models.objectives import OBJECTIVES
from planner.models.rules import RULES
from planner.region.domain import Objective
from planner.verification.rules import RULES as CHECKED
from tests.models.conftest import GOLDEN

TESTS = Path(__file__).parent
# Not a family: what the files of the objectives share.
SHARED = {"stages"}


def families(package: object) -> set[str]:
    [folder] = package.__path__  # type: ignore[attr-defined]
    return {file.stem for file in Path(folder).glob("*.py")} - {"__init__"} - SHARED


def test_every_rule_is_registered() -> None:
    assert families(rules) == set(RULES)


def test_every_aim_is_registered() -> None:
    assert families(objectives) == {str(aim) for aim in OBJECTIVES}


def test_every_aim_of_the_contract_has_its_mathematics() -> None:
    assert set(Objective) == set(OBJECTIVES)


def test_the_independent_check_knows_every_rule() -> None:
    # A quota may be missed: it is an objective's measure, not something a plan can break. A request
    # is a question put to one plan, checked only where there is one.
    assert set(RULES) - set(CHECKED) == {"quota", "request"}
    assert set(CHECKED) <= set(RULES)


@pytest.mark.parametrize("family", sorted(families(rules)))
def test_every_rule_has_its_tests_and_its_golden_text(family: str) -> None:
    assert (TESTS / "rules" / f"test_{family}.py").is_file()
    assert (GOLDEN / f"{family}.lp").read_text(encoding="utf-8").count("\n") >= 1


@pytest.mark.parametrize("family", sorted(families(objectives)))
def test_every_aim_has_its_tests_and_its_golden_text(family: str) -> None:
    assert (TESTS / "objectives" / f"test_{family}.py").is_file()
    assert (GOLDEN / f"{family}.lp").read_text(encoding="utf-8").startswith("minimise ")


def test_no_golden_text_of_what_is_gone() -> None:
    assert {file.stem for file in GOLDEN.glob("*.lp")} == families(rules) | families(objectives)
