"""`planner quota`, `planner solve` and `planner verify`: the main job."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import click

from planner.cli.leftovers import tidy
from planner.cli.loading import load_earlier, load_plan, load_region
from planner.cli.moves import show_moves
from planner.cli.options import AUDIENCES, DAY, command
from planner.cli.tables import measure, say, show_grid, show_json, show_table
from planner.errors import ExitCode, PlannerError, Problem
from planner.region.domain import Audience, QuotaKey, QuotaMethod
from planner.signals import heard, unheard
from planner.text import number, text

if TYPE_CHECKING:
    from planner.optimise.solver import Options
    from planner.outcome import Outcome
    from planner.quota.levy import Account
    from planner.region.domain import Line, Region
    from planner.region.load import Loaded
    from planner.verification.rules import Verification


@command("quota")
@click.option("--key", type=click.Choice([key.value for key in QuotaKey]))
@click.option("--method", type=click.Choice([method.value for method in QuotaMethod]))
def quota(
    region: str,
    scenarios: tuple[str, ...],
    settings: tuple[str, ...],
    key: str | None,
    method: str | None,
    as_json: bool,
) -> None:
    """Show the share of each municipality."""
    from planner.output import swaps
    from planner.output.ties import tie_note, tie_record
    from planner.quota.quotas import decided_ties, shares

    chosen = [
        f"quota.{name}={value}" for name, value in (("key", key), ("method", method)) if value
    ]
    loaded = load_region(region, scenarios, (*settings, *chosen)).loaded
    found = shares(loaded.region)
    ties = decided_ties(loaded.region, found)
    if as_json:
        show_json(
            {
                "key": loaded.region.settings.quota.key,
                "method": loaded.region.settings.quota.method,
                "groups": [
                    {
                        "group": group,
                        "target": sum(row.rounded for row in found.values() if row.group == group),
                        "quota": sum(row.quota for row in found.values() if row.group == group),
                        "municipalities": [
                            {
                                "municipality": row.municipality,
                                "key": float(row.key),
                                "exact": float(row.exact),
                                "rounded": row.rounded,
                                "remainder": float(row.remainder),
                                "arrears": row.arrears,
                                "swapped": row.swapped,
                                "quota": row.quota,
                                "by_year": {str(year): n for year, n in row.by_year.items()},
                            }
                            for row in found.values()
                            if row.group == group
                        ],
                    }
                    for group in loaded.region.settings.quota.groups
                ],
                "ties": [tie_record(tie) for tie in ties],
                "swaps": swaps.record(loaded.region),
            }
        )
        return
    from planner.output.wording import group_name

    groups = loaded.region.settings.quota.groups
    years = [str(year) for year in loaded.region.years]
    exchanged = ("swapped",) if loaded.region.swaps else ()
    columns = (
        "municipality", "key", "share", "exact", "rounded", "remainder", "arrears", *exchanged,
        "quota",
    )  # fmt: skip
    for group in groups:
        rows = [row for row in found.values() if row.group == group]
        whole = sum((row.exact for row in rows), Fraction(0))
        keys = sum((row.key for row in rows), Fraction(0))
        body = [
            [
                loaded.region.municipalities[row.municipality].name,
                number(float(row.key)),
                number(100 * float(row.exact / whole if whole else 0), 1) + " %",
                number(float(row.exact), 3),
                str(row.rounded),
                number(float(row.remainder), 3),
                str(row.arrears),
                *(str(row.swapped) for _ in exchanged),
                str(row.quota),
                *(str(dwellings) for dwellings in row.by_year.values()),
            ]
            for row in rows
        ]
        body.append(
            [
                text("cli.total"),
                number(float(keys)),
                number(100, 1) + " %" if whole else "",
                number(float(whole), 3),
                str(sum(row.rounded for row in rows)),
                number(0, 3),
                str(sum(row.arrears for row in rows)),
                *(str(sum(row.swapped for row in rows)) for _ in exchanged),
                str(sum(row.quota for row in rows)),
                *(str(sum(row.by_year[year] for row in rows)) for year in loaded.region.years),
            ]
        )
        title = text(
            "cli.quota.title_of" if groups[1:] else "cli.quota.title",
            **({"group": group_name(group)} if groups[1:] else {}),
            key=text(f"cli.key.{loaded.region.settings.quota.key}"),
            method=text(f"cli.method.{loaded.region.settings.quota.method}"),
        )
        header = [*(text(f"cli.column.{column}") for column in columns), *years]
        show_table(title, header, body, range(1, len(header)))
    if exchanged:
        show_grid(swaps.grid(loaded.region, groups))
    for tie in ties:
        say(tie_note(loaded.region, tie))


@command("solve", solves=True)
@click.option("--out", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True)
@AUDIENCES
@click.option("--start", type=click.Path(path_type=Path))
@click.option("--keep", is_flag=True)
@click.option("--fresh", is_flag=True)
@click.option("--agreement-template", type=click.Path(path_type=Path))
@click.option("--tiles", "tiles_url")
@click.option("--tiles-attribution")
@DAY
@click.option("--all-scenarios", is_flag=True)
def solve(
    region: str,
    scenarios: tuple[str, ...],
    settings: tuple[str, ...],
    out: Path | None,
    force: bool,
    solving: dict[str, Any],
    audiences: str,
    start: Path | None,
    keep: bool,
    fresh: bool,
    agreement_template: Path | None,
    tiles_url: str | None,
    tiles_attribution: str | None,
    as_of: date | None,
    all_scenarios: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Find the best plan and write it."""
    from planner.output.map_tiles import background
    from planner.output.need import lacking

    also = (Audience.PARTNERS, Audience.PUBLIC) if audiences == "all" else ()
    audience = Audience.INTERNAL if also else Audience(audiences)
    tiles = background(tiles_url, tiles_attribution)
    given = load_region(region, scenarios, settings, quiet=quiet)
    loaded = given.loaded
    from planner.analysis.causes import stability
    from planner.analysis.earlier import default_folder
    from planner.cli.progress import Display
    from planner.cli.writing import close, written
    from planner.library import solve as solved
    from planner.optimise.solver import Options
    from planner.output.agreements.template import read_template
    from planner.output.edition import edition
    from planner.output.plan_json import record
    from planner.output.write import check_plan_target, write

    options = Options(**solving)
    template = read_template(agreement_template) if agreement_template else None
    if all_scenarios:
        from planner.cli.scenario_runs import Written, load_variants, solve_all

        if start or keep:
            raise PlannerError(Problem("scenarios.start"), ExitCode.USAGE)
        variants = load_variants(loaded, region, scenarios, settings)
        target = out or default_folder(f"{loaded.region.identity.name}-scenarios")
        tidy(target, quiet=quiet)
        how = Written(target, audience, also, force, template, tiles, as_of, fresh)
        solve_all(variants, options, how, quiet=quiet, as_json=as_json)
        return
    if fresh and (start or keep):
        raise PlannerError(Problem("earlier.fresh"), ExitCode.USAGE)
    folder = out or default_folder(loaded.region.identity.name)
    tidy(folder, quiet=quiet)
    seen = check_plan_target(folder, force)
    earlier = load_earlier(start, folder, loaded, fresh=fresh, quiet=quiet)
    if keep and earlier is None:
        raise PlannerError(Problem("earlier.nothing_to_keep"), ExitCode.USAGE)
    with heard(Event()):  # from the first plan until it is on disk
        secrets = audience is Audience.INTERNAL
        try:
            with Display(quiet=quiet, secrets=secrets) as display:
                outcome = solved(given, start=earlier, keep=keep, watch=display.report, **solving)
        except PlannerError as error:
            if error.exit_code is ExitCode.NO_PLAN:
                raise _refused(loaded, error, options, folder, audience, quiet=quiet) from error
            raise
        if earlier and start:
            if not quiet:
                say(text("stability.searching"))
            with Display(quiet=quiet, secrets=secrets) as display:
                moved = stability(outcome, earlier, options, display.report)
            outcome = replace(outcome, stability=moved)
        paths, incomplete = written(
            lambda: write(
                outcome,
                folder,
                audience=audience,
                also=also,
                force=force,
                seen=seen,
                template=template,
                background=tiles,
                as_of=as_of,
            )
        )
    # What is on the screen may be sent on as easily as a file.
    shown = replace(edition(outcome, audience), as_of=as_of)
    if as_json:
        show_json(record(shown))
    elif not quiet:
        _show_aims(shown)
        if shown.accounts:
            _show_accounts(loaded, shown.accounts)
        show_moves(shown.loaded)
        show_moved(shown)
        _show_need(shown.region, shown.plan.lines)
        if shown.loaded.assumptions:
            say(text("cli.solve.assumptions", count=len(shown.loaded.assumptions)))
        if shown.withheld:
            say(text(f"edition.screen.{audience}"))
        if shown.inferable:
            say(text("edition.inferable"))
        for sentence in lacking(shown):
            say(sentence)
    close(outcome, folder, paths, incomplete, quiet=quiet)


