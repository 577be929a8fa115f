"""`planner frontier` and `planner alternatives`: more than one good plan."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import click

from planner.cli.loading import load_region
from planner.cli.options import AUDIENCE, command
from planner.cli.tables import say, show_grid, show_json
from planner.errors import ExitCode
from planner.region.domain import Audience, Objective
from planner.signals import heard
from planner.text import text

if TYPE_CHECKING:
    from planner.outcome import Outcome

_AIMS = tuple(aim for aim in Objective if aim is not Objective.STABILITY)


def _pair(ctx: click.Context, param: click.Parameter, value: str) -> tuple[Objective, Objective]:
    """Two different objectives with a comma between them."""
    codes = [code.strip() for code in value.split(",")]
    for code in codes:
        if code not in _AIMS:
            raise click.BadParameter(text("frontier.unknown_aim", aim=code, choices=_AIMS))
    if len(codes) != 2 or codes[0] == codes[1]:
        raise click.BadParameter(text("frontier.not_a_pair", aims=value))
    return Objective(codes[0]), Objective(codes[1])


def _share(ctx: click.Context, param: click.Parameter, value: str) -> Fraction:
    """A share from 0 to 1: `1%`, `1,5%`, `0.01`."""
    found = re.fullmatch(r"(\d{1,9}(?:[.,]\d{1,9})?)\s*(%?)", value.strip(), re.ASCII)
    if found:
        number = Fraction(found[1].replace(",", "."))
        if found[2] and number <= 100:
            return number / 100
        # A bare 1 could mean one per cent as well as all.
        if not found[2] and number < 1:
            return number
    raise click.BadParameter(text("alternatives.no_share", value=value))


@command("frontier", solves=True)
@AUDIENCE
@click.option("--aims", callback=_pair, default="quota_fairness,closeness")
@click.option("--points", type=click.IntRange(min=2, max=99), default=7)
@click.option("--out", "into", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True)
def frontier(
    region: str,
    scenarios: tuple[str, ...],
    settings: tuple[str, ...],
    aims: tuple[Objective, Objective],
    points: int,
    into: Path | None,
    force: bool,
    audience: str,
    solving: dict[str, Any],
    quiet: bool,
    as_json: bool,
) -> None:
    """Show what the better of one objective costs of another."""
    given = load_region(region, scenarios, settings, quiet=quiet, audience=audience)
    from planner.cli.progress import Display
    from planner.cli.writing import written
    from planner.library import frontier as swept
    from planner.output.edition import without_few_waiting
    from planner.output.folder import check_target
    from planner.output.variants import frontier_page
    from planner.output.variants.record import frontier_record
    from planner.output.variants.write import FRONTIER, write_frontier

    seen = check_target(into, force, FRONTIER) if into else None
    with heard(Event()):
        with Display(quiet=quiet) as display:
            found = swept(given, *aims, points=points, watch=display.report, **solving)
        shown_to = Audience(audience)
        found = found.of(lambda plan: replace(without_few_waiting(plan), audience=shown_to))
        paths, incomplete = written(
            lambda: write_frontier(found, into, seen) if into and seen else []
        )
    if as_json:
        show_json(frontier_record(found))
    elif not quiet:
        show_grid(frontier_page.points(found))
        show_grid(frontier_page.municipalities(found, given.loaded.region))
    if not quiet:
        for sentence in frontier_page.sentences(found):
            say(sentence)
        _show_written(found.plans[0], into, paths)
    if incomplete:
        raise incomplete
    if not found.complete or any(plan.status != "optimal" for plan in found.plans):
        raise click.exceptions.Exit(ExitCode.GAP_OPEN)


@command("alternatives", solves=True)
@AUDIENCE
@click.option("-n", "number", type=click.IntRange(min=1, max=99), default=5)
@click.option("--within", callback=_share, default="1%")
@click.option("--out", "into", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True)
def alternatives(
    region: str,
    scenarios: tuple[str, ...],
    settings: tuple[str, ...],
    number: int,
    within: Fraction,
    into: Path | None,
    force: bool,
    audience: str,
    solving: dict[str, Any],
    quiet: bool,
    as_json: bool,
) -> None:
    """Show other plans that are as good within a margin."""
    given = load_region(region, scenarios, settings, quiet=quiet, audience=audience)
    from planner.cli.progress import Display
    from planner.cli.writing import written
    from planner.library import alternatives as searched
    from planner.output.edition import without_few_waiting
    from planner.output.folder import check_target
    from planner.output.variants import alternatives_page
    from planner.output.variants.record import alternatives_record
    from planner.output.variants.write import ALTERNATIVES, write_alternatives

    seen = check_target(into, force, ALTERNATIVES) if into else None
    with heard(Event()):
        with Display(quiet=quiet) as display:
            found = searched(given, number, within=within, watch=display.report, **solving)
        shown_to = Audience(audience)
        found = found.of(lambda plan: replace(without_few_waiting(plan), audience=shown_to))
        paths, incomplete = written(
            lambda: write_alternatives(found, into, seen) if into and seen else []
        )
    if as_json:
        show_json(alternatives_record(found))
    elif not quiet:
        show_grid(alternatives_page.plans(found))
        show_grid(alternatives_page.counts(found, given.loaded.region))
        for grid in alternatives_page.places(found, given.loaded.region):
            show_grid(grid)
    if not quiet:
        for sentence in alternatives_page.sentences(found):
            say(sentence)
        if found.complete and 0 < len(found.others) < number:
            say(text("alternatives.fewer", count=len(found.others)))
        _show_written(found.best, into, paths)
    if incomplete:
        raise incomplete
    if not found.complete or found.best.status != "optimal":
        raise click.exceptions.Exit(ExitCode.GAP_OPEN)


def _show_written(plan: Outcome, folder: Path | None, paths: list[Path]) -> None:
    if plan.loaded.assumptions:
        say(text("cli.solve.assumptions", count=len(plan.loaded.assumptions)))
    if folder is None:
        return
    files = [f"{path.name}/" if path.is_dir() else path.name for path in paths]
    say(text("cli.solve.written", folder=str(folder), files=files))
    if any(programme.confidential for programme in plan.region.programmes.values()):
        say(text("variants.internal"))
