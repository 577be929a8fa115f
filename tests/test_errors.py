"""What is wrong, where, and how to mend it, in the user's language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from planner.errors import ExitCode, PlannerError, Problem
from planner.text import use

VALUES = {"site": "s1", "programme": "clustered", "count": 3, "limit": 4}


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    """Every test starts and ends in Dutch."""
    use("nl")
    yield
    use("nl")


def test_exit_codes_are_those_of_the_command_line() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "OK": 0,
        "DEFECT": 1,
        "USAGE": 2,
        "INPUT": 3,
        "NO_PLAN": 4,
        "NO_TIME": 5,
        "GAP_OPEN": 6,
    }


def test_a_problem_says_what_and_how_to_mend_it() -> None:
    problem = Problem("verify.site_small", VALUES)
    assert problem.message == (
        "Op locatie “s1” staan 3 woningen; met programma “clustered” is het minimum 4."
    )
    assert problem.remedy == "Plan er ten minste 4, of gebruik de locatie niet."
    assert str(problem) == f"{problem.message} {problem.remedy}"


def test_a_problem_speaks_the_language_in_use_when_it_is_read() -> None:
    problem = Problem("verify.site_small", VALUES)
    use("en")
    assert problem.message == (
        "Site “s1” has 3 dwellings; with programme “clustered” the minimum is 4."
    )
    assert problem.remedy == "Plan at least 4, or do not use the site."


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ({}, ""),
        ({"file": "sites.csv"}, "sites.csv"),
        ({"file": "sites.csv", "row": 3}, "sites.csv, rij 3"),
        (
            {"file": "sites.csv", "row": 1, "column": "kind", "value": "boat"},
            "sites.csv, rij 1, kolom kind, waarde “boat”",
        ),
        ({"column": "quota.key"}, "kolom quota.key"),
        ({"value": "{site}"}, "waarde “{site}”"),
    ],
)
def test_where_it_is_as_far_as_known(where: dict[str, object], place: str) -> None:
    problem = Problem("verify.site_small", VALUES, **where)  # type: ignore[arg-type]
    assert problem.place == place
    assert str(problem).startswith(f"{place}: Op locatie" if place else "Op locatie")


def test_where_it_is_in_english() -> None:
    use("en")
    problem = Problem("verify.site_small", VALUES, "sites.csv", 3, "kind", "boat")
    assert problem.place == "sites.csv, row 3, column kind, value “boat”"


def test_an_unknown_message_is_a_defect() -> None:
    with pytest.raises(KeyError):
        _ = Problem("verify.nonsense").message


def test_a_missing_value_is_a_defect() -> None:
    with pytest.raises(KeyError):
        _ = Problem("verify.site_small").message


def test_an_error_carries_every_problem() -> None:
    problems = [Problem("verify.site_small", VALUES), Problem("verify.site_large", VALUES)]
    error = PlannerError(iter(problems))
    assert error.problems == problems
    assert error.exit_code is ExitCode.INPUT
    assert str(error).splitlines() == [str(problem) for problem in problems]


def test_an_error_of_one_problem() -> None:
    problem = Problem("verify.site_small", VALUES)
    error = PlannerError(problem, ExitCode.NO_PLAN)
    assert error.problems == [problem]
    assert error.exit_code is ExitCode.NO_PLAN
    assert str(error) == str(problem)


def test_problems_are_values() -> None:
    assert Problem("verify.site_small", VALUES) == Problem("verify.site_small", dict(VALUES))
    with pytest.raises(AttributeError):
        Problem("verify.site_small").key = "other"  # type: ignore[misc]
