"""`planner quota`."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.region.domain import QuotaMethod
from tests.cli.process import BUNDLED, run
from tests.models.small import arrears
from tests.tiny import tiny, write_folder


def test_the_table(region: Path) -> None:
    ran = run(region, "quota", "tiny")
    assert ran.err == ""
    lines = [line.split() for line in ran.out.splitlines()]
    title = "Taakstelling per gemeente, naar inwoners, afgerond volgens grootste overschot"
    assert ran.out.splitlines()[0] == title
    assert ["Aadorp", "6.000", "60,0", "%", "6,000", "6", "0,000", "0", "6", "2", "4"] in lines
    assert ["Beedorp", "4.000", "40,0", "%", "4,000", "4", "0,000", "0", "4", "2", "2"] in lines
    assert ["totaal", "10.000", "100,0", "%", "10,000", "10", "0,000", "0", "10", "4", "6"] in lines


@pytest.mark.parametrize("method", QuotaMethod)
def test_totals_are_exact_by_every_method(tmp_path: Path, method: QuotaMethod) -> None:
    document = run(tmp_path, "quota", BUNDLED, "--method", method.value, "--json").document
    assert document["method"] == method
    [group] = document["groups"]
    rows = group["municipalities"]
    assert group["target"] == group["quota"] == sum(row["quota"] for row in rows) == 300
    assert sum(row["exact"] for row in rows) == pytest.approx(300)
    assert sum(row["remainder"] for row in rows) == pytest.approx(0, abs=1e-9)
    for row in rows:
        assert sum(row["by_year"].values()) == row["quota"] == row["rounded"] + row["arrears"]
        assert row["exact"] - row["rounded"] == pytest.approx(row["remainder"])


def test_another_key_and_arrears(tmp_path: Path) -> None:
    write_folder(tmp_path / "tiny", tiny(municipalities=arrears(bb=2)))
    ran = run(tmp_path, "quota", "tiny", "--key", "social_dwellings", "--json", lang="en")
    assert ran.err == ""
    assert ran.document["key"] == "social_dwellings"
    [group] = ran.document["groups"]
    shares = {row["municipality"]: row for row in group["municipalities"]}
    assert shares["aa"]["exact"] == pytest.approx(10 * 900 / 1400)
    assert shares["aa"]["key"] == 900
    assert [shares[code]["quota"] for code in ("aa", "bb")] == [6, 6]
    assert shares["bb"]["arrears"] == 2
    assert group["quota"] == 12


def test_an_option_comes_after_a_setting(region: Path) -> None:
    arguments = ("--set", "quota.method=adams", "--method", "dhondt", "--json")
    assert run(region, "quota", "tiny", *arguments).document["method"] == "dhondt"


def test_a_key_without_numbers(region: Path) -> None:
    ran = run(region, "quota", "tiny", "--key", "quota_weight", code=3)
    assert "quota_weight" in ran.err
    assert ran.out == ""


def test_a_tie_is_told(tmp_path: Path) -> None:
    """Two municipalities of equal key for ten and one dwellings: who got the last, and why."""
    equal = [{**row, "dwellings": 3000, "inhabitants": 5000} for row in tiny()["municipalities"]]
    targets = [{"programme": "outflow", "year": 2021, "minimum": 5, "source": "made up"}]
    write_folder(tmp_path / "tiny", tiny(municipalities=equal, targets=targets))
    ran = run(tmp_path, "quota", "tiny", lang="en")
    assert "Aadorp, Beedorp had an equal claim to the last dwelling" in ran.err
    assert "it went to Aadorp" in ran.err
    tie = {"group": "homes", "served": ["aa"], "passed": ["bb"], "decided_by": "code"}
    assert run(tmp_path, "quota", "tiny", "--json").document["ties"] == [tie]
    checked = run(tmp_path, "check", "tiny", "--json").document
    assert checked["ties"] == [tie]
    assert any("Aadorp, Beedorp" in note for note in checked["notes"])
    weighed = run(tmp_path, "quota", "tiny", "--key", "dwellings", "--json", "--set",
                  "municipalities[bb].inhabitants=5001").document  # fmt: skip
    assert weighed["ties"] == [{**tie, "served": ["bb"], "passed": ["aa"],
                                "decided_by": "inhabitants"}]  # fmt: skip


def test_what_was_exchanged_is_shown(tmp_path: Path) -> None:
    """It goes from one quota to the other, with day and reason, and the sums stay."""
    swaps = [
        {"from": "aa", "to": "bb", "quota_group": "homes", "dwellings": 2, "date": "2022-03-01",
         "reason": "a larger site", "source": "letter"}
    ]  # fmt: skip
    write_folder(tmp_path / "tiny", tiny(swaps=swaps))
    document = run(tmp_path, "quota", "tiny", "--json").document
    [group] = document["groups"]
    assert [row["swapped"] for row in group["municipalities"]] == [-2, 2]
    assert [row["quota"] for row in group["municipalities"]] == [4, 6]
    assert group["quota"] == group["target"] == 10
    assert document["swaps"] == [
        {"from": "aa", "to": "bb", "group": "homes", "dwellings": 2, "date": "2022-03-01",
         "reason": "a larger site"}
    ]  # fmt: skip
    ran = run(tmp_path, "quota", "tiny", lang="en")
    lines = [line.split() for line in ran.out.splitlines()]
    assert ["Aadorp", "Beedorp", "2022-03-01", "a", "larger", "site", "2"] in lines
    assert "exchanged" in ran.out
    without = run(tmp_path, "quota", "tiny", "--set", "swaps[aa,bb,homes,2022-03-01].dwellings=1",
                  "--json").document  # fmt: skip
    assert [row["quota"] for row in without["groups"][0]["municipalities"]] == [5, 5]
