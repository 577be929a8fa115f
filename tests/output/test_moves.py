"""What moved, in words and as data, and who may see it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from planner.outcome import Outcome
from planner.output.edition import edition
from planner.output.moves import NUMBERS, cells, header, record
from planner.output.plan_json import record as plan_record
from planner.region.domain import Audience
from planner.region.reorganisation import Move
from planner.text import use

type Make = Callable[..., Outcome]


def move(what: str, subject: str = "", amount: Fraction | int = 3, unit: str = "dwellings") -> Move:
    return Move(what, subject, "xx", "Iks", "aa", "Aadorp", 2022, Fraction(amount), unit)


def test_a_move_in_words(outcome: Outcome) -> None:
    vacancies = move("vacancies", amount=Fraction(2001, 8), unit="dwellings_a_year")
    assert cells(outcome.region, vacancies) == [
        "Verwachte vrijkomende woningen", "", "Iks", "Aadorp", "2022", "250,12",
        "woningen per jaar",
    ]  # fmt: skip
    use("en")
    about = outcome.region.programmes["outflow"].label_en
    assert cells(outcome.region, move("target", "outflow", 1200))[1:6] == [
        about, "Iks", "Aadorp", "2022", "1,200",
    ]  # fmt: skip
    assert cells(outcome.region, move("quota", "homes"))[1] == "homes"
    assert len(header()) == 7
    assert [header()[position] for position in NUMBERS] == ["year", "amount"]


def test_a_move_as_data() -> None:
    assert record(move("quota", "homes", Fraction(1, 4))) == {
        "what": "quota", "subject": "homes", "from": "xx", "from_name": "Iks", "to": "aa",
        "to_name": "Aadorp", "year": 2022, "amount": 0.25, "unit": "dwellings",
    }  # fmt: skip
    whole = record(move("sites"))
    assert json.dumps([whole["subject"], whole["amount"]]) == "[null, 3]"


def test_few_households_are_not_told(outcome: Outcome) -> None:
    for amount, told in ((0, None), (4, None), (5, 5)):
        few = move("demand", "outflow", amount, "households")
        assert record(few)["amount"] == told
        assert cells(outcome.region, few)[5] == ("x" if told is None else "5")
    assert record(move("existing_places", amount=3, unit="places"))["amount"] == 3


@pytest.mark.parametrize(
    ("audience", "kept"),
    [
        (Audience.INTERNAL, ["sites", "target outflow", "target hidden", "quota homes"]),
        (Audience.PARTNERS, ["sites", "target outflow", "quota homes"]),
        (Audience.PUBLIC, ["sites", "target outflow", "quota homes"]),
    ],
)
def test_a_confidential_programme_is_not_named(
    make: Make, audience: Audience, kept: list[str]
) -> None:
    moves = (move("sites"), move("target", "outflow"), move("target", "hidden"),
             move("quota", "homes"))  # fmt: skip
    outcome = make()
    outcome = replace(outcome, loaded=replace(outcome.loaded, moves=moves))
    moved = plan_record(edition(outcome, audience))["moved"]
    assert [f"{row['what']} {row['subject'] or ''}".strip() for row in moved] == kept


def test_the_share_in_a_group_with_a_confidential_programme_is_not_public(make: Make) -> None:
    outcome = make()
    programmes = dict(outcome.region.programmes)
    programmes["hidden"] = replace(programmes["hidden"], quota_group="homes")
    outcome = make(replace(outcome.region, programmes=programmes))
    outcome = replace(outcome, loaded=replace(outcome.loaded, moves=(move("quota", "homes"),)))
    assert edition(outcome, Audience.PARTNERS).loaded.moves == ()
    assert edition(outcome, Audience.PUBLIC).loaded.moves == ()
