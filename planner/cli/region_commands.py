"""`planner regions`, `planner init` and `planner check`: what a plan is made from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from planner.cli.moves import show_moves
from planner.cli.options import command
from planner.cli.tables import say, show_json, show_problems, show_table
from planner.errors import ExitCode, PlannerError, Problem
from planner.text import language, number, text


@command("regions", region=False)
def regions(as_json: bool) -> None:
    """List the bundled regions."""
    from planner.region.bundled import bundled_names, scenario_names
    from planner.region.load import load

    found: list[dict[str, Any]] = []
    for name in bundled_names():
        region = load(name).region
        identity = region.identity
        found.append(
            {
                "region": name,
                "name": identity.label_nl if language() == "nl" else identity.label_en,
                "years": list(identity.years),
                "municipalities": len(region.municipalities),
                "neighbourhoods": len(region.neighbourhoods),
                "programmes": len(region.programmes),
                "scenarios": list(scenario_names(name)),
            }
        )
    if as_json:
        show_json({"regions": found})
        return
    counts = ("municipalities", "neighbourhoods", "programmes")
    columns = ("region", "name", "years", *counts, "scenarios")
    rows = [[*map(str, (row["region"], row["name"])), _span(row["years"]),
             *(str(row[column]) for column in counts), ", ".join(row["scenarios"])]
            for row in found]  # fmt: skip
    show_table(
        text("cli.regions.title"), [text(f"cli.column.{c}") for c in columns], rows, (3, 4, 5)
    )


def _span(years: Any) -> str:
    return f"{years[0]}–{years[-1]}"


@command("init", region=False, prints=False)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--from", "origin")
@click.option("--excel", is_flag=True)
@click.option("--monitor", "form", is_flag=True)
def init(folder: Path, origin: str | None, excel: bool, form: bool) -> None:
    """Write a region to start from, or the form of the monitor."""
    from planner.region import blank

    target = folder
    excel = excel or form
    if excel and folder.suffix.lower() != ".xlsx":
        target = folder.parent / f"{folder.resolve().name}.xlsx"
    if form:
        from planner.output.monitored.form import write_form
        from planner.region.load import load

        write_form(target, load(origin).region if origin else None)
    elif excel and origin:
        blank.bundled_to_workbook(origin, target)
    elif excel:
        blank.write_blank_workbook(target)
    elif origin:
        blank.copy_bundled(origin, target)
    else:
        blank.write_blank(target)
    say(text("cli.init.written", path=str(target)))


@command("check")
def check(
    region: str, scenarios: tuple[str, ...], settings: tuple[str, ...], as_json: bool
) -> None:
    """Read everything and report every problem."""
    from planner.library import check as checked
    from planner.output.changes import described, row_name
    from planner.output.moves import record
    from planner.output.names import names_in
    from planner.output.ties import tie_note, tie_record
    from planner.region.fields import SETTINGS

    found = checked(region, scenario=scenarios, settings=settings)
    if found.region is None:
        if not as_json:
            raise PlannerError(found.problems)
        show_json({"problems": [_problem(problem) for problem in found.problems]})
        raise click.exceptions.Exit(ExitCode.INPUT)
    loaded = found.region.loaded
    notes = [*found.notes, *(tie_note(loaded.region, tie) for tie in found.ties)]
    if as_json:
        show_json(
            {
                "problems": [],
                "impossible": [_problem(problem) for problem in found.impossible],
                "doubts": [_problem(problem) for problem in found.doubts],
                "notes": notes,
                "ties": [tie_record(tie) for tie in found.ties],
                "moved": [record(move) for move in loaded.moves],
                "assumptions": [
                    {"table": row.table, "row": row.key, "source": row.source}
                    for row in loaded.assumptions
                ],
                "defaults": dict(loaded.defaults),
            }
        )
    else:
        names = names_in(loaded.region)
        for note in notes:
            say(note)
        show_moves(loaded)
        if loaded.assumptions:
            show_table(
                text("cli.check.assumptions", count=len(loaded.assumptions)),
                [text(f"cli.column.{column}") for column in ("table", "row", "source")],
                [
                    [text(f"report.table.{row.table}"), row_name(row, names), row.source]
                    for row in loaded.assumptions
                ],
            )
        if loaded.defaults:
            show_table(
                text("cli.check.defaults"),
                [text(f"cli.column.{column}") for column in ("meaning", "value", "setting")],
                [
                    [described(SETTINGS, key), value.replace(";", "; "), key]
                    for key, value in loaded.defaults.items()
                ],
            )
        if found.doubts:
            show_problems(found.doubts, "cli.doubts")
        if found.impossible:
            show_problems(found.impossible)
        else:
            counts = {
                table: number(len(getattr(loaded.region, table)))
                for table in ("municipalities", "neighbourhoods", "programmes", "sites")
            }
            say(text("cli.check.fine", **counts))
    if found.impossible:
        raise click.exceptions.Exit(ExitCode.NO_PLAN)


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "key": problem.key,
        "file": problem.file,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "message": problem.message,
        "remedy": problem.remedy,
    }
