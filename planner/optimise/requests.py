"""What a party asks of a plan, as it is written on the command line.

    laren<=3                                   at most 3 dwellings in Laren
    outflow,alliantie,2022-2023>=5             at least 5 outflow dwellings of Alliantie
    neighbourhood:weesp-zuid=0                 none in this neighbourhood

A part is the code or name of a municipality, corporation, neighbourhood, site or programme, or a
year or span of years. A name that could be several things is a municipality where there is one of
that name (a village often is called like its municipality); otherwise its kind goes before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from planner.errors import ExitCode, PlannerError, Problem
from planner.region.domain import Region, Request, Slice
from planner.region.hints import hint

_FORM = re.compile(r"(?P<slice>[^<>=]*)(?P<sense><=|>=|=)\s*(?P<number>[0-9]{1,9})\s*")
_YEARS = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?")
_FIELDS = ("municipality", "corporation", "neighbourhood", "site", "programme")


def parse(texts: Iterable[str], region: Region) -> tuple[Request, ...]:
    """The requests that texts stand for.

    Raises `PlannerError` (exit code 2) with every problem: no bound that can be read, an empty
    part, a name that the region does not have or that could be two things, a kind of name twice.
    """
    problems: list[Problem] = []
    requests = tuple(_request(text, region, problems) for text in texts)
    _refuse(problems)
    return requests


def parse_slices(texts: Iterable[str], region: Region) -> tuple[Slice, ...]:
    """The parts of a plan that texts without a bound stand for.

    Raises `PlannerError` as `parse` does, for all but the bound.
    """
    problems: list[Problem] = []
    slices = tuple(_slice(text, text, region, problems) for text in texts)
    _refuse(problems)
    return slices


def _refuse(problems: list[Problem]) -> None:
    """Raise what is wrong, each problem once."""
    once = [problem for at, problem in enumerate(problems) if problem not in problems[:at]]
    if once:
        raise PlannerError(once, ExitCode.USAGE)


def _request(text: str, region: Region, problems: list[Problem]) -> Request:
    form = _FORM.fullmatch(text.strip())
    if form is None:
        problems.append(Problem("request.form", value=text))
        return Request(Slice())
    number = int(form["number"])
    return Request(
        _slice(form["slice"], text, region, problems),
        at_least=None if form["sense"] == "<=" else number,
        at_most=None if form["sense"] == ">=" else number,
    )


def _slice(parts: str, text: str, region: Region, problems: list[Problem]) -> Slice:
    """The slice that parts with commas between them stand for; `text` is all that was written."""
    found: dict[str, Any] = {}
    for part in parts.split(","):
        if part.strip():
            _add(part.strip(), region, text, found, problems)
        else:
            problems.append(Problem("request.empty", value=text))
    return Slice(**found)


def _add(
    part: str, region: Region, text: str, found: dict[str, Any], problems: list[Problem]
) -> None:
    """Add one part of a slice to those found."""
    if years := _YEARS.fullmatch(part):
        first, last = int(years[1]), int(years[2] or years[1])
        span = tuple(year for year in region.years if first <= year <= last)
        if "years" in found:
            problems.append(Problem("request.twice", {"part": part}, value=text))
        elif not span:
            values = {"part": part, "years": region.years}
            problems.append(Problem("request.years", values, value=text))
        found["years"] = span
        return
    kind, colon, name = part.partition(":")
    wanted = (kind.strip(),) if colon else _FIELDS
    name = name.strip() if colon else part
    matches = [
        (field, code)
        for field in wanted
        if field in _FIELDS
        for code in codes_named(getattr(region, _table(field)), name)
    ]
    matches = [match for match in matches if match[0] == "municipality"] or matches
    if not matches:
        known = [code for field in _FIELDS for code in getattr(region, _table(field))]
        unknown = {"part": part, "hint": hint(name, known)}
        problems.append(Problem("request.unknown", unknown, value=text))
    elif len(matches) > 1:
        choices = [f"{field}:{code}" for field, code in matches]
        values = {"part": part, "choices": choices}
        problems.append(Problem("request.ambiguous", values, value=text))
    elif matches[0][0] in found:
        problems.append(Problem("request.twice", {"part": part}, value=text))
    else:
        [(field, code)] = matches
        found[field] = code


def _table(field: str) -> str:
    return {"municipality": "municipalities"}.get(field, f"{field}s")


def codes_named(rows: Mapping[str, Any], name: str) -> list[str]:
    """The codes that a name stands for: the code itself, else what is called so."""
    if name in rows:
        return [name]
    plain = name.casefold()
    return [code for code, row in rows.items() if plain in _names(code, row)]


def _names(code: str, row: Any) -> set[str]:
    labels = (getattr(row, name, "") for name in ("name", "label_nl", "label_en"))
    return {code.casefold(), *(label.casefold() for label in labels if label)}
