"""`planner explain`, and what `planner solve` says where no plan can exist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.loading import known_plan, load_region
from planner.cli.options import AUDIENCE, command
from planner.cli.tables import say, show_heading, show_json, show_table, show_text
from planner.region.domain import Audience
from planner.text import text

if TYPE_CHECKING:
    from planner.analysis.explain.explain import Explanation
    from planner.analysis.explain.remedies import Finding
    from planner.errors import PlannerError
    from planner.optimise.solver import Options
    from planner.region.load import Loaded

# Seconds that a solve without a plan spends on saying why.
_SECONDS = 60.0


@command("explain", solves=True)
@AUDIENCE
@click.option("--plan", type=click.Path(path_type=Path))
@click.option("--why-not", "why_not", multiple=True)
@click.option("--out", "into", type=click.Path(path_type=Path))
def explain(
    region: str,
    scenarios: tuple[str, ...],
    settings: tuple[str, ...],
    plan: Path | None,
    why_not: tuple[str, ...],
    into: Path | None,
    audience: str,
    solving: dict[str, Any],
    quiet: bool,
    as_json: bool,
) -> None:
    """Say why a plan is as it is, or what would make one possible."""
    given = load_region(region, scenarios, settings, quiet=quiet, audience=audience)
    from planner.cli.progress import Display
    from planner.library import explain as explained
    from planner.output.explanation.document import document
    from planner.output.explanation.page import write_explanation

    best = None if plan else known_plan(given, solving["gap"], quiet=quiet)
    with Display(quiet=quiet) as display:
        found = explained(given, plan, why_not=why_not, best=best, watch=display.report, **solving)
    paths = write_explanation(found, into, Audience(audience)) if into else []
    if as_json:
        show_json(document(found, Audience(audience)))
    else:
        show(found)
    if paths and not quiet:
        say(text("explain.written", folder=str(into), files=[path.name for path in paths]))


def show(explanation: Explanation) -> None:
    """Print an explanation: the answer, what would help, the sums, the plan, the places."""
    from planner.output.explanation import words

    region = explanation.region
    show_heading(text("explain.answer.title"))
    _paragraphs(words.lead(explanation))
    for one in explanation.why_not:
        show_heading(f"{text('explain.why_not.title')} {words.where(region, one)}")
        _paragraphs(words.why_not(region, one))
        heads, rows = words.aim_rows(one)
        if rows:
            title = text("explain.table.aims", at=words.there(region, one))
            show_table(title, heads, rows, (3, 4))
        if one.finding:
            _show_finding(explanation, one.finding)
    for finding in explanation.findings:
        _show_finding(explanation, finding)
    _show_sums(explanation)
    if explanation.given and explanation.outcome is not None:
        _show_plan(explanation)


def _show_finding(explanation: Explanation, finding: Finding) -> None:
    from planner.output.explanation import words

    show_heading(words.heading(explanation.region, finding.complaint))
    for number, said in enumerate(words.remedies(explanation.region, finding), start=1):
        show_text(f"{number}. {said}", "  ", "     ")
    show_text(words.after_remedies(finding), "  ")


def _show_sums(explanation: Explanation) -> None:
    from planner.output.explanation import words
    from planner.output.explanation.page import tables

    show_heading(text("explain.arithmetic.title"))
    _paragraphs(words.arithmetic(explanation) or [text("explain.arithmetic.nothing")])
    for table in tables(explanation):
        click.echo()
        show_table(table.caption, table.heads, table.rows, range(1, len(table.heads)))


def _show_plan(explanation: Explanation) -> None:
    from planner.output.explanation import words

    if explanation.gains:
        show_heading(text("explain.gains.title"))
        _paragraphs([text("explain.gains.intro")])
        _bullets([words.gain(explanation.region, one) for one in explanation.gains])
    show_heading(text("explain.places.title"))
    for name, _, said in words.places(explanation):
        show_text(name)
        _bullets(said)
    show_text(text("explain.part.region"))
    _bullets(words.limits(explanation) or [text("explain.limits.nothing")])


def _paragraphs(said: Sequence[str]) -> None:
    for sentence in said:
        show_text(sentence, "  ")


def _bullets(said: Sequence[str]) -> None:
    for sentence in said:
        show_text(f"- {sentence}", "  ", "    ")


def explain_refusal(
    loaded: Loaded,
    error: PlannerError,
    options: Options,
    folder: Path,
    audience: Audience,
    *,
    quiet: bool,
) -> None:
    """Print and write why no plan can exist and what would help; whatever fails is only said."""
    try:
        from planner.analysis.explain.explain import refusal
        from planner.analysis.explain.remedies import Clock
        from planner.output.explanation.page import write_explanation

        seconds = min(_SECONDS, options.time_limit or _SECONDS)
        limited = replace(options, time_limit=seconds)
        found = refusal(loaded, error.problems, limited, Clock(seconds))
        paths = write_explanation(found, folder, audience)
        if not quiet:
            for finding in found.findings:
                _show_refusal(found, finding)
            say(text("explain.written", folder=str(folder), files=[path.name for path in paths]))
    except Exception as failure:
        # The refusal itself is what the user has to hear: it follows, whatever happens here.
        say(text("explain.failed", cause=f"{type(failure).__name__}: {failure}"))


def _show_refusal(explanation: Explanation, finding: Finding) -> None:
    """The remedies on standard error, beside the problems they are for."""
    from planner.output.explanation import words

    say(words.heading(explanation.region, finding.complaint))
    for number, said in enumerate(words.remedies(explanation.region, finding), start=1):
        say(f"  {number}. {said}")
    say(f"  {words.after_remedies(finding)}")
