"""`planner monitor`: what is reported each month, and where the region stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import click

from planner.cli.leftovers import tidy
from planner.cli.options import DAY, command
from planner.cli.tables import say, show_grid, show_json
from planner.errors import ExitCode, PlannerError, Problem
from planner.signals import heard
from planner.text import text

if TYPE_CHECKING:
    from planner.library import Region


@command("monitor", solves=True)
@click.argument("action", type=click.Choice(["import", "status", "report"]), default="status")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1)
@click.option("--plan", type=click.Path(path_type=Path))
@click.option("--replan", "anew", is_flag=True)
@click.option("--period", "words")
@click.option("--by", "who")
@DAY
@click.option("--out", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True)
def monitor(
    region: str,
    scenarios: tuple[str, ...],
    settings: tuple[str, ...],
    action: str,
    files: tuple[Path, ...],
    plan: Path | None,
    anew: bool,
    words: str | None,
    who: str | None,
    as_of: date | None,
    out: Path | None,
    force: bool,
    solving: dict[str, Any],
    quiet: bool,
    as_json: bool,
) -> None:
    """Gather monthly figures and show where the region stands."""
    from planner.cli.loading import load_plan, load_region
    from planner.output.folder import check_target
    from planner.output.monitored import grids, page
    from planner.years import monitor as monitoring
    from planner.years.place import monitor_file
    from planner.years.store import imports, stored

    if anew and action != "status":
        raise PlannerError(Problem("monitor.replan_alone"), ExitCode.USAGE)
    if bool(files) != (action == "import"):
        key = "monitor.no_files" if action == "import" else "monitor.files"
        raise PlannerError(Problem(key), ExitCode.USAGE)
    if action == "import":
        _bring_in(region, files, who, as_json=as_json)
        return
    if anew:
        given = load_region(region, scenarios, settings, quiet=quiet)
        day = as_of or date.today()
        _plan_anew(
            given, plan, day, out, force=force, solving=solving, quiet=quiet, as_json=as_json
        )
        return
    seen = check_target(out, force, page.DATA) if out is not None else None
    base = monitor_file(region)
    loaded = load_region(region, scenarios, settings).loaded
    day = as_of or date.today()
    try:
        months = monitoring.period(words, loaded.region, day)
    except ValueError:
        values = {"years": loaded.region.years, "first": str(loaded.region.years[0])}
        raise PlannerError(
            Problem("monitor.period", values, value=words or ""), ExitCode.USAGE
        ) from None
    lines = load_plan(plan, loaded.region) if plan else None
    state = monitoring.state_of(stored(base))
    found = monitoring.status(loaded.region, state, day, months=months, plan=lines)
    audit = imports(base)
    if as_json:
        show_json(page.document(found, audit))
    else:
        show_grid(grids.courses(found))
        show_grid(grids.people(found))
        show_grid(grids.reporters(found))
        if action == "report":
            show_grid(grids.imports(audit))
    for note in page.notes(found):
        say(note)
    if action == "report":
        folder = out or Path("out") / f"{loaded.region.identity.name}-monitor"
        seen = seen or check_target(folder, force, page.DATA)
        names = [path.name for path in page.write(found, audit, folder, seen)]
        say(text("cli.solve.written", folder=str(folder), files=names))


def _bring_in(region: str, files: tuple[Path, ...], who: str | None, *, as_json: bool) -> None:
    """Read all files, and then add them; a file that cannot be read leaves everything as it is."""
    from getpass import getuser

    from planner.region.load import load
    from planner.years.place import monitor_file
    from planner.years.reports import read_report
    from planner.years.store import append

    base = monitor_file(region)
    known = load(region).region
    problems: list[Problem] = []
    reports = []
    for path in files:
        try:
            reports.append(read_report(path, region, known))
        except PlannerError as error:
            problems += error.problems
    if problems:
        raise PlannerError(problems)
    done: list[dict[str, Any]] = []
    for report in reports:
        earlier = append(
            base,
            report.lines,
            moment=datetime.now(UTC).isoformat(timespec="seconds"),
            who=who or getuser(),
            file=report.file,
            sha256=report.sha256,
        )
        done.append(
            {
                "file": report.file,
                "sha256": report.sha256,
                "lines": len(report.lines),
                "known": earlier is not None,
            }
        )
        if earlier:
            values = {"moment": earlier.moment, "who": earlier.who}
            say(text("monitor.known", file=report.file, **values))
        else:
            say(text("monitor.imported", file=report.file, count=len(report.lines)))
    if as_json:
        show_json({"monitor": base.as_posix(), "imports": done})


def _plan_anew(
    given: Region,
    plan: Path | None,
    day: date,
    out: Path | None,
    *,
    force: bool,
    solving: dict[str, Any],
    quiet: bool,
    as_json: bool,
) -> None:
    """Plan the rest with what was delivered fixed, close to the old plan, and write it."""
    from planner.analysis.earlier import default_folder
    from planner.cli.plan_commands import show_moved
    from planner.cli.progress import Display
    from planner.cli.writing import close, written
    from planner.library import replan
    from planner.output.edition import edition
    from planner.output.plan_json import record
    from planner.output.write import check_plan_target, write
    from planner.region.domain import Audience
    from planner.region.plan_file import file_of

    old = plan or default_folder(given.name)
    if file_of(old) is None:
        raise PlannerError(Problem("replan.no_plan", {"path": old.as_posix()}), ExitCode.USAGE)
    folder = out or default_folder(f"{given.name}-{day.year}")
    tidy(folder, quiet=quiet)
    seen = check_plan_target(folder, force)
    audience = Audience.INTERNAL
    with heard(Event()):  # from the first plan until it is on disk
        with Display(quiet=quiet) as display:
            outcome = replan(given, old, day, watch=display.report, **solving)
        paths, incomplete = written(
            lambda: write(outcome, folder, audience=audience, force=force, seen=seen, as_of=day)
        )
    # Counts of few people are in no edition.
    shown = replace(edition(outcome, audience), as_of=day)
    if as_json:
        show_json(record(shown))
    elif not quiet:
        show_moved(shown)
    close(outcome, folder, paths, incomplete, quiet=quiet)
