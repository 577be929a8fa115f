"""`planner verify`: the planner's own plans, and those that people have been at."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from planner.verification.rules import RULES
from tests.cli.process import run


def edited(solved: Path, old: str, new: str) -> str:
    """The planner's own table with something in it changed."""
    table = (solved / "out/tiny/allocation.csv").read_text(encoding="utf-8")
    assert old in table
    (solved / "edited.csv").write_text(table.replace(old, new), encoding="utf-8")
    return "edited.csv"


@pytest.mark.parametrize("plan", ["", "/allocation.csv", "/plan.xlsx"])
def test_our_own_plan_holds(solved: Path, plan: str) -> None:
    ran = run(solved, "verify", "tiny", f"out/tiny{plan}")
    assert ran.err == (
        "Het plan voldoet aan alle regels.\n"
        "Van de 14 woningen in het plan tellen er 10 mee voor een taakstelling; 4 niet: "
        "Geclusterd.\n"
    )
    assert ran.out.count("nageleefd") == len(RULES)
    assert "overtreden" not in ran.out


def test_as_json(solved: Path) -> None:
    ran = run(solved, "verify", "tiny", "out/tiny", "--json")
    assert ran.err == ""
    assert ran.document["holds"] is True
    assert all(ran.document["rules"].values())
    assert ran.document["violations"] == []
    assert ran.document["aims"]["unmet_need.unmet"] == 0
    assert [row["municipality"] for row in ran.document["municipalities"]] == ["aa", "bb"]


@pytest.mark.parametrize(("lang", "rule"), [("nl", "gevraagd aantal"), ("en", "number asked")])
def test_a_broken_rule_is_named(solved: Path, lang: str, rule: str) -> None:
    plan = edited(solved, "2021,aa,a1,cc,,,3", "2021,aa,a1,cc,,,9")
    ran = run(solved, "verify", "tiny", plan, code=3, lang=lang)
    assert f"\n{rule}: " in f"\n{ran.err}"
    assert "11" in ran.err
    assert "10" in ran.err
    [line] = [line for line in ran.out.splitlines() if rule in line]
    assert line.split()[-1] == ("overtreden" if lang == "nl" else "broken")
    document = run(solved, "verify", "tiny", plan, "--json", code=3, lang=lang).document
    assert document["holds"] is document["rules"]["target"] is False
    assert {found["rule"] for found in document["violations"]} == {"target", "vacancy_share"}
    assert all(found["message"] and found["remedy"] for found in document["violations"])


def test_an_edited_workbook(solved: Path) -> None:
    book = openpyxl.load_workbook(solved / "out/tiny/plan.xlsx")
    sheet = book["allocation"]
    columns = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[columns.index("site")].value == "s1":
            row[columns.index("dwellings")].value = 13
    book.save(solved / "edited.xlsx")
    ran = run(solved, "verify", "tiny", "edited.xlsx", code=3)
    assert "locatie: " in ran.err
    assert "gevraagd aantal: " in ran.err


def test_the_region_may_be_changed(solved: Path) -> None:
    arguments = ("verify", "tiny", "out/tiny", "--set", "targets[outflow,2021].maximum=4")
    assert "gevraagd aantal" in run(solved, *arguments, code=3).err


def test_a_table_from_dutch_excel(solved: Path) -> None:
    """Semicolons, decimal commas, Windows line ends and a byte order mark."""
    table = (solved / "out/tiny/allocation.csv").read_text(encoding="utf-8")
    rows = table.replace(",", ";").replace(";3\n", ";3,0\n").replace("\n", "\r\n")
    (solved / "excel.csv").write_bytes(("\ufeff" + rows).encode())
    ran = run(solved, "verify", "tiny", "excel.csv", "--json")
    written = run(solved, "verify", "tiny", "out/tiny", "--json").document
    assert (written.pop("audience"), ran.document["audience"]) == ("internal", None)
    assert {**written, "audience": None} == ran.document


def test_codes_that_the_region_lacks(solved: Path) -> None:
    plan = edited(solved, "outflow,2021,aa,a1,cc", "outflw,2031,aa,a9,dd")
    ran = run(solved, "verify", "tiny", plan, code=3)
    assert ran.out == ""
    assert "Er zijn 4 problemen." in ran.err
    for place in ("programme, waarde “outflw”", "year, waarde “2031”",
                  "neighbourhood, waarde “a9”", "corporation, waarde “dd”"):  # fmt: skip
        assert f"edited.csv, rij 3, kolom {place}" in ran.err
    assert "“outflow”" in ran.err


def test_columns_that_are_not_those_of_a_plan(solved: Path) -> None:
    plan = edited(solved, "corporation,site", "landlord,site")
    ran = run(solved, "verify", "tiny", plan, code=3)
    assert "landlord" in ran.err
    assert "corporation" in ran.err


@pytest.mark.parametrize("plan", ["nowhere", "tiny", "a" * 300, "out"])
def test_no_plan_there(solved: Path, plan: str) -> None:
    ran = run(solved, "verify", "tiny", plan, code=3)
    assert "Er is geen plan op" in ran.err
    assert "→ Noem een map met allocation.csv" in ran.err


def test_a_region_that_is_broken(solved: Path) -> None:
    (solved / "tiny" / "stock.csv").unlink()
    assert "stock" in run(solved, "verify", "tiny", "out/tiny", code=3).err


def test_need_that_a_plan_leaves_unmet_is_said(solved: Path) -> None:
    """Every rule holds for a plan without dwellings; nobody should read that as a good plan."""
    path = solved / "out/tiny/allocation.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0]
    empty = solved / "empty.csv"
    empty.write_text(header + "\n", encoding="utf-8")
    ran = run(solved, "verify", "tiny", empty, lang="en")
    assert "10 dwellings" in ran.err
    found = run(solved, "verify", "tiny", empty, "--json").document
    assert found["totals"]["outflow"] == {"planned": 0, "minimum": 10, "unmet": 10}
    assert "The fund keeps € 350,000.00" in ran.err