def _refused(
    loaded: Loaded,
    error: PlannerError,
    options: Options,
    folder: Path,
    audience: Audience,
    *,
    quiet: bool,
) -> PlannerError:
    """What to say where no plan can exist, after what can be explained of it to an audience."""
    from planner.cli.explain_commands import explain_refusal
    from planner.output.edition import open_problems, open_region

    if audience is not Audience.INTERNAL:
        told = open_problems(loaded.region, error.problems)
        if told != error.problems:
            return PlannerError(told, error.exit_code)
        loaded = open_region(loaded)
    with unheard():
        explain_refusal(loaded, error, options, folder, audience, quiet=quiet)
    return error


def show_moved(outcome: Outcome) -> None:
    """What moved from the earlier plan, if there was one, and why."""
    from planner.output import moved

    if outcome.stability is None:
        return
    if outcome.stability.plan.why != "named":
        say(moved.total(outcome.stability.relocations))
        return
    rows = moved.rows(outcome.stability.relocations, moved.names_of(outcome))
    if rows:
        show_table(text("stability.caption"), moved.header(), rows, moved.NUMBERS)
    for sentence in moved.sentences(outcome):
        say(sentence)


def _show_aims(outcome: Outcome) -> None:
    from planner.output.wording import worded

    rows = [
        [
            worded("aim", tier.aim),
            worded("part", tier.part),
            *(measure(value, tier.unit) for value in (tier.value, tier.bound)),
            measure(tier.gap, "share"),
            measure(tier.in_plan, tier.unit),
            worded("unit", tier.unit),
            number(tier.seconds, 1),
        ]
        for tier in outcome.plan.tiers
    ]
    columns = ("aim", "part", "value", "bound", "gap", "in_plan", "unit", "seconds")
    header = [text(f"cli.column.{column}") for column in columns]
    show_table(text("cli.solve.aims"), header, rows, (2, 3, 4, 5, 7))


