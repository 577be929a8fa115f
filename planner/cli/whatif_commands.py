"""`planner price`: what would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from planner.cli.loading import known_plan, load_region
from planner.cli.options import AUDIENCE, command
from planner.cli.tables import measure, say, show_json, show_table
from planner.errors import ExitCode
from planner.text import number, text

if TYPE_CHECKING:
    from planner.analysis.price import Granted, Price
    from planner.library import Plan


@command("price", solves=True)
@AUDIENCE
@click.option("--demand", "demands", multiple=True, required=True)
def price(
    region: str,
    scenarios: tuple[str, ...],
    settings: tuple[str, ...],
    demands: tuple[str, ...],
    audience: str,
    solving: dict[str, Any],
    quiet: bool,
    as_json: bool,
) -> None:
    """Show who absorbs what if demands are granted."""
    given = load_region(region, scenarios, settings, quiet=quiet, audience=audience)
    from planner.cli.progress import Display
    from planner.library import price as priced

    best = known_plan(given, solving["gap"], quiet=quiet)
    with Display(quiet=quiet) as display:
        found = priced(given, *demands, best=best, watch=display.report, **solving)
    if as_json:
        show_json({"audience": audience, **_document(found, demands)})
    else:
        _show(found, demands)
    if found.together.plan is None:
        raise click.exceptions.Exit(ExitCode.NO_PLAN)
    if any(one.status != "optimal" for one in _plans(found)):
        say(text("price.gap_open"))
        raise click.exceptions.Exit(ExitCode.GAP_OPEN)


def _plans(found: Price[Plan]) -> list[Plan]:
    variants = (found.together, *found.alone)
    return [found.before, *(one.plan for one in variants if one.plan)]


def _variants(found: Price[Plan], demands: tuple[str, ...]) -> list[tuple[str, str, Granted[Plan]]]:
    """Each demand alone, then all together: with its heading, and its name in a sentence."""
    alone = found.alone or (found.together,)
    names = [demands[one.numbers[0]] for one in alone]
    headed = [
        (name, text("price.demand", demand=name), one)
        for name, one in zip(names, alone, strict=True)
    ]
    if found.alone:
        headed.append((text("price.together"), text("price.demands"), found.together))
    return headed


def _show(found: Price[Plan], demands: tuple[str, ...]) -> None:
    variants = _variants(found, demands)
    possible = [(heading, one.plan) for heading, _, one in variants if one.plan]
    for _, name, variant in variants:
        for problem in variant.why:
            say(text("price.impossible", demand=name, why=str(problem)))
    if not possible:
        return
    _show_aims(found.before, possible)
    _show_municipalities(found.before, possible)
    for _, name, variant in variants:
        if variant.plan:
            _show_changes(name, found.before, variant.plan)


def _show_aims(before: Plan, possible: list[tuple[str, Plan]]) -> None:
    from planner.output.need import WEIGHTED, missing
    from planner.output.wording import worded

    outcomes = (before, *(outcome for _, outcome in possible))
    rows = []
    for tier in before.plan.tiers:
        if tier.aim == "ties":
            continue
        name, part, unit = f"{tier.aim}.{tier.part}", tier.part, tier.unit
        values = [one.verification.aims.get(name) for one in outcomes]
        if (tier.aim, tier.part) == WEIGHTED:
            part, unit = "missing", "dwellings"
            values = [missing(one.region, one.plan.lines) for one in outcomes]
        rows.append(
            [
                worded("aim", tier.aim),
                worded("part", part),
                worded("unit", unit),
                *(measure(value, unit) for value in values),
            ]
        )
    columns = [text(f"cli.column.{column}") for column in ("aim", "part", "unit")]
    header = [*columns, text("price.before"), *(heading for heading, _ in possible)]
    show_table(text("price.aims"), header, rows, range(3, len(header)))


def _show_municipalities(before: Plan, possible: list[tuple[str, Plan]]) -> None:
    from planner.output.format import sides
    from planner.output.wording import group_name

    region = before.region
    several = region.settings.quota.groups[1:]
    rows = []
    for position, account in enumerate(before.accounts):
        row = [group_name(account.group)] if several else []
        row += [region.municipalities[account.municipality].name, str(account.quota)]
        for outcome in (before, *(one for _, one in possible)):
            theirs = outcome.accounts[position]
            row += [str(theirs.delivered), str(theirs.shortfall)]
            row += sides(theirs.levy, lambda amount: number(amount, 2))
        rows.append(row)
    naming = ("group", "municipality") if several else ("municipality",)
    columns = [text(f"cli.column.{column}") for column in (*naming, "quota")]
    shown = ("delivered", "shortfall", "pays", "receives")
    parts = [text(f"cli.column.{column}") for column in shown]
    headings = (text("price.before"), *(heading for heading, _ in possible))
    header = [*columns, *(f"{heading}: {part}" for heading in headings for part in parts)]
    title = text("price.municipalities")
    show_table(title, header, rows, range(len(naming), len(header)))


def _show_changes(name: str, before: Plan, after: Plan) -> None:
    from planner.analysis.price import changes
    from planner.output.wording import label

    region = before.region
    rows = [
        [
            region.municipalities[change.municipality].name,
            region.corporations[change.corporation].name,
            label(region.programmes[change.programme]),
            str(change.before),
            str(change.after),
            f"{change.after - change.before:+d}",
        ]
        for change in changes(before.plan.lines, after.plan.lines)
    ]
    if not rows:
        moved = after.verification.aims["stability.moved"]
        key = "price.only_shifts" if moved else "price.no_change"
        say(text(key, demand=name, count=round(moved)))
        return
    columns = ("municipality", "corporation", "programme", "before", "after", "change")
    header = [text(f"price.column.{column}") for column in columns]
    show_table(text("price.changes", demand=name), header, rows, (3, 4, 5))


def _document(found: Price[Plan], demands: tuple[str, ...]) -> dict[str, Any]:
    return {
        "demands": list(demands),
        "before": _plan(found.before),
        "alone": [_variant(found, one) for one in found.alone],
        "together": _variant(found, found.together),
    }


def _variant(found: Price[Plan], variant: Granted[Plan]) -> dict[str, Any]:
    from planner.analysis.price import changes

    numbers = [number + 1 for number in variant.numbers]
    if variant.plan is None:
        return {"demands": numbers, "possible": False, "why": [str(one) for one in variant.why]}
    moved = changes(found.before.plan.lines, variant.plan.plan.lines)
    return {
        "demands": numbers,
        "possible": True,
        **_plan(variant.plan),
        "moved": variant.plan.verification.aims["stability.moved"],
        "changes": [
            {
                "municipality": change.municipality,
                "corporation": change.corporation,
                "programme": change.programme,
                "before": change.before,
                "after": change.after,
            }
            for change in moved
        ],
    }


def _plan(plan: Plan) -> dict[str, Any]:
    from planner.quota.levy import account_record

    parts = {f"{tier.aim}.{tier.part}" for tier in plan.plan.tiers if tier.aim != "ties"}
    return {
        "status": plan.status,
        "aims": {name: value for name, value in plan.verification.aims.items() if name in parts},
        "municipalities": [account_record(account) for account in plan.accounts],
    }
