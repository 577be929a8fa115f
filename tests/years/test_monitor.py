"""`planner monitor`: what is reported each month, and where the region stands."""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.region.domain import Line
from planner.years.monitor import Month, period, state_of, status
from planner.years.place import monitor_file
from planner.years.store import StoredLine, imports, stored
from tests.models.small import region_of
from tests.tiny import tiny, write_folder, write_workbook
from tests.years.conftest import Planner, write_plan

HEAD = "municipality,month,users,waiting,outflow,made_available,reported\n"
JANUARY = f"{HEAD}aa,2021-01,30,12,6,1,2021-02-03\nbb,2021-01,8,2,0,,2021-03-01\n"
FEBRUARY = f"{HEAD}aa,2021-02,29,13,7,2,2021-03-10\n"
REGION = region_of(tiny())


@pytest.fixture(autouse=True)
def here(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", tiny())
    (tmp_path / "jan.csv").write_text(JANUARY, encoding="utf-8")
    (tmp_path / "feb.csv").write_text(FEBRUARY, encoding="utf-8")


def figures(**cells: Any) -> StoredLine:
    """A stored line of figures."""
    blank = dict.fromkeys(("users", "waiting", "outflow", "made_available"))
    line = {"municipality": "aa", "month": "2021-01", "reported": "2021-02-01"}
    return StoredLine(cells.pop("file", "f"), 2, "monitor", {**line, **blank, **cells})


def test_the_status_of_a_year(planner: Planner, tmp_path: Path) -> None:
    """aa makes 3 dwellings available in 2 months: 18 in a year, of a quota of 2."""
    said = planner("monitor", "tiny", "import", "jan.csv", "feb.csv", "--by", "Ann")
    assert said.out == ""
    write_plan(tmp_path / "plan", [Line("outflow", 2021, "aa", "a1", "cc", "", "", 3)])
    found = planner(
        "monitor", "tiny", "status", "--plan", "plan", "--as-of", "2021-03-20", "--json"
    ).document
    aa, bb = found["municipalities"]
    assert (aa["made_available"], aa["months_reported"], aa["expected"]) == (3, 2, 18)
    assert (aa["planned"], aa["quota"], aa["behind"]) == (3, 2, 0)
    assert (bb["expected"], bb["planned"], bb["behind"]) == (None, 0, None)
    assert found["people"]["aa"]["users"] == 29
    assert found["people"]["bb"]["users"] == 8
    reporters = {row["municipality"]: row for row in found["reporters"]}
    assert reporters["bb"]["missing"] == ["2021-02"]
    assert reporters["bb"]["late"] == ["2021-01"]
    assert reporters["aa"]["missing"] == reporters["aa"]["late"] == []
    assert {row["who"] for row in found["imports"]} == {"Ann"}


def test_few_people_are_withheld_and_cannot_be_worked_out(planner: Planner) -> None:
    planner("monitor", "tiny", "import", "jan.csv")
    call = ("monitor", "tiny", "--as-of", "2021-02-20")
    people = planner(*call, "--json").document["people"]
    assert people["bb"]["waiting"] is None
    assert people["bb"]["withheld"] == ["waiting", "outflow"]
    assert people["aa"]["waiting"] is None or people["total"]["waiting"] is None
    shown = planner(*call).out.split("Users and waiting")[1].split("Reports")[0]
    assert "  Aadorp           30        x        x" in shown


def test_a_report_is_a_page(planner: Planner, tmp_path: Path) -> None:
    planner("monitor", "tiny", "import", "jan.csv", "feb.csv")
    said = planner("monitor", "tiny", "report", "--period", "2021-1", "--out", "r",
                   "--as-of", "2021-07-20", lang="nl")  # fmt: skip
    assert "monitor.html" in said.err
    page = (tmp_path / "r" / "monitor.html").read_text("utf-8")
    assert "Aadorp" in page
    assert "jan.csv" in page
    assert "confidential" not in page
    again = planner("monitor", "tiny", "report", "--out", "r", "--as-of", "2021-07-20", code=2)
    assert "--force" in again.err


def test_a_file_counts_once(planner: Planner, tmp_path: Path) -> None:
    planner("monitor", "tiny", "import", "jan.csv")
    said = planner("monitor", "tiny", "import", "jan.csv", "--json")
    assert said.document["imports"][0]["known"]
    assert "nothing was added" in said.err
    assert len(imports(tmp_path / "tiny" / "monitor.sqlite")) == 1
    planner("check", "tiny")


def test_a_correction_is_a_later_report(planner: Planner, tmp_path: Path) -> None:
    later = JANUARY.replace("30,12,6,1,2021-02-03", "31,12,6,1,2021-02-09")
    (tmp_path / "later.csv").write_text(later, encoding="utf-8")
    planner("monitor", "tiny", "import", "later.csv")
    planner("monitor", "tiny", "import", "jan.csv")
    said = planner("monitor", "tiny", "--as-of", "2021-02-20", "--json").document
    assert said["people"]["aa"]["users"] == 31
    assert said["corrected"] == 1
    assert len(stored(tmp_path / "tiny" / "monitor.sqlite")) == 4


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (JANUARY.replace("bb,", "zz,"), "zz"),
        (JANUARY.replace("2021-01,30", "2031-01,30"), "2021, 2022"),
        (JANUARY.replace("2021-01,30", "maart,30"), "2021-03"),
        (JANUARY.replace("30,12", "30,-1"), "-1"),
        (JANUARY.replace("bb,2021-01", "aa,2021-01"), "aa, 2021-01"),
        (JANUARY.replace("2021-02-03", "2020-02-03"), "before its month"),
        (HEAD, "no line"),
        ("programme,year\noutflow,2021\n", "municipality"),
    ],
)
def test_a_half_read_file_changes_nothing(
    planner: Planner, tmp_path: Path, content: str, words: str
) -> None:
    (tmp_path / "bad.csv").write_text(content, encoding="utf-8")
    assert words in planner("monitor", "tiny", "import", "jan.csv", "bad.csv", code=3).err
    assert not (tmp_path / "tiny" / "monitor.sqlite").exists()


