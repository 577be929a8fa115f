"""What partners and the public can find of confidential dwellings: totals, and nothing else.

The core is a comparison: regions that differ in nothing but where the confidential dwellings stand
give the same files, byte for byte. Whatever anyone works out from those files, by any arithmetic,
they would work out as well had the dwellings stood elsewhere.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.process import contents
from tests.output.placements import CODES, LABELS, PLACEMENTS, SITES, Signed, region
from tests.output.written import planner, rows, texts
from tests.tiny import write_folder, write_workbook

CLOSED = ("partners", "public")
SECONDS = re.compile(rb'"seconds": [\d.]+')

type Solved = dict[tuple[str, str], Path]


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    """The folder written for each placement and audience."""
    found = {}
    for name, placement in PLACEMENTS.items():
        folder = tmp_path_factory.mktemp(name)
        write_folder(folder / "tiny", region(placement))
        for audience in ("internal", *CLOSED):
            out = folder / audience
            arguments = ("solve", folder / "tiny", "--audience", audience, "--out", out)
            code, _, err = planner(*arguments, "--quiet")
            assert code == 0, err
            found[name, audience] = out
    return found


def untimed(folder: Path) -> dict[str, bytes]:
    return {name: SECONDS.sub(b"", content) for name, content in contents(folder).items()}


def read_csv(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(folder: Path) -> list[dict[str, str]]:
    return read_csv(folder, "allocation.csv")


# the comparison


@pytest.mark.parametrize("audience", CLOSED)
def test_the_files_are_the_same_wherever_the_dwellings_stand(solved: Solved, audience: str) -> None:
    first, *others = (untimed(solved[name, audience]) for name in PLACEMENTS)
    assert len(first) == 9
    for other in others:
        assert other.keys() == first.keys()
        assert [name for name in first if first[name] != other[name]] == []


@pytest.mark.parametrize("audience", CLOSED)
def test_planned_together_the_files_are_alike_and_warn(tmp_path: Path, audience: str) -> None:
    found = []
    for name in ("here", "divided"):
        write_folder(tmp_path / name / "tiny", region(PLACEMENTS[name], "together"))
        out = tmp_path / name / "out"
        arguments = ("solve", tmp_path / name / "tiny", "--audience", audience, "--out", out)
        code, _, err = planner(*arguments, "--force")
        assert code == 0, err
        assert "kan eruit afleiden" in " ".join(err.split())
        found.append(untimed(out))
        record = json.loads((out / "plan.json").read_text("utf-8"))
        assert record["inferable"] is True
        for part in ("report.html", "map.html"):
            assert "kan eruit afleiden" in (out / part).read_text("utf-8")
        book = openpyxl.load_workbook(out / "plan.xlsx")
        assert any("kan eruit afleiden" in str(cell) for row in book["plan"].values for cell in row)
    assert [name for name in found[0] if found[0][name] != found[1][name]] == []


def test_the_comparison_compares_different_plans(solved: Solved) -> None:
    """In the internal edition every placement shows, and each is the one that was signed."""
    for name, placement in PLACEMENTS.items():
        hidden = [row for row in lines(solved[name, "internal"]) if row["programme"] in CODES]
        assert {
            (row["programme"], int(row["year"]), row["neighbourhood"], row["corporation"],
             row["site"], int(row["dwellings"]))
            for row in hidden
        } == set(placement)  # fmt: skip
        signs = any(line[3] == "mute" for line in placement)
        secret = solved[name, "internal"] / "agreements/mute-confidential.docx"
        assert secret.exists() == signs
    files = [untimed(solved[name, "internal"]) for name in PLACEMENTS]
    for name in ("plan.xlsx", "plan.gpkg", "map.html", "report.html", "allocation.csv"):
        assert len({found[name] for found in files}) == len(files), name


@pytest.mark.parametrize("level", ["neighbourhood", "corporation", "site"])
def test_no_level_is_known_from_files_that_are_the_same(level: str) -> None:
    """For every programme and every value of a level there are placements that differ in it."""
    place = ("year", "neighbourhood", "corporation", "site").index(level) + 1
    for programme in CODES:
        if level == "site" and programme != "hush-site":
            continue
        counts = [_by(placement, programme, place) for placement in PLACEMENTS.values()]
        for value in {value for count in counts for value in count}:
            assert len({count[value] for count in counts}) > 1, (programme, value)


def _by(placement: tuple[Signed, ...], programme: str, place: int) -> Counter[Any]:
    count: Counter[Any] = Counter()
    for line in placement:
        if line[0] == programme:
            count[line[place]] += line[5]
    return count


def test_what_partners_and_the_public_are_told(solved: Solved) -> None:
    for name, audience in solved:
        record = json.loads((solved[name, audience] / "plan.json").read_text("utf-8"))
        told = {(row["programme"], row["year"]): row["dwellings"] for row in record["withheld"]}
        years = (2021, 2022, 2022)
        totals = dict(zip(zip(CODES, years, strict=True), (2, 3, 2), strict=True))
        assert told == ({} if audience == "internal" else totals)
        assert record["inferable"] is False


# the bytes


SECRETS = (
    *(site for site in SITES if site.startswith("hid")), "Erf hid", "geheime opvang",
    "the deal about", "owns erf", "two dwellings fit",
)  # fmt: skip
PEOPLE = ("2 people", "3 of 40")


def test_no_byte_names_a_confidential_place(solved: Solved) -> None:
    for (name, audience), folder in solved.items():
        found = texts(folder)
        said = "\n".join(found.values()).casefold()
        if audience == "internal":
            for secret in ("erf hid-b1", "the deal about"):
                assert secret in said
            continue
        for part, words in found.items():
            for secret in SECRETS:
                # The programme itself may be named, with its total.
                allowed = LABELS[1] if secret == "geheime opvang" else ""
                rest = words.replace(allowed, "").casefold() if allowed else words.casefold()
                assert secret.casefold() not in rest, (name, audience, part, secret)


@pytest.mark.parametrize("audience", CLOSED)
def test_confidential_programmes_are_named_with_their_total_only(
    solved: Solved, audience: str
) -> None:
    folder = solved["here", audience]
    for part, words in texts(folder).items():
        if part.endswith(".csv") or part.startswith("agreements/"):
            assert not any(name in words for name in (*CODES, *LABELS)), part
    tables = [name for (name,) in rows(folder, "SELECT name FROM sqlite_master WHERE type='table'")]
    for table in tables:
        if table != "withheld":
            said = str(rows(folder, f'SELECT * FROM "{table}"'))
            assert not any(name in said for name in (*CODES, *LABELS)), table
    for sheet in openpyxl.load_workbook(folder / "plan.xlsx"):
        if sheet.title != "plan":
            said = str(list(sheet.values))
            assert not any(name in said for name in (*CODES, *LABELS)), sheet.title
    for name in LABELS:
        report = (folder / "report.html").read_text("utf-8")
        assert len(re.findall(name, report)) == 1
    assert not (folder / "agreements" / "mute.docx").exists()


def test_files_that_tell_of_hidden_dwellings_have_no_digest(solved: Solved) -> None:
    """Their contents could be tried, place after place, until the digest is right."""
    record = json.loads((solved["here", "public"] / "plan.json").read_text("utf-8"))
    inputs = record["inputs"]
    for table in ("commitments", "sites", "targets", "programmes", "demand", "pools"):
        assert inputs[f"{table}.csv"] is None
    for table in ("municipalities", "neighbourhoods", "stock"):
        assert re.fullmatch("[0-9a-f]{64}", inputs[f"{table}.csv"])


# arithmetic


@pytest.mark.parametrize("audience", CLOSED)
def test_every_total_is_that_of_the_lines_shown(solved: Solved, audience: str) -> None:
    """Total less parts is nothing, in every table that has totals."""
    folder = solved["here", audience]
    plan = lines(folder)

    def summed(*columns: str) -> dict[tuple[str, ...], int]:
        found: defaultdict[tuple[str, ...], int] = defaultdict(int)
        for row in plan:
            found[tuple(row[column] for column in columns)] += int(row["dwellings"])
        return dict(found)

    key = ("corporation", "municipality", "programme", "year")
    assert {
        tuple(row[column] for column in key): int(row["dwellings"])
        for row in read_csv(folder, "corporations.csv")
    } == summed(*key)

    weight = {"outflow": 1, "near": 1, "clustered": 2}
    loads: Counter[str] = Counter()
    for (place, programme), number in summed("neighbourhood", "programme").items():
        loads[place] += weight[programme] * number
    added = dict(rows(folder, "SELECT neighbourhood, added_load FROM neighbourhoods"))
    assert {place: load for place, load in added.items() if load} == loads
    used = dict(rows(folder, "SELECT support_point, used_total FROM support_points"))
    assert {(point,): number for point, number in used.items()} == summed("support_point")

    record = json.loads((folder / "plan.json").read_text("utf-8"))
    totals = {(code,): row["planned"] for code, row in record["totals"].items()}
    assert totals == summed("programme")
    # The open plan was made without the others: each of its values may be known.
    assert all(tier["value"] is not None for tier in record["objective"])

    book = openpyxl.load_workbook(folder / "plan.xlsx", data_only=True)
    sheet = book["woningcorporaties"]
    assert sheet.cell(sheet.max_row, 6).value == sum(summed("year").values())
    sheet = book["buurten"]
    assert sheet.cell(sheet.max_row, 5).value == sum(summed("year").values())

    groups = {"outflow": "homes", "near": "mixed"}
    delivered = {
        (row["group"], row["municipality"]): int(row["delivered"])
        for row in read_csv(folder, "municipalities.csv")
    }
    for (programme, place), number in summed("programme", "municipality").items():
        account = (groups.get(programme, ""), place)
        if account in delivered:
            delivered[account] -= number
    assert not any(delivered.values())


# people


def test_small_counts_of_people_are_in_no_edition(solved: Solved) -> None:
    for (name, audience), folder in solved.items():
        found = texts(folder)
        for part, words in found.items():
            for secret in PEOPLE:
                assert secret not in words, (name, audience, part)
        report = found["report.html"]
        waiting = re.search(r">wachten</td>(.*?)</tr>", report, re.DOTALL)
        inflow = re.search(r">stromen in</td>(.*?)</tr>", report, re.DOTALL)
        assert waiting
        assert inflow
        assert re.findall(r">([^<\n]+)</td>", waiting[1]) == ["7", "7"]
        assert re.findall(r">([^<\n]+)</td>", inflow[1]) == ["x", "x"]
        start = report.index("Huishoudens die een woning nodig hebben")
        origins = report[report.index("<tbody>", start) : report.index("</tbody>", start)]
        # 40 less would leave 3 of the total of 43.
        cells = re.findall(r'<td class="n">([^<]+)</td>', origins)
        assert cells.count("x") >= 2
        assert cells.index("x") == min(cells.index("x"), 1)


# the screen and the plans handed back


@pytest.mark.parametrize("audience", CLOSED)
def test_the_screen_shows_the_edition(solved: Solved, audience: str, tmp_path: Path) -> None:
    source = solved["here", audience].parent / "tiny"
    arguments = ("solve", source, "--audience", audience, "--out")
    code, out, err = planner(*arguments, tmp_path / "one")
    assert code == 0
    assert "Uitgave voor partners" in err if audience == "partners" else "Openbare uitgave" in err
    assert not any(secret in out for secret in (*LABELS, *CODES, "hid-"))
    code, out, _ = planner(*arguments, tmp_path / "two", "--json")
    assert json.loads(out) == json.loads((tmp_path / "two/plan.json").read_text("utf-8"))


def test_an_edition_leaves_nothing_of_the_one_it_replaces(solved: Solved, tmp_path: Path) -> None:
    source = solved["here", "public"].parent / "tiny"
    shutil.copytree(solved["here", "internal"], tmp_path / "out")
    arguments = ("solve", source, "--audience", "public", "--out", tmp_path / "out", "--quiet")
    assert planner(*arguments, "--force", "--fresh")[0] == 0
    assert untimed(tmp_path / "out") == untimed(solved["here", "public"])


@pytest.mark.parametrize("plan", ["", "allocation.csv", "plan.xlsx"])
def test_verify_says_that_an_edition_lacks_dwellings(solved: Solved, plan: str) -> None:
    folder = solved["here", "partners"]
    code, out, err = planner("verify", folder.parent / "tiny", folder / plan)
    assert code == 3  # what is signed in confidence is not in it
    assert "dit plan is de uitgave voor partners" in err
    assert all(label in err for label in LABELS)
    code, out, err = planner("verify", folder.parent / "tiny", folder / plan, "--json")
    assert json.loads(out)["audience"] == "partners"
    code, out, err = planner("verify", folder.parent / "tiny", folder.parent / "internal" / plan)
    assert code == 0
    assert "uitgave" not in err


def test_verify_of_a_plan_without_a_record(solved: Solved, tmp_path: Path) -> None:
    folder = solved["here", "internal"]
    shutil.copy(folder / "allocation.csv", tmp_path)
    (tmp_path / "plan.json").write_text("[1]")
    code, out, _err = planner("verify", folder.parent / "tiny", tmp_path, "--json")
    assert code == 0
    assert json.loads(out)["audience"] is None


def test_a_start_from_an_edition_says_what_it_lacks(solved: Solved, tmp_path: Path) -> None:
    folder = solved["here", "public"]
    arguments = ("solve", folder.parent / "tiny", "--start", folder, "--audience", "public")
    code, _, err = planner(*arguments, "--out", tmp_path / "out")
    assert code == 0
    assert "dit plan is de openbare uitgave" in err
    record = json.loads((tmp_path / "out/plan.json").read_text("utf-8"))
    moved = next(tier for tier in record["objective"] if tier["aim"] == "stability")
    assert moved["value"] == record["verification"]["aims"]["stability.moved"] == 0


def test_a_workbook_and_a_scenario_have_no_digest(tmp_path: Path) -> None:
    """A file that holds everything could be tried like any other."""
    write_workbook(tmp_path / "tiny.xlsx", region(PLACEMENTS["here"]))
    (tmp_path / "more.toml").write_text("[settings]\nlevy.amount_per_dwelling_year = 1\n")
    arguments = ("solve", tmp_path / "tiny.xlsx", "--scenario", tmp_path / "more.toml")
    code, out, err = planner(
        *arguments, "--audience", "public", "--out", tmp_path / "out", "--json"
    )
    assert code == 0, err
    assert json.loads(out)["inputs"] == {"more.toml": None, "tiny.xlsx": None}
