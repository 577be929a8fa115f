"""`frontier.html`: what the better of one objective costs of the other."""

from __future__ import annotations

from planner.analysis.variants import Frontier, Measure
from planner.outcome import Outcome
from planner.output.format import listed
from planner.output.format import measure as written
from planner.output.names import with_safe_names
from planner.output.page.blocks import Grid, Text
from planner.output.page.frame import framed
from planner.output.page.scatter import Scatter, scatter
from planner.output.report import assumptions
from planner.output.variants.words import folder, main, named, proven, valued
from planner.output.wording import group_name, label, worded
from planner.region.domain import Objective, Region
from planner.text import text


def page(found: Frontier[Outcome]) -> str:
    """The page in the language in use, for whom the plans are; the same plans are the same page."""
    plan = with_safe_names(found.plans[0])
    first, second = (_inline(measure.aim) for measure in found.measures)
    title = text(
        "frontier.title",
        first=worded("aim", found.measures[0].aim),
        second=second,
        region=label(plan.region.identity),
    )
    chapters = {
        "chart": (
            Text(sentences(found)),
            _chart(found),
            Text((text("frontier.axes"),), note=True),
        ),
        "points": (
            points(found),
            Text((text("frontier.units"),), note=True),
            Text((text("variants.plans"),)),
        ),
        "municipalities": (municipalities(found, plan.region),),
        "assumptions": assumptions.chapter(plan),
    }
    lead = text("frontier.lead", first=first, second=second)
    return framed("frontier", title, lead, plan.audience, list(chapters.items()))


def sentences(found: Frontier[Outcome]) -> tuple[str, ...]:
    """How to read the points: what is at the ends, what is held, what is not known."""
    said = []
    if len(found.plans) > 1:
        best, other = (found.values(plan) for plan in (found.plans[0], found.plans[-1]))
        for which in (0, 1):
            measure = found.measures[which]
            said.append(
                text(
                    "frontier.range",
                    measure=named(measure),
                    first=written(best[which], measure.unit),
                    last=written(other[which], measure.unit),
                )
            )
    else:
        said.append(text("frontier.single"))
    if found.held:
        said.append(text("frontier.held", aims=listed(map(_inline, found.held))))
    if not found.complete:
        said.append(text("frontier.incomplete"))
    elif any(plan.plan.status != "optimal" for plan in found.plans):
        said.append(text("frontier.gap_open"))
    return tuple(said)


def points(found: Frontier[Outcome]) -> Grid:
    """Both measures of every point, then those of the other objectives."""
    columns = [*found.measures, *others(found)]
    rows = tuple(
        (str(number), proven(plan), *(valued(plan, measure) for measure in columns))
        for number, plan in enumerate(found.plans, start=1)
    )
    heads = (text("frontier.point"), text("frontier.proven"), *map(named, columns))
    return Grid(text("frontier.values"), heads, rows, words=2)


def others(found: Frontier[Outcome]) -> list[Measure]:
    """The first measure of the objectives that the frontier is not of."""
    asked = {measure.aim for measure in found.measures}
    return [measure for measure in main(found.plans[0]) if measure.aim not in asked]


def municipalities(found: Frontier[Outcome], region: Region) -> Grid:
    """What each municipality delivers in every point, beside its quota."""
    several = len(region.settings.quota.groups) > 1
    rows = []
    for position, account in enumerate(found.plans[0].accounts):
        name = region.municipalities[account.municipality].name
        if several:
            name = text("frontier.in_group", municipality=name, group=group_name(account.group))
        delivered = (str(plan.accounts[position].delivered) for plan in found.plans)
        rows.append((name, str(account.quota), *delivered))
    numbers = (text("frontier.of_point", number=n + 1) for n in range(len(found.plans)))
    heads = (text("cli.column.municipality"), text("cli.column.quota"), *numbers)
    return Grid(text("frontier.delivered"), heads, tuple(rows))


def _inline(aim: Objective) -> str:
    """The name of an objective inside a sentence."""
    name = worded("aim", aim)
    return name[0].lower() + name[1:]


def _chart(found: Frontier[Outcome]) -> Scatter:
    first, second = found.measures
    drawn = []
    for number, plan in enumerate(found.plans, start=1):
        words = text(
            "frontier.dot",
            number=number,
            first=f"{named(first)} {valued(plan, first)}",
            second=f"{named(second)} {valued(plan, second)}",
            folder=folder(number),
        )
        drawn.append((found.values(plan), plan.plan.status == "optimal", words))
    return scatter(
        "frontier",
        text("frontier.chart"),
        text("frontier.description"),
        drawn,
        (named(first), named(second)),
        (lambda value: written(value, first.unit), lambda value: written(value, second.unit)),
    )
