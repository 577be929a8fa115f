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

from planner.domain import Region, Request, Slice
from planner.errors import ExitCode, PlannerError, Problem
from planner.region.hints import hint

_FORM = re.compile(r"(?P<slice>[^<>=]+)(?P<sense><=|>=|=)\s*(?P<number>\d{1,9})\s*")
_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")
_FIELDS = ("municipality", "corporation", "neighbourhood", "site", "programme")


def parse(texts: Iterable[str], region: Region) -> tuple[Request, ...]:
    """The requests that texts stand for.

    Raises `PlannerError` (exit code 2) with every problem: a text of another form, a name that the
    region does not have or that could be two things, the same kind of name twice.
    """
    problems: list[Problem] = []
    requests = [_request(text, region, problems) for text in texts]
    if problems:
        raise PlannerError(problems, ExitCode.USAGE)
    return tuple(requests)


def _request(text: str, region: Region, problems: list[Problem]) -> Request:
    form = _FORM.fullmatch(text.strip())
    if form is None:
        problems.append(Problem("request.form", {"text": text}))
        return Request(Slice())
    found: dict[str, Any] = {}
    for part in form["slice"].split(","):
        _add(part.strip(), region, text, found, problems)
    number = int(form["number"])
    return Request(
        Slice(**found),
        at_least=None if form["sense"] == "<=" else number,
        at_most=None if form["sense"] == ">=" else number,
    )


def _add(
    part: str, region: Region, text: str, found: dict[str, Any], problems: list[Problem]
) -> None:
    """Add one part of a slice to those found."""
    if years := _YEARS.fullmatch(part):
        first, last = int(years[1]), int(years[2] or years[1])
        span = tuple(year for year in region.years if first <= year <= last)
        if "years" in found:
            problems.append(Problem("request.twice", {"text": text, "part": part}))
        elif not span:
            values = {"text": text, "part": part, "years": region.years}
            problems.append(Problem("request.years", values))
        found["years"] = span
        return
    kind, colon, name = part.partition(":")
    wanted = (kind.strip(),) if colon else _FIELDS
    name = name.strip() if colon else part
    matches = [
        (field, code)
        for field in wanted
        if field in _FIELDS
        for code in _codes(getattr(region, _table(field)), name)
    ]
    matches = [match for match in matches if match[0] == "municipality"] or matches
    if not matches:
        known = [code for field in _FIELDS for code in getattr(region, _table(field))]
        unknown = {"text": text, "part": part, "hint": hint(name, known)}
        problems.append(Problem("request.unknown", unknown))
    elif len(matches) > 1:
        choices = [f"{field}:{code}" for field, code in matches]
        problems.append(Problem("request.ambiguous", {"part": part, "choices": choices}))
    elif matches[0][0] in found:
        problems.append(Problem("request.twice", {"text": text, "part": part}))
    else:
        [(field, code)] = matches
        found[field] = code


def _table(field: str) -> str:
    return {"municipality": "municipalities"}.get(field, f"{field}s")


def _codes(rows: Mapping[str, Any], name: str) -> list[str]:
    """The codes that a name stands for: the code itself, else what is called so."""
    if name in rows:
        return [name]
    plain = name.casefold()
    return [code for code, row in rows.items() if plain in _names(code, row)]


def _names(code: str, row: Any) -> set[str]:
    labels = (getattr(row, name, "") for name in ("name", "label_nl", "label_en"))
    return {code.casefold(), *(label.casefold() for label in labels if label)}
