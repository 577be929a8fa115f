"""What corporations give of the dwellings that they expect to fall vacant."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from planner.outcome import Outcome
from planner.output.format import amount, percent, whole
from planner.output.page.blocks import Grid
from planner.output.tables import expected_vacancies
from planner.region.figures import totals
from planner.text import text


@dataclass(frozen=True, slots=True)
class Vacancies:
    """A sentence on the rule and a table by corporation, municipality and year."""

    sentence: str
    table: Grid | None


def chapter(outcome: Outcome) -> Vacancies:
    """Dwellings taken from vacancies by corporation, municipality and year; full ones marked."""
    region = outcome.region
    users = {code for code, row in region.programmes.items() if row.uses_vacancies}
    if not users:
        return Vacancies(text("report.vacancies.none"), None)
    using = (line for line in outcome.plan.lines if line.programme in users)
    taken = totals(using, "corporation", "municipality", "year")
    share = region.settings.max_share_of_vacancies
    rows = []
    expected = expected_vacancies(region)
    for corporation, municipality in sorted(expected):
        number = expected[corporation, municipality]
        limit = floor(share * number * len(region.years))
        years = [taken[corporation, municipality, year] for year in region.years]
        if not number:
            continue
        rows.append(
            (
                region.corporations[corporation].name,
                region.municipalities[municipality].name,
                amount(number, 1),
                whole(limit),
                *map(whole, years),
                _cell(sum(years), limit),
                percent(sum(years) / (float(number) * len(years))),
            )
        )
    keys = ("corporation", "municipality", "expected", "allowed")
    heads = (
        *(text(f"report.column.{key}") for key in keys),
        *map(str, region.years),
        text("present.total"),
        text("report.column.of_expected"),
    )
    table = Grid(text("report.vacancies.caption"), heads, tuple(rows), words=2)
    return Vacancies(text("report.vacancies.rule", share=percent(share)), table)


def _cell(used: int, limit: int) -> str:
    # The mark says in black and white, too, that nothing is left.
    return f"{whole(used)}\N{NO-BREAK SPACE}●" if limit and used >= limit else whole(used)