def test_the_form_is_filled_in_and_read(planner: Planner, tmp_path: Path) -> None:
    """Excel makes a day of a month; an empty form is refused."""
    import openpyxl

    planner("init", "form", "--monitor")
    planner("init", "form.xlsx", "--monitor", code=3)
    assert "no line" in planner("monitor", "tiny", "import", "form.xlsx", code=3).err
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    for column, value in enumerate(("aa", datetime.datetime(2021, 3, 1), 30, 12, 6, 2), start=1):
        book["monitor"].cell(2, column, value)
    book.save(tmp_path / "form.xlsx")
    planner("monitor", "tiny", "import", "form.xlsx")
    [line] = stored(tmp_path / "tiny" / "monitor.sqlite")
    assert (line.cells["month"], line.cells["reported"]) == ("2021-03", "2021-03-31")


def test_the_form_of_a_region_offers_its_municipalities(planner: Planner, tmp_path: Path) -> None:
    import openpyxl

    planner("init", "form", "--monitor", "--from", "tiny")
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    assert [cell.value for cell in book["municipalities"]["A"]] == ["municipality", "aa", "bb"]
    rules = {str(rule.sqref): rule.type for rule in book["monitor"].data_validations.dataValidation}
    assert rules["A2:A201"] == "list"
    assert rules["C2:C201"] == "whole"


