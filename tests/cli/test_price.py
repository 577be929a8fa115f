"""`planner price`: what it shows and how it ends."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.process import run
from tests.models.small import small
from tests.tiny import write_folder


def test_tables(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", small())
    ran = run(tmp_path, "price", "tiny", "--demand", "bb<=1", "--demand", "s1=0", lang="en")
    for heading in ("Objectives, now and", "Municipalities, now and", "bb<=1", "s1=0", "together"):
        assert heading in ran.out
    ran = run(tmp_path, "price", "tiny", "--demand", "bb<=1", "--quiet")
    assert "Wie wat overneemt bij “bb<=1”" in ran.out
    assert ran.err == ""


def test_json(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", small())
    found = run(tmp_path, "price", "tiny", "--demand", "bb<=1", "--json").document
    assert found["demands"] == ["bb<=1"]
    assert found["alone"] == []
    assert found["together"]["possible"] is True
    assert found["together"]["aims"].keys() >= {"cost.cost", "stability.moved"}
    delivered = {
        row["municipality"]: row["delivered"] for row in found["together"]["municipalities"]
    }
    assert delivered["bb"] <= 1


def test_a_demand_that_cannot_be_granted(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", small())
    ran = run(tmp_path, "price", "tiny", "--demand", "outflow,2021>=9", "--json", code=4)
    assert ran.document["together"]["possible"] is False
    assert ran.document["together"]["why"]
    ran = run(tmp_path, "price", "tiny", "--demand", "outflow,2021>=9", code=4)
    assert "Er is geen plan mogelijk met “outflow,2021>=9”." in ran.err


def test_all_together_is_no_demand_itself(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", small())
    demands = ("--demand", "bb<=1", "--demand", "outflow,2021>=9")
    for lang, name in (("nl", "alle eisen samen"), ("en", "all demands together")):
        ran = run(tmp_path, "price", "tiny", *demands, lang=lang, code=4)
        assert f" {name}." in ran.err
        assert "“bb<=1”" in ran.out
        assert "“samen”" not in ran.err
        assert "“together”" not in ran.err


def test_a_demand_that_cannot_be_read(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", small())
    ran = run(tmp_path, "price", "tiny", "--demand", "aaa<=1", code=2)
    assert "Bedoelt u “aa”?" in ran.err
    assert "verplicht" in run(tmp_path, "price", "--help").out


def test_a_shift_between_years_is_said(tmp_path: Path) -> None:
    """The numbers of who delivers what stay; the years do not."""
    targets = [{"programme": "outflow", "year": 2021, "minimum": 0, "maximum": 2},
               {"programme": "outflow", "year": 2022, "minimum": 2, "maximum": 2}]  # fmt: skip
    write_folder(tmp_path / "tiny", small(sites=[], targets=targets))
    ran = run(tmp_path, "price", "tiny", "--demand", "2021=0", "--demand", "2022=0", lang="en")
    assert re.search(r"stays; \d dwellings? moves? to another year or place", ran.err)
