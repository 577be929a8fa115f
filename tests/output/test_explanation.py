"""Explanations in words: in both languages, with names, never with codes or rows of a model."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.analysis.explain.explain import Explanation, explain
from planner.analysis.explain.why_not import wishes
from planner.errors import PlannerError
from planner.optimise.solver import Options
from planner.output.explanation import words
from planner.output.explanation.document import document
from planner.output.explanation.page import page, write_explanation
from planner.region.domain import Audience
from planner.region.load import load
from planner.region.plan_file import read_plan
from planner.text import LANGUAGES, use
from tests.analysis.explain.planted import MORE, PLANTED, QUOTA
from tests.models.small import CLUSTERED, OUTFLOW, POINT, commitment, small, solved
from tests.tiny import write_folder

CASES = {**PLANTED, **{name: tables for name, (_, tables) in MORE.items()}, "quota": QUOTA}
CODES = {"outflow", "clustered", "aa", "bb", "a1", "a2", "b1", "cc", "s1", "s2", "s3", "p1", "p2"}

INTERNAL = Audience.INTERNAL


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    """Every test starts and ends in Dutch."""
    use("nl")
    yield
    use("nl")


def explained(
    tmp_path: Path, tables: dict[str, Any], *asked: str, plan: bool = False
) -> Explanation:
    loaded = load(write_folder(tmp_path / "region", tables))
    lines = solved(loaded.region).lines if plan else None
    places = wishes(asked, loaded.region)
    return explain(loaded, Options(), lines=lines, asked=places)


def remedies(found: Explanation) -> list[str]:
    """All remedies, with plain spaces."""
    return [
        one.replace("\xa0", " ")
        for finding in found.findings
        for one in words.remedies(found.region, finding)
    ]


def sentences(found: Explanation) -> list[str]:
    """Everything that is said, tables too."""
    region = found.region
    said = [*words.lead(found), *words.arithmetic(found), *words.limits(found)]
    for one in found.findings:
        said += [words.complaint(region, one.complaint), words.heading(region, one.complaint)]
        said += [*words.remedies(region, one), words.after_remedies(one)]
    said += [words.gain(region, one) for one in found.gains]
    for _, _, parts in words.places(found):
        said += parts
    for one in found.why_not:
        said += [words.where(region, one), *words.why_not(region, one)]
    for heads, rows in (
        words.supply_rows(found), words.year_rows(found), words.room_rows(found),
        *(words.aim_rows(one) for one in found.why_not),
    ):  # fmt: skip
        said += [*heads, *(cell for row in rows for cell in row)]
    return said


@pytest.mark.parametrize("name", CASES)
def test_no_code_and_no_row_of_a_model_is_ever_said(tmp_path: Path, name: str) -> None:
    found = explained(tmp_path, CASES[name])
    said = {}
    for language in LANGUAGES:
        use(language)
        said[language] = sentences(found)
        for sentence in said[language]:
            assert not CODES & set(re.findall(r"\w+", sentence)), sentence
            assert not re.search(r"[a-z]_[a-z]|\w\(\w+,|None|Decimal", sentence), sentence
            assert "  " not in sentence
    assert len(said["nl"]) == len(said["en"])
    assert not set(said["nl"]) & {sentence for sentence in said["en"] if len(sentence) > 25}


SAID = {
    "capacity": (
        "Geef steunpunt Het Baken 2 plaatsen meer (3 in plaats van 1).",
        "Give support point Het Baken 2 places more (3 instead of 1).",
    ),
    "budget": (
        "Verhoog het budget voor Geclusterd in 2022 van € 5.000,50 naar € 10.001.",
        "Raise the budget for Clustered in 2022 from €5,000.50 to €10,001.",
    ),
    "opening": (
        "Maak locatie Oude school klaar in 2022 in plaats van 2023.",
        "Have site Oude school ready in 2022 instead of 2023.",
    ),
    "site": (
        "Sta op locatie Oude school 2 in plaats van 1 woningen toe.",
        "Allow 2 instead of 1 dwellings on site Oude school.",
    ),
    "target": (
        "Sta in 2021 hooguit 3 in plaats van 2 woningen toe voor Uitstroom.",
        "Allow up to 3 instead of 2 dwellings in 2021 for Outflow.",
    ),
    "cluster": (
        "Laat een cluster voor Geclusterd tot 2 in plaats van 1 woningen toe.",
        "Let a cluster for Clustered have up to 2 instead of 1 dwellings.",
    ),
    "reach": (
        "Sta 100 in plaats van 50 meter afstand toe voor Geclusterd.",
        "Allow 100 instead of 50 metres of distance for Clustered.",
    ),
    "participation": (
        "Laat Aadorp meedoen met Geclusterd.",
        "Let Aadorp take part in Clustered.",
    ),
    "commitment": (
        "Verlaag de ondertekende toezegging van De Sleutel op locatie Oude school "
        "(Geclusterd, 2022) met 1 (van 4 naar 3).",
        "Lower the signed commitment of De Sleutel at site Oude school (Clustered, 2022) by "
        "1 (from 4 to 3).",
    ),
    "distinct_municipalities": (
        "Sta meer dan één locatie per gemeente toe voor Geclusterd.",
        "Allow more than one site in a municipality for Clustered.",
    ),
    "edge": (
        "Sta een omgeving met 1.200 in plaats van 800 adressen per km² toe voor Geclusterd.",
        "Allow surroundings of 1,200 instead of 800 addresses per km² for Clustered.",
    ),
    "separation": (
        "Houd 4.000 in plaats van 5.000 meter tussen Geclusterd en Geclusterd.",
        "Keep 4,000 instead of 5,000 metres between Clustered and Clustered.",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_remedies_in_words(tmp_path: Path, name: str) -> None:
    found = explained(tmp_path, PLANTED[name])
    for language, expected in zip(("nl", "en"), SAID[name], strict=True):
        use(language)
        assert expected in remedies(found)


def test_several_changes_are_one_sentence(tmp_path: Path) -> None:
    tables = small(
        sites=[{**small()["sites"][0], "max_dwellings": 1}],
        budgets=[{"programme": "clustered", "year": year, "amount": 5000}
                 for year in (2021, 2022)],
        targets=[*small()["targets"][:2],
                 {"programme": "clustered", "year": 2022, "minimum": 2, "maximum": 2}],
    )  # fmt: skip
    found = explained(tmp_path, tables)
    assert (
        "Verhoog het budget voor Geclusterd in 2022 van € 5.000 naar € 10.000 "
        "en sta op locatie Oude school 2 in plaats van 1 woningen toe."
    ) in remedies(found)


def test_a_refusal_names_names(tmp_path: Path) -> None:
    tables = small(
        commitments=[commitment("clustered", 2022, "a1", 5, site="s1", support_point="p1")],
        programmes=[OUTFLOW, {**CLUSTERED, "support_service": "ambulatory"}],
        support_points=[{**POINT, "capacity": 1}],
    )
    found = explained(tmp_path, tables)
    said = words.lead(found)
    assert "Er kan geen plan bestaan dat zich aan alle regels houdt." in said
    assert any("Oude school" in one for one in said)
    assert any("Het Baken" in one for one in said)


def test_the_plan_in_words(tmp_path: Path) -> None:
    found = explained(tmp_path, PLANTED["capacity"], "s1", "b1,outflow", plan=True)
    gains = [words.gain(found.region, one) for one in found.gains]
    assert gains[0] == (
        "Geef steunpunt Het Baken 1 plaats meer (2 in plaats van 1): dan daalt het tekort aan "
        "woningen, gewogen naar prioriteit, van 200 naar 100."
    )
    places = {name: parts for name, _, parts in words.places(found)}
    assert "Het Baken is vol: 1 van 1 woningen." in places["Aadorp"]
    assert [words.where(found.region, one) for one in found.why_not] == [
        "Oude school",
        "Kern (Uitstroom)",
    ]


def test_the_document_is_json_and_has_both_values_and_sentences(tmp_path: Path) -> None:
    found = explained(tmp_path, PLANTED["capacity"], "b1,outflow", plan=True)
    made = json.loads(json.dumps(document(found, INTERNAL), allow_nan=False))
    [unmet] = [one for one in made["complaints"] if one["kind"] == "unmet"]
    assert (unmet["programme"], unmet["missing"]) == ("outflow", 2)
    [change] = unmet["remedies"][0]["changes"]
    assert (change["table"], change["key"], change["before"], change["after"]) == (
        "support_points", ["p1"], 1, 3,
    )  # fmt: skip
    assert made["plan"]["one_more"][0]["aim"] == "unmet_need"
    assert made["why_not"][0]["place"] == "b1,outflow"
    assert made["arithmetic"]["programmes"][-1]["at_most"]["support"] == 1


def test_a_plan_of_other_aims_only_is_not_shown_as_one(tmp_path: Path) -> None:
    found = explained(tmp_path, PLANTED["capacity"])
    assert document(found, INTERNAL)["plan"] is None


def test_the_page_escapes_names_and_asks_no_server(tmp_path: Path) -> None:
    tables = dict(PLANTED["capacity"])
    tables["support_points"] = [{**tables["support_points"][0], "name": "<b>A & {x}</b>"}]
    made = page(explained(tmp_path, tables, plan=True), INTERNAL)
    assert "<b>A" not in made
    assert "&lt;b&gt;A &amp; {x}&lt;/b&gt;" in made
    assert not re.search(r"src=|href=\"(?!#)|https?:", made)
    assert 'class="internal explain"' in made


def test_both_files_are_written_and_the_rest_stays(tmp_path: Path) -> None:
    found = explained(tmp_path, PLANTED["capacity"])
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    first = [path.read_bytes() for path in write_explanation(found, folder, INTERNAL)]
    assert first == [path.read_bytes() for path in write_explanation(found, folder, INTERNAL)]
    assert sorted(path.name for path in folder.iterdir()) == [
        "explanation.html", "explanation.json", "mine.txt",
    ]  # fmt: skip
    with pytest.raises(PlannerError):
        write_explanation(found, folder / "mine.txt", INTERNAL)


def test_a_plan_read_back_is_explained_like_the_one_written(tmp_path: Path) -> None:
    loaded = load(write_folder(tmp_path / "region", PLANTED["capacity"]))
    lines = solved(loaded.region).lines
    header = ",".join(lines[0]._fields)
    rows = "\n".join(",".join(map(str, line)) for line in lines)
    (tmp_path / "allocation.csv").write_text(f"{header}\n{rows}\n", encoding="utf-8")
    again = read_plan(tmp_path / "allocation.csv", loaded.region)
    one, other = (
        document(explain(loaded, Options(), lines=some), INTERNAL) for some in (lines, again)
    )
    assert one == other