def test_deliveries_are_gathered_too(planner: Planner, tmp_path: Path) -> None:
    head = "programme,year,municipality,neighbourhood,corporation,site,support_point,dwellings,"
    first = f"{head}date,reported,source\noutflow,2021,aa,a1,cc,,,3,2021-03-01,2021-04-01,x\n"
    (tmp_path / "d.csv").write_text(first, encoding="utf-8")
    (tmp_path / "e.csv").write_text(
        first.replace(",3,2021-03-01,2021-04-01", ",2,2021-03-01,2021-05-01"), encoding="utf-8"
    )
    planner("monitor", "tiny", "import", "e.csv", "d.csv")
    state = state_of(stored(tmp_path / "tiny" / "monitor.sqlite"))
    assert [row.line for row in state.realised] == [
        Line("outflow", 2021, "aa", "a1", "cc", "", "", 2)
    ]
    said = planner("settle", "tiny", "--json").document
    assert said["years"] == [2021]
    assert {row["municipality"]: row["delivered"] for row in said["standings"]} == {
        "aa": 2,
        "bb": 0,
    }
    (tmp_path / "bad.csv").write_text(first.replace("aa,a1", "bb,a1"), encoding="utf-8")
    planner("monitor", "tiny", "import", "bad.csv", code=3)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("import",), "No file"),
        (("status", "jan.csv"), "Only import"),
        (("status", "--period", "2020"), "2021, 2022"),
        (("status", "--period", "2021-3"), "half of one: 2021-1 or 2021-2"),
    ],
)
def test_what_cannot_be_asked(planner: Planner, arguments: tuple[str, ...], words: str) -> None:
    assert words in planner("monitor", "tiny", *arguments, code=2).err


def test_the_library_says_the_same(planner: Planner, tmp_path: Path) -> None:
    import planner as library

    planner("monitor", "tiny", "import", "jan.csv", "feb.csv")
    found = library.monitor(library.load(tmp_path / "tiny"), datetime.date(2021, 3, 20))
    assert [row.expected for row in found.courses] == [18, None]


def test_where_a_monitor_is_kept(planner: Planner, tmp_path: Path) -> None:
    write_workbook(tmp_path / "book.xlsx", tiny())
    planner("monitor", "book.xlsx", "import", "jan.csv")
    assert (tmp_path / "book.monitor.sqlite").exists()
    assert monitor_file(tmp_path / "tiny") == tmp_path / "tiny" / "monitor.sqlite"
    said = planner("monitor", "gooi-en-vechtstreek", "import", "jan.csv", code=2)
    assert "planner init my-region --from gooi-en-vechtstreek" in said.err


VALUES = st.one_of(st.none(), st.integers(0, 50))
REPORTS = st.lists(
    st.builds(
        figures,
        municipality=st.sampled_from(["aa", "bb"]),
        month=st.sampled_from(["2021-01", "2021-02"]),
        reported=st.sampled_from(["2021-02-01", "2021-03-01", "2021-03-09"]),
        users=VALUES,
        made_available=VALUES,
    ),
    max_size=8,
)


@given(REPORTS, st.randoms(use_true_random=False))
def test_imports_in_any_order_give_the_same_state(
    lines: list[StoredLine], order: random.Random
) -> None:
    shuffled = list(lines)
    order.shuffle(shuffled)
    assert state_of(shuffled) == state_of(lines) == state_of([*lines, *shuffled])


@given(REPORTS)
def test_no_dwelling_is_lost_or_made(lines: list[StoredLine]) -> None:
    """Each figure that holds is one that was reported, and the last of its month."""
    state = state_of(lines)
    for (code, month, item), value in state.figures.items():
        told = [
            (line.cells["reported"], line.cells[item])
            for line in lines
            if (line.cells["municipality"], line.cells["month"]) == (code, str(month))
            and line.cells[item] is not None
        ]
        assert (max(told)[0], value) == max(told)
    found = status(
        REGION,
        state,
        datetime.date(2021, 12, 1),
        months=period("2021", REGION, datetime.date(2021, 1, 1)),
    )
    made = sum(value for key, value in state.figures.items() if key[2] == "made_available")
    assert sum(row.delivered for row in found.courses) == made


def test_a_contradiction_is_told() -> None:
    state = state_of([figures(users=4, file="f"), figures(users=6, file="g")])
    assert state.figures["aa", Month(2021, 1), "users"] == 6
    assert len(state.contradictions) == 1


def test_the_forecast_counts_earlier_years() -> None:
    lines = [figures(month="2021-12", made_available=5), figures(month="2022-01", made_available=1)]
    day = datetime.date(2022, 2, 1)
    found = status(REGION, state_of(lines), day, months=period(None, REGION, day))
    course = found.courses[0]
    assert (found.year, course.earlier, course.delivered, course.expected) == (2022, 5, 1, 17)
    assert (course.quota, course.behind) == (6, 0)