def _show_accounts(loaded: Loaded, accounts: tuple[Account, ...]) -> None:
    from planner.output.format import flows, sides
    from planner.output.wording import group_name
    from planner.quota.levy import kept_by_fund

    several = loaded.region.settings.quota.groups[1:]
    columns = (
        *(("group",) if several else ()),
        *("municipality", "quota", "delivered", "shortfall", "surplus", "pays", "receives"),
    )
    rows = [
        [
            *((group_name(account.group),) if several else ()),
            loaded.region.municipalities[account.municipality].name,
            str(account.quota),
            str(account.delivered),
            str(account.shortfall),
            str(account.surplus),
            *sides(account.levy, lambda amount: number(amount, 2)),
        ]
        for account in accounts
    ]
    header = [text(f"cli.column.{column}") for column in columns]
    show_table(text("cli.solve.accounts"), header, rows, range(len(header) - 6, len(header)))
    if not any(levy for account in accounts for levy in account.by_year.values()):
        return
    rows = [
        [
            *((group_name(account.group),) if several else ()),
            loaded.region.municipalities[account.municipality].name,
            text(f"cli.side.{side}"),
            *amounts,
        ]
        for account in accounts
        for side, amounts in flows(account.by_year.values(), lambda amount: number(amount, 2))
    ]
    header = [
        *((text("cli.column.group"),) if several else ()),
        text("cli.column.municipality"),
        text("cli.column.side"),
        *map(str, loaded.region.years),
        text("cli.total"),
    ]
    years = range(len(header) - len(loaded.region.years) - 1, len(header))
    show_table(text("cli.solve.levies"), header, rows, years)
    for group, kept in kept_by_fund(accounts).items():
        amount = number(sum(kept.values()), 2)
        short = [str(year) for year, euros in kept.items() if euros]
        say(text("cli.levy_fund", group=group_name(group), amount=amount, years=short))


