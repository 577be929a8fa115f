"""Plans read back from disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import PlannerError, Problem
from planner.region.domain import Line, Region
from planner.region.plan_file import read_plan
from tests.models.small import region_of
from tests.tiny import tiny

REGION = region_of(tiny())
SITE = Line("clustered", 2022, "bb", "b1", "cc", "s1", "p1", 4)
STOCK = Line("outflow", 2021, "aa", "a1", "cc", "", "", 5)


def table(*lines: Any, mark: str = ",", columns: tuple[str, ...] = Line._fields) -> str:
    return "".join(mark.join(map(str, row)) + "\n" for row in (columns, *lines))


def written(folder: Path, content: str | bytes, name: str = "plan.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook(path: Path, sheet: str, *lines: tuple[Any, ...]) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "settings"
    table = book.create_sheet(sheet)
    for row in (Line._fields, *lines):
        table.append([None if cell == "" else cell for cell in row])
    book.save(path)
    return path


def refused(path: Path, region: Region = REGION) -> list[Problem]:
    with pytest.raises(PlannerError) as caught:
        read_plan(path, region)
    assert caught.value.exit_code == 3
    assert all(problem.message and problem.remedy for problem in caught.value.problems)
    return caught.value.problems


def test_a_folder_a_file_and_a_workbook(tmp_path: Path) -> None:
    file = written(tmp_path, table(STOCK, SITE), "allocation.csv")
    book = workbook(tmp_path / "plan.xlsx", "allocation", STOCK, SITE)
    for path in (tmp_path, file, book):
        assert read_plan(path, REGION) == (SITE, STOCK)


CODES = st.sampled_from([SITE, STOCK])


@settings(max_examples=40)
@given(st.lists(st.builds(lambda line, n: line._replace(dwellings=n), CODES, st.integers(0, 999))))
def test_what_is_written_is_read_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, lines: list[Line]
) -> None:
    if lines:
        path = written(tmp_path_factory.mktemp("plan"), table(*lines))
        assert read_plan(path, REGION) == tuple(sorted(lines))


@pytest.mark.parametrize(
    "content",
    [
        table(STOCK, mark=";").encode("utf-8-sig"),
        table(STOCK, mark=";").replace(";5\n", ";5,0\n").replace("\n", "\r\n").encode(),
        table(STOCK, mark="\t").encode("utf-16"),
        table(["outflow ", " 2021", "aa", "a1", "cc", " ", "", "5.0"]).encode(),
        (table(STOCK) + ",,,,,,,\n").encode(),
    ],
)
def test_tables_as_spreadsheets_leave_them(tmp_path: Path, content: bytes) -> None:
    assert read_plan(written(tmp_path, content), REGION) == (STOCK,)


def test_columns_may_come_in_any_order(tmp_path: Path) -> None:
    columns = tuple(reversed(Line._fields))
    content = table(tuple(reversed(STOCK)), columns=columns)
    assert read_plan(written(tmp_path, content), REGION) == (STOCK,)


@pytest.mark.parametrize("name", ["nothing", "nothing.csv", "n" * 300, "a\0b"])
def test_nothing_there(tmp_path: Path, name: str) -> None:
    assert [problem.key for problem in refused(tmp_path / name)] == ["plan.missing"]


def test_a_folder_without_a_plan(tmp_path: Path) -> None:
    [problem] = refused(tmp_path)
    assert problem.key == "plan.missing"
    assert str(tmp_path) in problem.message


@pytest.mark.parametrize(
    "content",
    ["", "\n", "programme\n", b"\x00\x01\x02", "programme,year\noutflow,2021\n",
     table(["outflow", 2021, "aa", "a1", "cc", "", 5]), table(STOCK) + '"'],
)  # fmt: skip
def test_no_table(tmp_path: Path, content: str | bytes) -> None:
    assert all(problem.file == "plan.csv" for problem in refused(written(tmp_path, content)))


def test_no_workbook(tmp_path: Path) -> None:
    assert refused(written(tmp_path, "programme", "plan.xlsx"))[0].file == "plan.xlsx"
    assert refused(workbook(tmp_path / "other.xlsx", "elsewhere", STOCK))


def test_a_column_that_is_none_of_a_plan(tmp_path: Path) -> None:
    columns = ("programme", "jaar", *Line._fields[2:])
    keys = {problem.key for problem in refused(written(tmp_path, table(STOCK, columns=columns)))}
    assert keys >= {"region.unknown_column", "region.missing_column"}


WRONG: dict[str, tuple[Line, str]] = {
    "programme": (STOCK._replace(programme="outflw"), "outflw"),
    "year": (STOCK._replace(year=2031), "2031"),
    "municipality": (STOCK._replace(municipality="cc"), "cc"),
    "neighbourhood": (STOCK._replace(neighbourhood="b9"), "b9"),
    "corporation": (STOCK._replace(corporation="dd"), "dd"),
    "site": (SITE._replace(site="s9"), "s9"),
    "support_point": (SITE._replace(support_point="p9"), "p9"),
}


@pytest.mark.parametrize("column", WRONG)
def test_a_code_that_the_region_lacks(tmp_path: Path, column: str) -> None:
    line, value = WRONG[column]
    [problem] = refused(written(tmp_path, table(STOCK, line)))
    assert problem.key == "region.dangling"
    assert (problem.file, problem.row, problem.column) == ("plan.csv", 3, column)
    assert problem.value == value


def test_a_neighbourhood_elsewhere(tmp_path: Path) -> None:
    [problem] = refused(written(tmp_path, table(STOCK._replace(municipality="bb"))))
    assert problem.key == "plan.elsewhere"
    assert (problem.row, problem.column, problem.value) == (2, "municipality", "bb")
    assert "aa" in problem.message


@pytest.mark.parametrize(
    ("number", "key"),
    [("-1", "region.negative"), ("1.5", "region.not_integer"), ("veel", "region.not_integer"),
     ("", "region.empty")],
)  # fmt: skip
def test_dwellings_that_are_no_number_of_homes(tmp_path: Path, number: str, key: str) -> None:
    lines = [[*STOCK[:-1], 3], [*STOCK[:-1], number]]
    [problem] = refused(written(tmp_path, table(*lines)))
    assert (problem.row, problem.column) == (3, "dwellings")
    assert problem.key == key


def test_every_problem_at_once(tmp_path: Path) -> None:
    lines = [STOCK._replace(year=2031, corporation="dd"), STOCK._replace(dwellings=-2), SITE]
    found = refused(written(tmp_path, table(*lines, ["outflow", "", "aa", "b1", "cc", "", "", 1])))
    assert sorted((problem.row or 0, problem.column) for problem in found) == [
        (2, "corporation"), (2, "year"), (3, "dwellings"), (5, "year"),
    ]  # fmt: skip
