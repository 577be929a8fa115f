"""`planner solve --all-scenarios`: the region as it is and every scenario of its folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Event

import click

from planner.analysis.causes import moved_from
from planner.analysis.earlier import Earlier, Why, read_earlier
from planner.analysis.recorded import read_recorded
from planner.analysis.scenarios import AS_IS, Scenario, Variant, scenario_files, scenarios_of
from planner.cli.progress import Display
from planner.cli.tables import say, show_grid, show_json
from planner.errors import ExitCode, PlannerError, Problem
from planner.optimise.solver import Options
from planner.output.agreements.template import Template
from planner.output.compared import scenarios as compared
from planner.output.edition import open_problems
from planner.output.folder import IncompleteError, Seen, check_target
from planner.output.map_tiles import Tiles
from planner.output.write import check_plan_target, write
from planner.region.domain import Audience
from planner.region.load import Loaded, load
from planner.run import Asked, run
from planner.signals import give_up, heard
from planner.text import text


@dataclass(frozen=True, slots=True)
class Written:
    """How plans are written: into folders of `folder`, for whom, over what is there, as of when.

    Editions of `also` come into folders of their own.

    `fresh` says to stay close to no earlier plan.
    """

    folder: Path
    audience: Audience
    also: tuple[Audience, ...]
    force: bool
    template: Template | None
    background: Tiles | None
    as_of: date | None
    fresh: bool


def load_variants(
    loaded: Loaded, region: str, scenarios: Sequence[str], settings: Sequence[str]
) -> list[tuple[Scenario, Loaded]]:
    """The region as loaded, then with each scenario of its folder after those asked for.

    Raises `PlannerError` where it has none, or with every problem of any.
    """
    files = scenario_files(loaded.folder)
    if not files:
        raise PlannerError(Problem("scenarios.none", {"folder": str(loaded.folder)}))
    problems = [
        Problem("scenarios.name", {"name": AS_IS}, path.name)
        for path in files
        if path.stem == AS_IS
    ]
    found = []
    for path in files:
        try:
            found.append(load(region, scenarios=(*scenarios, path), settings=settings))
        except PlannerError as error:
            problems += error.problems
    if problems:
        raise PlannerError({str(problem): problem for problem in problems}.values())
    base = Scenario(AS_IS, "", "", "")
    return [(base, loaded), *zip(scenarios_of(loaded.folder), found, strict=True)]


def solve_all(
    variants: Sequence[tuple[Scenario, Loaded]],
    options: Options,
    written: Written,
    *,
    quiet: bool,
    as_json: bool,
) -> None:
    """Solve and write each, then the page and the document that hold them side by side.

    The plan of the region as it is comes first, and the others stay close to it. Each plan is
    written when it is found, the page when all are; a signal ends it with the plans at hand. Raises
    `PlannerError` where the region as it is has no plan; ends with `GAP_OPEN` where a plan is not
    proven to the gap, or time ran out for a scenario.
    """
    folder = written.folder
    seen = Seen.of(folder, compared.DATA)
    if not folder.is_dir() or seen.state:
        check_target(folder, written.force, compared.DATA)
    plans = {
        scenario.name: check_plan_target(folder / scenario.name, written.force)
        for scenario, _ in variants
    }
    incomplete: list[IncompleteError] = []
    found: list[Variant] = []
    for variant in variants:
        earlier = None
        if found and not written.fresh:
            earlier = read_earlier(folder / AS_IS, Why.AS_IT_IS)
        ours, stop = plans[variant[0].name], Event()
        with heard(stop):
            one = _solved(*variant, options, written, ours, incomplete, earlier, quiet=quiet)
        found.append(one)
        if stop.is_set():
            give_up()
    document = compared.document(found)
    compared.write(found, written.folder, seen)
    if as_json:
        show_json(document)
    elif not quiet:
        show_grid(compared.overview(found))
        for part in ("delivered", "shortfall", "levy"):
            show_grid(compared.municipalities(found, part))
        if (grid := compared.pools(found)) is not None:
            show_grid(grid)
        for sentence in compared.without(found):
            say(sentence)
    if not quiet:
        names = [
            *(f"{one.scenario.name}/" for one in found if one.plan),
            compared.PAGE,
            compared.DATA,
        ]
        say(text("cli.solve.written", folder=str(written.folder), files=names))
    settled = all(_settled(one) for one in found)
    if not settled:
        say(text("cli.solve.gap_open"))
    if incomplete:
        raise PlannerError([p for one in incomplete for p in one.problems], ExitCode.DEFECT)
    if not settled:
        raise click.exceptions.Exit(ExitCode.GAP_OPEN)


def _settled(variant: Variant) -> bool:
    """Whether every objective is proven to the gap, or that there is no plan."""
    if variant.plan is None:
        return all(problem.key != "solve.no_time" for problem in variant.why)
    return bool(variant.plan.record["status"] == "optimal")


def _solved(
    scenario: Scenario,
    loaded: Loaded,
    options: Options,
    written: Written,
    seen: Seen,
    incomplete: list[IncompleteError],
    earlier: Earlier | None,
    *,
    quiet: bool,
) -> Variant:
    if not quiet:
        say(text("scenarios.solving", scenario=scenario.label))
    folder = written.folder / scenario.name
    try:
        with Display(quiet=quiet, secrets=written.audience is Audience.INTERNAL) as display:
            asked = Asked(earlier.lines if earlier else None)
            outcome = run(loaded, options, display.report, asked)
    except PlannerError as error:
        possible = error.exit_code not in (ExitCode.NO_PLAN, ExitCode.NO_TIME)
        if possible:
            raise
        if scenario.name == AS_IS:
            told = error.problems
            if written.audience is not Audience.INTERNAL:
                told = open_problems(loaded.region, told)
            raise PlannerError(told, error.exit_code) from error
        return Variant(scenario, None, tuple(error.problems))
    if earlier:
        outcome = replace(outcome, stability=moved_from(outcome, earlier))
    try:
        write(
            outcome,
            folder,
            audience=written.audience,
            also=written.also,
            force=written.force,
            seen=seen,
            template=written.template,
            background=written.background,
            as_of=written.as_of,
        )
    except IncompleteError as error:
        incomplete.append(error)
    return Variant(scenario, read_recorded(folder))