def _show_need(region: Region, lines: tuple[Line, ...]) -> None:
    """Why the plan has other numbers than the quotas, and what is missing of what was asked."""
    from planner.output.need import counted
    from planner.output.wording import label
    from planner.region.figures import needs

    for sentence in counted(region, lines):
        say(sentence)
    for code, row in needs(region, lines).items():
        if row["unmet"]:
            name = label(region.programmes[code])
            say(text("cli.solve.unmet", programme=name, count=row["unmet"]))


@command("verify")
@click.argument("plan", type=click.Path(path_type=Path))
def verify(
    region: str,
    plan: Path,
    scenarios: tuple[str, ...],
    settings: tuple[str, ...],
    as_json: bool,
) -> None:
    """Check any plan against every rule."""
    given = load_region(region, scenarios, settings)
    loaded = given.loaded
    from planner.library import verify as verified
    from planner.quota.levy import accounts
    from planner.quota.quotas import shares
    from planner.region.figures import needs
    from planner.region.plan_file import audience_of

    lines = load_plan(plan, loaded.region)
    found = verified(given, lines)
    settled = tuple(accounts(loaded.region, shares(loaded.region), lines))
    if as_json:
        document = {"audience": audience_of(plan), **_verification(found, settled)}
        show_json({**document, "totals": needs(loaded.region, lines)})
    else:
        _show_verification(loaded.region, found)
        _show_accounts(loaded, settled)
        _show_need(loaded.region, lines)
    if not found.holds:
        raise click.exceptions.Exit(ExitCode.INPUT)


def _verification(found: Verification, settled: tuple[Account, ...]) -> dict[str, Any]:
    from planner.quota.levy import account_record

    return {
        "holds": found.holds,
        "rules": {
            rule: not any(violation.rule == rule for violation in found.violations)
            for rule in found.rules
        },
        "violations": [
            {
                "rule": violation.rule,
                "message": violation.problem.message,
                "remedy": violation.problem.remedy,
            }
            for violation in found.violations
        ],
        "aims": dict(found.aims),
        "municipalities": [account_record(account) for account in settled],
    }


def _show_verification(region: Region, found: Verification) -> None:
    from planner.output.names import named

    rows = []
    for rule in found.rules:
        broken = [violation for violation in found.violations if violation.rule == rule]
        state = text("cli.verify.broken" if broken else "cli.verify.kept")
        rows.append([text(f"cli.rule.{rule}"), state])
    show_table(text("cli.verify.title"), [text("cli.column.rule"), text("cli.column.state")], rows)
    for violation in found.violations:
        say(f"{text(f'cli.rule.{violation.rule}')}: {named(region, violation.problem)}")
    say(
        text("cli.verify.holds" if found.holds else "cli.verify.fails", count=len(found.violations))
    )
