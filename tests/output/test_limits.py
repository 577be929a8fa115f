"""Every limit has a sentence, the same in report, map and explanation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from planner import text
from planner.analysis.binding import Bound
from planner.models.limit import Subject
from planner.output.limits import sentences
from planner.region.domain import Region

from .conftest import make_region


def bound(words: str, used: Any, limit: Any, /, **subject: Any) -> Bound:
    """A limit used up in Aa, by the words of its rule and kind."""
    rule, _, kind = words.partition(".")
    return Bound(rule, kind, "aa", Subject(**subject), used, limit)


SHARE = {"corporation": "noord", "municipality": "aa"}
IN_A1 = {"corporation": "noord", "neighbourhood": "a1"}
SAID = [
    (
        bound("vacancy_share.municipality", 5, 5, **SHARE, year=2021),
        "Wonen Noord zet in wat hier van de vrijkomende woningen mag: tot en met 2021 5 van 5"
        " woningen.",
    ),
    (
        bound("vacancy_share.municipality", 0, 0, **SHARE, year=2021),
        "Wonen Noord: tot en met 2021 komt er hier te weinig vrij om één woning te mogen inzetten.",
    ),
    (
        bound("vacancy_share.municipality_year", 3, 3, **SHARE, year=2022),
        "Wonen Noord zet in wat hier in één jaar van de vrijkomende woningen mag: in 2022 3 van 3.",
    ),
    (
        bound("vacancy_share.vacancies", 7, 7, **IN_A1, year=2021),
        "Wonen Noord in Buurt a1: meer woningen komen er niet vrij; tot en met 2021 7 van 7.",
    ),
    (
        bound("stock", 7, 7, **IN_A1),
        "Wonen Noord heeft in Buurt a1 niet meer woningen: 7 van 7 zijn ingezet.",
    ),
    (
        bound("support.capacity", 8, 8, support_point="sp"),
        "Steunpunt Eén is vol: 8 van 8 woningen.",
    ),
    (
        bound("support.nowhere", 0, 0, programme="near"),
        "Nergens is de gevraagde ondersteuning binnen bereik voor: near nl.",
    ),
    (
        bound("edge.nowhere", 0, 0, programme="near"),
        "Geen plek ligt er vrij genoeg van de bebouwing voor: near nl.",
    ),
    (
        bound("site.none", 0, 0, programme="cluster"),
        "Er is geen geschikte locatie voor: cluster nl.",
    ),
    (
        bound("site.all", 2, 2, programme="cluster"),
        "Alle 2 locaties die geschikt zijn voor cluster nl, zijn in gebruik.",
    ),
    (
        bound("site", 20, 20, site="s1"),
        "Locatie Werf is vol: 20 van 20 woningen.",
    ),
    (
        bound("adjacent_load", 15, 15, neighbourhood="a1"),
        "Buurt a1 en de buurten eromheen hebben samen een belasting van 15, bij een grens van 15.",
    ),
    (
        bound("participation.never", 0, 0, programme="near"),
        "Doet niet mee met: near nl.",
    ),
    (
        bound("participation.years", 0, 0, programme="near", year=2022),
        "Doet in 2022 niet mee met: near nl.",
    ),
    (
        bound("distinct_municipalities", 1, 1, programme="cluster"),
        "Er is al een locatie in gebruik voor cluster nl; meer dan één per gemeente mag niet.",
    ),
    (
        bound("target", 6, 6, programme="near", year=2021),
        "near nl: tot en met 2021 is het hoogste aantal bereikt, 6 van 6.",
    ),
    (
        bound("budget", 1000, 1200, programme="near", year=2021),
        "near nl: van het budget is besteed in 2021 €\xa01.000 van €\xa01.200. Wat rest, is te"
        " weinig voor de goedkoopste stap.",
    ),
]


@pytest.fixture
def region() -> Region:
    region = make_region()
    programmes = {
        code: replace(row, label_nl=f"{code} nl") for code, row in region.programmes.items()
    }
    return replace(region, programmes=programmes)


@pytest.mark.parametrize(("one", "said"), SAID)
def test_every_limit_has_its_sentence(region: Region, one: Bound, said: str) -> None:
    text.use("nl")
    assert sentences(region, [one]) == [said]
    text.use("en")
    (english,) = sentences(region, [one])
    assert english != said


def test_years_and_places_of_one_limit_come_together(region: Region) -> None:
    text.use("nl")
    share = [
        bound("vacancy_share.municipality", used, used, **SHARE, year=year)
        for used, year in ((5, 2021), (10, 2022))
    ]
    in_year = [
        bound("vacancy_share.vacancies_year", 3, 3, **IN_A1, year=year) for year in (2021, 2022)
    ]
    most = [
        bound("per_neighbourhood", 3, 3, programme="near", neighbourhood=code)
        for code in ("a1", "a2")
    ]
    assert sentences(region, [*share, *in_year, *most]) == [
        "Wonen Noord zet in wat hier van de vrijkomende woningen mag: tot en met 2022 10 van 10"
        " woningen.",
        "Wonen Noord in Buurt a1: meer woningen komen er in één jaar niet vrij; in 2021 3 van 3 en"
        " in 2022 3 van 3.",
        "near nl: het hoogste aantal per buurt, 3, is bereikt in Buurt a1 en Buurt a2.",
    ]
