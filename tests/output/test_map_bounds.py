"""Every limit has a sentence on the map, for the municipality it holds back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from planner import text
from planner.analysis.binding import Bound
from planner.outcome import Outcome
from planner.output.map_bounds import sentences

from .conftest import make_region

type Make = Callable[..., Outcome]

SAID = [
    (
        Bound("vacancy_share", "aa", "noord", 2021, None, 5, 5),
        "Wonen Noord: alle vrijkomende woningen die het plan hier mag gebruiken zijn gebruikt"
        " (2021: 5 van 5).",
    ),
    (
        Bound("vacancy_share", "aa", "noord", 2021, None, 0, 0),
        "Wonen Noord: er komt hier te weinig vrij om één woning te mogen gebruiken.",
    ),
    (
        Bound("vacancy_share", "aa", "noord, a1", 2021, None, 7, 7),
        "Wonen Noord in Buurt a1: meer woningen komen er niet vrij (2021: 7 van 7).",
    ),
    (
        Bound("support", "aa", "sp", None, None, 8, 8),
        "Steunpunt Eén is vol: 8 van 8 woningen.",
    ),
    (
        Bound("support", "aa", "", None, "near", 0, 0),
        "near nl: de nodige begeleiding is hier nergens dichtbij genoeg.",
    ),
    (
        Bound("edge", "aa", "", None, "near", 0, 0),
        "near nl: geen plek hier ligt vrij genoeg van de bebouwing.",
    ),
    (
        Bound("site", "aa", "", None, "cluster", 0, 0),
        "cluster nl: er is geen geschikte locatie.",
    ),
    (
        Bound("site", "aa", "", None, "cluster", 2, 2),
        "cluster nl: alle geschikte locaties zijn in gebruik (2 van 2).",
    ),
    (
        Bound("site", "aa", "s1", None, "cluster", 20, 20),
        "Locatie Werf is vol: 20 van 20 woningen (cluster nl).",
    ),
    (
        Bound("adjacent_load", "aa", "a1", None, None, 15, 15),
        "Buurt a1 en de buurten eromheen dragen samen zo veel als mag: belasting 15 van 15.",
    ),
    (
        Bound("participation", "aa", "", None, "near", 0, 0),
        "near nl: deze gemeente doet niet mee.",
    ),
    (
        Bound("participation", "aa", "", 2022, "near", 0, 0),
        "near nl: deze gemeente doet niet mee in 2022.",
    ),
    (
        Bound("distinct_municipalities", "aa", "", None, "cluster", 1, 1),
        "cluster nl: er mag één locatie per gemeente zijn, en die is er.",
    ),
]


def plain(said: str) -> str:
    return said.replace("\u2068", "").replace("\u2069", "")


@pytest.fixture
def shown(make: Make) -> Outcome:
    region = make_region()
    programmes = {
        code: replace(row, label_nl=f"{code} nl") for code, row in region.programmes.items()
    }
    return make(region=replace(region, programmes=programmes))


@pytest.mark.parametrize(("bound", "said"), SAID)
def test_every_limit_has_its_sentence(shown: Outcome, bound: Bound, said: str) -> None:
    assert [plain(line) for line in sentences(shown, [bound])["aa"]] == [said]
    text.use("en")
    (english,) = sentences(shown, [bound])["aa"]
    assert plain(english) != said


def test_years_and_places_of_one_limit_come_together(shown: Outcome) -> None:
    share = [Bound("vacancy_share", "aa", "noord", year, None, 5, 5) for year in (2021, 2022)]
    most = [Bound("per_neighbourhood", "aa", code, None, "near", 3, 3) for code in ("a1", "a2")]
    said = [plain(line) for line in sentences(shown, [*share, *most])["aa"]]
    assert said == [
        "Wonen Noord: alle vrijkomende woningen die het plan hier mag gebruiken zijn gebruikt"
        " (elk jaar 5 van 5).",
        "near nl: het hoogste aantal in één buurt (3) is bereikt in Buurt a1, Buurt a2.",
    ]


def test_limits_of_the_whole_region_hold_no_municipality_back(shown: Outcome) -> None:
    region = [
        Bound("target", "", "", 2021, "near", 6, 6),
        Bound("budget", "", "", 2021, "near", 1, 2),
    ]
    assert sentences(shown, region) == {}
